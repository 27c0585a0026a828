//! Stretches of reads side by side, one in each lane of a vector.

use super::code::{AMBIGUOUS, BASE_CODES};
use crate::vectors::{Masks, Vectors, vectorized};

/// Bases that a lane holds: a read of 150 with room to spare, and few enough that
/// what is computed of all lanes stays in the first-level cache.
pub(super) const ROW_BASES: usize = 192;

/// Bases that are encoded or checked in one step.
const STEP: usize = 32;

/// Base codes of up to `LANES` stretches.
#[derive(Debug, Clone)]
pub(super) struct Rows<const LANES: usize> {
    codes: [[u8; ROW_BASES]; LANES],
    used: usize,
    /// Bases of the longest stretch.
    longest: usize,
}

impl<const LANES: usize> Rows<LANES> {
    pub(super) fn new() -> Self {
        Self {
            codes: [[0; ROW_BASES]; LANES],
            used: 0,
            longest: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.used = 0;
        self.longest = 0;
    }

    pub(super) fn is_full(&self) -> bool {
        self.used == LANES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.used == 0
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The codes of all lanes; what lies past the end of a stretch means nothing.
    pub(super) fn codes(&self) -> &[[u8; ROW_BASES]; LANES] {
        &self.codes
    }

    /// Takes at most `ROW_BASES` unambiguous bases into the next lane; returns which.
    pub(super) fn push(&mut self, vectors: Vectors, bases: &[u8]) -> usize {
        let lane = self.used;
        encode(vectors, bases, &mut self.codes[lane]);
        self.used += 1;
        self.longest = self.longest.max(bases.len());
        lane
    }
}

/// How a stretch of `windows` windows is cut into pieces that fit a lane, as evenly
/// as can be: start and number of windows of each.
pub(super) fn pieces(windows: usize, window_bases: usize) -> impl Iterator<Item = (usize, usize)> {
    let most = ROW_BASES + 1 - window_bases;
    let count = windows.div_ceil(most);
    let border = move |piece: usize| piece * windows / count.max(1);
    (0..count).map(move |piece| (border(piece), border(piece + 1) - border(piece)))
}

/// How many bases there are before the first ambiguous one.
pub(super) fn clean_bases(vectors: Vectors, bases: &[u8]) -> usize {
    let clean = clean_steps(vectors, bases);
    let rest = bases[clean..].iter();
    let ambiguous = |&&byte: &&u8| BASE_CODES[usize::from(byte)] == AMBIGUOUS;
    let mut rest = rest.take_while(|byte| !ambiguous(byte));
    clean + rest.by_ref().count()
}

vectorized!(clean_steps = clean_steps_body, (bases: &[u8]) -> usize);

/// Bases of the leading steps that hold no ambiguous base.
#[inline(always)]
fn clean_steps_body<M: Masks>(bases: &[u8]) -> usize {
    let (steps, _) = bases.as_chunks::<STEP>();
    let mut clean = 0;
    for step in steps {
        let mut bad = 0;
        for &byte in step {
            bad |= u8::from(!is_base(byte));
        }
        if bad != 0 {
            break;
        }
        clean += STEP;
    }
    clean
}

/// Without branches, as vectors like it; the same as having a code.
#[inline(always)]
fn is_base(byte: u8) -> bool {
    let upper = byte & !0x20;
    (upper == b'A') | (upper == b'C') | (upper == b'G') | (upper == b'T')
}

vectorized!(encode = encode_body, (bases: &[u8], codes: &mut [u8; ROW_BASES]));

#[inline(always)]
fn encode_body<M: Masks>(bases: &[u8], codes: &mut [u8; ROW_BASES]) {
    let (steps, rest) = bases.as_chunks::<STEP>();
    let (code_steps, _) = codes.as_chunks_mut::<STEP>();
    for (codes, step) in code_steps.iter_mut().zip(steps) {
        for (code, &byte) in codes.iter_mut().zip(step) {
            *code = code_of(byte);
        }
    }
    if let Some(codes) = code_steps.get_mut(steps.len()) {
        for (code, &byte) in codes.iter_mut().zip(rest) {
            *code = code_of(byte);
        }
    }
}

/// The code of an unambiguous base, from the bits in which the four letters differ.
#[inline(always)]
fn code_of(byte: u8) -> u8 {
    ((byte >> 1) ^ (byte >> 2)) & 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_those_of_the_table_for_every_byte() {
        for byte in 0..=u8::MAX {
            let by_table = BASE_CODES[usize::from(byte)];
            assert_eq!(is_base(byte), by_table != AMBIGUOUS, "{byte}");
            if is_base(byte) {
                assert_eq!(code_of(byte), by_table, "{byte}");
            }
        }
    }

    #[test]
    fn pieces_cover_every_window_once_and_fit() {
        for window_bases in [1, 23, 35, ROW_BASES] {
            for windows in 0..1_000 {
                let mut next = 0;
                for (start, length) in pieces(windows, window_bases) {
                    assert_eq!(start, next);
                    assert!(length > 0 && length + window_bases - 1 <= ROW_BASES);
                    next = start + length;
                }
                assert_eq!(next, windows);
            }
        }
    }

    proptest! {
        #[test]
        fn clean_bases_and_codes_agree_with_the_table_at_every_width(
            bases in proptest::collection::vec(proptest::sample::select(b"ACGTacgtACGTACGTACGTACGTACGTACGTACGTACGTN".to_vec()), 0..=ROW_BASES),
            offset in 0_usize..8,
        ) {
            let bases = bases.get(offset..).unwrap_or_default();
            let clean = bases.iter().take_while(|&&byte| BASE_CODES[usize::from(byte)] != AMBIGUOUS).count();
            for vectors in Vectors::all() {
                prop_assert_eq!(clean_bases(vectors, bases), clean);
                let mut rows = Rows::<8>::new();
                let lane = rows.push(vectors, &bases[..clean]);
                let expected: Vec<u8> = bases[..clean].iter().map(|&byte| BASE_CODES[usize::from(byte)]).collect();
                prop_assert_eq!(&rows.codes()[lane][..clean], &expected[..]);
            }
        }
    }
}
