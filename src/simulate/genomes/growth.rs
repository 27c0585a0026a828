//! Growing one genome down its lineage.
//!
//! Every branch draws from a stream named after the path from the root, so two
//! genomes that share a branch share every base up to its end, whatever other
//! taxa are in the table.

use super::layout::{Segment, SegmentKind};
use crate::simulate::draw::{dna, stream};
use crate::simulate::mutation::substitute;
use crate::simulate::taxa::Lineage;
use rand::Rng;

/// Substitutions per site on the branch that leads to a domain, phylum, class,
/// order, family, genus.
const BRANCH_RATES: [f64; 6] = [0.20, 0.15, 0.10, 0.08, 0.07, 0.06];

/// Substitutions per site on the branch to a species, drawn evenly: two species
/// of a genus differ at 12 to 20 % of their backbone, as most real ones do.
const SPECIES_RATE: std::ops::Range<f64> = 0.06..0.10;

/// Substitutions per site between the two strains of a species.
const STRAIN_RATE: f64 = 0.015;

/// How much slower parts other than the backbone change above the species.
const GENUS_SHARED_SLOWNESS: f64 = 0.1;
const CONSERVED_SLOWNESS: f64 = 0.08;

/// The genome at the end of a lineage.
pub(super) fn grow(lineage: &Lineage, segments: &[Segment], seed: u64) -> Vec<u8> {
    let length_bp = segments.last().map_or(0, |last| last.range.end);
    let mut sequence = dna(&mut stream(seed, "root"), length_bp, 0.5);
    let mut path = String::from("root");
    for (depth, name) in lineage.names().iter().enumerate() {
        path.push(';');
        path.push_str(name);
        let mut rng = stream(seed, &path);
        match BRANCH_RATES.get(depth) {
            Some(&rate) => evolve(&mut sequence, segments, rate, &mut rng),
            None => {
                let rate = rng.random_range(SPECIES_RATE);
                evolve(&mut sequence, segments, rate, &mut rng);
            }
        }
        let born = match depth {
            5 => SegmentKind::GenusShared,
            6 => SegmentKind::SpeciesUnique,
            _ => continue,
        };
        for segment in segments.iter().filter(|segment| segment.kind == born) {
            let fresh = dna(&mut rng, segment.range.len(), 0.5);
            sequence[segment.range.clone()].copy_from_slice(&fresh);
        }
    }
    sequence
}

/// Another strain of the species: the whole genome drifts at one rate, the
/// conserved patch more slowly.
pub(super) fn drift(parent: &[u8], segments: &[Segment], seed: u64, name: &str) -> Vec<u8> {
    let mut rng = stream(seed, &format!("strain;{name}"));
    let mut sequence = parent.to_vec();
    for segment in segments {
        let slowness = match segment.kind {
            SegmentKind::Conserved => CONSERVED_SLOWNESS,
            _ => 1.0,
        };
        let part = &mut sequence[segment.range.clone()];
        substitute(part, STRAIN_RATE * slowness, &mut rng);
    }
    sequence
}

fn evolve(sequence: &mut [u8], segments: &[Segment], rate: f64, rng: &mut impl Rng) {
    for segment in segments {
        let slowness = match segment.kind {
            SegmentKind::Backbone | SegmentKind::SpeciesUnique => 1.0,
            SegmentKind::GenusShared => GENUS_SHARED_SLOWNESS,
            SegmentKind::Conserved => CONSERVED_SLOWNESS,
        };
        substitute(&mut sequence[segment.range.clone()], rate * slowness, rng);
    }
}

/// A host-like sequence: 41 % GC as in the human genome, with copies of a
/// 300 bp repeat at about 12 % divergence on both strands (as Alu elements are)
/// and runs of two-base repeats. Unrelated to the tree of microbes.
pub(super) fn grow_host(length_bp: usize, seed: u64) -> Vec<u8> {
    const REPEAT_BP: usize = 300;
    let mut rng = stream(seed, "host");
    let repeat = dna(&mut rng, REPEAT_BP, 0.6);
    let mut sequence = Vec::with_capacity(length_bp + 4 * REPEAT_BP);
    while sequence.len() < length_bp {
        let unique_bp = rng.random_range(1_000..2_500);
        sequence.extend(dna(&mut rng, unique_bp, 0.41));
        let mut copy = repeat.clone();
        substitute(&mut copy, 0.12, &mut rng);
        if rng.random() {
            copy = bio::alphabets::dna::revcomp(&copy);
        }
        sequence.extend(copy);
        let unit = dna(&mut rng, 2, 0.41);
        let units = rng.random_range(10..40);
        sequence.extend(unit.iter().cycle().take(2 * units));
    }
    sequence.truncate(length_bp);
    sequence
}
