//! Measured values that may lie beyond what the method can tell.

use crate::error::Result;
use crate::tabular::cell::{Cell, CellValue};
use crate::tabular::values::number::NumberForm;
use crate::tabular::values::width::narrow;

/// A measured value, in the unit of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// The value itself.
    Exact(f64),
    /// Below a limit of detection or reporting: `<0.3`, `0.3未満`, `≦0.3`, `0.3以下`.
    Below {
        /// The limit.
        limit: f64,
        /// Whether the value may be the limit itself.
        limit_included: bool,
    },
    /// Above a limit: `>500`, `500超`, `≧500`, `500以上`.
    Above {
        /// The limit.
        limit: f64,
        /// Whether the value may be the limit itself.
        limit_included: bool,
    },
}

/// Reads a number with a decimal point, or a limit that the value lies beyond.
///
/// # Errors
/// When the cell holds something else.
pub fn read_measured(cell: Cell<'_>) -> Result<Measured> {
    NumberForm::Plain.read_measured(cell)
}

const BEFORE: [(&str, Side, bool); 12] = [
    ("<=", Side::Below, true),
    ("=<", Side::Below, true),
    ("≦", Side::Below, true),
    ("≤", Side::Below, true),
    ("⩽", Side::Below, true),
    ("<", Side::Below, false),
    (">=", Side::Above, true),
    ("=>", Side::Above, true),
    ("≧", Side::Above, true),
    ("≥", Side::Above, true),
    ("⩾", Side::Above, true),
    (">", Side::Above, false),
];

const BEHIND: [(&str, Side, bool); 5] = [
    ("未満", Side::Below, false),
    ("以下", Side::Below, true),
    ("以上", Side::Above, true),
    ("超過", Side::Above, false),
    ("超", Side::Above, false),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Below,
    Above,
}

impl Side {
    fn of(self, limit: f64, limit_included: bool) -> Measured {
        match self {
            Self::Below => Measured::Below {
                limit,
                limit_included,
            },
            Self::Above => Measured::Above {
                limit,
                limit_included,
            },
        }
    }
}

impl NumberForm {
    /// Reads a number in this form, or a limit that the value lies beyond.
    ///
    /// # Errors
    /// When the cell holds something else.
    pub fn read_measured(self, cell: Cell<'_>) -> Result<Measured> {
        if cell.value() != CellValue::Text {
            return self.read(cell).map(Measured::Exact);
        }
        let text = narrow(cell.text());
        for (sign, side, included) in BEFORE {
            if let Some(rest) = text.strip_prefix(sign) {
                return self.parse(rest).map(|limit| side.of(limit, included));
            }
        }
        for (word, side, included) in BEHIND {
            if let Some(rest) = text.strip_suffix(word) {
                return self.parse(rest).map(|limit| side.of(limit, included));
            }
        }
        self.read(cell).map(Measured::Exact)
    }
}
