//! Comparing sixteen 32-bit words at once: a bit of the answer for each.
//!
//! Compilers make poor code of such loops, so here the instructions are named.

/// The comparisons, by the vectors at hand.
pub(crate) trait Masks {
    /// Whether there are vectors at all.
    const WIDE: bool;

    /// Where a word of the first is smaller than that of the second.
    fn less(first: &[u32; 16], second: &[u32; 16]) -> u16;

    /// Where a little-endian word of a cache line, shifted right, is `wanted`.
    fn equal(line: &[u8; 64], shift: u32, wanted: u32) -> u16;

    /// Where a little-endian word of a cache line has none of the bits of `mask`.
    fn none_of(line: &[u8; 64], mask: u32) -> u16;

    /// Where a byte of a cache line is `wanted`.
    fn bytes(line: &[u8; 64], wanted: u8) -> u64;
}

/// Word by word.
pub(crate) struct Portable;

impl Masks for Portable {
    const WIDE: bool = false;

    #[inline(always)]
    fn less(first: &[u32; 16], second: &[u32; 16]) -> u16 {
        bits(
            first
                .iter()
                .zip(second)
                .map(|(first, second)| first < second),
        )
    }

    #[inline(always)]
    fn equal(line: &[u8; 64], shift: u32, wanted: u32) -> u16 {
        bits(words(line).map(|word| word >> shift == wanted))
    }

    #[inline(always)]
    fn none_of(line: &[u8; 64], mask: u32) -> u16 {
        bits(words(line).map(|word| word & mask == 0))
    }

    #[inline(always)]
    fn bytes(line: &[u8; 64], wanted: u8) -> u64 {
        let places = (0..64).zip(line);
        places.fold(0, |bits, (place, &byte)| {
            bits | u64::from(byte == wanted) << place
        })
    }
}

#[inline(always)]
fn words(line: &[u8; 64]) -> impl Iterator<Item = u32> {
    let (words, _) = line.as_chunks::<4>();
    words.iter().map(|&word| u32::from_le_bytes(word))
}

