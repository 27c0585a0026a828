//! What a database is built from: a table of genome files, or a folder of them.

use crate::error::{Error, ErrorKind, Result};
use crate::reads::open_decompressed;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One genome as listed: a file, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenomeSource {
    /// The file of sequences.
    pub path: PathBuf,
    /// The path as written in the table.
    pub written_path: String,
    /// A name that is unique in the database.
    pub accession: String,
    /// The taxid, if one is given.
    pub taxid: Option<u64>,
    /// The lineage (`d__...;s__...`), if one is given.
    pub lineage: Option<String>,
}

/// Endings of sequence files in a folder, before those of compression.
const SEQUENCE_ENDINGS: [&str; 5] = ["fna", "fa", "fasta", "ffn", "fas"];
const COMPRESSION_ENDINGS: [&str; 4] = ["gz", "bz2", "xz", "zst"];
/// How sequences name their taxid in libraries made for Kraken 2.
const TAXID_TAG: &str = "kraken:taxid|";

/// Reads a table of genomes, or lists a folder.
///
/// A table is tab- or comma-separated with a header; columns `path` (relative to
/// the table), `accession`, `taxid`, `lineage`; others are ignored, and an empty
/// field or `-` is absent. In a folder each sequence file is a genome, and the
/// first sequence of each names its taxid as `kraken:taxid|N`. The genomes come
/// back in order of accession.
///
/// # Errors
/// All mistakes at once: missing columns, files and taxids, malformed taxids,
/// accessions or files that occur twice.
pub fn read_genomes(path: &Path) -> Result<Vec<GenomeSource>> {
    let mut genomes = if path.is_dir() {
        list_folder(path)?
    } else {
        read_table(path)?
    };
    if genomes.is_empty() {
        return Err(Error::new(ErrorKind::Missing, "no genomes here")
            .at_path(path)
            .mend("list at least one genome file, with columns path and taxid or lineage"));
    }
    genomes.sort_by(|a, b| a.accession.cmp(&b.accession));
    Ok(genomes)
}

fn read_table(path: &Path) -> Result<Vec<GenomeSource>> {
    let text = std::fs::read(path).map_err(|source| {
        Error::io("read", path, source)
            .mend("give a table of genomes with columns path and taxid or lineage")
    })?;
    let header_end = text
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(text.len());
    let delimiter = if text[..header_end].contains(&b'\t') {
        b'\t'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(&text[..]);
    let header = reader.byte_headers().map_err(|error| {
        Error::new(
            ErrorKind::Malformed,
            format!("not a readable header: {error}"),
        )
        .at_path(path)
    })?;
    let columns = Columns::find(header).map_err(|error| error.at_path(path))?;

    let folder = path.parent().unwrap_or(Path::new("."));
    let mut genomes: Vec<GenomeSource> = Vec::new();
    let mut mistakes = Vec::new();
    let mut accessions: HashMap<String, u64> = HashMap::new();
    let mut files: HashMap<String, u64> = HashMap::new();
    for row in reader.byte_records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                mistakes.push(
                    Error::new(ErrorKind::Malformed, format!("not a readable row: {error}"))
                        .at_path(path),
                );
                break;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        match columns.genome(&row, folder) {
            Err(found) => mistakes.extend(found.into_iter().map(|error| error.at_line(line))),
            Ok(genome) => {
                let mut twice = |seen: &mut HashMap<String, u64>, text: &str, field: &str| {
                    if let Some(first) = seen.insert(text.to_string(), line) {
                        mistakes.push(
                            Error::new(
                                ErrorKind::Duplicate,
                                format!("`{text}` occurs twice, first on line {first}"),
                            )
                            .at_line(line)
                            .at_field(field),
                        );
                    }
                };
                twice(&mut accessions, &genome.accession, "accession");
                twice(&mut files, &genome.written_path, "path");
                genomes.push(genome);
            }
        }
    }
    Error::gather(mistakes).map_or(Ok(genomes), |error| Err(error.at_path(path)))
}

