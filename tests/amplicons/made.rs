//! Genes made along a tree.

use super::genomes::{Random, random_genome};
use super::{build, check_sums, pool, profile_text, reads};
use nuka::classify::{Kernel, Settings};
use nuka::database::amplicon::{AmpliconPlan, read_references};
use nuka::database::{AmpliconDatabase, Database};
use nuka::profile::Status;
use nuka::taxonomy::Level;
use std::path::Path;

/// Length of the made genes, in bases.
const GENE: usize = 1_200;
/// The stretch that is amplified.
const AMPLICON: std::ops::Range<usize> = 400..800;

/// A gene with every base changed that a step of about this many bases meets.
fn mutated(gene: &[u8], step: usize, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut gene = gene.to_vec();
    let mut place = random.below(step);
    while place < gene.len() {
        gene[place] = match gene[place] {
            b'A' => b'C',
            b'C' => b'G',
            b'G' => b'T',
            _ => b'A',
        };
        place += 1 + random.below(2 * step);
    }
    gene
}

/// Two families of two genera of two species: name of the genus, of the species, gene.
pub(super) fn genes() -> Vec<(String, String, Vec<u8>)> {
    let root = random_genome(7, GENE);
    let mut genes = Vec::new();
    for family in 0..2 {
        let above = mutated(&root, 7, 10 + family);
        for genus in 0..2 {
            let number = 2 * family + genus;
            let name = ["Alpha", "Beta", "Gamma", "Delta"][number as usize];
            let ancestor = mutated(&above, 24, 100 + number);
            for species in ["una", "duo"] {
                let seed = 1_000 + genes.len() as u64;
                genes.push((
                    name.to_owned(),
                    format!("{name} {species}"),
                    mutated(&ancestor, 80, seed),
                ));
            }
        }
    }
    genes
}

pub(super) fn fasta(genes: &[(String, String, Vec<u8>)]) -> String {
    let record = |(genus, species, gene): &(String, String, Vec<u8>)| {
        let family = if genus == "Alpha" || genus == "Beta" {
            "Prior"
        } else {
            "Posterior"
        };
        let id = species.replace(' ', "_");
        let gene = String::from_utf8_lossy(gene).into_owned();
        format!(">{id} d__Bacteria;p__P;f__{family};g__{genus};s__{species}\n{gene}\n")
    };
    genes.iter().map(record).collect()
}

fn database_of(text: &str) -> AmpliconDatabase {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("references.fa");
    std::fs::write(&path, text).unwrap();
    build(&path, None)
}

fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    let complement = |base: &u8| match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        _ => b'A',
    };
    bases.iter().rev().map(complement).collect()
}

/// Amplicons with their copies as FASTA.
fn sample(amplicons: &[(&[u8], usize)]) -> String {
    let mut text = String::new();
    for (amplicon, copies) in amplicons {
        for copy in 0..*copies {
            text += &format!(">r{copy}\n{}\n", String::from_utf8_lossy(amplicon));
        }
    }
    text
}

#[test]
fn genera_get_the_reads_they_gave_and_species_where_they_differ() {
    let genes = genes();
    let database = database_of(&fasta(&genes));
    let amplicons: Vec<(&[u8], usize)> = genes
        .iter()
        .zip([400, 0, 100, 100, 0, 50, 0, 0])
        .map(|((.., gene), copies)| (&gene[AMPLICON], copies))
        .collect();
    let profile = profile_text(&database, &[sample(&amplicons)], 2);
    check_sums(&profile);
    for (genus, given) in [("Alpha", 400), ("Beta", 200), ("Gamma", 50), ("Delta", 0)] {
        let found = reads(&profile, genus);
        assert!(
            found.abs_diff(given) * 50 <= given,
            "{genus} {found} {given}"
        );
    }
    assert!(reads(&profile, "Alpha una") > 300);
    assert_eq!(reads(&profile, "Alpha duo"), 0);
    assert_eq!(
        reads(&profile, "Prior"),
        reads(&profile, "Alpha") + reads(&profile, "Beta")
    );
}

