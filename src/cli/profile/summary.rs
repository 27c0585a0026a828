//! What a run came to, for a person and for a machine.

use nuka::profile::Profile;
use nuka::profile::run::{MANIFEST, Manifest, RunSummary};
use nuka::taxonomy::Level;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// Whether a sample was profiled now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Kept,
    Profiled,
}

/// A sample in the summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SampleRow {
    sample: String,
    state: State,
    total_reads: u64,
    unknown_reads: u64,
    /// `None` where the host was not looked for.
    host_reads: Option<u64>,
    species: usize,
    /// How long it took to profile; `None` if it was finished before.
    seconds: Option<f64>,
}

impl SampleRow {
    pub(super) fn new(profile: &Profile, state: State, seconds: f64) -> Self {
        Self {
            sample: profile.sample().to_string(),
            state,
            total_reads: profile.total_reads(),
            unknown_reads: profile.unclassified_reads(),
            host_reads: profile.host().map(|host| host.part.reads),
            species: profile.present(Level::Species).count(),
            seconds: (state == State::Profiled).then_some(seconds),
        }
    }

    /// One line for a person.
    pub(super) fn text(&self) -> String {
        let percent = |part: u64| 100.0 * part as f64 / self.total_reads.max(1) as f64;
        let effort = match self.seconds {
            Some(seconds) => format!(
                "in {seconds:.1} s ({:.0} reads/s)",
                self.total_reads as f64 / seconds
            ),
            None => "finished before".to_string(),
        };
        if self.total_reads == 0 {
            return format!("{}: no reads, nothing can be said of it", self.sample);
        }
        let host = match self.host_reads {
            Some(reads) => format!("{:.1} % host", percent(reads)),
            None => "host not looked for".to_string(),
        };
        format!(
            "{}: {} reads, {} species, {:.1} % unknown, {host}, {effort}",
            self.sample,
            self.total_reads,
            self.species,
            percent(self.unknown_reads),
        )
    }
}

/// The last line for a person.
pub(super) fn text(out: &Path, summary: &RunSummary) -> String {
    format!(
        "{}: {} samples ({} profiled now, {} before), {} files beside the records",
        out.display(),
        summary.manifest.samples.len(),
        summary.profiled,
        summary.kept,
        summary.manifest.outputs.len(),
    )
}

/// The summary for a machine.
pub(super) fn json(out: &Path, summary: &RunSummary, rows: &[SampleRow], seconds: f64) -> Value {
    json!({
        "samples": rows,
        "profiled": summary.profiled,
        "kept": summary.kept,
        "outputs": output_names(&summary.manifest),
        "manifest": out.join(MANIFEST).to_string_lossy(),
        "seconds": seconds,
    })
}

/// The names of the tables and pages of a run.
pub(super) fn output_names(manifest: &Manifest) -> Vec<&str> {
    let outputs = manifest.outputs.iter();
    outputs.map(|file| file.name.as_str()).collect()
}
