//! The vote of native databases: independent evidence for one species.
//!
//! Hits that overlap are one piece of evidence: a conserved patch, such as a
//! stretch of a ribosomal RNA gene, gives many hits to whichever relative the
//! database holds. Hits a k-mer apart or in both mates are independent. A species
//! is called when it has enough independent hits, more hits than any other
//! species, and two thirds of all hits; else the call moves up to where the hits
//! agree. How the numbers were chosen is told in
//! [`native`](crate::database::native).

use super::call::Candidate;
use super::stretches::ValueStretch;
use crate::database::native::ValueTable;
use crate::taxonomy::{Taxon, Taxonomy};

/// Most independent hits that are asked for by default, for a pair of 2 x 150.
const MOST_NEEDED: u32 = 3;
/// Fragments with room for no more k-mers side by side than this are too short to
/// ask for independent hits: any two must do.
const SHORT_ROOM: u32 = 4;
/// Fewest hits of any call by default.
const LEAST_HITS: u32 = 2;
/// A species must have this share of the k-mers looked up; matters for long reads.
const LEAST_SHARE_PERCENT: u64 = 2;

/// The looked-up k-mers of one fragment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    /// What neighbouring k-mers say, in order.
    pub(super) stretches: &'a [ValueStretch],
    /// Where each k-mer begins in its read.
    pub(super) positions: &'a [u32],
    /// The place in `positions` where the second mate begins.
    pub(super) second_mate: usize,
    /// Whether the fragment is a pair.
    pub(super) paired: bool,
    /// K-mers that fit side by side into the reads.
    pub(super) room: u32,
}

/// What the fragment comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) taxon: Taxon,
    /// Hits that may belong to the called taxon.
    pub(super) agreeing: u32,
}

/// Votes fragments; keeps its buffers.
#[derive(Debug)]
pub(super) struct NativeVote<'db> {
    taxonomy: &'db Taxonomy,
    table: &'db ValueTable,
    k: u32,
    confidence: f64,
    /// Independent hits asked for, if not the default.
    minimum_hits: Option<u32>,
    /// K-mers found.
    hits: u32,
    /// Distinct values with their number of hits.
    distinct: Vec<(u32, u32)>,
    candidates: Vec<Candidate>,
    tied: Vec<Taxon>,
}

impl<'db> NativeVote<'db> {
    pub(super) fn new(
        taxonomy: &'db Taxonomy,
        table: &'db ValueTable,
        k: usize,
        confidence: f64,
        minimum_hits: Option<u32>,
    ) -> Self {
        Self {
            taxonomy,
            table,
            k: k as u32,
            confidence,
            minimum_hits,
            hits: 0,
            distinct: Vec::new(),
            candidates: Vec::new(),
            tied: Vec::new(),
        }
    }

    /// The call of a fragment.
    pub(super) fn decide(&mut self, evidence: Evidence<'_>) -> Decision {
        self.gather(evidence.stretches);
        self.candidates.clear();
        if self.hits == 0 {
            return Decision {
                taxon: Taxon::NONE,
                agreeing: 0,
            };
        }
        let best_votes = self.rank_species();
        let mut taxon = match self.tied[..] {
            [species] if self.believes(species, best_votes, evidence) => species,
            [species] => self.back_off(self.taxonomy.parent(species), evidence),
            [] => self.back_off(self.heaviest_path(), evidence),
            _ => {
                let common = self.tied.iter().fold(Taxon::NONE, |all, &taxon| {
                    self.taxonomy.lowest_common_ancestor(all, taxon)
                });
                self.back_off(common, evidence)
            }
        };
        let required = (self.confidence * evidence.positions.len() as f64).ceil() as u32;
        while taxon.is_some() && self.count(|value| self.lies_in(value, taxon)) < required {
            taxon = self.taxonomy.parent(taxon);
        }
        let agreeing = if taxon.is_some() {
            self.count(|value| self.may_be_in(value, taxon))
        } else {
            0
        };
        Decision { taxon, agreeing }
    }

