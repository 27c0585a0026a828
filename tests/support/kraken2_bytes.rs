//! The three files of a Kraken 2 database, written from scratch.

use nuka::minimizer::{Kraken2Scanner, Kraken2Shape, Runs};
use std::path::Path;

/// A taxon: parent's number, taxid, name, rank. Numbers count from 1, the root.
pub(crate) type Node = (u64, u64, &'static str, &'static str);

/// Bits of a cell that hold the taxon.
const VALUE_BITS: u64 = 10;

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The MurmurHash3 finalizer, which places minimizers in the table.
fn murmur(key: u64) -> u64 {
    let mut hash = key;
    for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

pub(crate) fn options() -> Vec<u8> {
    let shape = Kraken2Shape::default();
    let (k, l) = (shape.k as u64, shape.l as u64);
    words(&[k, l, shape.spaced_seed_mask, shape.toggle_mask, 1, 0, 1, 0])
}

pub(crate) fn taxonomy(nodes: &[Node]) -> Vec<u8> {
    let (mut names, mut ranks) = (vec![0], vec![0]);
    let mut rows = words(&[0; 7]);
    for &(parent, taxid, name, rank) in nodes {
        rows.extend(words(&[
            parent,
            0,
            0,
            names.len() as u64,
            ranks.len() as u64,
            taxid,
            0,
        ]));
        for (table, text) in [(&mut names, name), (&mut ranks, rank)] {
            table.extend_from_slice(text.as_bytes());
            table.push(0);
        }
    }
    let counts = [
        nodes.len() as u64 + 1,
        names.len() as u64,
        ranks.len() as u64,
    ];
    [b"K2TAXDAT".to_vec(), words(&counts), rows, names, ranks].concat()
}

/// A table in which the minimizers of each sequence stand for a taxon's number.
pub(crate) fn table(sequences: &[(&[u8], u32)]) -> Vec<u8> {
    let mut scanner = Kraken2Scanner::new(Kraken2Shape::default()).unwrap();
    let mut keys = Vec::new();
    for &(sequence, taxon) in sequences {
        let mut runs = Runs::default();
        scanner.scan(sequence, &mut runs);
        keys.extend(runs.keys().iter().map(|&key| (murmur(key), taxon)));
    }
    let capacity = 2 * keys.len() + 1;
    let mut cells = vec![0_u32; capacity];
    for &(hash, taxon) in &keys {
        let fingerprint = (hash >> (32 + VALUE_BITS)) as u32;
        let cell = (fingerprint << VALUE_BITS) | taxon;
        let mut at = (hash % capacity as u64) as usize;
        while cells[at] != 0 && cells[at] >> VALUE_BITS != fingerprint {
            at = (at + 1) % capacity;
        }
        cells[at] = cell;
    }
    let size = cells.iter().filter(|&&cell| cell != 0).count() as u64;
    let mut bytes = words(&[capacity as u64, size, 32 - VALUE_BITS, VALUE_BITS]);
    bytes.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
    bytes
}

/// Writes a database of species 11, 12 ... of one genus, one for each genome.
pub(crate) fn write_database(folder: &Path, genomes: &[Vec<u8>]) {
    std::fs::create_dir_all(folder).unwrap();
    let mut nodes: Vec<Node> = vec![(0, 1, "root", "no rank"), (1, 10, "Genus", "genus")];
    for number in 0..genomes.len() as u64 {
        nodes.push((2, 11 + number, "Genus species", "species"));
    }
    let sequences: Vec<(&[u8], u32)> = genomes
        .iter()
        .zip(3..)
        .map(|(genome, number)| (&genome[..], number))
        .collect();
    std::fs::write(folder.join("opts.k2d"), options()).unwrap();
    std::fs::write(folder.join("taxo.k2d"), taxonomy(&nodes)).unwrap();
    std::fs::write(folder.join("hash.k2d"), table(&sequences)).unwrap();
}
