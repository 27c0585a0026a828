//! What `opts.k2d` says.

use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::Kraken2Shape;

const OPTIONS_BYTES: usize = 64;
/// Up to the options that every version wrote: k, l, masks and the nucleotide flag.
const LEAST_OPTIONS_BYTES: usize = 40;

/// What `opts.k2d` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kraken2Options {
    /// The shape of the minimizers.
    pub shape: Kraken2Shape,
    /// Minimizers with a hash below this were left out of the table; 0 for none.
    pub minimum_acceptable_hash: u64,
}

impl Kraken2Options {
    /// Parses `opts.k2d`; files of old versions are shorter and mean zero for what is missing.
    ///
    /// # Errors
    /// When it is too short, for proteins, or of an impossible shape.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() < LEAST_OPTIONS_BYTES {
            return Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "found {} bytes, expected at least {LEAST_OPTIONS_BYTES}",
                    bytes.len()
                ),
            )
            .mend("copy the database again; the file is incomplete"));
        }
        let mut whole = [0_u8; OPTIONS_BYTES];
        let length = bytes.len().min(OPTIONS_BYTES);
        whole[..length].copy_from_slice(&bytes[..length]);
        let (words, _) = whole.as_chunks::<8>();
        let word = |place: usize| u64::from_le_bytes(words[place]);
        if whole[32] == 0 {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "this is a protein database; nuka classifies against nucleotide databases only",
            )
            .mend("use a database built without --protein"));
        }
        let shape = Kraken2Shape {
            k: word(0) as usize,
            l: word(1) as usize,
            spaced_seed_mask: word(2),
            toggle_mask: word(3),
            reverse_complement_version: word(6) as i32,
        };
        crate::minimizer::Kraken2Scanner::new(shape)?;
        Ok(Self {
            shape,
            minimum_acceptable_hash: word(5),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_options_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Kraken2Options::parse(&bytes);
        }

        #[test]
        fn options_come_back_as_written(
            l in 1_u64..=31, more in 0_u64..40, masks in any::<[u64; 3]>(), version in 0_i32..2,
        ) {
            let words = [l + more, l, masks[0], masks[1], 1, masks[2], version as u64, 0];
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            let options = Kraken2Options::parse(&bytes).unwrap();
            prop_assert_eq!(options.shape, Kraken2Shape {
                k: (l + more) as usize,
                l: l as usize,
                spaced_seed_mask: masks[0],
                toggle_mask: masks[1],
                reverse_complement_version: version,
            });
            prop_assert_eq!(options.minimum_acceptable_hash, masks[2]);
        }
    }

    fn options(bytes: &mut [u8; 64]) -> &mut [u8; 64] {
        bytes[0] = 35;
        bytes[8] = 31;
        bytes[32] = 1;
        bytes
    }

    #[test]
    fn old_short_option_files_mean_zero_for_what_is_missing() {
        let mut bytes = [0_u8; 64];
        options(&mut bytes)[48] = 1;
        assert_eq!(
            Kraken2Options::parse(&bytes)
                .unwrap()
                .shape
                .reverse_complement_version,
            1
        );
        let old = Kraken2Options::parse(&bytes[..48]).unwrap();
        assert_eq!(old.shape.reverse_complement_version, 0);
        assert!(Kraken2Options::parse(&bytes[..39]).is_err());
    }

    #[test]
    fn protein_databases_are_refused_with_a_clear_sentence() {
        let mut bytes = [0_u8; 64];
        options(&mut bytes)[32] = 0;
        let error = Kraken2Options::parse(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("protein database"));
    }
}
