//! Kana in one form.

use super::narrow;

/// Half-width kana from U+FF61 on, made wide.
const WIDE: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309a}";
const BASES: &str =
    "カキクケコサシスセソタチツテトハヒフヘホウかきくけこさしすせそたちつてとはひふへほう";
const VOICED: &str =
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴがぎぐげござじずぜぞだぢづでどばびぶべぼゔ";
const HALF_BASES: &str = "ハヒフヘホはひふへほ";
const HALF_VOICED: &str = "パピプペポぱぴぷぺぽ";

/// The text in narrow Latin letters and wide kana, with the marks of kana joined to
/// them, as the same word is typed, exported and named by file systems; without
/// letters that nobody sees.
///
/// ```
/// use nuka::tabular::values::plain_kana;
/// assert_eq!(plain_kana("ﾊﾟﾝ（ｇ）"), "パン(g)");
/// assert_eq!(plain_kana("ハ\u{309a}ン"), "パン");
/// ```
pub fn plain_kana(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in narrow(text).chars() {
        let letter = match letter {
            '\u{ff61}'..='\u{ff9f}' => {
                let place = u32::from(letter) - 0xff61;
                WIDE.chars().nth(place as usize).unwrap_or(letter)
            }
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => continue,
            '\u{309b}' => '\u{3099}',
            '\u{309c}' => '\u{309a}',
            other => other,
        };
        let joined = plain.chars().next_back().and_then(|before| match letter {
            '\u{3099}' => counterpart(before, BASES, VOICED),
            '\u{309a}' => counterpart(before, HALF_BASES, HALF_VOICED),
            _ => None,
        });
        if joined.is_some() {
            plain.pop();
        }
        plain.push(joined.unwrap_or(letter));
    }
    plain
}

fn counterpart(letter: char, from: &str, to: &str) -> Option<char> {
    let place = from.chars().position(|one| one == letter)?;
    to.chars().nth(place)
}
