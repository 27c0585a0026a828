use super::*;
use crate::tabular::values::Sex;
use ndarray::{Array1, array};
use proptest::prelude::*;

/// Twelve people: fibre in g, energy in kcal, six women and six men.
fn people() -> (Array1<f64>, Array1<f64>, Vec<Sex>) {
    let nutrient = array![
        12.1, 18.4, 9.7, 22.3, 15.0, 11.2, 25.9, 19.6, 14.3, 30.2, 21.7, 17.5
    ];
    let energy = array![
        1650.0, 2100.0, 1480.0, 2390.0, 1820.0, 1600.0, 2750.0, 2320.0, 1990.0, 3100.0, 2480.0,
        2210.0
    ];
    (
        nutrient,
        energy,
        [[Sex::Female; 6], [Sex::Male; 6]].concat(),
    )
}

fn close(found: &Array1<f64>, expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
}

#[test]
fn residuals_equal_those_of_statsmodels() {
    // statsmodels 0.15.0, numpy 2.4.6: resid of OLS(nutrient, energy) plus predict at
    // the mean of energy; of the logarithms by sex, exponentiated.
    let (nutrient, energy, sexes) = people();
    let linear = ResidualModel::fit_adjust(
        nutrient.view(),
        energy.view(),
        Strata::Overall,
        Scale::Linear,
    );
    close(
        &linear.unwrap(),
        &[
            18.469803739576,
            19.121701901528,
            18.203531100617,
            19.381814050342,
            19.236076378536,
            18.197370610470,
            18.463332579904,
            17.560407669594,
            16.402349017496,
            18.370364483644,
            17.652193682732,
            16.841054785561,
        ],
    );
    let by_sex = ResidualModel::fit_adjust(
        nutrient.view(),
        energy.view(),
        Strata::BySex(&sexes),
        Scale::Log,
    );
    close(
        &by_sex.unwrap(),
        &[
            14.278984736970,
            14.264400790564,
            13.834297495148,
            13.799482953142,
            14.921236127392,
            13.944838283315,
            21.288913441990,
            21.477353150066,
            20.311404272866,
            20.271223021237,
            21.242566507812,
            20.817829880939,
        ],
    );
}

#[test]
fn a_person_left_out_of_the_fit_is_adjusted_by_the_line_of_the_others() {
    // By hand: through (1, 2), (2, 4), (3, 6) the slope is 2, the mean energy 2; a
    // person with 9 at energy 4 has 9 - 2 * (4 - 2) = 5.
    let (energy, nutrient) = (array![1.0, 2.0, 3.0], array![2.0, 4.0, 6.0]);
    let model = ResidualModel::fit(
        nutrient.view(),
        energy.view(),
        Strata::Overall,
        Scale::Linear,
    )
    .unwrap();
    let one = model
        .adjust(array![9.0].view(), array![4.0].view(), Strata::Overall)
        .unwrap();
    assert!((one[0] - 5.0).abs() < 1e-12);
    let man = model.adjust(
        array![9.0].view(),
        array![4.0].view(),
        Strata::BySex(&[Sex::Male]),
    );
    assert_eq!(man.unwrap_err().kind(), crate::ErrorKind::NotEstimable);
}

#[test]
fn what_has_no_line_is_refused() {
    let fit = |nutrient: &[f64], energy: &[f64], scale| {
        let [nutrient, energy] = [nutrient, energy].map(|values| Array1::from(values.to_vec()));
        ResidualModel::fit(nutrient.view(), energy.view(), Strata::Overall, scale)
            .map_err(|error| error.to_string())
    };
    assert!(
        fit(&[1.0, 2.0], &[1.0, 2.0], Scale::Linear)
            .unwrap_err()
            .contains("2 people")
    );
    assert!(
        fit(&[1.0, 2.0, 3.0], &[2000.1; 3], Scale::Linear)
            .unwrap_err()
            .contains("same energy")
    );
    assert!(
        fit(&[1.0, 0.0, 3.0], &[1.0, 2.0, 3.0], Scale::Log)
            .unwrap_err()
            .contains("record 2")
    );
    assert!(
        fit(
            &[1.0, f64::NAN, 3.0],
            &[1.0, 2.0, f64::INFINITY],
            Scale::Linear
        )
        .unwrap_err()
        .contains("record 3")
    );
    assert!(fit(&[1.0], &[1.0, 2.0], Scale::Linear).is_err());
    let (nutrient, energy, sexes) = people();
    let short = Strata::BySex(&sexes[..3]);
    assert!(ResidualModel::fit(nutrient.view(), energy.view(), short, Scale::Linear).is_err());
}