#[test]
fn neither_strand_nor_threads_nor_pairing_change_what_is_found() {
    let genes = genes();
    let database = database_of(&fasta(&genes));
    let amplicons: Vec<(Vec<u8>, usize)> = genes
        .iter()
        .zip([60, 5, 30, 0, 11, 0, 3, 9])
        .map(|((.., gene), copies)| (gene[AMPLICON].to_vec(), copies))
        .collect();
    let text = |of: &dyn Fn(&[u8]) -> Vec<u8>| {
        let made: Vec<(Vec<u8>, usize)> = amplicons
            .iter()
            .map(|(amplicon, copies)| (of(amplicon), *copies))
            .collect();
        let made: Vec<(&[u8], usize)> = made
            .iter()
            .map(|(amplicon, copies)| (&amplicon[..], *copies))
            .collect();
        sample(&made)
    };
    let forward = profile_text(&database, &[text(&<[u8]>::to_vec)], 1);
    for threads in [2, 5] {
        assert_eq!(
            profile_text(&database, &[text(&<[u8]>::to_vec)], threads),
            forward
        );
    }
    assert_eq!(
        profile_text(&database, &[text(&reverse_complement)], 2),
        forward
    );

    let first = text(&|amplicon| amplicon[..250].to_vec());
    let second = text(&|amplicon| reverse_complement(&amplicon[150..]));
    let paired = profile_text(&database, &[first.clone(), second.clone()], 3);
    assert_eq!(profile_text(&database, &[second, first], 1), paired);
    check_sums(&paired);
    for genus in ["Alpha", "Beta", "Gamma", "Delta"] {
        // What both mates show counts once: all is as in the whole amplicon.
        assert_eq!(reads(&paired, genus), reads(&forward, genus), "{genus}");
    }
}

#[test]
fn what_the_references_lack_is_unknown_and_reaches_its_family() {
    let genes = genes();
    let known: Vec<_> = genes
        .iter()
        .filter(|(genus, ..)| genus != "Beta")
        .cloned()
        .collect();
    let database = database_of(&fasta(&known));
    let noise = random_genome(99, 400);
    let amplicons = [
        (&genes[2].2[AMPLICON], 70),
        (&noise[..], 30),
        (&genes[0].2[AMPLICON], 100),
    ];
    let profile = profile_text(&database, &[sample(&amplicons)], 2);
    check_sums(&profile);
    let reached = |name: &str| {
        let mut reach = profile.reach().iter();
        reach
            .find(|reach| reach.name == name)
            .map_or(0, |reach| reach.reads)
    };
    assert!(profile.unclassified_reads() >= 100);
    assert!(reached("Prior") >= 70);
    assert_eq!(reached(""), 30);
    assert!(reads(&profile, "Alpha") >= 97);
}

#[test]
fn chimeras_of_frequent_parents_are_counted_and_given_to_neither() {
    let genes = genes();
    let database = database_of(&fasta(&genes));
    let (one, other) = (&genes[0].2[AMPLICON], &genes[4].2[AMPLICON]);
    let chimera = [&one[..200], &other[200..]].concat();
    let amplicons = [(one, 300), (other, 200), (&chimera[..], 20)];
    let profile = profile_text(&database, &[sample(&amplicons)], 2);
    check_sums(&profile);
    assert_eq!(profile.quality().unwrap().chimeric_reads, 20);
    assert!(profile.unclassified_reads() >= 20);
    // Without its parents it is no chimera, only strange.
    let alone = profile_text(&database, &[sample(&amplicons[2..])], 1);
    assert_eq!(alone.quality().unwrap().chimeric_reads, 0);
}

