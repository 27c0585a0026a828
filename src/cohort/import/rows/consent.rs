//! Lines of the consent ledger.

use super::super::desk::Desk;
use super::super::fields::{text, told};
use super::Table;
use crate::cohort::store::store_error;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;

/// Appends decisions; those that are in the ledger already are left alone.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    table.each_row(desk, |row, desk| {
        let [
            participant,
            purpose,
            decision,
            date,
            given_on,
            withdrawn_on,
            source,
        ] = row.values.as_slice()
        else {
            return Ok(());
        };
        // A decision may come before its person, but not by another spelling of one who is
        // there: a withdrawal would then be nobody's.
        let known = desk
            .expect_not_removed(text(participant))
            .and_then(|()| desk.expect_no_other_spelling(text(participant)));
        if let Err(error) = known {
            desk.mistakes.push(row.at(table, "participant")(error));
            return Ok(());
        }
        let decisions = [
            (decision.clone(), date),
            (Value::Text("given".to_owned()), given_on),
            (Value::Text("withdrawn".to_owned()), withdrawn_on),
        ];
        let is_half = (*decision == Value::Null) != (*date == Value::Null);
        if is_half {
            let error = Error::new(
                ErrorKind::Missing,
                "found a decision without its day, or a day without a decision",
            );
            desk.mistakes.push(row.at(table, "decision")(error));
            return Ok(());
        }
        for (decision, date) in decisions {
            if *date != Value::Null {
                let entry = [participant, purpose, &decision, date, &told(source.clone())];
                append(entry, desk)?;
            }
        }
        Ok(())
    })
}

/// Appends one decision: participant, purpose, decision, day, source.
pub(in crate::cohort::import) fn append(entry: [&Value; 5], desk: &mut Desk<'_>) -> Result<()> {
    let added = desk
        .transaction
        .prepare_cached(
            "INSERT INTO consent (participant, purpose, decision, date, source, import)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )
        .and_then(|mut statement| {
            let import = Value::Integer(desk.import);
            statement.execute(rusqlite::params_from_iter(
                entry.into_iter().chain([&import]),
            ))
        })
        .map_err(store_error)?;
    match added {
        0 => desk.account.records_same += 1,
        _ => desk.account.records_added += 1,
    }
    Ok(())
}
