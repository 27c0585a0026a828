//! From evidence to a profile.

use super::depth::SampleScale;
use super::reach::{reach_of, whole_reads};
use super::{
    Abundance, Amount, Finding, PresenceParameters, Relatives, estimate_amounts, judge_all,
    weigh_reads,
};
use crate::database::NativeDatabase;
use crate::error::Result;
use crate::profile::evidence::{Evidence, ReferenceKeys};
use crate::profile::{
    Entry, Estimate, Host, Interval, Part, Profile, SampleQuality, Status, Surroundings,
    round_significant,
};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Half the width of a 90 % interval, in standard deviations.
const HALF_WIDTH: f64 = 1.645;
/// What is not known of the mean genome length of unknown cells: standard deviation of its logarithm.
const UNKNOWN_LENGTH_LOG_SD: f64 = 0.2;
/// Fewest own reads of a species from which the match of perfect reads is learned.
const LEARNING_READS: f64 = 200.0;

/// The host's reads, where they were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostReads {
    /// Its taxid, 0 where it is not known.
    pub taxid: u64,
    /// Its reads.
    pub reads: u64,
}

/// What all samples of a run are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The database.
    pub database: &'a NativeDatabase,
    /// Its species and their keys.
    pub keys: &'a ReferenceKeys,
    /// Which of them share keys.
    pub relatives: &'a Relatives,
}

/// A species that is believed, with what it amounts to.
struct Believed {
    finding: usize,
    amount: Amount,
}

/// Everything that is concluded of one sample.
#[derive(Debug, Clone)]
pub struct Estimated {
    /// The profile.
    pub profile: Profile,
    /// What was found of each species, in order of species.
    pub findings: Vec<Finding>,
    /// The reads shared out, in the order of the findings.
    pub abundance: Abundance,
}

/// Estimates the profile of a sample.
///
/// # Errors
/// When a parameter is out of range.
pub fn estimate_profile(
    sample: &str,
    reference: Reference<'_>,
    evidence: &Evidence,
    host: Option<HostReads>,
    parameters: &PresenceParameters,
    platform: &str,
) -> Result<Estimated> {
    parameters.check()?;
    let Reference {
        database,
        keys,
        relatives,
    } = reference;
    let taxonomy = database.taxonomy();
    let findings = judge_all(database, keys, relatives, evidence, parameters);
    let abundance = weigh_reads(taxonomy, &findings, evidence);
    let scale = scale_of(database, evidence, &findings);
    let total = evidence.reads.fragments;
    let microbial = total - host.map_or(0, |host| host.reads);
    let believed = amounts(keys, &findings, &abundance, scale, microbial);

    let reads: Vec<f64> = believed
        .iter()
        .map(|believed| believed.amount.reads)
        .collect();
    let whole = whole_reads(&reads, microbial);
    let unknown_reads = microbial - whole.iter().sum::<u64>();
    let unknown_sd = believed
        .iter()
        .map(|believed| (believed.amount.reads * believed.amount.reads_log_sd).powi(2))
        .sum::<f64>()
        .sqrt();
    let cells = Cells::of(
        &believed,
        keys,
        unknown_reads as f64,
        unknown_sd,
        scale.fragment_bp,
    );
    let mut tree = Tree::new(taxonomy);
    for ((believed, &reads), place) in believed.iter().zip(&whole).zip(0..) {
        tree.add(
            findings[believed.finding].species,
            reads,
            share_of(believed, total),
            cells.shares[place],
        );
    }
    let mut entries = tree.entries(taxonomy, evidence)?;
    for (index, finding) in findings.iter().enumerate() {
        let place = believed
            .iter()
            .position(|believed| believed.finding == index);
        let amount = place.map(|place| (whole[place], &believed[place], cells.shares[place]));
        entries.retain(|entry| entry.taxid != taxonomy.taxid(finding.species));
        entries.push(species_entry(taxonomy, evidence, finding, amount, total)?);
    }
    let unknown = (total > 0)
        .then(|| unknown_part(unknown_reads, unknown_sd, total, &cells))
        .transpose()?;
    let host = host
        .map(|host| {
            let share = host.reads as f64 / total.max(1) as f64;
            Ok(Host {
                taxid: host.taxid,
                part: Part {
                    reads: host.reads,
                    sequence_share: Interval::exact(share)?,
                    taxonomic_share: None,
                },
            })
        })
        .transpose()?;
    let surroundings = Surroundings {
        unknown,
        host,
        reach: reach_of(taxonomy, &abundance.unknown, unknown_reads),
        quality: Some(quality(evidence, &findings, parameters, platform)),
    };
    let profile = Profile::with_surroundings(sample, entries, unknown_reads, total, surroundings)?;
    Ok(Estimated {
        profile,
        findings,
        abundance,
    })
}

