//! People whose food shifts their gut and whose gut shifts a blood marker.
//!
//! ```text
//! prefecture -> food -> community -> LDL cholesterol <- age, sex, chance
//! ```
//!
//! Every arrow is made up and planted with a known size ([`PlantedEffects`]), so
//! that an analysis can be held against the truth. The people do not exist, the
//! prefectures only lend their names, and no effect is a finding. Tables written
//! from here say `simulated` in every row.
//!
//! ```
//! use nuka::simulate::cohort::{Cohort, CohortSettings, demo_foods};
//! use nuka::simulate::taxa::demo_taxa;
//!
//! let cohort = Cohort::simulate(&demo_taxa()?, demo_foods()?, &CohortSettings::demo(7, 24))?;
//! let person = &cohort.people[0];
//! assert_eq!(person.participant, "P001");
//! let sum: f64 = person.shares.iter().map(|share| share.share_fraction).sum();
//! assert!((sum - 1.0).abs() < 1e-12);
//! # Ok::<(), nuka::Error>(())
//! ```

mod community;
mod effects;
mod foods;
mod marker;
mod person;
mod population;
mod tables;

pub use community::SourceShare;
pub use effects::{FoodEffect, MarkerEffect, MarkerPredictor, PlantedEffects};
pub use foods::{Food, demo_foods};
pub use person::{PREFECTURES, Person, Sex};
pub use population::{Cohort, CohortSettings, PlantedSize};
pub use tables::{write_markers, write_survey};
