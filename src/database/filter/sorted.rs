//! From hashes by range to the blocks of a filter.

use super::blocks::{BlockPourer, BlockShape};
use super::sex_names::SexChromosome;
use crate::database::native::container::SectionWriter;
use crate::database::ranges::FilledRanges;
use crate::error::Result;
use rayon::prelude::*;

/// Ranges of hash: a human genome has a million k-mers in each.
pub(super) const RANGES: usize = 256;
/// Ranges of hash for each part of the genome: first those of what is on no sex
/// chromosome or stands there more than once, then those of X and of Y.
pub(super) const RANGES_OF_ALL_PARTS: usize = 3 * RANGES;

/// The first range of a part of the genome.
pub(super) fn first_range(part: Option<SexChromosome>) -> usize {
    match part {
        None => 0,
        Some(SexChromosome::X) => RANGES,
        Some(SexChromosome::Y) => 2 * RANGES,
    }
}

/// The distinct hashes of all ranges: sorted and kept, or to be sorted again from what was
/// put aside. Those of one sex chromosome alone are kept in memory.
pub(super) struct SortedRanges {
    ranges: FilledRanges<u64>,
    count: usize,
    own_counts: [usize; 2],
}

/// Which hashes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// All.
    All,
    /// Those that stand once on a sex chromosome, and nowhere else.
    OwnOf(SexChromosome),
}

/// The hashes of one range.
struct Range {
    all: Vec<u64>,
    own_x: Vec<u64>,
    own_y: Vec<u64>,
}

impl Range {
    fn sort(ranges: &FilledRanges<u64>, range: usize) -> Result<Self> {
        let of = |part| Ok(sorted(ranges.take(first_range(part) + range)?));
        let elsewhere = of(None)?;
        let (x, y) = (of(Some(SexChromosome::X))?, of(Some(SexChromosome::Y))?);
        let is_in = |hashes: &[u64], hash: &u64| hashes.binary_search(hash).is_ok();
        let own = |mine: &[u64], other: &[u64]| -> Vec<u64> {
            let own = mine.iter();
            let own = own.filter(|&hash| !is_in(other, hash) && !is_in(&elsewhere, hash));
            own.copied().collect()
        };
        let (own_x, own_y) = (own(&x, &y), own(&y, &x));
        let mut all = elsewhere;
        if !(x.is_empty() && y.is_empty()) {
            all.extend(x);
            all.extend(y);
            all = sorted(all);
        }
        Ok(Self { all, own_x, own_y })
    }
}

impl SortedRanges {
    /// Sorts all ranges.
    pub(super) fn new(ranges: FilledRanges<u64>) -> Result<Self> {
        let counts = (0..RANGES).into_par_iter().map(|range| {
            let Range { all, own_x, own_y } = Range::sort(&ranges, range)?;
            if !ranges.are_on_disk() {
                ranges.give_back(range, all.iter().copied());
            }
            for (chromosome, own) in [(SexChromosome::X, &own_x), (SexChromosome::Y, &own_y)] {
                ranges.give_back(first_range(Some(chromosome)) + range, own.iter().copied());
            }
            Ok([all.len(), own_x.len(), own_y.len()])
        });
        let counts: Vec<[usize; 3]> = counts.collect::<Result<_>>()?;
        let sum = |of: usize| counts.iter().map(|counts| counts[of]).sum();
        Ok(Self {
            count: sum(0),
            own_counts: [sum(1), sum(2)],
            ranges,
        })
    }

    /// How many hashes there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How many hashes stand once on X and nowhere else, and how many on Y.
    pub(super) fn own_counts(&self) -> [usize; 2] {
        self.own_counts
    }

    fn take(&self, range: usize, chosen: Chosen) -> Result<Vec<u64>> {
        match chosen {
            Chosen::All if self.ranges.are_on_disk() => Ok(Range::sort(&self.ranges, range)?.all),
            Chosen::All => Ok(self.ranges.take_back(range)),
            Chosen::OwnOf(chromosome) => {
                Ok(self.ranges.take_back(first_range(Some(chromosome)) + range))
            }
        }
    }

    /// Writes the blocks of the chosen hashes as a section, a few ranges at a time; once
    /// for each choice.
    pub(super) fn write(
        &self,
        writer: &mut SectionWriter,
        section: &str,
        chosen: Chosen,
        shape: BlockShape,
    ) -> Result<()> {
        let place = writer.begin(section, shape.home_bytes());
        let mut pourer = BlockPourer::new(shape);
        let mut bytes = Vec::new();
        let at_once = rayon::current_num_threads();
        for start in (0..RANGES).step_by(at_once) {
            let ranges: Vec<Vec<u64>> = (start..RANGES.min(start + at_once))
                .into_par_iter()
                .map(|range| self.take(range, chosen))
                .collect::<Result<_>>()?;
            for hash in ranges.into_iter().flatten() {
                pourer.push(hash, &mut bytes);
            }
            writer.append(place, &bytes)?;
            bytes.clear();
        }
        pourer.finish(&mut bytes);
        writer.append(place, &bytes)
    }
}