fn scale_of(database: &NativeDatabase, evidence: &Evidence, findings: &[Finding]) -> SampleScale {
    let k = database.syncmers().k() as f64;
    let reads: u64 = evidence
        .reads
        .read_lengths()
        .iter()
        .map(|(_, reads)| reads)
        .sum();
    let bases = (evidence.reads.bases as f64).max(1.0);
    let from_quality = evidence
        .reads
        .error_rate()
        .map_or(0.9, |rate| (1.0 - rate).powf(k));
    let perfect_match = findings
        .iter()
        .filter(|finding| finding.status == Status::Present)
        .filter(|finding| finding.matches.own_reads >= LEARNING_READS)
        .map(|finding| finding.matches.own_mean)
        .fold(from_quality, f64::max);
    let starts = ((bases - reads as f64 * (k - 1.0)) / bases).max(0.05);
    SampleScale {
        fragment_bp: bases / evidence.reads.fragments.max(1) as f64,
        keys_per_depth: starts * perfect_match * (1.0 - evidence.repeated_share),
        perfect_match,
    }
}

/// The amounts of the believed species. Reads that no key was found in are added to
/// them only as far as there are any.
fn amounts(
    keys: &ReferenceKeys,
    findings: &[Finding],
    abundance: &Abundance,
    scale: SampleScale,
    microbial: u64,
) -> Vec<Believed> {
    let mut believed: Vec<Believed> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.status == Status::Present)
        .map(|(index, finding)| Believed {
            finding: index,
            amount: estimate_amounts(
                finding,
                keys.genomes(finding.place),
                abundance.reads[index],
                abundance.contested[index],
                scale,
            ),
        })
        .collect();
    let found: f64 = believed.iter().map(|b| abundance.reads[b.finding]).sum();
    let extra = |b: &Believed| (b.amount.reads - abundance.reads[b.finding]).max(0.0);
    let missed: f64 = believed.iter().map(extra).sum();
    let room = (microbial as f64 - found).max(0.0);
    if missed > room {
        for b in &mut believed {
            b.amount.reads -= extra(b) * (1.0 - room / missed);
        }
    }
    believed
}

fn share_of(believed: &Believed, total: u64) -> Spread {
    let estimate = believed.amount.reads / total.max(1) as f64;
    Spread {
        estimate,
        log_sd: believed.amount.reads_log_sd,
    }
}

/// A positive number with the standard deviation of its logarithm.
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    estimate: f64,
    log_sd: f64,
}

impl Spread {
    fn interval(self) -> Result<Interval> {
        let factor = (HALF_WIDTH * self.log_sd).exp();
        Interval::around(
            self.estimate,
            self.estimate / factor,
            (self.estimate * factor).min(1.0_f64.max(self.estimate)),
        )
    }
}

/// The shares of cells: of each believed species, and of the unknown.
struct Cells {
    shares: Vec<Spread>,
    unknown: Spread,
}

