//! Energy: reports that cannot be true, and nutrients adjusted for it.
//!
//! Who eats more eats more of almost everything, and who reports less reports less of
//! almost everything. Nutrients are therefore related to a marker only after
//! adjustment for energy (Willett and Stampfer 1986,
//! doi:10.1093/oxfordjournals.aje.a114366; Willett, Howe and Kushi 1997,
//! doi:10.1093/ajcn/65.4.1220S). The four ways:
//!
//! | model | the nutrient in it | energy in it |
//! | --- | --- | --- |
//! | residual | [`ResidualModel`] | may be added |
//! | density | [`density`], [`energy_share`] | must be added (multivariate density model) |
//! | standard multivariate | [`standard_multivariate`]: as it is | as it is |
//! | energy partition | [`energy_partition`]: energy from it | energy from all else |

mod adjustment;
mod basal_rate;
mod exclusion;
mod flow;
mod residual;
mod respondent;

pub use adjustment::{density, energy_partition, energy_share, standard_multivariate};
pub use basal_rate::{BasalRate, KILOJOULES_PER_KILOCALORIE};
pub use exclusion::{EnergyRange, EnergyRule, GoldbergLimits, Verdict};
pub use flow::{ExclusionFlow, FlowCounts, FlowStep, NotAssessable, apply_rules};
pub use residual::{ResidualModel, Scale, Strata};
pub use respondent::Respondent;

#[cfg(test)]
mod tests;
