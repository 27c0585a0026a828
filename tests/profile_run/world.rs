//! Samples on disk, a profiler that counts, and whole folders to compare.

use nuka::atomic_file::write_whole;
use nuka::database::{DatabaseKind, DatabaseMark};
use nuka::profile::run::{
    Basis, MadeWith, RunEvent, RunPlan, RunResults, RunSummary, SampleSheet, SheetSample, Trust,
    profile_run,
};
use nuka::profile::{Entry, Interval, Part, Profile, Surroundings, write_tidy};
use nuka::reads::{ReadBatch, ReadSource};
use nuka::taxonomy::Rank;
use nuka::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A folder with samples `s00`, `s01` ... of reads, and their sheet.
pub(crate) struct World {
    folder: tempfile::TempDir,
    samples: usize,
}

impl World {
    pub(crate) fn new(samples: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Self { folder, samples };
        for number in 0..samples {
            for mate in 1..=if number % 2 == 0 { 2 } else { 1 } {
                world.write(&file_name(number, mate), &fastq(number, 40));
            }
        }
        let order: Vec<usize> = (0..samples).collect();
        world.write_sheet("samples.tsv", &order);
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// A sheet of samples in some order; even ones are pairs.
    pub(crate) fn write_sheet(&self, name: &str, order: &[usize]) {
        let mut text = "sample\treads_1\treads_2\tage\tsite\n".to_string();
        for &number in order {
            let second = if number % 2 == 0 {
                file_name(number, 2)
            } else {
                String::new()
            };
            let first = file_name(number, 1);
            text += &format!("s{number:02}\t{first}\t{second}\t{}\tgut\n", 20 + number);
        }
        self.write(name, text.as_bytes());
    }

    /// The run of `samples.tsv` into a folder.
    pub(crate) fn plan(&self, out: &str) -> RunPlan {
        self.plan_of("samples.tsv", out)
    }

    pub(crate) fn plan_of(&self, sheet: &str, out: &str) -> RunPlan {
        plan(&self.path(sheet), &self.path(out))
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        (0..self.samples)
            .map(|number| format!("s{number:02}"))
            .collect()
    }
}

pub(crate) fn file_name(number: usize, mate: usize) -> String {
    format!("r{number:02}_{mate}.fq")
}

/// Reads of which as many begin with A, C, G and T as the number decides.
pub(crate) fn fastq(number: usize, reads: usize) -> Vec<u8> {
    let record = |read: usize| {
        let base = ['A', 'C', 'G', 'T'][(read * read + read * number) % 4];
        format!("@r{read}\n{base}CGTACGTAC\n+\nIIIIIIIIII\n")
    };
    (0..reads).map(record).collect::<String>().into_bytes()
}

pub(crate) fn plan(sheet: &Path, out: &Path) -> RunPlan {
    let mark = DatabaseMark {
        kind: DatabaseKind::Nuka,
        checksum: "0123456789abcdef".to_string(),
        k: 23,
        s: Some(13),
        l: None,
        species: 4,
    };
    let parameters = BTreeMap::from([("min_ani".to_string(), 0.95.into())]);
    RunPlan {
        out: out.to_path_buf(),
        sheet: SampleSheet::open(sheet).unwrap(),
        made_with: MadeWith {
            database_name: "gut.nuka".to_string(),
            host_database_name: None,
            basis: Basis::new(mark, None, parameters),
        },
        trust: Trust::default(),
        inputs: vec![sheet.to_path_buf()],
    }
}

/// Counts fragments by their first base; the T are unknown. A file of the sample
/// holds the ids of its reads.
pub(crate) fn count_reads(
    sample: &SheetSample,
    mut source: ReadSource,
    folder: &Path,
) -> Result<Profile> {
    let mut counts = [0_u64; 4];
    let mut ids = Vec::new();
    let mut batch = ReadBatch::new();
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        for fragment in batch.fragments() {
            let base = fragment.first().sequence[0];
            counts[b"ACGT".iter().position(|&known| known == base).unwrap()] += 1;
            ids.extend_from_slice(fragment.first().id());
            ids.push(b'\n');
        }
    }
    std::fs::create_dir_all(folder.join("ids")).unwrap();
    write_whole(&folder.join(format!("ids/{}.txt", sample.id())), &ids)?;
    let total: u64 = counts.iter().sum();
    let entry = |taxid: u64, clade_reads: u64| Entry {
        taxid,
        name: format!("taxon {taxid}"),
        rank: Rank::Species,
        lineage: format!("s__taxon {taxid}"),
        clade_reads,
        direct_reads: Some(clade_reads),
        estimate: None,
    };
    let share = counts[3] as f64 / total as f64;
    let unknown = Part {
        reads: counts[3],
        sequence_share: Interval::around(share, share / 3.0, share.sqrt())?,
        taxonomic_share: None,
    };
    let surroundings = Surroundings {
        unknown: Some(unknown),
        ..Surroundings::default()
    };
    let entries = (0..3).map(|base| entry(11 + base as u64, counts[base]));
    Profile::with_surroundings(
        sample.id(),
        entries.collect(),
        counts[3],
        total,
        surroundings,
    )
}

