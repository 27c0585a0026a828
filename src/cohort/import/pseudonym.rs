//! Pseudonyms: that they name nobody, and that one person has one.

use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::narrow;
use std::collections::HashMap;

/// The pseudonyms of a store, by what is left of them when their spelling is.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms(HashMap<String, String>);

impl Pseudonyms {
    /// Those that are in use already; of similar ones the first in order.
    pub(super) fn of<'a>(people: impl IntoIterator<Item = &'a String>) -> Self {
        let mut people: Vec<&String> = people.into_iter().collect();
        people.sort();
        let mut known = Self::default();
        for person in people {
            known.add(person);
        }
        known
    }

    /// Takes note of a pseudonym.
    pub(super) fn add(&mut self, person: &str) {
        self.0
            .entry(without_spelling(person))
            .or_insert_with(|| person.to_owned());
    }

    /// Another pseudonym that differs in capitals, width, spaces or leading zeros only.
    pub(super) fn similar(&self, person: &str) -> Option<&str> {
        let known = self.0.get(&without_spelling(person))?;
        (known != person).then_some(known)
    }
}

/// In small narrow letters, without spaces, leading zeros, and the `.0` that
/// spreadsheets put behind numbers.
fn without_spelling(person: &str) -> String {
    let narrowed = narrow(person).to_lowercase();
    let whole = narrowed.strip_suffix(".0").unwrap_or(&narrowed);
    let mut plain = String::with_capacity(whole.len());
    let mut digits = whole
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .peekable();
    let mut is_behind_digit = false;
    while let Some(letter) = digits.next() {
        let leads =
            letter == '0' && !is_behind_digit && digits.peek().is_some_and(char::is_ascii_digit);
        if !leads {
            plain.push(letter);
            is_behind_digit = letter.is_ascii_digit();
        }
    }
    plain
}

/// That a pseudonym does not look like a name: only Chinese letters and kana, or two
/// words in capitals such as `Smith, John`. The error does not repeat it.
///
/// # Errors
/// When it does.
pub(super) fn expect_no_name(person: &str) -> Result<()> {
    let is_japanese =
        |letter: char| matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{30ff}' | '々');
    let in_japanese = person.chars().filter(|letter| !letter.is_whitespace());
    let is_japanese = in_japanese.clone().count() >= 2 && in_japanese.clone().all(is_japanese);
    let words: Vec<&str> = person
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let is_word = |word: &&str| {
        let mut letters = word.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_uppercase())
            && letters.clone().count() > 0
            && letters.all(|letter| letter.is_ascii_lowercase())
    };
    if is_japanese || words.len() == 2 && words.iter().all(is_word) {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the id looks like the name of a person, which the store never holds",
        )
        .mend("give every person a pseudonym with a number, such as P001"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_told_in_every_spelling() {
        let known = Pseudonyms::of(&["P01".to_owned(), "007".to_owned()]);
        for spelling in ["p01", "Ｐ０１", "P1", "P 01", "p001"] {
            assert_eq!(known.similar(spelling), Some("P01"), "{spelling}");
        }
        for spelling in ["7", "7.0", "07"] {
            assert_eq!(known.similar(spelling), Some("007"), "{spelling}");
        }
        for other in ["P01", "P10", "P02", "70", "Q01", "P0", "7.1"] {
            assert_eq!(known.similar(other), None, "{other}");
        }
    }

    #[test]
    fn names_are_told_from_pseudonyms() {
        for name in [
            "山田太郎",
            "鈴木 花子",
            "ヤマダ　タロウ",
            "John Smith",
            "Smith, John",
        ] {
            let error = expect_no_name(name).unwrap_err().to_string();
            assert!(!error.contains(name), "{error}");
        }
        for pseudonym in [
            "P1",
            "被験者A",
            "松山001",
            "azh",
            "Site A",
            "ag-1",
            "Subject 1",
        ] {
            assert!(expect_no_name(pseudonym).is_ok(), "{pseudonym}");
        }
    }
}
