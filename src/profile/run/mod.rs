//! A run over many samples: interrupted at any moment, it goes on where it was.
//!
//! A [`SampleSheet`] names the samples and their reads, a [`RunPlan`] says with
//! what they are profiled, and [`profile_run`] does it, sample after sample, in a
//! folder that one run at a time may write into:
//!
//! ```text
//! samples/<sample>.json   one record a finished sample: its profile, and from what
//! ...                     the tables of the run, all at once when all samples are finished
//! manifest.json           last: what the run was made from, checksums of all it made
//! ```
//!
//! **Finished** is a sample whose record is whole (it carries its own checksum),
//! was made by the same version of nuka with the same databases and parameters,
//! and from the same reads. Such a sample is never profiled again. Of reads the
//! record holds length and checksum (XXH3), taken while they were read. Whether they are
//! still the same is seen by their length and by the time of their last change,
//! which is kept as the record's own time of modification; where the times do not
//! agree, every byte is compared. So a touched or copied file costs a look, a
//! changed one is profiled again, and no time stands in any file. Whoever trusts
//! no clock compares always ([`Trust::Nothing`]).
//!
//! **Atomic**: a record appears whole or not at all. Tables are made in a hidden
//! folder and take their names together; before the first sample changes, those
//! of an earlier run are taken away, so that no table lacks a sample or disagrees
//! with its record. A sample that fails leaves the others finished and the run
//! without tables.
//!
//! [`verify_run`] compares a folder with its manifest; [`merge_runs`] joins folders.
//!
//! ```no_run
//! use nuka::database::Database;
//! use nuka::profile::run::{Basis, MadeWith, RunPlan, SampleSheet, Trust, profile_run, verify_run};
//! use nuka::profile::{Profile, write_tidy};
//! use nuka::reads::ReadBatch;
//! use std::collections::BTreeMap;
//! use std::path::Path;
//!
//! let database = Database::open("gut.nuka".as_ref())?;
//! let plan = RunPlan {
//!     out: "profiles".into(),
//!     sheet: SampleSheet::open("samples.tsv".as_ref())?,
//!     made_with: MadeWith {
//!         database_name: "gut.nuka".to_string(),
//!         host_database_name: None,
//!         basis: Basis::new(database.mark()?, None, BTreeMap::new()),
//!     },
//!     trust: Trust::Unchanged,
//!     inputs: vec!["samples.tsv".into(), "gut.nuka".into()],
//! };
//! let summary = profile_run(
//!     &plan,
//!     &mut |sample, mut source, _| {
//!         let (mut batch, mut reads) = (ReadBatch::new(), 0);
//!         while let Some(raw) = source.next_raw()? {
//!             raw.parse(&mut batch)?;
//!             reads += batch.len() as u64;
//!         }
//!         Profile::new(sample.id(), Vec::new(), reads, reads) // all unknown
//!     },
//!     &|folder, results| {
//!         let mut table = Vec::new();
//!         write_tidy(&mut table, results.profiles).map_err(|source| nuka::Error::io("write", folder, source))?;
//!         nuka::atomic_file::write_whole(&folder.join("profiles.tsv"), &table)
//!     },
//!     &mut |_| {},
//! )?;
//! assert_eq!(verify_run(Path::new("profiles"))?.samples, summary.manifest.samples.len());
//! # Ok::<(), nuka::Error>(())
//! ```

mod basis;
mod finish;
mod finished;
mod folder;
mod lock;
mod manifest;
mod merge;
mod output_file;
mod reads_files;
mod recognise;
mod record;
mod results;
mod sample_id;
mod samples;
mod sealed;
mod sheet;
mod sheet_reader;
mod staging;
mod verify;

#[cfg(test)]
mod sheet_mistakes;

pub use basis::{Basis, Difference};
pub use manifest::{MANIFEST, MadeWith, Manifest, ManifestReads, ManifestSample};
pub use merge::{Mixing, merge_runs};
pub use output_file::OutputFile;
pub use recognise::{Stale, Trust};
pub use record::{RecordedReads, SampleRecord};
pub use results::RunResults;
pub use sample_id::check_sample_id;
pub use samples::{ProfileOne, RunEvent, RunPlan, RunSummary, WriteTables, profile_run};
pub use sheet::{Mate, ReadsFile, SampleSheet, SheetSample};
pub use verify::{Verified, verify_run};
