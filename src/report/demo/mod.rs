//! The page that ends `nuka demo`.
//!
//! A [`DemoReport`] is plain numbers; [`DemoReport::page`] checks them and lays
//! them out. The page says on top, and again where it matters, that everything
//! is simulated.

mod check;
mod food_nutrients;
mod model_section;
mod numbers;
mod sections;

pub use numbers::{
    AccuracyRow, Coefficient, DemoReport, FoodEffectRow, FoodNutrientsRow, Model, PersonShares,
    Planted, Prediction,
};
