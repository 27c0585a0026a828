//! Sex as recorded.

use crate::error::Result;
use crate::tabular::cell::Cell;
use crate::tabular::values::number::not;
use crate::tabular::values::width::narrow;
use serde::{Deserialize, Serialize};

/// Sex as recorded in a study, as far as equations and reference values need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Recorded as something else.
    Other,
}

impl Sex {
    /// The word for it: `female`, `male`, `other`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// Reads `F`, `female`, `woman`, `女`, `女性`, `女子` and the same for men, and `other`,
/// `その他`. Numbers need a [`CodeList`](super::CodeList): ISO/IEC 5218 has 1 for male
/// and 2 for female, other tables have 0 and 1.
///
/// # Errors
/// When the cell holds something else.
pub fn read_sex(cell: Cell<'_>) -> Result<Sex> {
    let text = narrow(cell.text()).to_lowercase();
    match text.as_str() {
        "f" | "female" | "woman" | "女" | "女性" | "女子" => Ok(Sex::Female),
        "m" | "male" | "man" | "男" | "男性" | "男子" => Ok(Sex::Male),
        "other" | "その他" => Ok(Sex::Other),
        "0" | "1" | "2" | "9" => {
            Err(not(cell.text(), "a sex").mend("say in the mapping which number is which sex"))
        }
        _ => Err(not(cell.text(), "a sex such as F, M, 女, 男")),
    }
}
