//! Which species are believed.

use super::depth::otherness;
use super::{
    KeptKeys, KeyFit, KeysOfRead, MatchFit, MatchScale, PresenceParameters, Relatives, fit_keys,
    fit_matches,
};
use crate::database::NativeDatabase;
use crate::profile::Status;
use crate::profile::evidence::{Evidence, ReferenceKeys};
use crate::taxonomy::Taxon;
use std::collections::BTreeMap;

/// Own reads that match this share of what the best species's own reads match are of
/// the reference's strain itself, and no strain variation of a relative.
const PERFECT: f64 = 0.985;
/// What perfect reads match at least, where no species shows it.
const LEAST_PERFECT: f64 = 0.9;
/// Own reads, and their share, from which matches tell something of the identity.
const TELLING_READS: f64 = 10.0;
const TELLING_SHARE: f64 = 0.7;
/// Reads that match this well are of the species or of a part that it shares.
const LOCAL_IDENTITY: f64 = 0.98;
/// What another strain lacks of the reference's genes beside what differs,
/// on the logarithmic scale of keys: measured on real strains, with its spread.
const GENES_LACKING: f64 = 0.15;
const GENES_LACKING_SD: f64 = 0.2;
/// The same spread for the reference's own strain.
const GENES_SD: f64 = 0.03;
/// From so many reads on the identity is known well enough to be decided by.
const MANY_READS: f64 = 300.0;

/// What is found of one species.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The species.
    pub species: Taxon,
    /// Its place among the species of the reference.
    pub place: usize,
    /// Whether it is believed.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// Identity and depth from its keys alone: what the species is judged by.
    pub keys_alone: KeyFit,
    /// Identity and depth from its keys and from how well its reads match.
    pub keys: KeyFit,
    /// Its reads, told from those of relatives.
    pub matches: MatchFit,
    /// Identity where its own reads lie.
    pub local_identity: f64,
    /// Reads that point to it alone.
    pub single_reads: u64,
    /// Share of the chunks of its genome in which a key was found.
    pub breadth: f64,
    /// The breadth that as many reads spread at random would reach.
    pub breadth_expected: f64,
    /// Distinct keys of it alone that were found.
    pub distinct_keys: u64,
    /// Keys of it alone in the reference.
    pub reference_keys: u64,
}

/// Judges every species of which a key was found, in order of species.
pub fn judge_all(
    database: &NativeDatabase,
    reference: &ReferenceKeys,
    relatives: &Relatives,
    evidence: &Evidence,
    scale: &MatchScale,
    parameters: &PresenceParameters,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = (0..reference.species().len())
        .filter_map(|place| examine(database, reference, evidence, scale, place))
        .collect();
    let mean_finds: Vec<f64> = findings
        .iter()
        .map(|finding| finding.keys.mean_finds)
        .collect();
    let found: BTreeMap<usize, usize> = (0..)
        .zip(&findings)
        .map(|(index, finding)| (finding.place, index))
        .collect();
    let names: Vec<&str> = findings
        .iter()
        .map(|finding| database.taxonomy().name(finding.species))
        .collect();
    let perfect = findings
        .iter()
        .filter(|finding| finding.matches.own_reads >= MANY_READS)
        .filter(|finding| finding.keys.identity >= parameters.minimum_ani)
        .map(|finding| finding.matches.own_mean)
        .fold(LEAST_PERFECT, f64::max);
    for (index, finding) in findings.iter_mut().enumerate() {
        let leak = relatives.leaks(finding.place).find_map(|(other, leak)| {
            let other = *found.get(&other)?;
            (mean_finds[index] < leak * mean_finds[other]).then_some(names[other])
        });
        let leak = leak.filter(|_| finding.matches.own_mean < PERFECT * perfect);
        let local_match = (finding.matches.own_mean / perfect).min(1.0);
        finding.local_identity = local_match.powf(1.0 / database.syncmers().k() as f64);
        if let Some(expected) = kept_keys(&finding.matches, perfect) {
            let place = finding.place;
            let fit = fit_species_keys(database, reference, evidence, place, Some(expected));
            finding.keys = fit.unwrap_or(finding.keys);
        }
        let (status, reason) = judge(finding, leak, parameters);
        if status == Status::Rejected {
            finding.keys = finding.keys_alone;
        }
        finding.status = status;
        finding.reason = reason;
    }
    findings
}

/// The evidence for one species; `None` where there is none at all.
fn examine(
    database: &NativeDatabase,
    reference: &ReferenceKeys,
    evidence: &Evidence,
    scale: &MatchScale,
    place: usize,
) -> Option<Finding> {
    let species = reference.species()[place];
    let found = &evidence.keys[place];
    let singles = evidence.classes.singles(species);
    let single_reads: u64 = singles.iter().sum();
    if single_reads == 0 {
        return None;
    }
    let keys = fit_species_keys(database, reference, evidence, place, None)?;
    let (breadth, breadth_expected) =
        breadths(reference.chunks(place), &found.chunks, single_reads);
    Some(Finding {
        species,
        place,
        status: Status::Doubtful,
        reason: String::new(),
        keys_alone: keys,
        keys,
        matches: fit_matches(&scale.steps(singles)),
        local_identity: 0.0,
        single_reads,
        breadth,
        breadth_expected,
        distinct_keys: found.distinct(),
        reference_keys: reference.keys(place),
    })
}

