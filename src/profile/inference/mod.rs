#![doc = include_str!("method.md")]

mod abundance;
mod assemble;
mod beta_binomial;
mod cells;
mod depth;
mod key_fit;
mod kraken2;
pub(super) mod limits;
mod match_fit;
mod match_scale;
mod native;
mod parameters;
mod presence;
mod rank_sums;
pub(super) mod reach;
mod relabel;
mod relatives;
mod spread;

pub use abundance::{Abundance, weigh_reads};
pub use assemble::HostReads;
pub use depth::{Amount, SampleScale, estimate_amounts};
pub use key_fit::{KeptKeys, KeyFit, KeysOfRead, fit_keys};
pub use kraken2::estimate_kraken2_profile;
pub use match_fit::{MatchFit, fit_matches};
pub use match_scale::{LONG_READ_BP, MatchScale};
pub use native::{Estimated, Reference, estimate_profile};
pub use parameters::PresenceParameters;
pub use presence::{Finding, judge_all};
pub use relabel::Relabeller;
pub use relatives::Relatives;
