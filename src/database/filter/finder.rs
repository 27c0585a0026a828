//! Finding host fragments.

use super::rule::{Rule, Sampled};
use super::sex_keys::SexCounter;
use super::{HostFilter, SexFragments};
use crate::minimizer::{Runs, SyncmerScanner};
use crate::reads::{Fragment, ReadBatch};

/// Fragments of one block: their k-mers stay in the second-level cache.
const BLOCK_FRAGMENTS: usize = 256;

/// Finds host fragments; one for each thread, its buffers reused.
#[derive(Debug)]
pub struct HostFinder<'a> {
    filter: &'a HostFilter,
    scanner: SyncmerScanner,
    rule: Rule,
    runs: Runs,
    found: Vec<bool>,
    sex: Option<SexCounter<'a>>,
}

impl<'a> HostFinder<'a> {
    /// A finder for a filter.
    pub fn new(filter: &'a HostFilter) -> Self {
        let shape = filter.syncmers();
        Self {
            filter,
            scanner: SyncmerScanner::new(shape),
            rule: Rule::new(shape.k()),
            runs: Runs::default(),
            found: Vec::new(),
            sex: filter.sex_counter(),
        }
    }

    /// The host's fragments so far that are of one sex chromosome alone; `None` where the
    /// filter does not tell the sex chromosomes apart.
    pub fn sex_fragments(&self) -> Option<SexFragments> {
        self.sex.as_ref().map(SexCounter::counted)
    }

    /// Says of each fragment of a batch whether it is the host's.
    pub fn find(&mut self, batch: &ReadBatch, is_host: &mut Vec<bool>) {
        is_host.clear();
        let mut fragments = batch.fragments();
        loop {
            let block = fragments.clone();
            self.scan(fragments.by_ref().take(BLOCK_FRAGMENTS), batch.is_paired());
            if self.runs.ends().is_empty() {
                return;
            }
            self.filter.look_up(self.runs.keys(), &mut self.found);
            self.judge(block, is_host);
        }
    }

    fn scan<'b>(&mut self, fragments: impl Iterator<Item = Fragment<'b>>, paired: bool) {
        self.runs.clear();
        let sequences = fragments.flat_map(|fragment| fragment.reads().map(|read| read.sequence));
        self.scanner
            .scan_all(sequences, &mut self.runs, |runs| runs.end_read(paired));
    }

    fn judge<'b>(
        &mut self,
        fragments: impl Iterator<Item = Fragment<'b>>,
        is_host: &mut Vec<bool>,
    ) {
        let k = self.scanner.shape().k();
        let (kmers, positions) = (self.runs.keys(), self.runs.positions());
        let found = &self.found;
        let sampled = |places: std::ops::Range<usize>| {
            places.map(|place| Sampled {
                kmer: kmers[place],
                position: positions[place],
                found: found[place],
            })
        };
        let mut start = 0;
        for (fragment, ends) in fragments.zip(self.runs.ends()) {
            // K-mers that fit side by side into its reads.
            let room = fragment
                .reads()
                .map(|read| (read.sequence.len() / k) as u32)
                .sum();
            let mates = [start..ends.first_mate_keys, ends.first_mate_keys..ends.keys];
            let of_host = self.rule.is_host(mates.map(sampled), room);
            is_host.push(of_host);
            if let Some(sex) = self.sex.as_mut().filter(|_| of_host) {
                let places = (start..ends.keys).filter(|&place| found[place]);
                sex.add(places.map(|place| kmers[place]));
            }
            start = ends.keys;
        }
    }
}
