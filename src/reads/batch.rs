//! A flat, reusable store of parsed reads.

use super::chunk::Chunk;
use super::fastq::find_reads;
use super::read::{Format, Read};
use crate::prefetch::prefetch;

/// Reads of one batch, single or in pairs, in input order.
///
/// The bytes of reads lie in a few buffers whose memory is used again from batch to
/// batch, so that filling a batch allocates nothing once it is warm.
#[derive(Debug, Default)]
pub struct ReadBatch {
    /// The texts of the chunks, and last what was put together from several lines.
    buffers: [Vec<u8>; 3],
    spans: Vec<Span>,
    paired: bool,
}

/// The buffer of reads that are no whole lines of a text.
const OWN: usize = 2;

/// Where one read lies: which buffer, and where in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) buffer: u8,
    pub(super) format: Format,
    pub(super) header: usize,
    pub(super) header_end: usize,
    pub(super) sequence: usize,
    pub(super) quality: usize,
    /// Number of bases.
    pub(super) length: usize,
    /// As many as bases, or none.
    pub(super) quality_length: usize,
}

/// What is called as one: a single read, or the two mates of a pair.
#[derive(Debug, Clone, Copy)]
pub struct Fragment<'a> {
    batch: &'a ReadBatch,
    index: usize,
}

impl ReadBatch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of reads (two for each pair).
    pub fn reads(&self) -> usize {
        self.spans.len()
    }

    /// Number of fragments (single reads or pairs).
    pub fn len(&self) -> usize {
        if self.paired {
            self.spans.len() / 2
        } else {
            self.spans.len()
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether the fragments are pairs.
    pub fn is_paired(&self) -> bool {
        self.paired
    }

    /// Read number `index`; the mates of pair `p` are reads `2 p` and `2 p + 1`.
    #[inline]
    pub fn read(&self, index: usize) -> Read<'_> {
        let span = self.spans[index];
        let bytes = &self.buffers[usize::from(span.buffer)][..];
        Read {
            header: &bytes[span.header..span.header_end],
            sequence: &bytes[span.sequence..span.sequence + span.length],
            quality: &bytes[span.quality..span.quality + span.quality_length],
            format: span.format,
        }
    }

    /// The fragments, in input order.
    pub fn fragments(&self) -> impl ExactSizeIterator<Item = Fragment<'_>> + Clone {
        (0..self.len()).map(|index| self.fragment(index))
    }

    /// Fragment number `index`.
    #[inline]
    pub fn fragment(&self, index: usize) -> Fragment<'_> {
        Fragment { batch: self, index }
    }

    /// Asks for the memory of the header of read number `index`, if there is one: headers
    /// lie far apart, and no processor foresees where.
    #[inline]
    pub(crate) fn ask_for_header(&self, index: usize) {
        if let Some(span) = self.spans.get(index) {
            prefetch(&self.buffers[usize::from(span.buffer)], span.header);
        }
    }

    /// Number of bases of all reads.
    pub fn bases(&self) -> u64 {
        self.spans.iter().map(|span| span.length as u64).sum()
    }

    /// Overwrites with `x` every base of FASTQ reads whose Phred quality is below
    /// `least`, as Kraken 2 does; `x` is then an ambiguous base.
    pub fn mask_low_quality(&mut self, least: u8) {
        for span in &self.spans {
            let bytes = &mut self.buffers[usize::from(span.buffer)][..];
            // The sequence stands before its quality in every buffer.
            let (before, qualities) = bytes.split_at_mut(span.quality);
            let bases = &mut before[span.sequence..span.sequence + span.length];
            let qualities = &qualities[..span.quality_length];
            for (base, quality) in bases.iter_mut().zip(qualities) {
                if i16::from(*quality) - 33 < i16::from(least) {
                    *base = b'x';
                }
            }
        }
    }

    /// Takes out every fragment for which `dropped`, in input order, says so.
    pub fn drop_fragments(&mut self, dropped: &[bool]) {
        let reads_each = if self.paired { 2 } else { 1 };
        let mut place = 0;
        self.spans.retain(|_| {
            let fragment = place / reads_each;
            place += 1;
            !dropped.get(fragment).copied().unwrap_or(false)
        });
    }

    /// Empties the batch and gives back the texts it held.
    pub(super) fn clear(&mut self, paired: bool) -> [Vec<u8>; 2] {
        let [first, second, own] = &mut self.buffers;
        own.clear();
        self.spans.clear();
        self.paired = paired;
        [std::mem::take(first), std::mem::take(second)]
    }

    /// Takes the reads of a well-formed chunk together with its text, which is number 0
    /// or 1 of the batch. `false` where the chunk asks for a closer look; nothing is taken
    /// then.
    pub(super) fn take_text(&mut self, chunk: &mut Chunk, number: usize) -> bool {
        let found = find_reads(chunk, number as u8, &mut self.spans);
        if found {
            self.buffers[number] = std::mem::take(&mut chunk.text);
        }
        found
    }

    /// Appends a read whose sequence comes in lines, with carriage returns or without.
    ///
    /// As in Kraken 2, a carriage return that is all there is of a sequence so far
    /// is no line end but an ambiguous base: an empty read of a file with CRLF line
    /// ends has length 1.
    pub(super) fn push<'a>(
        &mut self,
        format: Format,
        header: &[u8],
        lines: impl Iterator<Item = &'a [u8]>,
        quality: &[u8],
    ) {
        let bytes = &mut self.buffers[OWN];
        let start = bytes.len();
        bytes.extend_from_slice(header);
        let sequence = bytes.len();
        for line in lines {
            bytes.extend_from_slice(line);
            if bytes.len() > sequence + 1 && bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        let quality_at = bytes.len();
        bytes.extend_from_slice(quality);
        self.spans.push(Span {
            buffer: OWN as u8,
            format,
            header: start,
            header_end: sequence,
            sequence,
            quality: quality_at,
            length: quality_at - sequence,
            quality_length: quality.len(),
        });
    }

    /// Brings `2 n` reads, first all first mates and then all second mates, into pair order.
    pub(super) fn interleave(&mut self) {
        let pairs = self.spans.len() / 2;
        let halves: Vec<Span> = std::mem::take(&mut self.spans);
        self.spans.reserve(halves.len());
        for index in 0..pairs {
            self.spans.extend([halves[index], halves[pairs + index]]);
        }
    }
}

impl<'a> Fragment<'a> {
    /// The single read, or the first mate.
    #[inline]
    pub fn first(self) -> Read<'a> {
        self.batch.read(if self.batch.paired {
            2 * self.index
        } else {
            self.index
        })
    }

    /// The second mate of a pair.
    #[inline]
    pub fn second(self) -> Option<Read<'a>> {
        self.batch
            .paired
            .then(|| self.batch.read(2 * self.index + 1))
    }

    /// The single read, or both mates in order.
    #[inline]
    pub fn reads(self) -> impl Iterator<Item = Read<'a>> {
        std::iter::once(self.first()).chain(self.second())
    }

    /// Asks for the memory of its id.
    #[inline]
    pub(crate) fn ask_for_id(self) {
        let reads_each = if self.batch.paired { 2 } else { 1 };
        self.batch.ask_for_header(reads_each * self.index);
    }

    /// Its place in the batch.
    pub fn index(self) -> usize {
        self.index
    }
}
