//! Tables with a column for each food.

use super::{guide_example_with, import, import_as, rows};
use crate::cohort::import::{Differences, Mapping};
use crate::cohort::made_cohort::MadeCohort;

const FOODS: &str = "SELECT survey, item, day, food, food_name, round(grams, 6),
    round(times_per_day, 6), portion_grams, composition_code FROM food_item ORDER BY survey, item";

fn answers() -> &'static str {
    guide_example_with("[frequencies]")
}

fn amounts() -> &'static str {
    guide_example_with("\"miso_soup\"")
}

#[test]
fn answers_of_a_questionnaire_are_times_of_portions() {
    let mut made = MadeCohort::with_people(&["P1", "P2", "P3"]);
    let table = "ID,回答日,ごはん,みそ汁\n\
                 P1,2024年5月3日,毎日２回以上,週に１-２回\n\
                 P2,R6.5.3,ほとんど食べない,無回答\n\
                 P3,2024/5/3,,月に1-3回\n";
    let account = import(&mut made, answers(), table).unwrap();
    assert_eq!((account.rows_read, account.values_missing), (3, 2));
    assert_eq!(account.columns_left_out, Vec::<String>::new());
    // 2 × 150 g; 1.5 / 7 × 180 g; 2 / 30.4375 × 180 g, worked by hand.
    assert_eq!(
        rows(&made, FOODS),
        [
            "P1/FFQ/2024-05-03|1|-|ごはん|-|300|2|150|01088",
            "P1/FFQ/2024-05-03|2|-|みそ汁|-|38.571429|0.214286|180|-",
            "P2/FFQ/2024-05-03|1|-|ごはん|-|0|0|150|01088",
            "P2/FFQ/2024-05-03|2|-|みそ汁|-|-|-|180|-",
            "P3/FFQ/2024-05-03|1|-|ごはん|-|-|-|150|01088",
            "P3/FFQ/2024-05-03|2|-|みそ汁|-|11.827515|0.065708|180|-",
        ]
    );
    assert!(!import(&mut made, answers(), table).unwrap().is_change());
}

#[test]
fn days_of_a_record_are_one_survey_with_amounts_in_grams() {
    let mut made = MadeCohort::with_people(&["a"]);
    let table = "id,day,rice_g,miso_soup,milk_cups\na,1,150.5,2,0\na,2,0,9,1.5\n";
    import(&mut made, amounts(), table).unwrap();
    assert_eq!(
        rows(&made, FOODS),
        [
            "a|1|1|rice|rice_g|150.5|-|-|01088",
            "a|2|1|miso_soup|-|360|2|180|-",
            "a|3|1|milk|milk_cups|0|-|-|-",
            "a|4|2|rice|rice_g|0|-|-|01088",
            "a|5|2|miso_soup|-|-|-|180|-",
            "a|6|2|milk|milk_cups|309|-|-|-",
        ]
    );
}

#[test]
fn amounts_and_times_a_week_or_month_are_those_of_a_day() {
    let mut made = MadeCohort::with_people(&["a"]);
    let unit = |unit: &str| format!("[[values]]\ncolumn = \"{unit}\"\nunit = \"{unit}\"\n");
    let units = ["g/week", "g/month", "g/year", "times/week", "times/month"];
    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"id\"\n".to_owned();
    let mapping = mapping + &units.map(unit).concat();
    let table = format!("id,{}\na,70,60.875,365.25,3.5,30.4375\n", units.join(","));
    import(&mut made, &mapping, &table).unwrap();
    let amounts = "SELECT food, grams, times_per_day FROM food_item ORDER BY item";
    assert_eq!(
        rows(&made, amounts),
        [
            "g/week|10|-",
            "g/month|2|-",
            "g/year|1|-",
            "times/week|-|0.5",
            "times/month|-|1",
        ]
    );
}

