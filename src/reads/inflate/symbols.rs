//! The table of literals and match lengths, two to an entry where they fit.

use super::code::{Code, Coded};

/// Bits of a look-up; longer codes are found length by length.
const TABLE_BITS: u32 = 11;
const TABLE_SIZE: usize = 1 << TABLE_BITS;

/// The symbol that ends a block.
const END: u16 = 256;

/// A literal, two literals, a match length, a literal and a match length, or
/// something rarer.
///
/// From the lowest bit: 6 bits, how many bits of the stream to drop; 4 bits, how many
/// of them stand before the extra bits of the length; 2 bits, how many literals; a
/// flag for what is not only literals; a flag for what is no length; from bit 16 a
/// literal; from bit 24 another one, or the base of the length less 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Entry(u32);

const CODE_SHIFT: u32 = 6;
const COUNT_SHIFT: u32 = 10;
const MORE: u32 = 1 << 12;
const RARE: u32 = 1 << 13;
const FIRST_SHIFT: u32 = 16;
const SECOND_SHIFT: u32 = 24;
const FIRST: u32 = 0xff << FIRST_SHIFT;
/// Shortest match, in bytes.
const SHORTEST_MATCH: usize = 3;

/// A code longer than a look-up, or none at all.
const LONG: Entry = Entry(MORE | RARE);

impl Entry {
    /// One symbol; `None` for the two that are in the fixed code but stand for nothing.
    fn of(symbol: u16, length: u32) -> Option<Self> {
        let alone = length | length << CODE_SHIFT;
        let entry = match symbol {
            0..END => alone | 1 << COUNT_SHIFT | u32::from(symbol) << FIRST_SHIFT,
            END => alone | MORE | RARE,
            257..286 => {
                let step = u32::from(symbol - 257);
                let (base, extra) = match step {
                    0..8 => (step, 0),
                    28 => (255, 0),
                    _ => {
                        let extra = step / 4 - 1;
                        ((4 + step % 4) << extra, extra)
                    }
                };
                (alone + extra) | MORE | base << SECOND_SHIFT
            }
            _ => return None,
        };
        Some(Self(entry))
    }

    /// This literal, then the literal or length that `next` is.
    #[inline(always)]
    fn before(self, next: Self) -> Self {
        Self(self.0 + (next.0 & !FIRST) + ((next.0 & FIRST) << 8))
    }

    /// Bits of the codes.
    #[inline(always)]
    fn code_bits(self) -> u32 {
        self.0 >> CODE_SHIFT & 15
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

    /// The literals, the first one lowest; what follows them means nothing.
    #[inline(always)]
    pub(super) fn literals(self) -> u16 {
        (self.0 >> FIRST_SHIFT) as u16
    }

    /// How many literals there are.
    #[inline(always)]
    pub(super) fn literal_count(self) -> usize {
        (self.0 >> COUNT_SHIFT) as usize & 3
    }

    /// Whether nothing comes after the literals.
    #[inline(always)]
    pub(super) fn is_literals(self) -> bool {
        self.0 & MORE == 0
    }

    /// Whether this is the end of the block or a code that the table does not hold.
    #[inline(always)]
    pub(super) fn is_rare(self) -> bool {
        self.0 & RARE != 0
    }

    /// Whether this is the end of the block.
    pub(super) fn is_end(self) -> bool {
        self.is_rare() && self != LONG
    }

    /// The length of the match, from the bits that begin with the codes.
    #[inline(always)]
    pub(super) fn match_length(self, bits: u64) -> usize {
        let extra = (bits & !(u64::MAX << self.drop())) >> self.code_bits();
        SHORTEST_MATCH + (self.0 >> SECOND_SHIFT) as usize + extra as usize
    }
}

/// Literals and lengths by the next bits of the stream.
pub(super) struct Symbols {
    entries: Box<[Entry; TABLE_SIZE]>,
    /// The same with one symbol to an entry.
    single: Box<[Entry; TABLE_SIZE]>,
    code: Option<Code>,
}

impl Symbols {
    pub(super) fn new() -> Self {
        Self {
            entries: Box::new([LONG; TABLE_SIZE]),
            single: Box::new([LONG; TABLE_SIZE]),
            code: None,
        }
    }

    pub(super) fn set(&mut self, code: Code) {
        self.single.fill(LONG);
        let in_table = |coded: &Coded| u32::from(coded.length) <= TABLE_BITS;
        let entry = |coded: &Coded| Entry::of(coded.symbol, u32::from(coded.length));
        for coded in code.symbols().take_while(in_table) {
            if let Some(entry) = entry(&coded) {
                let places = self.single[usize::from(coded.code)..].iter_mut();
                places
                    .step_by(1 << coded.length)
                    .for_each(|place| *place = entry);
            }
        }
        *self.entries = *self.single;
        for coded in code.symbols().take_while(in_table) {
            let Some(literal) = entry(&coded).filter(|_| coded.symbol < END) else {
                continue;
            };
            let left = TABLE_BITS - u32::from(coded.length);
            let places = self.entries[usize::from(coded.code)..].iter_mut();
            let places = places.step_by(1 << coded.length);
            for (place, &next) in places.zip(&self.single[..1 << left]) {
                let fits = !next.is_rare() && next.code_bits() <= left;
                *place = if fits { literal.before(next) } else { literal };
            }
        }
        self.code = Some(code);
    }

    /// The entry for the next bits.
    #[inline(always)]
    pub(super) fn look_up(&self, bits: u64) -> Entry {
        self.entries[bits as usize % TABLE_SIZE]
    }

    /// The symbol for the next bits where the table does not hold it, `None` where
    /// they are no code.
    #[cold]
    pub(super) fn find(&self, bits: u64) -> Option<Entry> {
        let (symbol, length) = self.code.as_ref()?.find(bits)?;
        Entry::of(symbol, length)
    }
}
