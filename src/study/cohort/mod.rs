//! The join of a cohort: consent first, then whom and what the plan takes.
//!
//! 1. [`people`]: who consents to the plan's purpose, and whom the plan takes.
//! 2. [`profiles`], [`samples`]: their samples with a profile, by the plan's rules.
//! 3. [`surveys`], [`energy`], [`markers`]: what belongs to each sample.
//! 4. [`covariates`], [`nutrients`], [`foods`], [`taxa`]: the tables of the study.
//! 5. [`keep`]: the files, noted in the store before they appear.
//!
//! Every step writes what it left out into the flow.

mod covariates;
mod energy;
mod foods;
mod join;
mod keep;
mod markers;
mod medication;
mod names;
mod nutrients;
mod people;
mod profiles;
mod samples;
mod surveys;
mod tables;
mod taxa;

pub use join::{CohortStudy, join_cohort};
pub use keep::{StudyForm, keep_study};
