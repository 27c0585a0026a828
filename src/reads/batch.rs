//! A flat, reusable store of parsed reads.

use super::read::{Format, Read};

/// Reads of one batch, single or in pairs, in input order.
///
/// All bytes lie in one buffer that keeps its capacity between batches, so
/// that filling it allocates nothing once it is warm.
#[derive(Debug, Default)]
pub struct ReadBatch {
    bytes: Vec<u8>,
    spans: Vec<Span>,
    paired: bool,
}

/// Where one read lies in the buffer: header, sequence, quality, in this order.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    sequence: usize,
    quality: usize,
    end: usize,
    format: Format,
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
        Read {
            header: &self.bytes[span.start..span.sequence],
            sequence: &self.bytes[span.sequence..span.quality],
            quality: &self.bytes[span.quality..span.end],
            format: span.format,
        }
    }

    /// The fragments, in input order.
    pub fn fragments(&self) -> impl ExactSizeIterator<Item = Fragment<'_>> + Clone {
        (0..self.len()).map(|index| Fragment { batch: self, index })
    }

    /// Number of bases of all reads.
    pub fn bases(&self) -> u64 {
        self.spans
            .iter()
            .map(|span| (span.quality - span.sequence) as u64)
            .sum()
    }

    /// Overwrites with `x` every base of FASTQ reads whose Phred quality is below
    /// `least`, as Kraken 2 does; `x` is then an ambiguous base.
    pub fn mask_low_quality(&mut self, least: u8) {
        for span in &self.spans {
            if span.quality == span.end {
                continue;
            }
            let (bases, qualities) =
                self.bytes[span.sequence..span.end].split_at_mut(span.quality - span.sequence);
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

    pub(super) fn clear(&mut self, paired: bool) {
        self.bytes.clear();
        self.spans.clear();
        self.paired = paired;
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
        let start = self.bytes.len();
        self.bytes.extend_from_slice(header);
        let sequence = self.bytes.len();
        for line in lines {
            self.bytes.extend_from_slice(line);
            if self.bytes.len() > sequence + 1 && self.bytes.last() == Some(&b'\r') {
                self.bytes.pop();
            }
        }
        let quality_at = self.bytes.len();
        self.bytes.extend_from_slice(quality);
        let end = self.bytes.len();
        self.spans.push(Span {
            start,
            sequence,
            quality: quality_at,
            end,
            format,
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

    /// Its place in the batch.
    pub fn index(self) -> usize {
        self.index
    }
}
