//! When a fragment is the host's.

/// Of this many sampled k-mers of a fragment one must be the host's.
const ONE_OF: usize = 32;
/// Fragments with room for no more k-mers side by side are too short to ask for two
/// that do not overlap: any two must do.
const SHORT_ROOM: u32 = 6;

/// A sampled k-mer of a fragment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sampled {
    pub(super) kmer: u64,
    /// Where it begins in its read.
    pub(super) position: u32,
    /// Whether it is in the filter.
    pub(super) found: bool,
}

/// A k-mer of the host, and where in the fragment it stands.
#[derive(Debug, Clone, Copy)]
struct Hit {
    kmer: u64,
    mate: usize,
    position: u32,
}

/// Judges fragments; keeps its buffer.
#[derive(Debug)]
pub(super) struct Rule {
    k: u32,
    /// K-mers of the host in the fragment, until two of them are enough.
    hits: Vec<Hit>,
}

impl Rule {
    pub(super) fn new(k: usize) -> Self {
        Self {
            k: k as u32,
            hits: Vec::new(),
        }
    }

    /// Whether a fragment is the host's, from the sampled k-mers of its mates and
    /// the k-mers that fit side by side into its reads.
    ///
    /// A k-mer that comes again, in a repeat or where mates overlap, is no new evidence.
    pub(super) fn is_host(
        &mut self,
        mates: [impl ExactSizeIterator<Item = Sampled>; 2],
        room: u32,
    ) -> bool {
        let looked_up: usize = mates.iter().map(ExactSizeIterator::len).sum();
        let (mut found, mut has_two) = (0, false);
        self.hits.clear();
        for (mate, kmers) in mates.into_iter().enumerate() {
            for sampled in kmers.filter(|sampled| sampled.found) {
                found += 1;
                let hit = Hit {
                    kmer: sampled.kmer,
                    mate,
                    position: sampled.position,
                };
                if !has_two {
                    has_two = self
                        .hits
                        .iter()
                        .any(|&other| self.are_two(other, hit, room));
                    self.hits.push(hit);
                }
                if has_two && found * ONE_OF >= looked_up {
                    return true;
                }
            }
        }
        false
    }

    /// Whether two hits, in order, are two pieces of evidence.
    fn are_two(&self, earlier: Hit, later: Hit, room: u32) -> bool {
        let stand_apart = earlier.mate != later.mate || later.position >= earlier.position + self.k;
        earlier.kmer != later.kmer && (stand_apart || room <= SHORT_ROOM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const K: usize = 25;

    fn mate(found: &[(u64, u32)], absent: usize) -> Vec<Sampled> {
        let found = found.iter().map(|&(kmer, position)| Sampled {
            kmer,
            position,
            found: true,
        });
        let absent = (0..absent).map(|place| Sampled {
            kmer: 1_000 + place as u64,
            position: place as u32,
            found: false,
        });
        found.chain(absent).collect()
    }

    fn is_host(first: &[Sampled], second: &[Sampled], room: u32) -> bool {
        let mates = [first, second].map(|mate| mate.iter().copied());
        Rule::new(K).is_host(mates, room)
    }

    #[test]
    fn two_kmers_must_stand_apart_or_in_both_mates() {
        assert!(is_host(&mate(&[(1, 0), (2, 25)], 9), &[], 10));
        assert!(!is_host(&mate(&[(1, 0), (2, 24)], 9), &[], 10));
        assert!(is_host(&mate(&[(1, 0)], 9), &mate(&[(2, 3)], 9), 12));
        assert!(!is_host(&mate(&[(1, 0)], 0), &[], 10));
        assert!(!is_host(&[], &[], 10));
    }

    #[test]
    fn in_short_reads_any_two_will_do() {
        assert!(is_host(&mate(&[(1, 0), (2, 6)], 4), &[], 6));
        assert!(!is_host(&mate(&[(1, 0), (2, 6)], 4), &[], 7));
        assert!(!is_host(&mate(&[(1, 0)], 0), &[], 3));
    }

    #[test]
    fn the_same_kmer_again_is_no_new_evidence() {
        let overlapping = mate(&[(1, 3)], 9);
        assert!(!is_host(&overlapping, &overlapping, 4));
        assert!(!is_host(&mate(&[(1, 0), (1, 60), (1, 120)], 4), &[], 10));
        // From whichever end the read is looked at.
        assert!(is_host(&mate(&[(1, 0), (2, 10), (1, 60)], 4), &[], 10));
        assert!(is_host(&mate(&[(1, 0), (2, 50), (1, 60)], 4), &[], 10));
    }

    #[test]
    fn long_reads_need_a_share() {
        let spread: Vec<(u64, u32)> = (0..4).map(|n| (u64::from(n), n * 100)).collect();
        assert!(is_host(&mate(&spread, 124), &[], 200));
        assert!(!is_host(&mate(&spread, 125), &[], 200));
    }

    #[test]
    fn mates_may_come_in_either_order() {
        let (a, b) = (mate(&[(1, 0), (2, 40)], 70), mate(&[(3, 90)], 10));
        assert_eq!(is_host(&a, &b, 12), is_host(&b, &a, 12));
        assert!(is_host(&a, &b, 12));
    }
}
