//! The gut of one person: weights around the typical, shifted by food, scaled to 1.

use super::effects::FoodEffect;
use super::foods::Food;
use super::person::Survey;
use crate::simulate::draw::{normal, stream};
use crate::simulate::genomes::strain_accession;
use crate::simulate::taxa::{DemoTaxon, SourceKind};
use rand::Rng;

/// The share of one genome in a gut's reads.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceShare {
    /// The genome.
    pub accession: String,
    /// Its share of the read pairs, 0 to 1.
    pub share_fraction: f64,
}

/// A gut: what is read from it, and the log-ratios of its known species.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Community {
    pub(super) shares: Vec<SourceShare>,
    pub(super) species_log_ratios: Vec<f64>,
}

impl Community {
    pub(super) fn draw(
        taxa: &[DemoTaxon],
        foods: &[Food],
        survey: &Survey,
        effects: &[FoodEffect],
        seed: u64,
    ) -> Self {
        let log_weights: Vec<f64> = taxa
            .iter()
            .map(|taxon| {
                let species = taxon.lineage.species();
                let mut rng = stream(seed, &format!("gut;{};{species}", survey.participant));
                let usual = taxon.typical_weight.ln() + taxon.log_sd * normal(&mut rng);
                usual + food_shift(species, foods, survey, effects)
            })
            .collect();
        let total: f64 = log_weights.iter().map(|weight| weight.exp()).sum();

        let mut shares = Vec::with_capacity(2 * taxa.len());
        let mut add = |accession: String, share_fraction: f64| {
            shares.push(SourceShare {
                accession,
                share_fraction,
            });
        };
        for (taxon, log_weight) in taxa.iter().zip(&log_weights) {
            let share = log_weight.exp() / total;
            if taxon.kind == SourceKind::Known {
                let strain = strain_fraction(seed, &survey.participant, &taxon.accession);
                add(taxon.accession.clone(), share * (1.0 - strain));
                add(strain_accession(&taxon.accession), share * strain);
            } else {
                add(taxon.accession.clone(), share);
            }
        }
        Self {
            shares,
            species_log_ratios: centred_log_ratios(taxa, &log_weights),
        }
    }
}

/// The centred log-ratios of the known species, from logarithms of weights in
/// the order of `taxa`.
pub(super) fn centred_log_ratios(taxa: &[DemoTaxon], log_weights: &[f64]) -> Vec<f64> {
    let known: Vec<f64> = taxa
        .iter()
        .zip(log_weights)
        .filter(|(taxon, _)| taxon.kind == SourceKind::Known)
        .map(|(_, &log_weight)| log_weight)
        .collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    known.iter().map(|log_weight| log_weight - mean).collect()
}

fn food_shift(species: &str, foods: &[Food], survey: &Survey, effects: &[FoodEffect]) -> f64 {
    let intakes = foods.iter().zip(&survey.intakes_g_per_day);
    intakes
        .flat_map(|(food, &intake)| {
            let planted = effects.iter();
            let planted = planted.filter(|e| e.food == food.name && e.species == species);
            planted.map(move |effect| effect.log_ratio * food.exposure(intake))
        })
        .sum()
}

/// How much of a species is its second strain: none in a quarter of people, all
/// of it in another quarter, and a mixture in the rest.
fn strain_fraction(seed: u64, participant: &str, accession: &str) -> f64 {
    let mut rng = stream(seed, &format!("strain;{participant};{accession}"));
    (2.0 * rng.random::<f64>() - 0.5).clamp(0.0, 1.0)
}
