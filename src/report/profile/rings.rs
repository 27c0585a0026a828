//! The sunburst of one sample.

use super::lineage::{Branch, Name, RINGS, tree};
use super::ring_keys::{key, phylum_keys};
use super::shares::{Hues, fraction, present_species};
use crate::profile::Profile;
use crate::report::number::{count, fine_percent};
use crate::report::{Fill, RingArc, Sunburst};
use crate::taxonomy::Level;

/// Widths of the rings: outer ones carry longer names. The domain is nearly
/// always one.
const WIDTHS: [f64; 7] = [10.0, 21.0, 21.0, 21.0, 23.0, 26.0, 30.0];

/// How far the fills of the rings are lightened; names are written on light ones.
const TINTS: [u8; 7] = [2, 0, 1, 2, 3, 4, 5];

/// Neighbours below this part of the circle are drawn as one.
const SMALLEST: f64 = 0.001;

/// The arcs drawn so far.
struct Drawing<'a> {
    profile: &'a Profile,
    hues: &'a Hues,
    arcs: Vec<RingArc>,
}

/// The picture; `None` for a sample without reads.
pub(super) fn sunburst(profile: &Profile, anchor: &str, hues: &Hues) -> Option<Sunburst> {
    if profile.total_reads() == 0 {
        return None;
    }
    let branches = tree(profile);
    let mut drawing = Drawing {
        profile,
        hues,
        arcs: Vec::new(),
    };
    let known = drawing.draw(&branches, &mut Vec::new(), 0.0, 0);
    let unplaced = fraction(profile.classified_reads(), profile) - known;
    let parts = [
        ("Not placed", Fill::Pale, unplaced.max(0.0)),
        ("Host", Fill::Slate, fraction(profile.host_reads(), profile)),
        (
            "Unknown",
            Fill::Hatched,
            fraction(profile.unclassified_reads(), profile),
        ),
    ];
    let mut start = known;
    for (label, fill, share) in parts {
        drawing.draw_part(label, fill, start, share);
        start += share;
    }
    let mut keys = phylum_keys(&branches, profile, hues);
    let apart = parts.iter().filter(|(_, _, share)| *share > 1e-9);
    keys.extend(apart.map(|&(label, fill, share)| key(label, fill, share)));
    let species = present_species(profile).len() as u64;
    let told: Vec<String> = keys
        .iter()
        .map(|key| format!("{} {}", key.label, key.share))
        .collect();
    Some(Sunburst {
        anchor: anchor.to_owned(),
        caption: "Shares of all reads. Rings from the centre: domain, phylum, class, order, \
                  family, genus, species."
            .to_owned(),
        spoken: format!(
            "Sunburst of sample {}: {}. The species stand in the table below.",
            profile.sample(),
            told.join(", ")
        ),
        centre: (count(species), "species".to_owned()),
        ring_widths: WIDTHS.to_vec(),
        arcs: drawing.arcs,
        keys,
    })
}

