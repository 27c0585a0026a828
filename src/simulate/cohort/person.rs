//! One simulated person.

use super::community::SourceShare;
use super::foods::Food;
use crate::error::{Error, ErrorKind, Result};
use crate::simulate::draw::stream;
use crate::simulate::genomes::GenomeSet;
use crate::simulate::reads::Source;
use rand::Rng;
use rand::seq::IndexedRandom;
use std::fmt;

/// The prefectures people live in; only their names are real.
pub const PREFECTURES: [&str; 15] = [
    "Hokkaido",
    "Iwate",
    "Ibaraki",
    "Tokyo",
    "Toyama",
    "Yamanashi",
    "Nagano",
    "Shizuoka",
    "Aichi",
    "Osaka",
    "Wakayama",
    "Ehime",
    "Fukuoka",
    "Kagoshima",
    "Okinawa",
];

/// Sex as a check-up form records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// A woman.
    Female,
    /// A man.
    Male,
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Female => "female",
            Self::Male => "male",
        })
    }
}

/// One simulated person: what a survey would ask, what their gut holds, what a
/// check-up would measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// `P001`, `P002`, ...
    pub participant: String,
    /// Sex.
    pub sex: Sex,
    /// Age in years, 20 to 75.
    pub age_years: u32,
    /// Where they live.
    pub prefecture: &'static str,
    /// What they eat of each food, in grams a day, in the order of the cohort's foods.
    pub intakes_g_per_day: Vec<f64>,
    /// The share of each genome in their gut's reads; all together make 1.
    pub shares: Vec<SourceShare>,
    /// The centred log-ratio (natural logarithm) of each known species among the
    /// known species, both strains together, in the order of the cohort's species.
    pub species_log_ratios: Vec<f64>,
    /// LDL cholesterol as the planted effects alone would have it, in mg/dL.
    pub ldl_expected_mg_per_dl: f64,
    /// LDL cholesterol as measured, chance included, in whole mg/dL.
    pub ldl_mg_per_dl: f64,
}

impl Person {
    /// The gut as the sources of a read simulator.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] for every genome of the gut that is not in the set.
    pub fn sources<'a>(&self, genomes: &'a GenomeSet) -> Result<Vec<Source<'a>>> {
        let mut sources = Vec::with_capacity(self.shares.len());
        let mut errors = Vec::new();
        for share in &self.shares {
            match genomes.find(&share.accession) {
                Some(genome) => sources.push(Source {
                    genome,
                    share_fraction: share.share_fraction,
                }),
                None => {
                    let message = format!("no genome is called `{}`", share.accession);
                    errors.push(Error::new(ErrorKind::Missing, message));
                }
            }
        }
        Error::gather(errors).map_or(Ok(sources), Err)
    }
}

/// Who somebody is and what they eat, before gut and blood are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Survey {
    pub(super) participant: String,
    pub(super) sex: Sex,
    pub(super) age_years: u32,
    pub(super) prefecture: &'static str,
    pub(super) intakes_g_per_day: Vec<f64>,
}

impl Survey {
    /// Person number `index`, counted from 0.
    pub(super) fn draw(index: usize, foods: &[Food], seed: u64) -> Self {
        let participant = format!("P{:03}", index + 1);
        let mut rng = stream(seed, &format!("survey;{participant}"));
        let sex = match rng.random() {
            true => Sex::Female,
            false => Sex::Male,
        };
        let age_years = rng.random_range(20..=75);
        let prefecture = PREFECTURES.choose(&mut rng).copied().unwrap_or_default();
        let intakes_g_per_day = foods
            .iter()
            .map(|food| food.draw_intake_g_per_day(prefecture, &mut rng))
            .collect();
        Self {
            participant,
            sex,
            age_years,
            prefecture,
            intakes_g_per_day,
        }
    }
}