/// The places of the columns that are used.
struct Columns {
    path: usize,
    accession: Option<usize>,
    taxid: Option<usize>,
    lineage: Option<usize>,
}

impl Columns {
    fn find(header: &csv::ByteRecord) -> Result<Self> {
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name)
                    .trim_start_matches('\u{feff}')
                    .to_ascii_lowercase()
            })
            .collect();
        let place = |name: &str| names.iter().position(|other| other == name);
        let columns = Self {
            path: place("path").unwrap_or(usize::MAX),
            accession: place("accession"),
            taxid: place("taxid"),
            lineage: place("lineage"),
        };
        if columns.path == usize::MAX || (columns.taxid.is_none() && columns.lineage.is_none()) {
            return Err(Error::new(
                ErrorKind::Missing,
                format!(
                    "found columns {}, expected path, and taxid or lineage",
                    names.join(", ")
                ),
            )
            .at_line(1)
            .mend("begin the table with a header line such as path<tab>accession<tab>taxid"));
        }
        Ok(columns)
    }

    fn genome(
        &self,
        row: &csv::ByteRecord,
        folder: &Path,
    ) -> std::result::Result<GenomeSource, Vec<Error>> {
        let text = |column: Option<usize>| {
            let field = String::from_utf8_lossy(row.get(column?)?)
                .trim()
                .to_string();
            Some(field).filter(|field| !field.is_empty() && field != "-")
        };
        let mut mistakes = Vec::new();
        let written_path = text(Some(self.path)).unwrap_or_default();
        let path = folder.join(&written_path);
        if written_path.is_empty() {
            mistakes.push(Error::new(ErrorKind::Missing, "the path is empty").at_field("path"));
        } else if !path.is_file() {
            mistakes.push(
                Error::new(
                    ErrorKind::Missing,
                    format!("there is no file `{written_path}` beside the table"),
                )
                .at_field("path"),
            );
        }
        let taxid = text(self.taxid).and_then(|text| match text.parse::<u64>() {
            Ok(taxid) if taxid > 0 => Some(taxid),
            _ => {
                mistakes.push(
                    Error::new(
                        ErrorKind::Malformed,
                        format!("found `{text}`, expected a taxid (a whole number above 0)"),
                    )
                    .at_field("taxid"),
                );
                None
            }
        });
        let lineage = text(self.lineage);
        if taxid.is_none() && lineage.is_none() && mistakes.is_empty() {
            mistakes.push(
                Error::new(ErrorKind::Missing, "neither taxid nor lineage is given")
                    .at_field("taxid"),
            );
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let accession = text(self.accession).unwrap_or_else(|| stem(&path));
        Ok(GenomeSource {
            path,
            written_path,
            accession,
            taxid,
            lineage,
        })
    }
}

fn list_folder(folder: &Path) -> Result<Vec<GenomeSource>> {
    let io = |source| Error::io("read", folder, source);
    let mut genomes = Vec::new();
    let mut mistakes = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if !is_sequence_file(&path) {
            continue;
        }
        match tagged_taxid(&path) {
            Ok(taxid) => genomes.push(GenomeSource {
                written_path: path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                accession: stem(&path),
                taxid: Some(taxid),
                lineage: None,
                path,
            }),
            Err(error) => mistakes.push(error.at_path(&path)),
        }
    }
    mistakes.sort_by_key(|error| error.place().path.clone());
    let mut accessions: HashMap<&str, &Path> = HashMap::new();
    for genome in &genomes {
        if let Some(other) = accessions.insert(&genome.accession, &genome.path) {
            mistakes.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!("{} has the same name but for its ending", other.display()),
                )
                .at_path(&genome.path),
            );
        }
    }
    Error::gather(mistakes).map_or(Ok(genomes), Err)
}

fn is_sequence_file(path: &Path) -> bool {
    let ending = |path: &Path| {
        path.extension()
            .map(|text| text.to_string_lossy().to_ascii_lowercase())
    };
    match ending(path) {
        Some(text) if COMPRESSION_ENDINGS.contains(&text.as_str()) => {
            ending(&path.with_extension(""))
                .is_some_and(|text| SEQUENCE_ENDINGS.contains(&text.as_str()))
        }
        Some(text) => SEQUENCE_ENDINGS.contains(&text.as_str()),
        None => false,
    }
}

