//! Cutting a stream of text at record borders, without parsing it.

use super::line_ends::push_line_ends;
use super::read::Format;
use super::spare::{Buffers, SpareBuffers};
use crate::vectors::Vectors;
use memchr::memchr;
use std::io::{self, Read};

/// How much text is asked for at a time, in bytes.
const REFILL_BYTES: usize = 1 << 18;

/// How much text is searched for line ends before the limit is looked at, in bytes.
const SEARCH_BYTES: usize = 1 << 16;

/// Most text of one record, in bytes; positions in reads are 32-bit, and an
/// endless line must not fill the memory.
const MOST_RECORD_BYTES: usize = 1 << 30;

/// How many reads make one batch.
///
/// Batches are the unit of parallel work and, for the distinct-minimizer
/// estimates of a report, part of the result: Kraken 2 counts by batch, which is
/// [`KRAKEN2`](Self::KRAKEN2). The default is a tenth of that: text, keys and lines of a
/// batch then stay in the caches of the processor that works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSize {
    /// Pairs of a batch of paired reads.
    pub pairs: usize,
    /// A batch of single reads ends with the read that brings it to this many bases.
    pub bases: usize,
}

impl BatchSize {
    /// Kraken 2's own: 10,000 pairs, or 3 MiB of bases.
    pub const KRAKEN2: Self = Self {
        pairs: 10_000,
        bases: 3 << 20,
    };

    /// How many batches are about as much work as so many of Kraken 2's; at least as many.
    pub(crate) fn as_much_as_kraken2(self, batches: usize) -> usize {
        let smaller = Self::KRAKEN2.pairs / self.pairs.max(1);
        batches * smaller.clamp(1, 16)
    }
}

impl Default for BatchSize {
    /// 1,000 pairs, or 300,000 bases.
    fn default() -> Self {
        Self {
            pairs: 1_000,
            bases: 300_000,
        }
    }
}

/// When a chunk is full.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    Records(usize),
    Bases(usize),
}

impl Limit {
    fn reached(self, records: usize, bases: usize) -> bool {
        match self {
            Limit::Records(most) => records >= most,
            Limit::Bases(most) => bases >= most,
        }
    }
}

/// Whole records of one stream, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) text: Vec<u8>,
    /// Where the lines of `text` end, of FASTQ; a last line may have no end.
    pub(super) line_ends: Vec<usize>,
    pub(super) format: Format,
    /// Records before this chunk in the stream.
    pub(super) records_before: u64,
    /// Lines before this chunk in the stream.
    pub(super) lines_before: u64,
    /// Records in this chunk, if it is well formed.
    pub(super) records: usize,
    /// Whether the stream ends with this chunk; unknown where a FASTQ chunk is full.
    pub(super) ends: bool,
}

/// Cuts a stream into chunks.
pub(super) struct Cutter<R> {
    stream: R,
    spare: SpareBuffers,
    vectors: Vectors,
    /// Text after the last chunk.
    pending: Vec<u8>,
    format: Option<Format>,
    records: u64,
    lines: u64,
    ended: bool,
    most_record_bytes: usize,
}

/// Why no chunk could be cut.
#[derive(Debug)]
pub(super) enum CutError {
    Io(io::Error),
    /// The stream begins with a byte that starts neither FASTA nor FASTQ.
    NotReads(u8),
    /// The text of this record, counted from 1, is longer than any read or chromosome.
    TooLong {
        record: u64,
        most_bytes: usize,
    },
}

impl<R: Read> Cutter<R> {
    pub(super) fn new(stream: R, spare: SpareBuffers) -> Self {
        Self {
            stream,
            spare,
            vectors: Vectors::widest(),
            pending: Vec::new(),
            format: None,
            records: 0,
            lines: 0,
            ended: false,
            most_record_bytes: MOST_RECORD_BYTES,
        }
    }

