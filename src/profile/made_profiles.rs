//! Profiles drawn at random for tests, over one small tree of taxa.

use super::{
    Entry, Estimate, Host, Interval, Part, Profile, Reach, SampleQuality, Status, Surroundings,
    round_significant,
};
use crate::taxonomy::{Level, Rank};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// What a drawn profile tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Reads only.
    Counts,
    /// Also sequence shares and statuses.
    SequenceShares,
    /// Also taxonomic shares.
    AllShares,
}

impl Detail {
    pub(super) const ALL: [Detail; 3] = [Self::Counts, Self::SequenceShares, Self::AllShares];
}

/// A taxon of the tree: its path from the domain, and its taxid.
struct Node {
    path: Vec<(Level, String)>,
    taxid: u64,
}

/// Two domains, of which the second has no classes, down to species.
fn tree() -> Vec<Node> {
    let mut paths: BTreeMap<Vec<(Level, String)>, ()> = BTreeMap::new();
    for (domain, phylum, genus, species) in (0..24).map(|i| (i / 12, i / 6 % 2, i / 3 % 2, i % 3)) {
        let names = [
            (Level::Domain, format!("Domain {domain}")),
            (Level::Phylum, format!("'Ph{domain}{phylum}' (old)")),
            (Level::Class, format!("Class-{domain}.{phylum}")),
            (Level::Order, format!("Ordé{domain}{phylum}")),
            (Level::Family, format!("\"F\" {domain}{phylum}")),
            (Level::Genus, format!("[Genus] {domain}{phylum}{genus}")),
            (
                Level::Species,
                format!("G. sp{species} {domain}{phylum}{genus}"),
            ),
        ];
        let path: Vec<(Level, String)> = names
            .into_iter()
            .filter(|(level, _)| domain == 0 || *level != Level::Class)
            .collect();
        paths.extend((1..=path.len()).map(|end| (path[..end].to_vec(), ())));
    }
    let taxids = (0..).map(|i| 2 + 13 * i);
    let nodes = paths.into_keys().zip(taxids);
    nodes.map(|(path, taxid)| Node { path, taxid }).collect()
}

fn lineage(path: &[(Level, String)]) -> String {
    let steps = path.iter().map(|(level, name)| {
        let letter = level.letter().to_ascii_lowercase();
        format!("{letter}__{name}")
    });
    steps.collect::<Vec<_>>().join(";")
}

/// A profile; its entries know their direct reads. Some are empty, some have no
/// root, no host or nothing but host.
pub(super) fn made_profile(sample: &str, detail: Detail, seed: u64) -> Profile {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let nodes = tree();
    let share_present = random.random_range(0..=10);
    let mut direct: BTreeMap<u64, u64> = BTreeMap::new();
    let mut statuses: BTreeMap<u64, Status> = BTreeMap::new();
    for node in &nodes {
        let level = node.path.last().map(|(level, _)| *level);
        if level == Some(Level::Species) && random.random_range(0..10) < share_present {
            let status = Status::ALL[random.random_range(0..3)];
            let reads = if status == Status::Present {
                random.random_range(1..5000)
            } else {
                0
            };
            statuses.insert(node.taxid, status);
            direct.insert(node.taxid, reads);
        } else if level >= Some(Level::Genus) && random.random_range(0..10) < share_present / 3 {
            direct.insert(node.taxid, random.random_range(1..90));
        }
    }
    let clade = |node: &Node| {
        let below = nodes
            .iter()
            .filter(|below| below.path.starts_with(&node.path));
        below
            .filter_map(|below| direct.get(&below.taxid))
            .sum::<u64>()
    };
    let mut entries: Vec<Entry> = Vec::new();
    for node in &nodes {
        let status = statuses.get(&node.taxid).copied();
        let clade_reads = clade(node);
        if clade_reads == 0 && status.is_none() {
            continue;
        }
        let (level, name) = node.path.last().unwrap().clone();
        entries.push(Entry {
            taxid: node.taxid,
            name,
            rank: level.rank(),
            lineage: lineage(&node.path),
            clade_reads,
            direct_reads: Some(direct.get(&node.taxid).copied().unwrap_or(0)),
            estimate: None,
        });
    }
    let some = |random: &mut ChaCha8Rng, most: u64| match random.random_range(0..3) {
        0 => 0,
        _ => random.random_range(0..most),
    };
    let (unplaced, unknown, host) = (
        some(&mut random, 50),
        some(&mut random, 9000),
        some(&mut random, 7000),
    );
    let classified = direct.values().sum::<u64>() + unplaced;
    let has_host = host > 0 || random.random_bool(0.5);
    let total = classified + unknown + if has_host { host } else { 0 };
    if random.random_bool(0.5) {
        entries.push(Entry {
            taxid: 1,
            name: "root".into(),
            rank: Rank::NoRank,
            lineage: String::new(),
            clade_reads: classified,
            direct_reads: Some(unplaced),
            estimate: None,
        });
    }
    if detail != Detail::Counts {
        for entry in &mut entries {
            let status = statuses.get(&entry.taxid).copied();
            let status = status.unwrap_or(Status::Present);
            entry.estimate = Some(estimate(
                &mut random,
                status,
                entry.clade_reads,
                total,
                detail,
            ));
        }
    }
    let taxonomic = detail == Detail::AllShares;
    let part = |random: &mut ChaCha8Rng, reads: u64, taxonomic: bool| Part {
        reads,
        sequence_share: interval(random, reads, total),
        taxonomic_share: taxonomic.then(|| interval(random, reads, total)),
    };
    let surroundings = Surroundings {
        unknown: (detail != Detail::Counts).then(|| part(&mut random, unknown, taxonomic)),
        host: has_host.then(|| Host {
            taxid: [0, 9606][random.random_range(0..2)],
            sex: None,
            part: part(&mut random, host, false),
        }),
        reach: reach(&mut random, &nodes),
        quality: random.random_bool(0.7).then(|| quality(&mut random)),
    };
    Profile::with_surroundings(sample, entries, unknown, total, surroundings).unwrap()
}

