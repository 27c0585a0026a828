//! What computing nutrients did, and what it could not do.

use serde::Serialize;

/// What computing the nutrients of a store did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct IntakeAccount {
    /// The name of the composition table.
    pub edition: String,
    /// The name of its file.
    pub file: String,
    /// The SHA-256 of the file, in hexadecimal.
    pub file_sha256: String,
    /// Surveys that tell foods.
    pub surveys: u64,
    /// Their days; a survey without days counts as one.
    pub days: u64,
    /// The foods of all surveys.
    pub items: u64,
    /// The weight of all foods that have one, as they were weighed: grams, of
    /// questionnaires grams a day.
    pub grams: f64,
    /// Foods with a weight and a row in the table.
    pub items_counted: u64,
    /// The share of the weight that is in the table, 0 to 1; 0 where nothing is weighed.
    pub grams_counted_share: f64,
    /// Nutrient values that are new in the store.
    pub values_added: u64,
    /// Values that were computed earlier and are now others, or of another table.
    pub values_changed: u64,
    /// Values that were computed earlier and no food speaks for any longer.
    pub values_removed: u64,
    /// Values that were there already.
    pub values_same: u64,
    /// Of all computed values those that are lower bounds: something eaten has no value.
    pub values_lower_bound: u64,
    /// Values that were not computed, because the survey brought the nutrient ready.
    pub values_kept_ready: u64,
    /// Values that were not computed, because no food of the day has one.
    pub values_unknown: u64,
    /// The foods that add nothing, once for each reason; of what was not measured once
    /// for each component.
    pub left_out: Vec<LeftOutFood>,
    /// Whether the store was left as it was, as asked.
    pub dry_run: bool,
}

impl IntakeAccount {
    /// Whether the store is another than before.
    pub fn is_change(&self) -> bool {
        self.values_added + self.values_changed + self.values_removed > 0
    }

    /// The foods left out for a reason.
    pub fn left_out_for(&self, reason: LeftOutReason) -> impl Iterator<Item = &LeftOutFood> {
        self.left_out
            .iter()
            .filter(move |food| food.reason == reason)
    }

    /// The foods left out as a table (TSV), header even where there is none. People and
    /// surveys are not in it: what leaves the store needs their consent.
    pub fn render_left_out(&self) -> String {
        let mut text = String::from(
            "reason\tfood\tfood_name\tcomposition_code\tcomponent\titems\tgrams\tshare_of_grams\thint\n",
        );
        // White space that would part cells or rows becomes a space.
        let cell = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        for food in &self.left_out {
            let grams = food.grams.map_or(String::new(), |grams| grams.to_string());
            let share = food
                .grams_share
                .map_or(String::new(), |one| one.to_string());
            text.push_str(&format!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{grams}\t{share}\t{}\n",
                food.reason.name(),
                cell(&food.food),
                cell(&food.food_name),
                cell(&food.composition_code),
                cell(&food.component),
                food.items,
                food.hint(),
            ));
        }
        text
    }
}

/// A food that adds nothing to one or all nutrients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOutFood {
    /// Why.
    pub reason: LeftOutReason,
    /// The food's code as the survey writes it.
    pub food: String,
    /// Its name, empty where the survey tells none.
    pub food_name: String,
    /// Its code in the composition table, empty where it is not mapped.
    pub composition_code: String,
    /// The table's code that its code probably was before a spreadsheet cut its leading
    /// zeros; empty where nothing speaks for that. It was not taken.
    pub probable_code: String,
    /// The component that was not measured; empty where the whole food is left out.
    pub component: String,
    /// How often it stands in the surveys.
    pub items: u64,
    /// The weight, in grams; nothing where it is not told.
    pub grams: Option<f64>,
    /// Its share of the weight of all foods, 0 to 1.
    pub grams_share: Option<f64>,
}

impl LeftOutFood {
    /// What may be wrong with its code and how to mend it; empty where nothing is known.
    pub fn hint(&self) -> String {
        match self.probable_code.as_str() {
            "" => String::new(),
            code => format!(
                "probably {code} without its leading zeros: keep codes as text and import again with --update"
            ),
        }
    }
}

/// Why a food adds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// It has no composition code, and its own code is none of the table's.
    NotMapped,
    /// It has a composition code that the table does not have.
    NotInTable,
    /// Neither grams, nor times a day and the weight of a portion are told.
    NoAmount,
    /// It was weighed as bought, and the table does not tell how much is thrown away.
    RefuseNotKnown,
    /// It is in the table, but this component was not measured.
    NotMeasured,
}

impl LeftOutReason {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotMapped => "not_mapped",
            Self::NotInTable => "not_in_table",
            Self::NoAmount => "no_amount",
            Self::RefuseNotKnown => "refuse_not_known",
            Self::NotMeasured => "not_measured",
        }
    }
}