#[test]
fn densities_and_partitions_are_plain_arithmetic() {
    let (fat, energy) = (array![60.0, 50.0], array![2000.0, 1500.0]);
    assert_eq!(
        density(fat.view(), energy.view(), 1000.0).unwrap(),
        array![30.0, 50.0 / 1500.0 * 1000.0]
    );
    // 60 g of fat are 540 kcal, 27 % of 2000.
    assert_eq!(
        energy_share(fat.view(), 9.0, energy.view()).unwrap(),
        array![0.27, 0.3]
    );
    assert_eq!(
        energy_partition(fat.view(), 9.0, energy.view()).unwrap(),
        array![[540.0, 1460.0], [450.0, 1050.0]]
    );
    assert_eq!(
        standard_multivariate(fat.view(), energy.view()).unwrap(),
        array![[60.0, 2000.0], [50.0, 1500.0]]
    );
    assert!(
        energy_partition(array![300.0, 300.0].view(), 9.0, energy.view())
            .unwrap_err()
            .all()
            .count()
            == 2
    );
    assert!(density(fat.view(), array![0.0, 100.0].view(), 1000.0).is_err());
}

proptest! {
    /// Residuals carry no energy: least squares leaves nothing of it.
    #[test]
    fn adjusted_intakes_do_not_follow_energy(
        points in proptest::collection::vec((1.0f64..100.0, 800.0f64..4000.0), 5..40),
        log in any::<bool>(),
    ) {
        let nutrient: Array1<f64> = points.iter().map(|point| point.0).collect();
        let energy: Array1<f64> = points.iter().map(|point| point.1).collect();
        let scale = if log { Scale::Log } else { Scale::Linear };
        let adjusted = ResidualModel::fit_adjust(nutrient.view(), energy.view(), Strata::Overall, scale);
        prop_assume!(adjusted.is_ok());
        let on_scale = |values: Array1<f64>| if log { values.mapv(f64::ln) } else { values };
        let (y, x) = (on_scale(adjusted.unwrap()), on_scale(energy));
        let (y, x) = (&y - y.mean().unwrap(), &x - x.mean().unwrap());
        let scale = (y.dot(&y) * x.dot(&x)).sqrt();
        prop_assert!(y.dot(&x).abs() <= 1e-7 * scale.max(1e-9));
    }
}

fn respondent(sex: Option<Sex>, energy: f64) -> Respondent {
    Respondent {
        person: format!("{sex:?} {energy}"),
        energy_kcal_per_day: energy,
        sex,
        age_years: Some(30.0),
        weight_kg: Some(60.0),
        height_cm: Some(165.0),
    }
}

#[test]
fn basal_rates_are_those_of_the_equations() {
    let (man, woman) = (
        respondent(Some(Sex::Male), 0.0),
        respondent(Some(Sex::Female), 0.0),
    );
    let rate = |equation: BasalRate, person: &Respondent| equation.kcal_per_day(person).unwrap();
    // By hand at 60 kg, 165 cm, 30 years. Ganpule: 0.0481*60 + 0.0234*165 - 0.0138*30
    // = 6.333 MJ less 0.4235 or 0.9708.
    assert!((rate(BasalRate::Ganpule, &man) - 5909.5 / 4.186).abs() < 1e-9);
    assert!((rate(BasalRate::Ganpule, &woman) - 5362.2 / 4.186).abs() < 1e-9);
    // Schofield, 30 to 60 years: 0.048*60 + 3.653 = 6.533 MJ; 0.034*60 + 3.538 = 5.578 MJ.
    assert!((rate(BasalRate::Schofield, &man) - 6533.0 / 4.184).abs() < 1e-9);
    assert!((rate(BasalRate::Schofield, &woman) - 5578.0 / 4.184).abs() < 1e-9);
    // Mifflin: 9.99*60 + 6.25*165 - 4.92*30 = 1483.05; + 166 - 161, - 161.
    assert!((rate(BasalRate::Mifflin, &man) - 1488.05).abs() < 1e-9);
    assert!((rate(BasalRate::Mifflin, &woman) - 1322.05).abs() < 1e-9);
    let of_age = |age| Respondent {
        age_years: Some(age),
        ..man.clone()
    };
    assert!(
        (rate(BasalRate::Schofield, &of_age(29.9)) - (0.063 * 60.0 + 2.896) * 1000.0 / 4.184).abs()
            < 1e-9
    );
    assert!(
        (rate(BasalRate::Schofield, &of_age(60.0)) - (0.049 * 60.0 + 2.459) * 1000.0 / 4.184).abs()
            < 1e-9
    );
    assert_eq!(
        BasalRate::Schofield.kcal_per_day(&of_age(17.0)),
        Err("an age of 18 or more")
    );
    let unknown = Respondent {
        height_cm: None,
        ..man.clone()
    };
    assert_eq!(BasalRate::Ganpule.kcal_per_day(&unknown), Err("height"));
    assert!(BasalRate::Schofield.kcal_per_day(&unknown).is_ok());
    assert_eq!(
        BasalRate::Mifflin.kcal_per_day(&respondent(None, 0.0)),
        Err("sex")
    );
}

