//! A part of a section that opens and closes.

use super::markup::Markup;
use super::page::{Block, Section};

/// Whether a chapter is open when the page is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// Its content is seen.
    Open,
    /// Only its heading is seen.
    Closed,
}

/// A part of a section with sections of its own, such as one sample of many. On
/// paper it stays as the reader left it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The name by which links on the page lead here.
    pub anchor: String,
    /// The heading, which opens and closes it.
    pub heading: String,
    /// What is worth knowing while it is closed.
    pub note: String,
    /// Whether it starts open.
    pub leaf: Leaf,
    /// What stands before its first section.
    pub opening: Vec<Block>,
    /// Its sections.
    pub sections: Vec<Section>,
}

impl Chapter {
    pub(super) fn render(&self, out: &mut Markup) {
        let mut attributes = vec![("class", "chapter")];
        if self.leaf == Leaf::Open {
            attributes.push(("open", ""));
        }
        out.element("details", &attributes, |out| {
            out.element("summary", &[], |out| {
                out.leaf("h3", &[], &self.heading);
                out.leaf("span", &[("class", "chapter-note")], &self.note);
            });
            // A link to what is inside opens the chapter without a script.
            out.element("div", &[("id", &self.anchor)], |out| {
                self.opening.iter().for_each(|block| block.render(out));
                for section in &self.sections {
                    out.leaf("h4", &[], &section.heading);
                    section.blocks.iter().for_each(|block| block.render(out));
                }
            });
        });
    }
}
