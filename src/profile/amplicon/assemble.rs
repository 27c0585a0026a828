//! From placed amplicons to a profile.

use super::AmpliconProfileParameters;
use super::abundance::Amount;
use super::evidence::{AmpliconEvidence, survey};
use super::presence::Judgement;
use super::rows::{Row, above, genera, species};
use crate::database::AmpliconDatabase;
use crate::error::Result;
use crate::profile::inference::limits::expected_reads_missed;
use crate::profile::inference::reach::reach_of;
use crate::profile::{
    Entry, Estimate, Interval, Part, Profile, SampleQuality, Status, Surroundings,
    round_significant,
};
use crate::reads::ReadSource;
use crate::taxonomy::{Taxon, Taxonomy};
use rayon::ThreadPool;
use std::collections::BTreeMap;

/// Half the width of a 90 % interval, in standard deviations.
const HALF_WIDTH: f64 = 1.645;

/// Profiles the amplicons of a sample: genera, and species where an amplicon's
/// probability for one deserves it; see [the method](super).
///
/// The result is the same at any number of threads.
/// Pairs are read together and not merged; either strand may come first. Shares of
/// cells are not told, for how many copies of the gene a cell holds is not known.
///
/// # Errors
/// When a parameter is out of range, or the reads cannot be read or parsed.
pub fn profile_amplicons(
    pool: &ThreadPool,
    database: &AmpliconDatabase,
    source: ReadSource,
    sample: &str,
    parameters: &AmpliconProfileParameters,
) -> Result<Profile> {
    parameters.check()?;
    let evidence = survey(pool, database, source, parameters)?;
    assemble(database.taxonomy(), &evidence, sample, parameters)
}

fn assemble(
    taxonomy: &Taxonomy,
    evidence: &AmpliconEvidence,
    sample: &str,
    parameters: &AmpliconProfileParameters,
) -> Result<Profile> {
    let total = evidence.reads.fragments;
    let (genera, mut unknown) = genera(taxonomy, evidence, parameters);
    let species = species(taxonomy, evidence, parameters, &genera);
    let classified: u64 = genera.iter().map(|row| row.whole).sum();
    let unknown_reads = total - classified;
    let believed = || genera.iter().filter(|row| row.is_present());
    for row in genera.iter().filter(|row| !row.is_present()) {
        *unknown.entry(above(taxonomy, row.taxon)).or_default() += row.amount.reads;
    }
    let sums = sums(taxonomy, believed());
    let mut entries = Vec::with_capacity(sums.len() + genera.len() + species.len());
    for row in &sums {
        entries.push(entry(taxonomy, row, 0, total)?);
    }
    for row in &genera {
        let named = species
            .iter()
            .filter(|below| taxonomy.is_ancestor(row.taxon, below.taxon));
        let named: u64 = named.map(|below| below.whole).sum();
        entries.push(entry(taxonomy, row, row.whole - named, total)?);
    }
    for row in &species {
        entries.push(entry(taxonomy, row, row.whole, total)?);
    }
    let unknown_amount = Amount {
        reads: unknown_reads as f64,
        variance: believed().map(|row| row.amount.variance).sum(),
    };
    let part = (total > 0)
        .then(|| {
            Ok::<_, crate::Error>(Part {
                reads: unknown_reads,
                sequence_share: share(unknown_amount, total)?,
                taxonomic_share: None,
            })
        })
        .transpose()?;
    let surroundings = Surroundings {
        unknown: part,
        host: None,
        reach: reach_of(taxonomy, &unknown, unknown_reads),
        quality: Some(quality(evidence, parameters)),
    };
    Profile::with_surroundings(sample, entries, unknown_reads, total, surroundings)
}

/// The taxa above genera, in order: the sums over the believed genera below them.
fn sums<'a>(taxonomy: &Taxonomy, believed: impl Iterator<Item = &'a Row>) -> Vec<Row> {
    let mut sums: BTreeMap<Taxon, Row> = BTreeMap::new();
    for row in believed {
        for taxon in taxonomy.lineage(row.taxon).skip(1) {
            let sum = sums.entry(taxon).or_insert_with(|| Row {
                taxon,
                amount: Amount::default(),
                judgement: Judgement {
                    status: Status::Present,
                    reason: String::new(),
                    called_reads: 0,
                },
                whole: 0,
            });
            sum.whole += row.whole;
            sum.judgement.called_reads += row.judgement.called_reads;
            sum.amount.reads += row.amount.reads;
            sum.amount.variance += row.amount.variance;
        }
    }
    sums.into_values().collect()
}

fn entry(taxonomy: &Taxonomy, row: &Row, direct_reads: u64, total: u64) -> Result<Entry> {
    let sequence_share = if row.is_present() {
        share(row.amount, total)?
    } else {
        Interval::ZERO
    };
    Ok(Entry {
        taxid: taxonomy.taxid(row.taxon),
        name: taxonomy.name(row.taxon).to_owned(),
        rank: taxonomy.rank(row.taxon),
        lineage: taxonomy.lineage_text(row.taxon),
        clade_reads: row.whole,
        direct_reads: Some(direct_reads),
        estimate: Some(Estimate {
            status: row.judgement.status,
            reason: row.judgement.reason.clone(),
            called_reads: row.judgement.called_reads,
            sequence_share,
            taxonomic_share: None,
            ani: None,
            depth: None,
            breadth: None,
            breadth_expected: None,
            distinct_minimizers: 0,
            reference_minimizers: 0,
        }),
    })
}

/// The share of all reads, with Wilson's interval at the number of independent reads
/// that have the same variance: that of counting and that of not knowing whose the
/// reads are.
fn share(amount: Amount, total: u64) -> Result<Interval> {
    let total = total.max(1) as f64;
    let p = (amount.reads / total).clamp(0.0, 1.0);
    let counting = total * p * (1.0 - p);
    let reads = if counting > 0.0 {
        total * counting / (counting + amount.variance)
    } else {
        total
    };
    let z2 = HALF_WIDTH * HALF_WIDTH;
    let centre = (p + z2 / (2.0 * reads)) / (1.0 + z2 / reads);
    let half = HALF_WIDTH / (1.0 + z2 / reads)
        * (p * (1.0 - p) / reads + z2 / (4.0 * reads * reads)).sqrt();
    Interval::around(p, (centre - half).max(0.0), (centre + half).min(1.0))
}

fn quality(evidence: &AmpliconEvidence, parameters: &AmpliconProfileParameters) -> SampleQuality {
    let reads = &evidence.reads;
    let total = reads.fragments as f64;
    let least = expected_reads_missed(parameters.minimum_reads) / total;
    let chimeras = evidence.placed.iter().filter(|placed| placed.is_chimera);
    SampleQuality {
        platform: "amplicon".to_owned(),
        reads: reads.fragments,
        bases: reads.bases,
        mean_phred: reads
            .error_rate()
            .map(|rate| round_significant(-10.0 * rate.log10())),
        low_complexity_share: round_significant(reads.low_complexity_share()),
        // Amplicons repeat by nature.
        duplicate_share: None,
        saturation: None,
        detection_limit_share: (reads.fragments > 0)
            .then(|| round_significant(least.max(parameters.minimum_share).min(1.0))),
        chimeric_reads: chimeras.map(|placed| placed.variant.copies).sum(),
        read_lengths: reads.read_lengths(),
    }
}
