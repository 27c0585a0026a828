//! A page: a title, an opening, sections, and where it comes from.

use super::chapter::Chapter;
use super::coefficients::CoefficientChart;
use super::depth_plot::DepthPlot;
use super::histogram::Histogram;
use super::markup::Markup;
use super::prose::{Callout, Fact, Language, Paragraph, Term, render_facts, render_terms};
use super::scatter::ScatterPlot;
use super::stacked_bars::StackedBars;
use super::sunburst::Sunburst;
use super::table::Table;

/// The style sheet, for screens small and large, light and dark, and paper.
const STYLE: &str = concat!(include_str!("style.css"), include_str!("pictures.css"));

/// Nothing may be loaded and nothing may run; the page is only to be read.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// Something that must not be overlooked.
    Callout(Callout),
    /// Numbers shown large, side by side.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
    /// Words with their meanings.
    Terms(Vec<Term>),
    /// Blocks behind a line that opens them; on paper they are open.
    Folded {
        /// The line.
        summary: String,
        /// What is behind it.
        blocks: Vec<Block>,
    },
    /// A part of a section that opens and closes.
    Chapter(Chapter),
    /// What wholes are made of.
    StackedBars(StackedBars),
    /// Predicted against measured.
    Scatter(ScatterPlot),
    /// Coefficients around zero.
    Coefficients(CoefficientChart),
    /// A tree as rings.
    Sunburst(Sunburst),
    /// Something against the depth of sequencing.
    DepthPlot(DepthPlot),
    /// How many there are of each size.
    Histogram(Histogram),
}

impl Block {
    pub(super) fn render(&self, out: &mut Markup) {
        match self {
            Self::Paragraph(paragraph) => paragraph.render(out),
            Self::Callout(callout) => callout.render(out),
            Self::Facts(facts) => render_facts(facts, out),
            Self::Table(table) => table.render(out),
            Self::Terms(terms) => render_terms(terms, out),
            Self::Folded { summary, blocks } => out.element("details", &[], |out| {
                out.leaf("summary", &[], summary);
                blocks.iter().for_each(|block| block.render(out));
            }),
            Self::Chapter(chapter) => chapter.render(out),
            Self::StackedBars(bars) => bars.render(out),
            Self::Scatter(plot) => plot.render(out),
            Self::Coefficients(chart) => chart.render(out),
            Self::Sunburst(sunburst) => sunburst.render(out),
            Self::DepthPlot(plot) => plot.render(out),
            Self::Histogram(histogram) => histogram.render(out),
        }
    }
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// The blocks, from the top.
    pub blocks: Vec<Block>,
}

/// A page that stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The language of the page as a whole.
    pub language: Language,
    /// A word or two above the title.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// One sentence under the title.
    pub lead: String,
    /// What stands before the first section.
    pub opening: Vec<Block>,
    /// The sections, from the top.
    pub sections: Vec<Section>,
    /// The last line: what made the page.
    pub colophon: String,
}

impl Page {
    /// The page as one HTML document.
    pub fn render(&self) -> String {
        let mut out = Markup::default();
        let language = self.language.tag();
        out.element("html", &[("lang", language)], |out| {
            out.element("head", &[], |out| self.render_head(out));
            out.element("body", &[], |out| {
                out.element("header", &[], |out| {
                    out.leaf("p", &[("class", "kicker")], &self.kicker);
                    out.leaf("h1", &[], &self.title);
                    out.leaf("p", &[("class", "lead")], &self.lead);
                });
                out.element("main", &[], |out| {
                    self.opening.iter().for_each(|block| block.render(out));
                    for section in &self.sections {
                        out.element("section", &[], |out| {
                            out.leaf("h2", &[], &section.heading);
                            section.blocks.iter().for_each(|block| block.render(out));
                        });
                    }
                });
                out.leaf("footer", &[], &self.colophon);
            });
        });
        out.into_document()
    }

    fn render_head(&self, out: &mut Markup) {
        out.void("meta", &[("charset", "utf-8")]);
        let policy = [
            ("http-equiv", "Content-Security-Policy"),
            ("content", POLICY),
        ];
        out.void("meta", &policy);
        let viewport = "width=device-width, initial-scale=1";
        out.void("meta", &[("name", "viewport"), ("content", viewport)]);
        out.void(
            "meta",
            &[("name", "color-scheme"), ("content", "light dark")],
        );
        out.leaf("title", &[], &self.title);
        out.style(STYLE);
    }
}
