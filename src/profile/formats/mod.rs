//! The formats of profiles, one file each: writers, readers, and what each column
//! means.
//!
//! | format | written from | read to | what it is for |
//! | --- | --- | --- | --- |
//! | tidy table | profiles | profiles | all that is told of each taxon, all samples |
//! | wide matrix | [`Matrix`] | [`Matrix`] | one quantity at one rank, samples as columns |
//! | BIOM 2.1 | [`BiomTable`] | [`BiomTable`] | biom-format, QIIME 2 |
//! | kreport | a profile | a profile | tools that read Kraken 2's reports |
//! | Bracken | [`BrackenRow`]s | [`BrackenRow`]s | tools that read Bracken's tables |
//! | CAMI | [`ShareTable`](super::ShareTable) | [`ShareTable`](super::ShareTable) | comparison of profilers |
//! | MetaPhlAn | [`ShareTable`](super::ShareTable) | [`ShareTable`](super::ShareTable) | tools that read MetaPhlAn's tables |
//! | Krona | a profile | a profile | Krona's charts |
//!
//! A format that cannot hold a whole profile is written from a type that holds just
//! what it can, and read back to the same value. [`Format::dictionaries`] says of
//! each what it loses.

mod biom;
mod bracken;
mod cami;
mod cami_reader;
mod cells;
mod dictionary;
mod kreport;
mod kreport_line;
mod kreport_writer;
mod krona;
mod layout;
mod matrix;
mod metaphlan;
mod metaphlan_merged;
mod percent;
mod quality;
mod tidy;
mod tidy_columns;
mod tidy_row;
mod tidy_writer;
mod unknown;

#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod written_folder;

pub use biom::{BiomTable, BiomTaxon, SampleColumns, read_biom, write_biom};
pub use bracken::{BrackenRow, bracken_rows, read_bracken, render_bracken};
pub use cami::render_cami;
pub use cami_reader::read_cami;
pub use dictionary::{ColumnMeaning, ColumnType, Dictionary};
pub use kreport::read_kreport;
pub use kreport_writer::render_kreport;
pub use krona::{read_krona, render_krona};
pub use layout::{Format, write_formats};
pub use matrix::{Matrix, MatrixRow, read_matrix, render_matrix};
pub use metaphlan::{read_metaphlan, render_metaphlan};
pub use metaphlan_merged::{MergedShares, read_merged, render_merged};
pub use quality::{QualityRow, read_quality, render_quality};
pub use tidy::read_tidy;
pub use tidy_writer::write_tidy;
pub use unknown::{read_unknown, render_unknown};
