//! Writes made-up profiles of three samples in every format and lists the files.
//!
//! `cargo run --example write_profile_formats -- FOLDER`; without a folder a
//! temporary one is used and removed.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use nuka::Result;
use nuka::profile::formats::{Format, SampleColumns, write_formats};
use nuka::profile::{
    Entry, Estimate, Host, Interval, Part, Profile, ProfileSet, Reach, SampleQuality, Status,
    Surroundings,
};
use nuka::taxonomy::Rank;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Taxid, name and lineage of a species and of all above it.
const UNIFORMIS: &[(u64, &str)] = &[
    (2, "d__Bacteria"),
    (976, "p__Bacteroidota"),
    (200_643, "c__Bacteroidia"),
    (171_549, "o__Bacteroidales"),
    (815, "f__Bacteroidaceae"),
    (816, "g__Bacteroides"),
    (820, "s__Bacteroides uniformis"),
];
/// A lineage without a class.
const GNAVUS: &[(u64, &str)] = &[
    (2, "d__Bacteria"),
    (1239, "p__Bacillota"),
    (186_802, "o__Eubacteriales"),
    (186_803, "f__Lachnospiraceae"),
    (1_506_577, "g__[Clostridium] group \"A\""),
    (33_038, "s__[Ruminococcus] gnavus"),
];
const SMITHII: &[(u64, &str)] = &[
    (2157, "d__Archaea"),
    (28_890, "p__Methanobacteriota"),
    (183_925, "c__Methanobacteria"),
    (2158, "o__Methanobacteriales"),
    (2159, "f__Methanobacteriaceae"),
    (2172, "g__Methanobrevibacter"),
    (2173, "s__Methanobrevibacter smithii"),
];

fn main() -> Result<()> {
    let asked_for = std::env::args().nth(1).map(PathBuf::from);
    let folder = asked_for.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("nuka-formats-{}", std::process::id()))
    });

    let set = ProfileSet::new(vec![estimated()?, counted()?, unknown()?])?;
    let column = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let columns = SampleColumns::from([
        ("p1".to_owned(), column("site/visit", "Ōsaka 1")),
        ("p2".to_owned(), column("site/visit", "Kobe 2")),
    ]);
    let formats: BTreeSet<Format> = Format::ALL.into_iter().collect();
    for name in write_formats(&folder, &set, &columns, &formats)? {
        println!("{}", name.display());
    }
    if asked_for.is_none() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| nuka::Error::io("remove", &folder, error))?;
    }
    Ok(())
}

/// A sample with estimates of everything, a host, and a doubtful species.
fn estimated() -> Result<Profile> {
    let total = 1_000_000;
    let mut entries = entries(&[(UNIFORMIS, 301_234), (GNAVUS, 45_067)]);
    for entry in &mut entries {
        let share = entry.clade_reads as f64 / total as f64;
        entry.estimate = Some(estimate(Status::Present, "", share, entry.clade_reads)?);
    }
    let mut doubtful = entries_of(SMITHII, 0).remove(SMITHII.len() - 1);
    doubtful.estimate = Some(estimate(Status::Doubtful, "3 of 90 minimizers", 0.0, 12)?);
    entries.push(doubtful);
    let (unknown, host) = (553_699, 100_000);
    let part = |reads: u64, cells: Option<f64>| -> Result<Part> {
        let share = reads as f64 / total as f64;
        Ok(Part {
            reads,
            sequence_share: Interval::around(share, share * 0.99, share * 1.01)?,
            taxonomic_share: cells.map(Interval::exact).transpose()?,
        })
    };
    let surroundings = Surroundings {
        unknown: Some(part(unknown, Some(0.6))?),
        host: Some(Host {
            taxid: 9606,
            sex: None,
            part: part(host, None)?,
        }),
        reach: vec![Reach {
            taxid: 815,
            name: "Bacteroidaceae".into(),
            rank: Rank::Family,
            lineage:
                "d__Bacteria;p__Bacteroidota;c__Bacteroidia;o__Bacteroidales;f__Bacteroidaceae"
                    .into(),
            reads: 10_000,
        }],
        quality: Some(SampleQuality {
            platform: "illumina".into(),
            reads: total,
            bases: 300_000_000,
            mean_phred: Some(33.1),
            low_complexity_share: 0.001,
            duplicate_share: Some(0.08),
            saturation: Some(0.97),
            detection_limit_share: Some(1.2e-5),
            chimeric_reads: 0,
            read_lengths: vec![(100, 12_345), (150, 1_987_655)],
        }),
    };
    Profile::with_surroundings("p1", entries, unknown, total, surroundings)
}

/// A sample of a source that only counts reads; some stay above the species.
fn counted() -> Result<Profile> {
    let mut entries = entries(&[(SMITHII, 700), (UNIFORMIS, 9000)]);
    for entry in &mut entries {
        if matches!(entry.taxid, 2 | 976) {
            entry.clade_reads += 250;
        }
    }
    Profile::new("p2", entries, 5000, 15_000)
}

/// A sample of which hardly anything is known.
fn unknown() -> Result<Profile> {
    Profile::new("p3", entries(&[(GNAVUS, 1)]), 2_999_999, 3_000_000)
}

/// All taxa of some species' lineages, with summed reads.
fn entries(species: &[(&[(u64, &str)], u64)]) -> Vec<Entry> {
    let mut taxa: BTreeMap<u64, Entry> = BTreeMap::new();
    for entry in species
        .iter()
        .flat_map(|(steps, reads)| entries_of(steps, *reads))
    {
        match taxa.get_mut(&entry.taxid) {
            Some(known) => known.clade_reads += entry.clade_reads,
            None => {
                taxa.insert(entry.taxid, entry);
            }
        }
    }
    taxa.into_values().collect()
}

fn entries_of(steps: &[(u64, &str)], reads: u64) -> Vec<Entry> {
    let ranks = |prefix: &str| match prefix {
        "d" => Rank::Domain,
        "p" => Rank::Phylum,
        "c" => Rank::Class,
        "o" => Rank::Order,
        "f" => Rank::Family,
        "g" => Rank::Genus,
        _ => Rank::Species,
    };
    let mut lineage = String::new();
    let mut entries = Vec::new();
    for (taxid, step) in steps {
        let separator = if lineage.is_empty() { "" } else { ";" };
        lineage = format!("{lineage}{separator}{step}");
        entries.push(Entry {
            taxid: *taxid,
            name: step[3..].to_owned(),
            rank: ranks(&step[..1]),
            lineage: lineage.clone(),
            clade_reads: reads,
            direct_reads: None,
            estimate: None,
        });
    }
    entries
}

fn estimate(status: Status, reason: &str, share: f64, called_reads: u64) -> Result<Estimate> {
    let cells = match status {
        Status::Present => Interval::around(share * 0.4 / 0.346_301, share, share * 1.3)?,
        Status::Doubtful | Status::Rejected => Interval::ZERO,
    };
    Ok(Estimate {
        status,
        reason: reason.to_owned(),
        called_reads,
        sequence_share: Interval::around(share, share * 0.98, share * 1.02)?,
        taxonomic_share: Some(cells),
        ani: Some(Interval::new(0.9921, 0.9903, 0.9938)?),
        depth: Some(share * 40.0),
        breadth: Some(0.93),
        breadth_expected: Some(0.95),
        distinct_minimizers: 4100,
        reference_minimizers: 4400,
    })
}
