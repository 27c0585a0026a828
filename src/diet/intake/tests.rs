use super::*;
use crate::diet::composition::{Component, Content, Edition, EnergyMethod, Food, FoodTable, Unit};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn eaten(person: &str, day: &str, food: &str, grams: f64) -> RecordedFood {
    RecordedFood {
        person: person.into(),
        day: day.into(),
        food: food.into(),
        grams,
    }
}

fn daily(person: &str, food: &str, grams_per_day: f64) -> DailyFood {
    DailyFood {
        person: person.into(),
        food: food.into(),
        grams_per_day,
    }
}

#[test]
fn days_without_a_food_count_in_its_mean() {
    let records = [
        eaten("b", "1", "rice", 150.0),
        eaten("a", "1", "rice", 200.0),
        eaten("a", "1", "rice", 100.0),
        eaten("a", "2", "tea", 300.0),
        eaten("a", "3", "rice", 60.0),
    ];
    let fasting = [("a".to_string(), "4".to_string())];
    let grams = grams_a_day_of_records(&records, &fasting).unwrap();
    assert_eq!(
        grams,
        [
            daily("a", "rice", 90.0),
            daily("a", "tea", 75.0),
            daily("b", "rice", 150.0)
        ]
    );
    let bad = [
        eaten("a", "1", "rice", -1.0),
        eaten("a", "1", "tea", f64::NAN),
    ];
    assert_eq!(
        grams_a_day_of_records(&bad, &[]).unwrap_err().all().count(),
        2
    );
}

fn questionnaire() -> Questionnaire {
    let frequencies = [
        ("never", 0.0),
        ("weekly", FrequencyCategories::a_week(2.0, 4.0)),
        ("daily", 1.0),
    ];
    let food = |portion_g, months_a_year| QuestionnaireFood {
        portion_g,
        months_a_year,
    };
    Questionnaire {
        frequencies: FrequencyCategories::new(frequencies).unwrap(),
        portions: BTreeMap::from([("small".to_string(), 0.5), ("large".to_string(), 1.5)]),
        foods: BTreeMap::from([
            ("mikan".to_string(), food(80.0, 3.0)),
            ("rice".to_string(), food(150.0, 12.0)),
        ]),
    }
}

fn answer(food: &str, frequency: &str, portion: Option<&str>) -> FrequencyAnswer {
    FrequencyAnswer {
        person: "a".into(),
        food: food.into(),
        frequency: frequency.into(),
        portion: portion.map(str::to_owned),
    }
}

#[test]
fn frequency_portion_and_season_make_grams_a_day() {
    let answers = [
        answer("rice", "daily", Some("large")),
        answer("mikan", "weekly", None),
    ];
    let grams = grams_a_day_of_answers(&answers, &questionnaire()).unwrap();
    // By hand: three times a week of 80 g in a quarter of the year; 1.5 bowls a day.
    assert_eq!(grams[0].food, "mikan");
    assert!((grams[0].grams_per_day - 3.0 / 7.0 * 80.0 / 4.0).abs() < 1e-12);
    assert_eq!(grams[1].grams_per_day, 225.0);
    let never = [answer("rice", "never", Some("small"))];
    assert_eq!(
        grams_a_day_of_answers(&never, &questionnaire()).unwrap()[0].grams_per_day,
        0.0
    );
}

#[test]
fn answers_that_a_questionnaire_does_not_know_are_told_at_once() {
    let answers = [
        answer("rice", "sometimes", None),
        answer("rice", "daily", None),
        answer("durian", "daily", None),
        answer("mikan", "daily", Some("huge")),
    ];
    let error = grams_a_day_of_answers(&answers, &questionnaire()).unwrap_err();
    let text = error.to_string();
    assert_eq!(error.all().count(), 4);
    for part in ["\"sometimes\"", "twice", "does not ask", "\"huge\""] {
        assert!(text.contains(part), "{text}");
    }
    let mut bad = questionnaire();
    bad.foods.insert(
        "x".into(),
        QuestionnaireFood {
            portion_g: 0.0,
            months_a_year: 13.0,
        },
    );
    bad.portions.insert("y".into(), -1.0);
    assert_eq!(
        grams_a_day_of_answers(&[], &bad).unwrap_err().all().count(),
        3
    );
}

fn table() -> FoodTable {
    let component = |tag: &str, unit| Component {
        tag: tag.into(),
        unit,
    };
    let food = |code: &str, refuse| Food {
        code: code.into(),
        name: code.into(),
        group: String::new(),
        refuse_percent: refuse,
    };
    use Content::{Estimated, EstimatedTrace, Measured, NotMeasured, Trace};
    let edition = Edition {
        name: "made up".into(),
        energy: EnergyMethod::Unknown,
        sha256: String::new(),
    };
    FoodTable::new(
        edition,
        vec![
            component("PROT-", Unit::Gram),
            component("FIB-", Unit::Gram),
        ],
        vec![
            (food("rice", Some(0.0)), vec![Measured(2.5), Measured(1.5)]),
            (
                food("banana", Some(40.0)),
                vec![Estimated(1.0), NotMeasured],
            ),
            (food("tea", None), vec![Trace, EstimatedTrace]),
        ],
    )
    .unwrap()
}

