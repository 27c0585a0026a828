//! Consents and the ledger.

use super::made::{bundle, consent, import, import_with, patient, purpose, rows};
use crate::cohort::made_cohort::MadeCohort;
use serde_json::{Value, json};

const LEDGER: &str = "SELECT purpose, decision, date FROM consent ORDER BY date, purpose, decision";

fn ledger(further: Value) -> Vec<String> {
    let mut made = MadeCohort::with_people(&[]);
    import(&mut made, &bundle(&[patient("p1"), consent(&further)])).unwrap();
    rows(&made, LEDGER)
}

const ALL_WITHDRAWN: [&str; 5] = [
    "commercial_use|withdrawn|2025-01-10",
    "genome_data|withdrawn|2025-01-10",
    "recommendation|withdrawn|2025-01-10",
    "research|withdrawn|2025-01-10",
    "third_party_provision|withdrawn|2025-01-10",
];

#[test]
fn what_is_permitted_is_given_and_what_is_denied_withdrawn() {
    assert_eq!(ledger(json!({})), ["research|given|2025-01-10"]);
    let denied = json!({ "provision": { "type": "deny", "purpose": [purpose("HRESCH")] } });
    assert_eq!(ledger(denied), ["research|withdrawn|2025-01-10"]);
    // The scope of research alone tells the purpose.
    let scope = json!({ "provision": { "type": "permit" } });
    assert_eq!(ledger(scope), ["research|given|2025-01-10"]);
    // A refusal without a purpose is one of all, with conditions too.
    assert_eq!(
        ledger(json!({ "provision": { "type": "deny" } })),
        ALL_WITHDRAWN
    );
    let partly = json!({ "provision": { "type": "deny", "dataPeriod": { "start": "2020" } } });
    assert_eq!(ledger(partly), ALL_WITHDRAWN);
}

#[test]
fn an_exception_counts_more_than_the_rule() {
    let rule = json!({ "provision": { "type": "deny", "provision": [
        { "type": "permit", "purpose": [purpose("HRESCH")] },
    ] } });
    let mut expected = ALL_WITHDRAWN.map(str::to_owned);
    expected[3] = "research|given|2025-01-10".to_owned();
    assert_eq!(ledger(rule), expected);
}

#[test]
fn a_consent_holds_to_the_last_day_of_its_period() {
    let period = json!({ "provision": {
        "type": "permit", "purpose": [purpose("HRESCH")],
        "period": { "start": "2025-02-01", "end": "2025-12-31" },
    } });
    assert_eq!(
        ledger(period),
        ["research|given|2025-02-01", "research|withdrawn|2026-01-01"]
    );
}

#[test]
fn a_record_that_holds_no_longer_gives_nothing() {
    for status in ["inactive", "rejected", "entered-in-error"] {
        let told = ledger(json!({ "status": status }));
        assert_eq!(told, ["research|withdrawn|2025-01-10"], "{status}");
    }
    for status in ["draft", "proposed"] {
        assert!(ledger(json!({ "status": status })).is_empty(), "{status}");
    }
    let ended_refusal = json!({ "status": "inactive", "provision": { "type": "deny" } });
    assert!(ledger(ended_refusal).is_empty());
}

#[test]
fn narrower_and_other_purposes_are_no_consent_unless_the_mapping_says_so() {
    let asked = json!({ "provision": { "type": "permit", "purpose": [purpose("DSRCH"), purpose("TREAT")] } });
    assert!(ledger(asked.clone()).is_empty());
    let mut made = MadeCohort::with_people(&[]);
    let mapping = "kind = \"fhir\"\n[purposes]
        \"http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT\" = \"recommendation\"";
    let resources = bundle(&[patient("p1"), consent(&asked)]).to_string();
    let account = import_with(&mut made, mapping, &resources).unwrap();
    assert_eq!(rows(&made, LEDGER), ["recommendation|given|2025-01-10"]);
    assert_eq!(account.left_out["Consent to DSRCH"], 1);
}
