//! Bundles in and out of small stores.

mod made;

mod consents;
mod mistakes;
mod privacy;
mod reading;
mod round_trip;
mod wrong_elements;
