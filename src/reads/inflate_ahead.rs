//! gzip inflated on threads of its own, ahead of whoever reads the text.
//!
//! A file of BGZF members is inflated by several threads, for its members tell their
//! lengths. Of any other the next member is found only by inflating the one before,
//! so one thread inflates it.

use super::bgzf::Members;
use super::inflate::{Spare, Text, TextSink, inflate_members};
use super::read_ahead::{Piece, ReadAhead, Sent, Spares};
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Pieces of a quarter of a megabyte inflated ahead of their reader.
const PIECES_AHEAD: usize = 12;
/// The same for each run of members.
const RUN_PIECES_AHEAD: usize = 4;
/// Most threads that inflate one file of members; together they outrun the reader
/// that cuts their text into batches.
const MOST_THREADS: usize = 4;

/// A run of members, and where its text goes.
type Job = (Vec<u8>, SyncSender<Sent>);

/// The text of a gzip stream.
pub(super) fn inflate_ahead(stream: impl Read + Send + 'static) -> ReadAhead {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST_THREADS));
    let (turns, parts) = sync_channel(threads);
    let spares = Spares::default();
    let ahead = ReadAhead::of_parts(parts, spares.clone());
    std::thread::spawn(move || {
        // An error means that the reader is gone; then nobody needs to know.
        let _ = inflate_parts(Members::new(stream), threads, &turns, &spares);
    });
    ahead
}

/// Nobody reads on.
struct Gone;

/// Inflates runs of members as far as there are any, then the rest in one go.
fn inflate_parts(
    mut members: Members<impl Read>,
    threads: usize,
    turns: &SyncSender<Option<Receiver<Sent>>>,
    spares: &Spares,
) -> Result<(), Gone> {
    let begin = |pieces| {
        let (sender, part) = sync_channel(pieces);
        turns.send(Some(part)).map_err(|_| Gone)?;
        Ok(sender)
    };
    let mut workers: Option<SyncSender<Job>> = None;
    loop {
        match members.next_run() {
            Ok(Some(run)) => {
                let jobs = workers.get_or_insert_with(|| spawn_workers(threads, spares));
                let sender = begin(RUN_PIECES_AHEAD)?;
                jobs.send((run, sender)).map_err(|_| Gone)?;
            }
            Ok(None) => break,
            Err(error) => return begin(1)?.send(Err(error)).map_err(|_| Gone),
        }
    }
    if !members.is_at_end() {
        let sender = begin(PIECES_AHEAD)?;
        inflate_part(members.into_rest(), &sender, spares);
    }
    turns.send(None).map_err(|_| Gone)
}

/// Threads that inflate runs in the order in which they are sent, until no more are.
fn spawn_workers(threads: usize, spares: &Spares) -> SyncSender<Job> {
    let (jobs, queue) = sync_channel::<Job>(threads);
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..threads {
        let (queue, spares) = (Arc::clone(&queue), spares.clone());
        std::thread::spawn(move || {
            let next = || {
                let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                queue.recv()
            };
            while let Ok((run, sender)) = next() {
                inflate_part(&run[..], &sender, &spares);
            }
        });
    }
    jobs
}

fn inflate_part(stream: impl Read, sender: &SyncSender<Sent>, spares: &Spares) {
    let outcome = inflate_members(stream, &mut Sink { sender, spares });
    // The reader may be gone; then nobody needs to know.
    let _ = sender.send(outcome.map(|()| None));
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

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, GzBuilder};
    use std::io::{Cursor, Write};

    fn bgzf(text: &[u8]) -> Vec<u8> {
        let extra = b"BC\x02\x00\x00\x00".to_vec();
        let builder = GzBuilder::new().extra(extra);
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        let mut member = encoder.finish().unwrap();
        let length = member.len() as u16 - 1;
        member[16..18].copy_from_slice(&length.to_le_bytes());
        member
    }

    fn text() -> Vec<u8> {
        (0..900_000_u32)
            .flat_map(|i| (i.wrapping_mul(i) / 7).to_le_bytes())
            .collect()
    }

    fn read(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        inflate_ahead(Cursor::new(bytes)).read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn members_inflated_side_by_side_come_in_their_order() {
        let text = text();
        let members: Vec<Vec<u8>> = text.chunks(60_000).map(bgzf).collect();
        assert!(read(members.concat()).unwrap() == text);
        // Members that tell no lengths, in between and at the end.
        let mut plain = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
        plain.write_all(b"plain").unwrap();
        let plain = plain.finish().unwrap();
        let mixed = [&members.concat()[..], &plain, &members[0]].concat();
        assert!(read(mixed).unwrap() == [&text[..], b"plain", &text[..60_000]].concat());
    }

    #[test]
    fn a_cut_or_damaged_member_is_an_error_wherever_it_stands() {
        let members: Vec<Vec<u8>> = text().chunks(60_000).map(bgzf).collect();
        let whole = members.concat();
        for length in (1..whole.len()).step_by(whole.len() / 23) {
            // Between two members nothing tells that more should come.
            let kind = read(whole[..length].to_vec()).map_err(|error| error.kind());
            assert_eq!(kind.unwrap_err(), ErrorKind::UnexpectedEof, "{length}");
        }
        for at in (20..whole.len()).step_by(whole.len() / 23) {
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            assert!(read(flipped).is_err(), "{at}");
        }
    }

    #[test]
    fn whoever_stops_reading_leaves_no_thread_waiting() {
        let whole = text().chunks(60_000).flat_map(bgzf).collect::<Vec<u8>>();
        let alive = Arc::new(());
        let stream = Alive(Cursor::new(whole), Arc::clone(&alive));
        let mut ahead = inflate_ahead(stream);
        ahead.read_exact(&mut [0; 10]).unwrap();
        drop(ahead);
        let started = std::time::Instant::now();
        while Arc::strong_count(&alive) > 1 {
            assert!(started.elapsed().as_secs() < 20, "the thread still reads");
            std::thread::yield_now();
        }
    }

    struct Alive(
        Cursor<Vec<u8>>,
        #[expect(dead_code, reason = "held to be counted")] Arc<()>,
    );

    impl Read for Alive {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.0.read(bytes)
        }
    }
}
