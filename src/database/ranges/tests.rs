//! Nothing is lost, whatever fits into memory.

use super::*;
use proptest::prelude::*;

fn record(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

proptest! {
    #[test]
    fn ranges_are_in_order_and_within_their_number(
        hashes in proptest::collection::vec(any::<u64>(), 1..50),
        ranges in 1_usize..5_000,
    ) {
        let mut hashes = hashes;
        hashes.extend([0, u64::MAX]);
        hashes.sort_unstable();
        let found: Vec<usize> = hashes.iter().map(|&hash| range_of(hash, ranges)).collect();
        prop_assert!(found.is_sorted());
        prop_assert_eq!((found[0], found[found.len() - 1]), (0, ranges - 1));
    }

    #[test]
    fn every_range_gives_back_its_records_whatever_fits_into_memory(
        added in proptest::collection::vec((0_usize..4, 0_usize..40), 0..30),
        most_bytes in prop_oneof![Just(0), 1_usize..2_000, Just(usize::MAX)],
        block_bytes in 1_usize..200,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let room = RangeRoom { ranges: 4, most_bytes, block_bytes };
        let filler = RangeFiller::new(room, &folder.path().join("x.nuka"));
        let mut expected = [const { Vec::new() }; 4];
        let mut number = 0;
        for &(range, count) in &added {
            let records: Vec<u64> = (number..number + count as u64).map(record).collect();
            number += count as u64;
            filler.add(range, records.iter().copied()).unwrap();
            expected[range].extend(records);
        }
        let filled = filler.finish().unwrap();
        prop_assert!(filled.are_on_disk() || most_bytes > 0 || number == 0);
        prop_assert!(!filled.are_on_disk() || most_bytes < usize::MAX);
        for (range, expected) in expected.iter().enumerate() {
            prop_assert_eq!(&filled.take(range).unwrap(), expected);
            if filled.are_on_disk() {
                prop_assert_eq!(&filled.take(range).unwrap(), expected);
            }
            filled.give_back(range, expected.iter().rev().copied());
            let reversed: Vec<u64> = expected.iter().rev().copied().collect();
            prop_assert_eq!(filled.take_back::<u64>(range), reversed);
        }
    }
}

#[test]
fn threads_that_add_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let room = RangeRoom {
        ranges: 3,
        most_bytes: 500,
        block_bytes: 60,
    };
    let filler = RangeFiller::new(room, &folder.path().join("x.nuka"));
    std::thread::scope(|scope| {
        for thread in 0..4_u64 {
            let filler = &filler;
            scope.spawn(move || {
                for number in 0..300 {
                    let records = [record(thread * 300 + number)].into_iter();
                    filler.add(number as usize % 3, records).unwrap();
                }
            });
        }
    });
    let filled = filler.finish().unwrap();
    assert!(filled.are_on_disk());
    let mut found: Vec<u64> = (0..3)
        .flat_map(|range| filled.take(range).unwrap())
        .collect();
    let mut expected: Vec<u64> = (0..1_200).map(record).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}
