//! The letters that the bytes of a text file stand for.
//!
//! The bytes decide where they can: by a mark of byte order, by being valid UTF-8, or
//! by being valid Shift-JIS that reads as Japanese. In all other cases the encoding
//! must be named, for a wrong guess gives wrong letters without any error: `É` of
//! Windows is `ﾉ` of Shift-JIS, and most EUC-JP is valid Shift-JIS too.

use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::Delimiter;
use encoding_rs::{Decoder, DecoderResult};
use serde::Deserialize;
use std::fmt;

/// An encoding of text files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a mark of byte order.
    Utf8,
    /// UTF-16 with the low byte first, as Excel writes "Unicode text".
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
    /// Shift-JIS as Windows extends it (code page 932).
    ShiftJis,
    /// EUC-JP of older Unix systems.
    EucJp,
    /// Latin letters of Windows (code page 1252).
    Windows1252,
}

impl Encoding {
    fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::ShiftJis => encoding_rs::SHIFT_JIS,
            Self::EucJp => encoding_rs::EUC_JP,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }

    /// The mark of byte order at the start: its encoding and length.
    fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            [0xff, 0xfe, ..] => Some((Self::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16-le",
            Self::Utf16Be => "utf-16-be",
            Self::ShiftJis => "shift-jis",
            Self::EucJp => "euc-jp",
            Self::Windows1252 => "windows-1252",
        })
    }
}

/// The text of a file, without a mark of byte order.
///
/// # Errors
/// All bytes that are no letters, with line, column and place in the file; when the
/// encoding cannot be told.
pub(super) fn decode(
    mut bytes: Vec<u8>,
    given: Option<Encoding>,
    delimiter: Option<Delimiter>,
) -> Result<String> {
    let mark = Encoding::of_mark(&bytes);
    if let (Some(given), Some((marked, _))) = (given, mark)
        && given != marked
        && given != Encoding::Windows1252
    {
        let message = format!("the file begins with the mark of {marked}, expected {given}");
        return Err(Error::new(ErrorKind::Mismatch, message)
            .at_line(1)
            .mend("leave the encoding out, or name the one of the file"));
    }
    let known = given.or(mark.map(|(encoding, _)| encoding));
    let mark_length = mark.map_or(0, |(_, length)| length);
    if matches!(known, None | Some(Encoding::Utf8)) {
        bytes.drain(..mark_length);
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(error) => {
                let bytes = error.into_bytes();
                match known {
                    Some(encoding) => Decoded::of(&bytes, mark_length, encoding).finish(delimiter),
                    None => guess(&bytes, delimiter),
                }
            }
        };
    }
    let encoding = known.unwrap_or(Encoding::Utf8);
    Decoded::of(&bytes[mark_length..], mark_length, encoding).finish(delimiter)
}

/// Decodes bytes that have no mark and are no UTF-8.
fn guess(bytes: &[u8], delimiter: Option<Delimiter>) -> Result<String> {
    let shift_jis = Decoded::of(bytes, 0, Encoding::ShiftJis);
    if shift_jis.bad.is_empty() {
        let is_euc_jp = Decoded::of(bytes, 0, Encoding::EucJp).bad.is_empty();
        if !is_euc_jp && reads_as_japanese(&shift_jis.text) {
            return Ok(shift_jis.text);
        }
        let others = if is_euc_jp { "EUC-JP" } else { "Windows-1252" };
        let message = format!("the bytes may be Shift-JIS or {others}: both give letters");
        return Err(Error::new(ErrorKind::Malformed, message)
            .mend("name the encoding, or save the table as UTF-8"));
    }
    // The file is told by what it is most nearly.
    let utf8 = Decoded::of(bytes, 0, Encoding::Utf8);
    if utf8.bad.len() <= shift_jis.bad.len() {
        utf8.finish(delimiter)
    } else {
        shift_jis.finish(delimiter)
    }
}

/// Whether the letters beyond ASCII stand as Japanese does: somewhere a run of them,
/// not all half-width, touches no Latin letter. Accents of Western text become runs
/// in the middle of words.
fn reads_as_japanese(text: &str) -> bool {
    let is_half_width_kana = |letter: char| ('\u{ff61}'..='\u{ff9f}').contains(&letter);
    let is_latin = |letter: Option<char>| letter.is_some_and(|one| one.is_ascii_alphabetic());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let (before, run) = rest.split_at(start);
        let end = run
            .find(|letter: char| letter.is_ascii())
            .unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        if !is_latin(before.chars().next_back())
            && !is_latin(after.chars().next())
            && !run.chars().all(is_half_width_kana)
        {
            return true;
        }
        rest = after;
    }
    false
}

/// A text and the places of bytes that are no letters.
struct Decoded {
    encoding: Encoding,
    text: String,
    bad: Vec<BadBytes>,
}

/// Bytes that are no letter.
struct BadBytes {
    /// The first of them, counted from 0 from the start of the file.
    at: usize,
    found: Vec<u8>,
    /// How much of the text stands before them.
    text_before: usize,
}

impl Decoded {
    /// Decodes up to the end, or to as many mistakes as are told.
    fn of(bytes: &[u8], skipped: usize, encoding: Encoding) -> Self {
        let mut decoder: Decoder = encoding.codec().new_decoder_without_bom_handling();
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
        let mut bad = Vec::new();
        let mut read = 0;
        loop {
            let rest = &bytes[read..];
            let (result, used) =
                decoder.decode_to_string_without_replacement(rest, &mut text, true);
            read += used;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => text.reserve(bytes.len() - read + 16),
                DecoderResult::Malformed(length, after) => {
                    let end = read.saturating_sub(usize::from(after));
                    let start = end.saturating_sub(usize::from(length));
                    bad.push(BadBytes {
                        at: start + skipped,
                        found: bytes[start..end].to_vec(),
                        text_before: text.len(),
                    });
                    text.push(char::REPLACEMENT_CHARACTER);
                    if bad.len() >= Mistakes::MOST {
                        break;
                    }
                }
            }
        }
        Self {
            encoding,
            text,
            bad,
        }
    }

    fn finish(self, delimiter: Option<Delimiter>) -> Result<String> {
        let mut mistakes = Mistakes::new();
        for bad in &self.bad {
            let before = &self.text[..bad.text_before];
            let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            let line = before.lines().count() as u64 + u64::from(line_start == before.len());
            let found: Vec<String> = bad.found.iter().map(|byte| format!("{byte:02X}")).collect();
            let column = column_of(&before[line_start..], delimiter);
            let message = format!(
                "found the bytes {} at byte {}, which are no letter of {}",
                found.join(" "),
                bad.at + 1,
                self.encoding
            );
            mistakes.push(
                Error::new(ErrorKind::Malformed, message)
                    .at_line(line)
                    .at_field(format!("column {column}"))
                    .mend("name the encoding, or save the table as \"CSV UTF-8\""),
            );
        }
        mistakes.finish()?;
        Ok(self.text)
    }
}

/// The column that the end of a part of a line lies in, counted from 1.
fn column_of(line: &str, delimiter: Option<Delimiter>) -> usize {
    let count = |byte: u8| line.bytes().filter(|&one| one == byte).count();
    let parts = match delimiter {
        Some(given) => count(given.byte()),
        None => [b',', b'\t', b';', b'|']
            .map(count)
            .into_iter()
            .max()
            .unwrap_or(0),
    };
    parts + 1
}
