//! The taxa of the demo: real names for synthetic genomes.
//!
//! The table is `reference-db/demo/taxa.tsv`; its README says what is made up
//! (everything but the names).

use crate::error::{Error, ErrorKind, Result};
use std::collections::HashSet;
use std::fmt;

const TABLE: &str = include_str!("../../reference-db/demo/taxa.tsv");
const COLUMNS: usize = 11;

/// The letters of the seven ranks, as GTDB writes them before a name.
const RANK_LETTERS: [char; 7] = ['d', 'p', 'c', 'o', 'f', 'g', 's'];

/// What a genome is to the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// The very genome is in the reference.
    Known,
    /// A second strain of a species that is in the reference.
    Strain,
    /// An organism whose species is not in the reference.
    Novel,
    /// A host-like sequence.
    Host,
}

impl SourceKind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Known, Self::Strain, Self::Novel, Self::Host];

    /// The word used in tables and read names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Strain => "strain",
            Self::Novel => "novel",
            Self::Host => "host",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Seven names, domain to species.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lineage([String; 7]);

impl Lineage {
    /// The names, domain first.
    pub fn names(&self) -> &[String; 7] {
        &self.0
    }

    /// The genus.
    pub fn genus(&self) -> &str {
        &self.0[5]
    }

    /// The species.
    pub fn species(&self) -> &str {
        &self.0[6]
    }

    /// How many ranks are the same, counted from the domain: 7 for one species,
    /// 6 for one genus, 0 for different domains.
    pub fn shared_ranks(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        pairs.take_while(|(mine, theirs)| mine == theirs).count()
    }
}

/// In GTDB's manner: `d__Bacteria;p__Bacteroidota;...;s__Bacteroides uniformis`.
impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (letter, name)) in RANK_LETTERS.iter().zip(&self.0).enumerate() {
            let separator = if index == 0 { "" } else { ";" };
            write!(f, "{separator}{letter}__{name}")?;
        }
        Ok(())
    }
}

/// One row of the table: a genome to make and how it lives in the simulated gut.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoTaxon {
    /// The demo's own name for the genome.
    pub accession: String,
    /// Known, novel or host; strains are derived from the known ones.
    pub kind: SourceKind,
    /// Domain to species.
    pub lineage: Lineage,
    /// Weight in a typical community, before shares are scaled to sum to 1.
    pub typical_weight: f64,
    /// Standard deviation between people of the natural logarithm of the weight.
    pub log_sd: f64,
}

/// The taxa of the embedded table.
///
/// # Errors
/// When the table compiled into the program is malformed, which a test rules out.
pub fn demo_taxa() -> Result<Vec<DemoTaxon>> {
    parse_taxa(TABLE)
}

/// Parses a table like `reference-db/demo/taxa.tsv`, header first.
///
/// # Errors
/// All malformed rows and repeated accessions or species at once, with their lines.
pub fn parse_taxa(table: &str) -> Result<Vec<DemoTaxon>> {
    let mut taxa = Vec::new();
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for (index, line) in table.lines().enumerate().skip(1) {
        match parse_row(line) {
            Ok(taxon) => {
                for name in [taxon.accession.as_str(), taxon.lineage.species()] {
                    if !seen.insert(name.to_owned()) {
                        let message = format!("`{name}` stands here a second time");
                        let error = Error::new(ErrorKind::Duplicate, message);
                        errors.push(error.at_line(index as u64 + 1));
                    }
                }
                taxa.push(taxon);
            }
            Err(error) => errors.push(error.at_line(index as u64 + 1)),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(taxa),
    }
}

fn parse_row(line: &str) -> Result<DemoTaxon> {
    let fields: Vec<&str> = line.split('\t').collect();
    if fields.len() != COLUMNS {
        let message = format!("found {} fields, expected {COLUMNS}", fields.len());
        return Err(Error::new(ErrorKind::Malformed, message));
    }
    let kind = match SourceKind::parse(fields[1]) {
        Some(SourceKind::Strain) | None => {
            let message = format!("found `{}`, expected known, novel or host", fields[1]);
            return Err(Error::new(ErrorKind::Malformed, message).at_field("kind"));
        }
        Some(kind) => kind,
    };
    let mut names = [const { String::new() }; 7];
    for (name, field) in names.iter_mut().zip(&fields[2..9]) {
        *name = (*field).to_owned();
    }
    Ok(DemoTaxon {
        accession: fields[0].to_owned(),
        kind,
        lineage: Lineage(names),
        typical_weight: parse_positive(fields[9], "typical_weight")?,
        log_sd: parse_positive(fields[10], "log_sd")?,
    })
}

fn parse_positive(field: &str, name: &str) -> Result<f64> {
    match field.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => {
            let message = format!("found `{field}`, expected a number above 0");
            Err(Error::new(ErrorKind::Malformed, message).at_field(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_holds_30_known_3_novel_and_1_host() {
        let taxa = demo_taxa().unwrap();
        let count = |kind| taxa.iter().filter(|taxon| taxon.kind == kind).count();
        assert_eq!(SourceKind::ALL.map(count), [30, 0, 3, 1]);
        for taxon in &taxa {
            assert!(taxon.lineage.species().starts_with(taxon.lineage.genus()));
        }
    }

    #[test]
    fn a_rank_name_has_one_parent() {
        let taxa = demo_taxa().unwrap();
        let mut parents = std::collections::HashMap::new();
        for taxon in &taxa {
            for pair in taxon.lineage.names().windows(2) {
                let parent = parents.entry(pair[1].clone()).or_insert(pair[0].clone());
                assert_eq!(*parent, pair[0], "parent of {}", pair[1]);
            }
        }
    }

    #[test]
    fn lineages_print_in_the_manner_of_gtdb() {
        let taxa = demo_taxa().unwrap();
        assert_eq!(
            taxa[0].lineage.to_string(),
            "d__Bacteria;p__Bacteroidota;c__Bacteroidia;o__Bacteroidales;\
             f__Bacteroidaceae;g__Bacteroides;s__Bacteroides uniformis"
        );
        assert_eq!(taxa[0].lineage.shared_ranks(&taxa[1].lineage), 6);
        assert_eq!(taxa[0].lineage.shared_ranks(&taxa[29].lineage), 0);
    }

    #[test]
    fn all_mistakes_are_found_in_one_pass() {
        let row = "A1\tknown\td\tp\tc\to\tf\tg\ts1\t1\t1";
        let table = format!(
            "header\n{row}\nA1\thost\td\tp\tc\to\tf\tg\ts2\t1\t1\n\
             A3\tguest\td\tp\tc\to\tf\tg\ts3\t1\t1\nA4\tknown\td\tp\tc\to\tf\tg\ts4\t-1\t1\nshort"
        );
        let error = parse_taxa(&table).unwrap_err();
        let lines: Vec<_> = error.all().map(|error| error.place().line).collect();
        assert_eq!(lines, [Some(3), Some(4), Some(5), Some(6)]);
    }
}
