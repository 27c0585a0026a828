use super::*;
use crate::diet::intake::DailyFood;
use proptest::prelude::*;

fn eaten(food: &str, grams_per_day: f64) -> DailyFood {
    DailyFood {
        person: "a".into(),
        food: food.into(),
        grams_per_day,
    }
}

fn tree() -> FoodTree {
    let mut tree = FoodTree::default();
    tree.add("soy", &["plants", "beans", "soy"]);
    tree.add("natto", &["plants", "beans", "natto"]);
    tree.add("rice", &["plants", "cereals", "rice"]);
    tree.add("cod", &["animals", "fish", "cod"]);
    tree
}

#[test]
fn diversity_is_worked_by_hand() {
    let foods = [
        eaten("soy", 100.0),
        eaten("natto", 50.0),
        eaten("natto", 50.0),
        eaten("cod", 200.0),
        eaten("rice", 0.0),
        eaten("dream", 400.0),
    ];
    let one = &diet_diversity(&foods, &tree()).unwrap()[0];
    assert_eq!(one.foods, 4);
    // Shares 1/8, 1/8, 1/4, 1/2: 2 * 1/8 ln 8 + 1/4 ln 4 + 1/2 ln 2 = 7/4 ln 2.
    assert!((one.shannon - 1.75 * std::f64::consts::LN_2).abs() < 1e-12);
    assert!((one.simpson - (1.0 - 22.0 / 64.0)).abs() < 1e-12);
    // plants, beans, soy, natto, animals, fish, cod.
    assert_eq!(one.tree_branches, 7);
    assert_eq!(one.grams_not_in_tree, 400.0);
}

#[test]
fn one_food_and_none_have_no_diversity() {
    let one = &diet_diversity(&[eaten("soy", 10.0)], &tree()).unwrap()[0];
    assert_eq!(
        (one.foods, one.shannon, one.simpson, one.tree_branches),
        (1, 0.0, 0.0, 3)
    );
    assert!(one.shannon.is_sign_positive());
    let none = &diet_diversity(&[eaten("soy", 0.0)], &tree()).unwrap()[0];
    assert_eq!(
        (none.foods, none.shannon, none.simpson, none.tree_branches),
        (0, 0.0, 0.0, 0)
    );
    assert!(diet_diversity(&[eaten("soy", -1.0)], &tree()).is_err());
}

#[test]
fn relatives_add_less_than_strangers() {
    let tree = tree();
    assert_eq!(tree.branches(["soy", "natto"]), 4);
    assert_eq!(tree.branches(["soy", "rice"]), 5);
    assert_eq!(tree.branches(["soy", "cod"]), 6);
    assert_eq!(tree.branches(["dream"]), 0);
}

proptest! {
    #[test]
    fn more_foods_never_mean_fewer_branches(mut foods in proptest::collection::vec(0usize..4, 0..4), another in 0usize..4) {
        let names = ["soy", "natto", "rice", "cod"];
        let tree = tree();
        let count = |foods: &[usize]| tree.branches(foods.iter().map(|&food| names[food]));
        let before = count(&foods);
        foods.push(another);
        let after = count(&foods);
        prop_assert!((before..=before + 3).contains(&after));
    }
}
