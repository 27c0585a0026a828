//! One pass over the reads of a sample.

use super::chimera::is_chimeric;
use super::{
    HostReference, HostScreen, KeyCounts, PendingCells, ReadClasses, ReadStatistics, ReferenceKeys,
    SpeciesKeys,
};
use crate::classify::{Kernel, Settings, TaxonCounts};
use crate::database::Database;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::SexReads;
use crate::reads::{ReadSource, for_each_batch};
use rayon::ThreadPool;

/// What a sample shows.
#[derive(Debug)]
pub struct Evidence {
    /// What the reads are like.
    pub reads: ReadStatistics,
    /// Reads by the species they may come from.
    pub classes: ReadClasses,
    /// Reads called to each taxon by the vote alone.
    pub called: TaxonCounts,
    /// The share of the keys found that the same fragment had shown before: mates
    /// that overlap.
    pub repeated_share: f64,
    /// Reads whose halves belong to two species; only long single reads are looked at.
    pub chimeric_reads: u64,
    /// Fragments of the host, set aside before all else; 0 where it was not looked for.
    pub host_reads: u64,
    /// Those of one sex chromosome, where the host's filter tells them apart.
    pub sex_reads: Option<SexReads>,
    /// The keys found, in the order of [`ReferenceKeys::species`].
    pub keys: Vec<SpeciesKeys>,
}

/// What reads are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// A native database.
    pub database: &'a Database,
    /// Its species and their keys.
    pub reference: &'a ReferenceKeys,
    /// The host, where it is looked for.
    pub host: Option<HostReference<'a>>,
}

/// What one thread gathers.
struct Gathered<'db> {
    screen: HostScreen<'db>,
    kernel: Kernel<'db>,
    reads: ReadStatistics,
    classes: ReadClasses,
    pending: PendingCells,
    chimeric_reads: u64,
}

/// Gathers the evidence of a sample. Fragments of the host are counted and otherwise
/// left out. `report` is told the fragments and bases of
/// each batch, from any thread.
///
/// # Errors
/// When the database is not a native one, or the reads cannot be read or parsed.
pub fn survey(
    pool: &ThreadPool,
    against: Against<'_>,
    settings: &Settings,
    source: ReadSource,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<Evidence> {
    let Against {
        database,
        reference,
        host,
    } = against;
    let Database::Native(native) = database else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "only native databases tell their keys apart",
        )
        .at_path(database.path()));
    };
    let counts = KeyCounts::new(native.cell_numbers(), pool.current_num_threads());
    let start = || {
        let mut kernel = Kernel::new(database, settings)?;
        kernel.keep_cells();
        Ok(Gathered {
            screen: HostScreen::new(host)?,
            kernel,
            reads: ReadStatistics::default(),
            classes: ReadClasses::new(native.taxonomy().len()),
            pending: PendingCells::default(),
            chimeric_reads: 0,
        })
    };
    let gathered = for_each_batch(pool, source, start, |gathered, batch, _| {
        let Gathered {
            screen,
            kernel,
            reads,
            classes,
            pending,
            chimeric_reads,
        } = gathered;
        let (fragments, bases) = (batch.len() as u64, batch.bases());
        reads.add(batch);
        screen.set_aside(batch);
        if settings.minimum_base_quality > 0 {
            batch.mask_low_quality(settings.minimum_base_quality);
        }
        kernel.classify(batch, |_, call| {
            pending.add(call.cells, &counts);
            classes.add(call, native.values());
            *chimeric_reads += u64::from(is_chimeric(call, native.values()));
        });
        pending.flush(&counts);
        report(fragments, bases);
        Ok(())
    })?;
    let mut reads = ReadStatistics::default();
    let mut classes = ReadClasses::new(native.taxonomy().len());
    let mut called = TaxonCounts::new(native.taxonomy(), false);
    let (mut found, mut repeated, mut chimeric_reads, mut host_reads) = (0, 0, 0, 0);
    let mut sex_reads = host.and_then(HostReference::no_sex_reads);
    for part in gathered {
        let (found_here, repeated_here) = part.pending.found_and_repeated();
        found += found_here;
        repeated += repeated_here;
        chimeric_reads += part.chimeric_reads;
        host_reads += part.screen.reads();
        if let (Some(sum), Some(part)) = (&mut sex_reads, part.screen.sex_reads()) {
            sum.add(part);
        }
        called.merge(part.kernel.counts());
        reads.merge(part.reads);
        classes.merge(part.classes);
    }
    Ok(Evidence {
        keys: reference.found(pool, native, &counts),
        chimeric_reads,
        host_reads,
        sex_reads,
        repeated_share: repeated as f64 / found.max(1) as f64,
        reads,
        classes,
        called,
    })
}