#[test]
fn a_wide_table_gives_the_foods_of_a_long_one() {
    let foods = |mapping: &str, table: &str| {
        let mut made = MadeCohort::with_people(&["a", "b"]);
        let mapping =
            format!("kind = \"foods\"\n[fields]\nparticipant = \"p\"\ndate = \"d\"\n{mapping}");
        import(&mut made, &mapping, table).unwrap();
        rows(&made, "SELECT * FROM food_item ORDER BY survey, item")
    };
    let wide = foods(
        "[other_values]\nunit = \"g\"\n",
        "p,d,rice,tea\na,2025-01-01,150,0\na,2025-01-02,,200\nb,2025-01-01,90,80\n",
    );
    let long = foods(
        "food = \"f\"\ngrams = \"g\"\n",
        "p,d,f,g\na,2025-01-01,rice,150\na,2025-01-01,tea,0\na,2025-01-02,rice,\n\
         a,2025-01-02,tea,200\nb,2025-01-01,rice,90\nb,2025-01-01,tea,80\n",
    );
    assert_eq!(wide, long);
}

#[test]
fn all_mistakes_are_told_with_row_column_and_value() {
    let mut made = MadeCohort::with_people(&["P1", "P2"]);
    let table = "ID,回答日,ごはん,みそ汁\nP1,2024-05-03,毎日3回,週に1-2回\n\
                 P2,2024-05-03,1,たまに\nP9,2024-05-03,毎日1回,毎日1回\n";
    let error = import(&mut made, answers(), table).unwrap_err();
    let told = error.to_string();
    for expected in [
        "line 2, field ごはん: found \"毎日3回\"",
        "line 3, field ごはん: found \"1\"",
        "line 3, field みそ汁: found \"たまに\"",
        "line 4, field ID: found the participant \"P9\"",
        "毎日1回",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    assert_eq!(error.all().count(), 4, "{told}");
    assert_eq!(made.count("food_item"), 0);

    let table = "id,day,rice_g,miso_soup,milk_cups\nP1,1,-150,<5,多い\nP1,2,1e12,2000,\n";
    let ranges = "[[ranges]]\ncode = \"miso_soup\"\nmost = 1000\n";
    let mapping = format!("{}{ranges}", amounts());
    let told = import(&mut made, &mapping, table).unwrap_err().to_string();
    for expected in [
        "line 2, field rice_g: found \"-150\"",
        "line 2, field miso_soup: found \"<5\"",
        "line 2, field milk_cups: found \"多い\"",
        "line 3, field rice_g: found \"1e12\"",
        "line 3, field miso_soup: found \"2000\"",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    let table = "id,day,rice_g,miso_soup,milk_cups\nP1,1,150,6,\n";
    let told = import(&mut made, &mapping, table).unwrap_err().to_string();
    assert!(
        told.contains(
            "line 2, field miso_soup: found miso_soup of \"6\" times/day, expected at most 1000"
        ),
        "{told}"
    );
}

#[test]
fn columns_that_do_not_fit_the_mapping_are_told() {
    let mut made = MadeCohort::with_people(&["P1"]);
    let table = "ID,回答日,ごはん,納豆\nP1,2024-05-03,毎日1回,毎日1回\n";
    let error = import(&mut made, answers(), table).unwrap_err();
    let told = error.to_string();
    // A portion of a column that is not there, and a column without a portion.
    assert!(told.contains("field みそ汁"), "{told}");
    assert!(
        told.contains("field 納豆: found no grams of a portion"),
        "{told}"
    );
    let mapping = answers().replace("\"みそ汁\" = 180", "\"回答日\" = 180");
    let told = import(&mut made, &mapping, table).unwrap_err().to_string();
    assert!(
        told.contains("field 回答日: the mapping tells portion_grams"),
        "{told}"
    );

    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"id\"\n\
                   [[values]]\ncolumn = \"a\"\ncode = \"x\"\nunit = \"cup\"\n\
                   [[values]]\ncolumn = \"b\"\ncode = \"x\"\nunit = \"g\"\nportion_grams = 5\n\
                   [[values]]\ncolumn = \"c\"\ncode = \"x\"\nunit = \"g\"\n";
    let error = import(&mut made, mapping, "id,a,b,c\nP1,1,2,3\n").unwrap_err();
    let told = error.to_string();
    for expected in [
        "field a: found the unit \"cup\"",
        "field b: found grams of a portion",
        "field c: the food \"x\" is in the column \"b\" already",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
}

#[test]
fn a_second_row_of_one_survey_and_day_is_never_taken_for_the_first() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\nday = \"d\"\n[other_values]\nunit = \"g\"\n";
    let error = import(&mut made, mapping, "p,d,rice\na,1,100\na,1,100\n").unwrap_err();
    assert_eq!(error.place().line, Some(3), "{error}");
    assert!(
        error.to_string().contains("second row of \"a, 1\""),
        "{error}"
    );
    let mapping = mapping.replace("[other", "occasion = \"m\"\n[other");
    let meals = "p,d,m,rice\na,1,lunch,100\na,1,supper,100\na,2,lunch,100\n";
    import(&mut made, &mapping, meals).unwrap();
    assert_eq!(made.count("food_item"), 3);
}

#[test]
fn further_columns_and_tables_of_one_survey_keep_the_numbers_of_their_foods() {
    let mut made = MadeCohort::with_people(&["a", "b"]);
    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\n[other_values]\nunit = \"g\"\n";
    import(&mut made, mapping, "p,rice,tea\na,1,2\nb,3,4\n").unwrap();
    let account = import(&mut made, mapping, "p,milk,tea,rice\na,5,2,1\nb,6,,3\n").unwrap();
    assert_eq!((account.records_added, account.records_changed), (2, 0));
    import(&mut made, mapping, "p,bread\na,7\n").unwrap();
    let foods = rows(
        &made,
        "SELECT survey, item, food, grams FROM food_item ORDER BY 1, 2",
    );
    assert_eq!(
        foods,
        [
            "a|1|rice|1",
            "a|2|tea|2",
            "a|3|milk|5",
            "a|4|bread|7",
            "b|1|rice|3",
            "b|2|tea|4",
            "b|3|milk|6",
        ]
    );
    let changed = "p,tea\na,20\n";
    let error = import(&mut made, mapping, changed).unwrap_err();
    assert!(error.to_string().contains("the store has 2"), "{error}");
    import_as(&mut made, mapping, changed, Differences::Update, false).unwrap();
    let tea = rows(&made, "SELECT grams FROM food_item WHERE food = 'tea'");
    assert_eq!(tea, ["20", "4"]);
}

#[test]
fn mappings_that_contradict_themselves_are_refused() {
    let told = |mapping: &str| {
        let mapping = format!("kind = \"foods\"\n{mapping}");
        Mapping::parse(&mapping).unwrap_err().to_string()
    };
    let both = told("[fields]\nparticipant = \"p\"\nfood = \"f\"\n[other_values]\nunit = \"g\"\n");
    assert!(both.contains("fields.food"), "{both}");
    let neither = told("[fields]\nparticipant = \"p\"\n");
    assert!(neither.contains("fields.food"), "{neither}");
    let no_answers = told("[fields]\nparticipant = \"p\"\n[other_values]\nunit = \"frequency\"\n");
    assert!(no_answers.contains("field frequencies"), "{no_answers}");
    let unused = told(
        "[fields]\nparticipant = \"p\"\n[other_values]\nunit = \"g\"\n\
         [frequencies]\nrarely = \"seldom\"\n１ = 1\n1 = 1\n"
            .replace("１ =", "\"１\" =")
            .as_str(),
    );
    for expected in ["no column of answers", "frequencies.rarely", "given twice"] {
        assert!(unused.contains(expected), "no {expected:?} in\n{unused}");
    }
    let long =
        told("[fields]\nparticipant = \"p\"\nfood = \"f\"\n[[ranges]]\ncode = \"x\"\nleast = 0\n");
    assert!(
        long.contains("with a row for each food have no ranges"),
        "{long}"
    );
    let portion = told(
        "[fields]\nparticipant = \"p\"\n[[values]]\ncolumn = \"a\"\nunit = \"times/day\"\nportion_grams = 0\n",
    );
    assert!(portion.contains("portion_grams of a"), "{portion}");
    let of_markers = "kind = \"markers\"\n[fields]\nparticipant = \"p\"\n\
        [[values]]\ncolumn = \"a\"\nunit = \"1\"\nportion_grams = 5\n";
    let told = Mapping::parse(of_markers).unwrap_err().to_string();
    assert!(told.contains("have no portion_grams"), "{told}");
}
