//! Lineages of marker databases, in the notations they come in.

use super::taxon_name::{binomial, clean, is_unnamed};
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::taxonomy::Level;

/// The named steps of a lineage, from the widest to the narrowest level. Levels
/// without a name are left out.
pub type Steps = Vec<(Level, String)>;

/// First steps of lineages that begin at the domain.
const DOMAINS: [&str; 8] = [
    "bacteria",
    "archaea",
    "eukaryota",
    "eukarya",
    "eukaryotes",
    "viruses",
    "prokaryota",
    "cellular organisms",
];

/// Levels of lineages without ranks that begin at the domain.
const FROM_DOMAIN: [Level; 7] = [
    Level::Domain,
    Level::Phylum,
    Level::Class,
    Level::Order,
    Level::Family,
    Level::Genus,
    Level::Species,
];

/// Reads a lineage. Understood are
///
/// * steps with a rank: `k__Bacteria; p__Firmicutes; ...; s__` (Greengenes, GTDB,
///   SILVA for QIIME 2), `D_0__Bacteria;D_1__...` (older SILVA),
///   `d:Bacteria,p:Firmicutes,...` (SINTAX);
/// * name and rank in turn: `Root;rootrank;Bacteria;domain;...` (RDP);
/// * names alone, from the domain or, where the first is no domain, from the phylum,
///   one a rank (DADA2, SILVA, HITdb).
///
/// Steps without a name (empty, `uncultured`, `unclassified`, `unknown`,
/// `metagenome`, `Incertae Sedis` and the like, and species such as `Clostridium
/// sp.`) are left out. A species epithet gets its genus in front.
///
/// # Errors
/// When steps with and without rank are mixed, a rank is unknown or out of order, or
/// there are more names than ranks.
pub fn parse_lineage(text: &str) -> Result<Steps> {
    let text = text.trim().trim_matches('"');
    let text = text.strip_prefix("Lineage=").unwrap_or(text);
    let steps: Vec<&str> = split(text).map(str::trim).collect();
    let ranked = if steps.get(1) == Some(&"rootrank") {
        name_and_rank(&steps[2..])
    } else {
        rank_prefixes(&steps, text)?
    };
    let mut named: Steps = Vec::new();
    let mut last = None;
    for (level, name) in ranked {
        if last.is_some_and(|last| last >= level) {
            let shown = excerpt(name.as_bytes());
            return Err(malformed(format!("step `{shown}` stands out of order")));
        }
        last = Some(level);
        let name = clean(name);
        if is_unnamed(&name, level) {
            continue;
        }
        let genus = named.last().filter(|(level, _)| *level == Level::Genus);
        let name = match (level, genus) {
            (Level::Species, Some((_, genus))) => binomial(genus, &name.replace('_', " ")),
            (Level::Species, None) => name.replace('_', " "),
            _ => name,
        };
        named.push((level, name));
    }
    // `k__` says domain in Greengenes and kingdom in UNITE.
    if let [(level @ Level::Kingdom, name), ..] = &mut named[..]
        && is_domain(name)
    {
        *level = Level::Domain;
    }
    Ok(named)
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_end_matches([';', ',', ' ']);
    let is_sintax = !text.contains(';') && text.get(1..2) == Some(":");
    text.split(if is_sintax { ',' } else { ';' })
}

/// RDP: names and ranks take turns; ranks between the levels are passed over.
fn name_and_rank<'a>(steps: &[&'a str]) -> Vec<(Level, &'a str)> {
    let level = |rank: &str| {
        let mut levels = Level::ALL.into_iter();
        levels.find(|level| level.rank().name() == rank)
    };
    steps
        .chunks_exact(2)
        .filter_map(|pair| Some((level(pair[1])?, pair[0])))
        .collect()
}

fn rank_prefixes<'a>(steps: &[&'a str], text: &str) -> Result<Vec<(Level, &'a str)>> {
    let is_root = |step: &&str| step.eq_ignore_ascii_case("root");
    let steps = match steps.first() {
        Some(first) if is_root(first) => &steps[1..],
        _ => steps,
    };
    let filled = || steps.iter().filter(|step| !step.is_empty());
    let with_rank = filled().filter(|step| prefix(step).is_some()).count();
    if with_rank > 0 && with_rank == filled().count() {
        // A strain below the species says nothing that a marker gene can show.
        let ranked = filled().filter_map(|step| prefix(step));
        return Ok(ranked
            .filter_map(|(level, name)| Some((level?, name)))
            .collect());
    }
    if with_rank > 0 {
        return Err(malformed(format!(
            "found `{}`, where some steps have a rank and some have not",
            excerpt(text.as_bytes())
        )));
    }
    let begins_at_domain = steps.first().is_some_and(|first| is_domain(first));
    let levels = &FROM_DOMAIN[usize::from(!begins_at_domain)..];
    if steps.len() > levels.len() {
        return Err(malformed(format!(
            "found {} names without ranks, expected at most {}: `{}`",
            steps.len(),
            levels.len(),
            excerpt(text.as_bytes())
        )));
    }
    Ok(levels.iter().copied().zip(steps.iter().copied()).collect())
}

