//! Text written as gzip, compressed by several threads.
//!
//! The text is cut into blocks of equal length and each becomes a gzip member that
//! tells its length (BGZF; SAM specification, section 4.1). Every program that reads
//! gzip reads the file, those that know BGZF read it in parallel, and its bytes do not
//! depend on the number of threads.
//!
//! ```
//! use nuka::block_gzip::BlockGzip;
//! use std::io::{Read, Write};
//!
//! let mut file = BlockGzip::new(Vec::new(), 2);
//! file.write_all(b"@r1\nACGT\n+\nIIII\n")?;
//! let bytes = file.finish()?;
//! let mut text = String::new();
//! flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
//! assert_eq!(text, "@r1\nACGT\n+\nIIII\n");
//! # Ok::<(), std::io::Error>(())
//! ```

use flate2::{Compress, Compression, FlushCompress, Status};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Text of one block, as bgzip cuts it: its member fits 64 KiB even where nothing
/// can be compressed.
const BLOCK_BYTES: usize = 65_280;
/// On FASTQ 2.4 times as fast as level 6, for 1.6 % more bytes.
const LEVEL: Compression = Compression::new(3);
/// Blocks that are compressed ahead of the one being waited for, for each thread.
const AHEAD: usize = 4;
/// Header of a member; its length less one is to be put at the end.
const HEADER: [u8; 18] = [
    0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, b'B', b'C', 2, 0, 0, 0,
];
/// Most that a deflated block is longer than its text.
const MOST_GROWTH: usize = 200;

/// A block, and where its member goes.
type Job = (Vec<u8>, SyncSender<io::Result<Vec<u8>>>);

/// Writes what is written to it to another stream, compressed.
///
/// The stream is complete after [`finish`](Self::finish) only.
#[derive(Debug)]
pub struct BlockGzip<W> {
    stream: W,
    block: Vec<u8>,
    jobs: SyncSender<Job>,
    /// Members in the order of their blocks.
    members: VecDeque<Receiver<io::Result<Vec<u8>>>>,
    ahead: usize,
}

impl<W: Write> BlockGzip<W> {
    /// Compresses on so many threads of its own, at least one.
    pub fn new(stream: W, threads: usize) -> Self {
        let threads = threads.max(1);
        let ahead = AHEAD * threads;
        let (jobs, queue) = sync_channel::<Job>(ahead);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads {
            let queue = Arc::clone(&queue);
            std::thread::spawn(move || compress_all(&queue));
        }
        Self {
            stream,
            block: Vec::with_capacity(BLOCK_BYTES),
            jobs,
            members: VecDeque::new(),
            ahead,
        }
    }

    /// Compresses and writes what is left, and the empty member that ends BGZF.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.block.is_empty() {
            self.compress_block()?;
        }
        self.compress_block()?;
        self.write_members(0)?;
        Ok(self.stream)
    }

    /// The stream that is written to.
    pub fn get_ref(&self) -> &W {
        &self.stream
    }

    fn compress_block(&mut self) -> io::Result<()> {
        self.write_members(self.ahead - 1)?;
        let block = std::mem::replace(&mut self.block, Vec::with_capacity(BLOCK_BYTES));
        let (sender, member) = sync_channel(1);
        self.jobs.send((block, sender)).map_err(|_| gave_up())?;
        self.members.push_back(member);
        Ok(())
    }

    /// Writes members until at most so many are being compressed.
    fn write_members(&mut self, left: usize) -> io::Result<()> {
        while self.members.len() > left {
            let Some(member) = self.members.pop_front() else {
                break;
            };
            let member = member.recv().map_err(|_| gave_up())??;
            self.stream.write_all(&member)?;
        }
        Ok(())
    }
}

impl<W: Write> Write for BlockGzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(BLOCK_BYTES - self.block.len());
        self.block.extend_from_slice(&bytes[..length]);
        if self.block.len() == BLOCK_BYTES {
            self.compress_block()?;
        }
        Ok(length)
    }

    /// Writes the blocks that are full; one that is not waits for more text.
    fn flush(&mut self) -> io::Result<()> {
        self.write_members(0)?;
        self.stream.flush()
    }
}

fn gave_up() -> io::Error {
    io::Error::other("the compressor gave up")
}

/// Compresses blocks until no more come.
fn compress_all(queue: &Mutex<Receiver<Job>>) {
    let mut compress = Compress::new(LEVEL, false);
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok((block, sender)) = next() {
        // The writer may be gone; then nobody needs the member.
        let _ = sender.send(member(&mut compress, &block));
    }
}

fn member(compress: &mut Compress, block: &[u8]) -> io::Result<Vec<u8>> {
    let mut member = Vec::with_capacity(HEADER.len() + block.len() + MOST_GROWTH);
    member.extend_from_slice(&HEADER);
    compress.reset();
    let status = compress.compress_vec(block, &mut member, FlushCompress::Finish)?;
    if status != Status::StreamEnd {
        return Err(gave_up());
    }
    member.extend_from_slice(&crc32fast::hash(block).to_le_bytes());
    member.extend_from_slice(&(block.len() as u32).to_le_bytes());
    let length = u16::try_from(member.len() - 1).map_err(|_| gave_up())?;
    member[16..18].copy_from_slice(&length.to_le_bytes());
    Ok(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;

    fn compressed(text: &[u8], threads: usize, piece: usize) -> Vec<u8> {
        let mut file = BlockGzip::new(Vec::new(), threads);
        for piece in text.chunks(piece) {
            file.write_all(piece).unwrap();
        }
        file.finish().unwrap()
    }

    fn inflated(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let mut stream = flate2::bufread::MultiGzDecoder::new(bytes);
        stream.read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn the_bytes_are_the_same_at_any_number_of_threads_and_in_any_pieces() {
        let text: Vec<u8> = (0..1_000_000_u32)
            .map(|i| (i.wrapping_mul(i) >> 9) as u8 & 31)
            .collect();
        let one = compressed(&text, 1, text.len());
        assert!(inflated(&one) == text);
        assert!(one.len() < text.len());
        for (threads, piece) in [(0, 1000), (2, 65_280), (8, 65_281)] {
            assert!(
                compressed(&text, threads, piece) == one,
                "{threads} threads"
            );
        }
    }

    /// The end-of-file marker of the SAM specification, section 4.1.2.
    #[test]
    fn the_file_ends_with_the_marker_of_bgzf() {
        let marker = [
            0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0,
            0, 0, 0, 0, 0,
        ];
        assert_eq!(compressed(b"", 1, 1), marker);
        assert!(compressed(b"text", 1, 1).ends_with(&marker));
        assert!(compressed(&[7; 2 * BLOCK_BYTES], 1, 99).ends_with(&marker));
    }

    #[test]
    fn what_cannot_be_compressed_fits_its_members() {
        let mut state = 1_u64;
        let noise: Vec<u8> = (0..3 * BLOCK_BYTES)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        assert!(inflated(&compressed(&noise, 2, 7777)) == noise);
    }

    #[test]
    fn a_stream_that_takes_no_more_is_an_error() {
        #[derive(Debug)]
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut file = BlockGzip::new(Full, 2);
        let written = file.write_all(&vec![b'A'; 20 * BLOCK_BYTES]);
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::StorageFull);
        let file = BlockGzip::new(Full, 2);
        assert_eq!(
            file.finish().unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
    }

    proptest! {
        #[test]
        fn any_text_comes_back(
            text in proptest::collection::vec(any::<u8>(), 0..3000),
            piece in 1_usize..100,
        ) {
            prop_assert_eq!(inflated(&compressed(&text, 2, piece)), text);
        }
    }
}
