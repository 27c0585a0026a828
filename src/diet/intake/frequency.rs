//! How often: the categories of a food-frequency questionnaire.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::values::narrow;
use std::collections::BTreeMap;

/// The answers of a questionnaire to "how often", and what each is in times a day.
///
/// ```
/// use nuka::diet::intake::FrequencyCategories;
///
/// let often = FrequencyCategories::new([
///     ("1", 0.0),                                        // almost never
///     ("2", FrequencyCategories::a_month(1.0, 3.0)),     // one to three times a month
///     ("3", FrequencyCategories::a_week(5.0, 6.0)),
///     ("4", 1.0),
/// ])?;
/// assert!((often.times_a_day("2")? - 2.0 / 30.4375).abs() < 1e-12);
/// assert!((often.times_a_day("３")? - 5.5 / 7.0).abs() < 1e-12);
/// assert!(often.times_a_day("9").is_err());
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencyCategories(BTreeMap<String, f64>);

impl FrequencyCategories {
    /// Days of a month, on average over four years.
    pub const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

    /// Times a day of "so many to so many times a week": the middle.
    pub fn a_week(least: f64, most: f64) -> f64 {
        (least + most) / 2.0 / 7.0
    }

    /// Times a day of "so many to so many times a month": the middle.
    pub fn a_month(least: f64, most: f64) -> f64 {
        (least + most) / 2.0 / Self::DAYS_PER_MONTH
    }

    /// Categories, each with times a day; full-width and narrow letters are the same.
    ///
    /// # Errors
    /// When a category stands twice or has less than 0 times.
    pub fn new<'a>(categories: impl IntoIterator<Item = (&'a str, f64)>) -> Result<Self> {
        let mut list = BTreeMap::new();
        for (category, times) in categories {
            let refused = |kind, message: String| Error::new(kind, message).at_field(category);
            if !(times >= 0.0 && times.is_finite()) {
                let message = format!("found {times} times a day, expected 0 or more");
                return Err(refused(ErrorKind::Parameter, message));
            }
            if list.insert(narrow(category).into_owned(), times).is_some() {
                let message = "the category is given twice".to_string();
                return Err(refused(ErrorKind::Duplicate, message));
            }
        }
        Ok(Self(list))
    }

    /// Times a day of an answer.
    ///
    /// # Errors
    /// When there is no such category; the error lists those there are.
    pub fn times_a_day(&self, answer: &str) -> Result<f64> {
        self.0.get(narrow(answer).trim()).copied().ok_or_else(|| {
            let found = excerpt(answer.as_bytes());
            let categories: Vec<&str> = self.0.keys().map(String::as_str).collect();
            let expected = categories.join(", ");
            let message = format!("found the frequency \"{found}\", expected one of {expected}");
            Error::new(ErrorKind::Malformed, message)
        })
    }
}
