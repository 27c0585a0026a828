//! From the text of a batch to its reads.

use super::batch::ReadBatch;
use super::chunk::{Chunk, line_length};
use super::read::{Format, Read, is_space, mates_agree};
use super::spare::{Buffers, SpareBuffers};
use crate::error::{Error, ErrorKind, Result, excerpt};
use needletail::errors::{ParseError, ParseErrorKind};
use needletail::parser::{FastaReader, FastqReader, FastxReader};
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Pairs whose headers have been asked for before the names of the first are compared.
const PAIRS_AHEAD: usize = 8;

/// Whole records of one or two files, still as text.
#[derive(Debug)]
pub struct RawBatch {
    pub(super) index: u64,
    pub(super) first: (Arc<PathBuf>, Chunk),
    /// The second mates, where they come from a file of their own.
    pub(super) second: Option<(Arc<PathBuf>, Chunk)>,
    pub(super) interleaved: bool,
    pub(super) spare: SpareBuffers,
}

impl RawBatch {
    /// Place among the batches of a run, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Bytes of text.
    pub fn text_bytes(&self) -> usize {
        self.first.1.text.len()
            + self
                .second
                .as_ref()
                .map_or(0, |(_, chunk)| chunk.text.len())
    }

    /// Parses the text into `batch`, whose earlier contents are dropped.
    ///
    /// # Errors
    /// When a record is malformed or cut short, or mates differ in number or
    /// name; the error names file, record and line.
    pub fn parse(mut self, batch: &mut ReadBatch) -> Result<()> {
        let texts = batch.clear(self.second.is_some() || self.interleaved);
        let parsed = self.parse_texts(batch);
        // What the batch has not taken, and what it held before, can be filled again.
        let chunks = std::iter::once(&mut self.first).chain(&mut self.second);
        for ((_, chunk), text) in chunks.zip(texts) {
            let line_ends = std::mem::take(&mut chunk.line_ends);
            self.spare.give(Buffers { text, line_ends });
        }
        parsed
    }

    fn parse_texts(&mut self, batch: &mut ReadBatch) -> Result<()> {
        let (path, chunk) = &mut self.first;
        parse_chunk(chunk, 0, batch).map_err(|error| error.at_path(path))?;
        if let Some((second_path, second)) = &mut self.second {
            let firsts = batch.reads();
            parse_chunk(second, 1, batch).map_err(|error| error.at_path(second_path))?;
            let seconds = batch.reads() - firsts;
            if firsts != seconds {
                return Err(self.unequal_mates(firsts, seconds));
            }
            batch.interleave();
        } else if self.interleaved && batch.reads() % 2 == 1 {
            let last = batch.read(batch.reads() - 1);
            return Err(Error::new(
                ErrorKind::Mismatch,
                "the last read has no mate; an interleaved file holds an even number of reads",
            )
            .at_path(path)
            .at_record(
                chunk.records_before + batch.reads() as u64,
                excerpt(last.id()),
            )
            .mend("check that the file is interleaved and complete"));
        }
        self.check_names(batch)
    }

    fn unequal_mates(&self, firsts: usize, seconds: usize) -> Error {
        let (path, chunk) = &self.first;
        let second_path = self.second.as_ref().map_or(path, |(path, _)| path);
        let (shorter, longer) = if firsts < seconds {
            (path, second_path)
        } else {
            (second_path, path)
        };
        let records = chunk.records_before + firsts.min(seconds) as u64;
        Error::new(
            ErrorKind::Mismatch,
            format!(
                "the mates differ in number: {} ends after {records} reads, {} goes on",
                shorter.display(),
                longer.display()
            ),
        )
        .at_path(shorter)
        .at_record(records + 1, "")
        .mend("give the two files of the same run, both complete")
    }

    fn check_names(&self, batch: &ReadBatch) -> Result<()> {
        let (path, chunk) = &self.first;
        for fragment in batch.fragments() {
            for mate in 0..2 {
                batch.ask_for_header(2 * (fragment.index() + PAIRS_AHEAD) + mate);
            }
            let Some(second) = fragment.second() else {
                return Ok(());
            };
            let first = fragment.first();
            if !mates_agree(first, second) {
                let step = if self.interleaved { 2 } else { 1 };
                let record = chunk.records_before + step * fragment.index() as u64 + 1;
                return Err(unfit_mates(first, second)
                    .at_path(path)
                    .at_record(record, excerpt(first.id())));
            }
        }
        Ok(())
    }
}

/// The error of two reads that are not first and second mate of one pair.
fn unfit_mates(first: Read<'_>, second: Read<'_>) -> Error {
    let (first_name, second_name) = (excerpt(first.header), excerpt(second.header));
    let (message, mend) = if mates_agree(second, first) {
        (
            format!("the second mate stands first: `{first_name}` before `{second_name}`"),
            "swap the two files, or the reads of each pair",
        )
    } else {
        (
            format!("the mates have different names: `{first_name}` and `{second_name}`"),
            "give the files of one run in the order first mates, second mates, and do not sort or filter them singly",
        )
    };
    Error::new(ErrorKind::Mismatch, message).mend(mend)
}

