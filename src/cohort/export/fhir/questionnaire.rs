//! Food surveys as answered questionnaires.

use super::run::for_each_of;
use super::writer::BundleWriter;
use super::{extensions, person, put};
use crate::cohort::fhir::{SURVEY_SYSTEM, UCUM, is_address, resource_id};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use rusqlite::Row;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SQL: &str = "SELECT participant, survey, visit, date, instrument
    FROM survey ORDER BY survey";

const FOODS: &str = "SELECT item, day, occasion, food, food_name, grams, times_per_day,
    portion_grams, composition_code, weighed FROM food_item WHERE survey = ?1 ORDER BY item";

pub(super) fn write(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    writer: &mut BundleWriter,
) -> Result<()> {
    for_each_of(cohort, people, SQL, |participant, row| {
        let survey: String = row.get(1).map_err(store_error)?;
        let mut response = response(participant, &survey, row).map_err(store_error)?;
        let foods = foods(cohort, &survey).map_err(store_error)?;
        put(&mut response, "item", foods);
        writer.add("QuestionnaireResponse", &survey, &response)
    })
}

fn response(participant: &str, survey: &str, row: &Row<'_>) -> rusqlite::Result<Value> {
    let text = |place| row.get::<_, Option<String>>(place);
    let mut response = json!({
        "resourceType": "QuestionnaireResponse",
        "id": resource_id(survey),
        "identifier": { "system": SURVEY_SYSTEM, "value": survey },
        "status": "completed",
        "subject": person(participant),
    });
    let instrument = text(4)?;
    let (address, name) = match instrument.as_deref().is_some_and(is_address) {
        true => (instrument, None),
        false => (None, instrument),
    };
    let fields = [
        ("visit", "String", text(2)?.map(Value::String)),
        ("instrument", "String", name.map(Value::String)),
    ];
    put(&mut response, "extension", extensions(&fields));
    put(&mut response, "authored", json!(text(3)?));
    put(&mut response, "questionnaire", json!(address));
    Ok(response)
}

fn foods(cohort: &Cohort, survey: &str) -> rusqlite::Result<Vec<Value>> {
    let mut statement = cohort.connection().prepare_cached(FOODS)?;
    let foods = statement.query_map([survey], |row| {
        let text = |place| -> rusqlite::Result<Option<Value>> {
            let text: Option<String> = row.get(place)?;
            Ok(text.map(Value::String))
        };
        let number = |place| row.get::<_, Option<f64>>(place);
        let item: i64 = row.get(0)?;
        let fields = [
            ("item", "Integer", Some(json!(item))),
            ("day", "String", text(1)?),
            ("occasion", "String", text(2)?),
            ("food-name", "String", text(4)?),
            (
                "portion-grams",
                "Decimal",
                number(7)?.map(|grams| json!(grams)),
            ),
            ("composition-code", "String", text(8)?),
            ("weighed", "String", text(9)?),
        ];
        let amounts = [(number(5)?, "g"), (number(6)?, "/d")];
        let answers: Vec<Value> = amounts
            .into_iter()
            .filter_map(|(amount, unit)| {
                let quantity = json!({ "value": amount?, "system": UCUM, "code": unit });
                Some(json!({ "valueQuantity": quantity }))
            })
            .collect();
        let mut food =
            json!({ "extension": extensions(&fields), "linkId": row.get::<_, String>(3)? });
        put(&mut food, "answer", answers);
        Ok(food)
    })?;
    foods.collect()
}
