//! How much of a component a food holds, and how that is known.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::values::{narrow, read_number};
use crate::tabular::{Cell, CellValue};

/// How much of a component 100 g of a food hold, in the unit of the component.
///
/// The marks are those of the Standard Tables of Food Composition in Japan (2020,
/// chapter 1): `Tr` is more than a tenth and less than half of the smallest amount
/// printed; brackets stand around values taken from similar foods, recipes or the
/// literature; `-` was not measured. A printed 0 is less than a tenth of the smallest
/// amount printed, or not detected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Content {
    /// A value.
    Measured(f64),
    /// A value in brackets: estimated, not measured in this food.
    Estimated(f64),
    /// A trace; counted as 0, as nutritional calculation in Japan does.
    Trace,
    /// A trace in brackets.
    EstimatedTrace,
    /// Not measured. Nothing is known, least of all that it is 0.
    NotMeasured,
}

impl Content {
    /// The amount in 100 g: 0 for traces, nothing where it was not measured.
    pub fn amount(self) -> Option<f64> {
        match self {
            Self::Measured(amount) | Self::Estimated(amount) => Some(amount),
            Self::Trace | Self::EstimatedTrace => Some(0.0),
            Self::NotMeasured => None,
        }
    }

    /// Whether it is estimated rather than measured.
    pub fn is_estimated(self) -> bool {
        matches!(self, Self::Estimated(_) | Self::EstimatedTrace)
    }

    /// Whether it is a trace.
    pub fn is_trace(self) -> bool {
        matches!(self, Self::Trace | Self::EstimatedTrace)
    }

    /// Reads a cell with the marks of the Japanese tables.
    ///
    /// A negative number of a workbook is an estimate: its format prints it in
    /// brackets, as book-keepers write debts, and no food holds less than nothing.
    ///
    /// # Errors
    /// When the cell is empty or holds something else.
    pub fn read(cell: Cell<'_>) -> Result<Self> {
        let refused = || {
            let found = excerpt(cell.text().as_bytes());
            let message = format!(
                "found \"{found}\", expected an amount, an amount in brackets, Tr, (Tr) or -"
            );
            Error::new(ErrorKind::Malformed, message)
        };
        if let CellValue::Number(number) = cell.value() {
            return Ok(match number < 0.0 {
                true => Self::Estimated(-number),
                false => Self::Measured(number),
            });
        }
        let text = narrow(cell.text());
        let (text, estimated) = match text.strip_prefix('(').map(|text| text.strip_suffix(')')) {
            Some(Some(inside)) => (inside.trim(), true),
            Some(None) => return Err(refused()),
            None => (text.as_ref(), false),
        };
        // A dagger stands behind values of the method that the law prescribes; an
        // asterisk sends the reader to the text of the book.
        let number = text.trim_end_matches('†');
        match (number, estimated) {
            ("-" | "*", false) => Ok(Self::NotMeasured),
            ("Tr" | "tr" | "TR", false) => Ok(Self::Trace),
            ("Tr" | "tr" | "TR", true) => Ok(Self::EstimatedTrace),
            (number, _) => {
                let amount = read_number(Cell::of_text(number)).map_err(|_| refused())?;
                match (amount >= 0.0, estimated) {
                    (false, _) => Err(refused()),
                    (true, true) => Ok(Self::Estimated(amount)),
                    (true, false) => Ok(Self::Measured(amount)),
                }
            }
        }
    }
}
