//! Full-width letters made narrow.

use std::borrow::Cow;

/// The text with full-width digits, Latin letters, signs and spaces made narrow, as
/// Japanese keyboards type both.
///
/// ```
/// assert_eq!(nuka::tabular::values::narrow("１２．５　ｍｇ"), "12.5 mg");
/// ```
pub fn narrow(text: &str) -> Cow<'_, str> {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(letter) - 0xff01 + 0x21).unwrap_or(letter)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        // The wave dash of UTF-8 texts; Shift-JIS texts have the full-width tilde for it.
        '\u{301c}' => '~',
        // Minus signs of every kind that stands for one.
        '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{fe63}' => '-',
        other => other,
    };
    if text.chars().any(|letter| narrow(letter) != letter) {
        text.chars().map(narrow).collect::<String>().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_one_with_a_wave_dash_and_with_what_shift_jis_has_for_it() {
        // JIS X 0208 1-33 is U+301C in Unicode's table and U+FF5E in the WHATWG's.
        let (wave, ..) = encoding_rs::SHIFT_JIS.decode(b"1\x81\x603");
        assert_eq!(wave, "1\u{ff5e}3");
        assert_eq!(narrow(&wave), narrow("1\u{301c}3"));
        assert_ne!(narrow("1-3"), narrow("1\u{301c}3"));
    }
}
