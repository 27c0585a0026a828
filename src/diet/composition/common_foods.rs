//! A small set of common foods of Japan that comes with nuka.

use crate::checksum::Checksum;
use crate::diet::composition::component::{Component, Unit};
use crate::diet::composition::content::Content;
use crate::diet::composition::edition::{Edition, EnergyMethod};
use crate::diet::composition::table::{Food, FoodTable};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::Cell;
use crate::text_table::{Quotes, TextRow, TextTable};
use std::path::Path;

const TABLE: &str = include_str!("../../../reference-db/foods/common_foods.tsv");
const PATH: &str = "reference-db/foods/common_foods.tsv";

/// What stands before the components.
const OF_FOOD: [&str; 5] = ["food_number", "name_ja", "name_en", "group", "REFUSE %"];

/// Common foods of Japan, with the values of the Standard Tables of Food Composition in
/// Japan 2020 (eighth revised edition, Ministry of Education, Culture, Sports, Science
/// and Technology, 25 December 2020).
///
/// It has the numbers of the ministry's workbook, so that a food record coded for the one
/// is read with the other; it has only a few of its foods. Where it came from is told in
/// `reference-db/foods/README.md`.
///
/// ```
/// use nuka::diet::composition::{CommonFoods, Content};
///
/// let common = CommonFoods::built_in()?;
/// let table = common.table();
/// let natto = table.food("04046").ok_or("no natto")?;
/// assert_eq!(common.name_en("04046"), Some("Natto"));
/// assert_eq!(table.content(natto, table.component("FIB-")?), Content::Measured(6.7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CommonFoods {
    table: FoodTable,
    /// English names, in the order of the table.
    names_en: Vec<String>,
}

impl CommonFoods {
    /// The word that stands for these foods where the path of a composition table may.
    pub const NAME: &'static str = "common-foods";

    /// Reads the table that is built in.
    ///
    /// # Errors
    /// When it is damaged, which the tests rule out.
    pub fn built_in() -> Result<Self> {
        Self::parse(TABLE).map_err(|error| error.at_path(Path::new(PATH)))
    }

    /// The foods with what they hold; names are the Japanese ones.
    pub fn table(&self) -> &FoodTable {
        &self.table
    }

    /// The English name of a food, by its number.
    pub fn name_en(&self, code: &str) -> Option<&str> {
        let place = self.table.food(code)?;
        self.names_en.get(place).map(String::as_str)
    }

    fn parse(text: &str) -> Result<Self> {
        let table = TextTable::parse(text.as_bytes(), Quotes::Plain)?;
        let components = read_components(table.header())?;
        let mut mistakes = Mistakes::new();
        let (mut foods, mut names_en) = (Vec::new(), Vec::new());
        for row in table.rows() {
            match read_food(row, &components) {
                Ok((food, name_en, contents)) => {
                    foods.push((food, contents));
                    names_en.push(name_en);
                }
                Err(error) => mistakes.extend([error.at_line(row.line)]),
            }
        }
        mistakes.finish()?;
        let edition = Edition {
            name: format!(
                "{} common foods of the Standard Tables of Food Composition in Japan 2020 (eighth revised edition)",
                foods.len()
            ),
            energy: EnergyMethod::Components,
            sha256: Checksum::of_bytes(text.as_bytes()).sha256,
        };
        Ok(Self {
            table: FoodTable::new(edition, components, foods)?,
            names_en,
        })
    }
}

/// The components by the header: tag, space, unit.
fn read_components(header: &[String]) -> Result<Vec<Component>> {
    let Some(components) = header.strip_prefix(OF_FOOD.map(str::to_owned).as_slice()) else {
        let message = format!("expected the columns {}", OF_FOOD.join(", "));
        return Err(Error::new(ErrorKind::Malformed, message));
    };
    let read = components.iter().map(|column| {
        let (tag, unit) = column.split_once(' ').unwrap_or((column, ""));
        Ok(Component {
            tag: tag.to_owned(),
            unit: Unit::parse(unit).map_err(|error| error.at_field(column.as_str()))?,
        })
    });
    read.collect()
}