fn interval(random: &mut ChaCha8Rng, reads: u64, total: u64) -> Interval {
    let share = reads as f64 / total.max(1) as f64;
    let low = share * random.random::<f64>();
    let high = share + (1.0 - share) * random.random::<f64>() * 1e-3;
    Interval::around(share, low, high).unwrap()
}

fn number(random: &mut ChaCha8Rng) -> Option<f64> {
    let exponent = random.random_range(-6..5);
    let number = round_significant(random.random::<f64>() * 10_f64.powi(exponent));
    random.random_bool(0.8).then_some(number)
}

fn estimate(
    random: &mut ChaCha8Rng,
    status: Status,
    reads: u64,
    total: u64,
    detail: Detail,
) -> Estimate {
    Estimate {
        status,
        reason: ["", "too few minimizers, 3 of 10", "\"odd\" coverage"][random.random_range(0..3)]
            .into(),
        called_reads: (reads + random.random_range(0..20)).saturating_sub(10),
        sequence_share: interval(random, reads, total),
        taxonomic_share: (detail == Detail::AllShares).then(|| interval(random, reads, total)),
        ani: random.random_bool(0.7).then(|| interval(random, 97, 100)),
        depth: number(random),
        breadth: number(random),
        breadth_expected: number(random),
        distinct_minimizers: random.random_range(0..100_000),
        reference_minimizers: random.random_range(0..1_000_000),
    }
}

fn reach(random: &mut ChaCha8Rng, nodes: &[Node]) -> Vec<Reach> {
    let mut reach = vec![Reach {
        taxid: 0,
        name: String::new(),
        rank: Rank::NoRank,
        lineage: String::new(),
        reads: random.random_range(0..100),
    }];
    for node in nodes.iter().step_by(5) {
        let (level, name) = node.path.last().unwrap();
        reach.push(Reach {
            taxid: node.taxid,
            name: name.clone(),
            rank: level.rank(),
            lineage: lineage(&node.path),
            reads: random.random_range(0..1000),
        });
    }
    reach
}

fn quality(random: &mut ChaCha8Rng) -> SampleQuality {
    SampleQuality {
        platform: "illumina".into(),
        reads: random.random_range(0..1_000_000),
        bases: random.random_range(0..1_000_000_000),
        mean_phred: number(random),
        low_complexity_share: random.random(),
        duplicate_share: number(random),
        saturation: number(random),
        detection_limit_share: number(random),
        chimeric_reads: random.random_range(0..10),
        read_lengths: (0..random.random_range(0..4))
            .map(|i| (50 * i, 1 + u64::from(i)))
            .collect(),
    }
}
