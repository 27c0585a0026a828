//! What is known about a simulated pair.

use crate::simulate::taxa::SourceKind;

/// The strand of its genome that a fragment was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strand {
    /// As written in the FASTA.
    Forward,
    /// The reverse complement.
    Reverse,
}

/// Where a pair was cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment {
    /// The index of its source, as given to the simulator.
    pub source: usize,
    /// Its first base, counted from 0 on the forward strand.
    pub start: usize,
    /// Its length in base pairs, from the outer end of one mate to that of the other.
    pub length_bp: usize,
    /// The strand of the first mate; the second mate is read from the other.
    pub strand: Strand,
}

/// The truth in the name of a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadTruth {
    /// The number of the pair, from 1.
    pub number: u64,
    /// The genome it comes from.
    pub accession: String,
    /// What that genome is to the reference.
    pub kind: SourceKind,
}

impl ReadTruth {
    /// Reads `r<number>|<accession>|<kind>`; anything after white space or a
    /// final `/1` or `/2` is left aside. `None` when it is another kind of name.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.split_whitespace().next()?;
        let name = name
            .strip_suffix("/1")
            .or_else(|| name.strip_suffix("/2"))
            .unwrap_or(name);
        let mut parts = name.split('|');
        let number = parts.next()?.strip_prefix('r')?.parse().ok()?;
        let accession = parts.next()?.to_owned();
        let kind = SourceKind::parse(parts.next()?)?;
        parts.next().is_none().then_some(Self {
            number,
            accession,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_read_back_from_names_and_from_nothing_else() {
        let truth = ReadTruth::parse("r12|DEMO001S|strain/2 more").unwrap();
        assert_eq!(truth.number, 12);
        assert_eq!(truth.accession, "DEMO001S");
        assert_eq!(truth.kind, SourceKind::Strain);
        for name in [
            "",
            "r1",
            "r1|A",
            "x1|A|host",
            "r1|A|guest",
            "r1|A|host|more",
        ] {
            assert_eq!(ReadTruth::parse(name), None, "{name}");
        }
    }
}
