//! One place in the tree for each name.
//!
//! Collections of references contradict themselves: the same genus stands under two
//! families, often only by spelling. Two taxa of one name would share the reads
//! between them and neither would be believed. Within a phylum, all references of a
//! name are therefore moved to where most of them stand (equal numbers: the longer
//! lineage, then the first in the alphabet). Across phyla the name is taken for a
//! homonym and both taxa stay.

use super::lineage_text::Steps;
use crate::taxonomy::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A name that stood in more than one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The name.
    pub name: String,
    /// Its rank.
    pub rank: crate::taxonomy::Rank,
    /// What it stands under (wider levels brought together already), with the number
    /// of references; the most frequent first.
    pub places: Vec<(String, u64)>,
    /// Whether its references were brought under the first place; if not, it is
    /// taken for a homonym.
    pub is_joined: bool,
}

/// Brings every name of a phylum to one place. Returns the contradictions, in order
/// of level and name.
pub(super) fn harmonise(lineages: &mut [Steps]) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    for level in Level::ALL
        .into_iter()
        .filter(|&level| level > Level::Phylum)
    {
        let mut votes: BTreeMap<(String, String), BTreeMap<Steps, u64>> = BTreeMap::new();
        for (place, steps) in lineages.iter().filter_map(|steps| split_at(steps, level)) {
            let name = steps[place].1.clone();
            let above = steps[..place].to_vec();
            let votes = votes.entry((name, phylum(steps))).or_default();
            *votes.entry(above).or_default() += 1;
        }
        let mut homes: BTreeMap<(String, String), Steps> = BTreeMap::new();
        let mut phyla: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
        for ((name, phylum), places) in votes {
            let mut ranked: Vec<(Steps, u64)> = places.into_iter().collect();
            ranked.sort_by(|a, b| {
                let longer = b.0.len().cmp(&a.0.len());
                b.1.cmp(&a.1).then(longer).then(a.0.cmp(&b.0))
            });
            let written: Vec<(String, u64)> = ranked
                .iter()
                .map(|(steps, references)| (written(steps), *references))
                .collect();
            let all = written.iter().map(|(_, references)| references).sum();
            let first = written[0].0.clone();
            phyla.entry(name.clone()).or_default().push((first, all));
            if written.len() > 1 {
                contradictions.push(Contradiction {
                    name: name.clone(),
                    rank: level.rank(),
                    places: written,
                    is_joined: true,
                });
            }
            homes.insert((name, phylum), ranked.swap_remove(0).0);
        }
        for (name, mut places) in phyla.into_iter().filter(|(_, places)| places.len() > 1) {
            places.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            contradictions.push(Contradiction {
                name,
                rank: level.rank(),
                places,
                is_joined: false,
            });
        }
        for steps in lineages.iter_mut() {
            let Some((place, _)) = split_at(steps, level) else {
                continue;
            };
            let key = (steps[place].1.clone(), phylum(steps));
            if let Some(home) = homes.get(&key) {
                steps.splice(..place, home.iter().cloned());
            }
        }
    }
    contradictions
}

/// The place of a level in a lineage.
fn split_at(steps: &Steps, level: Level) -> Option<(usize, &Steps)> {
    let place = steps.iter().position(|(other, _)| *other == level)?;
    Some((place, steps))
}

fn phylum(steps: &Steps) -> String {
    let upper = steps
        .iter()
        .take_while(|(level, _)| *level <= Level::Phylum);
    upper
        .map(|(_, name)| name.as_str())
        .collect::<Vec<_>>()
        .join(";")
}

/// A lineage in the notation of GTDB.
pub(super) fn written(steps: &Steps) -> String {
    let step = |(level, name): &(Level, String)| {
        format!("{}__{name}", level.letter().to_ascii_lowercase())
    };
    steps.iter().map(step).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::super::lineage_text::parse_lineage;
    use super::*;
    use proptest::prelude::*;

    fn harmonised(lineages: &[&str]) -> (Vec<String>, Vec<Contradiction>) {
        let mut steps: Vec<Steps> = lineages
            .iter()
            .map(|text| parse_lineage(text).unwrap())
            .collect();
        let contradictions = harmonise(&mut steps);
        (steps.iter().map(written).collect(), contradictions)
    }

    #[test]
    fn a_genus_under_two_families_goes_where_most_of_it_is() {
        let (steps, contradictions) = harmonised(&[
            "p__F;f__Lachno;g__Blautia;s__Blautia a",
            "p__F;f__Rumino;g__Blautia;s__Blautia b",
            "p__F;f__Lachno;g__Blautia;s__Blautia c",
            "p__F;f__Rumino;g__Ruminococcus",
        ]);
        assert_eq!(steps[1], "p__F;f__Lachno;g__Blautia;s__Blautia b");
        assert_eq!(steps[3], "p__F;f__Rumino;g__Ruminococcus");
        assert_eq!(contradictions.len(), 1);
        assert_eq!(
            contradictions[0].places,
            [
                ("p__F;f__Lachno".to_string(), 2),
                ("p__F;f__Rumino".to_string(), 1)
            ]
        );
        assert!(contradictions[0].is_joined);
    }

    #[test]
    fn a_name_in_two_phyla_is_a_homonym() {
        let given = ["d__B;p__F;g__Morganella", "d__E;p__B;g__Morganella"];
        let (steps, contradictions) = harmonised(&given);
        assert_eq!(steps, given);
        assert_eq!(contradictions.len(), 1);
        assert!(!contradictions[0].is_joined);
    }

    #[test]
    fn a_class_spelled_two_ways_does_not_part_its_genera() {
        let (steps, _) = harmonised(&[
            "p__F;c__Erysipelotrichi;f__E;g__Bulleidia",
            "p__F;c__Erysipelotrichia;f__E;g__Bulleidia",
            "p__F;c__Erysipelotrichia;f__E;g__Other",
        ]);
        assert_eq!(steps[0], "p__F;c__Erysipelotrichia;f__E;g__Bulleidia");
    }

    proptest! {
        #[test]
        fn afterwards_every_name_has_one_place_and_a_second_time_changes_nothing(
            picks in proptest::collection::vec((0_u8..2, 0_u8..3, 0_u8..3, 0_u8..4), 1..20),
        ) {
            let mut steps: Vec<Steps> = picks.iter().map(|(p, c, f, g)| {
                parse_lineage(&format!("p__P{p};c__C{c};f__F{f};g__G{g}")).unwrap()
            }).collect();
            harmonise(&mut steps);
            let mut homes = BTreeMap::new();
            for steps in &steps {
                for place in 1..steps.len() {
                    let home = homes
                        .entry((steps[0].clone(), steps[place].clone()))
                        .or_insert_with(|| steps[..place].to_vec());
                    prop_assert_eq!(&home[..], &steps[..place]);
                }
            }
            let before = steps.clone();
            prop_assert!(harmonise(&mut steps).iter().all(|found| !found.is_joined));
            prop_assert_eq!(steps, before);
        }
    }
}
