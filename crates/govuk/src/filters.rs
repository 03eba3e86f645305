//! The one filter bar: a form sent by GET, so that a filtered list has an address.

use crate::html::{Component, Html, component};

/// A filter bar. Its fields are other components.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    action: String,
    fields: Vec<Html>,
    active: bool,
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

    /// Shows the link that clears the filters.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }
}

impl Component for Filters {
    fn write(&self, out: &mut Html) {
        out.raw("<form method=\"get\" class=\"trellis-filters\" role=\"search\"")
            .attribute("action", &self.action)
            .raw("><div class=\"trellis-filters__fields\">");
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
