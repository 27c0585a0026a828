//! How a part fared in the models of the outer folds.

use super::model::{Model, PartPlace, Slope};

/// Over all outer folds of all repeats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stability {
    /// The share of folds in which the part was prevalent enough to be looked at.
    pub(super) share_kept: f64,
    /// The share of folds in which its slope was not 0.
    pub(super) share_nonzero: f64,
    /// Among these, the share whose slope has the sign that most have; `None`
    /// when it was never other than 0.
    pub(super) sign_consistency: Option<f64>,
}

impl Stability {
    /// Of one part in some models; `models` must not be empty.
    pub(super) fn of(part: PartPlace, models: &[Model]) -> Self {
        let slopes: Vec<f64> = models
            .iter()
            .filter_map(|model| model.slopes.iter().find(|slope| slope.part == part))
            .map(|slope: &Slope| slope.per_sd)
            .collect();
        let count = |test: fn(&f64) -> bool| slopes.iter().filter(|slope| test(slope)).count();
        let (up, down) = (count(|slope| *slope > 0.0), count(|slope| *slope < 0.0));
        let share = |count: usize| count as f64 / models.len() as f64;
        Self {
            share_kept: share(slopes.len()),
            share_nonzero: share(up + down),
            sign_consistency: (up + down > 0).then(|| up.max(down) as f64 / (up + down) as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_counted_by_kept_nonzero_and_sign() {
        let model = |per_sd: Option<f64>| Model {
            penalty: 1.0,
            intercept: 0.0,
            covariates: Vec::new(),
            slopes: per_sd
                .map(|per_sd| Slope {
                    part: PartPlace::Taxon(3),
                    per_unit: per_sd,
                    per_sd,
                })
                .into_iter()
                .collect(),
        };
        let models = [
            model(None),
            model(Some(0.0)),
            model(Some(2.0)),
            model(Some(-1.0)),
        ];
        let found = Stability::of(PartPlace::Taxon(3), &models);
        assert_eq!(found.share_kept, 0.75);
        assert_eq!(found.share_nonzero, 0.5);
        assert_eq!(found.sign_consistency, Some(0.5));
        assert_eq!(
            Stability::of(PartPlace::Other, &models).sign_consistency,
            None
        );
    }
}
