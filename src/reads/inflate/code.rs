//! Canonical Huffman codes (RFC 1951, section 3.2.2).

use super::fault::damaged;
use std::io;

/// Longest code of a symbol, in bits.
pub(super) const MOST_BITS: usize = 15;
/// Most symbols of a code.
pub(super) const MOST_SYMBOLS: usize = 288;

/// What a code with too few codes means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gaps {
    /// Every sequence of bits must be a code.
    Refused,
    /// One code of one bit may stand alone.
    OneCode,
    /// There may also be no code at all.
    OneCodeOrNone,
}

/// A code: for each symbol a length in bits, 0 where it has none.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// Symbols by length, then by number.
    sorted: [u16; MOST_SYMBOLS],
    /// How many symbols have each length.
    counts: [u16; MOST_BITS + 1],
}

/// One symbol with its code.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Coded {
    pub(super) symbol: u16,
    /// The bits as they stand in the stream, the first one lowest.
    pub(super) code: u16,
    /// Length in bits.
    pub(super) length: u8,
}

impl Code {
    /// From the lengths of all symbols.
    ///
    /// # Errors
    /// When the lengths make no prefix code, or leave gaps that are refused.
    pub(super) fn new(lengths: &[u8], gaps: Gaps) -> io::Result<Self> {
        let mut counts = [0_u16; MOST_BITS + 1];
        for &length in lengths {
            counts[usize::from(length)] += 1;
        }
        counts[0] = 0;
        let mut free = 1_i32;
        let mut next = [0_u16; MOST_BITS + 2];
        for length in 1..=MOST_BITS {
            free = 2 * free - i32::from(counts[length]);
            if free < 0 {
                return Err(damaged("a Huffman code has too many codes"));
            }
            next[length + 1] = next[length] + counts[length];
        }
        let codes = next[MOST_BITS + 1];
        let alone = codes == 1 && counts[1] == 1;
        let allowed = match gaps {
            Gaps::Refused => false,
            Gaps::OneCode => alone,
            Gaps::OneCodeOrNone => alone || codes == 0,
        };
        if free > 0 && !allowed {
            return Err(damaged("a Huffman code has too few codes"));
        }
        let mut sorted = [0; MOST_SYMBOLS];
        for (symbol, &length) in lengths.iter().enumerate() {
            if length > 0 {
                let place = &mut next[usize::from(length)];
                sorted[usize::from(*place)] = symbol as u16;
                *place += 1;
            }
        }
        Ok(Self { sorted, counts })
    }

    /// The symbols with their codes, the shortest first.
    pub(super) fn symbols(&self) -> impl Iterator<Item = Coded> + '_ {
        let lengths = (1..=MOST_BITS)
            .flat_map(|length| std::iter::repeat_n(length as u8, usize::from(self.counts[length])));
        let mut code = 0_u32;
        let mut before = 0;
        self.sorted
            .iter()
            .zip(lengths)
            .map(move |(&symbol, length)| {
                code <<= length - before;
                before = length;
                let reversed = (code as u16).reverse_bits() >> (16 - length);
                code += 1;
                Coded {
                    symbol,
                    code: reversed,
                    length,
                }
            })
    }

    /// The symbol that the lowest bits are the code of, and its length, found length
    /// by length: for the rare codes that are too long for a table.
    #[cold]
    pub(super) fn find(&self, bits: u64) -> Option<(u16, u32)> {
        let (mut code, mut first, mut place) = (0_u32, 0_u32, 0_u32);
        for length in 1..=MOST_BITS as u32 {
            let count = u32::from(self.counts[length as usize]);
            code |= (bits >> (length - 1)) as u32 & 1;
            if code < first + count {
                let symbol = self.sorted.get((place + code - first) as usize)?;
                return Some((*symbol, length));
            }
            place += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}