impl Cells {
    fn of(
        believed: &[Believed],
        keys: &ReferenceKeys,
        unknown_reads: f64,
        unknown_sd: f64,
        fragment_bp: f64,
    ) -> Self {
        let depth: f64 = believed.iter().map(|b| b.amount.depth).sum();
        let bases: f64 = believed.iter().map(|b| b.amount.reads * fragment_bp).sum();
        // Unknown cells are taken to have genomes like the known ones of the sample,
        // or without any, like those of the reference.
        let length_bp = if depth > 0.0 {
            bases / depth
        } else {
            mean_length(keys)
        };
        let unknown_depth = unknown_reads * fragment_bp / length_bp.max(1.0);
        let unknown_log_sd = (unknown_sd / unknown_reads.max(1.0)).hypot(UNKNOWN_LENGTH_LOG_SD);
        let parts: Vec<(f64, f64)> = believed
            .iter()
            .map(|b| (b.amount.depth, b.amount.depth_log_sd))
            .chain([(unknown_depth, unknown_log_sd)])
            .collect();
        let total: f64 = parts
            .iter()
            .map(|(depth, _)| depth)
            .sum::<f64>()
            .max(f64::MIN_POSITIVE);
        let variance: f64 = parts
            .iter()
            .map(|(depth, sd)| (depth / total * sd).powi(2))
            .sum();
        let mut shares: Vec<Spread> = parts
            .iter()
            .map(|&(depth, sd)| {
                let share = depth / total;
                // The share's own part of the denominator moves with it.
                let others = (variance - (share * sd).powi(2)).max(0.0);
                Spread {
                    estimate: share,
                    log_sd: (((1.0 - share) * sd).powi(2) + others).sqrt(),
                }
            })
            .collect();
        let unknown = shares.pop().unwrap_or_default();
        Self { shares, unknown }
    }
}

fn mean_length(keys: &ReferenceKeys) -> f64 {
    let lengths: Vec<f64> = (0..keys.species().len())
        .map(|place| keys.genomes(place).length_bp)
        .collect();
    lengths.iter().sum::<f64>() / lengths.len().max(1) as f64
}

fn unknown_part(reads: u64, sd_reads: f64, total: u64, cells: &Cells) -> Result<Part> {
    let share = |reads: f64| (reads / total as f64).clamp(0.0, 1.0);
    let reads_f = reads as f64;
    Ok(Part {
        reads,
        sequence_share: Interval::around(
            share(reads_f),
            share(reads_f - HALF_WIDTH * sd_reads),
            share(reads_f + HALF_WIDTH * sd_reads),
        )?,
        taxonomic_share: Some(cells.unknown.interval()?),
    })
}

/// Sums over the taxa above the believed species.
struct Tree<'a> {
    taxonomy: &'a Taxonomy,
    sums: BTreeMap<Taxon, Sums>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    reads: u64,
    sequence: f64,
    sequence_variance: f64,
    taxonomic: f64,
    taxonomic_variance: f64,
}

impl<'a> Tree<'a> {
    fn new(taxonomy: &'a Taxonomy) -> Self {
        Self {
            taxonomy,
            sums: BTreeMap::new(),
        }
    }

    fn add(&mut self, species: Taxon, reads: u64, sequence: Spread, taxonomic: Spread) {
        for above in self.taxonomy.lineage(species) {
            let sums = self.sums.entry(above).or_default();
            sums.reads += reads;
            sums.sequence += sequence.estimate;
            sums.sequence_variance += (sequence.estimate * sequence.log_sd).powi(2);
            sums.taxonomic += taxonomic.estimate;
            sums.taxonomic_variance += (taxonomic.estimate * taxonomic.log_sd).powi(2);
        }
    }

    fn entries(&self, taxonomy: &Taxonomy, evidence: &Evidence) -> Result<Vec<Entry>> {
        let interval = |estimate: f64, variance: f64| {
            let half = HALF_WIDTH * variance.sqrt();
            Interval::around(
                estimate,
                (estimate - half).max(0.0),
                (estimate + half).min(1.0),
            )
        };
        let called = called_in_clades(taxonomy, evidence, self.sums.keys().copied());
        self.sums
            .iter()
            .map(|(&taxon, sums)| {
                Ok(Entry {
                    taxid: taxonomy.taxid(taxon),
                    name: taxonomy.name(taxon).to_owned(),
                    rank: taxonomy.rank(taxon),
                    lineage: taxonomy.lineage_text(taxon),
                    clade_reads: sums.reads,
                    direct_reads: Some(0),
                    estimate: Some(Estimate {
                        status: Status::Present,
                        reason: String::new(),
                        called_reads: called[&taxon],
                        sequence_share: interval(sums.sequence, sums.sequence_variance)?,
                        taxonomic_share: Some(interval(sums.taxonomic, sums.taxonomic_variance)?),
                        ani: None,
                        depth: None,
                        breadth: None,
                        breadth_expected: None,
                        distinct_minimizers: 0,
                        reference_minimizers: 0,
                    }),
                })
            })
            .collect()
    }
}