    /// The next chunk, or `None` at the end of the stream.
    pub(super) fn next_chunk(&mut self, limit: Limit) -> Result<Option<Chunk>, CutError> {
        let Buffers {
            mut text,
            line_ends,
        } = self.spare.take();
        text.append(&mut self.pending);
        if text.is_empty() {
            self.refill(&mut text).map_err(CutError::Io)?;
        }
        let Some(&first) = text.first() else {
            return Ok(None);
        };
        let format = match self.format {
            Some(format) => format,
            None => Format::of_first_byte(first).ok_or(CutError::NotReads(first))?,
        };
        self.format = Some(format);

        let mut scan = Scan::new(format, self.vectors, line_ends);
        let (cut, ends) = loop {
            if let Some(cut) = scan.advance(&text, limit) {
                break (cut, false);
            }
            if self.ended {
                scan.end(text.len());
                break (text.len(), true);
            }
            if text.len() - scan.record_at() > self.most_record_bytes {
                return Err(CutError::TooLong {
                    record: self.records + scan.whole_records() + 1,
                    most_bytes: self.most_record_bytes,
                });
            }
            self.refill(&mut text).map_err(CutError::Io)?;
        };
        self.pending.extend_from_slice(&text[cut..]);
        text.truncate(cut);
        let (records_before, lines_before) = (self.records, self.lines);
        self.records += scan.records as u64;
        self.lines += scan.lines;
        Ok(Some(Chunk {
            text,
            records: scan.records,
            line_ends: scan.line_ends,
            format,
            records_before,
            lines_before,
            ends,
        }))
    }

    fn refill(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let before = text.len();
        (&mut self.stream)
            .take(REFILL_BYTES as u64)
            .read_to_end(text)?;
        self.ended = text.len() - before < REFILL_BYTES;
        Ok(())
    }
}

/// What is known of a text scanned up to some line.
struct Scan {
    format: Format,
    vectors: Vectors,
    /// Start of the first line not yet scanned.
    at: usize,
    /// Start of the last FASTA record.
    last_header: usize,
    /// All line ends before this are known, so that nothing is searched twice.
    searched: usize,
    /// Line ends of FASTQ.
    line_ends: Vec<usize>,
    lines: u64,
    records: usize,
    bases: usize,
}

impl Scan {
    fn new(format: Format, vectors: Vectors, line_ends: Vec<usize>) -> Self {
        Self {
            format,
            vectors,
            at: 0,
            last_header: 0,
            searched: 0,
            line_ends,
            lines: 0,
            records: 0,
            bases: 0,
        }
    }

    /// Scans the whole lines of `text`; the place to cut once the limit is reached.
    fn advance(&mut self, text: &[u8], limit: Limit) -> Option<usize> {
        match self.format {
            Format::Fastq => self.advance_fastq(text, limit),
            Format::Fasta => self.advance_fasta(text, limit),
        }
    }

    fn advance_fastq(&mut self, text: &[u8], limit: Limit) -> Option<usize> {
        loop {
            let fresh = &self.line_ends[self.lines as usize..];
            let (whole, _) = fresh.as_chunks::<4>();
            for &[header, sequence, _, quality] in whole {
                self.bases += fastq_bases(&text[header + 1..sequence]);
                self.records += 1;
                self.lines += 4;
                self.at = quality + 1;
                if limit.reached(self.records, self.bases) {
                    self.line_ends.truncate(self.lines as usize);
                    return Some(self.at);
                }
            }
            if self.searched == text.len() {
                return None;
            }
            let to = text.len().min(self.searched + SEARCH_BYTES);
            push_line_ends(self.vectors, text, self.searched, to, &mut self.line_ends);
            self.searched = to;
        }
    }

    /// A FASTA record is known to end when the next header begins.
    fn advance_fasta(&mut self, text: &[u8], limit: Limit) -> Option<usize> {
        while let Some(&first) = text.get(self.at) {
            if first == b'>' && self.records > 0 && limit.reached(self.records, self.bases) {
                return Some(self.at);
            }
            let from = self.at.max(self.searched);
            let Some(newline) = memchr(b'\n', &text[from..]) else {
                self.searched = text.len();
                return None;
            };
            let length = from + newline - self.at;
            if first == b'>' {
                self.records += 1;
                self.last_header = self.at;
            } else {
                self.bases += line_length(&text[self.at..self.at + length]);
            }
            self.lines += 1;
            self.at += length + 1;
        }
        None
    }

    /// Start of the record that is not known to have ended.
    fn record_at(&self) -> usize {
        match self.format {
            Format::Fastq => self.at,
            Format::Fasta => self.last_header,
        }
    }

    /// Records known to have ended.
    fn whole_records(&self) -> u64 {
        match self.format {
            Format::Fastq => self.records as u64,
            Format::Fasta => self.records.saturating_sub(1) as u64,
        }
    }

    /// Counts what is left when the stream has ended: lines of no whole record, and a
    /// last line without end.
    fn end(&mut self, length: usize) {
        match self.format {
            Format::Fastq => {
                self.lines = self.line_ends.len() as u64;
                let ended_at = self.line_ends.last().map_or(0, |&end| end + 1);
                if ended_at < length {
                    self.records += usize::from(self.lines % 4 == 3);
                    self.lines += 1;
                }
            }
            Format::Fasta if self.at < length => self.lines += 1,
            Format::Fasta => {}
        }
    }
}

