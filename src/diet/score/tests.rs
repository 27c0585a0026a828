use super::*;
use crate::tabular::values::Sex;
use ndarray::{Array1, array};

/// Ten people, with ties.
fn column() -> Array1<f64> {
    array![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]
}

#[test]
fn dash_points_are_quintiles_of_the_study() {
    // numpy 2.4.6: borders by quantile(column, [.2, .4, .6, .8]) are 1.8, 3, 4.4, 5.2.
    let quintiles = array![3.0, 1.0, 3.0, 1.0, 4.0, 5.0, 2.0, 5.0, 4.0, 3.0];
    let column = column();
    let all = Some(column.view());
    let input = DashInput {
        fruits: all,
        vegetables: all,
        nuts_and_legumes: all,
        whole_grains: all,
        low_fat_dairy: all,
        sodium: all,
        red_and_processed_meat: all,
        sweetened_beverages: all,
    };
    let score = dash_score(&input).unwrap();
    assert_eq!(score.components[0].points.as_ref().unwrap(), &quintiles);
    assert_eq!(
        score.components[5].points.as_ref().unwrap(),
        &quintiles.mapv(|q| 6.0 - q)
    );
    // Five times the quintile and three times six less it.
    assert_eq!(
        score.total().unwrap(),
        quintiles.mapv(|q| 5.0 * q + 3.0 * (6.0 - q))
    );
}

#[test]
fn a_score_with_a_missing_component_has_no_total() {
    let column = column();
    let input = DashInput {
        fruits: Some(column.view()),
        ..DashInput::default()
    };
    let score = dash_score(&input).unwrap();
    assert_eq!(score.missing().len(), 7);
    let error = score.total().unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::NotEstimable);
    assert!(error.to_string().contains("whole grains"), "{error}");
    let short = array![1.0];
    let bad = DashInput {
        fruits: Some(column.view()),
        sodium: Some(short.view()),
        ..DashInput::default()
    };
    assert!(dash_score(&bad).is_err());
    let nan = array![f64::NAN];
    assert!(
        dash_score(&DashInput {
            fruits: Some(nan.view()),
            ..DashInput::default()
        })
        .is_err()
    );
}

#[test]
fn the_japanese_diet_index_compares_with_the_median_of_the_same_sex() {
    use Sex::{Female as F, Male as M};
    let sexes = [F, F, F, M, M, M];
    // Medians: women 2, men 20. More is good, of meat and coffee less.
    let column = array![1.0, 2.0, 3.0, 10.0, 20.0, 30.0];
    let all = Some(column.view());
    let input = JapaneseDietInput {
        rice: all,
        miso_soup: all,
        seaweeds: all,
        pickles: all,
        green_and_yellow_vegetables: all,
        fish: all,
        green_tea: all,
        beef_and_pork: all,
        coffee: all,
        soy_foods: all,
        fruits: all,
        mushrooms: all,
    };
    let nine = japanese_diet_index(&input, &sexes, JapaneseDietVersion::Nine).unwrap();
    assert_eq!(nine.total().unwrap(), array![2.0, 7.0, 7.0, 2.0, 7.0, 7.0]);
    let twelve = japanese_diet_index(&input, &sexes, JapaneseDietVersion::Twelve).unwrap();
    assert_eq!(
        twelve.total().unwrap(),
        array![2.0, 10.0, 10.0, 2.0, 10.0, 10.0]
    );
    assert_eq!((twelve.components.len(), twelve.range), (12, (0.0, 12.0)));
    let others = [F, F, F, M, M, Sex::Other];
    assert!(japanese_diet_index(&input, &others, JapaneseDietVersion::Nine).is_err());
    assert!(japanese_diet_index(&input, &sexes[..2], JapaneseDietVersion::Nine).is_err());
    let without = JapaneseDietInput {
        coffee: None,
        ..input
    };
    let score = japanese_diet_index(&without, &sexes, JapaneseDietVersion::Nine).unwrap();
    assert_eq!(score.missing(), ["coffee"]);
    assert!(score.total().is_err());
}

fn diet() -> DailyNutrients {
    DailyNutrients {
        energy_kcal: 1000.0,
        protein_g: Some(12.5),
        fibre_g: Some(7.0),
        vitamin_a_ug: Some(4500.0),
        vitamin_c_mg: Some(22.5),
        vitamin_e_mg: Some(3.75),
        calcium_mg: Some(325.0),
        iron_mg: Some(4.5),
        magnesium_mg: Some(105.0),
        potassium_mg: Some(1175.0),
        saturated_fat_g: Some(10.0),
        added_sugars_g: Some(50.0),
        sodium_mg: Some(575.0),
    }
}

#[test]
fn the_nutrient_rich_score_is_worked_by_hand() {
    // In 2000 kcal eight nutrients have 50 % of their values, vitamin A 1000 %, cut at
    // 100; saturated fat 100 %, added sugars 200 %, sodium 50 %.
    let score = nutrient_rich_score(&diet());
    assert_eq!(score.encouraged, Some(500.0));
    assert_eq!(score.limited, Some(350.0));
    assert_eq!(score.total, Some(150.0));
    assert!(score.missing.is_empty());
}

#[test]
fn the_nutrient_rich_score_says_what_is_missing() {
    let without = DailyNutrients {
        added_sugars_g: None,
        ..diet()
    };
    let score = nutrient_rich_score(&without);
    assert_eq!(
        (score.encouraged, score.limited, score.total),
        (Some(500.0), None, None)
    );
    assert_eq!(score.missing, ["added sugars"]);
    let nothing = DailyNutrients {
        energy_kcal: 0.0,
        ..diet()
    };
    assert_eq!(nutrient_rich_score(&nothing).missing.len(), 12);
}

#[test]
fn sodium_without_potassium_has_no_ratio() {
    assert_eq!(sodium_to_potassium(1000.0, 0.0), None);
}
