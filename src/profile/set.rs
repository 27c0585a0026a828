//! The profiles of many samples together.

use super::agreement::agreed_taxa;
use super::{LevelTable, Profile};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::taxonomy::Level;

/// Profiles of different samples that mean the same taxa by the same taxids, in
/// order of sample id.
///
/// ```
/// use nuka::profile::{ProfileSet, Quantity, read_kreport};
/// use nuka::taxonomy::Level;
///
/// let first = read_kreport(&b"25\t1\t1\tU\t0\tunclassified\n75\t3\t0\tR\t1\troot\n75\t3\t3\tG\t816\t  Bacteroides\n"[..], "p1")?;
/// let second = read_kreport(&b"100\t2\t2\tR\t1\troot\n"[..], "p2")?;
/// let set = ProfileSet::new(vec![second, first])?;
/// assert_eq!(set.samples().collect::<Vec<_>>(), ["p1", "p2"]);
///
/// let genera = set.at(Level::Genus);
/// assert_eq!(genera.taxa()[0].name, "Bacteroides");
/// assert_eq!(genera.reads()[[0, 0]], 3.0);
/// assert_eq!(genera.unknown(Quantity::SequenceShare)[0], 0.25);
/// assert_eq!(genera.unplaced(Quantity::Reads)[1], 2.0);
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProfileSet {
    profiles: Vec<Profile>,
}

impl ProfileSet {
    /// Puts profiles in order of sample id.
    ///
    /// # Errors
    /// All at once: a sample that occurs twice (both places in the list are named,
    /// counted from 1), taxids that stand for different taxa.
    pub fn new(profiles: Vec<Profile>) -> Result<Self> {
        let mut placed: Vec<(usize, Profile)> = profiles
            .into_iter()
            .enumerate()
            .map(|(place, profile)| (place + 1, profile))
            .collect();
        placed.sort_by(|(_, one), (_, other)| one.sample().cmp(other.sample()));
        let mut mistakes = Mistakes::new();
        for pair in placed.windows(2) {
            if pair[0].1.sample() == pair[1].1.sample() {
                mistakes.push(twice(&pair[0], &pair[1]));
            }
        }
        let profiles: Vec<Profile> = placed.into_iter().map(|(_, profile)| profile).collect();
        if let Err(error) = agreed_taxa(&profiles) {
            mistakes.extend([error]);
        }
        mistakes.finish()?;
        Ok(Self { profiles })
    }

    /// Both sets as one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn merge(self, other: Self) -> Result<Self> {
        let mut profiles = self.profiles;
        profiles.extend(other.profiles);
        Self::new(profiles)
    }

    /// The samples' ids, in order.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = &str> {
        self.profiles.iter().map(Profile::sample)
    }

    /// The profiles, in order of sample id.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profiles, in order of sample id.
    pub fn iter(&self) -> std::slice::Iter<'_, Profile> {
        self.profiles.iter()
    }

    /// The profile of one sample.
    pub fn find(&self, sample: &str) -> Option<&Profile> {
        let place = self
            .profiles
            .binary_search_by(|profile| profile.sample().cmp(sample));
        self.profiles.get(place.ok()?)
    }

    /// Samples by taxa at one level, as arrays.
    pub fn at(&self, level: Level) -> LevelTable<'_> {
        LevelTable::of(self.iter(), level)
    }
}

impl<'a> IntoIterator for &'a ProfileSet {
    type Item = &'a Profile;
    type IntoIter = std::slice::Iter<'a, Profile>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for ProfileSet {
    type Item = Profile;
    type IntoIter = std::vec::IntoIter<Profile>;

    fn into_iter(self) -> Self::IntoIter {
        self.profiles.into_iter()
    }
}

fn twice(one: &(usize, Profile), other: &(usize, Profile)) -> Error {
    Error::new(
        ErrorKind::Duplicate,
        format!(
            "sample {} is both profile {} and profile {}",
            one.1.sample(),
            one.0,
            other.0
        ),
    )
    .mend("keep one of the two, or give one another sample id")
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::*;
    use crate::taxonomy::Rank;

    fn profile(sample: &str, name: &str) -> Profile {
        let entry = |taxid, rank, clade_reads| Entry {
            taxid,
            name: format!("{name}{taxid}"),
            rank,
            lineage: format!("g__{name}"),
            clade_reads,
            direct_reads: None,
            estimate: None,
        };
        let entries = vec![entry(7, Rank::Genus, 5), entry(9, Rank::Species, 3)];
        Profile::new(sample, entries, 2, 7).unwrap()
    }

    #[test]
    fn a_sample_that_occurs_twice_is_refused_with_both_places() {
        let profiles = vec![profile("b", "x"), profile("a", "x"), profile("b", "x")];
        let error = ProfileSet::new(profiles).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Duplicate);
        assert!(error.to_string().contains("profile 1 and profile 3"));
    }

    #[test]
    fn all_taxids_that_mean_other_taxa_are_told_at_once() {
        let one = ProfileSet::new(vec![profile("a", "x")]).unwrap();
        let other = ProfileSet::new(vec![profile("b", "y"), profile("c", "y")]).unwrap();
        let error = one.clone().merge(other.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(error.all().count(), 4, "{error}");
        assert!(other.merge(ProfileSet::default()).is_ok());
        assert!(one.find("a").is_some() && one.find("b").is_none());
    }
}
