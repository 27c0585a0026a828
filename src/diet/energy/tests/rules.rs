use crate::diet::energy::*;
use crate::tabular::values::Sex;

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
