//! The folder of outputs: which format lies where.

use super::biom::{BIOM, BiomTable, SampleColumns, write_biom};
use super::bracken::{BRACKEN, bracken_rows, render_bracken};
use super::cami::{CAMI, render_cami};
use super::dictionary::Dictionary;
use super::kreport_writer::{KREPORT, render_kreport};
use super::krona::{KRONA, render_krona};
use super::matrix::{MATRIX, Matrix, render_matrix};
use super::metaphlan::{METAPHLAN, render_metaphlan};
use super::metaphlan_merged::{MERGED, MergedShares, render_merged};
use super::quality::{QUALITY, QualityRow, render_quality};
use super::tidy_columns::PROFILES;
use super::tidy_writer::write_tidy;
use super::unknown::{UNKNOWN, render_unknown};
use crate::atomic_file::{AtomicFile, full_or_broken, write_whole};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::profile::{Profile, ProfileSet, Quantity, SEVEN_LEVELS};
use crate::taxonomy::Level;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A format of profiles with its place in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// `profiles.tsv`: one tidy table, all samples.
    Tidy,
    /// `profiles.biom`: BIOM 2.1.
    Biom,
    /// `tables/<rank>.<quantity>.tsv`, `tables/unknown.tsv`, `tables/quality.tsv`.
    Tables,
    /// `kreport/<sample>.kreport`
    Kreport,
    /// `bracken/<sample>.bracken.tsv`
    Bracken,
    /// `cami/<sample>.profile`
    Cami,
    /// `metaphlan/<sample>.tsv` and `metaphlan/merged.tsv`
    Metaphlan,
    /// `krona/<sample>.txt`
    Krona,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 8] = [
        Self::Tidy,
        Self::Biom,
        Self::Tables,
        Self::Kreport,
        Self::Bracken,
        Self::Cami,
        Self::Metaphlan,
        Self::Krona,
    ];

    /// The word that names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tidy => "tidy",
            Self::Biom => "biom",
            Self::Tables => "tables",
            Self::Kreport => "kreport",
            Self::Bracken => "bracken",
            Self::Cami => "cami",
            Self::Metaphlan => "metaphlan",
            Self::Krona => "krona",
        }
    }

    /// From the word that names it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The dictionaries of its tables.
    pub fn dictionaries(self) -> &'static [Dictionary] {
        match self {
            Self::Tidy => &[PROFILES],
            Self::Biom => &[BIOM],
            Self::Tables => &[MATRIX, UNKNOWN, QUALITY],
            Self::Kreport => &[KREPORT],
            Self::Bracken => &[BRACKEN],
            Self::Cami => &[CAMI],
            Self::Metaphlan => &[METAPHLAN, MERGED],
            Self::Krona => &[KRONA],
        }
    }
}

/// Writes a set in some formats, and `dictionary/<table>.json` for each of their
/// tables. Every file appears whole or not at all; files of other names are left
/// alone. Returns the files, from the folder, in order of name.
///
/// Matrices of taxonomic shares are written where some sample has such shares.
///
/// # Errors
/// Before anything is written, and all at once: a sample's id that is no file name;
/// what [`Profile::clade_tree`], [`BiomTable::of`] and [`render_matrix`] refuse.
/// Then the first file that cannot be written.
pub fn write_formats(
    folder: &Path,
    set: &ProfileSet,
    columns: &SampleColumns,
    formats: &BTreeSet<Format>,
) -> Result<Vec<PathBuf>> {
    let mut mistakes = Mistakes::new();
    mistakes.extend(check_names(set, formats));
    let biom = formats.contains(&Format::Biom);
    let biom = biom.then(|| BiomTable::of(set, columns));
    let biom = match biom.transpose() {
        Ok(table) => table,
        Err(error) => {
            mistakes.push(error);
            None
        }
    };
    // Rendered twice: to find all mistakes before anything is written, and then
    // file by file, so that the memory never holds more than one.
    each_text(set, formats, &mut |_, text| {
        mistakes.extend(text.err());
        Ok(())
    })?;
    mistakes.finish()?;

    let mut written = Vec::new();
    let mut place = |name: &str| -> Result<PathBuf> {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|source| Error::io("create", parent, source))?;
        written.push(PathBuf::from(name));
        Ok(path)
    };
    each_text(set, formats, &mut |name, text| {
        write_whole(&place(name)?, text?.as_bytes())
    })?;
    if formats.contains(&Format::Tidy) {
        let path = place(PROFILES.file)?;
        let mut file = AtomicFile::create(&path)?;
        write_tidy(&mut file, set).map_err(|source| full_or_broken(&path, source))?;
        file.commit()?;
    }
    if let Some(table) = &biom {
        write_biom(table, &place(BIOM.file)?)?;
    }
    written.sort();
    Ok(written)
}

