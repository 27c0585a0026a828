//! Running the program, and comparing what it wrote.

use std::process::{Command, Output};

/// The program itself.
pub(crate) fn nuka() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nuka"))
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Fails naming the first line that differs, for texts too long to print whole.
#[track_caller]
pub(crate) fn assert_same_bytes(found: &[u8], expected: &[u8], what: &str) {
    if found == expected {
        return;
    }
    let lines = |text: &[u8]| -> Vec<String> {
        text.split(|&byte| byte == b'\n')
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect()
    };
    let (found, expected) = (lines(found), lines(expected));
    let first = found
        .iter()
        .zip(&expected)
        .position(|(a, b)| a != b)
        .unwrap_or(found.len().min(expected.len()));
    panic!(
        "{what}: line {}:\n   found {:?}\nexpected {:?}",
        first + 1,
        found.get(first),
        expected.get(first)
    );
}
