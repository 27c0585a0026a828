//! The inflater against zlib-rs, by way of flate2.

use super::{Spare, Text, TextSink, inflate_members};
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;
use std::io::{self, ErrorKind, Read, Write};

mod damage;

/// Keeps all text, and gives used buffers again.
#[derive(Default)]
struct Keep {
    text: Vec<u8>,
    spare: Option<Spare>,
}

impl TextSink for Keep {
    fn spare(&mut self) -> Option<Spare> {
        self.spare.take()
    }

    fn give(&mut self, text: Text) -> io::Result<()> {
        self.text.extend_from_slice(text.bytes());
        self.spare = Some(text.into_spare());
        Ok(())
    }
}

/// Gives bytes in pieces of at most so many.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = bytes.len().min(self.1).min(self.0.len());
        bytes[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn inflate(bytes: &[u8], piece: usize) -> io::Result<Vec<u8>> {
    let mut keep = Keep::default();
    inflate_members(Pieces(bytes, piece), &mut keep)?;
    Ok(keep.text)
}

/// The twin.
fn zlib(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    flate2::bufread::MultiGzDecoder::new(bytes).read_to_end(&mut text)?;
    Ok(text)
}

fn gzip(text: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A gzip member around blocks made by hand.
fn member(blocks: &[u8], text: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(text);
    [
        &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..],
        blocks,
        &crc.sum().to_le_bytes(),
        &crc.amount().to_le_bytes(),
    ]
    .concat()
}

/// Bits, the first one lowest; codes of symbols are written from their first bit.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn number(&mut self, value: u32, count: u32) -> &mut Self {
        self.0.extend((0..count).map(|bit| value >> bit & 1 == 1));
        self
    }

    fn code(&mut self, code: u32, count: u32) -> &mut Self {
        self.0
            .extend((0..count).rev().map(|bit| code >> bit & 1 == 1));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            bits.iter()
                .rev()
                .fold(0, |byte, &bit| byte << 1 | u8::from(bit))
        };
        self.0.chunks(8).map(byte).collect()
    }
}

/// Text like a FASTQ file's: runs of few letters, repeats near and far.
fn fastq_like(seed: u64, records: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut text = Vec::new();
    for record in 0..records {
        writeln!(text, "@run.{record} lane:{}", next(8)).unwrap();
        text.extend((0..150).map(|_| b"ACGT"[next(4) as usize]));
        text.extend_from_slice(b"\n+\n");
        text.extend((0..150).map(|_| b"FFFFFF:,#I"[next(10) as usize]));
        text.push(b'\n');
    }
    text
}

#[test]
fn every_level_gives_the_text_back_over_many_buffers() {
    let text = fastq_like(7, 5000);
    for level in 0..=9 {
        let whole = gzip(&text, level);
        for piece in [1, 1000, usize::MAX] {
            assert!(
                inflate(&whole, piece).unwrap() == text,
                "level {level}, pieces of {piece}"
            );
        }
    }
}

#[test]
fn text_of_one_byte_and_of_short_periods_comes_back() {
    for period in 1..40_usize {
        let unit: Vec<u8> = (0..period as u8).collect();
        let text: Vec<u8> = unit.iter().copied().cycle().take(700_000).collect();
        for level in [1, 6, 9] {
            assert!(
                inflate(&gzip(&text, level), usize::MAX).unwrap() == text,
                "period {period}"
            );
        }
    }
}

