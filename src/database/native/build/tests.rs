//! The same database whatever the memory, the ranges and the threads.

use super::super::{GenomeSource, NativeDatabase};
use super::estimate::MemoryShares;
use super::*;
use crate::database::native::spread::CHUNKS_PER_GENOME;
use crate::database::ranges::RangeRoom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Genomes of 90 kb that share stretches in twos, threes and all, in two genera; the
/// first two are of one species.
const LINEAGES: [&str; 7] = [
    "g__A;s__a",
    "g__A;s__a",
    "g__A;s__b",
    "g__A;s__c",
    "g__B;s__d",
    "g__B;s__e",
    "g__B;s__f",
];

struct Genomes {
    folder: tempfile::TempDir,
    sources: Vec<GenomeSource>,
}

fn genomes() -> Genomes {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut stretch = |length: usize| -> Vec<u8> {
        (0..length)
            .map(|_| b"ACGT"[random.random_range(0..4)])
            .collect()
    };
    let shared: Vec<Vec<u8>> = (0..4).map(|_| stretch(15_000)).collect();
    let folder = tempfile::tempdir().unwrap();
    let sources = (0..LINEAGES.len()).map(|number| {
        let repeat = stretch(1_000);
        let parts = [
            &shared[0],
            &shared[1 + number % 2],
            if number % 3 == 0 { &shared[3] } else { &repeat },
            &repeat,
            &stretch(60_000),
        ];
        let path = folder.path().join(format!("{number}.fa"));
        let text = [&b">x\n"[..], &parts.map(|part| &part[..]).concat(), b"\n"].concat();
        std::fs::write(&path, text).unwrap();
        GenomeSource {
            accession: format!("genome{number}"),
            written_path: format!("{number}.fa"),
            path,
            taxid: None,
            lineage: Some(LINEAGES[number].to_string()),
        }
    });
    let sources = sources.collect();
    Genomes { folder, sources }
}

