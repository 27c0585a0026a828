//! One element of a resource, with the path that leads to it.

use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Date;
use serde_json::Value;

/// One element of a resource. Mistakes tell its path and what kind of thing was
/// found, never the text itself: it may tell who a person is.
#[derive(Debug, Clone)]
pub(super) struct Element<'a> {
    pub(super) value: &'a Value,
    path: String,
}

/// A day and, where it is told, the time of the day as `07:30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) time: Option<String>,
}

impl<'a> Element<'a> {
    /// A whole resource, or anything else by its name.
    pub(super) fn new(value: &'a Value, path: impl Into<String>) -> Self {
        let path = path.into();
        Self { value, path }
    }

    /// The element of a name, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self::new(value, format!("{}.{name}", self.path)))
    }

    /// The element of a name.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn require(&self, name: &str, expected: &str) -> Result<Self> {
        self.get(name).ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                format!("found nothing, expected {expected}"),
            )
            .at_field(format!("{}.{name}", self.path))
        })
    }

    /// All elements of a name, which may be there many times.
    ///
    /// # Errors
    /// When it is no list.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Self>> {
        let Some(element) = self.get(name) else {
            return Ok(Vec::new());
        };
        let Some(values) = element.value.as_array() else {
            return Err(element.not("a list"));
        };
        let elements = values.iter().enumerate();
        Ok(elements
            .map(|(place, value)| Self::new(value, format!("{}[{place}]", element.path)))
            .collect())
    }

    /// A text that is not empty.
    ///
    /// # Errors
    /// When it is something else.
    pub(super) fn text(&self) -> Result<&'a str> {
        let text = self.value.as_str().filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.not("a text"))
    }

    /// The text of a name, if it is there.
    ///
    /// # Errors
    /// When it is something else than a text.
    pub(super) fn get_text(&self, name: &str) -> Result<Option<&'a str>> {
        self.get(name).map(|element| element.text()).transpose()
    }

    /// A number.
    ///
    /// # Errors
    /// When it is something else; numbers in quotes are texts in FHIR.
    pub(super) fn number(&self) -> Result<f64> {
        self.value.as_f64().ok_or_else(|| {
            let error = self.not("a number");
            match self.value {
                Value::String(_) => error.mend("write the number without quotes"),
                _ => error,
            }
        })
    }

    /// One of a few codes.
    ///
    /// # Errors
    /// When it is something else.
    pub(super) fn one_of(&self, codes: &[&'static str]) -> Result<&'static str> {
        let text = self.text()?;
        codes
            .iter()
            .find(|code| **code == text)
            .copied()
            .ok_or_else(|| {
                let found = match super::is_plain_code(text) {
                    true => format!("\"{text}\""),
                    false => "another text".to_owned(),
                };
                let message = format!("found {found}, expected one of {}", codes.join(", "));
                self.mistake(message)
            })
    }

    /// A day, from `2024-04-05` or `2024-04-05T09:30:00+09:00`: the day and time of the
    /// place where it was written.
    ///
    /// # Errors
    /// When it is something else, or a month or year only.
    pub(super) fn day(&self) -> Result<Day> {
        let text = self.text()?;
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        if is_year_or_month(date) && time.is_none() {
            return Err(self
                .mistake("found a year or month, expected a day")
                .mend("write the day, such as 2024-04-05"));
        }
        let not = || self.not("a day such as 2024-04-05 or 2024-04-05T09:30:00+09:00");
        let date: Date = date.parse().map_err(|_| not())?;
        let time = time.map(|time| clock(time).ok_or_else(not)).transpose()?;
        Ok(Day { date, time })
    }

    /// A mistake at this place.
    pub(super) fn mistake(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Malformed, message).at_field(self.path.clone())
    }

    /// That something else than expected was found here.
    pub(super) fn not(&self, expected: &str) -> Error {
        let found = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(text) if text.trim().is_empty() => "an empty text",
            Value::String(_) => "another text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.mistake(format!("found {found}, expected {expected}"))
    }

    /// The same value under a path of its own choice in mistakes.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The text of an extension by its address.
    ///
    /// # Errors
    /// When its value is no text.
    pub(super) fn extension(&self, field: &str) -> Result<Option<Self>> {
        let address = crate::cohort::fhir::extension(field);
        let is_it = |element: &Self| {
            element.value.get("url").and_then(Value::as_str) == Some(address.as_str())
        };
        let found = self.list("extension")?.into_iter().find(is_it);
        Ok(found.and_then(|found| {
            let value = found.value.as_object()?;
            let name = value.keys().find(|key| key.starts_with("value"))?;
            found.get(name)
        }))
    }
}

fn is_year_or_month(text: &str) -> bool {
    let is_number =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        None => is_number(text, 4),
        Some((year, month)) => is_number(year, 4) && is_number(month, 2),
    }
}

/// `09:30` of `09:30:00.123+09:00`.
fn clock(text: &str) -> Option<String> {
    let digits = |place: usize, most: u8| {
        let part = text.get(place..place + 2)?;
        let number: u8 = part.parse().ok()?;
        (part.bytes().all(|byte| byte.is_ascii_digit()) && number <= most).then_some(part)
    };
    let (hour, minute) = (digits(0, 23)?, digits(3, 59)?);
    let is_parted = text.as_bytes().get(2) == Some(&b':');
    is_parted.then(|| format!("{hour}:{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_are_those_of_the_place_where_they_were_written() {
        let read = |text: &str| Element::new(&json!(text), "X.date").day();
        let day = read("2024-04-05T23:30:00+09:00").unwrap();
        assert_eq!(day.date.to_string(), "2024-04-05");
        assert_eq!(day.time.as_deref(), Some("23:30"));
        assert_eq!(read("2024-02-29").unwrap().time, None);
        for wrong in [
            "2023-02-29",
            "2024/04/05",
            "5.4.2024",
            "2024-04-05T25:00:00Z",
            " ",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for partial in ["2024", "2024-04"] {
            let error = read(partial).unwrap_err().to_string();
            assert!(error.contains("year or month"), "{error}");
        }
    }

    #[test]
    fn mistakes_tell_the_path_and_not_the_text() {
        let resource = json!({ "name": { "given": ["Taro"] }, "gender": "山田" });
        let patient = Element::new(&resource, "Patient");
        let error = patient.get("name").unwrap().list("given").unwrap()[0].number();
        let told = error.unwrap_err().to_string();
        assert!(
            told.contains("Patient.name.given[0]") && !told.contains("Taro"),
            "{told}"
        );
        let told = patient
            .get("gender")
            .unwrap()
            .one_of(&["male"])
            .unwrap_err()
            .to_string();
        assert!(!told.contains("山田"), "{told}");
    }
}
