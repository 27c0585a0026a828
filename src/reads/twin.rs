//! The obvious, slow reader of FASTA and FASTQ, and what must agree with it.

use super::{BatchSize, Format, Layout, ReadBatch, ReadSource};
use crate::error::Result;
use proptest::prelude::*;
use std::io::Cursor;

/// Header, sequence and quality of a record.
type Record = (Vec<u8>, Vec<u8>, Vec<u8>);

fn without_return(line: &[u8]) -> Vec<u8> {
    line.strip_suffix(b"\r").unwrap_or(line).to_vec()
}

/// Appends a line of a sequence. As in Kraken 2, a carriage return that is all
/// there is so far stays.
fn append(sequence: &mut Vec<u8>, line: &[u8]) {
    sequence.extend(line);
    if sequence.len() > 1 && sequence.ends_with(b"\r") {
        sequence.pop();
    }
}

/// All records of a text, or `None` where it must be refused.
fn slow_records(text: &[u8]) -> Option<Vec<Record>> {
    let mut lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    match Format::of_first_byte(*text.first()?)? {
        // What follows the last line end counts as a line: a quality may be empty.
        Format::Fastq => {
            if lines.len() % 4 == 1 && lines.last().is_some_and(|last| last.is_empty()) {
                lines.pop();
            }
            slow_fastq(&lines)
        }
        Format::Fasta => slow_fasta(&lines),
    }
}

fn slow_fastq(lines: &[&[u8]]) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for four in lines.chunks(4) {
        if four.len() < 4 && four.iter().all(|line| without_return(line).is_empty()) {
            break;
        }
        let [header, sequence, plus, quality] = four else {
            return None;
        };
        let header = without_return(header.strip_prefix(b"@")?);
        let bare = (without_return(sequence), without_return(quality));
        if !plus.starts_with(b"+") || bare.0.len() != bare.1.len() {
            return None;
        }
        let (mut bases, mut letters) = (Vec::new(), Vec::new());
        append(&mut bases, sequence);
        append(&mut letters, quality);
        records.push((header, bases, letters));
    }
    Some(records)
}

fn slow_fasta(lines: &[&[u8]]) -> Option<Vec<Record>> {
    let mut records: Vec<Record> = Vec::new();
    for line in lines {
        if let Some(header) = line.strip_prefix(b">") {
            records.push((without_return(header), Vec::new(), Vec::new()));
        } else {
            append(&mut records.last_mut()?.1, line);
        }
    }
    // A file that ends with a header has lost its sequence.
    let last_header = lines.iter().rposition(|line| line.starts_with(b">"))?;
    let after = &lines[last_header + 1..];
    (after.len() > 1 || after.iter().any(|line| !line.is_empty())).then_some(records)
}

fn fast_records(text: &[u8], layout: Layout, size: BatchSize) -> Result<Vec<Record>> {
    let copies = if layout == Layout::Paired { 2 } else { 1 };
    let streams = (0..copies).map(|_| ("memory", Cursor::new(text.to_vec())));
    let mut source = ReadSource::from_streams(streams.collect(), layout, size)?;
    let mut batch = ReadBatch::new();
    let mut records = Vec::new();
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        records.extend((0..batch.reads()).map(|index| {
            let read = batch.read(index);
            (
                read.header.to_vec(),
                read.sequence.to_vec(),
                read.quality.to_vec(),
            )
        }));
    }
    Ok(records)
}

fn batches_of(least: usize) -> BatchSize {
    BatchSize {
        pairs: least,
        bases: least,
    }
}

/// Texts that are often nearly right.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "@r\nAC\n+\nII\n",
        "@r\r\nACG\r\n+r\r\nIII\r\n",
        "@e\n\n+\n\n",
        ">s x\nAC\nGT\n",
        ">s\r\nACGT\r\n",
        ">e\n",
        "@",
        ">",
        "+",
        "A",
        "I\u{e9}",
        "\n",
        "\r\n",
    ];
    let piece = proptest::sample::select(pieces.to_vec());
    let text = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    (text, any::<prop::sample::Index>(), 0..4).prop_map(|(text, cut, whole)| {
        let mut bytes = text.into_bytes();
        if whole == 0 && !bytes.is_empty() {
            bytes.truncate(cut.index(bytes.len()));
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn reads_are_those_of_the_slow_reader_at_any_batch_size(text in texts(), least in 1_usize..9) {
        let slow = slow_records(&text);
        let small = fast_records(&text, Layout::Single, batches_of(least));
        let large = fast_records(&text, Layout::Single, BatchSize::default());
        prop_assert_eq!(small.as_ref().ok(), slow.as_ref());
        match (small, large) {
            (Ok(small), Ok(large)) => prop_assert_eq!(small, large),
            (Err(small), Err(large)) => prop_assert_eq!(small.to_string(), large.to_string()),
            (small, large) => prop_assert!(false, "{:?} but {:?}", small, large),
        }
    }

    #[test]
    fn pairs_hold_every_read_of_both_files_at_any_batch_size(text in texts(), pairs in 1_usize..4) {
        let doubled = slow_records(&text)
            .map(|records| records.into_iter().flat_map(|r| [r.clone(), r]).collect::<Vec<_>>());
        let found = fast_records(&text, Layout::Paired, batches_of(pairs));
        prop_assert_eq!(found.ok(), doubled);
    }

    #[test]
    fn interleaved_reads_are_even_in_number_at_any_batch_size(text in texts(), pairs in 1_usize..4) {
        let found = fast_records(&text, Layout::Interleaved, batches_of(pairs));
        let even = slow_records(&text).filter(|records| {
            records.len() % 2 == 0 && records.chunks(2).all(|pair| {
                let id = |r: &Record| r.0.split(|&b| b == b' ').next().map(<[u8]>::to_vec);
                id(&pair[0]) == id(&pair[1])
            })
        });
        prop_assert_eq!(found.ok(), even);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        mut bytes in proptest::collection::vec(any::<u8>(), 1..300),
        first in proptest::sample::select(b"@>".to_vec()),
        pairs in 1_usize..4,
    ) {
        bytes[0] = first;
        for layout in [Layout::Single, Layout::Paired, Layout::Interleaved] {
            let _ = fast_records(&bytes, layout, batches_of(pairs));
        }
    }
}
