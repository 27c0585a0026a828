//! Writing markup that cannot be unbalanced or unescaped.

/// Markup being written. Elements close themselves, text and attributes are
/// escaped, and there is no way to write raw markup but [`Markup::style`].
#[derive(Debug, Default)]
pub(super) struct Markup {
    html: String,
}

impl Markup {
    /// An element with what `content` writes inside.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        content(self);
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        if ends_a_line(name) {
            self.html.push('\n');
        }
    }

    /// An element that holds text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |inner| inner.text(text));
    }

    /// An HTML element that has no end tag, such as `meta`.
    pub(super) fn void(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.html.push('\n');
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) {
        escape(text, &mut self.html);
    }

    /// A style sheet of this program, never of a user.
    pub(super) fn style(&mut self, css: &'static str) {
        self.html.push_str("<style>\n");
        self.html.push_str(css);
        self.html.push_str("</style>\n");
    }

    /// The document with its type.
    pub(super) fn into_document(self) -> String {
        format!("<!DOCTYPE html>\n{}", self.html)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.html.push('<');
        self.html.push_str(name);
        for (key, value) in attributes {
            self.html.push(' ');
            self.html.push_str(key);
            self.html.push_str("=\"");
            escape(value, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
    }
}

/// Block-level elements end their line, so that a page reads as text too.
fn ends_a_line(name: &str) -> bool {
    !matches!(
        name,
        "span"
            | "strong"
            | "em"
            | "title"
            | "small"
            | "th"
            | "td"
            | "b"
            | "i"
            | "a"
            | "text"
            | "textPath"
    )
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            // Control characters have no place in HTML.
            control if control.is_control() => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut markup = Markup::default();
        markup.leaf("p", &[("title", "\"a\" & 'b'")], "<script>\u{0}</script>");
        assert_eq!(
            markup.html,
            "<p title=\"&quot;a&quot; &amp; &#39;b&#39;\">&lt;script&gt;\u{FFFD}&lt;/script&gt;</p>\n"
        );
    }
}
