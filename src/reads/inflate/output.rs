//! The text being decoded, with the window that matches reach back into.

use super::copy::{TEXT_BYTES, TextBuffer};
use std::io;
use std::ops::Range;

/// How far back a match may reach, in bytes.
pub(super) const WINDOW_BYTES: usize = 1 << 15;
/// What a round of the decoding loop may write past the place where it began: three
/// times five literals, a match of 258 bytes, and what wide copies write beyond.
pub(super) const SLACK_BYTES: usize = 512;

/// A piece of text in the buffer it was decoded into.
#[derive(Debug)]
pub(in crate::reads) struct Text {
    /// The window before it, the text, and slack.
    buffer: Box<TextBuffer>,
    range: Range<usize>,
}

impl Text {
    /// The text itself.
    pub(in crate::reads) fn bytes(&self) -> &[u8] {
        &self.buffer[self.range.clone()]
    }

    /// The buffer, once the text has been used.
    pub(in crate::reads) fn into_spare(self) -> Spare {
        Spare(self.buffer)
    }
}

/// A buffer whose contents nobody needs any more.
#[derive(Debug)]
pub(in crate::reads) struct Spare(Box<TextBuffer>);

/// Takes text and gives buffers.
pub(in crate::reads) trait TextSink {
    /// A buffer to be used again, if there is one.
    fn spare(&mut self) -> Option<Spare>;

    /// Takes the next piece of text.
    ///
    /// # Errors
    /// When nobody wants more.
    fn give(&mut self, text: Text) -> io::Result<()>;
}

/// The buffer being filled.
pub(super) struct Output<'s, S> {
    sink: &'s mut S,
    buffer: Box<TextBuffer>,
    /// Where the next byte goes.
    pub(super) position: usize,
    /// The first byte that matches may reach.
    pub(super) floor: usize,
    /// The first byte that is not yet in the checksum.
    unsummed: usize,
    crc: crc32fast::Hasher,
    length: u32,
}

impl<'s, S: TextSink> Output<'s, S> {
    pub(super) fn new(sink: &'s mut S) -> Self {
        let buffer = fresh(sink);
        Self {
            sink,
            buffer,
            position: WINDOW_BYTES,
            floor: WINDOW_BYTES,
            unsummed: WINDOW_BYTES,
            crc: crc32fast::Hasher::new(),
            length: 0,
        }
    }

    /// Begins a member, which cannot reach back into the one before.
    pub(super) fn begin_member(&mut self) {
        self.floor = self.position;
        self.unsummed = self.position;
        self.crc.reset();
        self.length = 0;
    }

    /// CRC-32 and length (modulo 2^32) of the member.
    pub(super) fn member_sums(&mut self) -> (u32, u32) {
        self.sum();
        (self.crc.clone().finalize(), self.length)
    }

    fn sum(&mut self) {
        self.crc.update(&self.buffer[self.unsummed..self.position]);
        self.length = self
            .length
            .wrapping_add((self.position - self.unsummed) as u32);
        self.unsummed = self.position;
    }

    /// The buffer, for the decoding loop.
    pub(super) fn text(&mut self) -> &mut TextBuffer {
        &mut self.buffer
    }

    /// The position from which the buffer counts as full.
    pub(super) fn limit(&self) -> usize {
        self.buffer.len() - SLACK_BYTES
    }

    /// Hands a full buffer on.
    pub(super) fn make_room(&mut self) -> io::Result<()> {
        if self.position < self.limit() {
            return Ok(());
        }
        self.sum();
        let next = fresh(self.sink);
        let full = std::mem::replace(&mut self.buffer, next);
        let window = self.position - WINDOW_BYTES;
        self.buffer[..WINDOW_BYTES].copy_from_slice(&full[window..self.position]);
        let text = WINDOW_BYTES..self.position;
        self.floor = self.floor.saturating_sub(window);
        self.position = WINDOW_BYTES;
        self.unsummed = WINDOW_BYTES;
        self.sink.give(Text {
            buffer: full,
            range: text,
        })
    }

    /// Writes bytes as they are, as many as there is room for; how many it was.
    pub(super) fn push(&mut self, bytes: &[u8]) -> usize {
        let length = bytes.len().min(self.limit() - self.position);
        self.buffer[self.position..][..length].copy_from_slice(&bytes[..length]);
        self.position += length;
        length
    }

    /// Hands the last text on.
    pub(super) fn finish(self) -> io::Result<()> {
        self.sink.give(Text {
            range: WINDOW_BYTES..self.position,
            buffer: self.buffer,
        })
    }
}

fn fresh(sink: &mut impl TextSink) -> Box<TextBuffer> {
    match sink.spare() {
        Some(Spare(buffer)) => buffer,
        None => Box::new([0; TEXT_BYTES]),
    }
}
