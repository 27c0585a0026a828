//! Compressed bytes, read as a stream of bits from the lowest bit of each byte.

use super::fault::cut;
use std::io::{self, ErrorKind, Read};

/// Places in the buffer of compressed bytes.
const PLACES: usize = 1 << 17;
const WORD: usize = size_of::<u64>();
/// Bytes that may be read without asking whether they are there. A block's header
/// takes at most 570, a round of the decoding loop 24.
pub(super) const MARGIN_BYTES: usize = 1024;

/// A buffer of compressed bytes; a word may begin at each of its places.
pub(super) type InputBuffer = [u8; PLACES + WORD];

/// Eight bytes as a number. The place is cut so that the compiler sees it is inside,
/// and checks nothing.
#[inline(always)]
pub(super) fn load_word(bytes: &InputBuffer, at: usize) -> u64 {
    let word = bytes[at % PLACES..].first_chunk::<WORD>();
    word.map_or(0, |word| u64::from_le_bytes(*word))
}

/// A stream of bits.
///
/// After [`ensure_margin`](Self::ensure_margin), [`MARGIN_BYTES`] can be taken. Past
/// the end of the stream they are zeros, and [`check_end`](Self::check_end) tells
/// afterwards whether any were taken.
pub(super) struct Input<R> {
    stream: R,
    /// Bytes of the stream, then, once it has ended, a margin of zeros.
    pub(super) bytes: Box<InputBuffer>,
    /// The first byte that is not in `bits`.
    pub(super) position: usize,
    /// Where the bytes of the stream end.
    end: usize,
    ended: bool,
    /// Bits not yet taken, the next one lowest. Above `held` stand the true next
    /// bits or zeros, never others.
    pub(super) bits: u64,
    /// How many bits are held for sure.
    pub(super) held: u32,
}

impl<R: Read> Input<R> {
    pub(super) fn new(stream: R) -> Self {
        Self {
            stream,
            bytes: Box::new([0; PLACES + WORD]),
            position: 0,
            end: 0,
            ended: false,
            bits: 0,
            held: 0,
        }
    }

    /// Reads on until the margin is there.
    pub(super) fn ensure_margin(&mut self) -> io::Result<()> {
        if self.ended || self.end >= self.position + MARGIN_BYTES {
            return Ok(());
        }
        // The whole bytes in `bits` stay, for `align` goes back to them.
        let kept = self.position - (self.held / 8) as usize;
        self.bytes.copy_within(kept..self.end, 0);
        self.end -= kept;
        self.position -= kept;
        while self.end < self.position + MARGIN_BYTES {
            match self.stream.read(&mut self.bytes[self.end..PLACES]) {
                Ok(0) => {
                    self.ended = true;
                    self.bytes[self.end..][..2 * MARGIN_BYTES].fill(0);
                    break;
                }
                Ok(length) => self.end += length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The first position from which the decoding loop cannot make a round.
    pub(super) fn round_limit(&self) -> usize {
        let readable = if self.ended {
            self.end + MARGIN_BYTES
        } else {
            self.end
        };
        readable.saturating_sub(32)
    }

    /// Refuses to have taken more bits than the stream has.
    pub(super) fn check_end(&self) -> io::Result<()> {
        if self.position - (self.held / 8) as usize > self.end {
            return Err(cut());
        }
        Ok(())
    }

    /// The end of the stream in place of the damage that its zeros look like. The
    /// checksum after the blocks is as long as `bits`, so damage inside a whole
    /// member is never taken for its end.
    pub(super) fn blame_end(&self, error: io::Error) -> io::Error {
        if error.kind() == ErrorKind::InvalidData && self.position > self.end {
            return cut();
        }
        error
    }

    /// Holds at least 56 bits; inside the margin.
    pub(super) fn refill(&mut self) {
        self.bits |= load_word(&self.bytes, self.position) << self.held;
        self.position += ((63 - self.held) >> 3) as usize;
        self.held |= 56;
    }

    /// Takes up to 32 bits; inside the margin.
    pub(super) fn take_bits(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.refill();
        }
        let taken = self.bits & !(u64::MAX << count);
        self.drop_bits(count);
        taken as u32
    }

    /// Drops held bits.
    pub(super) fn drop_bits(&mut self, count: u32) {
        self.bits >>= count;
        self.held -= count;
    }

    /// Goes on at the next border of bytes.
    pub(super) fn align(&mut self) {
        self.position -= (self.held / 8) as usize;
        self.bits = 0;
        self.held = 0;
    }

    /// The next bytes of the stream, at a border of bytes; none at its end.
    pub(super) fn available(&mut self) -> io::Result<&[u8]> {
        debug_assert_eq!(self.held, 0);
        self.ensure_margin()?;
        Ok(self.bytes.get(self.position..self.end).unwrap_or_default())
    }

    /// Takes bytes that are [`available`](Self::available).
    pub(super) fn skip(&mut self, length: usize) {
        self.position += length;
    }

    /// The next byte, at a border of bytes.
    pub(super) fn take_byte(&mut self) -> io::Result<u8> {
        let byte = *self.available()?.first().ok_or_else(cut)?;
        self.skip(1);
        Ok(byte)
    }

    /// The next bytes, at a border of bytes.
    pub(super) fn take_bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.take_byte()?;
        }
        Ok(bytes)
    }
}
