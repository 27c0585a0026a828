//! The inputs of a run, in order: single, paired or interleaved.

use super::checksums::{Digest, ReadsChecksums};
use super::chunk::{BatchSize, Chunk, CutError, Cutter, Limit};
use super::compression::{Compression, open_decompressed, read_error};
use super::cut_ahead::CutAhead;
use super::parse::RawBatch;
use super::spare::SpareBuffers;
use crate::error::{Error, ErrorKind, Result};
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many threads read faster than one that cuts both files in turn can give.
const MANY_THREADS: usize = 4;

/// Batches of Kraken 2's size that wait to be taken where files are cut ahead: some
/// megabytes of text each.
const BATCHES_AHEAD: usize = 2;

/// How reads are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Each read stands alone.
    #[default]
    Single,
    /// First and second mates in two files, by position.
    Paired,
    /// First and second mates alternate in one file.
    Interleaved,
}

type Opener = Box<dyn FnOnce() -> std::io::Result<Box<dyn Read + Send>> + Send>;

/// A named stream that is opened when its turn comes.
struct Input {
    path: Arc<PathBuf>,
    open: Opener,
}

/// A stream being cut.
struct Current {
    path: Arc<PathBuf>,
    compression: Compression,
    cuts: Cuts,
    chunks: u64,
}

/// Who cuts a stream.
enum Cuts {
    /// Whoever asks for a chunk.
    Here(Box<Cutter<Box<dyn Read + Send>>>, Limit),
    /// A thread of its own.
    Ahead(CutAhead),
}

/// Cuts the inputs of a run into batches, one input after the other.
pub struct ReadSource {
    waiting: VecDeque<Input>,
    current: Vec<Current>,
    layout: Layout,
    size: BatchSize,
    next_index: u64,
    empty: EmptyFiles,
    spare: SpareBuffers,
    reads_ahead: bool,
}

/// What a file without any reads means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyFiles {
    /// A mistake: whoever names a file of reads means reads.
    #[default]
    Refused,
    /// A sample without reads.
    Allowed,
}

impl ReadSource {
    /// Reads from files; `-` is standard input. Files are opened when their turn comes.
    ///
    /// # Errors
    /// When the number of files does not fit the layout, standard input is named
    /// twice, or a file does not exist.
    pub fn from_paths(paths: &[PathBuf], layout: Layout, size: BatchSize) -> Result<Self> {
        check_paths(paths, layout)?;
        let inputs = paths.iter().map(|path| {
            let name = if is_standard_input(path) {
                PathBuf::from("standard input")
            } else {
                path.clone()
            };
            let path = path.clone();
            let open: Opener = Box::new(move || {
                if is_standard_input(&path) {
                    Ok(Box::new(std::io::stdin()))
                } else {
                    Ok(Box::new(File::open(&path)?))
                }
            });
            Input {
                path: Arc::new(name),
                open,
            }
        });
        Self::from_inputs(inputs.collect(), layout, size)
    }

