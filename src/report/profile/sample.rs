//! One sample from top to bottom.

use super::shares::{Hues, fraction};
use super::{
    ProfilePageFacts, coverage, doubted, opening::counted, present, quality, reach, rings,
};
use crate::profile::Profile;
use crate::report::number::{count, percent};
use crate::report::{Block, Callout, Chapter, Leaf, Paragraph, Section};
use crate::taxonomy::Level;

/// Above these parts of all reads, a page says so in words.
const MUCH_HOST: f64 = 0.5;
const MUCH_UNKNOWN: f64 = 0.8;

/// The section that holds the samples.
pub(super) fn section(samples: Vec<Chapter>) -> Section {
    Section {
        heading: "Sample by sample".to_owned(),
        blocks: samples.into_iter().map(Block::Chapter).collect(),
    }
}

/// The chapter on one sample.
pub(super) fn chapter(
    facts: &ProfilePageFacts,
    profile: &Profile,
    anchor: &str,
    leaf: Leaf,
    hues: &Hues,
) -> Chapter {
    let mut opening = Vec::new();
    opening.extend(callout(profile).map(Block::Callout));
    opening.push(Block::Paragraph(Paragraph::english(in_words(profile))));
    opening.extend(rings::sunburst(profile, anchor, hues).map(Block::Sunburst));
    let sections = [
        present::section(facts, profile),
        coverage::section(profile),
        doubted::section(profile),
        reach::section(profile),
        quality::section(profile),
    ];
    Chapter {
        anchor: anchor.to_owned(),
        heading: profile.sample().to_owned(),
        note: note(profile),
        leaf,
        opening,
        sections: sections.into_iter().flatten().collect(),
    }
}

fn note(profile: &Profile) -> String {
    if profile.total_reads() == 0 {
        return "no reads".to_owned();
    }
    let mut parts = vec![
        format!(
            "{} species",
            count(profile.present(Level::Species).count() as u64)
        ),
        counted(profile.total_reads(), "read"),
        format!(
            "unknown {}",
            percent(fraction(profile.unclassified_reads(), profile))
        ),
    ];
    if profile.host().is_some() {
        parts.push(format!(
            "host {}",
            percent(fraction(profile.host_reads(), profile))
        ));
    }
    parts.join(" · ")
}

/// What a reader must not overlook.
fn callout(profile: &Profile) -> Option<Callout> {
    let host = fraction(profile.host_reads(), profile);
    let unknown = fraction(profile.unclassified_reads(), profile);
    let (title, text) = if profile.total_reads() == 0 {
        (
            "No reads",
            "The file of this sample holds no reads, so nothing can be said of it.".to_owned(),
        )
    } else if host >= MUCH_HOST {
        (
            "Mostly host",
            format!(
                "{} of the reads are the host's. What is left shows less of the sample: see the \
                 detection limit.",
                percent(host)
            ),
        )
    } else if unknown >= MUCH_UNKNOWN {
        (
            "Mostly unknown",
            format!(
                "No species of the database explains {} of the reads. Whatever is listed \
                 is a small part of this sample.",
                percent(unknown)
            ),
        )
    } else {
        return None;
    };
    Some(Callout {
        title: title.to_owned(),
        text,
    })
}

fn in_words(profile: &Profile) -> String {
    let reads = profile.total_reads();
    if reads == 0 {
        return "No species, no unknown, no host: there was nothing to look at.".to_owned();
    }
    let species = profile.present(Level::Species).count() as u64;
    let verb = if species == 1 { "is" } else { "are" };
    let unknown = percent(fraction(profile.unclassified_reads(), profile));
    let host = match profile.host() {
        Some(_) => format!(
            "{} are the host's.",
            percent(fraction(profile.host_reads(), profile))
        ),
        None => "The host was not looked for.".to_owned(),
    };
    format!(
        "{} species {verb} believed to be present. Of {}, {unknown} are unknown; {host}",
        count(species),
        counted(reads, "read"),
    )
    .replace("; The", ". The")
}