#[test]
fn goldberg_limits_are_the_formula_worked_by_hand() {
    // S for 4 days: sqrt(23^2/4 + 8.5^2 + 15^2) = sqrt(429.5) = 20.7244; exp(0.414488)
    // = 1.513597; 1.55 / 1.513597 and 1.55 * 1.513597.
    let (low, high) = GoldbergLimits::black(BasalRate::Schofield, 1.55, 4.0).ratios();
    assert!(
        (low - 1.0240).abs() < 1e-4 && (high - 2.3461).abs() < 1e-4,
        "{low} {high}"
    );
    // Usual intake: S = sqrt(8.5^2 + 15^2) = 17.2409.
    let (low, high) = GoldbergLimits::black(BasalRate::Schofield, 1.55, f64::INFINITY).ratios();
    assert!(
        (low - 1.0979).abs() < 1e-4 && (high - 2.1882).abs() < 1e-4,
        "{low} {high}"
    );
}

#[test]
fn rules_leave_people_out_one_after_the_other_and_count_them() {
    let (f, m) = (Some(Sex::Female), Some(Sex::Male));
    let people = [
        respondent(f, 499.0),
        respondent(f, 500.0),
        respondent(f, 3500.0),
        respondent(f, 3501.0),
        respondent(m, 799.0),
        respondent(m, 800.0),
        respondent(m, 4000.0),
        respondent(m, 4001.0),
        respondent(None, 100.0),
    ];
    let rules = [
        EnergyRule::Range(EnergyRange::willett()),
        EnergyRule::Goldberg(GoldbergLimits::black(
            BasalRate::Ganpule,
            1.55,
            f64::INFINITY,
        )),
    ];
    let flow = apply_rules(&rules, &people, NotAssessable::Keep).unwrap();
    let counts = |entered, too_low, too_high, not_assessable, left| FlowCounts {
        entered,
        too_low,
        too_high,
        not_assessable,
        left,
    };
    assert_eq!(flow.steps[0].rule, "Willett");
    assert_eq!(flow.steps[0].all, counts(9, 2, 2, 1, 5));
    assert_eq!(flow.steps[0].female, counts(4, 1, 1, 0, 2));
    // All four that are left are outside Goldberg's limits; the unknown stays.
    assert_eq!(flow.steps[1].all, counts(5, 2, 2, 1, 1));
    assert_eq!(flow.kept().collect::<Vec<_>>(), [8]);
    assert_eq!(flow.left_out[1], Some((1, Verdict::TooLow)));
    let strict = apply_rules(&rules, &people, NotAssessable::Exclude).unwrap();
    assert_eq!(strict.left_out[8], Some((0, Verdict::NotAssessable("sex"))));
    assert_eq!(strict.steps[1].all.entered, 4);
    assert!(apply_rules(&rules, &[respondent(f, f64::NAN)], NotAssessable::Keep).is_err());
}

#[test]
fn limits_by_requirement_and_by_scatter() {
    // A man of 60 kg, 165 cm, 30 years needs 1411.7 kcal at rest; half of 1.5 times
    // that is 1058.8, one and a half of twice that 4235.2.
    let rule = EnergyRule::Requirement {
        basal_rate: BasalRate::Ganpule,
        activity: (1.5, 2.0),
        multiples: (0.5, 1.5),
    };
    let people = [1058.0, 1059.5, 4235.0, 4236.0].map(|energy| respondent(Some(Sex::Male), energy));
    let flow = apply_rules(&[rule], &people, NotAssessable::Keep).unwrap();
    assert_eq!(flow.kept().collect::<Vec<_>>(), [1, 2]);
    // Logs 0, 1, 1, 1, 2 about 1 with SD sqrt(1/2): 1.2 SD is 0.85.
    let people = [0.0f64, 1.0, 1.0, 1.0, 2.0].map(|log| respondent(Some(Sex::Female), log.exp()));
    let flow = apply_rules(
        &[EnergyRule::LogNormal { deviations: 1.2 }],
        &people,
        NotAssessable::Keep,
    )
    .unwrap();
    assert_eq!(flow.kept().collect::<Vec<_>>(), [1, 2, 3]);
    let two = &people[..2];
    let flow = apply_rules(
        &[EnergyRule::LogNormal { deviations: 1.2 }],
        two,
        NotAssessable::Keep,
    )
    .unwrap();
    assert_eq!(flow.steps[0].all.not_assessable, 2);
}