/// Bases of the sequence line of a FASTQ record; as in Kraken 2, a carriage return
/// that stands alone counts as one.
fn fastq_bases(line: &[u8]) -> usize {
    line_length(line).max(line.len().min(1))
}

/// Length of a line without a carriage return at its end.
pub(super) fn line_length(line: &[u8]) -> usize {
    line.len() - usize::from(line.last() == Some(&b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of at most `piece`, as a pipe does.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let length = bytes.len().min(self.1).min(self.0.len());
            bytes[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn chunks(text: &[u8], limit: Limit) -> Vec<Chunk> {
        let mut cutter = Cutter::new(Pieces(text, 7), SpareBuffers::default());
        std::iter::from_fn(|| cutter.next_chunk(limit).unwrap()).collect()
    }

    #[test]
    fn fastq_is_cut_by_records_or_by_bases() {
        let text = b"@a\nAC\n+\nII\n@b\nACG\r\n+\nIII\n@c\n\n+\n\n@d\nA\n+\nI";
        let by_records = chunks(text, Limit::Records(3));
        assert_eq!(
            by_records.iter().map(|c| c.records).collect::<Vec<_>>(),
            [3, 1]
        );
        assert_eq!(by_records[1].text, b"@d\nA\n+\nI");
        assert_eq!(
            (by_records[1].records_before, by_records[1].lines_before),
            (3, 12)
        );
        let by_bases = chunks(text, Limit::Bases(3));
        assert_eq!(
            by_bases.iter().map(|c| c.records).collect::<Vec<_>>(),
            [2, 2]
        );
    }

    #[test]
    fn an_empty_read_of_a_crlf_file_fills_a_batch_by_one_base() {
        let text = b"@a\r\n\r\n+\r\n\r\n".repeat(5);
        let cut = chunks(&text, Limit::Bases(2));
        assert_eq!(cut.iter().map(|c| c.records).collect::<Vec<_>>(), [2, 2, 1]);
    }

    #[test]
    fn fasta_is_cut_before_headers_only() {
        let text = b">a\nAC\nGT\n>b\n\n>c x>y\nA\n>d\nACGT";
        let cut = chunks(text, Limit::Bases(4));
        let texts: Vec<&[u8]> = cut.iter().map(|c| &c.text[..]).collect();
        assert_eq!(texts, [&b">a\nAC\nGT\n"[..], b">b\n\n>c x>y\nA\n>d\nACGT"]);
        assert_eq!(cut.iter().map(|c| c.records).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(cut[1].lines_before, 3);
    }

    #[test]
    fn what_is_not_reads_is_refused_at_the_first_byte() {
        let mut cutter = Cutter::new(&b"#comment\n"[..], SpareBuffers::default());
        let refused = cutter.next_chunk(Limit::Records(1));
        assert!(matches!(refused, Err(CutError::NotReads(b'#'))));
        assert!(
            Cutter::new(&b""[..], SpareBuffers::default())
                .next_chunk(Limit::Records(1))
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_record_without_end_is_refused_before_it_fills_the_memory() {
        for (text, record) in [(&b"@a\nA\n+\nI\n@b"[..], 2), (b">a\nA\n>b\n", 2), (b">", 1)] {
            let mut cutter =
                Cutter::new(text.chain(io::repeat(b'\n' + 55)), SpareBuffers::default());
            cutter.most_record_bytes = 2 * REFILL_BYTES;
            let refused = cutter.next_chunk(Limit::Records(9)).unwrap_err();
            assert!(
                matches!(refused, CutError::TooLong { record: found, .. } if found == record),
                "{refused:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn chunks_put_together_are_the_text(
            mut text in proptest::collection::vec(proptest::sample::select(b"@>+A\n\r".to_vec()), 1..200),
            most in 1_usize..5,
            fasta in any::<bool>(),
        ) {
            text[0] = if fasta { b'>' } else { b'@' };
            for limit in [Limit::Records(most), Limit::Bases(most)] {
                let cut = chunks(&text, limit);
                let whole: Vec<u8> = cut.iter().flat_map(|c| c.text.clone()).collect();
                prop_assert_eq!(&whole, &text);
                let lines: u64 = cut.iter().map(|c| c.text.iter().filter(|&&b| b == b'\n').count() as u64).sum();
                let last = cut.last().unwrap();
                let last_lines = last.text.iter().filter(|&&b| b == b'\n').count() as u64;
                prop_assert_eq!(last.lines_before, lines - last_lines);
            }
        }
    }
}
