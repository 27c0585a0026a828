//! Which reads are found, and that damage is.

use super::made::{build, build_within, found, judge, random_host};
use super::shared::shared_data;
use super::support::genomes::{Random, fasta, random_genome};
use nuka::database::{Database, MemoryBudget};
use nuka::reads::Layout;
use std::path::PathBuf;

#[test]
fn human_reads_are_found_and_bacterial_ones_are_not() {
    let Some(shared) = shared_data("host_filter") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let host = shared.join("data/genomes/host");
    let files =
        ["human_hg_chr22_20-21M.fa.gz", "human_sunbeam_chunk.fa"].map(|name| host.join(name));
    let filter = build(&files, 2, &folder.path().join("human.nuka"));
    let reads = ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name));
    let fragments = found(&filter, &reads, Layout::Paired);
    let count = |class: bool, taken: bool| {
        let of_class = fragments
            .iter()
            .filter(|(name, _)| name.contains("|host") == class);
        of_class.filter(|(_, is_host)| *is_host == taken).count()
    };
    let (hits, misses) = (count(true, true), count(true, false));
    let wrong = count(false, true);
    assert_eq!(wrong, 0);
    assert!(hits > 6_000);
    // One in a thousand may be missed.
    assert!(1_000 * misses <= hits, "{misses} missed, {hits} found");

    let real = ["human_chr22_reads_1.fa", "human_chr22_reads_2.fa"];
    let real = real.map(|name| shared.join("data/reads/host").join(name));
    let fragments = found(&filter, &real, Layout::Paired);
    assert_eq!(fragments.len(), 1_000);
    assert!(fragments.iter().all(|&(_, is_host)| is_host));
}

#[test]
fn a_pair_is_judged_the_same_on_the_other_strand_and_with_its_mates_exchanged() {
    let folder = tempfile::tempdir().unwrap();
    let (filter, genome) = random_host(folder.path());
    let mut random = Random::new(7);
    // Substitutions from none to one base in five: clear, doubtful and lost pairs.
    let pairs: Vec<(Vec<u8>, Vec<u8>)> = (0..3_000)
        .map(|number| {
            let mut mate = || {
                let start = random.below(genome.len() - 120);
                let mut read = genome[start..start + 120].to_vec();
                for base in &mut read {
                    if random.below(150) < number / 100 {
                        *base = b"ACGTN"[random.below(5)];
                    }
                }
                read
            };
            (mate(), mate())
        })
        .collect();
    let judged = judge(&filter, &pairs);
    let hosts = judged.iter().filter(|&&is_host| is_host).count();
    assert!((500..2_950).contains(&hosts), "{hosts}");
    assert!(judged[..100].iter().all(|&is_host| is_host));
    let other = |read: &Vec<u8>| bio::alphabets::dna::revcomp(read);
    let exchanged: Vec<_> = pairs.iter().map(|(a, b)| (b.clone(), a.clone())).collect();
    assert_eq!(judge(&filter, &exchanged), judged);
    let flipped: Vec<_> = pairs.iter().map(|(a, b)| (other(a), other(b))).collect();
    assert_eq!(judge(&filter, &flipped), judged);
}

#[test]
fn repeats_never_make_a_host() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("h.fa");
    let motifs: [&[u8]; 6] = [b"A", b"AC", b"AAT", b"GATA", b"TTTCC", b"TTAGGGA"];
    let repeat = |motif: &[u8]| motif.iter().copied().cycle().take(400).collect::<Vec<u8>>();
    let mut genome = random_genome(5, 5_000);
    motifs.iter().for_each(|motif| genome.extend(repeat(motif)));
    std::fs::write(&path, fasta("chr", &genome)).unwrap();
    let filter = build(&[path], 1, &folder.path().join("h.nuka"));
    let pairs: Vec<_> = motifs
        .iter()
        .map(|motif| {
            (
                repeat(motif)[..150].to_vec(),
                repeat(motif)[100..250].to_vec(),
            )
        })
        .collect();
    assert_eq!(judge(&filter, &pairs), [false; 6]);
    let gene = (genome[..150].to_vec(), genome[200..350].to_vec());
    assert_eq!(judge(&filter, &[gene]), [true]);
}

#[test]
fn mates_that_overlap_are_one_piece_of_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let (filter, genome) = random_host(folder.path());
    let foreign = random_genome(6, 150);
    // So short a stretch of the host's that at most one sampled k-mer fits in.
    let wrong = (0..2_000)
        .filter(|start| {
            let mut read = foreign.clone();
            read[60..86].copy_from_slice(&genome[*start..start + 26]);
            judge(
                &filter,
                &[(read.clone(), bio::alphabets::dna::revcomp(&read))],
            )[0]
        })
        .count();
    assert_eq!(wrong, 0);
}

#[test]
fn the_filter_is_the_same_at_any_number_of_threads_in_any_order_of_files_and_in_any_memory() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..3)
        .map(|seed| {
            let path = folder.path().join(format!("{seed}.fa"));
            std::fs::write(&path, fasta("chr", &random_genome(seed, 30_000))).unwrap();
            path
        })
        .collect();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    build(&files, 1, &a);
    let shuffled = [files[2].clone(), files[0].clone(), files[1].clone()];
    build(&shuffled, 8, &b);
    let expected = std::fs::read(&a).unwrap();
    assert!(std::fs::read(&b).unwrap() == expected);
    // So little that k-mers are put aside in the middle of a chromosome.
    let little = MemoryBudget::of_bytes(MemoryBudget::LEAST_BYTES).unwrap();
    for threads in [1, 2, 7] {
        build_within(little, &files, threads, &b);
        assert!(std::fs::read(&b).unwrap() == expected, "{threads} threads");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
}

#[test]
fn a_damaged_filter_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (fasta_path, path) = (folder.path().join("h.fa"), folder.path().join("h.nuka"));
    std::fs::write(&fasta_path, fasta("chr", &random_genome(5, 20_000))).unwrap();
    build(&[fasta_path], 1, &path);
    let whole = std::fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(997) {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        std::fs::write(&path, &bytes).unwrap();
        let verified = Database::open(&path).and_then(|database| match database {
            Database::Filter(filter) => filter.verify(),
            _ => Ok(()),
        });
        assert!(verified.is_err(), "byte {at}");
    }
    for length in [0, 8, 4_095, 4_096, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(Database::open(&path).is_err(), "{length}");
    }
}
