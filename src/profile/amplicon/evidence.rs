//! The variants of a sample, placed.

use super::AmpliconProfileParameters;
use super::chimera::is_chimera;
use super::variants::{Variant, VariantCounter};
use crate::classify::amplicon::{Placement, Placer, ValidPlacement};
use crate::database::AmpliconDatabase;
use crate::error::Result;
use crate::profile::evidence::ReadStatistics;
use crate::reads::{ReadSource, for_each_batch};
use crate::taxonomy::Taxon;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::HashMap;

/// One variant and where it belongs.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) variant: Variant,
    pub(super) placement: Placement,
    pub(super) is_chimera: bool,
}

/// All variants of a sample, the most frequent first.
#[derive(Debug)]
pub(super) struct AmpliconEvidence {
    pub(super) reads: ReadStatistics,
    pub(super) placed: Vec<Placed>,
}

impl Placed {
    /// The genus it speaks for.
    pub(super) fn genus(&self, minimum_posterior: f64) -> Option<Taxon> {
        called(&self.placement.genera, minimum_posterior)
    }

    /// The species it speaks for.
    pub(super) fn species(&self, minimum_posterior: f64) -> Option<Taxon> {
        called(&self.placement.species, minimum_posterior)
    }
}

fn called(ranked: &[(Taxon, f64)], minimum_posterior: f64) -> Option<Taxon> {
    let &(taxon, posterior) = ranked.first()?;
    (posterior >= minimum_posterior).then_some(taxon)
}

/// Reads a sample and places its variants.
pub(super) fn survey(
    pool: &ThreadPool,
    database: &AmpliconDatabase,
    source: ReadSource,
    parameters: &AmpliconProfileParameters,
) -> Result<AmpliconEvidence> {
    let placement = parameters.placement.check()?;
    let start = || Ok((ReadStatistics::default(), VariantCounter::default()));
    let gathered = for_each_batch(pool, source, start, |(reads, variants), batch, _| {
        reads.add(batch);
        batch
            .fragments()
            .for_each(|fragment| variants.add(fragment));
        Ok(())
    })?;
    let mut reads = ReadStatistics::default();
    let mut variants = VariantCounter::default();
    for (reads_of_thread, variants_of_thread) in gathered {
        reads.merge(reads_of_thread);
        variants.merge(variants_of_thread);
    }
    let variants = variants.finish(parameters.placement.minimum_base_quality);
    let mut placed = pool.install(|| place_all(database, variants, &placement));
    pool.install(|| {
        mark_chimeras(
            database,
            &mut placed,
            &placement,
            parameters.minimum_posterior,
        )
    });
    Ok(AmpliconEvidence { reads, placed })
}

fn place_all(
    database: &AmpliconDatabase,
    variants: Vec<Variant>,
    parameters: &ValidPlacement,
) -> Vec<Placed> {
    variants
        .into_par_iter()
        .map_init(
            || Placer::new(database, parameters),
            |placer, variant| Placed {
                placement: placer.place(variant.query()).clone(),
                variant,
                is_chimera: false,
            },
        )
        .collect()
}

fn mark_chimeras(
    database: &AmpliconDatabase,
    placed: &mut [Placed],
    parameters: &ValidPlacement,
    minimum_posterior: f64,
) {
    let mut reads_of: HashMap<Taxon, u64> = HashMap::new();
    for placed in placed.iter() {
        if let Some(genus) = placed.genus(minimum_posterior) {
            *reads_of.entry(genus).or_default() += placed.variant.copies;
        }
    }
    let halves = parameters.for_halves();
    placed.par_iter_mut().for_each_init(
        || Placer::new(database, &halves),
        |placer, placed| {
            let Placed {
                variant, placement, ..
            } = placed;
            placed.is_chimera =
                is_chimera(placer, variant, placement, &reads_of, minimum_posterior);
        },
    );
}
