//! The sampled k-mers of genomes.

use super::super::facts::GenomeFacts;
use super::super::genomes::GenomeSource;
use super::super::key_hash;
use super::super::spread::{CHUNKS_PER_GENOME, REPEATED};
use super::BuildPlan;
use super::record::KeyRecord;
use crate::checksum::Checksum;
use crate::database::ranges::{RangeFiller, range_of};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::SyncmerScanner;
use crate::reads::{BatchSize, Format, Layout, ReadBatch, ReadSource};
use crate::taxonomy::Taxon;
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where the k-mers of genomes go.
pub(super) struct KeySink<'a> {
    pub(super) keys: &'a RangeFiller<KeyRecord>,
    pub(super) ranges: usize,
}

/// The k-mers of one genome: hash and place.
struct Found {
    kmers: Vec<(u64, u64)>,
    sequences: u64,
    length_bp: u64,
}

impl BuildPlan {
    /// Scans all genomes. Of several that cannot be read, the error is that of the
    /// first in order, for once one has failed only those before it are still scanned.
    pub(super) fn scan_all(
        &self,
        sink: &KeySink<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<GenomeFacts>> {
        let first_failed = AtomicUsize::new(usize::MAX);
        let genomes = self.genomes.par_iter().zip(&self.assignment.taxa);
        let scanned: Vec<Option<Result<GenomeFacts>>> = genomes
            .enumerate()
            .map(|(place, (genome, &taxon))| {
                if place > first_failed.load(Ordering::Relaxed) {
                    return None;
                }
                let scanned = self.scan(genome, taxon, sink);
                if scanned.is_err() {
                    first_failed.fetch_min(place, Ordering::Relaxed);
                }
                progress(std::fs::metadata(&genome.path).map_or(0, |metadata| metadata.len()));
                Some(scanned)
            })
            .collect();
        scanned.into_iter().flatten().collect()
    }

    fn scan(&self, genome: &GenomeSource, taxon: Taxon, sink: &KeySink<'_>) -> Result<GenomeFacts> {
        let sha256 = Checksum::of_file(&genome.path)?.sha256;
        let found = self.find_kmers(&genome.path)?;
        Ok(GenomeFacts {
            accession: genome.accession.clone(),
            path: genome.written_path.clone(),
            sha256,
            taxid: self.assignment.taxonomy.taxid(taxon),
            sequences: found.sequences,
            length_bp: found.length_bp,
            minimizers: found.give(taxon, sink)?,
        })
    }

    fn find_kmers(&self, path: &Path) -> Result<Found> {
        let paths = [path.to_path_buf()];
        let mut source = ReadSource::from_paths(&paths, Layout::Single, BatchSize::default())?;
        let mut batch = ReadBatch::new();
        let mut scanner = SyncmerScanner::new(self.shape);
        let mut found = Found {
            kmers: Vec::new(),
            sequences: 0,
            length_bp: 0,
        };
        while let Some(raw) = source.next_raw()? {
            raw.parse(&mut batch)?;
            for fragment in batch.fragments() {
                if fragment.first().format == Format::Fastq {
                    return Err(not_a_genome(path));
                }
                let sequence = fragment.first().sequence;
                scanner.each(sequence, |position, kmer| {
                    let place = found.length_bp + position as u64;
                    found.kmers.push((key_hash(kmer), place));
                });
                found.length_bp += sequence.len() as u64;
            }
            found.sequences += batch.len() as u64;
        }
        Ok(found)
    }
}

impl Found {
    /// Gives the distinct k-mers to their ranges; returns how many there are.
    fn give(mut self, taxon: Taxon, sink: &KeySink<'_>) -> Result<u64> {
        self.kmers.sort_unstable();
        let record = |places: &[(u64, u64)]| KeyRecord {
            hash: places[0].0,
            taxon,
            chunk: match places {
                &[(_, place)] => (place * CHUNKS_PER_GENOME as u64 / self.length_bp.max(1)) as u8,
                _ => REPEATED,
            },
        };
        let mut distinct = 0;
        let range = |hash| range_of(hash, sink.ranges);
        for kmers in self.kmers.chunk_by(|a, b| range(a.0) == range(b.0)) {
            let groups = kmers.chunk_by(|a, b| a.0 == b.0);
            let records = groups.inspect(|_| distinct += 1).map(record);
            sink.keys.add(range(kmers[0].0), records)?;
        }
        Ok(distinct)
    }
}

fn not_a_genome(path: &Path) -> Error {
    Error::new(
        ErrorKind::Malformed,
        "found sequencing reads (FASTQ), expected a genome (FASTA)",
    )
    .at_path(path)
    .mend("list assembled genomes; reads hold errors that would become part of the database")
}
