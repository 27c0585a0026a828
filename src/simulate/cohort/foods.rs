//! The foods of the demo survey: real foods, made-up numbers.

use crate::error::{Error, ErrorKind, Result};
use crate::simulate::draw::normal;
use rand::Rng;

const TABLE: &str = include_str!("../../../reference-db/demo/foods.tsv");
const COLUMNS: usize = 7;

/// One food of the survey, from `reference-db/demo/foods.tsv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Food {
    /// The food as columns name it: `barley`, `green_tea`.
    pub name: String,
    /// Its Japanese name.
    pub name_ja: String,
    /// The fraction of people who eat it at all, 0 to 1.
    pub eaters_fraction: f64,
    /// The median intake of those who do, in grams a day.
    pub median_g_per_day: f64,
    /// The standard deviation of the natural logarithm of their intake.
    pub log_sd: f64,
    /// Prefectures where everybody eats it, and twice as much.
    pub home_prefectures: Vec<String>,
    /// Its number among the [common foods](crate::diet::composition::CommonFoods);
    /// `None` where one number cannot stand for it.
    pub composition_code: Option<String>,
}

impl Food {
    /// The intake of one person in grams a day, to 0.1 g as a survey would hold it.
    pub(super) fn draw_intake_g_per_day(&self, prefecture: &str, rng: &mut impl Rng) -> f64 {
        let at_home = self.home_prefectures.iter().any(|home| home == prefecture);
        // Both numbers are always drawn, so that one person's answers hang
        // together the same way wherever they live.
        let lot = rng.random::<f64>();
        let amount = self.median_g_per_day * (self.log_sd * normal(rng)).exp();
        let eaten = match at_home {
            true => 2.0 * amount,
            false if lot < self.eaters_fraction => amount,
            false => 0.0,
        };
        (10.0 * eaten).round() / 10.0
    }

    /// The exposure that effects act on: log2(1 + intake / median). It is 0 for
    /// those who eat none, 1 at the median and 2 at three times the median.
    pub fn exposure(&self, intake_g_per_day: f64) -> f64 {
        (1.0 + intake_g_per_day / self.median_g_per_day).log2()
    }
}

/// The foods of the embedded table.
///
/// # Errors
/// When the table compiled into the program is malformed, which a test rules out.
pub fn demo_foods() -> Result<Vec<Food>> {
    let rows = TABLE.lines().enumerate().skip(1);
    rows.map(|(index, line)| parse_row(line).map_err(|error| error.at_line(index as u64 + 1)))
        .collect()
}

fn parse_row(line: &str) -> Result<Food> {
    let fields: Vec<&str> = line.split('\t').collect();
    if fields.len() != COLUMNS {
        let message = format!("found {} fields, expected {COLUMNS}", fields.len());
        return Err(Error::new(ErrorKind::Malformed, message));
    }
    let number = |index: usize, name: &str, highest: f64| match fields[index].parse::<f64>() {
        Ok(value) if value > 0.0 && value <= highest => Ok(value),
        _ => {
            let message = format!("found `{}`, expected 0 to {highest}", fields[index]);
            Err(Error::new(ErrorKind::Malformed, message).at_field(name))
        }
    };
    Ok(Food {
        name: fields[0].to_owned(),
        name_ja: fields[1].to_owned(),
        eaters_fraction: number(2, "eaters_fraction", 1.0)?,
        median_g_per_day: number(3, "median_g_per_day", 5_000.0)?,
        log_sd: number(4, "log_sd", 3.0)?,
        home_prefectures: fields[5].split(';').map(str::to_owned).collect(),
        composition_code: Some(fields[6].to_owned()).filter(|code| !code.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diet::composition::CommonFoods;
    use crate::simulate::cohort::PREFECTURES;
    use crate::simulate::draw::stream;

    #[test]
    fn the_embedded_foods_are_well_formed_and_at_home_in_known_prefectures() {
        let foods = demo_foods().unwrap();
        assert_eq!(foods.len(), 6);
        assert!(parse_row("barley\t大麦\t0.5\t45\t0.6\tToyama\t01170").is_ok());
        for home in foods.iter().flat_map(|food| &food.home_prefectures) {
            assert!(PREFECTURES.contains(&home.as_str()), "{home}");
        }
        assert!(parse_row("barley\t大麦\t1.5\t45\t0.6\tToyama\t01170").is_err());
    }

    #[test]
    fn every_food_but_seaweed_stands_for_one_of_the_common_foods() {
        let common = CommonFoods::built_in().unwrap();
        let names = demo_foods().unwrap().into_iter().map(|food| {
            let code = food.composition_code?;
            common.name_en(&code).map(str::to_owned)
        });
        let expected = [
            Some("Barley, pressed, cooked"),
            Some("Natto"),
            Some("Mandarin orange (mikan), raw"),
            Some("Green tea (sencha), infusion"),
            Some("Miso"),
            None,
        ];
        assert_eq!(
            names.collect::<Vec<_>>(),
            expected.map(|name| name.map(str::to_owned))
        );
    }

    #[test]
    fn home_prefectures_eat_it_and_others_as_often_as_the_table_says() {
        let food = &demo_foods().unwrap()[0];
        let mut rng = stream(1, "food");
        let mut eaters = |prefecture| {
            let eats =
                (0..4_000).filter(|_| food.draw_intake_g_per_day(prefecture, &mut rng) > 0.0);
            eats.count() as f64 / 4_000.0
        };
        assert!(eaters("Toyama") > 0.999);
        // Four standard errors of a fraction near one half.
        assert!((eaters("Tokyo") - food.eaters_fraction).abs() < 0.032);
    }

    #[test]
    fn exposure_is_0_for_none_and_1_at_the_median() {
        let food = &demo_foods().unwrap()[0];
        assert_eq!(food.exposure(0.0), 0.0);
        assert_eq!(food.exposure(food.median_g_per_day), 1.0);
        assert_eq!(food.exposure(3.0 * food.median_g_per_day), 2.0);
    }
}
