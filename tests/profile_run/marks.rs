//! One database is told from another, whatever their names.

use super::support::lab::Lab;
use nuka::database::{Database, DatabaseMark};

fn mark(lab: &Lab, name: &str) -> DatabaseMark {
    Database::open(&lab.path(name)).unwrap().mark().unwrap()
}

#[test]
fn a_copy_has_the_same_mark_and_another_database_another() {
    let lab = Lab::new();
    lab.change("gut.nuka", "copy.nuka", |_| {});
    let native = mark(&lab, "gut.nuka");
    assert_eq!((native.k, native.s, native.l), (23, Some(13), None));
    assert_eq!(native.species, super::support::lab::GENOMES as u64);
    assert_eq!(mark(&lab, "copy.nuka"), native);
    lab.change("g0.fna", "g0.fna", |bytes| {
        *bytes.last_mut().unwrap() = b'A'
    });
    lab.change("g0.fna", "g0.fna", |bytes| {
        bytes.extend_from_slice(b"CCGTA\n")
    });
    lab.run("db build --quiet --genomes genomes.tsv --out other.nuka");
    assert_ne!(mark(&lab, "other.nuka").checksum, native.checksum);

    let kraken2 = mark(&lab, "k2");
    assert_eq!((kraken2.k, kraken2.s, kraken2.l), (35, None, Some(31)));
    lab.copy_kraken2("k2-copy");
    assert_eq!(mark(&lab, "k2-copy"), kraken2);
    let hash = "k2-copy/hash.k2d";
    lab.change(hash, hash, |bytes| *bytes.last_mut().unwrap() ^= 1);
    assert_ne!(mark(&lab, "k2-copy").checksum, kraken2.checksum);
    assert_ne!(kraken2.checksum, native.checksum);
}
