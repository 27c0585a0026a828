//! A plan in TOML.

use super::energy::{EnergyPlan, not_one_of};
use super::keys::{
    FoodName, FoodPlan, JoinPlan, Keep, LimitValue, MarkerPlan, PeopleRules, SampleRules,
    SurveyPlan, Take, TaxaFilter,
};
use super::matching::Matching;
use crate::cohort::{Purpose, TimeWindow};
use crate::error::{Error, ErrorKind, Result};
use crate::plan_reader::PlanReader;
use crate::tabular::values::Sex;
use crate::taxonomy::{Level, Rank};
use std::path::Path;

impl JoinPlan {
    /// Reads a plan file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`parse`](Self::parse).
    pub fn open(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&text).map_err(|error| error.at_path(path))
    }

    /// Reads a plan in TOML.
    ///
    /// # Errors
    /// All at once, each with its line: what is no TOML, a missing or unknown key, a
    /// value of the wrong kind or out of its range, keys that do not go together.
    pub fn parse(text: &str) -> Result<Self> {
        let mut reader = PlanReader::parse(text)?;
        let mut mistakes = Vec::new();
        let purpose = reader.parsed("purpose", None, str::parse::<Purpose>);
        let consent_on = reader.parsed("consent_on", Some(""), str::parse);
        let covariates = list(&mut reader, "covariates", &mut mistakes);
        let people = read_people(&mut reader, &mut mistakes);
        let samples = read_samples(&mut reader, &mut mistakes);
        let survey = SurveyPlan {
            matching: read_matching(&mut reader, "survey", &mut mistakes),
            is_required: reader.truth("survey.required", false),
            instrument: reader.text("survey.instrument", Some("")),
        };
        let markers = MarkerPlan {
            take: read_take(&mut reader, "markers.take", &mut mistakes),
            required: list(&mut reader, "markers.required", &mut mistakes),
            matching: read_matching(&mut reader, "markers", &mut mistakes),
            limits: reader
                .parsed("markers.limits", Some("limit"), parse_limits)
                .unwrap_or_default(),
        };
        for code in &markers.required {
            if !markers.take.takes(code) {
                let message = format!("found \"{code}\", which is not among markers.take");
                let mistake = Error::new(ErrorKind::Parameter, message);
                mistakes.push(mistake.at_field("markers.required"));
            }
        }
        let foods = FoodPlan {
            take: read_take(&mut reader, "foods.take", &mut mistakes),
            by: reader
                .parsed("foods.by", Some("food"), parse_food_name)
                .unwrap_or_default(),
            min_prevalence: share(&mut reader, "foods.min_prevalence", &mut mistakes)
                .unwrap_or(0.0),
        };
        let plan = Self {
            purpose: purpose.unwrap_or(Purpose::Research),
            consent_on,
            covariates,
            people,
            samples,
            method: reader.text("profiles.method", Some("")),
            survey,
            markers,
            nutrients: read_take(&mut reader, "nutrients.take", &mut mistakes),
            nutrient_limits: reader
                .parsed("nutrients.limits", Some("limit"), parse_limits)
                .unwrap_or_default(),
            foods,
            energy: EnergyPlan::read(&mut reader, &mut mistakes),
            taxa: read_taxa(&mut reader, &mut mistakes),
            text: text.to_owned(),
        };
        reader.finish(mistakes)?;
        Ok(plan)
    }

    /// Whether anything of a survey is asked for.
    pub fn needs_survey(&self) -> bool {
        let takes = !self.foods.take.is_nothing() || !self.nutrients.is_nothing();
        self.survey.is_required || takes || !self.energy.rules.is_empty()
    }
}

fn read_people(reader: &mut PlanReader<'_>, mistakes: &mut Vec<Error>) -> PeopleRules {
    const SEXES: [Sex; 3] = [Sex::Female, Sex::Male, Sex::Other];
    let mut sexes = Vec::new();
    for name in list(reader, "people.sex", mistakes) {
        match SEXES.into_iter().find(|sex| sex.name() == name) {
            Some(sex) => sexes.push(sex),
            None => mistakes.push(not_one_of(&name, "female, male, other").at_field("people.sex")),
        }
    }
    PeopleRules {
        sexes,
        regions: list(reader, "people.region", mistakes),
        sites: list(reader, "people.site", mistakes),
    }
}

fn read_samples(reader: &mut PlanReader<'_>, mistakes: &mut Vec<Error>) -> SampleRules {
    let rules = SampleRules {
        min_age_years: reader.whole_if_any("samples.min_age"),
        max_age_years: reader.whole_if_any("samples.max_age"),
        visits: list(reader, "samples.visits", mistakes),
        min_reads: reader.whole_if_any("samples.min_reads"),
        max_host_share: share(reader, "samples.max_host_share", mistakes),
        medications: list(reader, "medication.exclude", mistakes),
        medication_days_before: days(reader, "medication.days_before", mistakes).unwrap_or(0),
        keep: reader
            .parsed("samples.keep", Some("all"), parse_keep)
            .unwrap_or_default(),
    };
    if let (Some(youngest), Some(oldest)) = (rules.min_age_years, rules.max_age_years)
        && youngest > oldest
    {
        let message = format!("found {oldest}, which is less than samples.min_age {youngest}");
        mistakes.push(Error::new(ErrorKind::Parameter, message).at_field("samples.max_age"));
    }
    if !rules.medications.is_empty() && !reader.has("medication.days_before") {
        let mistake = Error::new(ErrorKind::Missing, "found no such key");
        let mend = "write how many days before the sample the drug must not have been taken";
        mistakes.push(mistake.at_field("medication.days_before").mend(mend));
    }
    rules
}

