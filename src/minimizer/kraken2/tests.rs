use super::super::code::reverse_complement;
use super::*;
use proptest::prelude::*;
use std::collections::VecDeque;

/// Position by position, with the queue that Kraken 2 describes; `None` is ambiguous.
fn slow(shape: &Kraken2Shape, sequence: &[u8]) -> Vec<Option<u64>> {
    let (k, l) = (shape.k, shape.l);
    let lmer_mask = (1_u64 << (2 * l)) - 1;
    let toggle = shape.toggle_mask & lmer_mask;
    let mut items = Vec::new();
    let mut queue: VecDeque<(u64, usize)> = VecDeque::new();
    let mut pushed = 0_usize;
    for end in 1..=sequence.len() {
        let clean = sequence[..end]
            .iter()
            .rev()
            .take_while(|&&byte| BASE_CODES[byte as usize] != AMBIGUOUS)
            .count();
        if clean == 0 {
            queue.clear();
            pushed = 0;
        }
        if clean >= l {
            let lmer = sequence[end - l..end].iter().fold(0, |word, &byte| {
                (word << 2) | u64::from(BASE_CODES[byte as usize])
            });
            let reverse = match shape.reverse_complement_version {
                0 => reverse_complement(lmer, 32) & lmer_mask,
                _ => reverse_complement(lmer, l as u32),
            };
            let mask = if shape.spaced_seed_mask == 0 {
                lmer_mask
            } else {
                shape.spaced_seed_mask
            };
            let key = (lmer.min(reverse) & mask) ^ toggle;
            while queue.back().is_some_and(|&(back, _)| back > key) {
                queue.pop_back();
            }
            queue.push_back((key, pushed));
            if queue.front().is_some_and(|&(_, at)| at + (k - l) < pushed) {
                queue.pop_front();
            }
            pushed += 1;
        }
        if end < k {
            continue;
        }
        let ambiguous = clean < l || pushed < k - l;
        items.push(if ambiguous {
            None
        } else {
            queue.front().map(|&(key, _)| key ^ toggle)
        });
    }
    items
}

fn fast(shape: Kraken2Shape, sequence: &[u8]) -> (Vec<Option<u64>>, Vec<u64>) {
    let found: Vec<_> = Vectors::all()
        .map(|vectors| {
            let mut runs = Runs::default();
            Kraken2Scanner::with_vectors(shape, vectors)
                .unwrap()
                .scan(sequence, &mut runs);
            runs
        })
        .collect();
    let runs = &found[0];
    assert!(found.iter().all(|other| other == runs), "widths differ");
    let items = runs.runs().iter().flat_map(|run| {
        std::iter::repeat_n(run.key().map(|key| runs.keys()[key]), run.kmers as usize)
    });
    (items.collect(), runs.keys().to_vec())
}

fn shapes() -> Vec<Kraken2Shape> {
    let plain = Kraken2Shape {
        spaced_seed_mask: 0,
        ..Kraken2Shape::default()
    };
    vec![
        Kraken2Shape::default(),
        Kraken2Shape {
            k: 31,
            l: 25,
            ..plain
        },
        Kraken2Shape {
            k: 31,
            l: 31,
            ..plain
        },
        Kraken2Shape {
            k: 6,
            l: 5,
            ..plain
        },
        Kraken2Shape {
            k: 9,
            l: 3,
            toggle_mask: 0,
            ..plain
        },
        Kraken2Shape {
            reverse_complement_version: 0,
            ..Kraken2Shape::default()
        },
        Kraken2Shape {
            k: 12,
            l: 8,
            reverse_complement_version: 0,
            ..plain
        },
        Kraken2Shape {
            k: 1,
            l: 1,
            ..plain
        },
    ]
}

proptest! {
    #[test]
    fn scanning_agrees_with_the_slow_twin(
        sequence in proptest::collection::vec(proptest::sample::select(b"ACGTACGTACGTACGTacgtN-R".to_vec()), 0..160),
        shape in proptest::sample::select(shapes()),
    ) {
        let (items, keys) = fast(shape, &sequence);
        let expected = slow(&shape, &sequence);
        let mut lookups: Vec<u64> = expected.iter().flatten().copied().collect();
        lookups.dedup();
        prop_assert_eq!(items, expected);
        prop_assert_eq!(keys, lookups);
    }

    #[test]
    fn reads_of_any_length_side_by_side_are_scanned_as_one_by_one(
        sequences in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(b"ACGTACGTACGTACGTacgt".to_vec()), 0..700),
            0..20,
        ),
        ambiguous in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..3),
        shape in proptest::sample::select(shapes()),
    ) {
        let mut sequences = sequences;
        for (read, base) in ambiguous {
            if !sequences.is_empty() {
                let read = read.index(sequences.len());
                let length = sequences[read].len();
                if length > 0 {
                    sequences[read][base.index(length)] = b'N';
                }
            }
        }
        let mut together = Runs::default();
        let mut scanner = Kraken2Scanner::new(shape).unwrap();
        scanner.scan_all(sequences.iter().map(Vec::as_slice), &mut together, |runs| {
            runs.end_read(true);
        });
        let mut one_by_one = Runs::default();
        for sequence in &sequences {
            let (items, _) = fast(shape, sequence);
            prop_assert_eq!(items, slow(&shape, sequence));
            scanner.scan_one_by_one(sequence, &mut one_by_one);
            one_by_one.end_read(true);
        }
        prop_assert_eq!(together, one_by_one);
    }

    #[test]
    fn keys_are_the_same_on_the_other_strand(
        sequence in proptest::collection::vec(proptest::sample::select(b"ACGT".to_vec()), 35..120),
    ) {
        let other = bio::alphabets::dna::revcomp(&sequence);
        let (mut items, _) = fast(Kraken2Shape::default(), &sequence);
        items.reverse();
        prop_assert_eq!(items, fast(Kraken2Shape::default(), &other).0);
    }
}

#[test]
fn a_lone_ambiguous_base_costs_as_much_as_in_kraken_2() {
    let bases = b"GATTACAGGCCTTAAGCTCGATCGGATATCCGATTAGGCATCAGGATTTACCAGGATACCCGATTGACC";
    for (offset, ambiguous) in [(5, 5), (34, 34), (0, 0), (35, 34)] {
        let mut sequence = bases.to_vec();
        sequence[offset] = b'N';
        let (items, _) = fast(Kraken2Shape::default(), &sequence);
        assert_eq!(
            items.iter().filter(|item| item.is_none()).count(),
            ambiguous,
            "N at {offset}"
        );
    }
}

#[test]
fn reads_shorter_than_k_give_nothing() {
    for length in 0..35 {
        assert!(
            fast(Kraken2Shape::default(), &vec![b'A'; length])
                .0
                .is_empty()
        );
    }
    assert_eq!(fast(Kraken2Shape::default(), &[b'A'; 35]).0.len(), 1);
}

#[test]
fn impossible_shapes_are_refused() {
    for (k, l) in [(35, 0), (35, 32), (30, 31)] {
        let shape = Kraken2Shape {
            k,
            l,
            ..Kraken2Shape::default()
        };
        assert!(Kraken2Scanner::new(shape).is_err());
    }
}
