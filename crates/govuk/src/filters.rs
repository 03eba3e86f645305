//! The one filter bar: a form sent by GET, so that a filtered list has an address.

use crate::html::{Component, Html, component};

/// A filter bar. Its fields are other components.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    action: String,
    fields: Vec<Html>,
    active: bool,
    sent: Option<(String, Html)>,
}

impl Filters {
    /// A bar that filters the page at `action`.
    pub fn new(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<Html>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Sends the form by POST to `target` with these hidden fields: for words that must not stand in an address, such as names.
    #[must_use]
    pub fn sent(mut self, target: &str, hidden: Html) -> Self {
        self.sent = Some((target.to_owned(), hidden));
        self
    }

    /// Shows the link that clears the filters.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }
}

impl Component for Filters {
    fn write(&self, out: &mut Html) {
        let (method, target) = match &self.sent {
            Some((target, _)) => ("post", target),
            None => ("get", &self.action),
        };
        out.raw("<form class=\"trellis-filters\" role=\"search\"")
            .attribute("method", method)
            .attribute("action", target)
            .raw(">");
        if let Some((_, hidden)) = &self.sent {
            out.html(hidden);
        }
        out.raw("<div class=\"trellis-filters__fields\">");
        for field in &self.fields {
            out.html(field);
        }
        out.raw("</div><div class=\"trellis-actions\"><button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Apply filters</button>");
        if self.active {
            out.raw("<a class=\"govuk-link\"")
                .attribute("href", &self.action)
                .raw(">Clear filters</a>");
        }
        out.raw("</div></form>");
    }
}
component!(Filters);
