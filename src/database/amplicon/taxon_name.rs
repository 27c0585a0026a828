//! Names of taxa as marker databases write them.

use crate::taxonomy::Level;

/// A name without quotes, and without the letters that part taxa in tables.
pub(super) fn clean(name: &str) -> String {
    let name = name.trim().trim_matches('"').trim();
    name.replace(['|', '\t', ';'], " ")
}

/// `Blautia` and `wexlerae` make `Blautia wexlerae`.
pub(super) fn binomial(genus: &str, species: &str) -> String {
    let is_epithet =
        !species.contains(' ') && species.starts_with(|first: char| first.is_lowercase());
    if is_epithet {
        format!("{genus} {species}")
    } else {
        species.to_owned()
    }
}

/// Whether a name says that there is none.
pub(super) fn is_unnamed(name: &str, level: Level) -> bool {
    const WHOLE: [&str; 14] = [
        "",
        "-",
        "na",
        "nan",
        "none",
        "unassigned",
        "unclassified",
        "unknown",
        "unidentified",
        "uncultured",
        "ambiguous taxa",
        "metagenome",
        "incertae sedis",
        "environmental samples",
    ];
    const FIRST: [&str; 6] = [
        "uncultured",
        "unclassified",
        "unidentified",
        "unknown",
        "unassigned",
        "unnamed",
    ];
    const LAST: [&str; 3] = ["metagenome", "unclassified", "unidentified"];
    const NO_SPECIES: [&str; 5] = ["sp.", "sp", "bacterium", "archaeon", "organism"];
    let plain = name.to_lowercase().replace('_', " ");
    let plain = plain.trim();
    let mut words = plain.split_whitespace();
    WHOLE.contains(&plain)
        || plain
            .split(' ')
            .next()
            .is_some_and(|first| FIRST.contains(&first))
        || plain
            .split(' ')
            .next_back()
            .is_some_and(|last| LAST.contains(&last))
        || (level == Level::Species && words.any(|word| NO_SPECIES.contains(&word)))
}
