//! Letters of DNA and RNA, ambiguous ones included, as sets of bases.

/// The set of bases a letter of DNA or RNA stands for: bit 0 A, 1 C, 2 G, 3 T or U;
/// `None` for any other letter.
///
/// ```
/// use nuka::database::amplicon::base_set;
/// assert_eq!(base_set(b'R'), Some(0b0101)); // A or G
/// assert_eq!(base_set(b'!'), None);
/// ```
pub const fn base_set(letter: u8) -> Option<u8> {
    Some(match letter.to_ascii_uppercase() {
        b'A' => 1,
        b'C' => 2,
        b'G' => 4,
        b'T' | b'U' => 8,
        b'M' => 1 | 2,
        b'R' => 1 | 4,
        b'W' => 1 | 8,
        b'S' => 2 | 4,
        b'Y' => 2 | 8,
        b'K' => 4 | 8,
        b'V' => 1 | 2 | 4,
        b'H' => 1 | 2 | 8,
        b'D' => 1 | 4 | 8,
        b'B' => 2 | 4 | 8,
        b'N' | b'X' => ANY_BASE,
        _ => return None,
    })
}

/// The set of all bases.
pub const ANY_BASE: u8 = 15;