    /// Reads from files as [`from_paths`](Self::from_paths), and sums their bytes on
    /// the way, so that the checksums are those of the reads that were read.
    ///
    /// # Errors
    /// As [`from_paths`](Self::from_paths); standard input is refused.
    pub fn from_summed_files(
        paths: &[PathBuf],
        layout: Layout,
        size: BatchSize,
        digest: Digest,
    ) -> Result<(Self, ReadsChecksums)> {
        if paths.iter().any(|path| is_standard_input(path)) {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "standard input (-) cannot be read again, so it has no checksum",
            )
            .mend("write the reads to a file"));
        }
        check_paths(paths, layout)?;
        let checksums = ReadsChecksums::new(paths, digest);
        let inputs = checksums.openers().map(|(path, open)| Input {
            path: Arc::new(path.to_path_buf()),
            open: Box::new(open),
        });
        let source = Self::from_inputs(inputs.collect(), layout, size)?;
        Ok((source, checksums))
    }

    /// Reads from named streams.
    ///
    /// # Errors
    /// When the number of streams does not fit the layout.
    pub fn from_streams<R: Read + Send + 'static>(
        streams: Vec<(&str, R)>,
        layout: Layout,
        size: BatchSize,
    ) -> Result<Self> {
        let inputs = streams.into_iter().map(|(name, stream)| Input {
            path: Arc::new(PathBuf::from(name)),
            open: Box::new(move || Ok(Box::new(stream))),
        });
        Self::from_inputs(inputs.collect(), layout, size)
    }

    fn from_inputs(waiting: VecDeque<Input>, layout: Layout, size: BatchSize) -> Result<Self> {
        if waiting.is_empty() {
            return Err(Error::new(
                ErrorKind::Parameter,
                "no file of reads was given",
            ));
        }
        if layout == Layout::Paired && waiting.len() % 2 == 1 {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!(
                    "paired reads come in two files each, found {} files",
                    waiting.len()
                ),
            )
            .mend("give both files of every pair, or leave out --paired"));
        }
        Ok(Self {
            waiting,
            current: Vec::new(),
            layout,
            size,
            next_index: 0,
            empty: EmptyFiles::default(),
            spare: SpareBuffers::default(),
            reads_ahead: false,
        })
    }

    /// Says what files without any reads mean.
    pub fn with_empty_files(mut self, empty: EmptyFiles) -> Self {
        self.empty = empty;
        self
    }

    /// Reads and cuts files on threads of their own where there are more processors than
    /// threads that work on the reads, or so many that they would wait for one another. Compressed files are always decompressed on their
    /// own threads.
    pub(crate) fn for_threads(mut self, threads: usize) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        self.reads_ahead = threads < processors || threads >= MANY_THREADS;
        self
    }

    /// How many reads make one batch.
    pub fn batch_size(&self) -> BatchSize {
        self.size
    }

    /// Whether fragments are pairs.
    pub fn is_paired(&self) -> bool {
        self.layout != Layout::Single
    }

    /// The next batch of text, or `None` after the last input.
    ///
    /// # Errors
    /// When an input cannot be opened, read or decompressed, is empty, or does
    /// not begin like FASTA or FASTQ.
    pub fn next_raw(&mut self) -> Result<Option<RawBatch>> {
        loop {
            if self.current.is_empty() {
                let streams = if self.layout == Layout::Paired { 2 } else { 1 };
                for _ in 0..streams {
                    match self.waiting.pop_front() {
                        Some(input) => self.current.push(self.open(input)?),
                        None => return Ok(None),
                    }
                }
            }
            let mut chunks = Vec::with_capacity(2);
            for current in &mut self.current {
                chunks.push(current.next_chunk(self.empty)?);
            }
            let mut paths = self.current.iter().map(|current| Arc::clone(&current.path));
            let mut taken = chunks.into_iter();
            let (first, second) = (taken.next().flatten(), taken.next().flatten());
            let (Some(first_path), second_path) = (paths.next(), paths.next()) else {
                return Ok(None);
            };
            let (first, second) = match (first, second) {
                (None, None) => {
                    self.current.clear();
                    continue;
                }
                (Some(first), second) if self.layout != Layout::Paired => (first, second),
                (Some(first), Some(second)) => (first, Some(second)),
                // One file has ended before the other: an empty twin carries the error.
                (Some(first), None) => {
                    let twin = first.ended_twin();
                    (first, Some(twin))
                }
                (None, Some(second)) => (second.ended_twin(), Some(second)),
            };
            let index = self.next_index;
            self.next_index += 1;
            return Ok(Some(RawBatch {
                index,
                first: (first_path, first),
                second: second.zip(second_path).map(|(chunk, path)| (path, chunk)),
                interleaved: self.layout == Layout::Interleaved,
                spare: self.spare.clone(),
            }));
        }
    }
}

impl ReadSource {
    fn open(&self, input: Input) -> Result<Current> {
        let limit = match self.layout {
            Layout::Single => Limit::Bases(self.size.bases),
            Layout::Paired => Limit::Records(self.size.pairs),
            Layout::Interleaved => Limit::Records(2 * self.size.pairs),
        };
        let ahead = self
            .reads_ahead
            .then(|| self.size.as_much_as_kraken2(BATCHES_AHEAD));
        Current::open(input, limit, self.spare.clone(), ahead)
    }
}

impl Chunk {
    /// A chunk without records at the same place of the other file.
    fn ended_twin(&self) -> Chunk {
        Chunk {
            text: Vec::new(),
            line_ends: Vec::new(),
            records: 0,
            ends: true,
            ..*self
        }
    }
}

