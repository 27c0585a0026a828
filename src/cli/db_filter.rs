//! `nuka db build --filter`, and what `nuka db inspect` says of filters.

use super::Switches;
use super::collision::{Named, refuse_collisions};
use super::console::{Console, print_json};
use nuka::database::HostFilter;
use nuka::database::filter::FilterPlan;
use nuka::database::native::read_genomes;
use nuka::reads::open_decompressed;
use nuka::{Error, Result};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub(super) fn build(genomes: &Path, taxid: u64, out: &Path, switches: &Switches) -> Result<()> {
    let console = Console::from_quiet(switches.quiet);
    let started = Instant::now();
    let files = host_files(genomes)?;
    let inputs: Vec<Named> = std::iter::once(Named::new("--genomes", genomes))
        .chain(files.iter().map(|path| Named::new("a genome", path)))
        .collect();
    refuse_collisions(&[Named::new("--out", out)], &inputs)?;
    let lengths = files.iter().filter_map(|path| std::fs::metadata(path).ok());
    let bytes = lengths.map(|metadata| metadata.len()).sum();
    let bar = console.progress(bytes, "scanning {bar:30} {bytes}/{total_bytes} {eta}");
    let built = FilterPlan { files, taxid }.build(&super::pool(switches.threads)?, out, &|bytes| {
        bar.inc(bytes);
    });
    bar.finish_and_clear();
    built?;
    let filter = HostFilter::open(out)?;
    console.note(&format!(
        "{}: {:.1} MB, {} k-mers of {:.1} Mbp, taxid {taxid}, in {:.1} s",
        out.display(),
        filter.file_bytes() as f64 / 1e6,
        filter.parameters().keys,
        filter.parameters().bases as f64 / 1e6,
        started.elapsed().as_secs_f64(),
    ));
    if switches.json {
        print_json(&describe(&filter))?;
    }
    Ok(())
}

/// The FASTA file itself, or the files that a table names.
fn host_files(genomes: &Path) -> Result<Vec<PathBuf>> {
    if genomes.is_file() && first_byte(genomes)? == Some(b'>') {
        return Ok(vec![genomes.to_path_buf()]);
    }
    let genomes = read_genomes(genomes)?;
    Ok(genomes.into_iter().map(|genome| genome.path).collect())
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
