//! What people eat: from a food survey to nutrients a day, adjusted and scored.
//!
//! 1. [`composition`] reads what foods hold: the Standard Tables of Food Composition
//!    in Japan, or any table with a mapping.
//! 2. [`intake`] turns food records, recalls and frequency questionnaires into grams a
//!    day, and those into nutrients a day. What was never measured, and foods that are
//!    in no table, stay in sight.
//! 3. [`energy`] leaves out reports of energy that cannot be true, by named rules, and
//!    adjusts nutrients for energy.
//! 4. [`score`] and [`diversity`] sum a diet up in one number.
//!
//! A survey tells what people say they eat. No number here is an absolute intake.

pub mod composition;
pub mod diversity;
pub mod energy;
pub mod intake;
pub mod score;