impl<'a> Drawing<'a> {
    /// Draws branches side by side from `start`; gives the part of the circle they
    /// take.
    fn draw(
        &mut self,
        branches: &[Branch<'a>],
        above: &mut Vec<Name<'a>>,
        start: f64,
        first_ring: usize,
    ) -> f64 {
        let large = branches
            .iter()
            .take_while(|branch| fraction(branch.reads, self.profile) >= SMALLEST)
            .count();
        let (large, small) = branches.split_at(large);
        let mut taken = 0.0;
        for branch in large {
            let share = fraction(branch.reads, self.profile);
            let ring = ring_of(branch.name.level);
            above.push(branch.name);
            self.arcs.push(RingArc {
                rings: (ring, ring),
                start: start + taken,
                fraction: share,
                fill: self.fill(above),
                tint: TINTS[ring],
                names: names(branch.name),
                hint: format!(
                    "{}, {}: {}",
                    branch.name.name,
                    branch.name.level.rank(),
                    fine_percent(share)
                ),
            });
            self.draw(&branch.branches, above, start + taken, ring + 1);
            above.pop();
            taken += share;
        }
        taken + self.draw_small(small, above, start + taken, first_ring)
    }

    /// Branches too small to be seen, as one.
    fn draw_small(
        &mut self,
        branches: &[Branch<'a>],
        above: &[Name<'a>],
        start: f64,
        ring: usize,
    ) -> f64 {
        let reads = branches
            .iter()
            .fold(0, |sum: u64, branch| sum.saturating_add(branch.reads));
        let share = fraction(reads, self.profile);
        let ring = ring.min(RINGS.len() - 1);
        if let Some(branch) = branches.first() {
            let hint = match branches.len() {
                1 => format!("{}: {}", branch.name.name, fine_percent(share)),
                more => format!("{more} small taxa: {}", fine_percent(share)),
            };
            self.arcs.push(RingArc {
                rings: (ring, RINGS.len() - 1),
                start,
                fraction: share,
                fill: self.fill(above),
                tint: TINTS[RINGS.len() - 1],
                names: Vec::new(),
                hint,
            });
        }
        share
    }

    fn draw_part(&mut self, label: &str, fill: Fill, start: f64, share: f64) {
        if share > 1e-9 {
            self.arcs.push(RingArc {
                rings: (0, RINGS.len() - 1),
                start,
                fraction: share,
                fill,
                tint: 0,
                names: match fill {
                    Fill::Hatched => vec![label.to_owned()],
                    _ => Vec::new(),
                },
                hint: format!("{label}: {}", fine_percent(share)),
            });
        }
    }

    /// The domain is grey: its phyla have the hues.
    fn fill(&self, path: &[Name<'_>]) -> Fill {
        self.hues.of(path)
    }
}

fn ring_of(level: Level) -> usize {
    let found = RINGS.iter().position(|ring| *ring == level);
    found.unwrap_or(RINGS.len() - 1)
}

/// The names to write on an arc: whole, or with the genus as a letter.
fn names(name: Name<'_>) -> Vec<String> {
    let whole = name.name.to_owned();
    let short = match (name.level, name.name.split_once(' ')) {
        (Level::Species, Some((genus, rest))) => genus
            .chars()
            .next()
            .map(|letter| format!("{letter}. {rest}")),
        _ => None,
    };
    match name.level {
        // The full colour of the phylum is for the key.
        Level::Phylum => Vec::new(),
        _ => std::iter::once(whole).chain(short).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Entry, Host, Interval, Part, Surroundings};
    use crate::taxonomy::Rank;

    fn entry(taxid: u64, rank: Rank, lineage: &str, clade_reads: u64) -> Entry {
        Entry {
            taxid,
            name: format!("taxon {taxid}"),
            rank,
            lineage: lineage.to_owned(),
            clade_reads,
            direct_reads: None,
            estimate: None,
        }
    }

    fn picture(entries: Vec<Entry>, [unknown, host, all]: [u64; 3]) -> Sunburst {
        let surroundings = Surroundings {
            host: Some(Host {
                taxid: 9606,
                sex: None,
                part: Part {
                    reads: host,
                    sequence_share: Interval::ZERO,
                    taxonomic_share: None,
                },
            }),
            ..Surroundings::default()
        };
        let profile = Profile::with_surroundings("s", entries, unknown, all, surroundings).unwrap();
        let hues = Hues::of_phyla(std::slice::from_ref(&profile));
        sunburst(&profile, "s", &hues).unwrap()
    }

    /// What each ring is covered with, without gaps or overlaps.
    fn covered(picture: &Sunburst, ring: usize) -> f64 {
        let on = |arc: &&RingArc| (arc.rings.0..=arc.rings.1).contains(&ring);
        let mut arcs: Vec<&RingArc> = picture.arcs.iter().filter(on).collect();
        arcs.sort_by(|a, b| a.start.total_cmp(&b.start));
        for pair in arcs.windows(2) {
            assert!(pair[0].start + pair[0].fraction <= pair[1].start + 1e-9);
        }
        arcs.iter().map(|arc| arc.fraction).sum()
    }

    #[test]
    fn each_ring_is_the_whole_sample() {
        let entries = vec![
            entry(1, Rank::Species, "d__B;p__P;g__G;s__a", 3000),
            entry(2, Rank::Species, "d__B;p__P;g__G;s__b", 1),
            entry(3, Rank::Species, "d__B;p__Q;g__H;s__c", 1999),
        ];
        let picture = picture(entries, [3000, 1500, 10_000]);
        assert!((covered(&picture, 0) - 1.0).abs() < 1e-9);
        assert!((covered(&picture, 6) - 1.0).abs() < 1e-9);
        // No class is named, so the ring of classes has the parts without lineage only.
        assert!((covered(&picture, 2) - 0.5).abs() < 1e-9);
        let fills: Vec<Fill> = picture.keys.iter().map(|key| key.fill).collect();
        let last = [Fill::Pale, Fill::Slate, Fill::Hatched];
        assert_eq!(
            fills,
            [[Fill::Blue, Fill::Orange].as_slice(), &last].concat()
        );
    }

    #[test]
    fn what_is_too_small_to_be_seen_is_one_arc_that_tells_how_many() {
        let small = |taxid| entry(taxid, Rank::Species, &format!("p__P;s__{taxid}"), 40);
        let entries = (1..=40).map(small).collect();
        let picture = picture(entries, [48_400, 0, 50_000]);
        assert_eq!(picture.arcs[0].hint, "P, phylum: 3.20\u{a0}%");
        assert_eq!(picture.arcs[1].hint, "40 small taxa: 3.20\u{a0}%");
        assert!((covered(&picture, 6) - 1.0).abs() < 1e-9);
    }
}
