//! What is plausible for the items of Japan's specific health check-up.
//!
//! Codes and units are those of the code system `specialCheckup-observations-cs` of
//! eCheckupReport (JAMI FHIR working group); the limits are nuka's own and wide: a
//! value outside is a slip, not a finding. The table is
//! `reference-db/checkup/items.tsv`.

/// An item of the check-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckupItem {
    /// Its name.
    pub name: &'static str,
    /// Its unit (UCUM).
    pub unit: &'static str,
    /// The least plausible value.
    pub least: f64,
    /// The largest plausible value.
    pub most: f64,
}

const TABLE: &str = include_str!("../../../reference-db/checkup/items.tsv");

impl CheckupItem {
    /// The item of a JLAC10 code or plain name (`hba1c`).
    ///
    /// ```
    /// use nuka::cohort::CheckupItem;
    ///
    /// let item = CheckupItem::of_code("3D046000001906202").unwrap();
    /// assert_eq!((item.name, item.unit), ("HbA1c (NGSP)", "%"));
    /// assert!(CheckupItem::of_code("crp").is_none());
    /// ```
    pub fn of_code(code: &str) -> Option<Self> {
        let mut rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.find_map(|line| {
            let mut cells = line.split('\t');
            let name = cells.next()?;
            cells.next()?.split(' ').find(|known| *known == code)?;
            Some(Self {
                name,
                unit: cells.next()?,
                least: cells.next()?.parse().ok()?,
                most: cells.next()?.parse().ok()?,
            })
        })
    }

    /// Whether a unit is the item's, written as UCUM or as laboratories do.
    pub fn has_unit(&self, unit: &str) -> bool {
        let other = match self.unit {
            "mm[Hg]" => "mmHg",
            "kg/m2" => "kg/m^2",
            "U/L" => "IU/L",
            "mL/min/{1.73_m2}" => "mL/min/1.73m2",
            "10*4/mm3" => "10^4/mm3",
            unit => unit,
        };
        unit == self.unit || unit == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_whole_and_no_code_stands_twice() {
        let rows: Vec<&str> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .collect();
        assert!(rows.len() > 20);
        let mut codes = BTreeSet::new();
        for row in rows {
            for code in row.split('\t').nth(1).unwrap().split(' ') {
                assert!(codes.insert(code), "{code}");
                let item = CheckupItem::of_code(code).unwrap();
                assert!(item.least < item.most, "{row}");
                assert!(item.has_unit(item.unit));
                let is_jlac10 =
                    code.len() == 17 && code.starts_with(|first: char| first.is_ascii_digit());
                assert!(
                    is_jlac10 || code.starts_with(|first: char| first.is_ascii_lowercase()),
                    "{code}"
                );
            }
        }
    }
}
