//! Sequencing reads in: FASTA and FASTQ from files and pipes, single or paired.
//!
//! Reading has two steps, so that only the cheap one happens under a lock. A
//! [`ReadSource`] cuts the decompressed text at record borders into
//! [`RawBatch`]es, in input order; any thread then parses a raw batch into a
//! [`ReadBatch`], a reusable flat store of reads. Compression is found by magic
//! bytes. Everything is strict: a truncated file, a sequence and quality of
//! different length, mates that differ in number or name are errors with file,
//! record and line.
//!
//! ```
//! use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
//!
//! let fastq = b"@r1 first\nACGT\n+\nIIII\n@r2\nGGNA\n+\nIIII\n";
//! let mut source = ReadSource::from_streams(vec![("memory", &fastq[..])], Layout::Single, BatchSize::default())?;
//! let mut batch = ReadBatch::new();
//! let mut names = Vec::new();
//! while let Some(raw) = source.next_raw()? {
//!     raw.parse(&mut batch)?;
//!     names.extend(batch.fragments().map(|f| String::from_utf8_lossy(f.first().id()).into_owned()));
//! }
//! assert_eq!(names, ["r1", "r2"]);
//! # Ok::<(), nuka::Error>(())
//! ```

mod batch;
mod bgzf;
mod checksums;
mod chunk;
mod compression;
mod cut_ahead;
mod fastq;
mod inflate;
mod inflate_ahead;
mod line_ends;
mod parallel;
mod parse;
mod read;
mod read_ahead;
mod source;
mod spare;
#[cfg(test)]
mod twin;

pub use batch::{Fragment, ReadBatch};
pub use checksums::{Digest, ReadsChecksum, ReadsChecksums, last_change, status_change, sum_reads};
pub use chunk::BatchSize;
pub use compression::{Compression, open_decompressed};
pub use parallel::for_each_batch;
pub use parse::RawBatch;
pub use read::{Format, Read};
pub use source::{EmptyFiles, Layout, ReadSource};
