//! Reference sequences of a marker gene, each with its lineage.

use super::lineage_table::read_lineages;
use super::lineage_text::{Steps, parse_lineage};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::reads::{BatchSize, Format, Layout, Read, ReadBatch, ReadSource};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Shortest reference that is taken, in bases.
const LEAST_BASES: usize = 50;
/// Longest reference that is taken, in bases: places in it are 16-bit numbers.
const MOST_BASES: usize = u16::MAX as usize;

/// One reference sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// Its name, unique in the collection.
    pub(super) id: String,
    /// Its lineage; empty where no level has a name.
    pub(super) lineage: Steps,
    /// Its bases as [base sets](super::base_set), gaps left out.
    pub(super) bases: Vec<u8>,
}

/// References as read, with what was left over.
#[derive(Debug, Clone)]
pub struct References {
    pub(super) path: PathBuf,
    pub(super) lineages: Option<PathBuf>,
    pub(super) all: Vec<Reference>,
    /// Lineages of the table whose sequence is not there.
    pub(super) unused_lineages: u64,
}

/// Reads reference sequences (FASTA) whose headers name their lineage, or with a
/// table of lineages (see [`lineages`](super)).
///
/// # Errors
/// All mistakes at once: ids that occur twice or have no lineage, lineages that
/// cannot be read, sequences that are too short, too long or no DNA or RNA.
pub fn read_references(path: &Path, lineages: Option<&Path>) -> Result<References> {
    let table = lineages.map(read_lineages).transpose()?;
    let mut source =
        ReadSource::from_paths(&[path.to_path_buf()], Layout::Single, BatchSize::default())?;
    let mut batch = ReadBatch::new();
    let mut mistakes = Mistakes::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut all = Vec::new();
    let mut record = 0;
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        for fragment in batch.fragments() {
            let read = fragment.first();
            if read.format == Format::Fastq {
                return Err(Error::new(
                    ErrorKind::Malformed,
                    "found sequencing reads (FASTQ), expected reference sequences (FASTA)",
                )
                .at_path(path));
            }
            record += 1;
            match reference(read, record, table.as_ref()) {
                Err(error) => mistakes.push(error.at_path(path)),
                Ok(reference) if !seen.insert(reference.id.clone()) => mistakes.push(
                    Error::new(ErrorKind::Duplicate, "this id occurs twice")
                        .at_path(path)
                        .at_record(record, reference.id),
                ),
                Ok(reference) => all.push(reference),
            }
        }
    }
    mistakes.finish()?;
    if all.is_empty() {
        return Err(Error::new(ErrorKind::Missing, "no reference sequences here").at_path(path));
    }
    let unused = table.map_or(0, |table| (table.len() - all.len()) as u64);
    Ok(References {
        path: path.to_path_buf(),
        lineages: lineages.map(Path::to_path_buf),
        all,
        unused_lineages: unused,
    })
}

impl References {
    /// Number of sequences.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Lineages of the table whose sequence is not there.
    pub fn unused_lineages(&self) -> u64 {
        self.unused_lineages
    }
}

fn reference(
    read: Read<'_>,
    record: u64,
    table: Option<&HashMap<String, Steps>>,
) -> Result<Reference> {
    let header = String::from_utf8_lossy(read.header);
    let (id, lineage) = split_header(&header, record);
    let here = |error: Error| error.at_record(record, id.as_str());
    let lineage = match (table, lineage) {
        (Some(table), _) => table.get(&id).cloned().ok_or_else(|| {
            here(Error::new(
                ErrorKind::Missing,
                "no lineage for this sequence",
            ))
            .mend("add its id and lineage to the table of --lineages")
        })?,
        (None, Some(text)) => parse_lineage(text).map_err(here)?,
        (None, None) => {
            let shown = excerpt(read.header);
            return Err(here(Error::new(
                ErrorKind::Missing,
                format!("the header `{shown}` names no lineage"),
            ))
            .mend("write the lineage after the id (`>id d__...;p__...`), or give a table with --lineages"));
        }
    };
    let mut bases = Vec::with_capacity(read.sequence.len());
    for &letter in read.sequence {
        match super::base_set(letter) {
            Some(set) => bases.push(set),
            None if matches!(letter, b'-' | b'.') => {}
            None => {
                let shown = excerpt(&[letter]);
                return Err(here(Error::new(
                    ErrorKind::Malformed,
                    format!("found `{shown}`, expected letters of DNA or RNA"),
                )));
            }
        }
    }
    if !(LEAST_BASES..=MOST_BASES).contains(&bases.len()) {
        return Err(here(Error::new(
            ErrorKind::Malformed,
            format!(
                "found {} bases, expected a marker gene of {LEAST_BASES} to {MOST_BASES}",
                bases.len()
            ),
        ))
        .mend("leave the sequence out; whole genomes go without --amplicon"));
    }
    Ok(Reference { id, lineage, bases })
}

