//! What a person may have agreed to.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

/// A use of a person's data that needs their consent.
///
/// The Act on the Protection of Personal Information (Japan) asks for consent to
/// special-care data (check-up results), to provision to third parties and to a
/// change of purpose; each is given and withdrawn for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Research, published or not.
    Research,
    /// Products and services that are sold.
    CommercialUse,
    /// Handing the data to others.
    ThirdPartyProvision,
    /// Advice to the person from their own data.
    Recommendation,
    /// Reading data that can tell a person by their genome.
    GenomeData,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 5] = [
        Self::Research,
        Self::CommercialUse,
        Self::ThirdPartyProvision,
        Self::Recommendation,
        Self::GenomeData,
    ];

    /// The name in tables, mapping files and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Research => "research",
            Self::CommercialUse => "commercial_use",
            Self::ThirdPartyProvision => "third_party_provision",
            Self::Recommendation => "recommendation",
            Self::GenomeData => "genome_data",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Purpose {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.name() == text)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Error::new(
                    ErrorKind::Parameter,
                    format!("found the purpose \"{text}\", expected one of {names}"),
                )
            })
    }
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// The purpose is agreed to.
    Given,
    /// It is not, or no longer.
    Withdrawn,
}

impl Decision {
    /// The name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }
}
