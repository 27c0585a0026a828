//! BIOM 2.1: species by samples in one HDF5 file, with taxonomy and metadata.
//!
//! Format: <http://biom-format.org/documentation/format_versions/biom-2.1.html>
//! (McDonald 2012, doi:10.1186/2047-217X-1-7). The file opens in `biom-format` and
//! as QIIME 2's `BIOMV210Format`. It holds reads of believed species; the unknown,
//! the host, the unplaced and all reads stand in the samples' metadata, so that no
//! tool takes them for taxa. Nothing in the file tells the time it was made.

mod reader;
mod table;
mod writer;

pub use reader::read_biom;
pub use table::{BiomTable, BiomTaxon, SampleColumns};
pub use writer::write_biom;

use super::dictionary::{Dictionary, integer, number, text};
use crate::error::{Error, ErrorKind};

/// `profiles.biom`; columns are the datasets of the file.
pub(super) const BIOM: Dictionary = Dictionary {
    table: "biom",
    file: "profiles.biom",
    row: "one species believed to be in some sample (observation), one sample (sample)",
    loses: "estimates, status, other ranks, names between the seven levels of the taxonomy, the host's taxid",
    columns: &[
        text("observation/ids", "the species' taxid, as text"),
        number(
            "observation/matrix, sample/matrix",
            "reads (pairs count once)",
            "reads of the species after re-weighing, by species and by sample",
        ),
        integer(
            "observation/metadata/taxid",
            "",
            "the species' id in the reference",
        ),
        text("observation/metadata/name", "the species' name"),
        text(
            "observation/metadata/taxonomy",
            "seven levels, d__ to s__; only the prefix where a level has no name",
        ),
        text("sample/ids", "the sample's id"),
        integer(
            "sample/metadata/total_reads",
            "reads",
            "all reads of the sample, unknown and host ones included",
        ),
        integer(
            "sample/metadata/unknown_reads",
            "reads",
            "reads that no taxon explains",
        ),
        integer(
            "sample/metadata/host_reads",
            "reads",
            "reads of the host; 0 where it was not looked for",
        ),
        integer(
            "sample/metadata/unplaced_reads",
            "reads",
            "classified reads of no believed species; with species, unknown and host they sum to all reads",
        ),
        text(
            "sample/metadata/<column>",
            "a further column of the sample sheet",
        )
        .or("empty text"),
    ],
};

/// Metadata that biom-format takes for lists of texts.
const LISTS: [&str; 4] = ["taxonomy", "Taxonomy", "KEGG_Pathways", "collapsed_ids"];

/// What stands for a slash in names of metadata, as biom-format writes it.
const SLASH: &str = "@@SLASH@@";

fn hdf5_error(doing: &str, error: &hdf5::Error) -> Error {
    Error::new(ErrorKind::Malformed, format!("cannot {doing}: {error}"))
}
