//! Answers to questionnaires: foods with amounts or frequencies, other answers as
//! markers, all kept by their `linkId`.

use super::super::fields::text as text_of;
use super::super::rows::{FOODS, SURVEYS, made_survey_id};
use super::super::upsert::Upsert;
use super::answer::{Amount, amount, read_answer};
use super::bundle::Entry;
use super::element::Element;
use super::observation::{Markers, Occasion, visit};
use super::reception::Reception;
use super::value::Observed;
use crate::cohort::fhir::{SURVEY_SYSTEM, is_address};
use crate::diet::intake::Weighed;
use crate::error::Result;
use rusqlite::types::Value;

/// Puts all answered questionnaires of a bundle.
pub(super) fn put<'t>(reception: &mut Reception<'_, 't>, markers: &mut Markers<'t>) -> Result<()> {
    let bundle = reception.bundle;
    let mut surveys = reception.desk.upsert(SURVEYS);
    let mut foods = reception.desk.upsert(FOODS);
    for entry in bundle.of_kind("QuestionnaireResponse") {
        let Some(status) = reception.take(entry, status(&entry.resource)) else {
            continue;
        };
        if !matches!(status, "completed" | "amended") {
            reception.leave_out(format!("QuestionnaireResponse that is {status}"));
            continue;
        }
        let Some(survey) = read(reception, entry) else {
            continue;
        };
        let (number, name) = (entry.number, entry.name());
        reception
            .desk
            .put(&mut surveys, &survey, |error| error.at_record(number, name))?;
        let mut answers = Answers {
            survey: &survey,
            foods: &mut foods,
            markers,
            next: 1,
        };
        answers.put_items(reception, entry, &entry.resource)?;
    }
    Ok(())
}

fn status(response: &Element<'_>) -> Result<&'static str> {
    let status = response.require("status", "the status of the answers")?;
    status.one_of(&[
        "completed",
        "amended",
        "in-progress",
        "stopped",
        "entered-in-error",
    ])
}

/// Survey, person, visit, day, instrument.
fn read(reception: &mut Reception<'_, '_>, entry: &Entry<'_>) -> Option<[Value; 5]> {
    let response = &entry.resource;
    let person = reception.known_person(entry, response, "subject");
    let visit = reception.take(entry, visit(response));
    let authored = response.get("authored").map(|authored| authored.day());
    let authored = reception.take(entry, authored.transpose());
    let instrument = reception.take(entry, instrument(response));
    let id = reception.store_id(response, SURVEY_SYSTEM, None);
    let id = reception.take(entry, id);
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    let mut survey = [
        text(id?),
        Value::Text(person?),
        visit?,
        text(authored?.map(|day| day.date.to_string())),
        text(instrument?),
    ];
    if survey[0] == Value::Null {
        survey[0] = Value::Text(made_survey_id(&survey));
    }
    Some(survey)
}

/// The address of the questionnaire, or the name a store gave it.
fn instrument(response: &Element<'_>) -> Result<Option<String>> {
    if let Some(questionnaire) = response.get("questionnaire") {
        let address = questionnaire.text()?;
        return match is_address(address) {
            true => Ok(Some(address.to_owned())),
            false => Err(questionnaire.not("the address of the questionnaire")),
        };
    }
    let name = response.extension("instrument")?;
    let name = name.map(|name| name.text()).transpose()?;
    Ok(name.map(str::to_owned))
}

/// The answers of one survey on their way into the store.
struct Answers<'a, 'm, 't> {
    survey: &'a [Value; 5],
    foods: &'a mut Upsert<'t>,
    markers: &'m mut Markers<'t>,
    /// The number of the next food.
    next: i64,
}

/// Amounts of a food, as far as its answers tell them.
#[derive(Default)]
struct Amounts {
    grams: Option<f64>,
    times_per_day: Option<f64>,
}

