//! The calls of all people against the truth.

use super::classified::{ClassifiedPerson, KINDS};
use crate::report::demo::AccuracyRow;
use crate::simulate::taxa::SourceKind;

/// One row for each kind of source.
pub(super) fn rows(classified: &[ClassifiedPerson]) -> Vec<AccuracyRow> {
    KINDS
        .iter()
        .enumerate()
        .map(|(place, &kind)| {
            let outcomes = classified.iter().map(|person| person.outcomes[place]);
            outcomes.fold(empty(kind), |row, outcome| AccuracyRow {
                right: row.right + outcome.right,
                above_species: row.above_species + outcome.above_species,
                wrong: row.wrong + outcome.wrong,
                unclassified: row.unclassified + outcome.unclassified,
                ..row
            })
        })
        .collect()
}

fn empty(kind: SourceKind) -> AccuracyRow {
    let source = match kind {
        SourceKind::Known => "Known genomes",
        SourceKind::Strain => "Other strains of known species",
        SourceKind::Novel => "Species not in the reference",
        SourceKind::Host => "Host-like",
    };
    AccuracyRow {
        source: source.to_owned(),
        right: 0,
        above_species: 0,
        wrong: 0,
        unclassified: 0,
    }
}
