//! Streams read on threads of their own, a few buffers ahead of whoever asks.

use super::inflate::{Spare, Text};
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Size and number of the buffers between a reading thread and its reader.
const AHEAD_BYTES: usize = 1 << 20;
const AHEAD_BUFFERS: usize = 4;

/// A piece of a stream.
pub(super) enum Piece {
    /// Bytes by themselves.
    Bytes(Vec<u8>),
    /// Text in the buffer it was inflated into.
    Text(Text),
}

impl Piece {
    fn bytes(&self) -> &[u8] {
        match self {
            Piece::Bytes(bytes) => bytes,
            Piece::Text(text) => text.bytes(),
        }
    }
}

/// What a thread sends: pieces, then `None`; a thread that ends without it has failed.
pub(super) type Sent = io::Result<Option<Piece>>;

/// Parts of a stream in their order, each from a thread of its own, then `None`.
pub(super) type Parts = Receiver<Option<Receiver<Sent>>>;

/// Buffers that go back from the reader to the threads.
#[derive(Clone, Default)]
pub(super) struct Spares(Arc<Mutex<Vec<Spare>>>);

impl Spares {
    /// A buffer, if one has come back.
    pub(super) fn take(&self) -> Option<Spare> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put(&self, spare: Spare) {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spares.push(spare);
    }
}

/// A stream that is read ahead.
pub(super) struct ReadAhead {
    parts: Parts,
    part: Option<Receiver<Sent>>,
    piece: Piece,
    at: usize,
    ended: bool,
    spares: Spares,
}

impl ReadAhead {
    /// Reads a stream on a thread.
    pub(super) fn spawn(stream: Box<dyn Read + Send>) -> Self {
        Self::of_part(move |sender| fill(stream, sender))
    }

    /// Reads what `work` sends from a thread.
    fn of_part(work: impl FnOnce(&SyncSender<Sent>) + Send + 'static) -> Self {
        let (sender, part) = sync_channel(AHEAD_BUFFERS);
        let (only, parts) = sync_channel(2);
        // Two fit, and the receiver is here, so that neither can fail.
        let _ = only.send(Some(part));
        let _ = only.send(None);
        std::thread::spawn(move || work(&sender));
        Self::of_parts(parts, Spares::default())
    }

    /// Reads parts one after the other; their buffers go back to `spares`.
    pub(super) fn of_parts(parts: Parts, spares: Spares) -> Self {
        Self {
            parts,
            part: None,
            piece: Piece::Bytes(Vec::new()),
            at: 0,
            ended: false,
            spares,
        }
    }

    /// Goes on to the next piece; whether there is one.
    fn next_piece(&mut self) -> io::Result<bool> {
        while !self.ended {
            // Stays so unless all goes well.
            self.ended = true;
            let part = match self.part.take() {
                Some(part) => part,
                None => match self.parts.recv().map_err(|_| gave_up())? {
                    Some(part) => part,
                    None => return Ok(false),
                },
            };
            let sent = part.recv().map_err(|_| gave_up())??;
            self.ended = false;
            if let Some(piece) = sent {
                self.part = Some(part);
                self.at = 0;
                if let Piece::Text(used) = std::mem::replace(&mut self.piece, piece) {
                    self.spares.put(used.into_spare());
                }
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn gave_up() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the decompressor gave up")
}

/// Sends buffers until the end, the first error, or until nobody listens.
fn fill(mut stream: Box<dyn Read + Send>, sender: &SyncSender<Sent>) {
    loop {
        let mut buffer = Vec::with_capacity(AHEAD_BYTES);
        let outcome = stream
            .by_ref()
            .take(AHEAD_BYTES as u64)
            .read_to_end(&mut buffer);
        let ended = buffer.len() < AHEAD_BYTES;
        if !buffer.is_empty() && sender.send(Ok(Some(Piece::Bytes(buffer)))).is_err() {
            return;
        }
        let last = match outcome {
            Err(error) => Err(error),
            Ok(_) if ended => Ok(None),
            Ok(_) => continue,
        };
        // The reader may be gone; then nobody needs to know.
        let _ = sender.send(last);
        return;
    }
}

impl Read for ReadAhead {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.bytes().len() {
            if !self.next_piece()? {
                return Ok(0);
            }
        }
        let left = &self.piece.bytes()[self.at..];
        let length = left.len().min(bytes.len());
        bytes[..length].copy_from_slice(&left[..length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives some bytes, then panics, as a decompressor with a defect does.
    struct Defect(bool);

    impl Read for Defect {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            assert!(!std::mem::replace(&mut self.0, true), "a defect");
            bytes[0] = b'@';
            Ok(1)
        }
    }

    #[test]
    fn a_thread_that_dies_is_an_error_and_never_an_end() {
        let mut ahead = ReadAhead::spawn(Box::new(Defect(false)));
        assert!(ahead.read_to_end(&mut Vec::new()).is_err());
        let mut ahead = ReadAhead::of_part(|sender| {
            let _ = sender.send(Ok(Some(Piece::Bytes(b"text".to_vec()))));
        });
        assert!(ahead.read_to_end(&mut Vec::new()).is_err());
        let (turns, parts) = sync_channel(1);
        drop(turns);
        let mut ahead = ReadAhead::of_parts(parts, Spares::default());
        assert!(ahead.read_to_end(&mut Vec::new()).is_err());
    }

    #[test]
    fn parts_are_read_in_their_order_whichever_is_ready_first() {
        let (turns, parts) = sync_channel(4);
        let mut senders = Vec::new();
        for _ in 0..3 {
            let (sender, part) = sync_channel(4);
            turns.send(Some(part)).unwrap();
            senders.push(sender);
        }
        turns.send(None).unwrap();
        for (text, sender) in [(&b"a"[..], 0), (b"b", 1), (b"", 2)].into_iter().rev() {
            let piece = Piece::Bytes(text.to_vec());
            senders[sender].send(Ok(Some(piece))).unwrap();
            senders[sender].send(Ok(None)).unwrap();
        }
        let mut text = Vec::new();
        let mut ahead = ReadAhead::of_parts(parts, Spares::default());
        ahead.read_to_end(&mut text).unwrap();
        assert_eq!(text, b"ab");
    }
}