/// The file name without its endings for compression and sequences.
fn stem(path: &Path) -> String {
    let mut path = path.to_path_buf();
    for endings in [&COMPRESSION_ENDINGS[..], &SEQUENCE_ENDINGS[..]] {
        let known = path.extension().is_some_and(|text| {
            endings.contains(&text.to_string_lossy().to_ascii_lowercase().as_str())
        });
        if known {
            path.set_extension("");
        }
    }
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The taxid in the first header line of a sequence file.
fn tagged_taxid(path: &Path) -> Result<u64> {
    let mut line = Vec::new();
    std::fs::File::open(path)
        .and_then(open_decompressed)
        .and_then(|(_, text)| BufReader::new(text).read_until(b'\n', &mut line))
        .map_err(|source| Error::io("read", path, source))?;
    let line = String::from_utf8_lossy(&line);
    line.split_once(TAXID_TAG)
        .and_then(|(_, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok().filter(|&taxid| taxid > 0)
        })
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                format!("the first header names no taxid (`{TAXID_TAG}N`)"),
            )
            .at_line(1)
            .mend("list the genomes in a table with columns path and taxid instead")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn read(table: &str) -> Result<Vec<GenomeSource>> {
        let folder = folder_with(&[("a.fna", ">a\n"), ("b.fna.gz", ""), ("t.tsv", table)]);
        read_genomes(&folder.path().join("t.tsv"))
    }

    #[test]
    fn tables_are_read_in_order_of_accession_and_other_columns_are_ignored() {
        let genomes =
            read("role\tpath\ttaxid\taccession\nx\tb.fna.gz\t7\t-\ny\ta.fna\t8\tZ1\n").unwrap();
        let found: Vec<(&str, Option<u64>)> = genomes
            .iter()
            .map(|g| (g.accession.as_str(), g.taxid))
            .collect();
        assert_eq!(found, [("Z1", Some(8)), ("b", Some(7))]);
        let comma = read("path,lineage\na.fna,\"d__A;s__b, c\"\n").unwrap();
        assert_eq!(comma[0].lineage.as_deref(), Some("d__A;s__b, c"));
    }

    #[test]
    fn all_mistakes_of_a_table_are_reported_with_their_lines() {
        let error = read(
            "path\taccession\ttaxid\na.fna\tA\t5\nno.fna\tB\t6\na.fna\tA\t5\nb.fna.gz\tC\tx\n\tD\t9\nb.fna.gz\tE\t\n",
        )
        .unwrap_err();
        let lines: Vec<u64> = error
            .all()
            .map(|error| error.place().line.unwrap())
            .collect();
        assert_eq!(lines, [3, 4, 4, 5, 6, 7], "{error}");
    }

    #[test]
    fn missing_columns_and_empty_tables_are_refused() {
        for table in [
            "",
            "file\ttaxid\n",
            "path\taccession\na.fna\tA\n",
            "path\ttaxid\n",
        ] {
            assert!(read(table).is_err(), "{table:?}");
        }
    }

    #[test]
    fn folders_take_taxids_from_headers() {
        let folder = folder_with(&[
            ("b.fna", ">s1|kraken:taxid|12|x y\nACGT\n"),
            ("a.fa", ">kraken:taxid|7\nACGT\n"),
            ("nodes.dmp", ""),
        ]);
        let genomes = read_genomes(folder.path()).unwrap();
        let found: Vec<(&str, Option<u64>)> = genomes
            .iter()
            .map(|g| (g.accession.as_str(), g.taxid))
            .collect();
        assert_eq!(found, [("a", Some(7)), ("b", Some(12))]);
        std::fs::write(folder.path().join("c.fa"), ">c\n").unwrap();
        assert!(
            read_genomes(folder.path())
                .unwrap_err()
                .to_string()
                .contains("c.fa")
        );
    }
}
