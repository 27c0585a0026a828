use crate::diet::energy::*;
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