/// A tidy table, a table of the metadata, and a file for each sample.
pub(crate) fn write_tables(folder: &Path, results: &RunResults<'_>) -> Result<()> {
    let mut bytes = Vec::new();
    write_tidy(&mut bytes, results.profiles)
        .map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    write_whole(&folder.join("profiles.tsv"), &bytes)?;
    pause();
    let mut text = format!("sample\t{}\n", results.metadata_columns.join("\t"));
    for (profile, cells) in results.profiles.iter().zip(results.metadata) {
        text += &format!("{}\t{}\n", profile.sample(), cells.join("\t"));
    }
    write_whole(&folder.join("metadata.tsv"), text.as_bytes())?;
    std::fs::create_dir_all(folder.join("totals")).unwrap();
    for profile in results.profiles {
        let name = format!("totals/{}.txt", profile.sample());
        write_whole(
            &folder.join(name),
            profile.total_reads().to_string().as_bytes(),
        )?;
        pause();
    }
    Ok(())
}

/// Gives a test that kills the process a chance to hit the middle of something.
pub(crate) fn pause() {
    if let Some(pause) = std::env::var("NUKA_TEST_PAUSE_MS")
        .ok()
        .and_then(|ms| ms.parse().ok())
    {
        std::thread::sleep(Duration::from_millis(pause));
    }
}

/// Runs a plan and tells which samples were profiled.
pub(crate) fn run(plan: &RunPlan) -> (Result<RunSummary>, Vec<String>) {
    run_with(plan, &mut count_reads)
}

/// Runs a plan with a profiler of its own.
pub(crate) fn run_with(
    plan: &RunPlan,
    profiler: &mut dyn FnMut(&SheetSample, ReadSource, &Path) -> Result<Profile>,
) -> (Result<RunSummary>, Vec<String>) {
    let mut profiled = Vec::new();
    let mut profile_one = |sample: &SheetSample, source: ReadSource, folder: &Path| {
        profiled.push(sample.id().to_string());
        profiler(sample, source, folder)
    };
    let summary = profile_run(plan, &mut profile_one, &write_tables, &mut |_| {});
    (summary, profiled)
}

/// The samples that a run profiles again, with the reasons it tells.
pub(crate) fn again(plan: &RunPlan) -> Vec<(String, String)> {
    let mut told = Vec::new();
    let mut report = |event: RunEvent<'_>| {
        if let RunEvent::Again(sample, stale) = event {
            told.push((sample.to_string(), stale.to_string()));
        }
    };
    profile_run(plan, &mut count_reads, &write_tables, &mut report).unwrap();
    told
}

/// Every file below a folder, hidden ones too, with its bytes; folders end in `/`.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                add(&path, &format!("{name}/"), found);
            } else {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    add(folder, "", &mut found);
    found
}

/// Fails naming the first file that differs.
#[track_caller]
pub(crate) fn assert_same_tree(found: &Path, expected: &Path) {
    let (found, expected) = (tree(found), tree(expected));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    for (name, bytes) in &found {
        assert!(bytes == &expected[name], "{name} differs");
    }
}