    fn gather(&mut self, stretches: &[ValueStretch]) {
        self.hits = 0;
        self.distinct.clear();
        for stretch in stretches.iter().filter(|stretch| stretch.value != 0) {
            self.hits += stretch.kmers;
            let known = |&(value, _): &(u32, u32)| value == stretch.value;
            match self.distinct.iter().position(known) {
                Some(place) => self.distinct[place].1 += stretch.kmers,
                None => self.distinct.push((stretch.value, stretch.kmers)),
            }
        }
    }

    /// The species that the hits of the last fragment may come from, in order of first hit.
    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Fills `candidates`, and `tied` with those that have most hits; returns how many.
    fn rank_species(&mut self) -> u32 {
        self.tied.clear();
        for &(value, _) in &self.distinct {
            let alone = [self.table.species(self.table.taxon(value))];
            let candidates = self.table.set(value).unwrap_or(&alone);
            for &species in candidates {
                let known = |candidate: &Candidate| candidate.species == species;
                if species.is_some() && !self.candidates.iter().any(known) {
                    self.candidates.push(Candidate {
                        species,
                        minimizers: 0,
                    });
                }
            }
        }
        let mut best = 0;
        for place in 0..self.candidates.len() {
            let species = self.candidates[place].species;
            let votes = self.count(|value| self.may_be(value, species));
            self.candidates[place].minimizers = votes;
            if votes > best {
                best = votes;
                self.tied.clear();
            }
            if votes == best {
                self.tied.push(species);
            }
        }
        best
    }

    /// Whether a species that leads alone has enough evidence.
    fn believes(&self, species: Taxon, votes: u32, evidence: Evidence<'_>) -> bool {
        let looked_up = evidence.positions.len() as u64;
        let agrees = 3 * u64::from(votes) >= 2 * u64::from(self.hits)
            && 100 * u64::from(votes) >= LEAST_SHARE_PERCENT * looked_up;
        if !agrees {
            return false;
        }
        let belongs = |value| self.may_be(value, species);
        let independent = |enough| self.independent(evidence, enough, belongs);
        if let Some(minimum) = self.minimum_hits {
            return independent(minimum).0 >= minimum;
        }
        if evidence.room <= SHORT_ROOM {
            return votes >= LEAST_HITS;
        }
        let needed = evidence.room.div_ceil(4).clamp(2, MOST_NEEDED);
        let (independent, both_mates) = independent(needed + 1);
        // With just enough, both mates of a pair must speak.
        let spread = !evidence.paired || needed < MOST_NEEDED || both_mates;
        independent > needed || (independent == needed && spread)
    }

    /// The lowest taxon from `start` up in which two thirds of the hits agree, independently.
    fn back_off(&self, start: Taxon, evidence: Evidence<'_>) -> Taxon {
        let needed = self.minimum_hits.unwrap_or(LEAST_HITS).min(LEAST_HITS);
        let mut taxon = start;
        while taxon.is_some() {
            let within = self.count(|value| self.may_be_in(value, taxon));
            if 3 * u64::from(within) >= 2 * u64::from(self.hits)
                && self
                    .independent(evidence, needed, |value| self.may_be_in(value, taxon))
                    .0
                    >= needed
            {
                break;
            }
            taxon = self.taxonomy.parent(taxon);
        }
        taxon
    }

    /// Where no hit says more than a taxon above species: the end of the heaviest path.
    fn heaviest_path(&self) -> Taxon {
        let mut best = (0, Taxon::NONE);
        for &(value, _) in &self.distinct {
            let taxon = self.table.taxon(value);
            let score =
                self.count(|other| self.taxonomy.is_ancestor(self.table.taxon(other), taxon));
            if score > best.0 {
                best = (score, taxon);
            } else if score == best.0 {
                best.1 = self.taxonomy.lowest_common_ancestor(best.1, taxon);
            }
        }
        best.1
    }

    fn count(&self, belongs: impl Fn(u32) -> bool) -> u32 {
        let belonging = self.distinct.iter().filter(|&&(value, _)| belongs(value));
        belonging.map(|&(_, hits)| hits).sum()
    }

