#![doc = include_str!("method.md")]

mod abundance;
mod assemble;
mod beta_binomial;
mod depth;
mod key_fit;
mod match_fit;
mod parameters;
mod presence;
mod reach;
mod relatives;

pub use abundance::{Abundance, weigh_reads};
pub use assemble::{Estimated, HostReads, Reference, estimate_profile};
pub use depth::{Amount, SampleScale, estimate_amounts};
pub use key_fit::{KeyFit, fit_keys};
pub use match_fit::{MatchFit, fit_matches};
pub use parameters::PresenceParameters;
pub use presence::{Finding, judge_all};
pub use relatives::Relatives;