/// How records are matched, of the section `survey` or `markers`.
fn read_matching(
    reader: &mut PlanReader<'_>,
    section: &str,
    mistakes: &mut Vec<Error>,
) -> Matching {
    let key = |name: &str| format!("{section}.{name}");
    let is_nearest = reader.parsed(&key("match"), Some("visit"), |text| match text {
        "visit" => Ok(false),
        "nearest" => Ok(true),
        _ => Err(not_one_of(text, "visit, nearest")),
    });
    let (before, after) = (key("days_before"), key("days_after"));
    let window = [&before, &after].map(|key| days(reader, key, mistakes));
    for (name, days) in [(&before, window[0]), (&after, window[1])] {
        if is_nearest == Some(true) && days.is_none() && !reader.has(name) {
            let mistake = Error::new(ErrorKind::Missing, "found no such key").at_field(name);
            mistakes.push(mistake.mend("match = \"nearest\" needs a window of days"));
        }
        if is_nearest != Some(true) && reader.has(name) {
            let message = "days count only with match = \"nearest\"";
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(name));
        }
    }
    match is_nearest {
        Some(true) => Matching::Nearest(TimeWindow {
            days_before: window[0].unwrap_or(0),
            days_after: window[1].unwrap_or(0),
        }),
        Some(false) | None => Matching::Visit,
    }
}

fn read_take(reader: &mut PlanReader<'_>, key: &str, mistakes: &mut Vec<Error>) -> Take {
    let names = list(reader, key, mistakes);
    match names.iter().any(|name| name == "*") {
        true if names.len() > 1 => {
            let message = "found \"*\" (all) beside other names";
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
            Take::All
        }
        true => Take::All,
        false => Take::Named(names),
    }
}

fn read_taxa(reader: &mut PlanReader<'_>, mistakes: &mut Vec<Error>) -> TaxaFilter {
    let mut ranks = Vec::new();
    for name in list(reader, "taxa.ranks", mistakes) {
        match Rank::from_name(&name) {
            Rank::Unlisted => {
                let known = Level::ALL.map(|level| level.rank().name()).join(", ");
                mistakes.push(not_one_of(&name, &known).at_field("taxa.ranks"));
            }
            rank => ranks.push(rank),
        }
    }
    TaxaFilter {
        ranks,
        min_prevalence: share(reader, "taxa.min_prevalence", mistakes).unwrap_or(0.0),
    }
}

/// A list of texts, none of them twice.
fn list(reader: &mut PlanReader<'_>, key: &str, mistakes: &mut Vec<Error>) -> Vec<String> {
    let names = reader.texts(key).unwrap_or_default();
    for (place, name) in names.iter().enumerate() {
        if names[..place].contains(name) {
            let message = format!("found \"{name}\" twice");
            mistakes.push(Error::new(ErrorKind::Duplicate, message).at_field(key));
        }
    }
    names
}

fn share(reader: &mut PlanReader<'_>, key: &str, mistakes: &mut Vec<Error>) -> Option<f64> {
    let share = reader.number_if_any(key)?;
    if !(0.0..=1.0).contains(&share) {
        let message = format!("found {share}, expected 0 to 1");
        mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
    }
    Some(share)
}

fn days(reader: &mut PlanReader<'_>, key: &str, mistakes: &mut Vec<Error>) -> Option<u32> {
    let days = reader.whole_if_any(key)?;
    let small = u32::try_from(days).ok();
    if small.is_none() {
        let message = format!("found {days} days, expected fewer");
        mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
    }
    small
}

fn parse_keep(text: &str) -> Result<Keep> {
    match text {
        "all" => Ok(Keep::All),
        "first" => Ok(Keep::First),
        "last" => Ok(Keep::Last),
        _ => Err(not_one_of(text, "all, first, last")),
    }
}

fn parse_limits(text: &str) -> Result<LimitValue> {
    match text {
        "limit" => Ok(LimitValue::Limit),
        "half" => Ok(LimitValue::Half),
        "missing" => Ok(LimitValue::Missing),
        _ => Err(not_one_of(text, "limit, half, missing")),
    }
}

fn parse_food_name(text: &str) -> Result<FoodName> {
    match text {
        "food" => Ok(FoodName::Food),
        "composition_code" => Ok(FoodName::CompositionCode),
        _ => Err(not_one_of(text, "food, composition_code")),
    }
}
