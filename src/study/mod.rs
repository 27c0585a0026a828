//! One table for a study: each sample's reads beside what its person ate and what
//! was measured.
//!
//! [`join`] matches profiles, a food survey and check-up markers by
//! participant. A participant must be in all three to be in the [`Study`];
//! everyone else is named in the [`JoinAccount`], none is lost silently. A
//! study is kept as one HDF5 file in AnnData's layout ([`write_study`],
//! [`open_study`]), which Python's `anndata` opens as it is.
//!
//! [`join_cohort`] takes a study from a [`Cohort`](crate::cohort::Cohort) by a
//! [`JoinPlan`]: consent first, then whom, what and what belongs together in time, with
//! a [`Flow`] of everything that was left out; [`keep_study`] writes it and notes in the
//! store whom it holds. A study whose [`Quantity`] is shares has no reads.
//!
//! ```no_run
//! use nuka::study::{JoinPaths, join, open_inputs, write_study};
//! use std::path::Path;
//!
//! let inputs = open_inputs(&JoinPaths {
//!     profiles: Path::new("profiles").into(),
//!     survey: Path::new("survey.csv").into(),
//!     markers: Path::new("markers.csv").into(),
//!     samples: None,
//! })?;
//! let study = join(&inputs)?;
//! write_study(&study, Path::new("study.h5ad"))?;
//! # Ok::<(), nuka::Error>(())
//! ```

mod account;
mod anndata;
mod beside;
mod cohort;
mod column;
mod flow;
mod inputs;
mod join;
mod participants;
mod plan;
mod samples;
mod sheet;
mod taxa;

pub use account::{InputFile, JoinAccount, Provenance};
pub use anndata::{open_study, write_study, write_study_then};
pub use beside::{
    Beside, CohortOrigin, Layer, ObservationTable, Quantity, TableColumn, TaxidSource,
};
pub use cohort::{CohortStudy, StudyForm, join_cohort, keep_study};
pub use column::{Column, Origin, Values};
pub use flow::{Flow, FlowReason, FlowRow, FlowStep};
pub use inputs::{JoinInputs, JoinPaths, open_inputs};
pub use join::join;
pub use participants::{ParticipantTable, parse_participants};
pub use plan::{
    EnergyPlan, FoodName, FoodPlan, JoinPlan, Keep, LimitValue, MarkerPlan, Matching, PeopleRules,
    SampleRules, SurveyPlan, Take, TaxaFilter,
};
pub use samples::{SampleTable, parse_samples};
pub use sheet::{Observation, Study, StudyTaxon};