/// Takes the name of a file and its text.
type Take<'a> = dyn FnMut(&str, Result<String>) -> Result<()> + 'a;

/// Renders the files of some formats one by one, but for those written as streams.
fn each_text(set: &ProfileSet, formats: &BTreeSet<Format>, take: &mut Take<'_>) -> Result<()> {
    for format in formats {
        for dictionary in format.dictionaries() {
            let name = format!("dictionary/{}.json", dictionary.table);
            take(&name, dictionary.to_json())?;
        }
        let shares = |profile: &Profile| profile.share_table(profile.best_share());
        match format {
            Format::Tidy | Format::Biom => {}
            Format::Tables => tables(set, take)?,
            Format::Kreport => by_sample(&KREPORT, set, render_kreport, take)?,
            Format::Bracken => {
                let rows = |profile: &Profile| bracken_rows(profile, Level::Species);
                by_sample(
                    &BRACKEN,
                    set,
                    |profile| Ok(render_bracken(&rows(profile))),
                    take,
                )?;
            }
            Format::Cami => {
                by_sample(
                    &CAMI,
                    set,
                    |profile| Ok(render_cami(&shares(profile))),
                    take,
                )?;
            }
            Format::Metaphlan => {
                let render = |profile: &Profile| Ok(render_metaphlan(&shares(profile)));
                by_sample(&METAPHLAN, set, render, take)?;
                take(MERGED.file, render_merged(&MergedShares::of(set)))?;
            }
            Format::Krona => by_sample(&KRONA, set, render_krona, take)?,
        }
    }
    Ok(())
}

fn tables(set: &ProfileSet, take: &mut Take<'_>) -> Result<()> {
    let taxonomic = set.iter().any(Profile::has_taxonomic_shares);
    for level in SEVEN_LEVELS {
        let table = set.at(level);
        for quantity in Quantity::ALL {
            if quantity != Quantity::TaxonomicShare || taxonomic {
                let name = format!("tables/{}.{}.tsv", level.rank(), quantity.name());
                take(&name, render_matrix(&Matrix::of(&table, quantity)))?;
            }
        }
    }
    take(UNKNOWN.file, Ok(render_unknown(set)))?;
    let rows: Vec<QualityRow> = set.iter().map(QualityRow::of).collect();
    take(QUALITY.file, Ok(render_quality(&rows)))
}

/// One file a sample, named as the dictionary says.
fn by_sample(
    dictionary: &Dictionary,
    set: &ProfileSet,
    render: impl Fn(&Profile) -> Result<String>,
    take: &mut Take<'_>,
) -> Result<()> {
    for profile in set {
        let name = dictionary.file.replace("<sample>", profile.sample());
        take(&name, render(profile))?;
    }
    Ok(())
}

fn check_names(set: &ProfileSet, formats: &BTreeSet<Format>) -> Vec<Error> {
    let by_sample =
        |format: &Format| !matches!(format, Format::Tidy | Format::Biom | Format::Tables);
    let mut errors = Vec::new();
    if formats.iter().any(by_sample) {
        errors.extend(set.samples().filter_map(check_file_name));
    }
    if formats.contains(&Format::Metaphlan) && set.find("merged").is_some() {
        let message = "a sample has the id merged, which names the table of all samples";
        let error = Error::new(ErrorKind::Duplicate, message);
        errors.push(error.at_field("sample").mend("give the sample another id"));
    }
    errors
}

/// A sample's id names files on any system.
fn check_file_name(sample: &str) -> Option<Error> {
    /// File systems take names of 255 bytes; an ending and a temporary one follow.
    const MOST_BYTES: usize = 200;
    let forbidden =
        |letter: char| matches!(letter, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let bad = sample.starts_with('.') || sample.len() > MOST_BYTES || sample.contains(forbidden);
    bad.then(|| {
        Error::new(
            ErrorKind::Unsupported,
            format!("found the sample id \"{sample}\", which cannot name a file"),
        )
        .at_field("sample")
        .mend(format!(
            "give it an id of at most {MOST_BYTES} bytes without a dot at the start and without / \\ : * ? \" < > |"
        ))
    })
}
