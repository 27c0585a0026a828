//! Filters made for a test, and what they say of reads.

use super::support::genomes::{fasta, random_genome, record};
use nuka::database::MemoryBudget;
use nuka::database::filter::FilterPlan;
use nuka::database::{HostFilter, HostFinder};
use nuka::reads::{BatchSize, Fragment, Layout, ReadBatch, ReadSource};
use std::path::{Path, PathBuf};

pub(crate) fn build(files: &[PathBuf], threads: usize, out: &Path) -> HostFilter {
    build_within(MemoryBudget::default(), files, threads, out)
}

pub(crate) fn build_within(
    memory: MemoryBudget,
    files: &[PathBuf],
    threads: usize,
    out: &Path,
) -> HostFilter {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    let plan = FilterPlan {
        files: files.to_vec(),
        taxid: 9606,
        name: "Homo sapiens".to_string(),
        memory,
    };
    plan.build(&pool, out, &|_| ()).unwrap();
    HostFilter::open(out).unwrap()
}

/// Fragments, and those of them that the filter takes for the host's.
pub(crate) fn found(filter: &HostFilter, files: &[PathBuf], layout: Layout) -> Vec<(String, bool)> {
    let mut source = ReadSource::from_paths(files, layout, BatchSize::default()).unwrap();
    let mut finder = HostFinder::new(filter);
    let (mut batch, mut is_host, mut all) = (ReadBatch::new(), Vec::new(), Vec::new());
    while let Some(raw) = source.next_raw().unwrap() {
        raw.parse(&mut batch).unwrap();
        finder.find(&batch, &mut is_host);
        // Gaps of the assembly give reads of N, which are nobody's.
        let has_bases = |fragment: Fragment<'_>| {
            let mates = [Some(fragment.first()), fragment.second()];
            let bases = mates.iter().flatten().flat_map(|read| read.sequence);
            bases.filter(|&&base| base != b'N').count() >= 50
        };
        let fragments = batch.fragments().zip(is_host.iter().copied());
        let fragments = fragments.filter(|&(fragment, _)| has_bases(fragment));
        all.extend(fragments.map(|(fragment, is_host)| {
            let name = String::from_utf8_lossy(fragment.first().id()).into_owned();
            (name, is_host)
        }));
    }
    all
}

/// A filter of a random genome, and that genome.
pub(crate) fn random_host(folder: &Path) -> (HostFilter, Vec<u8>) {
    let genome = random_genome(5, 20_000);
    let path = folder.join("h.fa");
    std::fs::write(&path, fasta("chr", &genome)).unwrap();
    (build(&[path], 1, &folder.join("h.nuka")), genome)
}

/// Whether each of some pairs is the host's.
pub(crate) fn judge(filter: &HostFilter, pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<bool> {
    let text: Vec<u8> = pairs
        .iter()
        .flat_map(|(first, second)| [record("r", first), record("r", second)].concat())
        .collect();
    let streams = vec![("memory", std::io::Cursor::new(text))];
    let mut source =
        ReadSource::from_streams(streams, Layout::Interleaved, BatchSize::default()).unwrap();
    let (mut batch, mut is_host, mut all) = (ReadBatch::new(), Vec::new(), Vec::new());
    let mut finder = HostFinder::new(filter);
    while let Some(raw) = source.next_raw().unwrap() {
        raw.parse(&mut batch).unwrap();
        finder.find(&batch, &mut is_host);
        all.extend_from_slice(&is_host);
    }
    all
}
