//! Consents to lines of the ledger.
//!
//! The ledger knows whole purposes and days. What a consent says beyond that is never
//! rounded up: a permission with conditions is a mistake, a refusal with conditions
//! is a whole refusal, and a record that no longer holds gives nothing.

use super::super::rows::append_consent;
use super::bundle::Entry;
use super::element::Element;
use super::reception::Reception;
use crate::cohort::consent::{Decision, Purpose};
use crate::cohort::fhir::is_plain_code;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Date;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// Elements of a provision that narrow it to a part of a person's data or to someone.
const CONDITIONS: [&str; 7] = [
    "actor",
    "action",
    "securityLabel",
    "class",
    "code",
    "dataPeriod",
    "data",
];

/// What is decided on each purpose, and until when it holds.
type Decisions = BTreeMap<Purpose, (Decision, Option<Date>)>;

/// Puts all consents of a bundle.
pub(super) fn put(reception: &mut Reception<'_, '_>) -> Result<()> {
    let bundle = reception.bundle;
    for entry in bundle.of_kind("Consent") {
        put_one(reception, entry)?;
    }
    Ok(())
}

fn put_one(reception: &mut Reception<'_, '_>, entry: &Entry<'_>) -> Result<()> {
    let consent = &entry.resource;
    let person = reception.whose(consent, "patient").and_then(|person| {
        reception.desk.expect_not_removed(&person)?;
        Ok(person)
    });
    let person = reception.take(entry, person);
    let status = reception.take(entry, status(consent));
    if status == Some(None) {
        reception.leave_out("Consent that is a draft or proposal");
        return Ok(());
    }
    let decided = reception.take(entry, decided_on(consent));
    let mut unknown = Vec::new();
    let decisions = decisions(consent, reception.mapping, &mut unknown);
    let decisions = reception.take(entry, decisions);
    let (Some(person), Some(Some(holds)), Some(on), Some(decisions)) =
        (person, status, decided, decisions)
    else {
        return Ok(());
    };
    for purpose in unknown {
        reception.leave_out(format!("Consent to {purpose}"));
    }
    for (purpose, (decision, until)) in decisions {
        let first = match (decision, holds) {
            (_, Holds::Refused) | (Decision::Given, Holds::NoLonger) => Decision::Withdrawn,
            (decision, Holds::Yes) => decision,
            (Decision::Withdrawn, Holds::NoLonger) => {
                reception.leave_out("Consent: refusal that holds no longer");
                continue;
            }
        };
        append(reception, &person, purpose, first, on)?;
        // A period includes its last day.
        let end = until.and_then(|until| Date::from_days_since_1970(until.days_since_1970() + 1));
        if let (Decision::Given, Some(end)) = (first, end) {
            append(reception, &person, purpose, Decision::Withdrawn, end)?;
        }
    }
    Ok(())
}

fn append(
    reception: &mut Reception<'_, '_>,
    person: &str,
    purpose: Purpose,
    decision: Decision,
    on: Date,
) -> Result<()> {
    let text = |text: &str| Value::Text(text.to_owned());
    let entry = [
        &text(person),
        &text(purpose.name()),
        &text(decision.name()),
        &text(&on.to_string()),
        &text(""),
    ];
    append_consent(entry, &mut reception.desk)
}

/// Whether what a consent says holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holds {
    Yes,
    /// The person refused what was asked.
    Refused,
    /// It ended, or was never to be there.
    NoLonger,
}

/// Nothing for drafts.
fn status(consent: &Element<'_>) -> Result<Option<Holds>> {
    let status = consent.require("status", "the status of the consent")?;
    let known = [
        "active",
        "rejected",
        "inactive",
        "entered-in-error",
        "draft",
        "proposed",
    ];
    Ok(match status.one_of(&known)? {
        "active" => Some(Holds::Yes),
        "rejected" => Some(Holds::Refused),
        "inactive" | "entered-in-error" => Some(Holds::NoLonger),
        _ => None,
    })
}

/// The day from which the decision counts.
fn decided_on(consent: &Element<'_>) -> Result<Date> {
    let period = consent
        .get("provision")
        .and_then(|provision| provision.get("period"));
    if let Some(start) = period.and_then(|period| period.get("start")) {
        return start.day().map(|day| day.date);
    }
    let on = consent.require("dateTime", "the day of the decision")?;
    on.day().map(|day| day.date)
}