/// Parses the text number 0 or 1 of a batch.
fn parse_chunk(chunk: &mut Chunk, number: usize, batch: &mut ReadBatch) -> Result<()> {
    if chunk.format == Format::Fastq && batch.take_text(chunk, number) {
        return Ok(());
    }
    match chunk.format {
        Format::Fastq => parse_records(FastqReader::new(&chunk.text[..]), chunk, batch),
        // The parser takes a header at the very end for a cut file; only at the end
        // of the stream it is right.
        Format::Fasta if !chunk.ends => {
            let text = chunk.text.chain(&b"\n"[..]);
            parse_records(FastaReader::new(text), chunk, batch)
        }
        Format::Fasta => parse_records(FastaReader::new(&chunk.text[..]), chunk, batch),
    }
}

fn parse_records(mut reader: impl FastxReader, chunk: &Chunk, batch: &mut ReadBatch) -> Result<()> {
    let before = batch.reads();
    while let Some(record) = reader.next() {
        let parsed = (batch.reads() - before) as u64;
        let record = record.map_err(|error| place(&error, chunk, parsed))?;
        let mut lines = record.all().split(|&byte| byte == b'\n');
        let header = header(lines.next().unwrap_or_default());
        match chunk.format {
            Format::Fastq if record.raw_seq().is_empty() => {
                let (sequence, quality) = (lines.next(), lines.nth(1));
                let quality = quality.unwrap_or_default();
                batch.push(Format::Fastq, header, sequence.into_iter(), quality);
            }
            Format::Fastq => batch.push(
                Format::Fastq,
                header,
                std::iter::once(record.raw_seq()),
                record.qual().unwrap_or_default(),
            ),
            Format::Fasta => batch.push(Format::Fasta, header, lines, &[]),
        }
    }
    Ok(())
}

/// A header line without its marker and its carriage return, unless that is all
/// there is of a comment: Kraken 2 keeps it then.
fn header(line: &[u8]) -> &[u8] {
    let line = line.get(1..).unwrap_or_default();
    match line {
        [id @ .., space, b'\r'] if is_space(space) && !id.iter().any(is_space) => line,
        [rest @ .., b'\r'] => rest,
        _ => line,
    }
}

fn begins_wrongly(line: &[u8]) -> Error {
    Error::new(
        ErrorKind::Malformed,
        format!("found `{}`, but a record must begin with @ or >", excerpt(line)),
    )
    .mend("a FASTQ record begins with @, a FASTA record with >; FASTQ must not be wrapped over several lines")
}

/// A line of a text, counted from 0.
fn line_of(text: &[u8], number: u64) -> &[u8] {
    let mut lines = text.split(|&byte| byte == b'\n');
    lines.nth(number as usize).unwrap_or_default()
}

/// A parser's error, with the record and line counted from the start of the file.
fn place(error: &ParseError, chunk: &Chunk, parsed: u64) -> Error {
    let record = chunk.records_before + parsed + 1;
    // The lines of the record; FASTQ records have four each.
    let found = |line: u64| line_of(&chunk.text, 4 * parsed + line);
    // The parser sees the end first; what is no record at all is not a cut one.
    let is_cut = error.kind == ParseErrorKind::UnexpectedEnd && found(0).starts_with(b"@");
    if chunk.format == Format::Fastq && error.kind == ParseErrorKind::UnexpectedEnd && !is_cut {
        return begins_wrongly(found(0))
            .at_line(chunk.lines_before + 4 * parsed + 1)
            .at_record(record, "");
    }
    let line = chunk.lines_before + error.position.line.max(1);
    let name = excerpt(error.position.id.as_deref().unwrap_or_default().as_bytes());
    let (kind, message, mend) = match error.kind {
        ParseErrorKind::UnequalLengths => (
            ErrorKind::Malformed,
            format!(
                "sequence and quality differ in length: found {} bases and {} quality letters",
                line_length(found(1)),
                line_length(found(3))
            ),
            "each FASTQ record has four lines: @name, bases, +, one quality letter a base; the file may be cut or its lines wrapped",
        ),
        ParseErrorKind::UnexpectedEnd => (
            ErrorKind::Truncated,
            "the file ends in the middle of a record".to_string(),
            "copy or download the file again; it is incomplete",
        ),
        ParseErrorKind::InvalidStart => {
            return begins_wrongly(found(0))
                .at_line(line)
                .at_record(record, name);
        }
        ParseErrorKind::InvalidSeparator => (
            ErrorKind::Malformed,
            format!(
                "found `{}`, but the third line of a FASTQ record must begin with +",
                excerpt(found(2))
            ),
            "each FASTQ record has four lines: @name, bases, +, one quality letter a base",
        ),
        _ => (
            ErrorKind::Malformed,
            format!("not a readable record ({})", error.msg),
            "check that the file is FASTA or FASTQ",
        ),
    };
    Error::new(kind, message)
        .at_line(line)
        .at_record(record, name)
        .mend(mend)
}
