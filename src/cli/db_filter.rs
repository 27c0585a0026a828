//! `nuka db build --filter`, and what `nuka db inspect` says of filters.

use super::Switches;
use super::collision::{Named, refuse_collisions};
use super::console::{Console, print_json};
use nuka::database::filter::FilterPlan;
use nuka::database::native::read_genomes;
use nuka::database::{HostFilter, MemoryBudget};
use nuka::reads::open_decompressed;
use nuka::{Error, Result};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Whose reads the filter is to find.
#[derive(Debug, Clone, Copy)]
pub(super) struct Host<'a> {
    pub(super) taxid: u64,
    pub(super) name: Option<&'a str>,
}

impl Host<'_> {
    fn name(self) -> String {
        const HUMAN: u64 = 9606;
        let usual = if self.taxid == HUMAN {
            "Homo sapiens"
        } else {
            ""
        };
        self.name.unwrap_or(usual).to_string()
    }
}

pub(super) fn build(
    genomes: &[PathBuf],
    host: Host<'_>,
    out: &Path,
    memory: MemoryBudget,
    switches: &Switches,
) -> Result<()> {
    let console = Console::from_quiet(switches.quiet);
    let started = Instant::now();
    let files = host_files(genomes)?;
    let named = genomes.iter().map(|path| Named::new("--genomes", path));
    let inputs: Vec<Named> = named
        .chain(files.iter().map(|path| Named::new("a genome", path)))
        .collect();
    refuse_collisions(&[Named::new("--out", out)], &inputs)?;
    let bar = console.spinner();
    let scanned = AtomicU64::new(0);
    let progress = |bases| {
        let bases = bases + scanned.fetch_add(bases, Ordering::Relaxed);
        bar.set_message(format!("{:.0} Mbp scanned", bases as f64 / 1e6));
    };
    let plan = FilterPlan {
        files,
        taxid: host.taxid,
        name: host.name(),
        memory,
    };
    let built = plan.build(&super::pool(switches.threads)?, out, &progress);
    bar.finish_and_clear();
    built?;
    let filter = HostFilter::open(out)?;
    console.note(&format!(
        "{}: {:.1} MB, {} k-mers of {:.1} Mbp, taxid {}, in {:.1} s",
        out.display(),
        filter.file_bytes() as f64 / 1e6,
        filter.parameters().keys,
        filter.parameters().bases as f64 / 1e6,
        filter.parameters().taxid,
        started.elapsed().as_secs_f64(),
    ));
    if let Some(sex) = filter.parameters().sex {
        console.note(&format!(
            "of X alone {} k-mers, of Y alone {}: host reads are counted by sex chromosome",
            sex.x.keys, sex.y.keys,
        ));
    }
    if switches.json {
        print_json(&describe(&filter))?;
    }
    Ok(())
}

/// The files of sequences themselves, or those that tables and folders name.
fn host_files(genomes: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in genomes {
        if path.is_file() && matches!(first_byte(path)?, Some(b'>' | b'@')) {
            files.push(path.clone());
        } else {
            files.extend(read_genomes(path)?.into_iter().map(|genome| genome.path));
        }
    }
    Ok(files)
}

fn first_byte(path: &Path) -> Result<Option<u8>> {
    let io = |source| Error::io("read", path, source);
    let (_, mut text) = open_decompressed(Box::new(File::open(path).map_err(io)?)).map_err(io)?;
    let mut byte = [0];
    let read = text.read(&mut byte).map_err(io)?;
    Ok((read == 1).then_some(byte[0]))
}

pub(super) fn describe(filter: &HostFilter) -> Value {
    json!({
        "kind": "filter",
        "format_version": nuka::database::native::FORMAT_VERSION,
        "file_bytes": filter.file_bytes(),
        "parameters": filter.parameters(),
    })
}