impl Current {
    fn open(
        input: Input,
        limit: Limit,
        spare: SpareBuffers,
        chunks_ahead: Option<usize>,
    ) -> Result<Self> {
        let Input { path, open } = input;
        let (compression, text) = open()
            .and_then(open_decompressed)
            .map_err(|source| Error::io("read", &path, source))?;
        let cutter = Cutter::new(text, spare);
        let cuts = match chunks_ahead {
            Some(chunks) => Cuts::Ahead(CutAhead::spawn(cutter, limit, chunks)),
            None => Cuts::Here(Box::new(cutter), limit),
        };
        Ok(Self {
            path,
            compression,
            cuts,
            chunks: 0,
        })
    }

    fn next_chunk(&mut self, empty: EmptyFiles) -> Result<Option<Chunk>> {
        let cut = match &mut self.cuts {
            Cuts::Here(cutter, limit) => cutter.next_chunk(*limit),
            Cuts::Ahead(ahead) => ahead.next_chunk(),
        };
        let chunk = cut.map_err(|error| match error {
            CutError::Io(source) => read_error(self.compression, &source).at_path(&self.path),
            CutError::NotReads(byte) => Error::new(
                ErrorKind::Malformed,
                format!(
                    "found {} as the first byte, expected > (FASTA) or @ (FASTQ)",
                    show(byte)
                ),
            )
            .at_path(&self.path)
            .at_line(1)
            .mend("give FASTA or FASTQ, plain or compressed with gzip, bzip2, xz or zstd"),
            CutError::TooLong { record, most_bytes } => Error::new(
                ErrorKind::Unsupported,
                format!(
                    "the record does not end within {} MiB, longer than any read or chromosome",
                    most_bytes >> 20
                ),
            )
            .at_path(&self.path)
            .at_record(record, "")
            .mend("check that the file is FASTA or FASTQ; split sequences that are longer"),
        })?;
        if chunk.is_none() && self.chunks == 0 && empty == EmptyFiles::Refused {
            return Err(
                Error::new(ErrorKind::Missing, "the file is empty, expected reads")
                    .at_path(&self.path)
                    .mend("check how the file was made; leave it out if it is meant to be empty"),
            );
        }
        self.chunks += 1;
        Ok(chunk)
    }
}

/// Refuses what is no file of reads, and standard input named twice.
fn check_paths(paths: &[PathBuf], layout: Layout) -> Result<()> {
    if paths.iter().filter(|path| is_standard_input(path)).count() > 1 {
        return Err(Error::new(
            ErrorKind::Parameter,
            "standard input (-) can be read only once",
        )
        .mend("give - once, and files for the rest"));
    }
    let missing: Vec<Error> = paths
        .iter()
        .filter(|path| !is_standard_input(path))
        .filter_map(|path| {
            let metadata = match std::fs::metadata(path) {
                Ok(metadata) => metadata,
                Err(source) => return Some(Error::io("read", path, source)),
            };
            metadata.is_dir().then(|| {
                Error::new(ErrorKind::Io, "this is a folder, expected a file of reads")
                    .at_path(path)
                    .mend("give the files in it by name")
            })
        })
        .collect();
    if let Some(error) = Error::gather(missing) {
        return Err(error);
    }
    if layout == Layout::Paired {
        refuse_twins(paths)?;
    }
    Ok(())
}

/// Refuses one file given as both mates.
fn refuse_twins(paths: &[PathBuf]) -> Result<()> {
    let twins = paths.chunks_exact(2).filter(|pair| {
        let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
        pair[0].is_file() && real(&pair[0]) == real(&pair[1])
    });
    let errors = twins.map(|pair| {
        Error::new(
            ErrorKind::Mismatch,
            "the file is given both as first and as second mates",
        )
        .at_path(&pair[1])
        .mend("give the file of the second mates (often named _R2 or _2)")
    });
    Error::gather(errors.collect()).map_or(Ok(()), Err)
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn show(byte: u8) -> String {
    if byte.is_ascii_graphic() {
        format!("`{}`", byte as char)
    } else {
        format!("byte 0x{byte:02x}")
    }
}
