//! Lineages that stand beside counts as one text, as QIIME writes them.

use super::formats::render_lineage;
use crate::cohort::profile::CohortTaxon;
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::profile::SEVEN_LEVELS;
use crate::taxonomy::Level;

/// What QIIME and its classifiers write where they found no lineage.
const NONE: [&str; 4] = ["unassigned", "unclassified", "no blast hit", "none"];

/// A lineage from the domain down, its ranks without a name left out; nothing where the
/// taxon has none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenLineage<'a>(Vec<(Level, &'a str)>);

impl<'a> WrittenLineage<'a> {
    /// Reads `k__Bacteria; p__Firmicutes; ...; s__` (Greengenes, GTDB, SILVA in
    /// QIIME 2), `D_0__Bacteria;D_1__Firmicutes` (SILVA in QIIME 1) or
    /// `Bacteria;Firmicutes`, names alone from the domain down.
    ///
    /// # Errors
    /// When a step is of no rank, or not below the one before.
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let text = without_empty_steps(text);
        if text.is_empty() || NONE.contains(&text.to_ascii_lowercase().as_str()) {
            return Ok(Self(Vec::new()));
        }
        let steps = text.split([';', '|']).map(str::trim);
        let steps: Vec<&str> = steps.filter(|step| *step != "Root").collect();
        let are_named_alone = steps.iter().all(|step| !step.contains("__"));
        let has_domain = steps.iter().any(|step| step.starts_with("d__"));
        let mut lineage: Vec<(Level, &str)> = Vec::new();
        for (place, step) in steps.into_iter().enumerate() {
            let (level, name) = if are_named_alone {
                (SEVEN_LEVELS.get(place).copied(), step)
            } else {
                match step.split_once("__") {
                    Some((prefix, name)) => (level_of(prefix, has_domain), name),
                    None => (None, step),
                }
            };
            if name.is_empty() {
                continue;
            }
            let level = level.filter(|level| lineage.last().is_none_or(|(last, _)| last < level));
            let Some(level) = level else {
                let found = excerpt(text.as_bytes());
                let message = format!("found \"{step}\" in the lineage \"{found}\"");
                return Err(Error::new(ErrorKind::Malformed, message).mend(
                    "write lineages from the domain down: k__Bacteria; p__Firmicutes; ...; s__",
                ));
            };
            lineage.push((level, name));
        }
        Ok(Self(lineage))
    }

    /// The taxon of this lineage with an id of its own, or the name of its lowest rank;
    /// none where there is no lineage.
    pub(super) fn taxon(&self, id: Option<&str>) -> Option<CohortTaxon> {
        let (level, lowest) = self.0.last()?;
        Some(CohortTaxon {
            taxid: 0,
            name: id.unwrap_or(lowest).to_owned(),
            rank: level.rank(),
            lineage: render_lineage(self.0.iter().copied()),
        })
    }
}

/// Whether words can hardly be anything else than a lineage, or the want of one.
pub(super) fn looks_like_lineage(text: &str) -> bool {
    let named = without_empty_steps(text).to_ascii_lowercase();
    NONE.contains(&named.as_str()) || text.contains([';', '|']) && text.contains("__")
}

/// A lineage without the steps at its end that have no name: `d__Bacteria` of
/// `d__Bacteria;p__;__`, and nothing where no step has one.
pub(super) fn without_empty_steps(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let (before, last) = rest.rsplit_once([';', '|']).unwrap_or(("", rest));
        let last = last.trim();
        if rest.is_empty() || !(last.is_empty() || last.ends_with("__")) {
            return rest;
        }
        rest = before.trim_end();
    }
}

/// The level of `k`, `p`, ... `s` and of `D_0` to `D_6`. `k` is the domain, as
/// Greengenes and MetaPhlAn have it, unless the lineage names one.
fn level_of(prefix: &str, has_domain: bool) -> Option<Level> {
    if let Some(place) = prefix.strip_prefix("D_") {
        return SEVEN_LEVELS.get(place.parse::<usize>().ok()?).copied();
    }
    if prefix == "k" && !has_domain {
        return Some(Level::Domain);
    }
    Level::ALL
        .into_iter()
        .find(|level| prefix == level.letter().to_ascii_lowercase().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Rank;

    fn taxon(text: &str) -> Option<(String, Rank, String)> {
        let taxon = WrittenLineage::parse(text).unwrap().taxon(None)?;
        Some((taxon.name, taxon.rank, taxon.lineage))
    }

    #[test]
    fn lineages_of_greengenes_silva_and_names_alone_are_one() {
        let expected = Some((
            "Blautia".to_owned(),
            Rank::Genus,
            "d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia"
                .to_owned(),
        ));
        for text in [
            "k__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; f__Lachnospiraceae; g__Blautia; s__",
            "d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia",
            "D_0__Bacteria;D_1__Firmicutes;D_2__Clostridia;D_3__Clostridiales;D_4__Lachnospiraceae;D_5__Blautia",
            "Root;k__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia;__",
            "Bacteria;Firmicutes;Clostridia;Clostridiales;Lachnospiraceae;Blautia",
            "k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Lachnospiraceae|g__Blautia",
        ] {
            assert_eq!(taxon(text), expected, "{text}");
        }
    }

    #[test]
    fn ranks_without_a_name_are_left_out() {
        let (name, rank, lineage) = taxon("k__Bacteria; p__; c__Clostridia; o__; f__").unwrap();
        assert_eq!((name.as_str(), rank), ("Clostridia", Rank::Class));
        assert_eq!(lineage, "d__Bacteria;c__Clostridia");
        for text in [
            "Unassigned",
            "Unassigned;__;__;__",
            "No blast hit",
            "",
            "k__; p__",
            "__;__",
        ] {
            assert_eq!(taxon(text), None, "{text}");
        }
    }

    #[test]
    fn a_kingdom_stands_below_a_domain_where_both_are_named() {
        let (.., lineage) = taxon("d__Bacteria;k__Bacillati;p__Bacillota").unwrap();
        assert_eq!(lineage, "d__Bacteria;k__Bacillati;p__Bacillota");
    }

    #[test]
    fn what_is_no_lineage_is_refused() {
        for text in [
            "k__Bacteria; x__Firmicutes",
            "p__Firmicutes; k__Bacteria",
            "k__Bacteria; Firmicutes; c__Clostridia",
            "a;b;c;d;e;f;g;h",
            "D_9__Bacteria",
        ] {
            assert!(WrittenLineage::parse(text).is_err(), "{text}");
        }
    }
}
