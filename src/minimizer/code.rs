//! Two bits a base.

/// The code of a byte that is not one of `ACGTacgt`.
pub const AMBIGUOUS: u8 = 4;

/// The code of every byte: A 0, C 1, G 2, T 3 in either case, else [`AMBIGUOUS`].
pub static BASE_CODES: [u8; 256] = {
    let mut codes = [AMBIGUOUS; 256];
    let letters = *b"ACGT";
    let mut code = 0;
    while code < letters.len() {
        codes[letters[code] as usize] = code as u8;
        codes[letters[code].to_ascii_lowercase() as usize] = code as u8;
        code += 1;
    }
    codes
};

/// Reverse complement of `length` bases (1 to 32) packed into the low bits, first base highest.
///
/// ```
/// // ACG is 0b00_01_10; its reverse complement is CGT.
/// assert_eq!(nuka::minimizer::reverse_complement(0b00_01_10, 3), 0b01_10_11);
/// ```
pub fn reverse_complement(bases: u64, length: u32) -> u64 {
    let mut word = bases;
    word = ((word >> 2) & 0x3333_3333_3333_3333) | ((word & 0x3333_3333_3333_3333) << 2);
    word = ((word >> 4) & 0x0f0f_0f0f_0f0f_0f0f) | ((word & 0x0f0f_0f0f_0f0f_0f0f) << 4);
    !word.swap_bytes() >> (64 - 2 * length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Base by base.
    fn slow(bases: u64, length: u32) -> u64 {
        (0..length).fold(0, |word, place| {
            (word << 2) | (3 - ((bases >> (2 * place)) & 3))
        })
    }

    proptest! {
        #[test]
        fn reverse_complement_agrees_with_base_by_base(word in any::<u64>(), length in 1_u32..=32) {
            let bases = if length == 32 { word } else { word & ((1 << (2 * length)) - 1) };
            let once = reverse_complement(bases, length);
            prop_assert_eq!(once, slow(bases, length));
            prop_assert_eq!(reverse_complement(once, length), bases);
        }
    }

    #[test]
    fn only_the_four_bases_have_codes() {
        assert_eq!(
            b"ACGTacgt".map(|byte| BASE_CODES[byte as usize]),
            [0, 1, 2, 3, 0, 1, 2, 3]
        );
        let coded = BASE_CODES.iter().filter(|&&code| code != AMBIGUOUS).count();
        assert_eq!(coded, 8);
    }
}