#[inline(always)]
fn bits(truths: impl Iterator<Item = bool>) -> u16 {
    let places = (0..16).zip(truths);
    places.fold(0, |bits, (place, truth)| bits | u16::from(truth) << place)
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Masks;
    use std::arch::x86_64::*;

    /// Only for functions that are compiled for AVX2; see [`vectorized!`](super::super::vectorized).
    pub(crate) struct Avx2;

    /// Only for functions that are compiled for AVX-512.
    pub(crate) struct Avx512;

    impl Masks for Avx2 {
        const WIDE: bool = true;

        #[inline(always)]
        fn less(first: &[u32; 16], second: &[u32; 16]) -> u16 {
            // SAFETY: unaligned loads from arrays of the vectors' size, and instructions
            // of AVX2, which whoever names this type has.
            unsafe {
                // The instruction compares signed words; turning the top bit makes it unsigned.
                let sign = _mm256_set1_epi32(i32::MIN);
                let half = |words: &[u32; 16], place: usize| {
                    _mm256_xor_si256(
                        _mm256_loadu_si256(words.as_ptr().cast::<__m256i>().add(place)),
                        sign,
                    )
                };
                let less = |place| _mm256_cmpgt_epi32(half(second, place), half(first, place));
                join(less(0), less(1))
            }
        }

        #[inline(always)]
        fn equal(line: &[u8; 64], shift: u32, wanted: u32) -> u16 {
            // SAFETY: as in `less`.
            unsafe {
                let shift = _mm_cvtsi32_si128(shift as i32);
                let wanted = _mm256_set1_epi32(wanted as i32);
                let equal =
                    |place| _mm256_cmpeq_epi32(_mm256_srl_epi32(load(line, place), shift), wanted);
                join(equal(0), equal(1))
            }
        }

        #[inline(always)]
        fn none_of(line: &[u8; 64], mask: u32) -> u16 {
            // SAFETY: as in `less`.
            unsafe {
                let mask = _mm256_set1_epi32(mask as i32);
                let none = |place| {
                    _mm256_cmpeq_epi32(
                        _mm256_and_si256(load(line, place), mask),
                        _mm256_setzero_si256(),
                    )
                };
                join(none(0), none(1))
            }
        }

        #[inline(always)]
        fn bytes(line: &[u8; 64], wanted: u8) -> u64 {
            // SAFETY: as in `less`.
            unsafe {
                let wanted = _mm256_set1_epi8(wanted as i8);
                let equal = |place| _mm256_cmpeq_epi8(load(line, place), wanted);
                let bits = |half| u64::from(_mm256_movemask_epi8(half) as u32);
                bits(equal(0)) | bits(equal(1)) << 32
            }
        }
    }

    /// A half of a cache line.
    ///
    /// # Safety
    /// AVX2, and `place` 0 or 1.
    #[inline(always)]
    unsafe fn load(line: &[u8; 64], place: usize) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_loadu_si256(line.as_ptr().cast::<__m256i>().add(place)) }
    }

    /// A bit for each word of two halves that is all ones.
    ///
    /// # Safety
    /// AVX2.
    #[inline(always)]
    unsafe fn join(low: __m256i, high: __m256i) -> u16 {
        // SAFETY: the caller's promise.
        unsafe {
            let bits = |half| _mm256_movemask_ps(_mm256_castsi256_ps(half)) as u16;
            bits(low) | bits(high) << 8
        }
    }

    impl Masks for Avx512 {
        const WIDE: bool = true;

        #[inline(always)]
        fn less(first: &[u32; 16], second: &[u32; 16]) -> u16 {
            // SAFETY: unaligned loads from arrays of the vector's size, and instructions
            // of AVX-512, which whoever names this type has.
            unsafe {
                let load = |words: &[u32; 16]| _mm512_loadu_si512(words.as_ptr().cast());
                _mm512_cmplt_epu32_mask(load(first), load(second))
            }
        }

        #[inline(always)]
        fn equal(line: &[u8; 64], shift: u32, wanted: u32) -> u16 {
            // SAFETY: as in `less`.
            unsafe {
                let line = _mm512_loadu_si512(line.as_ptr().cast());
                let shifted = _mm512_srl_epi32(line, _mm_cvtsi32_si128(shift as i32));
                _mm512_cmpeq_epi32_mask(shifted, _mm512_set1_epi32(wanted as i32))
            }
        }

        #[inline(always)]
        fn none_of(line: &[u8; 64], mask: u32) -> u16 {
            // SAFETY: as in `less`.
            unsafe {
                let line = _mm512_loadu_si512(line.as_ptr().cast());
                _mm512_testn_epi32_mask(line, _mm512_set1_epi32(mask as i32))
            }
        }

        #[inline(always)]
        fn bytes(line: &[u8; 64], wanted: u8) -> u64 {
            // SAFETY: as in `less`.
            unsafe {
                let line = _mm512_loadu_si512(line.as_ptr().cast());
                _mm512_cmpeq_epi8_mask(line, _mm512_set1_epi8(wanted as i8))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Vectors, vectorized};
    use super::*;
    use proptest::prelude::*;

    #[inline(always)]
    fn all_body<M: Masks>(
        first: &[u32; 16],
        second: &[u32; 16],
        line: &[u8; 64],
        shift: u32,
        word: u32,
    ) -> [u64; 4] {
        [
            M::less(first, second).into(),
            M::equal(line, shift, word).into(),
            M::none_of(line, word).into(),
            M::bytes(line, word as u8),
        ]
    }
    vectorized!(all = all_body, (first: &[u32; 16], second: &[u32; 16], line: &[u8; 64], shift: u32, word: u32) -> [u64; 4]);

    proptest! {
        #[test]
        fn every_width_compares_as_word_by_word(
            first in any::<[u32; 16]>(),
            mut second in any::<[u32; 16]>(),
            same in any::<u16>(),
            shift in 0_u32..32,
            pick in 0_usize..16,
            other in any::<u32>(),
        ) {
            for (place, word) in second.iter_mut().enumerate() {
                if same >> place & 1 == 1 {
                    *word = first[place];
                }
            }
            let mut line = [0; 64];
            for (bytes, word) in line.chunks_exact_mut(4).zip(first) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
            for word in [first[pick] >> shift, other, 1 << shift] {
                let expected = all_body::<Portable>(&first, &second, &line, shift, word);
                for place in 0..16 {
                    prop_assert_eq!(expected[0] >> place & 1 == 1, first[place] < second[place]);
                    prop_assert_eq!(expected[1] >> place & 1 == 1, first[place] >> shift == word);
                    prop_assert_eq!(expected[2] >> place & 1 == 1, first[place] & word == 0);
                }
                for (place, &byte) in line.iter().enumerate() {
                    prop_assert_eq!(expected[3] >> place & 1 == 1, byte == word as u8);
                }
                for vectors in Vectors::all() {
                    prop_assert_eq!(all(vectors, &first, &second, &line, shift, word), expected);
                }
            }
        }
    }
}
