//! Who is in: consent, then the plan's rules.

use crate::cohort::{Cohort, ParticipantRecord, Purpose};
use crate::error::{Error, ErrorKind, Result};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::PeopleRules;
use crate::tabular::values::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The people by pseudonym.
pub(super) type People = BTreeMap<String, ParticipantRecord>;

const SUBJECT: &str = "participants";

/// The people who consent; the others are counted, not named.
pub(super) fn consenting(
    cohort: &Cohort,
    purpose: Purpose,
    on: Date,
    flow: &mut Flow,
) -> Result<BTreeSet<String>> {
    let people = cohort.participants_with_consent(purpose, on)?;
    let in_store = cohort.participants()?.len();
    if people.is_empty() {
        let message = format!("nobody consents to {purpose} on {on}");
        return Err(Error::new(ErrorKind::Missing, message)
            .at_path(cohort.path())
            .mend("import the consent of the people: a table of the kind \"consent\""));
    }
    let mut step = OpenStep::new(format!("consent to {purpose} on {on}"), SUBJECT, in_store);
    step.leave_out_unnamed("no consent", in_store.saturating_sub(people.len()));
    flow.close(step);
    Ok(people)
}

/// Those whom the plan takes.
pub(super) fn take_people(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    rules: &PeopleRules,
    flow: &mut Flow,
) -> Result<People> {
    let records = cohort.participant_records(people)?;
    let mut taken: People = records
        .into_iter()
        .map(|record| (record.participant.clone(), record))
        .collect();
    let sexes: Vec<&str> = rules.sexes.iter().map(|sex| sex.name()).collect();
    take(&mut taken, "sex", &sexes, flow, |person| {
        person.sex.map(|sex| sex.name().to_owned())
    });
    let regions: Vec<&str> = rules.regions.iter().map(String::as_str).collect();
    take(&mut taken, "region", &regions, flow, |person| {
        person.region.clone()
    });
    let sites: Vec<&str> = rules.sites.iter().map(String::as_str).collect();
    take(&mut taken, "site", &sites, flow, |person| {
        person.site.clone()
    });
    Ok(taken)
}

/// Keeps the people whose fact is on the list; an empty list keeps all.
fn take(
    people: &mut People,
    fact: &str,
    list: &[&str],
    flow: &mut Flow,
    of: impl Fn(&ParticipantRecord) -> Option<String>,
) {
    if list.is_empty() {
        return;
    }
    let mut step = OpenStep::new(
        format!("{fact}: {}", list.join(", ")),
        SUBJECT,
        people.len(),
    );
    people.retain(|name, person| {
        let reason = match of(person) {
            Some(found) if list.contains(&found.as_str()) => return true,
            Some(found) => format!("{fact} {found}"),
            None => format!("{fact} is not told"),
        };
        step.leave_out(reason, name);
        false
    });
    flow.close(step);
}
