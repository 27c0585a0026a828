//! The table of distance codes.

use super::code::Code;

/// Bits of a look-up; longer codes are found length by length.
const TABLE_BITS: u32 = 9;
const MASK: u64 = (1 << TABLE_BITS) - 1;

/// A code that is longer than a look-up, or none at all.
const LONG: u32 = 0;

/// Distances by the next bits of the stream.
///
/// An entry holds the base of the distance (bits 16 to 31), the length of the code
/// (bits 8 to 11) and the bits to drop, code and extra bits together (bits 0 to 5).
pub(super) struct Distances {
    entries: Box<[u32; 1 << TABLE_BITS]>,
    code: Option<Code>,
}

impl Distances {
    pub(super) fn new() -> Self {
        Self {
            entries: Box::new([LONG; 1 << TABLE_BITS]),
            code: None,
        }
    }

    pub(super) fn set(&mut self, code: Code) {
        self.entries.fill(LONG);
        for coded in code.symbols() {
            let length = u32::from(coded.length);
            if length > TABLE_BITS {
                break;
            }
            let Some(entry) = entry_of(coded.symbol, length) else {
                continue;
            };
            let places = self.entries.iter_mut().skip(usize::from(coded.code));
            for place in places.step_by(1 << length) {
                *place = entry;
            }
        }
        self.code = Some(code);
    }

    /// The entry for the next bits.
    #[inline(always)]
    pub(super) fn look_up(&self, bits: u64) -> DistanceEntry {
        DistanceEntry(self.entries[(bits & MASK) as usize])
    }

    /// The entry for the next bits where the table does not hold it, `None` where they
    /// are no code of a distance.
    #[cold]
    pub(super) fn find(&self, bits: u64) -> Option<DistanceEntry> {
        let (symbol, length) = self.code.as_ref()?.find(bits)?;
        entry_of(symbol, length).map(DistanceEntry)
    }
}

/// The entry of a symbol, `None` for the two that are in the fixed code but stand for
/// no distance.
fn entry_of(symbol: u16, length: u32) -> Option<u32> {
    let symbol = u32::from(symbol);
    let (base, extra) = match symbol {
        0..4 => (symbol + 1, 0),
        4..30 => {
            let extra = symbol / 2 - 1;
            (((2 + symbol % 2) << extra) + 1, extra)
        }
        _ => return None,
    };
    Some(base << 16 | length << 8 | (length + extra))
}

/// A distance code with its extra bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct DistanceEntry(u32);

impl DistanceEntry {
    /// Whether the table does not hold the code.
    #[inline(always)]
    pub(super) fn is_long(self) -> bool {
        self.0 == LONG
    }

    /// Bits to drop.
    #[inline(always)]
    pub(super) fn drop(self) -> u32 {
        self.0 & 63
    }

    /// The bits to drop, lowest, with other bits above them.
    #[inline(always)]
    pub(super) fn raw(self) -> u32 {
        self.0
    }

    /// The distance, from the bits that begin with the code.
    #[inline(always)]
    pub(super) fn distance(self, bits: u64) -> usize {
        let extra = (bits & !(u64::MAX << self.drop())) >> (self.0 >> 8 & 15);
        (self.0 >> 16) as usize + extra as usize
    }
}
