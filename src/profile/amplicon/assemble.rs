//! From placed amplicons to a profile.

use super::AmpliconProfileParameters;
use super::abundance::{Amount, weigh_reads};
use super::evidence::{AmpliconEvidence, survey};
use super::presence::{Judgement, gather};
use crate::database::AmpliconDatabase;
use crate::error::Result;
use crate::profile::inference::limits::expected_reads_missed;
use crate::profile::inference::reach::{reach_of, whole_reads};
use crate::profile::{
    Entry, Estimate, Interval, Part, Profile, SampleQuality, Status, Surroundings,
    round_significant,
};
use crate::reads::ReadSource;
use crate::taxonomy::{Level, Taxon, Taxonomy};
use rayon::ThreadPool;
use std::collections::BTreeMap;

/// Half the width of a 90 % interval, in standard deviations.
const HALF_WIDTH: f64 = 1.645;

/// Profiles the amplicons of a sample: genera, and species where an amplicon's
/// probability for one deserves it; see [the method](super).
///
/// The result is the same at any number of threads and for any order of the reads.
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
    let mut sums: BTreeMap<Taxon, Sum> = BTreeMap::new();
    for row in believed() {
        for above in taxonomy.lineage(row.taxon).skip(1) {
            sums.entry(above).or_default().add(row);
        }
    }
    let mut entries = Vec::with_capacity(sums.len() + genera.len() + species.len());
    for (&taxon, sum) in &sums {
        let judgement = Judgement {
            status: Status::Present,
            reason: String::new(),
            called_reads: sum.called_reads,
        };
        entries.push(entry(
            taxonomy, taxon, sum.whole, 0, sum.amount, &judgement, total,
        )?);
    }
    for row in &genera {
        let named: u64 = species
            .iter()
            .filter(|below| taxonomy.is_ancestor(row.taxon, below.taxon))
            .map(|below| below.whole)
            .sum();
        let direct = row.whole - named;
        entries.push(entry(
            taxonomy,
            row.taxon,
            row.whole,
            direct,
            row.amount,
            &row.judgement,
            total,
        )?);
    }
    for row in &species {
        entries.push(entry(
            taxonomy,
            row.taxon,
            row.whole,
            row.whole,
            row.amount,
            &row.judgement,
            total,
        )?);
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

/// The genera, in order of taxon, and the reads of no genus by what they reach.
fn genera(
    taxonomy: &Taxonomy,
    evidence: &AmpliconEvidence,
    parameters: &AmpliconProfileParameters,
) -> (Vec<Row>, BTreeMap<Taxon, f64>) {
    let least = parameters.minimum_posterior;
    let total = evidence.reads.fragments;
    let abundance = weigh_reads(&evidence.placed, least);
    let mut supports = gather(&evidence.placed, |placed| placed.genus(least));
    let may_be_missed = |&(_, &reads): &(&Taxon, &f64)| reads >= parameters.minimum_reads as f64;
    for (&genus, _) in abundance.wavering.iter().filter(may_be_missed) {
        supports.entry(genus).or_default();
    }
    let mut unknown = abundance.unknown;
    for (&genus, amount) in &abundance.genera {
        if !supports.contains_key(&genus) {
            *unknown.entry(above(taxonomy, genus)).or_default() += amount.reads;
        }
    }
    let mut rows: Vec<Row> = supports
        .iter()
        .map(|(&taxon, support)| Row {
            taxon,
            amount: abundance.genera.get(&taxon).copied().unwrap_or_default(),
            judgement: support.judge(taxonomy, total, parameters),
            whole: 0,
        })
        .collect();
    set_whole(&mut rows, total);
    (rows, unknown)
}

/// The species of genera, in order of taxon. Only reads that speak for a species
/// count; the others of its genus have a genus and no species.
fn species(
    taxonomy: &Taxonomy,
    evidence: &AmpliconEvidence,
    parameters: &AmpliconProfileParameters,
    genera: &[Row],
) -> Vec<Row> {
    let least = parameters.minimum_posterior;
    let total = evidence.reads.fragments;
    let genus_of = |species: Taxon| {
        let genus = taxonomy.at_level(species, Level::Genus)?;
        let place = genera.binary_search_by_key(&genus, |row| row.taxon).ok()?;
        genera.get(place)
    };
    let mut amounts: BTreeMap<Taxon, Amount> = BTreeMap::new();
    for placed in evidence.placed.iter().filter(|placed| !placed.is_chimera) {
        if let Some(species) = placed.species(least) {
            let probability = placed.placement.species[0].1;
            amounts
                .entry(species)
                .or_default()
                .add(placed.variant.copies, probability);
        }
    }
    let supports = gather(&evidence.placed, |placed| placed.species(least));
    let mut rows: Vec<Row> = Vec::new();
    for (&taxon, support) in &supports {
        let Some(genus) = genus_of(taxon) else {
            continue;
        };
        let mut judgement = support.judge(taxonomy, total, parameters);
        if !genus.is_present() && judgement.status == Status::Present {
            judgement.status = genus.judgement.status;
            judgement.reason = format!("its genus is {}", genus.judgement.status);
        }
        rows.push(Row {
            taxon,
            amount: amounts.get(&taxon).copied().unwrap_or_default(),
            judgement,
            whole: 0,
        });
    }
    // Siblings stand side by side, so the species of a genus are a run of rows.
    for group in rows.chunk_by_mut(|a, b| {
        taxonomy.at_level(a.taxon, Level::Genus) == taxonomy.at_level(b.taxon, Level::Genus)
    }) {
        let most = group.first().and_then(|row| genus_of(row.taxon));
        set_whole(group, most.map_or(0, |genus| genus.whole));
    }
    rows
}

/// What the reads of a genus that is not believed still reach.
fn above(taxonomy: &Taxonomy, genus: Taxon) -> Taxon {
    match taxonomy.parent(genus) {
        Taxon::ROOT => Taxon::NONE,
        above => above,
    }
}

/// A taxon with reads, believed or not.
struct Row {
    taxon: Taxon,
    amount: Amount,
    judgement: Judgement,
    /// Whole reads; 0 where it is not believed.
    whole: u64,
}

impl Row {
    fn is_present(&self) -> bool {
        self.judgement.status == Status::Present
    }
}

/// Whole reads for the believed rows, `most` in all.
fn set_whole(rows: &mut [Row], most: u64) {
    let fractions: Vec<f64> = rows
        .iter()
        .map(|row| {
            if row.is_present() {
                row.amount.reads
            } else {
                0.0
            }
        })
        .collect();
    for (row, whole) in rows.iter_mut().zip(whole_reads(&fractions, most)) {
        row.whole = whole;
    }
}

/// The believed genera below a taxon together.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    whole: u64,
    called_reads: u64,
    amount: Amount,
}

impl Sum {
    fn add(&mut self, row: &Row) {
        self.whole += row.whole;
        self.called_reads += row.judgement.called_reads;
        self.amount.reads += row.amount.reads;
        self.amount.variance += row.amount.variance;
    }
}

fn entry(
    taxonomy: &Taxonomy,
    taxon: Taxon,
    clade_reads: u64,
    direct_reads: u64,
    amount: Amount,
    judgement: &Judgement,
    total: u64,
) -> Result<Entry> {
    let is_present = judgement.status == Status::Present;
    Ok(Entry {
        taxid: taxonomy.taxid(taxon),
        name: taxonomy.name(taxon).to_owned(),
        rank: taxonomy.rank(taxon),
        lineage: taxonomy.lineage_text(taxon),
        clade_reads,
        direct_reads: Some(direct_reads),
        estimate: Some(Estimate {
            status: judgement.status,
            reason: judgement.reason.clone(),
            called_reads: judgement.called_reads,
            sequence_share: if is_present {
                share(amount, total)?
            } else {
                Interval::ZERO
            },
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
