//! How well do the taxa of a gut foretell a marker, beyond what is known anyway?
//!
//! [`learn`] answers with nested cross-validation over people. Everything that
//! looks at data (which taxa are prevalent, the log-ratios' scale, the penalty)
//! is decided within the training people of a fold; the people left out are
//! only foretold (Varma & Simon 2006, doi:10.1186/1471-2105-7-91). A person is
//! one row, however many samples they gave, so no person is ever on both sides
//! of a fold.
//!
//! ```text
//! Study, Plan ─ People ─ folds ─ Features ─ Split ─ Nested ─ Evaluation ─ Null ─ Findings
//! ```
//!
//! The model is an elastic net on centred log-ratios beside unpenalised
//! covariates. Its baseline is the same regression with the covariates alone.
//! The null distribution re-runs the whole procedure on permuted outcomes.
//! Numbers that the data do not allow are [`Estimate::NotEstimable`] with the
//! reason.
//!
//! A study of a cohort observes: what foretells a marker need not change it.

mod covariates;
mod elastic_net;
mod estimate;
mod evaluation;
mod features;
mod findings;
mod folds;
mod learned;
mod model;
mod nested;
mod null;
mod people;
mod plan;
mod plan_toml;
mod rows;
mod score;
mod split;
mod stability;
mod summary;
mod tabulate;
mod writer;

pub use elastic_net::{ElasticNetFit, ElasticNetParams, ValidElasticNetParams};
pub use estimate::Estimate;
pub use findings::{Findings, Progress, learn};
pub use people::{LeftOut, People};
pub use plan::{Plan, Remainder, ValidPlan};
pub use rows::{CoefficientRow, DictionaryRow, NullRow, PredictionRow, Row, dictionary};
pub use summary::Summary;
pub use writer::write_findings;
