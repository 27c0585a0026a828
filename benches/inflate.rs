//! Megabytes of text a second out of gzip, by nuka and by zlib-rs; both must give the
//! text. `cargo bench --bench inflate [FILE.gz ...]`
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

use flate2::Compression;
use flate2::write::GzEncoder;
use nuka::reads::open_decompressed;
use nuka::simulate::genomes::{GenomeSet, GenomeSettings};
use nuka::simulate::reads::{PairSimulator, ReadSettings, Source, write_pairs};
use nuka::simulate::taxa::{SourceKind, demo_taxa};
use std::error::Error;
use std::io::{Cursor, Read, Write};
use std::time::Instant;

const PAIRS: u64 = 200_000;
const ROUNDS: usize = 5;
/// Text of a BGZF member, as bgzip cuts it.
const MEMBER_BYTES: usize = 65_280;

fn main() -> Result<(), Box<dyn Error>> {
    let text = simulated()?;
    for level in [1, 6, 9] {
        let whole = gzip(&text, level)?;
        compare(&format!("one member, level {level}"), &whole)?;
    }
    let members: Result<Vec<_>, _> = text.chunks(1 << 22).map(|part| gzip(part, 6)).collect();
    compare("members of 4 MiB, level 6", &members?.concat())?;
    let members: Result<Vec<_>, _> = text.chunks(MEMBER_BYTES).map(bgzf).collect();
    compare("BGZF, level 6", &members?.concat())?;
    for path in std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
    {
        compare(&path, &std::fs::read(&path)?)?;
    }
    Ok(())
}

/// Reads of the demo's genomes, as FASTQ.
fn simulated() -> Result<Vec<u8>, Box<dyn Error>> {
    let (seed, length_bp) = (7, 500_000);
    let genomes = GenomeSet::build(&demo_taxa()?, GenomeSettings { seed, length_bp })?;
    let known: Vec<_> = genomes.of_kind(SourceKind::Known).collect();
    let share_fraction = 1.0 / known.len() as f64;
    let source = |genome| Source {
        genome,
        share_fraction,
    };
    let sources: Vec<Source<'_>> = known.into_iter().map(source).collect();
    let mut pairs = PairSimulator::new(&sources, ReadSettings::new(seed))?;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    write_pairs(&mut pairs, PAIRS, &mut first, &mut second)?;
    Ok(first)
}

fn gzip(text: &[u8], level: u32) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(text)?;
    encoder.finish()
}

/// A member that tells its length.
fn bgzf(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let extra = b"BC\x02\x00\x00\x00".to_vec();
    let builder = flate2::GzBuilder::new().extra(extra);
    let mut encoder = builder.write(Vec::new(), Compression::new(6));
    encoder.write_all(text)?;
    let mut member = encoder.finish()?;
    let length = (member.len() - 1) as u16;
    member[16..18].copy_from_slice(&length.to_le_bytes());
    Ok(member)
}

fn compare(name: &str, whole: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut text = Vec::new();
    flate2::bufread::MultiGzDecoder::new(whole).read_to_end(&mut text)?;
    let zlib = fastest(&text, || Ok(flate2::bufread::MultiGzDecoder::new(whole)))?;
    let ours = fastest(&text, || {
        Ok(open_decompressed(Cursor::new(whole.to_vec()))?.1)
    })?;
    println!(
        "{name}: zlib-rs {zlib:.0} MB/s, nuka {ours:.0} MB/s, {:.2} times",
        ours / zlib
    );
    Ok(())
}

/// Megabytes a second of the fastest of several rounds.
fn fastest<R: Read>(
    text: &[u8],
    open: impl Fn() -> std::io::Result<R>,
) -> Result<f64, Box<dyn Error>> {
    let mut best = f64::INFINITY;
    let mut buffer = vec![0; 1 << 18];
    for _ in 0..ROUNDS {
        let (mut stream, mut at) = (open()?, 0);
        let started = Instant::now();
        loop {
            let length = stream.read(&mut buffer)?;
            if length == 0 {
                break;
            }
            assert!(
                text[at..at + length] == buffer[..length],
                "the text differs"
            );
            at += length;
        }
        assert_eq!(at, text.len(), "the text ends early");
        best = best.min(started.elapsed().as_secs_f64());
    }
    Ok(text.len() as f64 / 1e6 / best)
}
