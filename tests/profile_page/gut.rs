//! Made-up runs that look like real ones: names of gut species, shares that span
//! decades, a host, an unknown part, species that are doubted for a reason.

use nuka::profile::{
    Entry, Estimate, Host, Interval, Part, Profile, Reach, SampleQuality, Status, Surroundings,
};
use nuka::report::profile::ProfilePageFacts;
use nuka::taxonomy::{Level, Rank};
use std::collections::BTreeMap;

/// Phylum, class, order, family, species; all are bacteria but the archaea.
const LINEAGES: [&str; 34] = [
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Bacteroides uniformis",
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Bacteroides thetaiotaomicron",
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Bacteroides ovatus",
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Phocaeicola vulgatus",
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Phocaeicola dorei",
    "Bacteroidota;Bacteroidia;Bacteroidales;Bacteroidaceae;Segatella copri",
    "Bacteroidota;Bacteroidia;Bacteroidales;Rikenellaceae;Alistipes putredinis",
    "Bacteroidota;Bacteroidia;Bacteroidales;Rikenellaceae;Alistipes onderdonkii",
    "Bacteroidota;Bacteroidia;Bacteroidales;Tannerellaceae;Parabacteroides distasonis",
    "Bacteroidota;Bacteroidia;Bacteroidales;Odoribacteraceae;Odoribacter splanchnicus",
    "Bacillota;Clostridia;Eubacteriales;Oscillospiraceae;Faecalibacterium prausnitzii",
    "Bacillota;Clostridia;Eubacteriales;Oscillospiraceae;Ruminococcus bromii",
    "Bacillota;Clostridia;Eubacteriales;Oscillospiraceae;Gemmiger formicilis",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Agathobacter rectalis",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Anaerobutyricum hallii",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Roseburia intestinalis",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Roseburia inulinivorans",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Blautia wexlerae",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Blautia obeum",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Dorea longicatena",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Coprococcus comes",
    "Bacillota;Clostridia;Eubacteriales;Lachnospiraceae;Anaerostipes hadrus",
    "Bacillota;Negativicutes;Veillonellales;Veillonellaceae;Dialister invisus",
    "Bacillota;Bacilli;Lactobacillales;Streptococcaceae;Streptococcus salivarius",
    "Bacillota;Bacilli;Lactobacillales;Lactobacillaceae;Ligilactobacillus ruminis",
    "Actinomycetota;Actinomycetes;Bifidobacteriales;Bifidobacteriaceae;Bifidobacterium longum",
    "Actinomycetota;Actinomycetes;Bifidobacteriales;Bifidobacteriaceae;Bifidobacterium adolescentis",
    "Actinomycetota;Coriobacteriia;Coriobacteriales;Coriobacteriaceae;Collinsella aerofaciens",
    "Pseudomonadota;Gammaproteobacteria;Enterobacterales;Enterobacteriaceae;Escherichia coli",
    "Pseudomonadota;Betaproteobacteria;Burkholderiales;Sutterellaceae;Parasutterella excrementihominis",
    "Verrucomicrobiota;Verrucomicrobiia;Verrucomicrobiales;Akkermansiaceae;Akkermansia muciniphila",
    "Thermodesulfobacteriota;Desulfovibrionia;Desulfovibrionales;Desulfovibrionaceae;Bilophila wadsworthia",
    "Fusobacteriota;Fusobacteriia;Fusobacteriales;Fusobacteriaceae;Fusobacterium nucleatum",
    "Methanobacteriota;Methanobacteria;Methanobacteriales;Methanobacteriaceae;Methanobrevibacter smithii",
];

/// Species that get calls but are not there, with the status and the reason.
const DOUBTED: [(&str, Status, &str); 10] = [
    (
        "Bacteroides caccae",
        Status::Doubtful,
        "9 minimizers of its own, fewer than 10",
    ),
    (
        "Lachnospira eligens",
        Status::Doubtful,
        "breadth 11 % where chance gives 24 %, p 0.004",
    ),
    (
        "Eggerthella lenta",
        Status::Doubtful,
        "ANI 93.1 %, the interval reaches below 95 %",
    ),
    (
        "Shigella sonnei",
        Status::Rejected,
        "all but 3 of its minimizers belong to Escherichia coli, which is present",
    ),
    (
        "Shigella flexneri",
        Status::Rejected,
        "all but 1 of its minimizers belong to Escherichia coli, which is present",
    ),
    (
        "Bacteroides xylanisolvens",
        Status::Rejected,
        "ANI 91.0 %: a relative, not this species",
    ),
    (
        "Salmonella enterica",
        Status::Rejected,
        "breadth 3 % where chance gives 61 %, p below 0.000001",
    ),
    (
        "Klebsiella pneumoniae",
        Status::Rejected,
        "breadth 2 % where chance gives 40 %, p below 0.000001",
    ),
    (
        "Streptococcus pneumoniae",
        Status::Rejected,
        "ANI 89.7 %: a relative, not this species",
    ),
    (
        "Bacteroides fragilis",
        Status::Rejected,
        "2 minimizers of its own, fewer than 10",
    ),
];

