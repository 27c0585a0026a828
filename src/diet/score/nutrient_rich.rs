//! The Nutrient Rich Foods index of a diet.

/// Nutrients a day of one person; none where the survey does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DailyNutrients {
    /// Energy in kcal.
    pub energy_kcal: f64,
    /// Protein in g.
    pub protein_g: Option<f64>,
    /// Dietary fibre in g.
    pub fibre_g: Option<f64>,
    /// Vitamin A in µg of retinol activity equivalents.
    pub vitamin_a_ug: Option<f64>,
    /// Vitamin C in mg.
    pub vitamin_c_mg: Option<f64>,
    /// Vitamin E in mg of alpha-tocopherol.
    pub vitamin_e_mg: Option<f64>,
    /// Calcium in mg.
    pub calcium_mg: Option<f64>,
    /// Iron in mg.
    pub iron_mg: Option<f64>,
    /// Magnesium in mg.
    pub magnesium_mg: Option<f64>,
    /// Potassium in mg.
    pub potassium_mg: Option<f64>,
    /// Saturated fatty acids in g.
    pub saturated_fat_g: Option<f64>,
    /// Added sugars in g.
    pub added_sugars_g: Option<f64>,
    /// Sodium in mg.
    pub sodium_mg: Option<f64>,
}

/// The score of one diet.
#[derive(Debug, Clone, PartialEq)]
pub struct NutrientRichScore {
    /// Nutrients to encourage: percent of the daily value, each 100 at most; 0 to 900.
    pub encouraged: Option<f64>,
    /// Nutrients to limit: percent of the highest recommended value, without an end.
    pub limited: Option<f64>,
    /// Encouraged less limited.
    pub total: Option<f64>,
    /// Nutrients that the survey does not have.
    pub missing: Vec<&'static str>,
}

/// The score NRF9.3 of a diet in 2000 kcal: percent of the daily values of nine
/// nutrients, each cut at 100, less percent of the highest recommended values of three
/// (Drewnowski 2009, doi:10.1080/07315724.2009.10718106; Fulgoni, Keast and Drewnowski
/// 2009, doi:10.3945/jn.108.101972).
///
/// The values are those of the Food and Drug Administration of 2016 for 2000 kcal (21
/// CFR 101.9(c)(8) and (9)): protein 50 g, fibre 28 g, vitamin A 900 µg, C 90 mg, E 15
/// mg, calcium 1300 mg, iron 18 mg, magnesium 420 mg, potassium 4700 mg; saturated fat
/// 20 g, added sugars 50 g, sodium 2300 mg. The papers used those before 2016: scores
/// of the two must not be compared.
///
/// Without energy there is no score: all nutrients are missing then.
pub fn nutrient_rich_score(diet: &DailyNutrients) -> NutrientRichScore {
    let encouraged = [
        ("protein", diet.protein_g, 50.0),
        ("fibre", diet.fibre_g, 28.0),
        ("vitamin A", diet.vitamin_a_ug, 900.0),
        ("vitamin C", diet.vitamin_c_mg, 90.0),
        ("vitamin E", diet.vitamin_e_mg, 15.0),
        ("calcium", diet.calcium_mg, 1300.0),
        ("iron", diet.iron_mg, 18.0),
        ("magnesium", diet.magnesium_mg, 420.0),
        ("potassium", diet.potassium_mg, 4700.0),
    ];
    let limited = [
        ("saturated fat", diet.saturated_fat_g, 20.0),
        ("added sugars", diet.added_sugars_g, 50.0),
        ("sodium", diet.sodium_mg, 2300.0),
    ];
    let has_energy = diet.energy_kcal > 0.0 && diet.energy_kcal.is_finite();
    let percent =
        |amount: f64, daily_value: f64| amount / diet.energy_kcal * 2000.0 / daily_value * 100.0;
    let sum = |nutrients: &[(&str, Option<f64>, f64)], most: f64| -> Option<f64> {
        let percents = nutrients.iter().map(|&(_, amount, daily_value)| {
            let amount = amount.filter(|amount| amount.is_finite() && has_energy)?;
            Some(percent(amount, daily_value).min(most))
        });
        percents.sum()
    };
    let is_missing = |amount: Option<f64>| !(has_energy && amount.is_some_and(f64::is_finite));
    let missing = encouraged
        .iter()
        .chain(&limited)
        .filter(|(_, amount, _)| is_missing(*amount));
    let (plus, minus) = (sum(&encouraged, 100.0), sum(&limited, f64::INFINITY));
    NutrientRichScore {
        encouraged: plus,
        limited: minus,
        total: plus.zip(minus).map(|(plus, minus)| plus - minus),
        missing: missing.map(|(name, _, _)| *name).collect(),
    }
}
