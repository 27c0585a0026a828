//! Plain pages for people: one HTML file, pictures inside, nothing to load.
//!
//! A [`Page`] is a list of [`Section`]s, and a section is a list of [`Block`]s:
//! paragraphs, call-outs, tables, pictures. A page opens from a mail attachment,
//! reads on a phone, in the dark and in print, and needs no script and no
//! network. Each picture is an inline SVG with a name for those who cannot see
//! it, and its numbers also stand in a table.
//!
//! Markup is balanced and text is escaped by construction (see
//! `report/markup.rs`); colours are those of Okabe and Ito (2008), which people
//! with any kind of colour vision tell apart. The same input gives the same
//! bytes: no clock is read.
//!
//! ```
//! use nuka::report::{Block, Language, Page, Paragraph, Section};
//!
//! let page = Page {
//!     language: Language::English,
//!     kicker: "nuka".to_owned(),
//!     title: "Fibre & friends".to_owned(),
//!     lead: "A page with one paragraph.".to_owned(),
//!     opening: Vec::new(),
//!     sections: vec![Section {
//!         heading: "What was eaten".to_owned(),
//!         blocks: vec![Block::Paragraph(Paragraph::english("Barley, < 50 g a day."))],
//!     }],
//!     colophon: "Made for a doctest.".to_owned(),
//! };
//! let html = page.render();
//! assert!(html.contains("<h1>Fibre &amp; friends</h1>"));
//! assert!(html.contains("Barley, &lt; 50 g a day."));
//! ```

pub mod demo;
pub mod profile;

mod page;

mod chapter;
mod coefficients;
mod depth_plot;
mod histogram;
mod interval_bars;
mod prose;
mod scatter;
mod stacked_bars;
mod sunburst;
mod table;

mod axis;
mod drawing;
mod mark;
mod markup;
mod number;
mod palette;
mod sector;

pub use chapter::{Chapter, Leaf};
pub use coefficients::{CoefficientChart, CoefficientRow};
pub use depth_plot::{DepthPlot, DepthPoint, DepthSeries};
pub use histogram::{Histogram, HistogramColumn};
pub use interval_bars::{IntervalBar, IntervalBars};
pub use mark::Mark;
pub use number::count;
pub use page::{Block, Page, Section};
pub use palette::Fill;
pub use prose::{Callout, Fact, Language, Paragraph, Sign, Term};
pub use scatter::{ScatterPlot, ScatterPoint};
pub use stacked_bars::{BarKey, BarRow, StackedBars};
pub use sunburst::{RingArc, Sunburst, SunburstKey};
pub use table::{Cell, Column, Table};
