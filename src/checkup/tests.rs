use super::*;

fn items() -> CheckupItems {
    CheckupItems::built_in().unwrap()
}

#[test]
fn codes_that_are_often_mistaken_name_their_own_items() {
    // The code system specialCheckup-observations-cs of eCheckupReport.
    let items = items();
    let cases = [
        ("3C020000002327101", "uric_acid", "mg/dL"),
        ("3C015000002327101", "creatinine", "mg/dL"),
        ("9N001000000000001", "height", "cm"),
        ("9A751000000000001", "systolic_pressure", "mm[Hg]"),
        ("3D046000001906202", "hba1c_ngsp", "%"),
        ("3D010129902227101", "glucose_casual", "mg/dL"),
        ("1A010000000191111", "urine_protein", ""),
        ("3F077000002391901", "ldl_cholesterol", "mg/dL"),
        ("9N736000000000011", "smoking", ""),
    ];
    for (code, key, unit) in cases {
        let item = items.by_code(code).unwrap();
        assert_eq!((item.key, item.unit), (key, unit), "{code}");
    }
    assert!(items.by_code("3C020").is_none());
    assert_eq!(
        (items.all().len(), items.by_key("bmi").unwrap().name_ja),
        (37, "BMI")
    );
}

#[test]
fn limits_are_in_order_and_answers_have_no_unit() {
    for item in items().all() {
        match item.kind {
            ValueKind::Number { low, high } => {
                assert!(0.0 < low && low < high && !item.unit.is_empty())
            }
            ValueKind::Code => assert!(item.unit.is_empty() && item.conversions.is_empty()),
        }
    }
}

#[test]
fn conversions_equal_published_pairs() {
    let items = items();
    let convert = |key, value, unit| items.by_key(key).unwrap().in_its_unit(value, unit).unwrap();
    // Pairs of the ADA's Standards of Care: 126 mg/dL is 7.0 mmol/L, HbA1c 6.5 % is 48
    // mmol/mol; of the ESC's guideline 2019: LDL 1.8 mmol/L is 70 mg/dL, triglycerides
    // 1.7 mmol/L 150 mg/dL; of KDIGO 2012: creatinine 88.4 µmol/L is 1 mg/dL. Each as
    // exact as printed.
    assert!((convert("glucose_fasting", 7.0, "mmol/L") - 126.0).abs() < 0.5);
    assert!((convert("hba1c_ngsp", 48.0, "mmol/mol") - 6.5).abs() < 0.05);
    assert!((convert("ldl_cholesterol", 1.8, "mmol/L") - 70.0).abs() < 0.5);
    assert!((convert("triglycerides_fasting", 1.7, "mmol/L") - 150.0).abs() < 1.0);
    assert!((convert("creatinine", 88.4, "umol/L") - 1.0).abs() < 0.001);
    // The Japan Diabetes Society, 2012: 6.1 % of JDS is 6.5 % of NGSP.
    assert!((convert("hba1c_ngsp", 6.1, "%{JDS}") - 6.5).abs() < 0.05);
    assert_eq!(convert("red_cells", 4.5, "10*12/L"), 450.0);
    assert_eq!(convert("weight", 60.0, "kg"), 60.0);
    assert_eq!(convert("height", 70.0, "[in_i]"), 177.8);
    let error = items
        .by_key("weight")
        .unwrap()
        .in_its_unit(60.0, "lb")
        .unwrap_err();
    assert!(
        error.to_string().contains("expected one of kg, g"),
        "{error}"
    );
}

#[test]
fn values_of_another_unit_or_column_are_not_plausible() {
    let items = items();
    let look = |key, value| items.by_key(key).unwrap().plausibility(value);
    assert_eq!(look("height", 1.65), Plausibility::TooLow);
    assert_eq!(look("creatinine", 70.0), Plausibility::TooHigh);
    assert_eq!(look("hba1c_ngsp", 48.0), Plausibility::TooHigh);
    assert_eq!(look("systolic_pressure", 120.0), Plausibility::Plausible);
    assert_eq!(
        look("systolic_pressure", f64::NAN),
        Plausibility::NotANumber
    );
    assert_eq!(look("smoking", 1.0), Plausibility::NotANumber);
}

#[test]
fn loinc_codes_are_well_formed_and_name_their_items() {
    let items = items();
    // The vital signs profiles of HL7 FHIR R4 (4.0.1).
    let vital_signs = [
        ("8302-2", "height"),
        ("29463-7", "weight"),
        ("39156-5", "bmi"),
        ("8480-6", "systolic_pressure"),
        ("8462-4", "diastolic_pressure"),
    ];
    for (code, key) in vital_signs {
        assert_eq!(items.by_loinc(code).unwrap().key, key, "{code}");
    }
    assert!(items.by_loinc("0000-0").is_none());
    // The last digit of a LOINC code is the check digit of the others, by Luhn's rule
    // (LOINC Users' Guide, "Check digit").
    for code in items.all().iter().filter_map(|item| item.loinc) {
        let (number, check) = code.split_once('-').unwrap();
        let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits
            .enumerate()
            .map(|(place, digit)| match (place % 2 == 0, 2 * digit) {
                (true, twice) => twice / 10 + twice % 10,
                (false, _) => digit,
            })
            .sum();
        assert_eq!(
            (10 - sum % 10) % 10,
            check.parse::<u32>().unwrap(),
            "{code}"
        );
    }
}
