//! Ways back, and on to the next page of a list.

use crate::html::{Component, Html, component};

/// A link to where the person came from.
#[derive(Clone, Debug, Default)]
pub struct BackLink {
    href: String,
    text: String,
}

impl BackLink {
    /// A link back.
    pub fn new(href: &str, text: &str) -> Self {
        Self {
            href: href.to_owned(),
            text: text.to_owned(),
        }
    }
}

impl Component for BackLink {
    fn write(&self, out: &mut Html) {
        out.raw("<a class=\"govuk-back-link\"")
            .attribute("href", &self.href)
            .raw(">")
            .escape(&self.text)
            .raw("</a>");
    }
}
component!(BackLink);

/// The places above this page: (address, name), outermost first.
#[derive(Clone, Debug, Default)]
pub struct Breadcrumbs(Vec<(String, String)>);

impl Breadcrumbs {
    /// No places yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a place.
    #[must_use]
    pub fn to(mut self, href: &str, text: &str) -> Self {
        self.0.push((href.to_owned(), text.to_owned()));
        self
    }
}

impl Component for Breadcrumbs {
    fn write(&self, out: &mut Html) {
        out.raw("<nav class=\"govuk-breadcrumbs\" aria-label=\"Breadcrumb\"><ol class=\"govuk-breadcrumbs__list\">");
        for (href, text) in &self.0 {
            out.raw("<li class=\"govuk-breadcrumbs__list-item\"><a class=\"govuk-breadcrumbs__link\"")
                .attribute("href", href);
            out.raw(">").escape(text).raw("</a></li>");
        }
        out.raw("</ol></nav>");
    }
}
component!(Breadcrumbs);

/// Links to the page before and the page after in a list read by key.
#[derive(Clone, Debug, Default)]
pub struct Pagination {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

impl Pagination {
    /// Addresses of the pages before and after, where there are any.
    pub fn new(previous: Option<String>, next: Option<String>) -> Self {
        Self {
            first: None,
            previous,
            next,
        }
    }

    /// Offers the way back to the first page, in lists that are read in one direction only.
    #[must_use]
    pub fn first(mut self, first: Option<String>) -> Self {
        self.first = first;
        self
    }
}

impl Component for Pagination {
    fn write(&self, out: &mut Html) {
        if self.first.is_none() && self.previous.is_none() && self.next.is_none() {
            return;
        }
        out.raw("<nav class=\"govuk-pagination\" aria-label=\"Pagination\">");
        for (href, class, rel, text) in [
            (&self.first, "prev", "first", "First page"),
            (&self.previous, "prev", "prev", "Previous page"),
            (&self.next, "next", "next", "Next page"),
        ] {
            if let Some(href) = href {
                out.raw("<div class=\"govuk-pagination__")
                    .raw(class)
                    .raw("\"><a class=\"govuk-link govuk-pagination__link\"");
                out.attribute("href", href)
                    .attribute("rel", rel)
                    .raw("><span class=\"govuk-pagination__link-title\">");
                out.raw(text).raw("</span></a></div>");
            }
        }
        out.raw("</nav>");
    }
}
component!(Pagination);
