//! One row of a wide table of foods.

use super::super::blank::Blank;
use super::food_cells::{Eaten, FoodCells};
use super::food_columns::FoodColumn;
use super::seasons::Seasons;
use super::{ReadRow, Table};
use crate::error::{Result, both};

/// What the rows of a wide table of foods are read with.
pub(super) struct FoodRows<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) cells: FoodCells<'a>,
    pub(super) seasons: Seasons,
    pub(super) columns: Vec<FoodColumn>,
}

impl FoodRows<'_> {
    /// What empty cells of a row say; nothing where it has no others: that is a day that
    /// nobody wrote down, not a day without food.
    pub(super) fn blank_of(&self, row: &ReadRow<'_>) -> Blank {
        let missing = &self.table.reading.missing;
        let has_answers = || {
            let mut places = self.columns.iter().flat_map(|column| {
                let season = self.seasons.of_food(&column.food);
                let asked = season.and_then(|season| season.out_of_season);
                std::iter::once(column.column).chain(asked)
            });
            places.any(|place| !missing.is_missing(row.row.cell(place)))
        };
        match self.table.mapping.blank {
            Blank::NotEaten if has_answers() => Blank::NotEaten,
            _ => Blank::NotTold,
        }
    }

    /// How much a row tells of the food of a column.
    ///
    /// # Errors
    /// All at once: of the cell, of that of the other months and of the season.
    pub(super) fn eaten(
        &self,
        column: &FoodColumn,
        row: &ReadRow<'_>,
        blank: Blank,
    ) -> Result<Eaten> {
        let read = |place| self.read_cell(place, column, row, blank);
        let eaten = read(column.column);
        let Some(season) = self.seasons.of_food(&column.food) else {
            return eaten;
        };
        let out_of_season = season.out_of_season.map(read).transpose();
        let months = season.months(row, self.table);
        let (eaten, (out_of_season, months)) = both(eaten, both(out_of_season, months))?;
        Ok(eaten.over_the_year(out_of_season, months))
    }

    /// How much a cell tells; nothing where it is missing.
    fn read_cell(
        &self,
        place: usize,
        column: &FoodColumn,
        row: &ReadRow<'_>,
        blank: Blank,
    ) -> Result<Eaten> {
        let cell = row.row.cell(place);
        if blank == Blank::NotEaten && cell.is_empty() {
            return Ok(column.nothing());
        }
        let missing = &self.table.reading.missing;
        let read = missing.read(cell, |cell| self.cells.read(cell, column));
        read.map(Option::unwrap_or_default)
            .map_err(|error| row.row.mistake(place, error))
    }
}
