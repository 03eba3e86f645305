//! Markup that is already escaped, and the small writer that makes it.

use std::fmt::{self, Display, Write};

/// Escaped markup. Only components of this crate make it, so a template may print it as it is.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Html(String);

impl Html {
    /// The markup of a component.
    pub fn of(component: &(impl Component + ?Sized)) -> Self {
        let mut out = Self::default();
        component.write(&mut out);
        out
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Self {
        let mut out = Self::default();
        out.escape(text);
        out
    }

    /// A link inside the service.
    pub fn link(href: &str, text: &str) -> Self {
        let mut out = Self::default();
        out.raw("<a class=\"govuk-link\"")
            .attribute("href", href)
            .raw(">")
            .escape(text)
            .raw("</a>");
        out
    }

    /// A link that says to those who hear it what it is about, as rows of a list repeat the same word.
    pub fn link_about(href: &str, text: &str, about: &str) -> Self {
        let mut out = Self::default();
        out.raw("<a class=\"govuk-link\"")
            .attribute("href", href)
            .raw(">")
            .escape(text)
            .raw("<span class=\"govuk-visually-hidden\"> ")
            .escape(about)
            .raw("</span></a>");
        out
    }

    /// Words for those who hear the page alone, where those who see it have them from the place they stand in.
    pub fn unseen(text: &str) -> Self {
        let mut out = Self::default();
        out.raw("<span class=\"govuk-visually-hidden\">")
            .escape(text)
            .raw("</span>");
        out
    }

    /// Words of somebody else, as they were written.
    pub fn quotation(words: &str) -> Self {
        let mut out = Self::default();
        out.raw("<blockquote class=\"govuk-inset-text\"><p class=\"govuk-body trellis-words\">")
            .escape(words)
            .raw("</p></blockquote>");
        out
    }

    /// A hidden form field.
    pub fn hidden(name: &str, value: &str) -> Self {
        let mut out = Self::default();
        out.raw("<input type=\"hidden\"")
            .attribute("name", name)
            .attribute("value", value)
            .raw(">");
        out
    }

    /// A sign to the page's script: what was half typed goes after so many seconds without a touch.
    pub fn clears(seconds: u32) -> Self {
        let mut out = Self::default();
        out.raw("<div hidden data-clear-seconds=\"")
            .put(seconds)
            .raw("\"></div>");
        out
    }

    /// Several pieces in a row.
    #[must_use]
    pub fn and(mut self, more: &Self) -> Self {
        self.0.push_str(&more.0);
        self
    }

    /// Inline SVG drawn by one of our own drawing functions (a QR code). Refused (empty) if it holds a script,
    /// a style or an event handler.
    pub fn drawing(svg: &str) -> Self {
        let plain = svg.to_ascii_lowercase();
        let clean = plain.trim_start().starts_with("<svg")
            && ![
                "<script",
                "<style",
                "<foreignobject",
                "javascript:",
                " on",
                "style=",
            ]
            .iter()
            .any(|bad| plain.contains(bad));
        if clean {
            Self(svg.to_owned())
        } else {
            Self::default()
        }
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    pub(crate) fn escape(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        self.escape(value);
        self.0.push('"');
        self
    }

    pub(crate) fn put(&mut self, number: impl Display) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{number}");
        self
    }

    pub(crate) fn html(&mut self, html: &Self) -> &mut Self {
        self.0.push_str(&html.0);
        self
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Something that writes its own markup.
pub trait Component {
    /// Writes the markup.
    fn write(&self, out: &mut Html);
}

/// Lets a component stand in a template as `{{ component }}`.
macro_rules! component {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::html::Html::of(self).as_str())
            }
        }
        impl askama::filters::HtmlSafe for $name {}
        impl From<&$name> for $crate::html::Html {
            fn from(component: &$name) -> Self {
                Self::of(component)
            }
        }
    };
}
pub(crate) use component;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        assert_eq!(Html::text("<b>\"'&").as_str(), "&lt;b&gt;&quot;&#39;&amp;");
        assert_eq!(Html::drawing("<svg onload=x>").as_str(), "");
        assert_eq!(Html::drawing("<svg><script>1</script></svg>").as_str(), "");
        assert!(
            !Html::drawing("<svg viewBox=\"0 0 1 1\"></svg>")
                .as_str()
                .is_empty()
        );
    }
}
