//! What foods hold: nutrients in 100 g of the edible part.
//!
//! A number of a composition table is measured, estimated from a similar food, a
//! trace, or was never measured; these are different things and stay so
//! ([`Content`]). Editions count energy differently and must not be mixed: a table
//! says which it is ([`Edition`]).

mod common_foods;
mod component;
mod content;
mod edition;
mod japan_standard;
mod mapped;
mod mapping_text;
mod table;

pub use common_foods::CommonFoods;
pub use component::{Component, Unit};
pub use content::Content;
pub use edition::{Edition, EnergyMethod};
pub use japan_standard::open_japan_standard;
pub use mapped::{CompositionMapping, MappedComponent, Marks};
pub use table::{Food, FoodTable};

#[cfg(test)]
mod tests;
