//! The page of a profile run.
//!
//! [`render_profile_page`] takes profiles as they are and lays them out: what the
//! words mean, all samples at a glance, then sample by sample what lives there,
//! what is doubted and why, what is not known, and how good the reads are. The
//! unknown and the host are parts of every whole; nothing is scaled up to fill
//! their place.
//!
//! ```
//! use nuka::profile::Profile;
//! use nuka::report::profile::{ProfilePageFacts, render_profile_page};
//!
//! let facts = ProfilePageFacts {
//!     title: "Spring samples".to_owned(),
//!     database: "gut.nuka".to_owned(),
//!     database_species: 4_744,
//!     platform: "illumina".to_owned(),
//!     tool_version: "0.1.0".to_owned(),
//!     parameters: vec![("confidence".to_owned(), "0.1".to_owned())],
//!     has_taxonomic_shares: true,
//! };
//! let sample = Profile::new("s1", Vec::new(), 100, 100)?;
//! let html = render_profile_page(&facts, &[sample])?;
//! assert!(html.contains("<h1>Spring samples</h1>"));
//! assert!(html.contains("s1, Unknown: 100\u{a0}%"));
//! # Ok::<(), nuka::Error>(())
//! ```

mod check;
mod closing;
mod coverage;
mod doubted;
mod glance;
mod lineage;
mod opening;
mod present;
mod quality;
mod reach;
mod ring_keys;
mod rings;
mod sample;
mod shares;

use super::{Chapter, Language, Leaf, Page, Section};
use crate::error::Result;
use crate::profile::Profile;
use shares::Hues;

/// What the page tells of the run beside its profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfilePageFacts {
    /// The title of the page.
    pub title: String,
    /// The name of the database.
    pub database: String,
    /// How many species the database holds.
    pub database_species: u64,
    /// The platform the reads came from: `illumina`, `ont`, `hifi`, `amplicon`.
    pub platform: String,
    /// The version of this program, such as `0.1.0`.
    pub tool_version: String,
    /// The parameters of the run and their values, in the order to be shown.
    pub parameters: Vec<(String, String)>,
    /// Whether the database knows the genome lengths that shares of cells need.
    pub has_taxonomic_shares: bool,
}

/// How many samples are open when the page is opened.
const OPEN_SAMPLES: usize = 3;

/// The page as one HTML document that needs nothing else.
///
/// Samples stand in the order given. The same input gives the same bytes.
///
/// # Errors
/// All at once: a sample that occurs twice, shares that are no fractions or lie
/// outside their interval, taxonomic shares of a sample that sum to more than 1.
/// Nothing is shown that was refused.
pub fn render_profile_page(facts: &ProfilePageFacts, profiles: &[Profile]) -> Result<String> {
    check::check(profiles)?;
    let hues = Hues::of_phyla(profiles);
    let samples: Vec<Chapter> = profiles
        .iter()
        .enumerate()
        .map(|(index, profile)| {
            let leaf = match index < OPEN_SAMPLES {
                true => Leaf::Open,
                false => Leaf::Closed,
            };
            sample::chapter(facts, profile, &anchor(index), leaf, &hues)
        })
        .collect();
    let mut sections = vec![glance::section(facts, profiles)];
    if !samples.is_empty() {
        sections.push(sample::section(samples));
    }
    sections.extend(closing::sections(facts));
    Ok(page(facts, profiles, sections).render())
}

fn page(facts: &ProfilePageFacts, profiles: &[Profile], sections: Vec<Section>) -> Page {
    Page {
        language: Language::English,
        kicker: "nuka profile".to_owned(),
        title: facts.title.clone(),
        lead: opening::lead(facts, profiles),
        opening: opening::blocks(facts, profiles),
        sections,
        colophon: format!(
            "Made by nuka {}. The same reads, database and parameters make the same page.",
            facts.tool_version
        ),
    }
}

/// Where links to a sample lead; samples' names may hold what an anchor may not.
fn anchor(index: usize) -> String {
    format!("sample-{}", index + 1)
}
