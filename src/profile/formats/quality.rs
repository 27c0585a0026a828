//! What the reads of each sample are like, one row a sample.

use super::cells::{Cells, MISSING, render};
use super::dictionary::{Dictionary, integer, number, text};
use crate::error::{Error, Result};
use crate::profile::{Profile, SampleQuality};
use crate::text_table::{Quotes, TextTable};

/// `tables/quality.tsv`
pub(super) const QUALITY: Dictionary = Dictionary {
    table: "quality",
    file: "tables/quality.tsv",
    row: "one sample",
    loses: "all but the sums of reads and their quality",
    columns: &[
        text("sample", "the sample's id"),
        integer("total_reads", "reads (pairs count once)", "all reads of the profile"),
        integer("classified_reads", "reads", "reads that some taxon of the reference explains"),
        integer("unknown_reads", "reads", "reads that no taxon explains"),
        integer("host_reads", "reads", "reads of the host").or("NA"),
        text("platform", "illumina, ont, hifi or amplicon: what the parameters were chosen for").or("NA"),
        integer("reads", "reads", "single reads or pairs of the input").or("NA"),
        integer("bases", "bases", "bases of all reads").or("NA"),
        number("mean_phred", "Phred", "mean quality, of the mean error probability; missing for FASTA").or("NA"),
        number("low_complexity_share", "fraction of reads", "reads that repeat a short motif").or("NA"),
        number("duplicate_share", "fraction of reads", "reads that repeat an earlier one, estimated on a sample of them").or("NA"),
        number("saturation", "fraction of minimizers", "minimizers of the believed species that were found").or("NA"),
        number("detection_limit_share", "fraction of all reads", "a species below this share would be missed with a probability of 95 % or more").or("NA"),
        integer("chimeric_reads", "reads", "long reads whose two parts belong to different species").or("NA"),
        text("read_lengths", "reads (each mate for itself) by length: lower end of a bin in bases, a colon, reads; bins parted by semicolons").or("NA"),
    ],
};

/// The sums and the quality of one sample's reads.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityRow {
    /// The sample's id.
    pub sample: String,
    /// All reads of the profile.
    pub total_reads: u64,
    /// Reads that some taxon explains.
    pub classified_reads: u64,
    /// Reads that no taxon explains.
    pub unknown_reads: u64,
    /// Reads of the host; `None` where it was not looked for.
    pub host_reads: Option<u64>,
    /// What the reads are like; `None` where it is not known.
    pub quality: Option<SampleQuality>,
}

impl QualityRow {
    /// The row of a profile.
    pub fn of(profile: &Profile) -> Self {
        Self {
            sample: profile.sample().to_owned(),
            total_reads: profile.total_reads(),
            classified_reads: profile.classified_reads(),
            unknown_reads: profile.unclassified_reads(),
            host_reads: profile.host().map(|host| host.part.reads),
            quality: profile.quality().cloned(),
        }
    }
}

/// The table, in the order given.
pub fn render_quality(rows: &[QualityRow]) -> String {
    let mut table = QUALITY.header() + "\n";
    for row in rows {
        let mut cells = vec![
            row.sample.clone(),
            row.total_reads.to_string(),
            row.classified_reads.to_string(),
            row.unknown_reads.to_string(),
            row.host_reads
                .map_or(MISSING.to_owned(), |reads| reads.to_string()),
        ];
        match &row.quality {
            Some(quality) => cells.extend(quality_cells(quality)),
            None => cells.resize(QUALITY.columns.len(), MISSING.to_owned()),
        }
        table += &(cells.join("\t") + "\n");
    }
    table
}

fn quality_cells(quality: &SampleQuality) -> [String; 10] {
    let lengths: Vec<String> = quality
        .read_lengths
        .iter()
        .map(|(length, reads)| format!("{length}:{reads}"))
        .collect();
    [
        quality.platform.clone(),
        quality.reads.to_string(),
        quality.bases.to_string(),
        render(quality.mean_phred),
        render(Some(quality.low_complexity_share)),
        render(quality.duplicate_share),
        render(quality.saturation),
        render(quality.detection_limit_share),
        quality.chimeric_reads.to_string(),
        lengths.join(";"),
    ]
}

/// Reads the table.
///
/// # Errors
/// All at once: mistakes of form, a missing column, an empty sample id, a cell that
/// is no number, read lengths that are none.
pub fn read_quality(bytes: &[u8]) -> Result<Vec<QualityRow>> {
    let table = TextTable::parse(bytes, Quotes::Plain)?;
    table.columns::<15>(std::array::from_fn(|place| QUALITY.columns[place].column))?;
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    for row in table.rows() {
        let mut cells = Cells::new(&table, row);
        let row = QualityRow {
            sample: cells.id("sample").to_owned(),
            total_reads: cells.whole("total_reads"),
            classified_reads: cells.whole("classified_reads"),
            unknown_reads: cells.whole("unknown_reads"),
            host_reads: cells.whole_or_none("host_reads"),
            quality: parse_quality(&mut cells),
        };
        match cells.finish(row) {
            Ok(row) => rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}

fn parse_quality(cells: &mut Cells<'_>) -> Option<SampleQuality> {
    let reads = cells.whole_or_none("reads")?;
    Some(SampleQuality {
        platform: cells.text("platform").to_owned(),
        reads,
        bases: cells.whole("bases"),
        mean_phred: cells.number("mean_phred"),
        low_complexity_share: cells.number("low_complexity_share").unwrap_or(0.0),
        duplicate_share: cells.number("duplicate_share"),
        saturation: cells.number("saturation"),
        detection_limit_share: cells.number("detection_limit_share"),
        chimeric_reads: cells.whole("chimeric_reads"),
        read_lengths: parse_lengths(cells),
    })
}

fn parse_lengths(cells: &mut Cells<'_>) -> Vec<(u32, u64)> {
    let cell = cells.text("read_lengths");
    let bins = cell.split(';').filter(|bin| !bin.is_empty());
    let bins: Option<Vec<(u32, u64)>> = bins
        .map(|bin| {
            let (length, reads) = bin.split_once(':')?;
            Some((length.parse().ok()?, reads.parse().ok()?))
        })
        .collect();
    bins.unwrap_or_else(|| {
        cells.note("read_lengths", cell, "bins as 100:57;150:4000");
        Vec::new()
    })
}
