//! From hashes by range to the blocks of a filter.

use super::BLOCKS;
use super::blocks::{BlockPourer, BlockShape};
use crate::database::native::container::SectionWriter;
use crate::database::ranges::FilledRanges;
use crate::error::Result;
use rayon::prelude::*;

/// Ranges of hash: a human genome has a million k-mers in each.
pub(super) const RANGES: usize = 256;

/// The distinct hashes of all ranges: sorted and kept, or to be sorted again from what was
/// put aside.
pub(super) struct SortedRanges {
    ranges: FilledRanges<u64>,
    count: usize,
}

impl SortedRanges {
    /// Sorts all ranges.
    pub(super) fn new(ranges: FilledRanges<u64>) -> Result<Self> {
        let counts = (0..RANGES).into_par_iter().map(|range| {
            let hashes = sorted(ranges.take(range)?);
            if !ranges.are_on_disk() {
                ranges.give_back(range, hashes.iter().copied());
            }
            Ok(hashes.len())
        });
        let counts: Vec<usize> = counts.collect::<Result<_>>()?;
        Ok(Self {
            count: counts.iter().sum(),
            ranges,
        })
    }

    /// How many hashes there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn take(&self, range: usize) -> Result<Vec<u64>> {
        if self.ranges.are_on_disk() {
            return Ok(sorted(self.ranges.take(range)?));
        }
        Ok(self.ranges.take_back(range))
    }

    /// Writes the blocks, a few ranges at a time.
    pub(super) fn write(&self, writer: &mut SectionWriter, shape: BlockShape) -> Result<()> {
        let place = writer.begin(BLOCKS, shape.home_bytes());
        let mut pourer = BlockPourer::new(shape);
        let mut bytes = Vec::new();
        let at_once = rayon::current_num_threads();
        for start in (0..RANGES).step_by(at_once) {
            let ranges: Vec<Vec<u64>> = (start..RANGES.min(start + at_once))
                .into_par_iter()
                .map(|range| self.take(range))
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
                let room = RangeRoom { ranges: RANGES, most_bytes, block_bytes: 64 };
                let filler = RangeFiller::new(room, &path);
                for &hash in hashes.iter().chain(hashes.iter().take(twice)) {
                    filler.add(range_of(hash, RANGES), std::iter::once(hash)).unwrap();
                }
                let ranges = filler.finish().unwrap();
                prop_assert!(ranges.are_on_disk() || most_bytes > 0);
                let sorted = SortedRanges::new(ranges).unwrap();
                prop_assert_eq!(sorted.count(), distinct.len());
                let mut writer = SectionWriter::new(AtomicFile::create(&path).unwrap());
                sorted.write(&mut writer, shape).unwrap();
                writer.commit().unwrap();
                let container = Container::open(&path).unwrap();
                prop_assert!(container.checked(BLOCKS).unwrap() == expected);
            }
        }
    }
}