    /// Hits that do not overlap one another, counted until there are enough, and whether
    /// both mates have one of them.
    fn independent(
        &self,
        evidence: Evidence<'_>,
        enough: u32,
        belongs: impl Fn(u32) -> bool,
    ) -> (u32, bool) {
        let (mut count, mut mates) = (0, [false; 2]);
        let mut free_from = [0_u32; 2];
        for stretch in evidence.stretches {
            if count >= enough {
                break;
            }
            if stretch.value == 0 || !belongs(stretch.value) {
                continue;
            }
            let first = stretch.first as usize;
            let mate = usize::from(first >= evidence.second_mate);
            for &position in &evidence.positions[first..][..stretch.kmers as usize] {
                if position >= free_from[mate] {
                    count += 1;
                    mates[mate] = true;
                    free_from[mate] = position + self.k;
                    if count >= enough {
                        break;
                    }
                }
            }
        }
        (count, mates[0] && mates[1])
    }

    /// Whether a k-mer of this value may come from the species.
    fn may_be(&self, value: u32, species: Taxon) -> bool {
        match self.table.set(value) {
            Some(set) => set.contains(&species),
            None => self.related(self.table.taxon(value), species),
        }
    }

    /// Whether a k-mer of this value may come from some species of the clade.
    fn may_be_in(&self, value: u32, clade: Taxon) -> bool {
        match self.table.set(value) {
            Some(set) => set.iter().any(|&species| self.related(species, clade)),
            None => self.related(self.table.taxon(value), clade),
        }
    }

    /// Whether a k-mer of this value comes from the clade for certain.
    fn lies_in(&self, value: u32, clade: Taxon) -> bool {
        self.taxonomy.is_ancestor(clade, self.table.taxon(value))
    }

    fn related(&self, a: Taxon, b: Taxon) -> bool {
        self.taxonomy.is_ancestor(a, b) || self.taxonomy.is_ancestor(b, a)
    }
}

#[cfg(test)]
mod tests {
    use super::super::stretches::Stretches;
    use super::*;
    use crate::database::native::tests_support::{Small, small};

    const K: usize = 23;

    /// A vote over hits given as (mate, position, value) and misses at the end.
    fn decide(
        world: &Small,
        hits: &[(u8, u32, u32)],
        misses: usize,
        lengths: &[usize],
    ) -> Decision {
        let mut values: Vec<u32> = hits.iter().map(|&(_, _, value)| value).collect();
        let mut positions: Vec<u32> = hits.iter().map(|&(_, position, _)| position).collect();
        values.resize(hits.len() + misses, 0);
        positions.resize(hits.len() + misses, 0);
        let firsts = hits.iter().filter(|&&(mate, ..)| mate == 0).count();
        let second_mate = match lengths {
            [_, _] => firsts,
            _ => values.len(),
        };
        let mut stretches = Stretches::default();
        NativeVote::new(&world.taxonomy, &world.values, K, 0.0, None).decide(Evidence {
            stretches: stretches.find(&values, second_mate),
            positions: &positions,
            second_mate,
            paired: lengths.len() == 2,
            room: lengths.iter().map(|length| (length / K) as u32).sum(),
        })
    }

    const PAIR: &[usize] = &[150, 150];

    #[test]
    fn independent_hits_in_both_mates_make_a_species() {
        let world = small();
        let a = world.value("a");
        let hits = [(0, 0, a), (0, 40, a), (1, 10, a)];
        let decision = decide(&world, &hits, 20, PAIR);
        assert_eq!((world.name(decision.taxon), decision.agreeing), ("a", 3));
    }

