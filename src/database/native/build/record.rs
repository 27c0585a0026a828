//! What a build sorts by range.

use super::super::table::Key;
use super::super::values::{MOST_MEMBERS, SpeciesSet};
use crate::database::ranges::Record;
use crate::taxonomy::Taxon;

/// A sampled k-mer of a genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyRecord {
    pub(super) hash: u64,
    /// The genome's taxon.
    pub(super) taxon: Taxon,
    /// The chunk of the genome it lies in.
    pub(super) chunk: u8,
}

/// A set of species, and keys that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SetRecord {
    pub(super) set: SpeciesSet,
    pub(super) keys: u64,
}

impl Record for KeyRecord {
    const BYTES: usize = 13;

    fn write(self, bytes: &mut Vec<u8>) {
        let mut packed = [0; Self::BYTES];
        packed[..8].copy_from_slice(&self.hash.to_le_bytes());
        packed[8..12].copy_from_slice(&(self.taxon.index() as u32).to_le_bytes());
        packed[12] = self.chunk;
        bytes.extend_from_slice(&packed);
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            hash: u64::read(bytes),
            taxon: read_taxon(&bytes[8..]),
            chunk: bytes[12],
        }
    }
}

/// A joined key takes no more than the records it was joined from.
impl Record for Key {
    const BYTES: usize = KeyRecord::BYTES;

    fn write(self, bytes: &mut Vec<u8>) {
        let taxon = Taxon::from_index(self.value);
        let Self { hash, chunk, .. } = self;
        KeyRecord { hash, taxon, chunk }.write(bytes);
    }

    fn read(bytes: &[u8]) -> Self {
        let KeyRecord { hash, taxon, chunk } = KeyRecord::read(bytes);
        let value = taxon.index() as u32;
        Self { hash, value, chunk }
    }
}

impl Record for SetRecord {
    const BYTES: usize = 8 + 4 * MOST_MEMBERS;

    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.keys.to_le_bytes());
        let members = self.set.iter();
        bytes.extend(members.flat_map(|taxon| (taxon.index() as u32).to_le_bytes()));
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            keys: u64::read(bytes),
            set: std::array::from_fn(|member| read_taxon(&bytes[8 + 4 * member..])),
        }
    }
}

fn read_taxon(bytes: &[u8]) -> Taxon {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[..4]);
    Taxon::from_index(u32::from_le_bytes(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_come_back_from_their_bytes(
            hash in any::<u64>(),
            members in any::<[u32; MOST_MEMBERS]>(),
            chunk in any::<u8>(),
            before in 0_usize..3,
        ) {
            let mut bytes = vec![7; before];
            let key = KeyRecord { hash, taxon: Taxon::from_index(members[0]), chunk };
            key.write(&mut bytes);
            prop_assert_eq!(bytes.len(), before + KeyRecord::BYTES);
            prop_assert_eq!(KeyRecord::read(&bytes[before..]), key);
            let joined = Key { hash, value: members[0], chunk };
            bytes.truncate(before);
            joined.write(&mut bytes);
            prop_assert_eq!(Key::read(&bytes[before..]), joined);
            let set = SetRecord { set: members.map(Taxon::from_index), keys: hash };
            bytes.truncate(before);
            set.write(&mut bytes);
            prop_assert_eq!(bytes.len(), before + SetRecord::BYTES);
            prop_assert_eq!(SetRecord::read(&bytes[before..]), set);
        }
    }
}
