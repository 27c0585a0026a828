//! HITdb (2,473 sequences of the gut) and the amplicons of DADA2's examples.

use super::shared::shared_data;
use super::{build, check_sums, pool, reads};
use nuka::classify::amplicon::{PlacementParameters, Placer, Query};
use nuka::database::AmpliconDatabase;
use nuka::database::amplicon::base_set;
use nuka::profile::Profile;
use nuka::profile::amplicon::{AmpliconProfileParameters, profile_amplicons};
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use nuka::taxonomy::Level;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

fn hitdb(folder: &Path) -> AmpliconDatabase {
    build(
        &folder.join("HITdb_sequences.fna.gz"),
        Some(&folder.join("HITdb_taxonomy_qiime.txt")),
    )
}

fn folder(test: &str) -> Option<PathBuf> {
    Some(shared_data(test)?.join("data/16S"))
}

fn profile(database: &AmpliconDatabase, files: &[PathBuf], threads: usize) -> Profile {
    let layout = if files.len() == 2 {
        Layout::Paired
    } else {
        Layout::Single
    };
    let source = ReadSource::from_paths(files, layout, BatchSize::default()).unwrap();
    let parameters = AmpliconProfileParameters::default();
    profile_amplicons(&pool(threads), database, source, "s", &parameters).unwrap()
}

/// Header and sequence of each record.
fn records(path: &Path) -> Vec<(String, Vec<u8>)> {
    let paths = [path.to_path_buf()];
    let mut source = ReadSource::from_paths(&paths, Layout::Single, BatchSize::default()).unwrap();
    let mut batch = ReadBatch::new();
    let mut records = Vec::new();
    while let Some(raw) = source.next_raw().unwrap() {
        raw.parse(&mut batch).unwrap();
        records.extend(batch.fragments().map(|fragment| {
            let read = fragment.first();
            let header = String::from_utf8_lossy(read.header).into_owned();
            (header, read.sequence.to_vec())
        }));
    }
    records
}

/// What lies between the primers 515F and 806R.
fn v4(gene: &[u8]) -> Option<&[u8]> {
    let find = |primer: &[u8]| {
        let agrees = |window: &[u8]| {
            window.iter().zip(primer).all(|(&base, &letter)| {
                base_set(base)
                    .zip(base_set(letter))
                    .is_some_and(|(a, b)| a & b != 0)
            })
        };
        gene.windows(primer.len()).position(agrees)
    };
    let start = find(b"GTGYCAGCMGCCGCGGTAA")? + 19;
    let end = find(b"ATTAGAWACCCBNGTAGTCC")?;
    (start + 150..start + 400)
        .contains(&end)
        .then(|| &gene[start..end])
}

/// The calls of amplicons of which the genus is given.
#[derive(Debug, Default)]
struct Calls {
    known: u32,
    right: u32,
    wrong: u32,
    novel: u32,
    novel_called: u32,
    /// Amplicons, summed probabilities and right ones, where the first genus has 0.4 to 0.8.
    wavering: (u32, f64, u32),
}

fn call_all<'a>(
    database: &AmpliconDatabase,
    amplicons: impl Iterator<Item = (&'a str, &'a [u8])>,
    known: &HashSet<&str>,
) -> Calls {
    let parameters = PlacementParameters::default().check().unwrap();
    let mut placer = Placer::new(database, &parameters);
    let mut calls = Calls::default();
    for (genus, amplicon) in amplicons {
        let bases: Vec<u8> = amplicon.iter().filter_map(|&base| base_set(base)).collect();
        let query = Query {
            first: &bases,
            second: None,
            errors: 0.0,
        };
        let placement = placer.place(query);
        let first = placement.genera.first();
        let called = first.filter(|(_, probability)| *probability >= 0.8);
        let is_right = |taxon| database.taxonomy().name(taxon) == genus;
        if known.contains(genus) {
            calls.known += 1;
            match called {
                Some(&(taxon, _)) if is_right(taxon) => calls.right += 1,
                Some(_) => calls.wrong += 1,
                None => (),
            }
        } else {
            calls.novel += 1;
            calls.novel_called += u32::from(called.is_some());
        }
        if let Some(&(taxon, probability)) = first.filter(|(_, p)| (0.4..0.8).contains(p)) {
            calls.wavering.0 += 1;
            calls.wavering.1 += probability;
            calls.wavering.2 += u32::from(is_right(taxon));
        }
    }
    calls
}

fn genus_of(header: &str) -> &str {
    let after = header.split("g:").nth(1).unwrap_or_default();
    after.split([',', ';']).next().unwrap_or_default()
}

