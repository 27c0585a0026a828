//! The README says what the program says.

use std::process::Command;

const README: &str = include_str!("../README.md");

#[test]
fn the_usage_in_the_readme_is_the_programs_own() {
    let output = Command::new(env!("CARGO_BIN_EXE_nuka"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let shown = README
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    assert_eq!(shown.trim(), help.trim());
}

#[test]
fn every_option_in_the_readmes_commands_exists() {
    let joined = README.replace("\\\n", " ");
    let shell = joined
        .split("```sh\n")
        .skip(1)
        .filter_map(|block| block.split("```").next());
    let commands = shell
        .flat_map(str::lines)
        .filter(|line| line.starts_with("nuka "));
    let mut checked = 0;
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        let verbs = words[1..]
            .iter()
            .take_while(|word| !word.contains(['-', '.', '/']))
            .take(2);
        let output = Command::new(env!("CARGO_BIN_EXE_nuka"))
            .args(verbs)
            .arg("--help")
            .output()
            .unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        for option in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "{command}: {option}");
            checked += 1;
        }
    }
    assert!(checked > 10, "only {checked} options were checked");
}

#[test]
fn every_example_is_in_the_readmes_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry
            .unwrap()
            .path()
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(README.contains(&format!("| `{name}` |")), "{name}");
    }
}