/// Identity and depth of a species from its keys.
fn fit_species_keys(
    database: &NativeDatabase,
    reference: &ReferenceKeys,
    evidence: &Evidence,
    place: usize,
    expected: Option<KeptKeys>,
) -> Option<KeyFit> {
    let singles = evidence.classes.singles(reference.species()[place]);
    let one_genome = reference.keys(place) as f64 * reference.genomes(place).keys_part;
    let syncmers = database.syncmers();
    let together = KeysOfRead {
        reads: singles.iter().sum::<u64>() as f64,
        most: 1.1 * evidence.reads.fragment_bp() * syncmers.density(),
    };
    fit_keys(
        &evidence.keys[place],
        one_genome,
        syncmers.k(),
        together,
        expected,
    )
}

/// What the matches of its own reads say of how many of the reference's keys a genome
/// holds; `None` where the reads are too few or not the species's own.
fn kept_keys(matches: &MatchFit, perfect: f64) -> Option<KeptKeys> {
    let own_share = matches.own_reads / (matches.own_reads + matches.stray_reads);
    let tells = matches.own_reads >= TELLING_READS && own_share >= TELLING_SHARE;
    let local_match = (matches.own_mean / perfect).min(1.0);
    let otherness = otherness(1.0 - local_match);
    tells.then(|| KeptKeys {
        log_share: local_match.ln() - otherness * GENES_LACKING,
        log_sd: GENES_SD + otherness * GENES_LACKING_SD,
    })
}

/// Share of the chunks with a find, and what reads at random places would reach.
fn breadths(reference: &[u32; 64], found: &[u32; 64], reads: u64) -> (f64, f64) {
    let all: f64 = reference.iter().map(|&keys| f64::from(keys)).sum();
    let chunks = reference.iter().filter(|&&keys| keys > 0).count().max(1) as f64;
    let touched = found.iter().filter(|&&keys| keys > 0).count() as f64;
    let expected: f64 = reference
        .iter()
        .map(|&keys| 1.0 - (1.0 - f64::from(keys) / all.max(1.0)).powf(reads as f64))
        .sum();
    (touched / chunks, expected / chunks)
}

/// The rule; see [the method](super).
fn judge(
    finding: &Finding,
    leak: Option<&str>,
    parameters: &PresenceParameters,
) -> (Status, String) {
    let keys = &finding.keys_alone;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let range = |keys: &KeyFit| {
        let [identity, low, high] =
            [keys.identity, keys.identity_low, keys.identity_high].map(percent);
        format!("identity {identity} ({low} to {high})")
    };
    let least = parameters.minimum_ani;
    let reads = finding.single_reads;
    let own_share = finding.matches.own_reads / reads as f64;
    let many = reads as f64 >= MANY_READS;
    if keys.identity_high < least || (many && keys.identity < least) {
        let found = range(keys);
        if own_share >= TELLING_SHARE && finding.local_identity >= LOCAL_IDENTITY {
            let reason = format!(
                "its reads match well ({}), but in a part of the genome only: {found}; enriched reads, mobile elements, or a relative",
                percent(finding.local_identity)
            );
            return (Status::Doubtful, reason);
        }
        let reason = format!("{found} is below {}: another species", percent(least));
        return (Status::Rejected, reason);
    }
    if finding.breadth < parameters.minimum_breadth_ratio * finding.breadth_expected {
        let reason = format!(
            "{reads} reads in {} of the genome, {} expected: a few regions only",
            percent(finding.breadth),
            percent(finding.breadth_expected)
        );
        return (Status::Rejected, reason);
    }
    if reads < parameters.minimum_reads {
        let reason = format!("{reads} reads, fewer than {}", parameters.minimum_reads);
        return (Status::Doubtful, reason);
    }
    let is_certain = keys.identity_low >= least;
    if let (Some(relative), false) = (leak, is_certain) {
        return (
            Status::Doubtful,
            format!("strain variation of {relative} may explain it"),
        );
    }
    // Many reads have told the identity, below which the species was rejected above.
    if !is_certain && !many && own_share < parameters.minimum_own_share {
        let reason = format!(
            "only {} of its reads match like reads of one genome: a relative that the reference lacks",
            percent(own_share)
        );
        return (Status::Doubtful, reason);
    }
    let reason = format!("{}, breadth as expected", range(&finding.keys));
    (Status::Present, reason)
}