#[test]
fn genera_are_right_and_probabilities_hold_for_sequences_left_out() {
    let Some(folder) = folder("genera_are_right") else {
        return;
    };
    let all = records(&folder.join("dada2/ten_16s.100.fa.gz"));
    let kept = tempfile::tempdir().unwrap();
    let path = kept.path().join("kept.fa");
    let left_out = |place: &usize| place % 5 == 2;
    let mut text = Vec::new();
    for (_, (header, gene)) in all.iter().enumerate().filter(|(place, _)| !left_out(place)) {
        text.extend(format!(">{header}\n").as_bytes());
        text.extend(gene);
        text.push(b'\n');
    }
    std::fs::write(&path, text).unwrap();
    let database = build(&path, None);
    let genera = |is_wanted: &dyn Fn(&usize) -> bool| -> HashSet<&str> {
        let places = (0..all.len()).filter(is_wanted);
        places.map(|place| genus_of(&all[place].0)).collect()
    };
    let known = genera(&|place| !left_out(place));
    let queries = || {
        let places = all.iter().enumerate().filter(|(place, _)| left_out(place));
        places.map(|(_, (header, gene))| (genus_of(header), &gene[..]))
    };
    let whole = call_all(&database, queries(), &known);
    let short = call_all(
        &database,
        queries().filter_map(|(genus, gene)| Some((genus, v4(gene)?))),
        &known,
    );
    for (calls, right, called, novel) in [(&whole, 0.98, 0.7, 0.08), (&short, 0.96, 0.7, 0.18)] {
        assert!(calls.known > 500 && calls.novel > 80, "{calls:?}");
        let all_called = f64::from(calls.right + calls.wrong);
        assert!(f64::from(calls.right) >= right * all_called, "{calls:?}");
        assert!(all_called >= called * f64::from(calls.known), "{calls:?}");
        assert!(
            f64::from(calls.novel_called) <= novel * f64::from(calls.novel),
            "{calls:?}"
        );
    }
    // V4: what is said with 0.4 to 0.8 is right as often as that.
    let (count, said, right) = short.wavering;
    assert!(
        (said - f64::from(right)).abs() <= 0.1 * f64::from(count),
        "{short:?}"
    );

    // The sequences of the database itself.
    let places = || all.iter().enumerate().filter(|(place, _)| !left_out(place));
    let own = places().filter_map(|(_, (header, gene))| Some((genus_of(header), v4(gene)?)));
    let calls = call_all(&database, own, &known);
    assert!(calls.wrong * 500 <= calls.right, "{calls:?}");
    assert!(calls.right * 100 >= 95 * calls.known, "{calls:?}");
}

#[test]
fn gut_samples_of_pairs_hold_bacteroides_and_parabacteroides() {
    let Some(folder) = folder("gut_samples_of_pairs") else {
        return;
    };
    let database = hitdb(&folder);
    for sample in ["sam1", "sam2"] {
        let files = ["F", "R"].map(|mate| folder.join(format!("dada2/{sample}{mate}.fastq.gz")));
        let found = profile(&database, &files, 1);
        check_sums(&found);
        assert_eq!(found.total_reads(), 1_500);
        assert_eq!(profile(&database, &files, 3), found);
        assert!(reads(&found, "Bacteroides") > 1_000, "{sample}");
        assert!(
            (40..150).contains(&reads(&found, "Parabacteroides")),
            "{sample}"
        );
        assert!(found.unclassified_reads() < 200, "{sample}");
        // Amplicons of a simple community: no crowd of false genera.
        assert!(found.present(Level::Genus).count() <= 12, "{sample}");
        let quality = found.quality().unwrap();
        assert_eq!(quality.platform, "amplicon");
        assert_eq!(quality.duplicate_share, None);
    }
}

#[test]
fn whole_genes_of_a_mock_community_are_its_genera() {
    let Some(folder) = folder("whole_genes_of_a_mock_community") else {
        return;
    };
    let database = hitdb(&folder);
    let found = profile(&database, &[folder.join("dada2/samPB.fastq.gz")], 2);
    check_sums(&found);
    // The ZymoBIOMICS standard; HITdb has Listeria in its family alone, and no
    // sequence near those of its Enterobacteriaceae that is not another genus's.
    for genus in [
        "Bacillus",
        "Staphylococcus",
        "Lactobacillus",
        "Enterococcus",
        "Pseudomonas",
    ] {
        assert!(reads(&found, genus) >= 10, "{genus}");
    }
    let mut reach = found.reach().iter();
    let listeria = reach.find(|reach| reach.name == "Listeriaceae").unwrap();
    assert!(listeria.reads >= 50);
    assert!(found.present(Level::Genus).count() <= 7);
}

#[test]
fn phix_is_unknown() {
    let Some(folder) = folder("phix_is_unknown") else {
        return;
    };
    let database = hitdb(&folder);
    let found = profile(&database, &[folder.join("dada2/phix_genome.fa")], 1);
    assert_eq!((found.total_reads(), found.unclassified_reads()), (1, 1));
    assert_eq!(found.reach()[0].taxid, 0);
}

#[test]
fn training_sets_are_read_as_they_come() {
    let Some(folder) = folder("training_sets") else {
        return;
    };
    let dada2 = build(&folder.join("dada2/example_train_set.fa.gz"), None);
    assert_eq!(dada2.parameters().references, 100);
    assert_eq!(dada2.parameters().species, 0);
    let database = hitdb(&folder);
    let parameters = database.parameters();
    assert_eq!(
        (parameters.references, parameters.references_without_genus),
        (2_473, 439)
    );
    let told: Vec<(&str, bool)> = parameters
        .contradictions
        .iter()
        .map(|found| (found.name.as_str(), found.is_joined))
        .collect();
    assert!(told.contains(&("Blautia", true)) && told.contains(&("Bacteroides", false)));
}
