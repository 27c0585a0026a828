//! The steps of a lineage text.

use crate::taxonomy::Level;

/// One step: its level and the name of the taxon there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Step<'a> {
    pub(super) level: Level,
    pub(super) name: &'a str,
}

/// The named steps of `d__Bacteria;...;s__Name`, from the widest.
///
/// A semicolon that no prefix follows belongs to a name. Steps without a name
/// and steps of other prefixes (`t__`) are left out.
pub(super) fn lineage_steps(lineage: &str) -> Vec<Step<'_>> {
    let starts = lineage.char_indices().filter_map(|(place, letter)| {
        let start = match letter {
            ';' => place + 1,
            _ if place == 0 => 0,
            _ => return None,
        };
        is_prefixed(&lineage[start..]).then_some(start)
    });
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).map(|start| start - 1);
    let ends = ends.chain(std::iter::once(lineage.len()));
    starts
        .iter()
        .zip(ends)
        .filter_map(|(&start, end)| parse_step(&lineage[start..end]))
        .collect()
}

fn is_prefixed(text: &str) -> bool {
    let text = text.trim_start().as_bytes();
    matches!(text, [b'a'..=b'z', b'_', b'_', ..])
}

fn parse_step(text: &str) -> Option<Step<'_>> {
    let (prefix, name) = text.trim().split_once("__")?;
    let level = Level::ALL
        .into_iter()
        .find(|level| prefix.chars().eq([level.letter().to_ascii_lowercase()]))?;
    Some(Step { level, name }).filter(|step| !step.name.is_empty())
}

/// `d`, `p`, ... `s`
pub(super) fn prefix(level: Level) -> char {
    level.letter().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_from_semicolons_in_names() {
        let step = |level, name| Step { level, name };
        assert_eq!(
            lineage_steps("d__Bacteria;p__;g__A b; c;s__A b__d;t__strain"),
            [
                step(Level::Domain, "Bacteria"),
                step(Level::Genus, "A b; c"),
                step(Level::Species, "A b__d"),
            ]
        );
        assert!(lineage_steps("").is_empty());
        assert!(lineage_steps("Bacteria;s").is_empty());
    }
}