#[test]
fn a_rare_twin_of_a_frequent_genus_is_an_error_and_a_frequent_one_is_a_genus() {
    let mut genes = genes();
    // A genus whose amplicon differs from Alpha's in two bases.
    let mut twin = genes[0].2.clone();
    for place in [500, 600] {
        twin[place] = if twin[place] == b'A' { b'C' } else { b'A' };
    }
    genes.push(("Omega".into(), "Omega una".into(), twin.clone()));
    let database = database_of(&fasta(&genes));
    let status = |copies: usize| {
        let amplicons = [(&genes[0].2[AMPLICON], 4_000), (&twin[AMPLICON], copies)];
        let profile = profile_text(&database, &[sample(&amplicons)], 2);
        check_sums(&profile);
        let mut entries = profile.entries().iter();
        let omega = entries.find(|entry| entry.name == "Omega").unwrap().clone();
        let estimate = omega.estimate.unwrap();
        (estimate.status, estimate.reason)
    };
    let (rare, why) = status(20);
    assert_eq!(rare, Status::Rejected);
    assert!(why.contains("erroneous copies of Alpha"), "{why}");
    assert_eq!(status(1_000).0, Status::Present);
}

#[test]
fn a_genus_needs_four_reads() {
    let genes = genes();
    let database = database_of(&fasta(&genes));
    for (copies, status) in [(3, Status::Doubtful), (4, Status::Present)] {
        let amplicons = [(&genes[0].2[AMPLICON], 50), (&genes[6].2[AMPLICON], copies)];
        let profile = profile_text(&database, &[sample(&amplicons)], 1);
        let mut entries = profile.entries().iter();
        let delta = entries.find(|entry| entry.name == "Delta").unwrap();
        assert_eq!(delta.estimate.as_ref().unwrap().status, status);
    }
}

#[test]
fn no_reads_make_an_empty_profile_and_short_ones_are_unknown() {
    let genes = genes();
    let database = database_of(&fasta(&genes));
    let empty = profile_text(&database, &[String::new()], 1);
    assert_eq!((empty.total_reads(), empty.entries().len()), (0, 0));
    let short = profile_text(&database, &[sample(&[(&genes[0].2[400..480], 9)])], 1);
    assert_eq!(short.unclassified_reads(), 9);
    check_sums(&short);
}

fn file(text: &str, path: &Path, threads: usize) -> Vec<u8> {
    let fasta = path.with_extension("fa");
    std::fs::write(&fasta, text).unwrap();
    let plan = AmpliconPlan::new(read_references(&fasta, None).unwrap()).unwrap();
    plan.build(&pool(threads), path).unwrap();
    std::fs::read(path).unwrap()
}

#[test]
fn the_file_depends_neither_on_threads_nor_on_the_order_of_the_references() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("16s.nuka");
    let mut genes = genes();
    let one = file(&fasta(&genes), &path, 1);
    assert_eq!(file(&fasta(&genes), &path, 4), one);
    // The checksum of the source differs; all else is the same.
    genes.reverse();
    let other = file(&fasta(&genes), &path, 2);
    let differing: Vec<usize> = (0..one.len()).filter(|&at| one[at] != other[at]).collect();
    assert!(
        differing.iter().all(|&at| at < 2 * 4096),
        "{:?}",
        differing.last()
    );
}

#[test]
fn damage_is_found_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("16s.nuka");
    let genes = genes();
    let whole = file(&fasta(&genes), &path, 1);
    AmpliconDatabase::open(&path).unwrap().verify().unwrap();
    let text = sample(&[(&genes[0].2[AMPLICON], 3), (&genes[5].2[AMPLICON], 2)]);
    for at in (0..whole.len()).step_by(997) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&path, damaged).unwrap();
        let Ok(database) = AmpliconDatabase::open(&path) else {
            continue;
        };
        assert!(database.verify().is_err(), "byte {at}");
        check_sums(&profile_text(&database, std::slice::from_ref(&text), 1));
    }
    for length in [0, 100, 4_096, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(AmpliconDatabase::open(&path).is_err(), "{length}");
    }
}

#[test]
fn reads_are_not_called_with_a_database_of_a_marker_gene() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("16s.nuka");
    file(&fasta(&genes()), &path, 1);
    let database = Database::open(&path).unwrap();
    assert!(matches!(database, Database::Amplicon(_)));
    let species = database.taxonomy().taxa();
    let is_species = |taxon: &_| database.taxonomy().rank(*taxon).level() == Some(Level::Species);
    assert_eq!(species.filter(is_species).count(), 8);
    let error = Kernel::new(&database, &Settings::default()).err().unwrap();
    assert!(error.to_string().contains("marker gene"), "{error}");
}
