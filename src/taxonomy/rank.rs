//! Taxonomic ranks as a type.

use std::fmt;

/// The names of the ranks, in the order of [`Rank`].
macro_rules! ranks {
    ($($variant:ident $name:literal),+ $(,)?) => {
        /// A rank of the NCBI or GTDB taxonomies.
        ///
        /// `superkingdom` (NCBI until 2024, Kraken 2 databases of that time) and
        /// `domain` (NCBI since 2025, GTDB) are two names of one level; both are
        /// kept as written and both count as [`Level::Domain`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rank {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
            /// A rank this list does not know; it is treated like `no rank`.
            Unlisted,
        }

        impl Rank {
            /// From the name used in `nodes.dmp`.
            ///
            /// ```
            /// use nuka::taxonomy::Rank;
            /// assert_eq!(Rank::from_name("genus"), Rank::Genus);
            /// assert_eq!(Rank::from_name("no such rank"), Rank::Unlisted);
            /// ```
            pub fn from_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)+
                    _ => Self::Unlisted,
                }
            }

            /// The name used in `nodes.dmp`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Unlisted => "no rank",
                }
            }
        }
    };
}

ranks! {
    NoRank "no rank",
    AcellularRoot "acellular root",
    CellularRoot "cellular root",
    Domain "domain",
    Superkingdom "superkingdom",
    Realm "realm",
    Kingdom "kingdom",
    Subkingdom "subkingdom",
    Superphylum "superphylum",
    Phylum "phylum",
    Subphylum "subphylum",
    Infraphylum "infraphylum",
    Superclass "superclass",
    Class "class",
    Subclass "subclass",
    Infraclass "infraclass",
    Cohort "cohort",
    Subcohort "subcohort",
    Superorder "superorder",
    Order "order",
    Suborder "suborder",
    Infraorder "infraorder",
    Parvorder "parvorder",
    Superfamily "superfamily",
    Family "family",
    Subfamily "subfamily",
    Tribe "tribe",
    Subtribe "subtribe",
    Genus "genus",
    Subgenus "subgenus",
    Section "section",
    Subsection "subsection",
    Series "series",
    SpeciesGroup "species group",
    SpeciesSubgroup "species subgroup",
    Species "species",
    FormaSpecialis "forma specialis",
    Subspecies "subspecies",
    Varietas "varietas",
    Subvariety "subvariety",
    Forma "forma",
    Serogroup "serogroup",
    Serotype "serotype",
    Strain "strain",
    Isolate "isolate",
    Biotype "biotype",
    Genotype "genotype",
    Morph "morph",
    Pathogroup "pathogroup",
    Clade "clade",
}

/// The eight levels that reports give a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// `superkingdom` or `domain`
    Domain,
    /// `kingdom`
    Kingdom,
    /// `phylum`
    Phylum,
    /// `class`
    Class,
    /// `order`
    Order,
    /// `family`
    Family,
    /// `genus`
    Genus,
    /// `species`
    Species,
}

impl Level {
    /// All levels, from the widest to the narrowest.
    pub const ALL: [Level; 8] = [
        Level::Domain,
        Level::Kingdom,
        Level::Phylum,
        Level::Class,
        Level::Order,
        Level::Family,
        Level::Genus,
        Level::Species,
    ];

    /// The capital letter of reports (`D`, `K`, ... `S`).
    pub fn letter(self) -> char {
        match self {
            Level::Domain => 'D',
            Level::Kingdom => 'K',
            Level::Phylum => 'P',
            Level::Class => 'C',
            Level::Order => 'O',
            Level::Family => 'F',
            Level::Genus => 'G',
            Level::Species => 'S',
        }
    }

    /// The rank that a lineage's `d__`, `k__`, ... `s__` stands for.
    pub fn rank(self) -> Rank {
        match self {
            Level::Domain => Rank::Domain,
            Level::Kingdom => Rank::Kingdom,
            Level::Phylum => Rank::Phylum,
            Level::Class => Rank::Class,
            Level::Order => Rank::Order,
            Level::Family => Rank::Family,
            Level::Genus => Rank::Genus,
            Level::Species => Rank::Species,
        }
    }
}

impl Rank {
    /// The level of a main rank; `None` for ranks between the levels.
    ///
    /// ```
    /// use nuka::taxonomy::{Level, Rank};
    /// assert_eq!(Rank::Superkingdom.level(), Some(Level::Domain));
    /// assert_eq!(Rank::Strain.level(), None);
    /// ```
    pub fn level(self) -> Option<Level> {
        Some(match self {
            Rank::Domain | Rank::Superkingdom => Level::Domain,
            Rank::Kingdom => Level::Kingdom,
            Rank::Phylum => Level::Phylum,
            Rank::Class => Level::Class,
            Rank::Order => Level::Order,
            Rank::Family => Level::Family,
            Rank::Genus => Level::Genus,
            Rank::Species => Level::Species,
            _ => return None,
        })
    }
}

impl serde::Serialize for Rank {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Rank {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Ok(Self::from_name(&name))
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ranks_are_inverse() {
        for name in [
            "no rank",
            "domain",
            "superkingdom",
            "species group",
            "strain",
            "clade",
        ] {
            assert_eq!(Rank::from_name(name).name(), name);
        }
    }

    #[test]
    fn every_level_has_its_rank_and_letter() {
        for level in Level::ALL {
            assert_eq!(level.rank().level(), Some(level));
        }
        let letters: String = Level::ALL.iter().map(|level| level.letter()).collect();
        assert_eq!(letters, "DKPCOFGS");
    }
}
