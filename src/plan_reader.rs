//! Reads the keys of a plan and keeps every mistake with its line.

use crate::error::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of a TOML text, `section.key`, and the mistakes found so far.
pub(crate) struct PlanReader<'a> {
    values: BTreeMap<String, Spanned<DeValue<'a>>>,
    lines: BTreeMap<String, u64>,
    asked: BTreeSet<String>,
    errors: Vec<Error>,
}

impl<'a> PlanReader<'a> {
    /// Parses the text into keys, one section deep.
    ///
    /// # Errors
    /// When it is no TOML.
    pub(crate) fn parse(text: &'a str) -> Result<Self> {
        let table = DeTable::parse(text).map_err(|error| {
            let place = Error::new(ErrorKind::Malformed, error.message().to_owned());
            match error.span() {
                Some(span) => place.at_line(line_of(text, &span)),
                None => place,
            }
        })?;
        let mut reader = Self {
            values: BTreeMap::new(),
            lines: BTreeMap::new(),
            asked: BTreeSet::new(),
            errors: Vec::new(),
        };
        for (key, value) in table.into_inner() {
            let name = key.get_ref().to_string();
            let line = line_of(text, &key.span());
            match value.get_ref() {
                DeValue::Table(members) if !members.is_empty() => {
                    for (member, value) in members {
                        let line = line_of(text, &member.span());
                        reader.keep(format!("{name}.{}", member.get_ref()), line, value.clone());
                    }
                }
                _ => reader.keep(name, line, value),
            }
        }
        Ok(reader)
    }

    fn keep(&mut self, name: String, line: u64, value: Spanned<DeValue<'a>>) {
        self.lines.insert(name.clone(), line);
        self.values.insert(name, value);
    }

    /// A text; without a default it must be there.
    pub(crate) fn text(&mut self, key: &str, default: Option<&str>) -> Option<String> {
        let value = self.take(key, default.is_none())?;
        let text = value.as_str().map(str::to_owned);
        self.or_wrong(key, text, &value, "a text")
    }

    /// A text that is parsed further.
    pub(crate) fn parsed<T>(
        &mut self,
        key: &str,
        default: Option<&str>,
        parse: impl Fn(&str) -> Result<T>,
    ) -> Option<T> {
        let text = self.text(key, default)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.push(error.at_field(key));
                None
            }
        }
    }

    /// A whole number, 0 or more; without a default it must be there.
    pub(crate) fn whole(&mut self, key: &str, default: Option<u64>) -> Option<u64> {
        let Some(value) = self.take(key, default.is_none()) else {
            return default;
        };
        self.or_wrong(key, whole(&value), &value, "a whole number, 0 or more")
            .or(default)
    }

    /// A whole number with a default.
    pub(crate) fn count(&mut self, key: &str, default: usize) -> usize {
        self.whole(key, Some(default as u64))
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(default)
    }

    /// A number with a default.
    pub(crate) fn number(&mut self, key: &str, default: f64) -> f64 {
        let Some(value) = self.take(key, false) else {
            return default;
        };
        let number = number(&value);
        self.or_wrong(key, number, &value, "a number")
            .unwrap_or(default)
    }

    /// A number, if there is one.
    pub(crate) fn number_if_any(&mut self, key: &str) -> Option<f64> {
        let value = self.take(key, false)?;
        self.or_wrong(key, number(&value), &value, "a number")
    }

    /// A whole number, 0 or more, if there is one.
    pub(crate) fn whole_if_any(&mut self, key: &str) -> Option<u64> {
        let value = self.take(key, false)?;
        self.or_wrong(key, whole(&value), &value, "a whole number, 0 or more")
    }

    /// Yes or no, with a default.
    pub(crate) fn truth(&mut self, key: &str, default: bool) -> bool {
        let Some(value) = self.take(key, false) else {
            return default;
        };
        self.or_wrong(key, value.as_bool(), &value, "true or false")
            .unwrap_or(default)
    }

    /// Whether a key, or a section's key, is written.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// A list of numbers, if there is one.
    pub(crate) fn numbers(&mut self, key: &str) -> Option<Vec<f64>> {
        let value = self.take(key, false)?;
        let numbers = value
            .as_array()
            .and_then(|items| items.iter().map(|item| number(item.get_ref())).collect());
        self.or_wrong(key, numbers, &value, "a list of numbers")
    }

    /// A list of texts, if there is one.
    pub(crate) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let value = self.take(key, false)?;
        let texts = value.as_array().and_then(|items| {
            let texts = items.iter().map(|item| item.get_ref().as_str());
            texts.map(|text| text.map(str::to_owned)).collect()
        });
        self.or_wrong(key, texts, &value, "a list of texts")
    }

    fn take(&mut self, key: &str, must_be_there: bool) -> Option<DeValue<'a>> {
        self.asked.insert(key.to_owned());
        let value = self.values.get(key).map(|value| value.get_ref().clone());
        if value.is_none() && must_be_there {
            self.errors.push(
                Error::new(ErrorKind::Missing, "found no such key")
                    .at_field(key)
                    .mend(format!("write {key} into the plan")),
            );
        }
        value
    }

    fn or_wrong<T>(
        &mut self,
        key: &str,
        found: Option<T>,
        value: &DeValue<'_>,
        expected: &str,
    ) -> Option<T> {
        if found.is_none() {
            self.errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!("found {} that is not {expected}", a(value.type_str())),
                )
                .at_field(key),
            );
        }
        found
    }

    /// All mistakes, those of keys nobody asked for included, in order of line.
    ///
    /// # Errors
    /// When there is any.
    pub(crate) fn finish(mut self, more: Vec<Error>) -> Result<()> {
        for name in self
            .values
            .keys()
            .filter(|name| !self.asked.contains(*name))
        {
            let known: Vec<&str> = self.asked.iter().map(String::as_str).collect();
            self.errors.push(
                Error::new(ErrorKind::Unsupported, "found a key that no plan has")
                    .at_field(name.clone())
                    .mend(format!("the keys are {}", known.join(", "))),
            );
        }
        self.errors.extend(more);
        let lines = &self.lines;
        let line = |error: &Error| -> Option<u64> {
            error
                .place()
                .field
                .as_ref()
                .and_then(|field| lines.get(field).copied())
        };
        self.errors.sort_by_key(line);
        let errors = self
            .errors
            .into_iter()
            .map(|error| match line(&error) {
                Some(number) => error.at_line(number),
                None => error,
            })
            .collect();
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

fn a(kind: &str) -> String {
    match kind {
        "integer" | "array" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let number = value.as_integer()?;
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let float = value
        .as_float()
        .and_then(|number| number.as_str().parse().ok());
    float.or_else(|| {
        let number = value.as_integer()?;
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
        Some(number as f64)
    })
}

fn line_of(text: &str, span: &Range<usize>) -> u64 {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
}
