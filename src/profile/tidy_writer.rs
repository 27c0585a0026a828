//! Writer of tidy profile tables.

use super::Profile;
use super::tidy::COLUMNS;
use crate::taxonomy::Rank;
use std::io::{self, Write};

/// Writes profiles in the order given: the unknown row of each sample, then its taxa.
///
/// What [`read_tidy`](super::read_tidy) reads back is the same but for the
/// direct reads, which the table does not hold.
///
/// # Errors
/// When the writer refuses.
pub fn write_tidy<W: Write>(mut writer: W, profiles: &[Profile]) -> io::Result<()> {
    writeln!(writer, "{}", COLUMNS.join("\t"))?;
    for profile in profiles {
        let sample = profile.sample();
        let unknown = profile.unclassified_reads();
        writeln!(
            writer,
            "{sample}\t0\tunknown\t{}\t\t{unknown}",
            Rank::NoRank
        )?;
        for entry in profile.entries() {
            writeln!(
                writer,
                "{sample}\t{}\t{}\t{}\t{}\t{}",
                entry.taxid, entry.name, entry.rank, entry.lineage, entry.clade_reads
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, read_tidy};
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let entry = |taxid, rank, clade_reads| Entry {
            taxid,
            name: format!("'taxon' \"{taxid}\""),
            rank,
            lineage: format!("d__x;g__{taxid}"),
            clade_reads,
            direct_reads: None,
            estimate: None,
        };
        let entries = vec![entry(1, Rank::NoRank, 9), entry(7, Rank::Genus, 4)];
        let profiles = vec![
            Profile::new("a", entries, 3, 12).unwrap(),
            Profile::new("b", Vec::new(), 2, 2).unwrap(),
        ];
        let mut bytes = Vec::new();
        write_tidy(&mut bytes, &profiles).unwrap();
        assert_eq!(read_tidy(&bytes[..]).unwrap(), profiles);
    }
}
