//! One field of a record.

use super::form::Form;

/// One field of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name in the mapping.
    pub name: &'static str,
    /// What its values look like.
    pub form: Form,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

impl Field {
    /// Whether its values are words of the field's own, in which a name of a person
    /// has no place: foods, drugs, codes.
    pub(super) fn is_vocabulary(&self) -> bool {
        const VOCABULARIES: [&str; 12] = [
            "food",
            "food_name",
            "composition_code",
            "occasion",
            "medication",
            "dose",
            "nutrient",
            "code",
            "value",
            "unit",
            "instrument",
            "kit",
        ];
        !matches!(self.form, Form::Id | Form::Text) || VOCABULARIES.contains(&self.name)
    }
}

pub(super) const fn field(name: &'static str, form: Form, meaning: &'static str) -> Field {
    Field {
        name,
        form,
        meaning,
    }
}
