//! From the foods in the store to nutrients a day, by a food composition table.
//!
//! Of every survey and day the foods that have a weight and a code of the table are
//! summed up ([`nutrients_a_day`](crate::diet::intake::nutrients_a_day)). Foods that
//! are in no table, without a weight, or not measured add nothing and are told; what is
//! summed without them is a lower bound and is stored as one.

mod account;
mod eaten;
mod left_out;
mod run;
mod stored;
mod sums;

#[cfg(test)]
mod tests;

pub use account::{IntakeAccount, LeftOutFood, LeftOutReason};
pub use run::IntakeRequest;