/// How a sample is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipe<'a> {
    pub(crate) sample: &'a str,
    pub(crate) seed: u64,
    pub(crate) reads: u64,
    pub(crate) species: usize,
    pub(crate) unknown: f64,
    pub(crate) host: Option<f64>,
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    /// From 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About normal, with mean 0 and deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.roll()).sum::<f64>() - 6.0
    }
}

pub(crate) fn facts() -> ProfilePageFacts {
    let parameter = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    ProfilePageFacts {
        title: "Twelve weeks of barley: gut profiles".to_owned(),
        database: "gut-2026.nuka".to_owned(),
        database_species: 4_744,
        platform: "illumina".to_owned(),
        tool_version: "9.8.7".to_owned(),
        parameters: vec![
            parameter("confidence", "0.05"),
            parameter("minimum minimizers", "10"),
            parameter("minimum ANI", "0.95"),
            parameter("host database", "human-t2t.filter"),
        ],
        has_taxonomic_shares: true,
    }
}

fn interval(estimate: f64, width: f64) -> Interval {
    Interval::new(
        estimate,
        estimate * (1.0 - width),
        (estimate * (1.0 + width)).min(1.0),
    )
    .expect("a sound interval")
}

fn lineage(index: usize) -> String {
    let steps: Vec<&str> = LINEAGES[index].split(';').collect();
    let genus = steps[4].split(' ').next().expect("a genus");
    let domain = match steps[0] {
        "Methanobacteriota" => "Archaea",
        _ => "Bacteria",
    };
    let [p, c, o, f, s] = [0, 1, 2, 3, 4].map(|step| steps[step]);
    format!("d__{domain};p__{p};c__{c};o__{o};f__{f};g__{genus};s__{s}")
}

/// The taxids of all lineages and of those above them, the same in each sample.
fn taxids() -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for index in 0..LINEAGES.len() {
        let lineage = lineage(index);
        let ends = lineage.match_indices(';').map(|(at, _)| at);
        for end in ends.chain([lineage.len()]) {
            all.insert(lineage[..end].to_owned(), 0);
        }
    }
    for (place, taxid) in all.values_mut().enumerate() {
        *taxid = 100 + place as u64;
    }
    all
}

/// The breadth over 64 chunks that reads at random reach.
fn expected_breadth(depth: f64, reference: f64) -> f64 {
    let found = reference * (1.0 - (-depth).exp());
    1.0 - (1.0 - 1.0 / 64.0f64).powf(found)
}