fn pool(threads: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

impl Genomes {
    fn plan(&self) -> BuildPlan {
        BuildPlan::new(self.sources.clone(), None, SyncmerShape::default()).unwrap()
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("x.nuka")
    }

    fn bytes(&self, build: impl FnOnce(&Path) -> Result<()>) -> Vec<u8> {
        let before = std::fs::read_dir(self.folder.path()).unwrap().count();
        build(&self.out()).unwrap();
        let bytes = std::fs::read(self.out()).unwrap();
        std::fs::remove_file(self.out()).unwrap();
        let after = std::fs::read_dir(self.folder.path()).unwrap().count();
        assert_eq!(after, before, "something else was left behind");
        bytes
    }
}

#[test]
fn a_small_budget_and_any_number_of_threads_give_the_same_bytes() {
    let genomes = genomes();
    let roomy = genomes
        .plan()
        .with_memory(MemoryBudget::of_bytes(1 << 30).unwrap());
    let tight = genomes
        .plan()
        .with_memory(MemoryBudget::of_bytes(1 << 20).unwrap());
    let expected = genomes.bytes(|out| roomy.build(&pool(1), out, &|_| ()));
    for threads in [1, 2, 7] {
        assert_eq!(roomy.estimate(threads).unwrap().temporary_bytes, 0);
        assert!(tight.estimate(threads).unwrap().temporary_bytes > 0);
        for plan in [&roomy, &tight] {
            let found = genomes.bytes(|out| plan.build(&pool(threads), out, &|_| ()));
            assert!(found == expected, "{threads} threads");
        }
    }
}

#[test]
fn any_ranges_and_any_room_for_them_give_the_same_bytes() {
    let genomes = genomes();
    let plan = genomes.plan();
    let build = |threads, keys: RangeRoom, sets: RangeRoom| {
        let shares = MemoryShares { keys, sets };
        genomes.bytes(|out| pool(threads).install(|| plan.build_within(shares, out, &|_| ())))
    };
    let room = |ranges, most_bytes, block_bytes| RangeRoom {
        ranges,
        most_bytes,
        block_bytes,
    };
    let memory = room(256, usize::MAX, 1 << 12);
    let expected = build(1, memory, memory);
    for threads in [1, 2, 7] {
        for (keys, sets) in [
            (room(1, usize::MAX, 1), room(1, usize::MAX, 1)),
            (room(1, 0, 100), memory),
            (room(2, 100_000, 999), room(7, 0, 24)),
            (memory, room(3, 50, 30)),
            (room(1 << 12, 5_000, 64), room(256, 100, 64)),
        ] {
            assert!(
                build(threads, keys, sets) == expected,
                "{threads} {keys:?} {sets:?}"
            );
        }
    }
}

/// Facts counted from k-mers found one by one, in sets of the standard library.
#[test]
fn the_facts_are_those_counted_from_the_sequences() {
    let genomes = genomes();
    let plan = genomes
        .plan()
        .with_memory(MemoryBudget::of_bytes(1 << 20).unwrap());
    plan.build(&pool(2), &genomes.out(), &|_| ()).unwrap();
    let database = NativeDatabase::open(&genomes.out()).unwrap();
    database.verify().unwrap();

    let mut owners: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
    let mut scanner = crate::minimizer::SyncmerScanner::new(SyncmerShape::default());
    let mut found_by_genome = Vec::new();
    for (source, lineage) in genomes.sources.iter().zip(LINEAGES) {
        let text = std::fs::read(&source.path).unwrap();
        let mut found = BTreeSet::new();
        scanner.each(&text[3..text.len() - 1], |_, kmer| {
            found.insert(kmer);
        });
        for &kmer in &found {
            owners.entry(kmer).or_default().insert(lineage);
        }
        found_by_genome.push(found.len() as u64);
    }
    let parameters = database.parameters();
    assert_eq!(parameters.keys, owners.len() as u64);
    let shared = owners.values().filter(|species| species.len() > 1).count();
    assert_eq!(parameters.shared_keys, shared as u64);
    let in_sets = owners
        .values()
        .filter(|species| (2..=4).contains(&species.len()))
        .count();
    assert_eq!(parameters.keys_in_sets, in_sets as u64);
    let by_genome = database.genomes().unwrap();
    assert!(
        by_genome
            .iter()
            .map(|genome| genome.minimizers)
            .eq(found_by_genome)
    );
    for lineage in LINEAGES {
        let taxonomy = database.taxonomy();
        let taxon = taxonomy
            .taxa()
            .find(|&taxon| Some(taxonomy.name(taxon)) == lineage.rsplit("__").next())
            .unwrap();
        let fact = database.facts()[taxon.index()];
        let count = |wanted: &dyn Fn(&BTreeSet<&str>) -> bool| {
            owners
                .values()
                .filter(|species| species.contains(lineage) && wanted(species))
                .count() as u64
        };
        assert_eq!(fact.species_keys, count(&|_| true), "{lineage}");
        assert_eq!(
            fact.unique_keys,
            count(&|species| species.len() == 1),
            "{lineage}"
        );
        assert_eq!(
            fact.set_keys,
            count(&|species| (2..=4).contains(&species.len())),
            "{lineage}"
        );
        // Nearly all keys that are its own are in the spread; only those of the repeat and
        // a chance twin in the table are not.
        let spread = database.spread().unwrap();
        let row = spread.species.binary_search(&taxon).unwrap();
        let spread_keys: u64 = spread.chunks[row].iter().map(|&keys| u64::from(keys)).sum();
        assert!(
            spread_keys <= fact.unique_keys && spread_keys + 200 > fact.unique_keys,
            "{lineage}"
        );
        assert!(spread.chunks[row][CHUNKS_PER_GENOME - 1] > 0);
    }
}

#[test]
fn a_genome_that_cannot_be_read_leaves_nothing_behind() {
    let mut genomes = genomes();
    genomes.sources[5].path = genomes.folder.path().join("missing.fa");
    genomes.sources[6].path = genomes.folder.path().join("missing too.fa");
    let plan = genomes.plan();
    let tight = MemoryShares {
        keys: RangeRoom {
            ranges: 4,
            most_bytes: 0,
            block_bytes: 100,
        },
        sets: RangeRoom {
            ranges: 1,
            most_bytes: 0,
            block_bytes: 100,
        },
    };
    for threads in [1, 2, 7] {
        let built = pool(threads).install(|| plan.build_within(tight, &genomes.out(), &|_| ()));
        let error = built.unwrap_err();
        assert_eq!(
            error.place().path.as_deref(),
            Some(&*genomes.sources[5].path)
        );
        assert_eq!(
            std::fs::read_dir(genomes.folder.path()).unwrap().count(),
            LINEAGES.len()
        );
    }
}
