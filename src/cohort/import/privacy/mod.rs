//! Columns that would tell who a person is are kept out of the store.
//!
//! A column that looks like names, addresses, telephone numbers, mail addresses,
//! days of birth or personal numbers, by its header in Japanese or English or by
//! its values, is refused unless the mapping drops it. What it holds is never
//! repeated in an error.

mod header;
mod values;

pub(super) use header::personal_header;
pub(super) use values::ColumnWatch;

/// What a column seems to tell of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Personal {
    Name,
    Address,
    Telephone,
    Mail,
    DayOfBirth,
    Number,
}

impl std::fmt::Display for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "names of people",
            Self::Address => "addresses",
            Self::Telephone => "telephone numbers",
            Self::Mail => "mail addresses",
            Self::DayOfBirth => "days of birth",
            Self::Number => "personal numbers",
        })
    }
}
