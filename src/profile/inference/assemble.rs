//! From conclusions to a profile.

use super::rank_sums::{CladeCounts, RankSums};
use super::reach::{reach_of, whole_reads};
use super::spread::{HALF_WIDTH, Spread};
use crate::classify::TaxonCounts;
use crate::error::Result;
use crate::profile::{
    Entry, Estimate, Host, Interval, Part, Profile, SampleQuality, SexReads, Status, Surroundings,
    round_significant,
};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// The host's reads, where they were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostReads {
    /// Its taxid, 0 where it is not known.
    pub taxid: u64,
    /// Its reads.
    pub reads: u64,
    /// Those of one sex chromosome, where its filter tells them apart.
    pub sex: Option<SexReads>,
}

/// What is concluded of one species.
#[derive(Debug, Clone)]
pub(super) struct Conclusion {
    pub(super) species: Taxon,
    pub(super) status: Status,
    pub(super) reason: String,
    /// Reads; 0 unless the species is believed.
    pub(super) reads: f64,
    pub(super) reads_log_sd: f64,
    /// Share of cells; `None` where genome lengths are not known.
    pub(super) cells: Option<Spread>,
    pub(super) ani: Option<Interval>,
    pub(super) depth: Option<f64>,
    /// Breadth, and the breadth expected.
    pub(super) breadths: Option<(f64, f64)>,
    pub(super) distinct_keys: u64,
    pub(super) reference_keys: u64,
}

/// Everything that is concluded of one sample.
#[derive(Debug)]
pub(super) struct Conclusions<'a> {
    pub(super) sample: &'a str,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) called: &'a TaxonCounts,
    /// All reads, the host's too.
    pub(super) total: u64,
    pub(super) host: Option<HostReads>,
    pub(super) species: Vec<Conclusion>,
    /// Classified reads of no believed species, by the taxon they reach.
    pub(super) unknown: BTreeMap<Taxon, f64>,
    pub(super) unknown_cells: Option<Spread>,
    pub(super) quality: SampleQuality,
}

/// Standard deviation of the number of unknown reads: what is uncertain of the known.
pub(super) fn unknown_sd(species: &[Conclusion]) -> f64 {
    let squares = species
        .iter()
        .map(|one| (one.reads * one.reads_log_sd).powi(2));
    squares.sum::<f64>().sqrt()
}

/// Makes the profile.
pub(super) fn assemble(conclusions: Conclusions<'_>) -> Result<Profile> {
    let Conclusions {
        taxonomy, total, ..
    } = conclusions;
    let microbial = total - conclusions.host.map_or(0, |host| host.reads);
    let reads: Vec<f64> = conclusions.species.iter().map(|one| one.reads).collect();
    let whole = whole_reads(&reads, microbial);
    let unknown_reads = microbial - whole.iter().sum::<u64>();
    let called = CladeCounts::of(taxonomy, conclusions.called);
    let mut sums = RankSums::new(taxonomy);
    let mut entries = Vec::new();
    for (one, &reads) in conclusions.species.iter().zip(&whole) {
        let share = Spread {
            estimate: one.reads / total.max(1) as f64,
            log_sd: one.reads_log_sd,
        };
        if one.status == Status::Present {
            sums.add(one.species, reads, share, one.cells);
        }
        entries.push(species_entry(taxonomy, one, reads, share, &called)?);
    }
    entries.extend(sums.entries(&called)?);
    let sd = unknown_sd(&conclusions.species);
    let unknown = (total > 0)
        .then(|| unknown_part(unknown_reads, sd, total, conclusions.unknown_cells))
        .transpose()?;
    let host = conclusions
        .host
        .map(|host| host_part(host, total))
        .transpose()?;
    let surroundings = Surroundings {
        unknown,
        host,
        reach: reach_of(taxonomy, &conclusions.unknown, unknown_reads),
        quality: Some(conclusions.quality),
    };
    Profile::with_surroundings(
        conclusions.sample,
        entries,
        unknown_reads,
        total,
        surroundings,
    )
}

fn species_entry(
    taxonomy: &Taxonomy,
    one: &Conclusion,
    reads: u64,
    share: Spread,
    called: &CladeCounts,
) -> Result<Entry> {
    let species = one.species;
    let is_believed = one.status == Status::Present;
    let believed = |interval: Result<Interval>| {
        if is_believed {
            interval
        } else {
            Ok(Interval::ZERO)
        }
    };
    Ok(Entry {
        taxid: taxonomy.taxid(species),
        name: taxonomy.name(species).to_owned(),
        rank: taxonomy.rank(species),
        lineage: taxonomy.lineage_text(species),
        clade_reads: reads,
        direct_reads: Some(reads),
        estimate: Some(Estimate {
            status: one.status,
            reason: one.reason.clone(),
            called_reads: called.reads(species),
            sequence_share: believed(share.interval())?,
            taxonomic_share: one
                .cells
                .map(|cells| believed(cells.interval()))
                .transpose()?,
            ani: one.ani,
            depth: one.depth.map(round_significant),
            breadth: one.breadths.map(|(breadth, _)| round_significant(breadth)),
            breadth_expected: one
                .breadths
                .map(|(_, expected)| round_significant(expected)),
            distinct_minimizers: one.distinct_keys,
            reference_minimizers: one.reference_keys,
        }),
    })
}

fn unknown_part(reads: u64, sd: f64, total: u64, cells: Option<Spread>) -> Result<Part> {
    let share = |reads: f64| (reads / total as f64).clamp(0.0, 1.0);
    let estimate = reads as f64;
    let half = HALF_WIDTH * sd;
    Ok(Part {
        reads,
        sequence_share: Interval::around(
            share(estimate),
            share(estimate - half),
            share(estimate + half),
        )?,
        taxonomic_share: cells.map(Spread::interval).transpose()?,
    })
}

fn host_part(host: HostReads, total: u64) -> Result<Host> {
    Ok(Host {
        taxid: host.taxid,
        part: Part {
            reads: host.reads,
            sequence_share: Interval::exact(host.reads as f64 / total.max(1) as f64)?,
            taxonomic_share: None,
        },
        sex: host.sex,
    })
}
