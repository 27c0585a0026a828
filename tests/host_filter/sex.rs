//! Sex chromosomes: their keys, and the reads that show them.

use super::made::build;
use super::made_genome::{MadeGenome, NAMELESS, NAMES, X_OWN_BP, Y_OWN_BP, files, run, swap_lab};
use super::support::genomes::fasta;
use super::support::lab::Lab;
use nuka::database::HostFilter;
use nuka::profile::run::SampleRecord;
use nuka::profile::{ReadSex, SexReads};
use std::path::{Path, PathBuf};

fn built(folder: &Path, name: &str, text: &[u8]) -> HostFilter {
    let path = folder.join(format!("{name}.fa"));
    std::fs::write(&path, text).unwrap();
    build(&[path], 2, &folder.join(format!("{name}.nuka")))
}

#[test]
fn keys_of_one_sex_chromosome_are_those_that_stand_there_once_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let genome = MadeGenome::new();
    let filter = built(folder.path(), "named", &genome.fasta(NAMES));
    let keys = filter.parameters().sex.unwrap();
    // One k-mer in 11, of random sequence: within a tenth of what the own stretches hold.
    for (found, own_bp) in [(keys.x.keys, X_OWN_BP), (keys.y.keys, Y_OWN_BP)] {
        let expected = own_bp as f64 / 11.0;
        assert!(
            (found as f64 / expected - 1.0).abs() < 0.1,
            "{found} {expected}"
        );
    }
    filter.verify().unwrap();

    // In several files and in another order it is the same filter but for its sources.
    let sequences = [&genome.y, &genome.autosome, &genome.x];
    let names = [NAMES[2], NAMES[0], "X"];
    let files: Vec<PathBuf> = (0..3)
        .map(|place| {
            let path = folder.path().join(format!("part{place}.fa"));
            std::fs::write(&path, fasta(names[place], sequences[place])).unwrap();
            path
        })
        .collect();
    let parted = build(&files, 1, &folder.path().join("parted.nuka"));
    assert_eq!(parted.parameters().sex, Some(keys));
    assert_eq!(parted.file_bytes(), filter.file_bytes());

    // A second assembly that names its chromosomes takes no key away.
    let other = genome.fasta(["1", "X", "Y"]);
    let twice = [genome.fasta(NAMES), other].concat();
    let twice = built(folder.path(), "twice", &twice);
    assert_eq!(twice.parameters().sex, Some(keys));
}

#[test]
fn without_both_sex_chromosomes_of_a_person_a_filter_is_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let genome = MadeGenome::new();
    let read = |name: &str| std::fs::read(folder.path().join(format!("{name}.nuka"))).unwrap();
    let nameless = built(folder.path(), "nameless", &genome.fasta(NAMELESS));
    assert_eq!(nameless.parameters().sex, None);
    let text = serde_json::to_string(nameless.parameters()).unwrap();
    assert!(!text.contains("sex"), "{text}");
    // Two sections: the number stands behind magic and version.
    assert_eq!(read("nameless")[12], 2);

    let named = built(folder.path(), "named", &genome.fasta(NAMES));
    assert_eq!(read("named")[12], 4);
    assert_eq!(named.parameters().keys, nameless.parameters().keys);
    // The keys of all are the same bytes: a page of header, a page of parameters, then they.
    let pages = |name: &str| read(name)[2 * 4096..].to_vec();
    let of_all = pages("nameless");
    assert!(pages("named")[..of_all.len()] == of_all);

    let woman = [fasta("chr1", &genome.autosome), fasta("chrX", &genome.x)];
    let woman = built(folder.path(), "woman", &woman.concat());
    assert_eq!(woman.parameters().sex, None);

    let lab = Lab::new();
    lab.write("mouse.fa", &genome.fasta(NAMES));
    let mouse = "db build --quiet --filter --taxid 10090 --genomes mouse.fa --out mouse.nuka";
    assert_eq!(lab.run(mouse).code, Some(0));
    let mouse = HostFilter::open(&lab.path("mouse.nuka")).unwrap();
    assert_eq!(mouse.parameters().sex, None);
}

fn sex_reads(lab: &Lab, folder: &str, sample: &str) -> Option<SexReads> {
    let path = lab.path(folder).join(SampleRecord::name_of(sample));
    let profile = SampleRecord::open(&path).unwrap().profile;
    profile.host().unwrap().sex
}

#[test]
fn a_man_and_a_woman_are_told_apart_by_their_reads() {
    let lab = swap_lab();
    let profile = "profile --quiet --db gut.nuka --host-db";
    for threads in [1, 4] {
        run(
            &lab,
            &format!(
                "{profile} host.nuka --threads {threads} --samples right.tsv --out p{threads}"
            ),
        );
    }
    let of = |sample| sex_reads(&lab, "p1", sample).unwrap();
    let (woman, man) = (of("sa"), of("sb"));
    assert_eq!(sex_reads(&lab, "p4", "sa"), Some(woman));
    assert_eq!(sex_reads(&lab, "p4", "sb"), Some(man));
    assert_eq!(woman.speak_for(), ReadSex::Female);
    assert_eq!(man.speak_for(), ReadSex::Male);
    assert_eq!(woman.host_reads_y, 0);
    // Of 2,000 reads so many come from the own stretches; a few at their ends and with
    // errors show too few k-mers. Five standard deviations.
    let autosomes = 2.0 * 60_000.0;
    let (x, y) = (47_000.0, 16_000.0);
    for (found, own, all) in [
        (
            woman.host_reads_x,
            2.0 * X_OWN_BP as f64,
            autosomes + 2.0 * x,
        ),
        (man.host_reads_x, X_OWN_BP as f64, autosomes + x + y),
        (man.host_reads_y, Y_OWN_BP as f64, autosomes + x + y),
    ] {
        let expected = 2_000.0 * own / all;
        let distance = (found as f64 - 0.97 * expected).abs();
        assert!(
            distance < 5.0 * expected.sqrt(),
            "{found} found, {expected} expected"
        );
    }

    // A filter that names no sex chromosomes counts none, finds the same reads, and no
    // table, page or matrix of a run is another one.
    run(
        &lab,
        &format!("{profile} nameless.nuka --samples right.tsv --out q --formats all"),
    );
    run(
        &lab,
        &format!("{profile} host.nuka --samples right.tsv --out p --formats all"),
    );
    assert_eq!(sex_reads(&lab, "q", "sb"), None);
    let record = String::from_utf8(lab.read("q/samples/sb.json")).unwrap();
    assert!(!record.contains("\"sex\""));
    let (with, without) = (files(&lab.path("p")), files(&lab.path("q")));
    assert!(with.len() > 10);
    for (name, bytes) in &with {
        let tells = name == "manifest.json" || name.starts_with("samples/");
        assert_eq!(without[name] != *bytes, tells, "{name}");
    }
}