fn read_food(row: &TextRow, components: &[Component]) -> Result<(Food, String, Vec<Content>)> {
    let [code, name_ja, name_en, group, refuse, amounts @ ..] = row.cells.as_slice() else {
        return Err(Error::new(ErrorKind::Malformed, "the row is too short"));
    };
    let mut mistakes = Mistakes::new();
    let refuse_percent = refuse.parse().ok();
    if !refuse_percent.is_some_and(|percent: f64| (0.0..=100.0).contains(&percent)) {
        let message = format!("found \"{refuse}\", expected 0 to 100 %");
        mistakes.push(Error::new(ErrorKind::Malformed, message).at_field(OF_FOOD[4]));
    }
    let mut contents = Vec::with_capacity(components.len());
    for (component, amount) in components.iter().zip(amounts) {
        match Content::read(Cell::of_text(amount)) {
            Ok(content) => contents.push(content),
            Err(error) => mistakes.extend([error.at_field(component.tag.as_str())]),
        }
    }
    mistakes.finish()?;
    let food = Food {
        code: code.clone(),
        name: name_ja.clone(),
        group: group.clone(),
        refuse_percent,
    };
    Ok((food, name_en.clone(), contents))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_common_foods_are_well_formed_and_of_many_groups() {
        let common = CommonFoods::built_in().unwrap();
        let table = common.table();
        assert_eq!((table.foods().len(), table.components().len()), (74, 35));
        assert_eq!(table.edition().energy, EnergyMethod::Components);
        let groups: BTreeSet<&str> = table.foods().iter().map(|one| one.group.as_str()).collect();
        // 18 groups are in the tables; sweets and ready-made dishes are left out here.
        assert_eq!(groups.len(), 16, "{groups:?}");
        for food in table.foods() {
            let digits = food.code.bytes().filter(u8::is_ascii_digit).count();
            assert_eq!((food.code.len(), digits), (5, 5), "{}", food.code);
            assert!(!common.name_en(&food.code).unwrap().is_empty());
        }
        let names: BTreeSet<&String> = common.names_en.iter().collect();
        assert_eq!(names.len(), table.foods().len(), "a name stands twice");
    }

    #[test]
    fn a_damaged_table_is_refused_with_all_its_mistakes() {
        let header = OF_FOOD.join("\t");
        let parse = |rows: &str| CommonFoods::parse(&format!("{header}\tPROT- g\n{rows}"));
        assert!(parse("01001\t豆\tBeans\t豆類\t0\t(1.2)\n").is_ok());
        let error = parse("01001\t豆\tBeans\t豆類\t101\tx\n01002\t茶\tTea\t飲料\t0\tTr\n");
        let error = error.unwrap_err();
        let fields = error.all().map(|one| one.place().field.as_deref());
        assert_eq!(
            fields.collect::<Vec<_>>(),
            [Some("REFUSE %"), Some("PROT-")]
        );
        let twice = "01001\t豆\tBeans\t豆類\t0\t1\n01001\t茶\tTea\t飲料\t0\tTr\n";
        assert_eq!(parse(twice).unwrap_err().kind(), ErrorKind::Duplicate);
        assert!(CommonFoods::parse("food_number\tname_ja\n1\t2\n").is_err());
    }

    /// Energy as the eighth revision counts it (chapter 1, table 10: kcal a gram of
    /// protein 4, fat 9, available carbohydrate in monosaccharides 3.75 or by difference
    /// 4, fibre 2, polyols 2.4, organic acids 3, alcohol 7), within 3 kcal + 1 %: amounts
    /// are printed to 0.1 g, and some acids and polyols have factors of their own.
    #[test]
    fn energy_is_the_sum_of_what_gives_it() {
        let common = CommonFoods::built_in().unwrap();
        let table = common.table();
        let mut apart = Vec::new();
        for (place, food) in table.foods().iter().enumerate() {
            let amount = |tag: &str| {
                let component = table.component(tag).unwrap();
                table.content(place, component).amount()
            };
            let grams = |tag: &str| amount(tag).unwrap_or(0.0);
            let protein = amount("PROTCAA").unwrap_or(grams("PROT-"));
            let fat = amount("FATNLEA").unwrap_or(grams("FAT-"));
            let others = 2.0 * grams("FIB-") + 2.4 * grams("POLYL") + 3.0 * grams("OA");
            let rest = 4.0 * protein + 9.0 * fat + others + 7.0 * grams("ALC");
            let carbohydrates = [
                amount("CHOAVLM").map(|grams| 3.75 * grams),
                amount("CHOAVLDF-").map(|grams| 4.0 * grams),
            ];
            let energy = amount("ENERC_KCAL").unwrap();
            let is_near = carbohydrates.into_iter().flatten().any(|of_carbohydrate| {
                (rest + of_carbohydrate - energy).abs() <= 3.0 + 0.01 * energy
            });
            if !is_near {
                apart.push(food.code.as_str());
            }
        }
        // Kombu: 170 kcal in the ministry's own table, a sum of 189.
        assert_eq!(apart, ["09017"]);
    }

    /// Proximates: water, protein, fat, carbohydrate, ash and alcohol are the whole; and
    /// salt is sodium x 2.54 (chapter 1 of the tables).
    #[test]
    fn proximates_sum_to_100_g_and_salt_is_that_of_sodium() {
        let common = CommonFoods::built_in().unwrap();
        let table = common.table();
        for (place, food) in table.foods().iter().enumerate() {
            let grams = |tag: &str| {
                let component = table.component(tag).unwrap();
                table.content(place, component).amount().unwrap_or(0.0)
            };
            let parts = ["WATER", "PROT-", "FAT-", "CHOCDF-", "ASH", "ALC"];
            let sum: f64 = parts.iter().map(|tag| grams(tag)).sum();
            assert!((sum - 100.0).abs() <= 1.5, "{}: {sum} g", food.code);
            let salt = grams("NA") * 2.54 / 1000.0;
            assert!((salt - grams("NACL_EQ")).abs() <= 0.15, "{}", food.code);
        }
    }
}
