//! Refusing profiles whose numbers a page must not show.

use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Interval, Profile};
use crate::taxonomy::Level;
use std::collections::BTreeSet;

/// Sums of rounded shares may pass 1 by this much.
const SUM_TOLERANCE: f64 = 1e-3;

/// All mistakes at once.
pub(super) fn check(profiles: &[Profile]) -> Result<()> {
    let mut errors = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, profile) in profiles.iter().enumerate() {
        let mut found = check_profile(profile);
        if !seen.insert(profile.sample()) {
            let message = "the sample occurs twice, expected each sample once";
            found.push(Error::new(ErrorKind::Duplicate, message));
        }
        let record = index as u64 + 1;
        let placed = found.into_iter();
        errors.extend(placed.map(|error| error.at_record(record, profile.sample())));
    }
    Error::gather(errors).map_or(Ok(()), Err)
}

fn check_profile(profile: &Profile) -> Vec<Error> {
    let mut errors = Vec::new();
    for entry in profile.entries() {
        let Some(estimate) = &entry.estimate else {
            continue;
        };
        errors.extend(check_share(&estimate.sequence_share, &entry.name));
        let others = [estimate.taxonomic_share, estimate.ani];
        for share in others.iter().flatten() {
            errors.extend(check_share(share, &entry.name));
        }
        let fractions = [estimate.breadth, estimate.breadth_expected];
        for fraction in fractions.into_iter().flatten() {
            if !(0.0..=1.0).contains(&fraction) {
                errors.push(no_fraction(fraction, &entry.name));
            }
        }
        if let Some(depth) = estimate.depth
            && !(depth.is_finite() && depth >= 0.0)
        {
            let message = format!(
                "{}: found a depth of {depth}, expected 0 or more",
                entry.name
            );
            errors.push(Error::new(ErrorKind::Parameter, message).at_field("depth"));
        }
    }
    let parts = profile.unknown().into_iter();
    let parts = parts.chain(profile.host().map(|host| &host.part));
    for part in parts {
        errors.extend(check_share(&part.sequence_share, "unknown or host"));
        let share = part.taxonomic_share.as_ref();
        errors.extend(share.and_then(|share| check_share(share, "unknown or host")));
    }
    errors.extend(check_cells(profile));
    errors
}

fn check_share(share: &Interval, name: &str) -> Option<Error> {
    let Interval {
        estimate,
        low,
        high,
    } = *share;
    if !(0.0..=1.0).contains(&low) || !(0.0..=1.0).contains(&high) {
        return Some(no_fraction(estimate, name));
    }
    (!share.holds(estimate)).then(|| {
        let message = format!(
            "{name}: found {estimate} from {low} to {high}, expected the estimate inside its interval"
        );
        Error::new(ErrorKind::Parameter, message).at_field("share")
    })
}

fn no_fraction(found: f64, name: &str) -> Error {
    let message = format!("{name}: found {found}, expected a fraction from 0 to 1");
    Error::new(ErrorKind::Parameter, message).at_field("share")
}

fn check_cells(profile: &Profile) -> Option<Error> {
    let unknown = profile.unknown().and_then(|part| part.taxonomic_share);
    let known: f64 = profile
        .present(Level::Species)
        .filter_map(|entry| entry.estimate.as_ref()?.taxonomic_share)
        .map(|share| share.estimate)
        .sum();
    let sum = known + unknown.map_or(0.0, |share| share.estimate);
    (sum > 1.0 + SUM_TOLERANCE).then(|| {
        let message =
            format!("the taxonomic shares of species and unknown sum to {sum}, expected at most 1");
        Error::new(ErrorKind::Mismatch, message).at_field("taxonomic_share")
    })
}
