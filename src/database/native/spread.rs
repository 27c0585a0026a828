//! How the keys of each species lie: over the chunks of its genome, and in sets.
//!
//! Counted once when the database is built, so that a profile need not read the
//! whole table before its first read.

use super::values::ValueTable;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Taxon, Taxonomy};

/// Parts of equal length that each genome is cut into, to see how evenly it is found.
pub const CHUNKS_PER_GENOME: usize = 64;
/// Stands for the chunk of a key that some genome holds more than once: how often
/// it is found does not tell how deep the genome was sequenced.
pub(super) const REPEATED: u8 = CHUNKS_PER_GENOME as u8;

const ROW_WORDS: usize = 1 + CHUNKS_PER_GENOME;

/// Keys of each species alone by chunk, and keys of each set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The species, ascending.
    pub species: Vec<Taxon>,
    /// Keys of each species alone that no genome repeats, by chunk.
    pub chunks: Vec<[u32; CHUNKS_PER_GENOME]>,
    /// Keys of each set of the dictionary, in its order.
    pub set_keys: Vec<u64>,
}

impl Spread {
    /// Nothing counted yet, for the species of a database, ascending, and its sets.
    pub(super) fn empty_of(species: Vec<Taxon>, values: &ValueTable) -> Self {
        Self {
            chunks: vec![[0; CHUNKS_PER_GENOME]; species.len()],
            set_keys: vec![0; values.sets()],
            species,
        }
    }

    /// Counts keys by value and chunk.
    pub(super) fn count(&mut self, values: &ValueTable, keys: impl Iterator<Item = (u32, u8)>) {
        for (value, chunk) in keys {
            if let Some(set) = values.set_number(value) {
                self.set_keys[set] += 1;
                continue;
            }
            let owner = values.species(values.taxon(value));
            if chunk < REPEATED
                && let Ok(place) = self.species.binary_search(&owner)
            {
                self.chunks[place][usize::from(chunk)] += 1;
            }
        }
    }

    /// Adds what was counted for the same species and sets.
    pub(super) fn add(&mut self, other: &Self) {
        let chunks = self.chunks.iter_mut().flatten();
        for (all, more) in chunks.zip(other.chunks.iter().flatten()) {
            *all += more;
        }
        for (all, more) in self.set_keys.iter_mut().zip(&other.set_keys) {
            *all += more;
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let rows = self.species.iter().zip(&self.chunks);
        let mut bytes: Vec<u8> = (self.species.len() as u64).to_le_bytes().to_vec();
        for (species, chunks) in rows {
            bytes.extend((species.index() as u32).to_le_bytes());
            bytes.extend(chunks.iter().flat_map(|keys| keys.to_le_bytes()));
        }
        bytes.extend(self.set_keys.iter().flat_map(|keys| keys.to_le_bytes()));
        bytes
    }

    pub(super) fn read(bytes: &[u8], taxonomy: &Taxonomy, values: &ValueTable) -> Result<Self> {
        let broken = || {
            Error::new(
                ErrorKind::Malformed,
                "the counts do not fit the taxonomy and the sets",
            )
        };
        let (count, rest) = bytes.split_first_chunk::<8>().ok_or_else(broken)?;
        let count = u64::from_le_bytes(*count) as usize;
        let row_bytes = count.checked_mul(4 * ROW_WORDS).ok_or_else(broken)?;
        let (rows, sets) = rest.split_at_checked(row_bytes).ok_or_else(broken)?;
        let (sets, odd) = sets.as_chunks::<8>();
        if !odd.is_empty() || sets.len() != values.sets() {
            return Err(broken());
        }
        let (words, _) = rows.as_chunks::<4>();
        let (rows, _) = words.as_chunks::<ROW_WORDS>();
        let row = |row: &[[u8; 4]; ROW_WORDS]| {
            let species = Taxon::from_index(u32::from_le_bytes(row[0]));
            let chunks = std::array::from_fn(|chunk| u32::from_le_bytes(row[1 + chunk]));
            (species, chunks)
        };
        let (species, chunks): (Vec<Taxon>, Vec<_>) = rows.iter().map(row).unzip();
        let known = species
            .iter()
            .all(|species| species.index() < taxonomy.len());
        if !known || !species.is_sorted() {
            return Err(broken());
        }
        Ok(Self {
            species,
            chunks,
            set_keys: sets.iter().map(|word| u64::from_le_bytes(*word)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::native::tests_support::small;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let taxonomy = small().taxonomy;
            let species: Vec<Taxon> = taxonomy.taxa().collect();
            let values = ValueTable::new(&taxonomy, Vec::new(), &species);
            if let Ok(spread) = Spread::read(&bytes, &taxonomy, &values) {
                prop_assert_eq!(spread.write(), bytes);
            }
        }
    }
}
