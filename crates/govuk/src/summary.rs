//! A record's facts as key and value, each with its change link.

use crate::html::{Component, Html, component};

/// A summary list.
#[derive(Clone, Debug, Default)]
pub struct SummaryList(Vec<Fact>);

#[derive(Clone, Debug)]
struct Fact {
    key: String,
    value: Html,
    action: Option<(String, String)>,
}

impl SummaryList {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// A fact as text.
    #[must_use]
    pub fn row(mut self, key: &str, value: &str) -> Self {
        self.0.push(Fact {
            key: key.to_owned(),
            value: Html::text(value),
            action: None,
        });
        self
    }

    /// A fact as markup.
    #[must_use]
    pub fn html(mut self, key: &str, value: impl Into<Html>) -> Self {
        self.0.push(Fact {
            key: key.to_owned(),
            value: value.into(),
            action: None,
        });
        self
    }

    /// A fact with a link to change it.
    #[must_use]
    pub fn change(mut self, key: &str, value: &str, href: &str, word: &str) -> Self {
        self.0.push(Fact {
            key: key.to_owned(),
            value: Html::text(value),
            action: Some((href.to_owned(), word.to_owned())),
        });
        self
    }
}

impl Component for SummaryList {
    fn write(&self, out: &mut Html) {
        out.raw("<dl class=\"govuk-summary-list\">");
        for Fact { key, value, action } in &self.0 {
            out.raw("<div class=\"govuk-summary-list__row");
            if action.is_none() {
                out.raw(" govuk-summary-list__row--no-actions");
            }
            out.raw("\"><dt class=\"govuk-summary-list__key\">")
                .escape(key)
                .raw("</dt><dd class=\"govuk-summary-list__value\">");
            out.html(value).raw("</dd>");
            if let Some((href, word)) = action {
                out.raw("<dd class=\"govuk-summary-list__actions\"><a class=\"govuk-link\"")
                    .attribute("href", href)
                    .raw(">")
                    .escape(word);
                out.raw("<span class=\"govuk-visually-hidden\"> ")
                    .escape(&key.to_lowercase())
                    .raw("</span></a></dd>");
            }
            out.raw("</div>");
        }
        out.raw("</dl>");
    }
}
component!(SummaryList);
