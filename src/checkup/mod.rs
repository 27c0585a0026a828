//! The items of Japan's specific health check-up (特定健診): codes, units, limits.
//!
//! Codes are easily mistaken for each other (uric acid is `3C020`, creatinine `3C015`),
//! and a number without its unit says nothing. [`CheckupItem`] knows the JLAC10 codes
//! of each item, the unit, values that no living adult has, and how values in other
//! units are converted. Sources stand in `reference-db/checkup`.
//!
//! ```
//! use nuka::checkup::{CheckupItems, Plausibility};
//!
//! let items = CheckupItems::built_in()?;
//! let glucose = items.by_code("3D010000001926101").unwrap();
//! assert_eq!((glucose.key, glucose.unit), ("glucose_fasting", "mg/dL"));
//! let value = glucose.in_its_unit(5.5, "mmol/L")?;
//! assert!((value - 99.0858).abs() < 1e-9);
//! assert_eq!(glucose.plausibility(value), Plausibility::Plausible);
//! assert_eq!(glucose.plausibility(5.5), Plausibility::TooLow);
//! # Ok::<(), nuka::Error>(())
//! ```

mod item;
mod items;
mod unit;

pub use item::{CheckupItem, Conversion, Plausibility, ValueKind};
pub use items::CheckupItems;
pub use unit::ucum_unit;

#[cfg(test)]
mod tests;
