//! Pairs as FASTQ.

use super::PairSimulator;
use std::io::{self, Write};

/// One pair as it stands in two FASTQ files; the buffers are used again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FastqPair {
    /// The name of both mates.
    pub name: String,
    /// The bases of the first and the second mate, each as read from its 5' end.
    pub sequences: [Vec<u8>; 2],
    /// The printable qualities (Phred + 33).
    pub qualities: [Vec<u8>; 2],
}

impl FastqPair {
    /// Writes one mate (0 or 1; any other number writes nothing) as a record of
    /// four lines.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn write_mate(&self, mate: usize, mut out: impl Write) -> io::Result<()> {
        let (Some(sequence), Some(qualities)) =
            (self.sequences.get(mate), self.qualities.get(mate))
        else {
            return Ok(());
        };
        let parts: [&[u8]; 7] = [
            b"@",
            self.name.as_bytes(),
            b"\n",
            sequence,
            b"\n+\n",
            qualities,
            b"\n",
        ];
        parts.iter().try_for_each(|part| out.write_all(part))
    }
}

/// Writes the next `pairs` pairs of a simulator, first mates to one stream and
/// second mates to the other. Hand in buffered streams.
///
/// # Errors
/// When a stream cannot be written.
pub fn write_pairs(
    simulator: &mut PairSimulator,
    pairs: u64,
    mut first: impl Write,
    mut second: impl Write,
) -> io::Result<()> {
    let mut pair = FastqPair::default();
    for _ in 0..pairs {
        simulator.next_pair(&mut pair);
        pair.write_mate(0, &mut first)?;
        pair.write_mate(1, &mut second)?;
    }
    first.flush()?;
    second.flush()
}
