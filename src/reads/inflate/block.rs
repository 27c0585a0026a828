//! Blocks: stored, with the fixed codes, with codes of their own.

use super::code::{Code, Gaps, MOST_SYMBOLS};
use super::distances::Distances;
use super::fault::{cut, damaged};
use super::input::Input;
use super::output::{Output, TextSink};
use super::run::{Bounds, State, Stop, decode_run};
use super::symbols::Symbols;
use std::io::{self, Read};

/// Symbols of literals and lengths that a block may give codes to.
const MOST_LENGTH_SYMBOLS: usize = 286;
/// Symbols of distances that a block may give codes to.
const MOST_DISTANCE_SYMBOLS: usize = 30;
/// The symbol that ends a block.
const END: usize = 256;
/// In which order the lengths of the code for code lengths stand (section 3.2.7).
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// The tables of the current block.
pub(super) struct Blocks {
    symbols: Symbols,
    distances: Distances,
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            symbols: Symbols::new(),
            distances: Distances::new(),
        }
    }

    /// Inflates blocks up to the last one.
    pub(super) fn inflate<R: Read, S: TextSink>(
        &mut self,
        input: &mut Input<R>,
        output: &mut Output<'_, S>,
    ) -> io::Result<()> {
        let outcome = self.inflate_blocks(input, output);
        outcome.map_err(|error| input.blame_end(error))
    }

    fn inflate_blocks<R: Read, S: TextSink>(
        &mut self,
        input: &mut Input<R>,
        output: &mut Output<'_, S>,
    ) -> io::Result<()> {
        loop {
            input.ensure_margin()?;
            let is_last = input.take_bits(1) == 1;
            match input.take_bits(2) {
                0 => copy_stored(input, output)?,
                1 => {
                    self.set_fixed()?;
                    self.decode(input, output)?;
                }
                2 => {
                    self.read_codes(input)?;
                    self.decode(input, output)?;
                }
                _ => return Err(damaged("a block is of no known type")),
            }
            if is_last {
                return input.check_end();
            }
        }
    }

    fn decode<R: Read, S: TextSink>(
        &mut self,
        input: &mut Input<R>,
        output: &mut Output<'_, S>,
    ) -> io::Result<()> {
        loop {
            input.ensure_margin()?;
            input.check_end()?;
            output.make_room()?;
            let mut state = State {
                position: input.position,
                bits: input.bits,
                held: input.held,
                at: output.position,
            };
            let bounds = Bounds {
                position: input.round_limit(),
                at: output.limit(),
                floor: output.floor,
            };
            let stop = decode_run(
                &mut state,
                &input.bytes,
                output.text(),
                &self.symbols,
                &self.distances,
                bounds,
            );
            (input.position, input.bits, input.held) =
                (state.position, state.bits, state.held & 63);
            output.position = state.at;
            if stop? == Stop::End {
                return Ok(());
            }
        }
    }

    /// The fixed codes (section 3.2.6).
    fn set_fixed(&mut self) -> io::Result<()> {
        let mut lengths = [8; MOST_SYMBOLS];
        lengths[144..256].fill(9);
        lengths[256..280].fill(7);
        self.symbols.set(Code::new(&lengths, Gaps::Refused)?);
        self.distances.set(Code::new(&[5; 32], Gaps::Refused)?);
        Ok(())
    }

    /// The codes of a block (section 3.2.7).
    fn read_codes<R: Read>(&mut self, input: &mut Input<R>) -> io::Result<()> {
        let length_symbols = input.take_bits(5) as usize + 257;
        let distance_symbols = input.take_bits(5) as usize + 1;
        let code_lengths = input.take_bits(4) as usize + 4;
        if length_symbols > MOST_LENGTH_SYMBOLS || distance_symbols > MOST_DISTANCE_SYMBOLS {
            return Err(damaged("a block has too many symbols"));
        }
        let mut lengths = [0_u8; 19];
        for &symbol in &ORDER[..code_lengths] {
            lengths[symbol] = input.take_bits(3) as u8;
        }
        let code = Code::new(&lengths, Gaps::Refused)?;
        let mut table = [(0_u16, 0_u8); 128];
        for coded in code.symbols() {
            let places = table.iter_mut().skip(usize::from(coded.code));
            for place in places.step_by(1 << coded.length) {
                *place = (coded.symbol, coded.length);
            }
        }

        let mut lengths = [0_u8; MOST_LENGTH_SYMBOLS + MOST_DISTANCE_SYMBOLS];
        let lengths = &mut lengths[..length_symbols + distance_symbols];
        let mut filled = 0;
        while filled < lengths.len() {
            input.refill();
            let (symbol, length) = table[input.bits as usize % 128];
            input.drop_bits(u32::from(length));
            let (length, repeat) = match symbol {
                16 if filled == 0 => return Err(damaged("a block repeats no length")),
                16 => (lengths[filled - 1], 3 + input.take_bits(2)),
                17 => (0, 3 + input.take_bits(3)),
                18 => (0, 11 + input.take_bits(7)),
                length => (length as u8, 1),
            };
            let places = lengths.get_mut(filled..filled + repeat as usize);
            let places = places.ok_or_else(|| damaged("a block repeats a length too often"))?;
            places.fill(length);
            filled += repeat as usize;
        }
        input.check_end()?;
        let (lengths, distances) = lengths.split_at(length_symbols);
        if lengths[END] == 0 {
            return Err(damaged("a block has no end"));
        }
        self.symbols.set(Code::new(lengths, Gaps::OneCode)?);
        self.distances
            .set(Code::new(distances, Gaps::OneCodeOrNone)?);
        Ok(())
    }
}

/// A block that is not compressed (section 3.2.4).
fn copy_stored<R: Read, S: TextSink>(
    input: &mut Input<R>,
    output: &mut Output<'_, S>,
) -> io::Result<()> {
    input.align();
    let length = u16::from_le_bytes(input.take_bytes()?);
    let complement = u16::from_le_bytes(input.take_bytes()?);
    if length != !complement {
        return Err(damaged("a stored block disagrees about its length"));
    }
    let mut left = usize::from(length);
    while left > 0 {
        output.make_room()?;
        let bytes = input.available()?;
        if bytes.is_empty() {
            return Err(cut());
        }
        let copied = output.push(&bytes[..bytes.len().min(left)]);
        input.skip(copied);
        left -= copied;
    }
    Ok(())
}
