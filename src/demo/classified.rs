//! The reads of every person, called.

use super::inconsistent;
use super::world::{World, write_file};
use crate::classify::{Kernel, ReportStyle, Settings, TaxonCounts, write_report};
use crate::database::Database;
use crate::error::Result;
use crate::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use crate::simulate::reads::ReadTruth;
use crate::simulate::taxa::SourceKind;
use crate::taxonomy::{Level, Taxonomy};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// What became of the pairs of one kind of source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outcomes {
    pub(super) right: u64,
    pub(super) above_species: u64,
    pub(super) wrong: u64,
    pub(super) unclassified: u64,
}

/// The calls of one person.
pub(super) struct ClassifiedPerson {
    pub(super) counts: TaxonCounts,
    /// Outcomes by kind of source, in the order of [`KINDS`].
    pub(super) outcomes: [Outcomes; KINDS.len()],
}

/// The kinds of source, in the order of tables.
pub(super) const KINDS: [SourceKind; 4] = [
    SourceKind::Known,
    SourceKind::Strain,
    SourceKind::Novel,
    SourceKind::Host,
];

/// Classifies everyone's reads and writes a report for each to `profiles`.
pub(super) fn classify_people(
    world: &World,
    database: &Database,
    out: &Path,
    pool: &ThreadPool,
) -> Result<Vec<ClassifiedPerson>> {
    let truths: HashMap<&str, String> = world
        .genomes
        .genomes()
        .iter()
        .map(|genome| (genome.accession.as_str(), genome.lineage.to_string()))
        .collect();
    let taxonomy = database.taxonomy();
    let lineages: Vec<String> = std::iter::once(String::new())
        .chain(taxonomy.taxa().map(|taxon| taxonomy.lineage_text(taxon)))
        .collect();
    pool.install(|| {
        (0..world.cohort.people.len())
            .into_par_iter()
            .map(|place| {
                let person = classify_person(world, database, out, place, &truths, &lineages)?;
                let name = format!(
                    "profiles/{}.kreport",
                    world.cohort.people[place].participant
                );
                write_file(&out.join(name), |file| {
                    write_report(file, taxonomy, &person.counts, ReportStyle::default())
                })?;
                Ok(person)
            })
            .collect()
    })
}

fn classify_person(
    world: &World,
    database: &Database,
    out: &Path,
    place: usize,
    truths: &HashMap<&str, String>,
    lineages: &[String],
) -> Result<ClassifiedPerson> {
    let paths = world.read_paths(out, place);
    let mut source = ReadSource::from_paths(&paths, Layout::Paired, BatchSize::default())?;
    let mut kernel = Kernel::new(database, &Settings::default())?;
    let mut batch = ReadBatch::new();
    let mut outcomes = [Outcomes::default(); KINDS.len()];
    let mut strange = false;
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        kernel.classify(&batch, |fragment, call| {
            let name = String::from_utf8_lossy(fragment.first().id());
            let truth = ReadTruth::parse(&name).and_then(|truth| {
                let kind = KINDS.iter().position(|&kind| kind == truth.kind)?;
                Some((kind, truths.get(truth.accession.as_str())?))
            });
            let Some((kind, lineage)) = truth else {
                strange = true;
                return;
            };
            let outcome = &mut outcomes[kind];
            let called = &lineages[call.taxon.index()];
            if !call.is_classified() {
                outcome.unclassified += 1;
            } else if called == lineage {
                outcome.right += 1;
            } else if called.is_empty() || lineage.starts_with(&format!("{called};")) {
                outcome.above_species += 1;
            } else {
                outcome.wrong += 1;
            }
        });
    }
    if strange {
        return Err(inconsistent("a read has no truth in its name"));
    }
    Ok(ClassifiedPerson {
        counts: kernel.counts().clone(),
        outcomes,
    })
}

/// Reads called to each named species or below it.
pub(super) fn species_reads(
    taxonomy: &Taxonomy,
    counts: &TaxonCounts,
    species: &[String],
) -> Vec<u64> {
    let places: HashMap<&str, usize> = species
        .iter()
        .enumerate()
        .map(|(place, name)| (name.as_str(), place))
        .collect();
    let mut reads = vec![0; species.len()];
    for taxon in taxonomy.taxa() {
        let name = taxonomy
            .at_level(taxon, Level::Species)
            .map(|species| taxonomy.name(species));
        if let Some(&place) = name.and_then(|name| places.get(name)) {
            reads[place] += counts.reads(taxon);
        }
    }
    reads
}
