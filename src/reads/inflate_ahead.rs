//! gzip inflated on threads of its own, ahead of whoever reads the text.

use super::inflate::{Spare, Text, TextSink, inflate_members};
use super::read_ahead::{Piece, ReadAhead, Sent, Spares};
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::SyncSender;

/// Pieces of a quarter of a megabyte that a thread inflates ahead.
const PIECES_AHEAD: usize = 12;
/// The text of a gzip stream.
pub(super) fn inflate_ahead(stream: impl Read + Send + 'static) -> ReadAhead {
    ReadAhead::spawn_with(PIECES_AHEAD, move |sender, spares| {
        let mut sink = Sink { sender, spares };
        let outcome = inflate_members(stream, &mut sink);
        // The reader may be gone; then nobody needs to know.
        let _ = sender.send(outcome.map(|()| None));
    })
}

/// Sends text to the reader, and takes the buffers it is done with.
struct Sink<'a> {
    sender: &'a SyncSender<Sent>,
    spares: &'a Spares,
}

impl TextSink for Sink<'_> {
    fn spare(&mut self) -> Option<Spare> {
        self.spares.take()
    }

    fn give(&mut self, text: Text) -> io::Result<()> {
        if text.bytes().is_empty() {
            return Ok(());
        }
        let sent = self.sender.send(Ok(Some(Piece::Text(text))));
        sent.map_err(|_| io::Error::new(ErrorKind::BrokenPipe, "nobody reads on"))
    }
}