#[test]
fn matches_reach_back_over_the_whole_window_and_no_further() {
    // A fixed block: literals, then a match of 3 bytes from `distance` back.
    let far = |distance: u32, literals: usize| {
        let mut bits = Bits::default();
        bits.number(1, 1).number(1, 2);
        (0..literals).for_each(|at| {
            bits.code(0x30 + at as u32 % 100, 8);
        });
        bits.code(1, 7)
            .code(29, 5)
            .number(distance - 24577, 13)
            .code(0, 7);
        let mut text: Vec<u8> = (0..literals).map(|at| (at % 100) as u8).collect();
        if let Some(from) = literals.checked_sub(distance as usize) {
            text.extend_from_within(from..from + 3);
        }
        member(&bits.bytes(), &text)
    };
    for (distance, literals) in [
        (32768, 32768),
        (32768, 40000),
        (24577, 24577),
        (32768, 300_000),
    ] {
        let whole = far(distance, literals);
        assert_eq!(inflate(&whole, 1 << 16).unwrap(), zlib(&whole).unwrap());
    }
    for (distance, literals) in [(32768, 32767), (24577, 24576), (24577, 0)] {
        let whole = far(distance, literals);
        assert!(zlib(&whole).is_err());
        assert_eq!(
            inflate(&whole, 1 << 16).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
}

#[test]
fn a_match_reaches_into_no_earlier_member() {
    let mut bits = Bits::default();
    bits.number(1, 1)
        .number(1, 2)
        .code(1, 7)
        .code(0, 5)
        .code(0, 7);
    let whole = [gzip(b"before", 6), member(&bits.bytes(), b"eee")].concat();
    assert!(zlib(&whole).is_err());
    assert_eq!(
        inflate(&whole, 9).unwrap_err().kind(),
        ErrorKind::InvalidData
    );
}

#[test]
fn codes_longer_than_a_look_up_are_found() {
    // Frequencies that double give codes of up to 15 bits, for literals and lengths.
    let mut text = Vec::new();
    for symbol in 0..18_u8 {
        text.extend(std::iter::repeat_n(symbol * 13, 1 << symbol));
    }
    let mut state = 1_u64;
    for at in (1..text.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        text.swap(at, (state >> 33) as usize % (at + 1));
    }
    for level in 1..=9 {
        assert!(
            inflate(&gzip(&text, level), usize::MAX).unwrap() == text,
            "level {level}"
        );
    }
}

#[test]
fn members_and_headers_with_all_fields_are_read() {
    let mut full = GzBuilder::new()
        .filename("reads.fq")
        .comment("of a run")
        .extra(vec![7; 300])
        .write(Vec::new(), Compression::fast());
    full.write_all(b"@r\nA\n").unwrap();
    let full = full.finish().unwrap();
    let whole = [&full[..], &gzip(b"", 6), &gzip(b"+\nI\n", 0), &full].concat();
    for piece in 1..=17 {
        assert_eq!(inflate(&whole, piece).unwrap(), b"@r\nA\n+\nI\n@r\nA\n");
    }
}

#[test]
fn the_checksum_of_a_header_counts() {
    let mut whole = gzip(b"text", 6);
    whole[3] = 2;
    let mut crc = flate2::Crc::new();
    crc.update(&whole[..10]);
    let [low, high, ..] = crc.sum().to_le_bytes();
    whole.splice(10..10, [low, high]);
    assert_eq!(inflate(&whole, 5).unwrap(), b"text");
    whole[4] ^= 1;
    assert_eq!(
        inflate(&whole, 5).unwrap_err().kind(),
        ErrorKind::InvalidData
    );
}

proptest! {
    #[test]
    fn any_bytes_come_back_at_any_level_in_any_pieces(
        text in proptest::collection::vec(any::<u8>(), 0..3000),
        level in 0_u32..=9,
        piece in 1_usize..=17,
    ) {
        prop_assert_eq!(inflate(&gzip(&text, level), piece).unwrap(), text);
    }

    #[test]
    fn texts_that_repeat_themselves_come_back(
        seed in any::<u64>(),
        parts in proptest::collection::vec((any::<prop::sample::Index>(), 1_usize..600, 1_usize..50), 1..60),
        level in 0_u32..=9,
        piece in 1_usize..5000,
    ) {
        let mut text = fastq_like(seed, 3);
        for (at, length, times) in parts {
            let from = at.index(text.len());
            let to = text.len().min(from + length);
            (0..times).for_each(|_| text.extend_from_within(from..to));
        }
        prop_assert!(inflate(&gzip(&text, level), piece).unwrap() == text);
    }
}