/// The level and the name of a step such as `g__Blautia`; no level for a strain.
fn prefix(step: &str) -> Option<(Option<Level>, &str)> {
    if let Some(rest) = step.strip_prefix("D_") {
        let (number, name) = rest.split_once("__")?;
        let level = FROM_DOMAIN.get(number.parse::<usize>().ok()?);
        return Some((level.copied(), name));
    }
    let letter = step.chars().next()?;
    let rest = &step[letter.len_utf8()..];
    let name = rest.strip_prefix("__").or_else(|| rest.strip_prefix(':'))?;
    if letter == 't' {
        return Some((None, name));
    }
    let mut levels = Level::ALL.into_iter();
    let level = levels.find(|level| level.letter().to_ascii_lowercase() == letter)?;
    Some((Some(level), name))
}

fn is_domain(name: &str) -> bool {
    DOMAINS.contains(&name.to_ascii_lowercase().as_str())
}

fn malformed(message: String) -> Error {
    Error::new(ErrorKind::Malformed, message)
        .at_field("lineage")
        .mend("write d__Domain;p__Phylum;c__Class;o__Order;f__Family;g__Genus;s__Species")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(lineage: &str) -> String {
        let steps = parse_lineage(lineage).unwrap();
        let steps = steps
            .iter()
            .map(|(level, name)| format!("{}__{name}", level.letter().to_ascii_lowercase()));
        steps.collect::<Vec<_>>().join(";")
    }

    #[test]
    fn every_notation_comes_to_the_same() {
        let blautia = "d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia";
        for written in [
            "k__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; f__Lachnospiraceae; g__Blautia; s__",
            "d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia",
            "D_0__Bacteria;D_1__Firmicutes;D_2__Clostridia;D_3__Clostridiales;D_4__Lachnospiraceae;D_5__Blautia;D_6__uncultured bacterium",
            "d:Bacteria,p:Firmicutes,c:Clostridia,o:Clostridiales,f:Lachnospiraceae,g:Blautia;",
            "Bacteria;Firmicutes;Clostridia;Clostridiales;Lachnospiraceae;Blautia;",
            "Root;Bacteria;Firmicutes;Clostridia;Clostridiales;Lachnospiraceae;Blautia;Blautia sp. K1",
            "Lineage=Root;rootrank;Bacteria;domain;\"Firmicutes\";phylum;Clostridia;class;Clostridiales;order;Lachnospiraceae;family;Blautia;genus",
        ] {
            assert_eq!(text(written), blautia, "{written}");
        }
    }

    #[test]
    fn names_without_ranks_begin_at_the_phylum_where_no_domain_comes_first() {
        assert_eq!(
            text(
                "Firmicutes;Bacilli;Lactobacillales;Aerococcaceae;Abiotrophia;Abiotrophia_defectiva"
            ),
            "p__Firmicutes;c__Bacilli;o__Lactobacillales;f__Aerococcaceae;g__Abiotrophia;s__Abiotrophia defectiva"
        );
    }

    #[test]
    fn unnamed_steps_are_left_out_and_what_follows_is_kept() {
        assert_eq!(text("p__A;f__;g__Foo;s__bar"), "p__A;g__Foo;s__Foo bar");
        assert_eq!(
            text(
                "Firmicutes;Clostridia;Clostridiales;Unclassified_Clostridiales;unclassified;OTU1|NN=Ruminococcus_faecis"
            ),
            "p__Firmicutes;c__Clostridia;o__Clostridiales;s__OTU1 NN=Ruminococcus faecis"
        );
        assert_eq!(text("unclassified;unclassified"), "");
        assert_eq!(
            text("p__A;f__Family XI. Incertae Sedis"),
            "p__A;f__Family XI. Incertae Sedis"
        );
        for unnamed in [
            "g__Incertae Sedis",
            "g__human gut metagenome",
            "g__Lachnospiraceae_unclassified",
        ] {
            assert_eq!(text(&format!("p__A;{unnamed}")), "p__A", "{unnamed}");
        }
    }

    #[test]
    fn kingdoms_stay_kingdoms() {
        assert_eq!(text("k__Fungi;p__Ascomycota"), "k__Fungi;p__Ascomycota");
    }

    #[test]
    fn mixed_disordered_and_too_many_steps_are_refused() {
        for bad in [
            "p__A;Foo",
            "g__A;p__B",
            "p__A;p__B",
            "Bacteria;a;b;c;d;e;f;g",
            "Firmicutes;b;c;d;e;f;g",
        ] {
            assert!(parse_lineage(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_and_levels_ascend(text in "[dpcgstDk_;:,A é\u{0}\t0-9]{0,24}|.*") {
            if let Ok(steps) = parse_lineage(&text) {
                prop_assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0));
                prop_assert!(steps.iter().all(|(_, name)| !name.is_empty() && !name.contains([';', '|'])));
            }
        }
    }
}
