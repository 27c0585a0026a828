//! Running the program with a time limit.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a run left on its streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// No run of these tests should take long; one that does hangs.
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) fn nuka() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nuka"))
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[String]) -> Outcome {
    let mut command = nuka();
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    finish(command)
}

/// Runs a line of shell in a folder; `$NUKA` is the program.
pub(crate) fn shell(folder: &Path, line: &str) -> Outcome {
    let mut command = Command::new("bash");
    command
        .args(["-c", line])
        .current_dir(folder)
        .stdin(Stdio::null());
    command.env("NUKA", env!("CARGO_BIN_EXE_nuka"));
    finish(command)
}

fn finish(mut command: Command) -> Outcome {
    command.env("RUST_BACKTRACE", "0");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let out = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).map(|_| bytes)
    });
    let err = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stderr.read_to_end(&mut bytes).map(|_| bytes)
    });
    let code = wait(&mut child);
    Outcome {
        code,
        stdout: out.join().unwrap().unwrap(),
        stderr: String::from_utf8_lossy(&err.join().unwrap().unwrap()).into_owned(),
    }
}

fn wait(child: &mut Child) -> Option<i32> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if started.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("the program hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
