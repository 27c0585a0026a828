//! A table that may be given away.

use super::classes::{ReleaseRow, suppress, withhold_small};
use super::coding::Coding;
use super::plan::{ReleasePlan, ReleasedMarker};
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::checksum::Checksum;
use crate::cohort::consent::Purpose;
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// What a release holds and how safe it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseReport {
    /// The program and its version.
    pub made_by: String,
    /// The purpose whose consent was asked.
    pub purpose: String,
    /// The day on which consent had to hold.
    pub consent_on: String,
    /// The k that was asked for.
    pub k_asked: u64,
    /// People in the smallest class.
    pub k_reached: u64,
    /// The l that was asked for.
    pub l_asked: u64,
    /// Different values of a sensitive column in the poorest class.
    pub l_reached: Option<u64>,
    /// Classes of people whom nothing known tells apart.
    pub classes: u64,
    /// People in the release.
    pub people_released: u64,
    /// People left out because their class is too small or too uniform; none where
    /// the number itself would tell too much.
    pub people_suppressed: Option<u64>,
    /// By column of what others may know: people of each value in the release; none
    /// where they are fewer than k, or where that could be worked out.
    pub people_by_value: BTreeMap<String, BTreeMap<String, Option<u64>>>,
    /// The SHA-256 of `release.tsv`.
    pub sha256: String,
}

impl Cohort {
    /// Writes `release.tsv` and `release.json` of the people who consent, made coarse
    /// and without ids, and notes in the store whom they hold.
    ///
    /// # Errors
    /// When k and l cannot be reached by leaving out as few people as the plan allows;
    /// nothing is then written. When the store cannot be read or a file not be written.
    pub fn release(
        &mut self,
        plan: &ReleasePlan,
        purpose: Purpose,
        consent_on: Date,
        folder: &Path,
    ) -> Result<ReleaseReport> {
        let people = self.participants_with_consent(purpose, consent_on)?;
        let rows = self.release_rows(plan, &people)?;
        let asked = rows.len() as u64;
        let (kept, reached) = suppress(rows, plan.k, plan.l);
        let released = kept.len() as u64;
        let suppressed = asked - released;
        if kept.is_empty() || suppressed as f64 > plan.most_suppressed * asked as f64 {
            return Err(refusal(plan, asked, suppressed));
        }
        let text = render(plan, &kept);
        let report = ReleaseReport {
            made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
            purpose: purpose.name().to_owned(),
            consent_on: consent_on.to_string(),
            k_asked: plan.k,
            k_reached: reached.k,
            l_asked: plan.l,
            l_reached: reached.l,
            classes: reached.classes,
            people_released: released,
            people_suppressed: withhold_small(&[suppressed], plan.k)[0],
            people_by_value: counts(plan, &kept),
            sha256: Checksum::of_bytes(text.as_bytes()).sha256,
        };
        std::fs::create_dir_all(folder).map_err(|source| Error::io("make", folder, source))?;
        let json = serde_json::to_string_pretty(&report)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?
            + "\n";
        let files = vec![
            written(folder, "release.tsv", &text)?,
            written(folder, "release.json", &json)?,
        ];
        // Who was suppressed is noted too: nobody can tell any more who was.
        let name = folder.join("release.tsv");
        let people = people.iter().map(String::as_str);
        self.log_study(
            &name.to_string_lossy(),
            &report.sha256,
            purpose,
            consent_on,
            people,
        )?;
        AtomicFile::commit_all(files)?;
        Ok(report)
    }

