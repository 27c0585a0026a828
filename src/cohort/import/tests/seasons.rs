//! Foods that are asked for in their season.

use super::{guide_example_with, import, rows};
use crate::cohort::import::Mapping;
use crate::cohort::made_cohort::MadeCohort;

const FOODS: &str = "SELECT survey, food, round(grams, 6), round(times_per_day, 6)
    FROM food_item ORDER BY survey, item";

const WIDE: &str = "ID,柿,みかん,みかんの月数,いちご,いちごの季節,いちご（季節外）\n";

fn wide() -> &'static str {
    guide_example_with("\"みかんの月数\"")
}

fn wide_foods(table: &str) -> (Vec<String>, u64) {
    let mut made = MadeCohort::with_people(&["a", "b", "c"]);
    let table = format!("{WIDE}{table}");
    let account = import(&mut made, wide(), &table).unwrap();
    assert_eq!(account.columns_left_out, Vec::<String>::new());
    assert!(!import(&mut made, wide(), &table).unwrap().is_change());
    (rows(&made, FOODS), account.values_missing)
}

#[test]
fn amounts_of_a_season_are_means_over_the_year() {
    let (foods, missing) = wide_foods("a,週に3回,毎日1回,４,毎日1回,冬と春,週に3回\n");
    // By hand: 3/7 × 3/12; 1 × 4/12; 1 × 6/12 + 3/7 × 6/12; × 180, 80 and 15 g.
    assert_eq!(
        foods,
        [
            "a/FFQ|柿|19.285714|0.107143",
            "a/FFQ|みかん|26.666667|0.333333",
            "a/FFQ|いちご|10.714286|0.714286",
        ]
    );
    assert_eq!(missing, 0);
}

#[test]
fn a_season_that_is_not_told_leaves_the_amount_untold() {
    let (foods, missing) = wide_foods(
        "a,,毎日1回,,毎日1回,,週に3回\n\
         b,食べない,食べない,,食べない,,食べない\n\
         c,食べない,毎日1回,12,毎日1回,春,\n",
    );
    assert_eq!(
        foods,
        [
            "a/FFQ|柿|-|-",
            "a/FFQ|みかん|-|-",
            "a/FFQ|いちご|-|-",
            // What is never eaten has no season.
            "b/FFQ|柿|0|0",
            "b/FFQ|みかん|0|0",
            "b/FFQ|いちご|0|0",
            "c/FFQ|柿|0|0",
            "c/FFQ|みかん|80|1",
            "c/FFQ|いちご|-|-",
        ]
    );
    assert_eq!(missing, 4);
}

#[test]
fn months_that_no_year_has_are_mistakes_with_row_column_and_value() {
    let mut made = MadeCohort::with_people(&["a", "b"]);
    let table = format!(
        "{WIDE}a,週に3回,毎日3回,13,毎日1回,夏,2\nb,週に3回,毎日1回,-1,毎日1回,春,毎日1回\n"
    );
    let error = import(&mut made, wide(), &table).unwrap_err();
    let told = error.to_string();
    for expected in [
        "line 2, field みかん: found \"毎日3回\"",
        "line 2, field みかんの月数: found \"13\", expected a number from 0 to 12",
        "line 2, field いちごの季節: found \"夏\"",
        "line 2, field いちご（季節外）: found \"2\"",
        "line 3, field みかんの月数: found \"-1\"",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    assert_eq!(error.all().count(), 5, "{told}");
    assert_eq!(made.count("food_item"), 0);
}

#[test]
fn a_season_of_a_misspelt_food_is_refused() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = wide().replace("code = \"柿\"", "code = \"かき\"");
    let table = format!("{WIDE}a,週に3回,毎日1回,4,毎日1回,春,毎日1回\n");
    let told = import(&mut made, &mapping, &table).unwrap_err().to_string();
    assert!(told.contains("a season of \"かき\""), "{told}");
    let mapping = format!("{}[[seasons]]\ncode = \"柿\"\nmonths = 4\n", wide());
    let told = import(&mut made, &mapping, &table).unwrap_err().to_string();
    assert!(told.contains("two seasons of one food"), "{told}");
    let mapping = wide().replace("\"いちご（季節外）\"", "\"いちご季節外\"");
    let told = import(&mut made, &mapping, &table).unwrap_err().to_string();
    assert!(told.contains("field いちご季節外"), "{told}");
}

