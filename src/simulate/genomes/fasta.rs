//! Genomes as FASTA.

use super::Genome;
use std::io::{self, Write};

const LINE_BP: usize = 80;

/// Writes one genome: a header with accession, species and kind, then lines of
/// 80 bases.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_fasta(genome: &Genome, mut out: impl Write) -> io::Result<()> {
    writeln!(
        out,
        ">{} synthetic sequence named after {} ({})",
        genome.accession,
        genome.lineage.species(),
        genome.kind
    )?;
    for line in genome.sequence.chunks(LINE_BP) {
        out.write_all(line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
