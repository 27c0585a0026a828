//! A food composition table.

use crate::diet::composition::component::Component;
use crate::diet::composition::content::Content;
use crate::diet::composition::edition::Edition;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::narrow;
use std::collections::HashMap;

/// A food of a composition table.
#[derive(Debug, Clone, PartialEq)]
pub struct Food {
    /// Its number or code, unique in the table.
    pub code: String,
    /// Its name as printed.
    pub name: String,
    /// Its group, empty when the table has none.
    pub group: String,
    /// The part thrown away of the food as bought, 0 to 100 % of its weight.
    pub refuse_percent: Option<f64>,
}

impl Food {
    /// Its place in the tree of foods: the group, then the parts of its name from
    /// the general to the particular, as the Japanese tables part them by wide spaces.
    pub fn lineage(&self) -> Vec<&str> {
        let parts = self.name.split('\u{3000}').map(str::trim);
        std::iter::once(self.group.as_str())
            .chain(parts)
            .filter(|part| !part.is_empty())
            .collect()
    }
}

/// What foods hold in 100 g of their edible part.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodTable {
    edition: Edition,
    components: Vec<Component>,
    foods: Vec<Food>,
    /// Of each food all components, in their order.
    contents: Vec<Content>,
    places: HashMap<String, usize>,
}

impl FoodTable {
    /// A table of foods, each with one content a component.
    ///
    /// # Errors
    /// When a code or tag stands twice, or a food has another number of contents.
    pub fn new(
        edition: Edition,
        components: Vec<Component>,
        foods: Vec<(Food, Vec<Content>)>,
    ) -> Result<Self> {
        let mut errors = Vec::new();
        for (index, component) in components.iter().enumerate() {
            if components[..index]
                .iter()
                .any(|other| other.tag == component.tag)
            {
                let message = "two components have the same tag";
                errors.push(
                    Error::new(ErrorKind::Duplicate, message).at_field(component.tag.as_str()),
                );
            }
        }
        let mut table = Self {
            edition,
            components,
            foods: Vec::with_capacity(foods.len()),
            contents: Vec::new(),
            places: HashMap::with_capacity(foods.len()),
        };
        for (food, contents) in foods {
            if contents.len() != table.components.len() {
                let [found, expected] = [contents.len(), table.components.len()];
                let message = format!("found {found} components, expected {expected}");
                errors.push(Error::new(ErrorKind::Mismatch, message).at_record_name(&food.code));
            }
            let place = table.foods.len();
            if table.places.insert(food.code.clone(), place).is_some() {
                let message = "two foods have the same code";
                errors.push(
                    Error::new(ErrorKind::Duplicate, message)
                        .at_record_name(&food.code)
                        .mend("take one of them out"),
                );
            }
            table.foods.push(food);
            table.contents.extend(contents);
        }
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(table),
        }
    }

    /// Which table it is.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The components in the order of the table.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// The foods in the order of the table.
    pub fn foods(&self) -> &[Food] {
        &self.foods
    }

    /// The place of a food, by its code.
    pub fn food(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }

    /// The code that a number probably was before a spreadsheet took it for one: `01088`
    /// for `1088` and `1088.0`. Nothing where the table has the code as it is, or has
    /// several that it may have been.
    pub fn code_with_zeros(&self, number: &str) -> Option<&str> {
        let written = narrow(number);
        let digits = written.strip_suffix(".0").unwrap_or(&written);
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(digits) || self.places.contains_key(number) {
            return None;
        }
        let of_number = digits.trim_start_matches('0');
        let codes = self.foods.iter().map(|food| food.code.as_str());
        let mut alike =
            codes.filter(|code| are_digits(code) && code.trim_start_matches('0') == of_number);
        match (alike.next(), alike.next()) {
            (Some(code), None) => Some(code),
            _ => None,
        }
    }

    /// The place of a component, by its tag.
    ///
    /// # Errors
    /// When the table does not have it; the error lists those it has.
    pub fn component(&self, tag: &str) -> Result<usize> {
        let found = self
            .components
            .iter()
            .position(|component| component.tag == tag);
        found.ok_or_else(|| {
            let tags: Vec<&str> = self.components.iter().map(|one| one.tag.as_str()).collect();
            let message = format!("the table has the components {}", tags.join(", "));
            Error::new(ErrorKind::Missing, message)
                .at_field(tag)
                .mend("choose one of them, or another table")
        })
    }

    /// What 100 g of a food hold of a component, by their places. Nothing is known
    /// past the end of either.
    pub fn content(&self, food: usize, component: usize) -> Content {
        let contents = self.contents.get(food * self.components.len()..);
        match contents.and_then(|contents| contents.get(component)) {
            Some(&content) if component < self.components.len() => content,
            _ => Content::NotMeasured,
        }
    }
}