fn sorted(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

#[cfg(test)]
mod tests {
    use super::super::BLOCKS;
    use super::*;
    use crate::atomic_file::AtomicFile;
    use crate::database::native::container::Container;
    use crate::database::ranges::{RangeFiller, RangeRoom, range_of};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn blocks_are_the_same_whatever_fits_into_memory_and_whatever_comes_twice(
            hashes in proptest::collection::vec(any::<u64>(), 1..2_000),
            twice in 0_usize..2_000,
            most_bytes in 0_usize..20_000,
        ) {
            let distinct: BTreeSet<u64> = hashes.iter().copied().collect();
            let shape = BlockShape::for_keys(distinct.len());
            let (mut pourer, mut expected) = (BlockPourer::new(shape), Vec::new());
            for &hash in &distinct {
                pourer.push(hash, &mut expected);
            }
            pourer.finish(&mut expected);

            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("x.nuka");
            for most_bytes in [0, most_bytes, usize::MAX] {
                let room = RangeRoom { ranges: RANGES_OF_ALL_PARTS, most_bytes, block_bytes: 64 };
                let filler = RangeFiller::new(room, &path);
                for &hash in hashes.iter().chain(hashes.iter().take(twice)) {
                    filler.add(range_of(hash, RANGES), std::iter::once(hash)).unwrap();
                }
                let ranges = filler.finish().unwrap();
                prop_assert!(ranges.are_on_disk() || most_bytes > 0);
                let sorted = SortedRanges::new(ranges).unwrap();
                prop_assert_eq!(sorted.count(), distinct.len());
                let mut writer = SectionWriter::new(AtomicFile::create(&path).unwrap());
                sorted.write(&mut writer, BLOCKS, Chosen::All, shape).unwrap();
                writer.commit().unwrap();
                let container = Container::open(&path).unwrap();
                prop_assert!(container.checked(BLOCKS).unwrap() == expected);
            }
        }

        /// The slow twin: sets.
        #[test]
        fn own_hashes_are_those_of_one_chromosome_alone_whatever_fits_into_memory(
            parts in proptest::collection::vec(proptest::collection::btree_set(0_u64..300, 0..200), 3),
            most_bytes in 0_usize..5_000,
        ) {
            let parts: Vec<BTreeSet<u64>> = parts
                .iter()
                .map(|part| part.iter().map(|&word| crate::database::murmur(word)).collect())
                .collect();
            let all: BTreeSet<u64> = parts.iter().flatten().copied().collect();
            let own = |mine: usize, other: usize| -> Vec<u64> {
                let rest: BTreeSet<u64> = parts[0].union(&parts[other]).copied().collect();
                parts[mine].difference(&rest).copied().collect()
            };
            let own = [own(1, 2), own(2, 1)];
            let folder = tempfile::tempdir().unwrap();
            for most_bytes in [most_bytes, usize::MAX] {
                let room = RangeRoom { ranges: RANGES_OF_ALL_PARTS, most_bytes, block_bytes: 64 };
                let filler = RangeFiller::new(room, &folder.path().join("x.nuka"));
                let chromosomes = [None, Some(SexChromosome::X), Some(SexChromosome::Y)];
                for (part, chromosome) in parts.iter().zip(chromosomes) {
                    for &hash in part {
                        let range = first_range(chromosome) + range_of(hash, RANGES);
                        filler.add(range, std::iter::once(hash)).unwrap();
                    }
                }
                let sorted = SortedRanges::new(filler.finish().unwrap()).unwrap();
                prop_assert_eq!(sorted.count(), all.len());
                prop_assert_eq!(sorted.own_counts(), [own[0].len(), own[1].len()]);
                let taken = |chosen| -> Vec<u64> {
                    (0..RANGES).flat_map(|range| sorted.take(range, chosen).unwrap()).collect()
                };
                prop_assert_eq!(taken(Chosen::All), Vec::from_iter(all.iter().copied()));
                prop_assert_eq!(&taken(Chosen::OwnOf(SexChromosome::X)), &own[0]);
                prop_assert_eq!(&taken(Chosen::OwnOf(SexChromosome::Y)), &own[1]);
            }
        }
    }
}
