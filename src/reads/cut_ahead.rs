//! Streams cut on threads of their own, a few chunks ahead of whoever asks.

use super::chunk::{Chunk, CutError, Cutter, Limit};
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, sync_channel};

type Cut = Result<Option<Chunk>, CutError>;

/// The chunks of one stream, cut by a thread.
pub(super) struct CutAhead {
    cuts: Receiver<Cut>,
    ended: bool,
}

impl CutAhead {
    /// Cuts a stream on a thread, each chunk at the same limit, until `chunks` wait to be
    /// taken.
    pub(super) fn spawn<R: Read + Send + 'static>(
        mut cutter: Cutter<R>,
        limit: Limit,
        chunks: usize,
    ) -> Self {
        let (sender, cuts) = sync_channel(chunks);
        std::thread::spawn(move || {
            loop {
                let cut = cutter.next_chunk(limit);
                let goes_on = matches!(cut, Ok(Some(_)));
                // Where nobody listens any more, nobody needs to know.
                if sender.send(cut).is_err() || !goes_on {
                    return;
                }
            }
        });
        Self { cuts, ended: false }
    }

    /// The next chunk, or `None` at the end of the stream.
    pub(super) fn next_chunk(&mut self) -> Cut {
        if self.ended {
            return Ok(None);
        }
        let cut = self.cuts.recv().unwrap_or_else(|_| {
            let defect = io::Error::new(ErrorKind::InvalidData, "the reader gave up");
            Err(CutError::Io(defect))
        });
        self.ended = !matches!(cut, Ok(Some(_)));
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::spare::SpareBuffers;

    fn ahead(stream: impl Read + Send + 'static) -> CutAhead {
        let cutter = Cutter::new(stream, SpareBuffers::default());
        CutAhead::spawn(cutter, Limit::Records(3), 2)
    }

    #[test]
    fn chunks_come_in_order_and_end_once() {
        let text = b"@a\nA\n+\nI\n".repeat(10);
        let mut ahead = ahead(io::Cursor::new(text.clone()));
        let mut whole = Vec::new();
        let mut records = Vec::new();
        while let Some(chunk) = ahead.next_chunk().unwrap() {
            records.push(chunk.records);
            whole.extend(chunk.text);
        }
        assert_eq!((whole, records), (text, vec![3, 3, 3, 1]));
        assert_eq!(ahead.next_chunk().unwrap(), None);
    }

    #[test]
    fn an_error_comes_after_the_chunks_before_it() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("a broken disk"))
            }
        }
        let whole = io::Cursor::new(b"@a\nA\n+\nI\n".repeat(3));
        let mut ahead = ahead(whole.chain(Broken));
        assert!(matches!(ahead.next_chunk(), Err(CutError::Io(_))));
        assert!(matches!(ahead.next_chunk(), Ok(None)));
    }

    #[test]
    fn a_thread_that_dies_is_an_error_and_never_an_end() {
        struct Defect;
        impl Read for Defect {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("a defect")
            }
        }
        assert!(matches!(ahead(Defect).next_chunk(), Err(CutError::Io(_))));
    }
}