    #[test]
    fn one_conserved_patch_is_not_enough() {
        let world = small();
        let a = world.value("a");
        let overlapping: Vec<(u8, u32, u32)> = (0..20).map(|at| (0, 50 + at, a)).collect();
        assert_ne!(world.name(decide(&world, &overlapping, 0, PAIR).taxon), "a");
        // Three side by side, but all in one mate: not enough either.
        let one_mate = [(0, 0, a), (0, 30, a), (0, 60, a)];
        assert_eq!(world.name(decide(&world, &one_mate, 0, PAIR).taxon), "G");
        let four = [(0, 0, a), (0, 30, a), (0, 60, a), (0, 90, a)];
        assert_eq!(world.name(decide(&world, &four, 0, PAIR).taxon), "a");
    }

    #[test]
    fn sets_agree_on_the_species_they_share() {
        let world = small();
        let (ab, ac) = (world.set(["a", "b"]), world.set(["a", "c"]));
        let hits = [(0, 0, ab), (0, 40, ac), (1, 0, ab), (1, 40, ac)];
        assert_eq!(world.name(decide(&world, &hits, 0, PAIR).taxon), "a");
        let tie = [(0, 0, ab), (0, 40, ab), (1, 0, ab), (1, 40, ab)];
        assert_eq!(world.name(decide(&world, &tie, 0, PAIR).taxon), "G");
    }

    #[test]
    fn disagreeing_hits_move_the_call_up() {
        let world = small();
        let (a, d) = (world.value("a"), world.value("d"));
        let hits = [(0, 0, a), (0, 40, a), (0, 80, d), (1, 0, a), (1, 40, d)];
        // Three of five hits are fewer than two thirds.
        assert_eq!(world.name(decide(&world, &hits, 0, PAIR).taxon), "root");
        let agreed = &hits[..4];
        assert_eq!(world.name(decide(&world, agreed, 0, PAIR).taxon), "a");
    }

    #[test]
    fn hits_above_species_call_what_they_say() {
        let world = small();
        let genus = world.value("G");
        let hits = [(0, 0, genus), (1, 0, genus)];
        assert_eq!(world.name(decide(&world, &hits, 0, PAIR).taxon), "G");
        assert_eq!(decide(&world, &hits[..1], 0, PAIR).taxon, Taxon::NONE);
    }

    #[test]
    fn short_and_single_reads_need_less() {
        let world = small();
        let a = world.value("a");
        assert_eq!(
            world.name(decide(&world, &[(0, 0, a), (0, 40, a)], 0, &[100]).taxon),
            "a"
        );
        assert_eq!(decide(&world, &[(0, 0, a)], 0, &[100]).taxon, Taxon::NONE);
        assert_eq!(
            world.name(decide(&world, &[(0, 0, a), (0, 9, a)], 0, &[40]).taxon),
            "a"
        );
    }

    #[test]
    fn no_hit_and_a_thin_spread_over_a_long_read_are_no_species() {
        let world = small();
        let a = world.value("a");
        assert_eq!(
            decide(&world, &[], 10, PAIR),
            Decision {
                taxon: Taxon::NONE,
                agreeing: 0
            }
        );
        let hits = [(0, 0, a), (0, 400, a), (0, 4000, a), (0, 9000, a)];
        assert_eq!(world.name(decide(&world, &hits, 100, &[10_000]).taxon), "a");
        assert_ne!(
            world.name(decide(&world, &hits, 1_000, &[10_000]).taxon),
            "a"
        );
    }

    #[test]
    fn confidence_moves_up_and_off() {
        let world = small();
        let a = world.value("a");
        let mut vote = NativeVote::new(&world.taxonomy, &world.values, K, 0.5, None);
        let call = |vote: &mut NativeVote<'_>, values: &[u32]| {
            let positions: Vec<u32> = (0..values.len() as u32).map(|at| 30 * at).collect();
            vote.decide(Evidence {
                stretches: Stretches::default().find(values, values.len()),
                positions: &positions,
                second_mate: values.len(),
                paired: false,
                room: 20,
            })
            .taxon
        };
        assert_eq!(world.name(call(&mut vote, &[a, a, a, a, 0, 0])), "a");
        assert_eq!(call(&mut vote, &[a, a, a, a, 0, 0, 0, 0, 0]), Taxon::NONE);
    }
}
