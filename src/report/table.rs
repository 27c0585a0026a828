//! Tables.

use super::interval_bars::IntervalBars;
use super::mark::Mark;
use super::markup::Markup;

/// What a column holds, which decides on which side it is aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Words, with this heading.
    Words(String),
    /// Numbers, with this heading.
    Numbers(String),
    /// Pictures, with this heading.
    Pictures(String),
}

impl Column {
    fn parts(&self) -> (&str, &'static str) {
        match self {
            Self::Words(heading) => (heading, "words"),
            Self::Numbers(heading) => (heading, "number"),
            Self::Pictures(heading) => (heading, "picture"),
        }
    }
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words or a number.
    Text(String),
    /// A number with what belongs to it under it, smaller; that may be empty.
    Noted(String, String),
    /// A word with the mark of its points.
    Marked(Mark, String),
    /// Intervals, drawn.
    Intervals(IntervalBars),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Cell {
    fn render(&self, out: &mut Markup) {
        match self {
            Self::Text(text) => out.text(text),
            Self::Noted(text, note) => {
                out.text(text);
                if !note.is_empty() {
                    out.leaf("small", &[], note);
                }
            }
            Self::Marked(mark, word) => {
                mark.render_inline(out);
                out.text(word);
            }
            Self::Intervals(bars) => bars.render(out),
        }
    }
}

/// A table. The first cell of each row is its heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The columns, from the left.
    pub columns: Vec<Column>,
    /// The rows; cells without a column are left out.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table in a frame that scrolls sideways where the screen is narrow.
    pub(super) fn render(&self, out: &mut Markup) {
        let frame = [
            ("class", "scroll"),
            ("role", "region"),
            ("tabindex", "0"),
            ("aria-label", self.caption.as_str()),
        ];
        out.element("div", &frame, |out| {
            out.element("table", &[], |out| {
                out.leaf("caption", &[], &self.caption);
                out.element("thead", &[], |out| {
                    out.element("tr", &[], |out| {
                        for column in &self.columns {
                            let (heading, class) = column.parts();
                            out.leaf("th", &[("scope", "col"), ("class", class)], heading);
                        }
                    });
                });
                out.element("tbody", &[], |out| {
                    for row in &self.rows {
                        out.element("tr", &[], |out| self.render_row(row, out));
                    }
                });
            });
        });
    }

    fn render_row(&self, row: &[Cell], out: &mut Markup) {
        for (index, (cell, column)) in row.iter().zip(&self.columns).enumerate() {
            let (_, class) = column.parts();
            if index == 0 {
                let heading = [("scope", "row"), ("class", class)];
                out.element("th", &heading, |out| cell.render(out));
            } else {
                out.element("td", &[("class", class)], |out| cell.render(out));
            }
        }
    }
}
