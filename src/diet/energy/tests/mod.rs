//! Adjustment against statsmodels, rules by hand.

mod adjustment;
mod rules;
