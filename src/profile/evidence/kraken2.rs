//! What a sample shows with a Kraken 2 database.
//!
//! Its table holds ancestors in place of species sets, and neither genome lengths nor
//! how many keys a species has. What remains: the reads called to each taxon, how well
//! they match, and about how many distinct minimizers they found.

use super::{HostReference, HostScreen, MATCH_STEPS, ReadStatistics};
use crate::classify::{Kernel, Settings, TaxonCounts};
use crate::database::Database;
use crate::error::Result;
use crate::profile::SexReads;
use crate::reads::{ReadSource, for_each_batch};
use rayon::ThreadPool;

/// What a sample shows with a Kraken 2 database.
#[derive(Debug)]
pub struct Kraken2Evidence {
    /// What the reads are like.
    pub reads: ReadStatistics,
    /// Reads called to each taxon, with distinct minimizers.
    pub called: TaxonCounts,
    /// Reads called to each taxon by the share of their k-mers in its clade, in steps.
    pub steps: Vec<[u64; MATCH_STEPS + 1]>,
    /// Fragments of the host, set aside before all else; 0 where it was not looked for.
    pub host_reads: u64,
    /// Those of one sex chromosome, where the host's filter tells them apart.
    pub sex_reads: Option<SexReads>,
}

/// Gathers the evidence of a sample. `report` is told the fragments and bases of
/// each batch, from any thread.
///
/// # Errors
/// When the reads cannot be read or parsed.
pub fn survey_kraken2(
    pool: &ThreadPool,
    database: &Database,
    host: Option<HostReference<'_>>,
    settings: &Settings,
    source: ReadSource,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<Kraken2Evidence> {
    let settings = Settings {
        count_distinct: true,
        ..settings.clone()
    };
    let taxonomy = database.taxonomy();
    let none = || vec![[0; MATCH_STEPS + 1]; taxonomy.len()];
    let start = || {
        let kernel = Kernel::new(database, &settings)?;
        Ok((
            HostScreen::new(host)?,
            kernel,
            ReadStatistics::default(),
            none(),
        ))
    };
    let parts = for_each_batch(
        pool,
        source,
        start,
        |(screen, kernel, reads, steps), batch, _| {
            let (fragments, bases) = (batch.len() as u64, batch.bases());
            reads.add(batch);
            screen.set_aside(batch);
            if settings.minimum_base_quality > 0 {
                batch.mask_low_quality(settings.minimum_base_quality);
            }
            kernel.classify(batch, |_, call| {
                if !call.is_classified() {
                    return;
                }
                let kmers: u32 = call.segments.iter().map(|segment| segment.kmers).sum();
                let in_clade = call.hits.iter().filter(|hit| {
                    taxonomy.is_ancestor(hit.taxon, call.taxon)
                        || taxonomy.is_ancestor(call.taxon, hit.taxon)
                });
                let matching: u32 = in_clade.map(|hit| hit.kmers).sum();
                let step = (MATCH_STEPS as u32 * matching + kmers / 2) / kmers.max(1);
                steps[call.taxon.index()][(step as usize).min(MATCH_STEPS)] += 1;
            });
            report(fragments, bases);
            Ok(())
        },
    )?;
    let mut evidence = Kraken2Evidence {
        reads: ReadStatistics::default(),
        called: TaxonCounts::new(taxonomy, true),
        steps: none(),
        host_reads: 0,
        sex_reads: host.and_then(HostReference::no_sex_reads),
    };
    for (screen, kernel, reads, steps) in parts {
        evidence.host_reads += screen.reads();
        if let (Some(sum), Some(part)) = (&mut evidence.sex_reads, screen.sex_reads()) {
            sum.add(part);
        }
        evidence.called.merge(kernel.counts());
        evidence.reads.merge(reads);
        for (mine, theirs) in evidence.steps.iter_mut().zip(steps) {
            mine.iter_mut()
                .zip(theirs)
                .for_each(|(mine, theirs)| *mine += theirs);
        }
    }
    Ok(evidence)
}
