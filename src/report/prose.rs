//! What is said in words: paragraphs, call-outs, single facts.

use super::mark::Mark;
use super::markup::Markup;
use super::palette::Fill;

/// The language a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

impl Language {
    /// Its tag in the `lang` attribute (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The language of this paragraph.
    pub language: Language,
    /// The text.
    pub text: String,
}

impl Paragraph {
    /// A paragraph in English.
    pub fn english(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            language: Language::English,
            text,
        }
    }

    /// A paragraph in Japanese.
    pub fn japanese(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            language: Language::Japanese,
            text,
        }
    }

    pub(super) fn render(&self, out: &mut Markup) {
        out.leaf("p", &[("lang", self.language.tag())], &self.text);
    }
}

/// Something that must not be overlooked, such as that data are simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout {
    /// A few words.
    pub title: String,
    /// What they mean for the reader.
    pub text: String,
}

impl Callout {
    pub(super) fn render(&self, out: &mut Markup) {
        let attributes = [("class", "callout"), ("role", "note")];
        out.element("aside", &attributes, |out| {
            out.leaf("p", &[("class", "callout-title")], &self.title);
            out.leaf("p", &[], &self.text);
        });
    }
}

/// One number with its name, shown large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What the number is.
    pub label: String,
    /// The number with its unit, as it is to be printed.
    pub value: String,
    /// What to compare it with; may be empty.
    pub note: String,
}

/// Renders facts side by side.
pub(super) fn render_facts(facts: &[Fact], out: &mut Markup) {
    out.element("dl", &[("class", "facts")], |out| {
        for fact in facts {
            out.element("div", &[], |out| {
                out.leaf("dt", &[], &fact.label);
                out.leaf("dd", &[("class", "fact-value")], &fact.value);
                if !fact.note.is_empty() {
                    out.leaf("dd", &[("class", "fact-note")], &fact.note);
                }
            });
        }
    });
}

/// How a word looks in the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Not at all.
    None,
    /// A part with this fill.
    Swatch(Fill),
    /// A point with this mark.
    Point(Mark),
}

impl Sign {
    pub(super) fn render(self, out: &mut Markup) {
        match self {
            Self::None => {}
            Self::Swatch(fill) => {
                let swatch = format!("swatch {}", fill.class());
                out.leaf("span", &[("class", &swatch), ("aria-hidden", "true")], "");
            }
            Self::Point(mark) => mark.render_inline(out),
        }
    }
}

/// A word with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// How it looks in the pictures.
    pub sign: Sign,
    /// The word.
    pub word: String,
    /// What it means, in plain words.
    pub meaning: String,
}

/// Renders words with their meanings.
pub(super) fn render_terms(terms: &[Term], out: &mut Markup) {
    out.element("dl", &[("class", "terms")], |out| {
        for term in terms {
            out.element("div", &[], |out| {
                out.element("dt", &[], |out| {
                    term.sign.render(out);
                    out.text(&term.word);
                });
                out.leaf("dd", &[], &term.meaning);
            });
        }
    });
}