#[test]
fn the_long_table_of_the_guide_is_read_as_it_says() {
    let mut made = MadeCohort::with_people(&["a"]);
    let table = "id,food,often,portion,months\na,kaki,daily,180,3\na,rice,daily,150,12\n\
                 a,melon,daily,100,\na,pear,never,200,\na,fig,,60,2\na,lime,weekly,70,12\n";
    let account = import(&mut made, guide_example_with("weekly = \"1/week\""), table).unwrap();
    assert_eq!(account.values_missing, 1);
    assert_eq!(
        rows(&made, FOODS),
        [
            "a|kaki|45|0.25",
            "a|rice|150|1",
            "a|melon|-|-",
            "a|pear|0|0",
            "a|fig|-|-",
            "a|lime|10|0.142857",
        ]
    );
}

const LONG: &str = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\nfood = \"f\"\nportion_grams = \"w\"\n\
     times_per_day = { column = \"t\", codes = { A = \"1\", B = \"0.25\" } }\n";

#[test]
fn foods_of_a_long_table_without_a_season_are_eaten_all_year() {
    let mut made = MadeCohort::with_people(&["a"]);
    let seasons = "[[seasons]]\ncode = \"ｋａｋｉ\"\nmonths = 3\n\
                   [[seasons]]\ncode = \"mikan\"\nmonths = \"m\"\nout_of_season = \"o\"\n";
    let mapping = format!("{LONG}{seasons}");
    let table = "p,f,t,w,m,o\na,kaki,A,180,,\na,mikan,A,80,4,B\na,rice,A,150,,\n";
    import(&mut made, &mapping, table).unwrap();
    assert_eq!(
        rows(&made, FOODS),
        ["a|kaki|45|0.25", "a|mikan|40|0.5", "a|rice|150|1"]
    );
    let table = table.replace("mikan,A,80,4,B", "mikan,A,80,12.5,C");
    let error = import(&mut made, &mapping, &table).unwrap_err();
    assert_eq!(error.all().count(), 2, "{error}");
    let told = error.to_string();
    assert!(told.contains("line 3, field m: found \"12.5\""), "{told}");
    assert!(told.contains("line 3, field o: found \"C\""), "{told}");
    let mut made = MadeCohort::with_people(&["a"]);
    let table = "p,f,t,w,m,o\na,rice,A,150,,\n";
    let error = import(&mut made, &mapping, table).unwrap_err();
    assert_eq!(error.all().count(), 2, "{error}");
    assert!(
        error.to_string().contains("a season of \"mikan\""),
        "{error}"
    );
}

#[test]
fn grams_of_a_long_table_are_those_of_the_season() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\nfood = \"f\"\ngrams = \"g\"\n\
                   [[seasons]]\nmonths = \"m\"\n";
    import(&mut made, mapping, "p,f,g,m\na,kaki,60,3\na,rice,150,12\n").unwrap();
    assert_eq!(rows(&made, FOODS), ["a|kaki|15|-", "a|rice|150|-"]);
}

#[test]
fn mappings_of_seasons_that_contradict_themselves_are_refused() {
    let told = |mapping: &str| Mapping::parse(mapping).unwrap_err().to_string();
    let thirteen = told(&format!(
        "{LONG}[[seasons]]\ncode = \"kaki\"\nmonths = 13\n"
    ));
    assert!(
        thirteen.contains("field seasons.kaki: found 13 months"),
        "{thirteen}"
    );
    let grams = LONG.replace("portion_grams", "grams");
    let asked = told(&format!(
        "{grams}[[seasons]]\nmonths = 3\nout_of_season = \"o\"\n"
    ));
    assert!(
        asked.contains("found out_of_season in a long table"),
        "{asked}"
    );
    let source = told(&format!("{LONG}[[seasons]]\nmonths = {{ with = \"-\" }}\n"));
    assert!(source.contains("exactly one of column"), "{source}");
    let markers = told(
        "kind = \"markers\"\n[fields]\nparticipant = \"p\"\n[other_values]\nunit = \"g\"\n\
         [[seasons]]\nmonths = 3\n",
    );
    assert!(markers.contains("have no seasons"), "{markers}");
}
