//! The head of the page: how much there is, and what the words mean.

use super::ProfilePageFacts;
use super::shares::{fraction, median};
use crate::profile::Profile;
use crate::report::number::{count, decimal, percent};
use crate::report::{Block, Fact, Fill, Mark, Paragraph, Sign, Term};
use crate::taxonomy::Level;

/// One sentence under the title.
pub(super) fn lead(facts: &ProfilePageFacts, profiles: &[Profile]) -> String {
    format!(
        "{} against {} ({} species), platform {}, nuka\u{a0}{}.",
        counted(profiles.len() as u64, "sample"),
        facts.database,
        count(facts.database_species),
        facts.platform,
        facts.tool_version
    )
}

/// `1 sample`, `2 samples`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", count(number)),
    }
}

/// What stands before the first section.
pub(super) fn blocks(facts: &ProfilePageFacts, profiles: &[Profile]) -> Vec<Block> {
    let mut blocks = vec![
        Block::Facts(cards(profiles)),
        Block::Terms(
            status_terms()
                .into_iter()
                .chain(share_terms(facts))
                .collect(),
        ),
    ];
    if !facts.has_taxonomic_shares {
        blocks.push(Block::Paragraph(Paragraph::english(
            "This database does not tell genome lengths, so this page has shares of reads only. \
             They are not shares of cells.",
        )));
    }
    blocks
}

fn cards(profiles: &[Profile]) -> Vec<Fact> {
    let fact = |label: &str, value: String, note: &str| Fact {
        label: label.to_owned(),
        value,
        note: note.to_owned(),
    };
    // A sample without reads has no shares to take a median of.
    let read: Vec<&Profile> = profiles.iter().filter(|p| p.total_reads() > 0).collect();
    let empty = profiles.len() - read.len();
    let middle = |value: &dyn Fn(&Profile) -> f64| median(read.iter().map(|p| value(p)).collect());
    let none = || "\u{2013}".to_owned();
    let species = middle(&|profile| profile.present(Level::Species).count() as f64);
    let unknown = middle(&|profile| fraction(profile.unclassified_reads(), profile));
    let host = middle(&|profile| fraction(profile.host_reads(), profile));
    let looked_for = profiles.iter().any(|profile| profile.host().is_some());
    let samples_note = match empty {
        0 => String::new(),
        empty => format!("{empty} without reads"),
    };
    vec![
        fact("Samples", count(profiles.len() as u64), &samples_note),
        fact(
            "Species in a sample",
            species.map_or_else(none, |value| {
                decimal(value, usize::from(value.fract() > 0.0))
            }),
            "median of present species",
        ),
        fact(
            "Unknown",
            unknown.map_or_else(none, percent),
            "median share of reads",
        ),
        match looked_for {
            true => fact(
                "Host",
                host.map_or_else(none, percent),
                "median share of reads",
            ),
            false => fact("Host", none(), "not looked for"),
        },
    ]
}

fn term(sign: Sign, word: &str, meaning: &str) -> Term {
    Term {
        sign,
        word: word.to_owned(),
        meaning: meaning.to_owned(),
    }
}

fn status_terms() -> Vec<Term> {
    vec![
        term(
            Sign::Point(Mark::Disc),
            "Present",
            "The reads cover the genome as their number demands, so the species is believed to be \
             in the sample. Only present species have shares.",
        ),
        term(
            Sign::Point(Mark::Triangle),
            "Doubtful",
            "There is evidence, too little or too odd to believe. No share; the reads count as \
             unknown unless a present species explains them.",
        ),
        term(
            Sign::Point(Mark::Cross),
            "Rejected",
            "Some reads look like this species, but the evidence contradicts it: most often a \
             relative lives there. No share.",
        ),
    ]
}

fn share_terms(facts: &ProfilePageFacts) -> Vec<Term> {
    let mut terms = vec![term(
        Sign::None,
        "Sequence share",
        "Of all reads, those of this taxon. A pair counts once; unknown and host reads are part \
         of the whole. Large genomes give more reads a cell.",
    )];
    if facts.has_taxonomic_shares {
        terms.push(term(
            Sign::None,
            "Taxonomic share",
            "Of all cells but the host's, those of this taxon: reads corrected for the length of \
             the genome. Unknown cells are part of the whole.",
        ));
    }
    terms.push(term(
        Sign::Swatch(Fill::Hatched),
        "Unknown",
        "Reads that no species of the database explains. They are a part of the sample like any \
         other, and no share is scaled up to fill their place.",
    ));
    terms.push(term(
        Sign::Swatch(Fill::Slate),
        "Host",
        "Reads of the person or animal the sample comes from, set apart before anything else.",
    ));
    terms
}