#[test]
fn nutrients_say_what_they_rest_on() {
    let mut codes = FoodCodes::new([("ごはん", "rice"), ("茶", "tea"), ("夢", "dream")]).unwrap();
    let as_bought = |code: &str| MappedFood {
        code: code.into(),
        grams_per_gram: 1.0,
        weighed: Weighed::AsBought,
    };
    codes.add("バナナ", as_bought("banana")).unwrap();
    codes.add("茶葉", as_bought("tea")).unwrap();
    let foods = [
        daily("a", "ごはん", 200.0),
        daily("a", "バナナ", 100.0),
        daily("a", "茶", 100.0),
        daily("b", "謎", 50.0),
        daily("b", "夢", 30.0),
        daily("b", "茶葉", 20.0),
        daily("c", "rice", 0.0),
    ];
    let intake = nutrients_a_day(&foods, &table(), &codes, &["FIB-", "PROT-"]).unwrap();
    assert_eq!(intake.people, ["a", "b", "c"]);
    // a: 200 g of rice, 60 g of banana without its skin, 100 g of tea.
    assert_eq!(intake.amounts.row(0).to_vec(), [3.0, 5.6]);
    assert_eq!(intake.estimated_share.row(0).to_vec(), [0.0, 0.6 / 5.6]);
    assert_eq!(intake.trace_grams_share.row(0).to_vec(), [0.25, 0.25]);
    assert_eq!(
        intake.grams_without_value_share.row(0).to_vec(),
        [0.25, 0.0]
    );
    // b: nothing is known, and that is said.
    assert_eq!(intake.amounts.row(1).to_vec(), [0.0, 0.0]);
    assert_eq!(intake.grams_without_value_share.row(1).to_vec(), [1.0, 1.0]);
    assert_eq!(intake.grams_without_value_share.row(2).to_vec(), [0.0, 0.0]);
    let reasons: Vec<(&str, UnmappedReason)> = intake
        .unmapped
        .iter()
        .map(|one| (one.food.as_str(), one.reason.clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("夢", UnmappedReason::NotInTable("dream".into())),
            ("茶葉", UnmappedReason::RefuseNotKnown("tea".into())),
            ("謎", UnmappedReason::NotMapped),
        ]
    );
}

#[test]
fn mistakes_of_mapping_and_request_are_told() {
    assert!(FoodCodes::new([("a", "x"), ("a", "y")]).is_err());
    let factor = MappedFood {
        code: "x".into(),
        grams_per_gram: -1.0,
        weighed: Weighed::Edible,
    };
    assert!(FoodCodes::default().add("a", factor).is_err());
    let foods = [daily("a", "rice", -1.0)];
    let error =
        nutrients_a_day(&foods, &table(), &FoodCodes::default(), &["FAT-", "VITC"]).unwrap_err();
    assert_eq!(error.all().count(), 3);
}

proptest! {
    /// No gram is lost: what is eaten has a value, or is told to have none.
    #[test]
    fn nutrients_are_linear_in_grams_and_lose_no_weight(
        grams in proptest::collection::vec((0usize..4, 0.1f64..500.0), 1..12),
        factor in 0.1f64..10.0,
    ) {
        let names = ["rice", "banana", "tea", "unknown"];
        let foods = |factor: f64| -> Vec<DailyFood> {
            grams.iter().map(|(food, grams)| daily("a", names[*food], grams * factor)).collect()
        };
        let codes = FoodCodes::default();
        let once = nutrients_a_day(&foods(1.0), &table(), &codes, &["PROT-", "FIB-"]).unwrap();
        let more = nutrients_a_day(&foods(factor), &table(), &codes, &["PROT-", "FIB-"]).unwrap();
        for component in 0..2 {
            let expected = once.amounts[[0, component]] * factor;
            prop_assert!((more.amounts[[0, component]] - expected).abs() <= 1e-9 * expected.max(1.0));
        }
        let whole: f64 = grams.iter().map(|(_, grams)| grams).sum();
        let unknown: f64 = grams.iter().filter(|(food, _)| *food == 3).map(|(_, grams)| grams).sum();
        prop_assert!((once.grams_without_value_share[[0, 0]] - unknown / whole).abs() < 1e-12);
        let listed: f64 = once.unmapped.iter().map(|one| one.grams_per_day).sum();
        prop_assert!((listed - unknown).abs() < 1e-9);
    }
}