/// The decision on each purpose: that of the provision, then those of the exceptions
/// within it.
fn decisions(
    consent: &Element<'_>,
    mapping: &super::FhirMapping,
    unknown: &mut Vec<String>,
) -> Result<Decisions> {
    let provision = consent.require("provision", "what is permitted or denied")?;
    let is_research = is_of_research(consent)?;
    let until = last_day(&provision)?;
    let exceptions = provision.list("provision")?;
    let mut decisions = Decisions::new();
    if let Some(decision) = kind(&provision)? {
        let purposes = purposes(&provision, decision, is_research, mapping, unknown)?;
        decisions.extend(purposes.into_iter().map(|one| (one, (decision, until))));
    } else if exceptions.is_empty() {
        return Err(provision
            .mistake("found neither permit nor deny")
            .mend("write provision.type"));
    }
    for exception in exceptions {
        if exception.get("provision").is_some() {
            let message = "found an exception to an exception, which the ledger cannot hold";
            return Err(exception.mistake(message));
        }
        let decision = kind(&exception)?.ok_or_else(|| {
            let error = exception.mistake("found neither permit nor deny");
            error.mend("write provision.type")
        })?;
        if exception
            .get("period")
            .and_then(|period| period.get("start"))
            .is_some()
        {
            let message = "found a period within a consent, which the ledger cannot hold";
            return Err(exception
                .mistake(message)
                .mend("write it as a Consent of its own"));
        }
        let until = last_day(&exception)?.or(until);
        let purposes = purposes(&exception, decision, is_research, mapping, unknown)?;
        decisions.extend(purposes.into_iter().map(|one| (one, (decision, until))));
    }
    Ok(decisions)
}

fn kind(provision: &Element<'_>) -> Result<Option<Decision>> {
    let Some(kind) = provision.get("type") else {
        return Ok(None);
    };
    Ok(Some(match kind.one_of(&["permit", "deny"])? {
        "permit" => Decision::Given,
        _ => Decision::Withdrawn,
    }))
}

fn last_day(provision: &Element<'_>) -> Result<Option<Date>> {
    let end = provision.get("period").and_then(|period| period.get("end"));
    end.map(|end| end.day().map(|day| day.date)).transpose()
}

/// The purposes of a provision. A refusal without any is one of all.
fn purposes(
    provision: &Element<'_>,
    decision: Decision,
    is_research: bool,
    mapping: &super::FhirMapping,
    unknown: &mut Vec<String>,
) -> Result<Vec<Purpose>> {
    let condition = CONDITIONS.iter().find_map(|name| provision.get(name));
    if let (Decision::Given, Some(condition)) = (decision, condition) {
        return Err(condition
            .mistake("found a permission with a condition, which the ledger cannot hold")
            .mend("take the Consent out of the bundle, and import what it means from a table of the kind consent"));
    }
    let codings = provision.list("purpose")?;
    let mut purposes = Vec::new();
    for coding in &codings {
        let system = coding
            .require("system", "the system of the purpose")?
            .text()?;
        let code = coding.require("code", "the code of the purpose")?;
        let text = code.text()?;
        match (mapping.purpose(system, text), decision) {
            (Some(purpose), _) => purposes.push(purpose),
            (None, Decision::Given) if is_plain_code(text) => unknown.push(text.to_owned()),
            (None, _) => {
                return Err(code.mistake("found a purpose that is not known").mend(
                    "say in the mapping which one it is: [purposes] \"system|code\" = \"research\"",
                ));
            }
        }
    }
    if codings.is_empty() {
        match decision {
            Decision::Withdrawn => purposes.extend(Purpose::ALL),
            Decision::Given if is_research => purposes.push(Purpose::Research),
            Decision::Given => {
                return Err(Error::new(
                    ErrorKind::Missing,
                    "found a permission without a purpose, expected one",
                )
                .at_field(format!("{}.purpose", provision.path()))
                .mend("write what is permitted, such as HRESCH of v3-ActReason for research"));
            }
        }
    }
    Ok(purposes)
}

/// Whether the scope is research (HL7's code system `consentscope`).
fn is_of_research(consent: &Element<'_>) -> Result<bool> {
    let Some(scope) = consent.get("scope") else {
        return Ok(false);
    };
    for coding in scope.list("coding")? {
        let system = coding.get_text("system")?;
        if system == Some("http://terminology.hl7.org/CodeSystem/consentscope")
            && coding.get_text("code")? == Some("research")
        {
            return Ok(true);
        }
    }
    Ok(false)
}
