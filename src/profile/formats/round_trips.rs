//! What is written is read back the same, as far as its format can hold it.

use super::*;
use crate::error::ErrorKind;
use crate::profile::made_profiles::{Detail, made_profile};
use crate::profile::{
    Entry, Host, Interval, Part, Profile, ProfileSet, Quantity, Reach, Surroundings,
    round_significant,
};
use crate::taxonomy::{Level, Rank};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Sets of up to four samples of any detail.
fn sets() -> impl Strategy<Value = ProfileSet> {
    proptest::collection::vec((any::<u64>(), 0_usize..3), 0..4).prop_map(|drawn| {
        let profiles = drawn
            .into_iter()
            .enumerate()
            .map(|(place, (seed, detail))| {
                made_profile(&format!("sample {place}"), Detail::ALL[detail], seed)
            });
        ProfileSet::new(profiles.collect()).unwrap()
    })
}

/// The host as a source that only counts reads tells of it.
fn counted_host(profile: &Profile) -> Option<Host> {
    profile.host().map(|host| {
        let share = host.part.reads as f64 / profile.total_reads().max(1) as f64;
        Host {
            taxid: host.taxid,
            sex: None,
            part: Part {
                reads: host.part.reads,
                sequence_share: Interval::exact(share).unwrap(),
                taxonomic_share: None,
            },
        }
    })
}

