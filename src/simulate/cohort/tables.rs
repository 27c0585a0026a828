//! The cohort as the tables a study would be handed.

use super::population::Cohort;
use std::io::{self, Write};

/// The word in the column `survey_origin` or `marker_origin` of every row.
const ORIGIN: &str = "simulated";

/// Writes `survey.csv`: `participant`, `survey_origin` (always `simulated`), `sex`,
/// `age_years`, `prefecture`, and `<food>_g_per_day` for each food.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_survey(cohort: &Cohort, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let fixed = [
        "participant",
        "survey_origin",
        "sex",
        "age_years",
        "prefecture",
    ];
    let foods = cohort.foods.iter();
    let foods = foods.map(|food| format!("{}_g_per_day", food.name));
    table.write_record(fixed.map(str::to_owned).into_iter().chain(foods))?;
    for person in &cohort.people {
        let fixed = [
            person.participant.clone(),
            ORIGIN.to_owned(),
            person.sex.to_string(),
            person.age_years.to_string(),
            person.prefecture.to_owned(),
        ];
        let intakes = person.intakes_g_per_day.iter();
        let intakes = intakes.map(|intake| format!("{intake:.1}"));
        table.write_record(fixed.into_iter().chain(intakes))?;
    }
    table.flush()
}

/// Writes `markers.csv`: `participant`, `marker_origin` (always `simulated`) and
/// `ldl_cholesterol_mg_per_dl`.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_markers(cohort: &Cohort, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["participant", "marker_origin", "ldl_cholesterol_mg_per_dl"])?;
    for person in &cohort.people {
        let value = format!("{:.0}", person.ldl_mg_per_dl);
        table.write_record([person.participant.as_str(), ORIGIN, &value])?;
    }
    table.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::cohort::{CohortSettings, demo_foods};
    use crate::simulate::taxa::demo_taxa;

    #[test]
    fn every_row_of_both_tables_says_simulated() {
        let settings = CohortSettings::demo(1, 4);
        let cohort =
            Cohort::simulate(&demo_taxa().unwrap(), demo_foods().unwrap(), &settings).unwrap();
        let (mut survey, mut markers) = (Vec::new(), Vec::new());
        write_survey(&cohort, &mut survey).unwrap();
        write_markers(&cohort, &mut markers).unwrap();
        for (bytes, columns) in [(survey, 11), (markers, 3)] {
            let mut table = csv::Reader::from_reader(bytes.as_slice());
            assert_eq!(&table.headers().unwrap()[0], "participant");
            let rows: Vec<_> = table.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), 4);
            for (row, number) in rows.iter().zip(1..) {
                assert_eq!(row.len(), columns);
                assert_eq!(row[0], format!("P{number:03}"));
                assert_eq!(&row[1], "simulated");
            }
        }
    }
}
