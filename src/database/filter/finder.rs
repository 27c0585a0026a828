//! Finding host fragments.

use super::HostFilter;
use super::rule::{Rule, Sampled};
use crate::minimizer::{Runs, SyncmerScanner};
use crate::reads::Fragment;

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
    ends: Vec<Ends>,
}

/// Where a fragment ends among the k-mers of its block.
#[derive(Debug, Clone, Copy)]
struct Ends {
    first_mate: usize,
    fragment: usize,
    /// K-mers that fit side by side into its reads.
    room: u32,
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
            ends: Vec::new(),
        }
    }

    /// Says of each fragment whether it is the host's.
    pub fn find<'b>(
        &mut self,
        mut fragments: impl Iterator<Item = Fragment<'b>>,
        is_host: &mut Vec<bool>,
    ) {
        is_host.clear();
        loop {
            self.scan(fragments.by_ref().take(BLOCK_FRAGMENTS));
            if self.ends.is_empty() {
                return;
            }
            self.filter.look_up(self.runs.keys(), &mut self.found);
            self.judge(is_host);
        }
    }

    fn scan<'b>(&mut self, fragments: impl Iterator<Item = Fragment<'b>>) {
        let k = self.scanner.shape().k();
        self.runs.clear();
        self.ends.clear();
        for fragment in fragments {
            let mut room = 0;
            let mut scan = |sequence: &[u8]| {
                self.scanner.scan(sequence, &mut self.runs);
                room += (sequence.len() / k) as u32;
                self.runs.keys().len()
            };
            let first_mate = scan(fragment.first().sequence);
            let fragment = fragment
                .second()
                .map_or(first_mate, |read| scan(read.sequence));
            self.runs.end_fragment();
            self.ends.push(Ends {
                first_mate,
                fragment,
                room,
            });
        }
    }

    fn judge(&mut self, is_host: &mut Vec<bool>) {
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
        for ends in &self.ends {
            let mates = [start..ends.first_mate, ends.first_mate..ends.fragment];
            is_host.push(self.rule.is_host(mates.map(sampled), ends.room));
            start = ends.fragment;
        }
    }
}
