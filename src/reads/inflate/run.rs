//! The decoding loop.

use super::copy::{TextBuffer, WIDE, copy_far, copy_match, store_pair};
use super::distances::{DistanceEntry, Distances};
use super::fault::damaged;
use super::input::{InputBuffer, load_word};
use super::symbols::{Entry, Symbols};
use std::io;

/// Why the loop stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The block is at its end.
    End,
    /// The input or the room for text is nearly used up.
    Margin,
}

/// Where the decoding stands in the input and in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// The first byte of the input that is not in `bits`.
    pub(super) position: usize,
    /// Bits not yet taken, the next one lowest.
    pub(super) bits: u64,
    /// How many of them are held for sure: the lowest six bits, with others above.
    pub(super) held: u32,
    /// Where the next byte of text goes.
    pub(super) at: usize,
}

/// What bounds the loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The position from which no round can begin.
    pub(super) position: usize,
    /// The place in the text from which no round can begin.
    pub(super) at: usize,
    /// The first byte of text that matches may reach.
    pub(super) floor: usize,
}

impl State {
    /// Holds at least 56 bits.
    #[inline(always)]
    fn refill(&mut self, bytes: &InputBuffer) {
        self.bits |= load_word(bytes, self.position) << (self.held & 63);
        self.position += ((self.held >> 3 & 7) ^ 7) as usize;
        self.held |= 56;
    }

    /// Drops as many bits as the lowest six of `raw` say.
    #[inline(always)]
    fn drop(&mut self, raw: u32) {
        self.bits >>= raw & 63;
        self.held = self.held.wrapping_sub(raw);
    }

    /// Drops the bits of an entry and writes its literals.
    #[inline(always)]
    fn take(&mut self, text: &mut TextBuffer, entry: Entry) {
        store_pair(text, self.at, entry.literals());
        self.at += entry.literal_count();
        self.drop(entry.raw());
    }

    /// Drops the bits of a distance.
    #[inline(always)]
    fn take_distance(&mut self, entry: DistanceEntry) -> usize {
        let distance = entry.distance(self.bits);
        self.drop(entry.raw());
        distance
    }
}

/// What the inner loop leaves to the outer one.
enum Event {
    Margin,
    /// The end of the block, or a code that is longer than a look-up.
    Rare(Entry),
    /// A match of this length, whose distance has a code longer than a look-up.
    LongDistance(usize),
    /// A match of this length from this near, perhaps from before the beginning.
    Near(usize, usize),
}

/// Decodes symbols until the end of the block or a bound.
pub(super) fn decode_run(
    state: &mut State,
    bytes: &InputBuffer,
    text: &mut TextBuffer,
    symbols: &Symbols,
    distances: &Distances,
    bounds: Bounds,
) -> io::Result<Stop> {
    loop {
        let event = decode_common(state, bytes, text, symbols, distances, bounds);
        let (length, distance) = match event {
            Event::Margin => return Ok(Stop::Margin),
            Event::Near(length, distance) => (length, distance),
            Event::Rare(entry) if entry.is_end() => return Ok(Stop::End),
            Event::Rare(_) => {
                let before = state.bits;
                let entry = symbols
                    .find(before)
                    .ok_or_else(|| damaged("a code stands for nothing"))?;
                state.take(text, entry);
                if entry.is_literals() {
                    continue;
                }
                if entry.is_rare() {
                    return Ok(Stop::End);
                }
                (entry.match_length(before), find_distance(state, distances)?)
            }
            Event::LongDistance(length) => (length, find_distance(state, distances)?),
        };
        if distance > state.at - bounds.floor {
            return Err(damaged("a match reaches back before the beginning"));
        }
        copy_match(text, state.at, distance, length);
        state.at += length;
    }
}

fn find_distance(state: &mut State, distances: &Distances) -> io::Result<usize> {
    let entry = distances
        .find(state.bits)
        .ok_or_else(|| damaged("a code stands for no distance"))?;
    Ok(state.take_distance(entry))
}

/// Decodes what is common. No call stands in this loop, so that all of its state
/// stays in registers.
#[inline(never)]
fn decode_common(
    state: &mut State,
    bytes: &InputBuffer,
    text: &mut TextBuffer,
    symbols: &Symbols,
    distances: &Distances,
    bounds: Bounds,
) -> Event {
    let mut now = *state;
    now.refill(bytes);
    let event = loop {
        if now.position >= bounds.position || now.at >= bounds.at {
            break Event::Margin;
        }
        let before = now.bits;
        let entry = symbols.look_up(before);
        now.take(text, entry);
        let after = now.bits;
        now.refill(bytes);
        if entry.is_literals() {
            continue;
        }
        if entry.is_rare() {
            break Event::Rare(entry);
        }
        let length = entry.match_length(before);
        let entry = distances.look_up(after);
        if entry.is_long() {
            break Event::LongDistance(length);
        }
        let distance = now.take_distance(entry);
        if distance < WIDE || distance > now.at - bounds.floor {
            break Event::Near(length, distance);
        }
        copy_far(text, now.at, distance, length);
        now.at += length;
    };
    *state = now;
    event
}
