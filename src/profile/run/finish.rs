//! The end of a run: tables, then the manifest.

use super::finished::FinishedSample;
use super::folder::RunFolder;
use super::manifest::{MadeWith, Manifest, ManifestSample};
use super::results::RunResults;
use super::samples::WriteTables;
use crate::error::Result;
use crate::profile::Profile;

/// What a sheet says of a sample beside its reads.
#[derive(Debug, Clone)]
pub(super) struct Naming {
    /// The place of what it was profiled with.
    pub(super) made_with: usize,
    /// The names of its files of reads.
    pub(super) reads: Vec<String>,
    /// Its metadata, by column.
    pub(super) metadata: Vec<String>,
}

/// Writes the tables of finished samples, which are in order of id, and the manifest.
pub(super) fn finish(
    folder: &RunFolder,
    made_with: Vec<MadeWith>,
    metadata_columns: Vec<String>,
    finished: Vec<(FinishedSample, Naming)>,
    write_tables: &WriteTables<'_>,
) -> Result<Manifest> {
    let describe = |(sample, naming): &(FinishedSample, Naming)| -> ManifestSample {
        let cells = metadata_columns
            .iter()
            .cloned()
            .zip(naming.metadata.iter().cloned());
        sample.describe(naming.made_with, &naming.reads, cells.collect())
    };
    let samples: Vec<ManifestSample> = finished.iter().map(describe).collect();
    let (profiles, metadata): (Vec<Profile>, Vec<Vec<String>>) = finished
        .into_iter()
        .map(|(sample, naming)| (sample.profile, naming.metadata))
        .unzip();
    let staging = folder.stage()?;
    let results = RunResults {
        profiles: &profiles,
        metadata_columns: &metadata_columns,
        metadata: &metadata,
        made_with: &made_with,
    };
    write_tables(staging.path(), &results)?;
    let outputs = staging.sum()?;
    let manifest = Manifest::new(made_with, metadata_columns, samples, outputs);
    folder.place(staging, &manifest)?;
    Ok(manifest)
}
