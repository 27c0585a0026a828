//! Writes small Kraken 2 databases: `hash.k2d`, `opts.k2d`, `taxo.k2d`.

use nuka::minimizer::{Kraken2Scanner, Kraken2Shape, Runs};
use std::fs;
use std::path::Path;

/// One taxon: taxid, parent's taxid, rank, name.
pub(crate) type Row<'a> = (u64, u64, &'a str, &'a str);

/// A database in the making. The first row is the root; rows stand breadth first,
/// children side by side by ascending taxid, as Kraken 2 numbers them.
pub(crate) struct Kraken2Files<'a> {
    pub(crate) shape: Kraken2Shape,
    pub(crate) rows: Vec<Row<'a>>,
    /// Taxid and sequence.
    pub(crate) genomes: Vec<(u64, Vec<u8>)>,
    /// Bytes of `opts.k2d` to keep; 64 are all.
    pub(crate) options_bytes: usize,
    /// Minimizers with a hash below this are left out.
    pub(crate) minimum_hash: u64,
}

const VALUE_BITS: u64 = 10;

impl Kraken2Files<'_> {
    /// Writes the three files into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        let write = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).unwrap();
        write("opts.k2d", self.options());
        write("taxo.k2d", self.taxonomy());
        write("hash.k2d", self.table());
    }

    fn number(&self, taxid: u64) -> usize {
        let place = self.rows.iter().position(|row| row.0 == taxid);
        place.unwrap() + 1
    }

    fn parent(&self, number: usize) -> usize {
        match number {
            1 => 0,
            _ => self.number(self.rows[number - 1].1),
        }
    }

    fn common_ancestor(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if a > b {
                a = self.parent(a);
            } else {
                b = self.parent(b);
            }
        }
        a
    }

    fn options(&self) -> Vec<u8> {
        let Kraken2Shape {
            k,
            l,
            spaced_seed_mask,
            toggle_mask,
            reverse_complement_version,
        } = self.shape;
        let version = reverse_complement_version as u64;
        let is_dna = 1;
        let words = [
            k as u64,
            l as u64,
            spaced_seed_mask,
            toggle_mask,
            is_dna,
            self.minimum_hash,
            version,
            0,
        ];
        let mut bytes = words.map(u64::to_le_bytes).concat();
        bytes.truncate(self.options_bytes);
        bytes
    }

    fn taxonomy(&self) -> Vec<u8> {
        let (mut nodes, mut names, mut ranks) = (vec![[0_u64; 7]], vec![], vec![]);
        for (index, &(taxid, _, rank, name)) in self.rows.iter().enumerate() {
            let number = index + 1;
            let children: Vec<usize> = (1..=self.rows.len())
                .filter(|&child| self.parent(child) == number)
                .collect();
            nodes.push([
                self.parent(number) as u64,
                children.first().map_or(0, |&child| child as u64),
                children.len() as u64,
                names.len() as u64,
                ranks.len() as u64,
                taxid,
                0,
            ]);
            for (table, text) in [(&mut names, name), (&mut ranks, rank)] {
                table.extend(text.as_bytes());
                table.push(0);
            }
        }
        let counts = [nodes.len(), names.len(), ranks.len()];
        [
            b"K2TAXDAT".to_vec(),
            counts.map(|count| (count as u64).to_le_bytes()).concat(),
            nodes
                .concat()
                .iter()
                .flat_map(|n| n.to_le_bytes())
                .collect(),
            names,
            ranks,
        ]
        .concat()
    }

    pub(crate) fn table(&self) -> Vec<u8> {
        let key_bits = 32 - VALUE_BITS;
        let bases: usize = self.genomes.iter().map(|(_, bases)| bases.len()).sum();
        let mut cells = vec![0_u32; 2 * bases + 1];
        let capacity = cells.len();
        let mut scanner = Kraken2Scanner::new(self.shape).unwrap();
        for (taxid, bases) in &self.genomes {
            let mut runs = Runs::default();
            scanner.scan(bases, &mut runs);
            for hash in runs.keys().iter().map(|&minimizer| murmur(minimizer)) {
                if hash < self.minimum_hash {
                    continue;
                }
                let key = (hash >> (64 - key_bits)) as u32;
                let mut at = (hash % capacity as u64) as usize;
                while cells[at] != 0 && cells[at] >> VALUE_BITS != key {
                    at = (at + 1) % capacity;
                }
                let old = (cells[at] & ((1 << VALUE_BITS) - 1)) as usize;
                let mut taxon = self.number(*taxid);
                if old != 0 {
                    taxon = self.common_ancestor(old, taxon);
                }
                cells[at] = key << VALUE_BITS | taxon as u32;
            }
        }
        let occupied = cells.iter().filter(|&&cell| cell != 0).count();
        let header = [capacity as u64, occupied as u64, key_bits, VALUE_BITS];
        let mut bytes = header.map(u64::to_le_bytes).concat();
        bytes.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
        bytes
    }
}

/// The 64-bit finalizer of MurmurHash3.
fn murmur(key: u64) -> u64 {
    let mut hash = key;
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

/// Bases without pattern, always the same for a seed.
pub(crate) fn random_bases(seed: u64, length: usize) -> Vec<u8> {
    (0..length as u64)
        .map(|place| b"ACGT"[(murmur((seed << 32) + place + 1) >> 62) as usize])
        .collect()
}