impl Answers<'_, '_, '_> {
    /// Puts the items of a questionnaire, group or answer.
    fn put_items(
        &mut self,
        reception: &mut Reception<'_, '_>,
        entry: &Entry<'_>,
        group: &Element<'_>,
    ) -> Result<()> {
        let items = group.list("item");
        for item in reception.take(entry, items).unwrap_or_default() {
            self.put_item(reception, entry, &item)?;
            self.put_items(reception, entry, &item)?;
        }
        Ok(())
    }

    fn put_item(
        &mut self,
        reception: &mut Reception<'_, '_>,
        entry: &Entry<'_>,
        item: &Element<'_>,
    ) -> Result<()> {
        let link = item.require("linkId", "the linkId of the item");
        let link = link.and_then(|link| link.text());
        let answers = item.list("answer");
        let (Some(link), Some(answers)) =
            (reception.take(entry, link), reception.take(entry, answers))
        else {
            return Ok(());
        };
        let mut amounts = Amounts::default();
        let numbered = item.extension("item");
        let mut is_food = reception.take(entry, numbered).flatten().is_some();
        for answer in &answers {
            match amount(reception, answer) {
                Some(Ok(Amount::Grams(grams))) => amounts.grams = Some(grams),
                Some(Ok(Amount::TimesPerDay(times))) => amounts.times_per_day = Some(times),
                Some(Err(error)) => {
                    reception.take::<()>(entry, Err(error));
                    continue;
                }
                None => {
                    self.put_marker(reception, entry, answer, link)?;
                    self.put_items(reception, entry, answer)?;
                    continue;
                }
            }
            is_food = true;
            self.put_items(reception, entry, answer)?;
        }
        if answers.is_empty() && !is_food && item.get("item").is_none() {
            reception.desk.account.values_missing += 1;
        }
        match is_food {
            true => self.put_food(reception, entry, item, link, &amounts),
            false => Ok(()),
        }
    }

    fn put_food(
        &mut self,
        reception: &mut Reception<'_, '_>,
        entry: &Entry<'_>,
        item: &Element<'_>,
        link: &str,
        amounts: &Amounts,
    ) -> Result<()> {
        let read = |field: &str, is_number: bool| -> Result<Value> {
            let Some(value) = item.extension(field)? else {
                return Ok(Value::Null);
            };
            match is_number {
                true => value.number().map(Value::Real),
                false => value.text().map(|text| Value::Text(text.to_owned())),
            }
        };
        let mut told = |field, is_number| reception.take(entry, read(field, is_number));
        let [day, occasion, name, code] =
            ["day", "occasion", "food-name", "composition-code"].map(|field| told(field, false));
        let (portion, number) = (told("portion-grams", true), told("item", true));
        let (Some(day), Some(occasion), Some(name), Some(code), Some(portion), Some(number)) =
            (day, occasion, name, code, portion, number)
        else {
            return Ok(());
        };
        let Some(weighed) = reception.take(entry, weighed(item)) else {
            return Ok(());
        };
        let number = match number {
            Value::Real(number) if number >= 1.0 && number.fract() == 0.0 => number as i64,
            _ => self.next,
        };
        self.next = number + 1;
        let real = |amount: Option<f64>| amount.map_or(Value::Null, Value::Real);
        let record = [
            self.survey[0].clone(),
            Value::Integer(number),
            day,
            occasion,
            Value::Text(link.to_owned()),
            name,
            real(amounts.grams),
            real(amounts.times_per_day),
            portion,
            code,
            weighed,
        ];
        let (number, name, path) = (entry.number, entry.name(), item.path().to_owned());
        reception.desk.put(self.foods, &record, |error| {
            error.at_record(number, name).at_field(path)
        })
    }

    /// An answer that is no food: the code is that of the questionnaire and the item.
    fn put_marker(
        &mut self,
        reception: &mut Reception<'_, '_>,
        entry: &Entry<'_>,
        answer: &Element<'_>,
        link: &str,
    ) -> Result<()> {
        let [_, person, visit, date, instrument] = self.survey;
        let instrument = text_of(instrument).split('|').next().unwrap_or_default();
        let instrument = instrument.rsplit('/').next().unwrap_or_default();
        let code = match instrument {
            "" => format!("questionnaire/{link}"),
            instrument => format!("{instrument}/{link}"),
        };
        match reception.take(entry, read_answer(answer)) {
            Some(Observed::Value(value)) => {
                let occasion = Occasion {
                    person: text_of(person).to_owned(),
                    visit: visit.clone(),
                    date: date.clone(),
                };
                self.markers
                    .put(reception, entry, answer, &occasion, (&code, value))?;
            }
            Some(Observed::LeftOut(what)) => {
                reception.leave_out(format!("QuestionnaireResponse: {what}"));
            }
            Some(Observed::Absent) => reception.desk.account.values_missing += 1,
            None => {}
        }
        Ok(())
    }
}

/// What the grams of a food are of.
fn weighed(item: &Element<'_>) -> Result<Value> {
    let Some(told) = item.extension("weighed")? else {
        return Ok(Value::Null);
    };
    let word = told.text()?;
    let known = [Weighed::Edible, Weighed::AsBought].map(Weighed::name);
    match known.contains(&word) {
        true => Ok(Value::Text(word.to_owned())),
        false => Err(told.mistake(format!("expected {}", known.join(" or ")))),
    }
}
