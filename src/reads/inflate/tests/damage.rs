//! Cut and damaged data: refused wherever zlib-rs refuses them, and never a panic.

use super::{Bits, fastq_like, gzip, inflate, member, zlib};
use proptest::prelude::*;
use std::io::ErrorKind;

#[test]
fn what_follows_a_member_must_be_a_member() {
    for rest in [
        &b"garbage and more"[..],
        &[0; 20],
        b"\x1f\x8b\x09 or not deflate",
    ] {
        let whole = [&gzip(b"text", 6), rest].concat();
        assert!(zlib(&whole).is_err());
        assert_eq!(
            inflate(&whole, 7).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
    for rest in [&[0][..], b"\x1f\x8b\x08"] {
        let whole = [&gzip(b"text", 6), rest].concat();
        assert_eq!(zlib(&whole).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(
            inflate(&whole, 7).unwrap_err().kind(),
            ErrorKind::UnexpectedEof
        );
    }
    assert_eq!(
        inflate(b"", 7).unwrap_err().kind(),
        ErrorKind::UnexpectedEof
    );
}

#[test]
fn every_truncation_is_told_as_one() {
    let text = fastq_like(3, 40);
    for level in [0, 1, 6] {
        let whole = gzip(&text, level);
        for length in 0..whole.len() {
            let kind = inflate(&whole[..length], 4096).unwrap_err().kind();
            assert_eq!(
                kind,
                ErrorKind::UnexpectedEof,
                "level {level}, {length} bytes"
            );
        }
    }
}

#[test]
fn a_wrong_checksum_or_length_is_damage() {
    let whole = gzip(&fastq_like(3, 40), 6);
    for at in whole.len() - 8..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        assert_eq!(
            inflate(&flipped, 99).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
}

/// Lengths of codes that a block may or may not have, judged by the twin.
#[test]
fn codes_that_are_no_prefix_codes_are_judged_as_zlib_does() {
    // Code lengths for the code of code lengths, in the order of the format.
    let mut judged = [0, 0];
    for lengths in [
        [1_u32, 1, 0],
        [2, 2, 0],
        [1, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
        [2, 2, 1],
    ] {
        for symbols in [(0, 0), (29, 29), (30, 0), (0, 30)] {
            for tail in 0..64_u32 {
                let mut bits = Bits::default();
                bits.number(1, 1).number(2, 2);
                bits.number(symbols.0, 5).number(symbols.1, 5).number(15, 4);
                // Of 18 (many zeros), of 1, of 0.
                (0..19).for_each(|at| {
                    let length = [(2, 0), (17, 1), (3, 2)]
                        .iter()
                        .find(|(place, _)| *place == at);
                    bits.number(length.map_or(0, |(_, which)| lengths[*which]), 3);
                });
                bits.number(0, 1).number(127, 7).number(0, 1).number(107, 7);
                bits.number(tail, 12).number(0, 32).number(0, 32);
                let whole = member(&bits.bytes(), b"");
                let (ours, twin) = (inflate(&whole, 64), zlib(&whole));
                assert_eq!(ours.is_ok(), twin.is_ok(), "{lengths:?} {symbols:?} {tail}");
                judged[usize::from(ours.is_ok())] += 1;
            }
        }
    }
    assert!(judged[0] > 0);
}

proptest! {
    /// What the twin refuses is refused, what it accepts is the same.
    #[test]
    fn flipped_bits_are_judged_as_zlib_does(
        seed in any::<u64>(),
        records in 1_usize..30,
        level in 0_u32..=9,
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..4),
        piece in 1_usize..5000,
    ) {
        let mut whole = gzip(&fastq_like(seed, records), level);
        for (at, bit) in flips {
            let at = at.index(whole.len());
            whole[at] ^= 1 << bit;
        }
        match (inflate(&whole, piece), zlib(&whole)) {
            (Ok(ours), Ok(twin)) => prop_assert!(ours == twin),
            (ours, twin) => prop_assert_eq!(ours.is_ok(), twin.is_ok()),
        }
    }

    #[test]
    fn any_blocks_at_all_are_judged_as_zlib_does(
        blocks in proptest::collection::vec(any::<u8>(), 0..400),
        first in 0_u8..8,
    ) {
        let mut blocks = blocks;
        if let Some(byte) = blocks.first_mut() {
            *byte = *byte & !7 | first;
        }
        let whole = member(&blocks, b"");
        match (inflate(&whole, 33), zlib(&whole)) {
            (Ok(ours), Ok(twin)) => prop_assert!(ours == twin),
            (ours, twin) => prop_assert_eq!(ours.is_ok(), twin.is_ok()),
        }
    }
}