    fn release_rows(
        &self,
        plan: &ReleasePlan,
        people: &BTreeSet<String>,
    ) -> Result<Vec<ReleaseRow>> {
        let mut known: Vec<BTreeMap<String, String>> = Vec::new();
        for (column, coding) in &plan.people {
            let sql = format!("SELECT participant, {column} FROM participant");
            known.push(self.coarse_values(&sql, &[], coding)?);
        }
        let mut markers = Vec::new();
        for marker in &plan.markers {
            markers.push((marker.sensitive, self.marker_values(marker)?));
        }
        let cell = |values: &BTreeMap<String, String>, person: &str| {
            values.get(person).cloned().unwrap_or_default()
        };
        let row = |person: &String| {
            let of_markers = |sensitive: bool| {
                let markers = markers
                    .iter()
                    .filter(|(is_sensitive, _)| *is_sensitive == sensitive);
                markers.map(|(_, values)| cell(values, person)).collect()
            };
            ReleaseRow {
                known: known.iter().map(|values| cell(values, person)).collect(),
                sensitive: of_markers(true),
                others: of_markers(false),
            }
        };
        Ok(people.iter().map(row).collect())
    }

    /// Of each person the first value of a marker by day and visit.
    fn marker_values(&self, marker: &ReleasedMarker) -> Result<BTreeMap<String, String>> {
        let visit = marker.visit.as_deref();
        let sql = "SELECT participant, coalesce(value, text_value) FROM marker
            WHERE code = ?1 AND (?2 = '' OR visit = ?3)
            ORDER BY participant, date DESC, visit DESC";
        let is_asked = if visit.is_some() { "asked" } else { "" };
        let parameters = [&marker.code, is_asked, visit.unwrap_or_default()];
        self.coarse_values(sql, &parameters, &marker.coding)
    }

    /// Values by person; of several the last.
    fn coarse_values(
        &self,
        sql: &str,
        parameters: &[&str],
        coding: &Coding,
    ) -> Result<BTreeMap<String, String>> {
        use rusqlite::types::Value;
        let read = || -> rusqlite::Result<BTreeMap<String, String>> {
            let mut statement = self.connection().prepare_cached(sql)?;
            let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
                let value = match row.get(1)? {
                    Value::Integer(number) => coding.code(number as f64),
                    Value::Real(number) => coding.code(number),
                    Value::Text(text) => text,
                    Value::Null | Value::Blob(_) => String::new(),
                };
                Ok((row.get(0)?, value))
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }
}

fn render(plan: &ReleasePlan, rows: &[ReleaseRow]) -> String {
    let markers = |sensitive: bool| {
        let markers = plan
            .markers
            .iter()
            .filter(move |marker| marker.sensitive == sensitive);
        markers.map(|marker| marker.code.as_str())
    };
    let names = plan.people.keys().map(String::as_str);
    let header: Vec<&str> = names.chain(markers(true)).chain(markers(false)).collect();
    let mut text = header.join("\t") + "\n";
    for row in rows {
        let cells: Vec<String> = [&row.known[..], &row.sensitive, &row.others]
            .concat()
            .iter()
            .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
            .collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn counts(
    plan: &ReleasePlan,
    rows: &[ReleaseRow],
) -> BTreeMap<String, BTreeMap<String, Option<u64>>> {
    let of_column = |(place, name): (usize, &String)| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in rows {
            *counts.entry(row.known[place].clone()).or_default() += 1;
        }
        let numbers: Vec<u64> = counts.values().copied().collect();
        let shown = withhold_small(&numbers, plan.k);
        (name.clone(), counts.into_keys().zip(shown).collect())
    };
    plan.people.keys().enumerate().map(of_column).collect()
}

fn written(folder: &Path, name: &str, text: &str) -> Result<AtomicFile> {
    let path = folder.join(name);
    let mut file = AtomicFile::create(&path)?;
    file.write_all(text.as_bytes())
        .map_err(|source| full_or_broken(&path, source))?;
    Ok(file)
}

fn refusal(plan: &ReleasePlan, asked: u64, suppressed: u64) -> Error {
    Error::new(
        ErrorKind::NotEstimable,
        format!(
            "{suppressed} of {asked} people stand in classes of fewer than {} people or {} different values, and at most {} of them may be left out",
            plan.k,
            plan.l,
            (plan.most_suppressed * asked as f64).floor()
        ),
    )
    .mend("make the columns coarser (wider bands, bottom and top), release fewer of them, or allow more people to be left out")
}