/// The believed taxa of the eight levels, without estimates.
fn counted_taxa(profile: &Profile) -> Vec<Entry> {
    let taxa = profile.entries().iter();
    let taxa = taxa.filter(|entry| entry.rank.level().is_some() && entry.clade_reads > 0);
    taxa.map(|entry| Entry {
        estimate: None,
        ..entry.clone()
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tidy_tables_hold_all_but_direct_reads_reach_and_quality(set in sets()) {
        let mut bytes = Vec::new();
        write_tidy(&mut bytes, &set).unwrap();
        let expected: Vec<Profile> = set
            .iter()
            .map(|profile| {
                let entries = profile.entries().iter().map(|entry| Entry {
                    direct_reads: None,
                    ..entry.clone()
                });
                let surroundings = Surroundings {
                    unknown: profile.unknown().copied(),
                    host: profile.host().cloned(),
                    ..Surroundings::default()
                };
                let (unknown, total) = (profile.unclassified_reads(), profile.total_reads());
                Profile::with_surroundings(
                    profile.sample(), entries.collect(), unknown, total, surroundings,
                )
                .unwrap()
            })
            .collect();
        prop_assert_eq!(read_tidy(&bytes[..]).unwrap(), expected);
    }

    #[test]
    fn kreports_hold_reads_of_believed_taxa_and_the_host(set in sets()) {
        for profile in &set {
            let report = render_kreport(profile).unwrap();
            let mut entries = counted_taxa(profile);
            let domains = profile.reads_at(Level::Domain);
            entries.push(Entry {
                taxid: 1,
                name: "root".into(),
                rank: Rank::NoRank,
                lineage: String::new(),
                clade_reads: profile.classified_reads(),
                direct_reads: Some(profile.classified_reads() - domains),
                estimate: None,
            });
            let surroundings = Surroundings {
                host: counted_host(profile),
                ..Surroundings::default()
            };
            let (unknown, total) = (profile.unclassified_reads(), profile.total_reads());
            let expected = Profile::with_surroundings(
                profile.sample(), entries, unknown, total, surroundings,
            );
            let found = read_kreport(report.as_bytes(), profile.sample()).unwrap();
            prop_assert_eq!(found, expected.unwrap());
        }
    }

    #[test]
    fn krona_texts_hold_reads_by_lineage(set in sets()) {
        for profile in &set {
            let text = render_krona(profile).unwrap();
            let counts = text.lines().filter_map(|line| line.split('\t').next());
            let sum: u64 = counts.map(|count| count.parse::<u64>().unwrap()).sum();
            prop_assert_eq!(sum, profile.total_reads());
            let found = read_krona(text.as_bytes(), profile.sample()).unwrap();
            prop_assert_eq!(found.total_reads(), profile.total_reads());
            prop_assert_eq!(found.unclassified_reads(), profile.unclassified_reads());
            let host = counted_host(profile).map(|host| Host { taxid: 0, ..host });
            prop_assert_eq!(found.host(), host.as_ref());
            let by_lineage = |entries: &[Entry]| -> BTreeMap<String, Entry> {
                let entries = entries.iter().map(|entry| {
                    (entry.lineage.clone(), Entry { taxid: 7, ..entry.clone() })
                });
                entries.collect()
            };
            let expected = counted_taxa(profile);
            prop_assert_eq!(by_lineage(found.entries()), by_lineage(&expected));
        }
    }

    #[test]
    fn share_tables_come_back_from_cami_and_metaphlan(set in sets()) {
        for profile in &set {
            for quantity in [Quantity::SequenceShare, Quantity::TaxonomicShare] {
                let table = profile.share_table(quantity);
                let text = render_cami(&table);
                prop_assert_eq!(&read_cami(text.as_bytes()).unwrap(), &table);
                let text = render_metaphlan(&table);
                let mut expected = table;
                for step in expected.rows.iter_mut().flat_map(|row| &mut row.path) {
                    step.name = step.name.replace(' ', "_");
                }
                prop_assert_eq!(read_metaphlan(text.as_bytes()).unwrap(), expected);
            }
        }
    }

    #[test]
    fn tables_of_all_samples_come_back(set in sets()) {
        let merged = MergedShares::of(&set);
        let text = render_merged(&merged).unwrap();
        prop_assert_eq!(read_merged(text.as_bytes()).unwrap(), merged);
        for level in Level::ALL {
            for quantity in Quantity::ALL {
                let matrix = Matrix::of(&set.at(level), quantity);
                let text = render_matrix(&matrix).unwrap();
                prop_assert_eq!(read_matrix(text.as_bytes()).unwrap(), matrix);
            }
        }
        let reach: BTreeMap<String, Vec<Reach>> = set
            .iter()
            .map(|profile| (profile.sample().to_owned(), profile.reach().to_vec()))
            .collect();
        let text = render_unknown(&set);
        prop_assert_eq!(read_unknown(text.as_bytes()).unwrap(), reach);
        let quality: Vec<QualityRow> = set.iter().map(QualityRow::of).collect();
        let text = render_quality(&quality);
        prop_assert_eq!(read_quality(text.as_bytes()).unwrap(), quality);
    }

    #[test]
    fn bracken_rows_add_up_and_come_back(set in sets()) {
        for profile in &set {
            let rows = bracken_rows(profile, Level::Species);
            for row in &rows {
                prop_assert_eq!(row.called_reads + row.added_reads, row.reads);
            }
            let sum: u64 = rows.iter().map(|row| row.reads).sum();
            prop_assert_eq!(sum, profile.reads_at(Level::Species));
            let text = render_bracken(&rows);
            prop_assert_eq!(read_bracken(text.as_bytes()).unwrap(), rows);
        }
    }

    #[test]
    fn matrices_account_for_every_read(set in sets()) {
        for level in Level::ALL {
            let matrix = Matrix::of(&set.at(level), Quantity::Reads);
            for (place, profile) in set.iter().enumerate() {
                let column = matrix.rows.iter().filter_map(|row| row.values[place]);
                prop_assert_eq!(column.sum::<f64>(), profile.total_reads() as f64);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn biom_files_come_back_and_every_writing_gives_the_same_bytes(set in sets()) {
        let folder = tempfile::tempdir().unwrap();
        let columns = SampleColumns::from([
            ("sample 0".into(), BTreeMap::from([("a/b".into(), "x é".into())])),
            ("sample 1".into(), BTreeMap::from([("sex".into(), "F".into())])),
            ("no such sample".into(), BTreeMap::from([("c".into(), "d".into())])),
        ]);
        let table = BiomTable::of(&set, &columns).unwrap();
        let of_species = table.reads.sum();
        let species = set.iter().map(|profile| profile.reads_at(Level::Species));
        prop_assert_eq!(of_species, species.sum::<u64>() as f64);
        let [one, other] = ["1.biom", "2.biom"].map(|name| folder.path().join(name));
        write_biom(&table, &one).unwrap();
        write_biom(&table, &other).unwrap();
        prop_assert_eq!(read_biom(&one).unwrap(), table);
        prop_assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
    }
}

#[test]
fn shares_of_nothing_are_not_known_and_not_nothing() {
    let profile = Profile::new("empty", Vec::new(), 0, 0).unwrap();
    let table = profile.share_table(Quantity::SequenceShare);
    assert_eq!((table.unknown, table.rows.len()), (None, 0));
    let matrix = Matrix::of(&profile.at(Level::Species), Quantity::SequenceShare);
    assert_eq!(matrix.rows[0].values, [None]);
    assert_eq!(round_significant(0.0), 0.0);
    let report = render_kreport(&profile).unwrap();
    assert_eq!(report.lines().count(), 2);
    assert_eq!(
        read_kreport(report.as_bytes(), "empty")
            .unwrap()
            .total_reads(),
        0
    );
}

#[test]
fn a_host_that_is_also_a_taxon_has_another_taxid_in_a_report() {
    let human = Entry {
        taxid: 9606,
        name: "Homo sapiens".into(),
        rank: Rank::Species,
        lineage: "s__Homo sapiens".into(),
        clade_reads: 2,
        direct_reads: None,
        estimate: None,
    };
    let share = Interval::exact(0.4).unwrap();
    let host = Host {
        taxid: 9606,
        sex: None,
        part: Part {
            reads: 4,
            sequence_share: share,
            taxonomic_share: None,
        },
    };
    let surroundings = Surroundings {
        host: Some(host),
        ..Surroundings::default()
    };
    let profile = Profile::with_surroundings("s", vec![human], 4, 10, surroundings).unwrap();
    let report = render_kreport(&profile).unwrap();
    assert!(report.contains("\tR1\t2147483647\t  host\n"), "{report}");
    let found = read_kreport(report.as_bytes(), "s").unwrap();
    assert_eq!(found.host().unwrap().taxid, 0);
    assert_eq!(found.host_reads(), 4);
}

#[test]
fn a_biom_file_whose_two_matrices_differ_is_corrupt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.biom");
    let set = ProfileSet::new(vec![made_profile("a", Detail::Counts, 3)]).unwrap();
    write_biom(&BiomTable::of(&set, &SampleColumns::new()).unwrap(), &path).unwrap();
    {
        let file = hdf5::File::open_rw(&path).unwrap();
        let data = file.dataset("sample/matrix/data").unwrap();
        let mut values: Vec<f64> = data.read_raw().unwrap();
        values[0] += 1.0;
        data.write_raw(&values).unwrap();
    }
    let error = read_biom(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert_eq!(error.place().path.as_deref(), Some(path.as_path()));
}