/// The id and the lineage of a header. Sequences whose header is a lineage and
/// nothing else are numbered.
fn split_header(header: &str, record: u64) -> (String, Option<&str>) {
    let numbered = || format!("reference_{record}");
    let (first, rest) = header
        .split_once(char::is_whitespace)
        .map_or((header, ""), |(first, rest)| (first, rest.trim()));
    // SINTAX: id;tax=d:...,p:...;
    if let Some((id, lineage)) = header.split_once(";tax=") {
        return (id.to_owned(), Some(lineage.trim_end_matches(';')));
    }
    // RDP: id, any text, Lineage=Root;rootrank;...
    if let Some((_, lineage)) = header.split_once("Lineage=") {
        return (first.to_owned(), Some(lineage));
    }
    // UNITE: name|accession|...|k__...;p__...
    if let Some((id, lineage)) = header.rsplit_once('|')
        && lineage.starts_with("k__")
    {
        return (id.to_owned(), Some(lineage));
    }
    // DADA2: the lineage alone.
    if first.contains(';') {
        return (numbered(), Some(header));
    }
    let has_ranks = ["d__", "k__", "p__", "D_0__"]
        .iter()
        .any(|rank| rest.starts_with(rank));
    let lineage = (rest.contains(';') || has_ranks).then_some(rest);
    (first.to_owned(), lineage)
}

#[cfg(test)]
mod tests {
    use super::super::harmony::written;
    use super::*;

    const BASES: &str = "ACGTACGTTAGCATCGATCGATCGATCGATTTAGCGCGATATCGAUUACGNRY-..ACG";

    fn read(headers: &[&str], table: Option<&str>) -> Result<References> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("references.fa");
        let text: String = headers
            .iter()
            .map(|header| format!(">{header}\n{BASES}\n"))
            .collect();
        std::fs::write(&path, text).unwrap();
        let lineages = folder.path().join("lineages.tsv");
        if let Some(table) = table {
            std::fs::write(&lineages, table).unwrap();
        }
        read_references(&path, table.map(|_| lineages.as_path()))
    }

    #[test]
    fn headers_of_all_kinds_name_their_lineage() {
        let headers = [
            ("gi_1;tax=d:Bacteria,p:Firmicutes;", "gi_1"),
            (
                "S1 Foo bar; x\tLineage=Root;rootrank;Bacteria;domain;Firmicutes;phylum",
                "S1",
            ),
            ("AB1.1.1500 Bacteria;Firmicutes;uncultured", "AB1.1.1500"),
            ("AB2 d__Bacteria;p__Firmicutes", "AB2"),
            ("Bacteria;Firmicutes;", "reference_5"),
        ];
        let found = read(&headers.map(|(header, _)| header), None).unwrap();
        for (reference, (header, id)) in found.all.iter().zip(headers) {
            assert_eq!(reference.id, id, "{header}");
            assert_eq!(
                written(&reference.lineage),
                "d__Bacteria;p__Firmicutes",
                "{header}"
            );
            assert_eq!(reference.bases.len(), BASES.len() - 3);
        }
        let fungus = "Abrothallus|MT1|SH1.10FU|refs|k__Fungi;p__Ascomycota";
        let found = read(&[fungus], None).unwrap();
        assert_eq!(written(&found.all[0].lineage), "k__Fungi;p__Ascomycota");
    }

    #[test]
    fn a_table_gives_lineages_and_what_it_has_too_many_is_counted() {
        let table =
            "Feature ID\tTaxon\tConfidence\na\tk__Bacteria; p__A\t0.9\nb\tk__Bacteria; p__B\t1\n";
        let found = read(&["a length=5"], Some(table)).unwrap();
        assert_eq!(written(&found.all[0].lineage), "d__Bacteria;p__A");
        assert_eq!(found.unused_lineages(), 1);
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let headers = ["a", "b p__A;Foo", "c p__A;", "c p__A;", "d g__A;p__B"];
        let error = read(&headers, None).unwrap_err();
        assert_eq!(error.all().count(), 4, "{error}");
        let table = "a\tp__A\na\tp__B\nnothing\nb\tp__A;Foo\n";
        let error = read(&["a"], Some(table)).unwrap_err();
        assert_eq!(error.all().count(), 3, "{error}");
        let error = read(&["a", "b", "c"], Some("a\tp__A\n")).unwrap_err();
        assert_eq!(error.all().count(), 2, "{error}");
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("references.fa");
        for text in [
            "@r\nACGT\n+\nIIII\n",
            ">a p__A;\nACGT\n",
            ">a p__A;\nACGTEFGH\n",
            ">",
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(read_references(&path, None).is_err(), "{text}");
        }
        std::fs::write(&path, format!(">a p__A;\n{}\n", "ACGT".repeat(20_000))).unwrap();
        assert!(read_references(&path, None).is_err());
    }
}
