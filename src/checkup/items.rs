//! All items, read from the tables that are built in.

use crate::checkup::item::{CheckupItem, Conversion, ValueKind};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use std::collections::HashMap;
use std::path::Path;

const ITEMS: &str = include_str!("../../reference-db/checkup/items.tsv");
const CONVERSIONS: &str = include_str!("../../reference-db/checkup/conversions.tsv");
const LOINC: &str = include_str!("../../reference-db/checkup/loinc.tsv");

/// The items of the check-up in the order of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckupItems {
    items: Vec<CheckupItem>,
    by_code: HashMap<&'static str, usize>,
}

impl CheckupItems {
    /// Reads the tables that are built in.
    ///
    /// # Errors
    /// When they are damaged, which the tests rule out.
    pub fn built_in() -> Result<Self> {
        let mut mistakes = Mistakes::new();
        let mut items: Vec<CheckupItem> = Vec::new();
        for (line, cells) in rows(ITEMS) {
            match read_item(&cells) {
                Some(item) => items.push(item),
                None => mistakes.push(damaged("reference-db/checkup/items.tsv", line)),
            }
        }
        for (line, cells) in rows(CONVERSIONS) {
            let read = read_conversion(&cells);
            let item = items
                .iter_mut()
                .find(|item| Some(&item.key) == cells.first());
            match (item, read) {
                (Some(item), Some(conversion)) => item.conversions.push(conversion),
                _ => mistakes.push(damaged("reference-db/checkup/conversions.tsv", line)),
            }
        }
        for (line, cells) in rows(LOINC) {
            let item = items
                .iter_mut()
                .find(|item| Some(&item.key) == cells.first() && item.loinc.is_none());
            match (item, cells.as_slice()) {
                (Some(item), &[_, code, _]) => item.loinc = Some(code),
                _ => mistakes.push(damaged("reference-db/checkup/loinc.tsv", line)),
            }
        }
        let mut by_code = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            for code in &item.codes {
                if by_code.insert(*code, index).is_some() {
                    let message = "two items have the same code";
                    mistakes.push(Error::new(ErrorKind::Duplicate, message).at_field(*code));
                }
            }
        }
        mistakes.finish()?;
        Ok(Self { items, by_code })
    }

    /// The items in the order of the table.
    pub fn all(&self) -> &[CheckupItem] {
        &self.items
    }

    /// The item of a JLAC10 code of 17 letters.
    pub fn by_code(&self, code: &str) -> Option<&CheckupItem> {
        self.by_code
            .get(code)
            .and_then(|&index| self.items.get(index))
    }

    /// The item of a LOINC code such as `8480-6`.
    pub fn by_loinc(&self, code: &str) -> Option<&CheckupItem> {
        self.items.iter().find(|item| item.loinc == Some(code))
    }

    /// The item of a key such as `glucose_fasting`.
    pub fn by_key(&self, key: &str) -> Option<&CheckupItem> {
        self.items.iter().find(|item| item.key == key)
    }
}

/// Lines below the header with their cells, counted from 1.
fn rows(table: &'static str) -> impl Iterator<Item = (u64, Vec<&'static str>)> {
    let lines = (1..).zip(table.lines()).skip(1);
    lines.map(|(line, text)| (line, text.split('\t').collect()))
}

fn read_item(cells: &[&'static str]) -> Option<CheckupItem> {
    let &[key, name_en, name_ja, kind, unit, low, high, codes] = cells else {
        return None;
    };
    let kind = match kind {
        "number" => ValueKind::Number {
            low: low.parse().ok()?,
            high: high.parse().ok()?,
        },
        "code" => ValueKind::Code,
        _ => return None,
    };
    let codes: Vec<&str> = codes.split(' ').collect();
    codes
        .iter()
        .all(|code| code.len() == 17)
        .then_some(CheckupItem {
            key,
            name_en,
            name_ja,
            codes,
            loinc: None,
            unit,
            kind,
            conversions: Vec::new(),
        })
}

fn read_conversion(cells: &[&'static str]) -> Option<Conversion> {
    let &[_, from_unit, factor, plus, source] = cells else {
        return None;
    };
    Some(Conversion {
        from_unit,
        factor: factor.parse().ok()?,
        plus: plus.parse().ok()?,
        source,
    })
}

fn damaged(table: &str, line: u64) -> Error {
    Error::new(ErrorKind::Corrupt, "the row cannot be read")
        .at_path(Path::new(table))
        .at_line(line)
}