pub(crate) fn profile(recipe: &Recipe<'_>) -> Profile {
    let mut dice = Dice(recipe.seed);
    let total = recipe.reads as f64;
    let unknown = (total * recipe.unknown).round() as u64;
    let host = recipe.host.map(|share| (total * share).round() as u64);
    let known = recipe.reads - unknown - host.unwrap_or(0);
    let taxids = taxids();
    let mut order: Vec<(f64, usize)> = (0..LINEAGES.len()).map(|i| (dice.roll(), i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let chosen: Vec<usize> = order.iter().take(recipe.species).map(|(_, i)| *i).collect();
    let weights: Vec<f64> = chosen.iter().map(|_| (2.0 * dice.normal()).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let mut reads: Vec<u64> = weights
        .iter()
        .map(|weight| (known as f64 * weight / sum).floor() as u64)
        .collect();
    if let Some(first) = reads.first_mut() {
        let given: u64 = weights
            .iter()
            .map(|weight| (known as f64 * weight / sum).floor() as u64)
            .sum();
        *first += known - given;
    }
    let lengths: Vec<f64> = chosen.iter().map(|_| 2e6 + 4e6 * dice.roll()).collect();
    let cells: Vec<f64> = reads
        .iter()
        .zip(&lengths)
        .map(|(r, l)| *r as f64 / l)
        .collect();
    let unknown_cells = unknown as f64 / 3.5e6;
    let all_cells: f64 = cells.iter().sum::<f64>() + unknown_cells;
    let of_cells = |cells: f64| match all_cells > 0.0 {
        true => cells / all_cells,
        false => 0.0,
    };
    let mut counted: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    let mut entries = Vec::new();
    for (place, &index) in chosen.iter().enumerate() {
        let lineage = lineage(index);
        for (end, _) in lineage.match_indices(';') {
            let above = counted.entry(lineage[..end].to_owned()).or_default();
            above.0 += reads[place];
            above.1 += of_cells(cells[place]);
        }
        let depth = reads[place] as f64 * 300.0 / lengths[place];
        let reference = lengths[place] / 2_000.0;
        let expected = expected_breadth(depth, reference);
        let width = 0.02 + 0.5 / (1.0 + (reads[place] as f64).sqrt());
        let share = reads[place] as f64 / total;
        let ani = 0.955 + 0.04 * dice.roll();
        let breadth = (expected * (1.0 - 0.06 * dice.roll())).min(1.0);
        entries.push(Entry {
            taxid: taxids[&lineage],
            name: lineage.rsplit("s__").next().expect("a species").to_owned(),
            rank: Rank::Species,
            lineage,
            clade_reads: reads[place],
            direct_reads: Some(reads[place]),
            estimate: Some(Estimate {
                status: Status::Present,
                reason: String::new(),
                called_reads: reads[place] / 10 * 9,
                sequence_share: interval(share, width),
                taxonomic_share: Some(interval(of_cells(cells[place]), width)),
                ani: Some(Interval::around(ani, ani - 0.004, (ani + 0.003).min(1.0)).expect("ani")),
                depth: Some(depth),
                breadth: Some(breadth),
                breadth_expected: Some(expected),
                distinct_minimizers: (reference * (1.0 - (-depth).exp())) as u64,
                reference_minimizers: reference as u64,
            }),
        });
    }
    entries.extend(counted.into_iter().map(|(lineage, (reads, cells))| {
        let (letter, name) = lineage
            .rsplit(';')
            .next()
            .expect("a step")
            .split_once("__")
            .expect("a name");
        let level = |level: &Level| level.letter().to_ascii_lowercase().to_string() == letter;
        Entry {
            taxid: taxids[&lineage],
            name: name.to_owned(),
            rank: Level::ALL.into_iter().find(level).expect("a level").rank(),
            clade_reads: reads,
            direct_reads: Some(0),
            estimate: Some(Estimate {
                status: Status::Present,
                reason: String::new(),
                called_reads: reads,
                sequence_share: interval(reads as f64 / total, 0.02),
                taxonomic_share: Some(interval(cells, 0.02)),
                ani: None,
                depth: None,
                breadth: None,
                breadth_expected: None,
                distinct_minimizers: 0,
                reference_minimizers: 0,
            }),
            lineage,
        }
    }));
    if recipe.species > 3 {
        entries.extend(doubted(&mut dice, known));
    }
    let part = |reads: u64, taxonomic_share| Part {
        reads,
        sequence_share: match recipe.reads {
            0 => Interval::ZERO,
            _ => interval(reads as f64 / total, 0.01),
        },
        taxonomic_share,
    };
    let surroundings = Surroundings {
        unknown: Some(part(unknown, Some(interval(of_cells(unknown_cells), 0.05)))),
        host: host.map(|reads| Host {
            taxid: 9606,
            sex: None,
            part: part(reads, None),
        }),
        reach: reach(unknown),
        quality: Some(quality(recipe, &mut dice)),
    };
    Profile::with_surroundings(recipe.sample, entries, unknown, recipe.reads, surroundings)
        .expect("a sound profile")
}

fn doubted(dice: &mut Dice, known: u64) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (place, (name, status, reason)) in DOUBTED.into_iter().enumerate() {
        let called_reads = (known as f64 * 0.002 * dice.roll().powi(3)) as u64 + 1;
        let depth = called_reads as f64 * 300.0 / 4e6;
        let reference = 2_000.0;
        let expected = expected_breadth(depth, reference);
        let breadth = expected * (0.1 + 0.4 * dice.roll());
        let ani = 0.89 + 0.04 * dice.roll();
        entries.push(Entry {
            taxid: 5_000 + place as u64,
            name: name.to_owned(),
            rank: Rank::Species,
            lineage: format!("d__Bacteria;s__{name}"),
            clade_reads: 0,
            direct_reads: None,
            estimate: Some(Estimate {
                status,
                reason: reason.to_owned(),
                called_reads,
                sequence_share: Interval::ZERO,
                taxonomic_share: Some(Interval::ZERO),
                ani: Some(Interval::around(ani, ani - 0.02, ani + 0.02).expect("ani")),
                depth: Some(depth),
                breadth: Some(breadth),
                breadth_expected: Some(expected),
                distinct_minimizers: 3,
                reference_minimizers: reference as u64,
            }),
        });
    }
    entries
}

fn reach(unknown: u64) -> Vec<Reach> {
    let taxa = [
        (0, "", Rank::NoRank, 0.62),
        (1, "root", Rank::NoRank, 0.02),
        (100, "Bacteria", Rank::Domain, 0.11),
        (130, "Bacillota", Rank::Phylum, 0.05),
        (140, "Eubacteriales", Rank::Order, 0.04),
        (141, "Lachnospiraceae", Rank::Family, 0.07),
        (142, "Oscillospiraceae", Rank::Family, 0.02),
        (143, "Blautia", Rank::Genus, 0.03),
        (144, "Bacteroides", Rank::Genus, 0.02),
        (145, "Roseburia", Rank::Genus, 0.01),
        (146, "Alistipes", Rank::Genus, 0.005),
    ];
    let mut left = unknown;
    let mut reaches: Vec<Reach> = taxa
        .into_iter()
        .map(|(taxid, name, rank, share)| {
            let reads = ((unknown as f64 * share) as u64).min(left);
            left -= reads;
            Reach {
                taxid,
                name: name.to_owned(),
                rank,
                lineage: String::new(),
                reads,
            }
        })
        .collect();
    reaches.push(Reach {
        taxid: 5_000,
        name: "Bacteroides caccae".to_owned(),
        rank: Rank::Species,
        lineage: String::new(),
        reads: left,
    });
    reaches
}

fn quality(recipe: &Recipe<'_>, dice: &mut Dice) -> SampleQuality {
    let reads = recipe.reads;
    if reads == 0 {
        return SampleQuality::default();
    }
    SampleQuality {
        platform: "illumina".to_owned(),
        reads,
        bases: reads * 296,
        mean_phred: Some(33.0 + 3.0 * dice.roll()),
        low_complexity_share: 0.004 * dice.roll(),
        duplicate_share: Some(0.1 * dice.roll()),
        saturation: Some(0.9 + 0.09 * dice.roll()),
        detection_limit_share: Some((30.0 / reads as f64).min(1.0)),
        chimeric_reads: 0,
        read_lengths: match reads {
            1 => vec![(150, 2)],
            _ => (0..20)
                .map(|bin: u32| {
                    (
                        50 + 5 * bin,
                        (2.0 * reads as f64 * 0.6f64.powi(19 - bin as i32) * 0.4) as u64,
                    )
                })
                .collect(),
        },
    }
}

/// Three samples of 30 species.
pub(crate) fn three() -> Vec<Profile> {
    let recipe = |sample, seed, unknown, host| Recipe {
        sample,
        seed,
        reads: 4_812_377,
        species: 30,
        unknown,
        host: Some(host),
    };
    [
        recipe("P001-week0", 11, 0.213, 0.0321),
        recipe("P001-week12", 12, 0.184, 0.0007),
        recipe("P002-week0", 13, 0.352, 0.614),
    ]
    .iter()
    .map(profile)
    .collect()
}

/// Samples at the edges, with names that need care.
pub(crate) fn edges() -> Vec<Profile> {
    let recipe = |sample, reads, species, unknown, host| Recipe {
        sample,
        seed: 5,
        reads,
        species,
        unknown,
        host,
    };
    [
        recipe("empty", 0, 0, 0.0, Some(0.0)),
        recipe("all host", 10_000, 0, 0.0, Some(1.0)),
        recipe("all unknown", 10_000, 0, 1.0, None),
        recipe("one read", 1, 1, 0.0, None),
        recipe("one species only", 1_000, 1, 0.0, Some(0.0)),
        recipe("<script>&\"x\"'", 500_000, 12, 0.4, Some(0.1)),
        recipe("被験者一号・朝食前の検体", 500_000, 20, 0.3, Some(0.02)),
        recipe(
            "a_very_long_sample_name_from_a_sequencing_core_S12_L001_R1_001",
            800_000,
            25,
            0.85,
            Some(0.01),
        ),
    ]
    .iter()
    .map(profile)
    .collect()
}

/// A run of many samples.
pub(crate) fn many(samples: usize) -> Vec<Profile> {
    (0..samples)
        .map(|index| {
            let mut dice = Dice(index as u64 + 77);
            dice.roll();
            profile(&Recipe {
                sample: &format!("S{:03}", index + 1),
                seed: index as u64,
                reads: 1_000_000 + (dice.roll() * 3e6) as u64,
                species: 18 + (dice.roll() * 14.0) as usize,
                unknown: 0.05 + 0.5 * dice.roll(),
                host: Some(0.3 * dice.roll().powi(4)),
            })
        })
        .collect()
}