/// Reads called by the vote to each of some taxa or below it.
fn called_in_clades(
    taxonomy: &Taxonomy,
    evidence: &Evidence,
    taxa: impl Iterator<Item = Taxon>,
) -> BTreeMap<Taxon, u64> {
    let mut called: BTreeMap<Taxon, u64> = taxa.map(|taxon| (taxon, 0)).collect();
    for taxon in taxonomy.taxa() {
        let reads = evidence.called.reads(taxon);
        if reads > 0 {
            for above in taxonomy.lineage(taxon) {
                if let Some(sum) = called.get_mut(&above) {
                    *sum += reads;
                }
            }
        }
    }
    called
}

fn species_entry(
    taxonomy: &Taxonomy,
    evidence: &Evidence,
    finding: &Finding,
    amount: Option<(u64, &Believed, Spread)>,
    total: u64,
) -> Result<Entry> {
    let species = finding.species;
    let called = called_in_clades(taxonomy, evidence, std::iter::once(species));
    let (reads, sequence_share, taxonomic_share, depth) = match amount {
        Some((reads, believed, cells)) => (
            reads,
            share_of(believed, total).interval()?,
            cells.interval()?,
            Some(believed.amount.depth),
        ),
        None => (0, Interval::ZERO, Interval::ZERO, None),
    };
    let keys = &finding.keys;
    Ok(Entry {
        taxid: taxonomy.taxid(species),
        name: taxonomy.name(species).to_owned(),
        rank: taxonomy.rank(species),
        lineage: taxonomy.lineage_text(species),
        clade_reads: reads,
        direct_reads: Some(reads),
        estimate: Some(Estimate {
            status: finding.status,
            reason: finding.reason.clone(),
            called_reads: called.get(&species).copied().unwrap_or(0),
            sequence_share,
            taxonomic_share: Some(taxonomic_share),
            ani: Some(Interval::around(
                keys.identity,
                keys.identity_low,
                keys.identity_high,
            )?),
            depth: depth.map(round_significant),
            breadth: Some(round_significant(finding.breadth)),
            breadth_expected: Some(round_significant(finding.breadth_expected)),
            distinct_minimizers: finding.distinct_keys,
            reference_minimizers: finding.reference_keys,
        }),
    })
}

fn quality(
    evidence: &Evidence,
    findings: &[Finding],
    parameters: &PresenceParameters,
    platform: &str,
) -> SampleQuality {
    let reads = &evidence.reads;
    let present = || {
        findings
            .iter()
            .filter(|finding| finding.status == Status::Present)
    };
    let found: u64 = present().map(|finding| finding.distinct_keys).sum();
    let all: u64 = present().map(|finding| finding.reference_keys).sum();
    let limit = expected_reads_missed(parameters.minimum_reads) / reads.fragments.max(1) as f64;
    SampleQuality {
        platform: platform.to_owned(),
        reads: reads.fragments,
        bases: reads.bases,
        mean_phred: reads
            .error_rate()
            .map(|rate| round_significant(-10.0 * rate.log10())),
        low_complexity_share: round_significant(reads.low_complexity_share()),
        duplicate_share: reads.duplicate_share().map(round_significant),
        saturation: (all > 0).then(|| round_significant(found as f64 / all as f64)),
        detection_limit_share: (reads.fragments > 0).then(|| round_significant(limit.min(1.0))),
        chimeric_reads: 0,
        read_lengths: reads.read_lengths(),
    }
}

/// The expected number of reads of which at least `needed` come in 5 of 100 samples only.
fn expected_reads_missed(needed: u64) -> f64 {
    let enough = |mean: f64| {
        // 1 - P(fewer than needed), summed from the small terms up.
        let mut term = f64::exp(-mean);
        let mut fewer = term;
        for count in 1..needed {
            term *= mean / count as f64;
            fewer += term;
        }
        1.0 - fewer
    };
    let (mut low, mut high) = (0.0, needed as f64);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if enough(middle) < 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detection_limit_is_poissons() {
        // R 4.3: ppois(n - 1, mean, lower.tail = FALSE) is 0.05 at these means.
        for (needed, mean) in [(1, 0.051_293_29), (3, 0.817_691_4), (20, 13.254_65)] {
            assert!(
                (expected_reads_missed(needed) - mean).abs() < 1e-4,
                "{needed}"
            );
        }
    }
}
