//! The letters over a column of a spreadsheet.

/// The letters of a column counted from 0: `A`, `B`, ..., `Z`, `AA`, ...
///
/// ```
/// use nuka::tabular::column_letters;
/// assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
/// ```
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|&letter| letter as char).collect()
}
