//! Where the parts of a synthetic genome lie.

use std::ops::Range;

/// How a part of a genome came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// Descends from the common ancestor of all genomes.
    Backbone,
    /// Born with the genus, nearly the same in all its species.
    GenusShared,
    /// Born with the species, alike in its strains only.
    SpeciesUnique,
    /// The rRNA-like patch: descends from the common ancestor and hardly changes.
    Conserved,
}

/// One part of a genome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// How it came to be.
    pub kind: SegmentKind,
    /// Where it lies, in base pairs from the start.
    pub range: Range<usize>,
}

/// The conserved patch is as long as a 16S rRNA gene, about 1,500 bp, and never
/// more than an eighth of the genome.
const CONSERVED_BP: usize = 1_500;

/// How often the other parts alternate.
const REPEATS: usize = 4;

/// The parts of a genome of this length, in order and without gaps: four times
/// backbone, genus-shared, backbone, species-unique (39, 10, 39 and 12 % of the
/// room), then the conserved patch.
pub fn segments(length_bp: usize) -> Vec<Segment> {
    let conserved = CONSERVED_BP.min(length_bp / 8);
    let room = length_bp - conserved;
    let mut all = Vec::with_capacity(4 * REPEATS + 1);
    let mut start = 0;
    for repeat in 0..REPEATS {
        let from = room * repeat / REPEATS;
        let size = room * (repeat + 1) / REPEATS - from;
        let parts = [
            (SegmentKind::Backbone, size * 39 / 100),
            (SegmentKind::GenusShared, size * 49 / 100),
            (SegmentKind::Backbone, size * 88 / 100),
            (SegmentKind::SpeciesUnique, size),
        ];
        for (kind, end) in parts {
            let range = start..from + end;
            start = range.end;
            all.push(Segment { kind, range });
        }
    }
    all.push(Segment {
        kind: SegmentKind::Conserved,
        range: start..length_bp,
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_cover_every_length_without_gap_or_overlap() {
        for length_bp in [0, 1, 7, 8, 399, 2_000, 12_001, 120_000] {
            let mut end = 0;
            for segment in segments(length_bp) {
                assert_eq!(segment.range.start, end);
                end = segment.range.end;
            }
            assert_eq!(end, length_bp);
        }
    }
}
