//! Studies of cohorts: who is in them, what belongs together, what is told of the rest.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails in a helper fails its test"
)]

mod consent;
mod made;
mod order;
mod rules;
mod values;
