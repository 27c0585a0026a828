//! Which names a sample may have: its files are named after it.

use crate::error::{Error, ErrorKind, Result, excerpt};

/// Longest id in bytes: file names hold 255, and endings are added.
const MOST_BYTES: usize = 200;

/// Words that stand for something else beside the samples in tables and folders:
/// columns of wide tables, and the table of all samples.
const TAKEN: [&str; 6] = ["taxid", "name", "rank", "lineage", "clade_name", "merged"];

/// Checks that files and columns can be named after a sample.
///
/// # Errors
/// When the id is empty, too long, a word with another meaning, begins with a dot
/// or a dash, or holds a control character or one of `/ \ : * ? " < > |`, which
/// some systems allow in no file name.
pub fn check_sample_id(id: &str) -> Result<()> {
    let refuse = |message: String, mend: &str| {
        let found = excerpt(id.as_bytes());
        let error = Error::new(
            ErrorKind::Malformed,
            format!("sample id `{found}` {message}"),
        );
        Err(error.mend(mend))
    };
    if id.is_empty() {
        return Err(Error::new(ErrorKind::Missing, "the sample id is empty")
            .mend("give every sample an id of its own"));
    }
    if id.len() > MOST_BYTES {
        return refuse(
            format!("is {} bytes long, expected at most {MOST_BYTES}", id.len()),
            "give it a shorter id; files are named after it",
        );
    }
    let is_bad = |letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter);
    if let Some(bad) = id.chars().find(|&letter| is_bad(letter)) {
        return refuse(
            format!("holds `{}`", excerpt(bad.to_string().as_bytes())),
            "take letters, digits, dots, dashes and underscores; files are named after it",
        );
    }
    if id.starts_with(['.', '-']) {
        return refuse(
            "begins with a dot or a dash".to_string(),
            "begin with a letter or a digit; a file of this name would be hidden or taken for an option",
        );
    }
    if TAKEN.iter().any(|word| id.eq_ignore_ascii_case(word)) {
        return refuse(
            "is the name of a column or file of the results".to_string(),
            "give the sample another id",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_good_file_names_are_taken_and_others_refused() {
        let long = "x".repeat(201);
        for id in ["s1", "P-01.day 3", "便", "x..", &long[1..]] {
            assert!(check_sample_id(id).is_ok(), "{id}");
        }
        for id in [
            "", "a/b", "a\\b", "a:b", "a|b", "..", ".x", "-x", "a\tb", "a\u{0}", "a\u{7f}",
            "merged", "Taxid", &long,
        ] {
            assert!(check_sample_id(id).is_err(), "{id}");
        }
    }
}
