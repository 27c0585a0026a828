//! The profile of a sample with a native database.

use super::assemble::{Conclusion, Conclusions, assemble, unknown_sd};
use super::cells::Cells;
use super::limits::describe_reads;
use super::{
    Abundance, Amount, Finding, HostReads, MatchScale, PresenceParameters, Relatives, SampleScale,
    estimate_amounts, judge_all, weigh_reads,
};
use crate::database::NativeDatabase;
use crate::error::Result;
use crate::profile::evidence::{Evidence, ReferenceKeys};
use crate::profile::{Interval, Profile, SampleQuality, Status};

/// Fewest own reads of a species from which the match of perfect reads is learned.
const LEARNING_READS: f64 = 200.0;
/// The match of perfect reads at least, where nothing tells it.
const LEAST_PERFECT_MATCH: f64 = 0.9;

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

/// A profile, and what it was concluded from.
#[derive(Debug, Clone)]
pub struct Estimated {
    /// The profile.
    pub profile: Profile,
    /// What was found of each species, in order of species.
    pub findings: Vec<Finding>,
    /// The reads shared out, in the order of the findings.
    pub abundance: Abundance,
    /// How match steps were read.
    pub match_scale: MatchScale,
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
    let match_scale = MatchScale::of(evidence, keys);
    let findings = judge_all(
        database,
        keys,
        relatives,
        evidence,
        &match_scale,
        parameters,
    );
    let abundance = weigh_reads(taxonomy, &findings, evidence, &match_scale);
    let scale = scale_of(database, evidence, &findings, &match_scale);
    let total = evidence.reads.fragments;
    let microbial = total - host.map_or(0, |host| host.reads);
    let amounts = amounts(keys, &findings, &abundance, scale, microbial);
    let mut species: Vec<Conclusion> = findings
        .iter()
        .zip(&amounts)
        .map(|(finding, amount)| conclusion(finding, *amount))
        .collect::<Result<_>>()?;

    let known: f64 = species.iter().map(|one| one.reads).sum();
    let believed: Vec<Amount> = amounts.iter().flatten().copied().collect();
    let cells = Cells::of(
        &believed,
        keys,
        (microbial as f64 - known).max(0.0),
        unknown_sd(&species),
        scale.fragment_bp,
    );
    let mut shares = cells.shares.into_iter();
    for (one, amount) in species.iter_mut().zip(&amounts) {
        one.cells = match amount {
            Some(_) => shares.next(),
            None => Some(super::spread::Spread::default()),
        };
    }
    let profile = assemble(Conclusions {
        sample,
        taxonomy,
        called: &evidence.called,
        total,
        host,
        species,
        unknown: abundance.unknown.clone(),
        unknown_cells: Some(cells.unknown),
        quality: SampleQuality {
            chimeric_reads: evidence.chimeric_reads,
            ..describe_reads(&evidence.reads, &findings, parameters, platform)
        },
    })?;
    Ok(Estimated {
        profile,
        findings,
        abundance,
        match_scale,
    })
}

fn conclusion(finding: &Finding, amount: Option<Amount>) -> Result<Conclusion> {
    let keys = &finding.keys;
    Ok(Conclusion {
        species: finding.species,
        status: finding.status,
        reason: finding.reason.clone(),
        reads: amount.map_or(0.0, |amount| amount.reads),
        reads_log_sd: amount.map_or(0.0, |amount| amount.reads_log_sd),
        cells: None,
        ani: Some(Interval::around(
            keys.identity,
            keys.identity_low,
            keys.identity_high,
        )?),
        depth: amount.map(|amount| amount.depth),
        breadths: Some((finding.breadth, finding.breadth_expected)),
        distinct_keys: finding.distinct_keys,
        reference_keys: finding.reference_keys,
    })
}

fn scale_of(
    database: &NativeDatabase,
    evidence: &Evidence,
    findings: &[Finding],
    match_scale: &MatchScale,
) -> SampleScale {
    let k = database.syncmers().k() as f64;
    let lengths = evidence.reads.read_lengths();
    let reads: u64 = lengths.iter().map(|(_, reads)| reads).sum();
    let bases = (evidence.reads.bases as f64).max(1.0);
    let rate = evidence.reads.error_rate();
    let from_quality = rate.map_or(LEAST_PERFECT_MATCH, |rate| (1.0 - rate).powf(k));
    let from_quality = if match_scale.best_match < 1.0 {
        LEAST_PERFECT_MATCH
    } else {
        from_quality
    };
    let perfect_match = findings
        .iter()
        .filter(|finding| finding.status == Status::Present)
        .filter(|finding| finding.matches.own_reads >= LEARNING_READS)
        .map(|finding| finding.matches.own_mean)
        .fold(from_quality, f64::max);
    let starts = ((bases - reads as f64 * (k - 1.0)) / bases).max(0.05);
    SampleScale {
        fragment_bp: bases / evidence.reads.fragments.max(1) as f64,
        keys_per_depth: starts
            * perfect_match
            * match_scale.best_match
            * (1.0 - evidence.repeated_share),
        perfect_match,
    }
}

/// The amounts of the believed species, by finding. Reads that no key was found in are
/// added to them only as far as there are any.
fn amounts(
    keys: &ReferenceKeys,
    findings: &[Finding],
    abundance: &Abundance,
    scale: SampleScale,
    microbial: u64,
) -> Vec<Option<Amount>> {
    let weighed = || {
        findings
            .iter()
            .zip(&abundance.reads)
            .zip(&abundance.contested)
    };
    let mut amounts: Vec<Option<Amount>> = weighed()
        .map(|((finding, &reads), &contested)| {
            let genomes = keys.genomes(finding.place);
            (finding.status == Status::Present)
                .then(|| estimate_amounts(finding, genomes, reads, contested, scale))
        })
        .collect();
    let found: f64 = abundance.reads.iter().sum();
    let extra = |amount: &Amount, reads: f64| (amount.reads - reads).max(0.0);
    let pairs = || amounts.iter().zip(&abundance.reads);
    let missed: f64 = pairs()
        .filter_map(|(amount, &reads)| Some(extra(amount.as_ref()?, reads)))
        .sum();
    let room = (microbial as f64 - found).max(0.0);
    if missed > room {
        for (amount, &reads) in amounts.iter_mut().zip(&abundance.reads) {
            if let Some(amount) = amount {
                amount.reads -= extra(amount, reads) * (1.0 - room / missed);
            }
        }
    }
    amounts
}
