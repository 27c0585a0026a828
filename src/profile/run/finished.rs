//! A sample of a run that is finished.

use super::manifest::{ManifestReads, ManifestSample};
use super::output_file::OutputFile;
use super::record::{RecordedReads, SampleRecord};
use crate::checksum::Checksum;
use crate::profile::Profile;
use std::collections::BTreeMap;

/// A finished sample: its profile, and where that came from.
#[derive(Debug)]
pub(super) struct FinishedSample {
    pub(super) profile: Profile,
    pub(super) reads: Vec<RecordedReads>,
    pub(super) files: Vec<OutputFile>,
    pub(super) record: OutputFile,
}

impl FinishedSample {
    pub(super) fn new(record: SampleRecord, checksum: Checksum) -> Self {
        let name = SampleRecord::name_of(record.profile.sample());
        Self {
            record: OutputFile::new(name, checksum),
            profile: record.profile,
            reads: record.reads,
            files: record.files,
        }
    }

    /// What the manifest says of it.
    pub(super) fn describe(
        &self,
        made_with: usize,
        names: &[String],
        metadata: BTreeMap<String, String>,
    ) -> ManifestSample {
        let reads = self.reads.iter().zip(names);
        let reads = reads.map(|(reads, name)| ManifestReads {
            name: name.clone(),
            mate: reads.mate,
            bytes: reads.bytes,
            xxh3_128: reads.xxh3_128.clone(),
        });
        ManifestSample {
            sample: self.profile.sample().to_string(),
            made_with,
            reads: reads.collect(),
            metadata,
            total_reads: self.profile.total_reads(),
            record: self.record.clone(),
            files: self.files.clone(),
        }
    }
}
