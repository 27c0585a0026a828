//! The levels of the tree.

use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// One level of the tree, from the widest to the narrowest.
///
/// ```
/// use nuka::taxonomy::Rank;
///
/// assert_eq!(Rank::from_name("genus"), Some(Rank::Genus));
/// assert_eq!(Rank::Genus.name(), "genus");
/// assert_eq!(Rank::Genus.code(), Some('G'));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rank {
    /// `domain` (Bacteria, Archaea; Eukaryota since 2024 in NCBI).
    Domain,
    /// `superkingdom`, NCBI's older word for a domain.
    Superkingdom,
    /// `kingdom`.
    Kingdom,
    /// `phylum`.
    Phylum,
    /// `class`.
    Class,
    /// `order`.
    Order,
    /// `family`.
    Family,
    /// `genus`.
    Genus,
    /// `species`.
    Species,
    /// Any level without one of the names above (`no rank`, `clade`, `strain`).
    NoRank,
}

impl Rank {
    /// All ranks, from the widest to the narrowest.
    pub const ALL: [Rank; 10] = [
        Rank::Domain,
        Rank::Superkingdom,
        Rank::Kingdom,
        Rank::Phylum,
        Rank::Class,
        Rank::Order,
        Rank::Family,
        Rank::Genus,
        Rank::Species,
        Rank::NoRank,
    ];

    /// The rank of a lower-case name, or `None` when there is no such rank.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rank| rank.name() == name)
    }

    /// The lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Superkingdom => "superkingdom",
            Self::Kingdom => "kingdom",
            Self::Phylum => "phylum",
            Self::Class => "class",
            Self::Order => "order",
            Self::Family => "family",
            Self::Genus => "genus",
            Self::Species => "species",
            Self::NoRank => "no rank",
        }
    }

    /// The letter of Kraken-style reports; `None` for a level without one.
    pub fn code(self) -> Option<char> {
        match self {
            Self::Domain | Self::Superkingdom => Some('D'),
            Self::Kingdom => Some('K'),
            Self::Phylum => Some('P'),
            Self::Class => Some('C'),
            Self::Order => Some('O'),
            Self::Family => Some('F'),
            Self::Genus => Some('G'),
            Self::Species => Some('S'),
            Self::NoRank => None,
        }
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Rank {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::from_name(name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|rank| rank.name()).collect();
            Error::new(
                ErrorKind::Malformed,
                format!("found \"{name}\", expected a rank"),
            )
            .mend(format!("write one of {}", known.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for rank in Rank::ALL {
            assert_eq!(rank.name().parse::<Rank>().unwrap(), rank);
        }
        assert!("Genus".parse::<Rank>().is_err());
    }
}
