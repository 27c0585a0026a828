//! The references an amplicon may come from, by the k-mers they share.

use crate::database::AmpliconDatabase;
use crate::database::amplicon::Postings;

/// Postings that are counted for each base of a read, rarest k-mers first; k-mers that
/// most references hold say little and would cost most. With four times as many the
/// nearest references found are the same.
const POSTINGS_A_BASE: u32 = 16;
/// K-mers of a read that are counted whatever they cost.
const LEAST_KMERS: usize = 6;
/// References that are compared with an amplicon.
const MOST_CANDIDATES: usize = 40;
/// References of one taxon among them: others of it would only say the same.
const MOST_OF_A_TAXON: usize = 3;
/// Candidates share at least this part of what the first shares.
const LEAST_PART: f64 = 0.3;
/// Places of k-mers that lie this close tell the same.
const SAME_DIAGONAL: i32 = 8;

/// One read of an amplicon, on the strand of the references.
#[derive(Debug, Default)]
pub(super) struct Oriented {
    pub(super) bases: Vec<u8>,
}

/// A reference an amplicon may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) reference: u32,
    /// Where each read begins on it; `None` for a read that shares nothing with it.
    pub(super) diagonals: [Option<i32>; 2],
}

/// What a read shares with one reference.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    kmers: u16,
    /// Votes for the diagonal, less those against it (Boyer and Moore's majority).
    votes: u16,
    diagonal: i32,
}

/// Finds candidates; keeps its buffers.
#[derive(Debug)]
pub(super) struct Searcher<'db> {
    database: &'db AmpliconDatabase,
    /// By read and reference.
    tallies: [Vec<Tally>; 2],
    touched: Vec<u32>,
    shared: Vec<(Postings, u32)>,
    ranked: Vec<(u16, u32)>,
    of_taxon: Vec<u8>,
}

/// The complement of a base set.
fn complement(set: u8) -> u8 {
    (set & 1) << 3 | (set & 2) << 1 | (set & 4) >> 1 | (set & 8) >> 3
}

impl Oriented {
    /// Takes the bases as they are, or their reverse complement.
    pub(super) fn set(&mut self, bases: &[u8], reverse: bool) {
        self.bases.clear();
        if reverse {
            self.bases
                .extend(bases.iter().rev().map(|&set| complement(set)));
        } else {
            self.bases.extend_from_slice(bases);
        }
    }
}

impl<'db> Searcher<'db> {
    pub(super) fn new(database: &'db AmpliconDatabase) -> Self {
        let tallies = vec![Tally::default(); database.references()];
        Self {
            database,
            tallies: [tallies.clone(), tallies],
            touched: Vec::new(),
            shared: Vec::new(),
            ranked: Vec::new(),
            of_taxon: vec![0; database.taxonomy().len()],
        }
    }

    /// How many of some of the k-mers of a read any reference holds.
    pub(super) fn found(&self, read: &Oriented) -> u32 {
        /// One window in this many is looked up.
        const EVERY: u32 = 4;
        let mut found = 0;
        self.database.each_kmer(&read.bases, |place, kmer| {
            if place % EVERY == 0 && self.database.postings(kmer).references() > 0 {
                found += 1;
            }
        });
        found
    }

    /// The candidates of an amplicon of one or two reads, best first.
    pub(super) fn candidates(&mut self, reads: &[Oriented], candidates: &mut Vec<Candidate>) {
        candidates.clear();
        for (which, read) in reads.iter().take(2).enumerate() {
            self.count(which, read);
        }
        let [first, second] = &mut self.tallies;
        let kmers = |owner: u32| {
            let owner = owner as usize;
            first[owner].kmers.saturating_add(second[owner].kmers)
        };
        let most = self.touched.iter().map(|&owner| kmers(owner)).max();
        let least = (f64::from(most.unwrap_or(0)) * LEAST_PART) as u16;
        self.ranked.clear();
        let counted = self.touched.iter().map(|&owner| (kmers(owner), owner));
        self.ranked
            .extend(counted.filter(|&(kmers, _)| kmers >= least));
        self.ranked
            .sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        // Both reads of a pair have touched it.
        self.ranked.dedup();
        for &(_, reference) in &self.ranked {
            let taken = &mut self.of_taxon[self.database.taxon(reference).index()];
            if usize::from(*taken) < MOST_OF_A_TAXON {
                *taken += 1;
                let diagonals = [&*first, &*second].map(|tallies| {
                    let tally = tallies[reference as usize];
                    (tally.kmers > 0).then_some(tally.diagonal)
                });
                candidates.push(Candidate {
                    reference,
                    diagonals,
                });
                if candidates.len() == MOST_CANDIDATES {
                    break;
                }
            }
        }
        for candidate in candidates.iter() {
            self.of_taxon[self.database.taxon(candidate.reference).index()] = 0;
        }
        for owner in self.touched.drain(..) {
            first[owner as usize] = Tally::default();
            second[owner as usize] = Tally::default();
        }
    }

    /// Counts the k-mers a read shares with each reference, rarest first.
    fn count(&mut self, which: usize, read: &Oriented) {
        let database = self.database;
        let shared = &mut self.shared;
        shared.clear();
        database.each_kmer(&read.bases, |place, kmer| {
            let postings = database.postings(kmer);
            if postings.references() > 0 {
                shared.push((postings, place));
            }
        });
        shared.sort_unstable_by_key(|&(postings, place)| (postings.references(), place));
        let tallies = &mut self.tallies[which];
        let most = POSTINGS_A_BASE.saturating_mul(read.bases.len() as u32);
        let mut counted = 0_u32;
        for (number, &(postings, place)) in self.shared.iter().enumerate() {
            counted = counted.saturating_add(postings.references());
            if number >= LEAST_KMERS && counted > most {
                break;
            }
            for (owner, place_there) in database.owners(postings) {
                let Some(tally) = tallies.get_mut(owner as usize) else {
                    continue;
                };
                if tally.kmers == 0 {
                    self.touched.push(owner);
                }
                tally.kmers = tally.kmers.saturating_add(1);
                tally.vote(i32::from(place_there) - place as i32);
            }
        }
    }
}

impl Tally {
    #[inline]
    fn vote(&mut self, diagonal: i32) {
        if self.votes == 0 {
            self.diagonal = diagonal;
            self.votes = 1;
        } else if (self.diagonal - diagonal).abs() <= SAME_DIAGONAL {
            self.votes = self.votes.saturating_add(1);
        } else {
            self.votes -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complement_of_a_set_is_the_set_of_the_complements() {
        let pairs = [(1, 8), (2, 4), (15, 15), (5, 10), (9, 9)];
        for (a, b) in pairs {
            assert_eq!((complement(a), complement(b)), (b, a));
        }
    }
}
