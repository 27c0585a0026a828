//! Dates with the month in English words: `3-May-2024`, `03MAY2024`, `May 3, 2024`.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The number of each month.
const NUMBERS: [&str; 12] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
];

/// Year, month and day of a date with its month in English, whole or as its first
/// three letters; which of two numbers is the day is told by their place.
pub(super) fn split_english(text: &str) -> Option<[&str; 3]> {
    let text = text.trim();
    let start = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let word = &text[start..];
    let end = word
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(word.len());
    let (word, behind) = word.split_at(end);
    let month = number_of_month(word)?;
    let before = digits(text[..start].trim_end_matches(['-', ' ', '/', '.']));
    let behind = behind.trim_start_matches(['-', ' ', '/', '.', ',']);
    match (before, behind.split_once([',', ' '])) {
        (Some(year), _) if year.len() == 4 => Some([year, month, digits(behind)?]),
        (Some(day), _) => Some([digits(behind)?, month, day]),
        (None, Some((day, year))) if start == 0 => {
            Some([digits(year.trim_start())?, month, digits(day)?])
        }
        _ => None,
    }
}

fn number_of_month(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let place = MONTHS
        .iter()
        .position(|month| *month == word || word.len() == 3 && month.starts_with(&word))?;
    NUMBERS.get(place).copied()
}

fn digits(text: &str) -> Option<&str> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(text)
}
