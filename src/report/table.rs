//! Tables.

use super::markup::Markup;

/// What a column holds, which decides on which side it is aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Words, with this heading.
    Words(String),
    /// Numbers, with this heading.
    Numbers(String),
}

impl Column {
    fn parts(&self) -> (&str, &'static str) {
        match self {
            Self::Words(heading) => (heading, "words"),
            Self::Numbers(heading) => (heading, "number"),
        }
    }
}

/// A table. The first cell of each row is its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The columns, from the left.
    pub columns: Vec<Column>,
    /// The rows; cells without a column are left out.
    pub rows: Vec<Vec<String>>,
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

    fn render_row(&self, row: &[String], out: &mut Markup) {
        for (index, (cell, column)) in row.iter().zip(&self.columns).enumerate() {
            let (_, class) = column.parts();
            if index == 0 {
                out.leaf("th", &[("scope", "row"), ("class", class)], cell);
            } else {
                out.leaf("td", &[("class", class)], cell);
            }
        }
    }
}

/// Tables behind a line that opens them.
pub(super) fn render_folded(summary: &str, tables: &[Table], out: &mut Markup) {
    out.element("details", &[], |out| {
        out.leaf("summary", &[], summary);
        tables.iter().for_each(|table| table.render(out));
    });
}
