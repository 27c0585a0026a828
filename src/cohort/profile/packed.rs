//! The taxa of a profile in one piece.
//!
//! A cohort of 50,000 samples has some 25 million numbers, too many for rows. The
//! column `entries` of the table `profile` holds them, little-endian:
//!
//! ```text
//! layout     1 byte, now 1
//! count      varint: number of taxa
//! for each taxon, in order of its number (column `taxon` of the table `taxon`):
//!   step     varint: its number less the number before (the first: less 0)
//!   marks    1 byte: bits 0-1 status (0 not told, 1 present, 2 doubtful, 3 rejected),
//!            bit 2 the value is whole, bit 3 a share of reads follows,
//!            bit 4 a share of cells follows
//!   value    varint where it is whole, otherwise a 64-bit float
//!   shares   64-bit floats, as the marks say
//! ```
//!
//! A varint has 7 bits a byte, the lowest first; the highest bit says that more
//! follow.

use super::stored::CohortEntry;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Status;

const LAYOUT: u8 = 1;
const WHOLE: u8 = 1 << 2;
const HAS_SEQUENCE_SHARE: u8 = 1 << 3;
const HAS_TAXONOMIC_SHARE: u8 = 1 << 4;
const STATUSES: [Option<Status>; 4] = [
    None,
    Some(Status::Present),
    Some(Status::Doubtful),
    Some(Status::Rejected),
];
/// Whole numbers up to here are exact as floats.
const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Packs entries that are in order of taxon.
pub(in crate::cohort) fn pack(entries: &[CohortEntry]) -> Vec<u8> {
    let mut bytes = vec![LAYOUT];
    push_varint(&mut bytes, entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        push_varint(&mut bytes, u64::from(entry.taxon.wrapping_sub(before)));
        before = entry.taxon;
        let status = STATUSES.iter().position(|status| *status == entry.status);
        let is_whole = entry.value.fract() == 0.0
            && entry.value.is_sign_positive()
            && entry.value <= MOST_WHOLE;
        let mut marks = status.unwrap_or(0) as u8;
        marks |= if is_whole { WHOLE } else { 0 };
        marks |= entry.sequence_share.map_or(0, |_| HAS_SEQUENCE_SHARE);
        marks |= entry.taxonomic_share.map_or(0, |_| HAS_TAXONOMIC_SHARE);
        bytes.push(marks);
        if is_whole {
            push_varint(&mut bytes, entry.value as u64);
        } else {
            bytes.extend(entry.value.to_le_bytes());
        }
        let shares = entry
            .sequence_share
            .into_iter()
            .chain(entry.taxonomic_share);
        bytes.extend(shares.flat_map(f64::to_le_bytes));
    }
    bytes
}

/// Unpacks entries.
///
/// # Errors
/// When the bytes are damaged or of a newer layout.
pub(in crate::cohort) fn unpack(bytes: &[u8]) -> Result<Vec<CohortEntry>> {
    let mut reader = Reader { bytes };
    reader
        .entries()
        .filter(|_| reader.bytes.is_empty())
        .ok_or_else(|| {
            Error::new(ErrorKind::Corrupt, "the taxa of a profile cannot be read")
                .mend("the store is damaged or was written by a newer nuka")
        })
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn entries(&mut self) -> Option<Vec<CohortEntry>> {
        if self.byte()? != LAYOUT {
            return None;
        }
        let count = usize::try_from(self.varint()?).ok()?;
        // Every entry has three bytes at least, so damage cannot ask for much memory.
        let mut entries = Vec::with_capacity(count.min(self.bytes.len() / 3));
        let mut taxon: u32 = 0;
        for _ in 0..count {
            taxon = taxon.checked_add(u32::try_from(self.varint()?).ok()?)?;
            let marks = self.byte()?;
            let value = match marks & WHOLE {
                0 => self.float()?,
                _ => self.varint()? as f64,
            };
            let mut share = |mark| match marks & mark {
                0 => Some(None),
                _ => self.float().map(Some),
            };
            entries.push(CohortEntry {
                taxon,
                value,
                status: STATUSES[usize::from(marks & 3)],
                sequence_share: share(HAS_SEQUENCE_SHARE)?,
                taxonomic_share: share(HAS_TAXONOMIC_SHARE)?,
            });
        }
        Some(entries)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn float(&mut self) -> Option<f64> {
        let (first, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(f64::from_le_bytes(*first))
    }
}

fn push_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry() -> impl Strategy<Value = CohortEntry> {
        let value = prop_oneof![
            (0_u64..300).prop_map(|whole| whole as f64),
            Just(MOST_WHOLE),
            0.0..1.0,
            1e15..1e300,
        ];
        let share = || proptest::option::of(0.0..=1.0);
        (1_u32..1000, value, 0_usize..4, share(), share()).prop_map(
            |(taxon, value, status, sequence_share, taxonomic_share)| CohortEntry {
                taxon,
                value,
                status: STATUSES[status],
                sequence_share,
                taxonomic_share,
            },
        )
    }

    #[test]
    fn the_layout_is_as_documented() {
        let entries = [
            CohortEntry {
                taxon: 300,
                value: 7.0,
                status: Some(Status::Present),
                sequence_share: None,
                taxonomic_share: None,
            },
            CohortEntry {
                taxon: 301,
                value: 0.5,
                status: None,
                sequence_share: Some(1.0),
                taxonomic_share: None,
            },
        ];
        let mut expected = vec![1, 2, 0xac, 0x02, 0b101, 7, 1, 0b1000];
        expected.extend(0.5_f64.to_le_bytes());
        expected.extend(1.0_f64.to_le_bytes());
        assert_eq!(pack(&entries), expected);
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(mut entries in proptest::collection::vec(entry(), 0..40)) {
            entries.sort_by_key(|entry| entry.taxon);
            entries.dedup_by_key(|entry| entry.taxon);
            prop_assert_eq!(unpack(&pack(&entries)).unwrap(), entries);
        }

        #[test]
        fn damage_is_told_and_never_a_panic(
            entries in proptest::collection::vec(entry(), 1..5),
            cut in 1_usize..20,
            noise in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let mut bytes = pack(&entries);
            bytes.truncate(bytes.len().saturating_sub(cut));
            prop_assert!(unpack(&bytes).is_err());
            let _ = unpack(&noise);
        }
    }
}
