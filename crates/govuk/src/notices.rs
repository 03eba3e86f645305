//! What a page tells: errors, confirmations, warnings, states.

use crate::html::{Component, Html, component};
use kernel::Problems;

/// The summary of problems at the top of a form; takes focus. Writes nothing when there are none.
#[derive(Clone, Debug, Default)]
pub struct ErrorSummary {
    problems: Problems,
    title: String,
}

impl ErrorSummary {
    /// The summary of these problems.
    pub fn new(problems: &Problems) -> Self {
        Self {
            problems: problems.clone(),
            title: "There is a problem".to_owned(),
        }
    }

    /// Under other words, on a page in another language.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// In the order in which their fields stand among these; a problem of none of them stays where it is, before them.
    #[must_use]
    pub fn in_order_of(mut self, fields: &[Html]) -> Self {
        let page: String = fields.iter().map(ToString::to_string).collect();
        self.problems.0.sort_by_cached_key(|problem| {
            let place = page.find(&format!("id=\"{}\"", problem.field));
            place.map_or(0, |place| place.saturating_add(1))
        });
        self
    }
}

impl Component for ErrorSummary {
    fn write(&self, out: &mut Html) {
        if self.problems.is_empty() {
            return;
        }
        out.raw(
            "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\"><div role=\"alert\">",
        );
        out.raw("<h2 class=\"govuk-error-summary__title\">")
            .escape(&self.title)
            .raw("</h2><div class=\"govuk-error-summary__body\">");
        out.raw("<ul class=\"govuk-list govuk-error-summary__list\">");
        for problem in &self.problems.0 {
            out.raw("<li>");
            if problem.field.is_empty() {
                out.escape(&problem.message);
            } else {
                out.raw("<a")
                    .attribute("href", &format!("#{}", problem.field))
                    .raw(">")
                    .escape(&problem.message)
                    .raw("</a>");
            }
            out.raw("</li>");
        }
        out.raw("</ul></div></div></div>");
    }
}
component!(ErrorSummary);

/// What happened to what the person did, at the top of the next page.
#[derive(Clone, Debug, Default)]
pub struct Banner {
    text: String,
    success: bool,
}

impl Banner {
    /// Something worked.
    pub fn success(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            success: true,
        }
    }

    /// Something to know.
    pub fn important(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            success: false,
        }
    }
}

impl Component for Banner {
    fn write(&self, out: &mut Html) {
        if self.text.is_empty() {
            return;
        }
        let (class, role, title) = if self.success {
            (
                "govuk-notification-banner govuk-notification-banner--success",
                "alert",
                "Done",
            )
        } else {
            ("govuk-notification-banner", "region", "Important")
        };
        out.raw("<div data-module=\"govuk-notification-banner\" aria-labelledby=\"banner-title\"")
            .attribute("class", class)
            .attribute("role", role);
        out.raw("><div class=\"govuk-notification-banner__header\"><h2 class=\"govuk-notification-banner__title\" id=\"banner-title\">").raw(title);
        out.raw("</h2></div><div class=\"govuk-notification-banner__content\"><p class=\"govuk-notification-banner__heading\">");
        out.escape(&self.text).raw("</p></div></div>");
    }
}
component!(Banner);

/// A paragraph set apart.
#[derive(Clone, Debug, Default)]
pub struct InsetText(String);

impl InsetText {
    /// The paragraph.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Component for InsetText {
    fn write(&self, out: &mut Html) {
        out.raw("<div class=\"govuk-inset-text\">")
            .escape(&self.0)
            .raw("</div>");
    }
}
component!(InsetText);

/// Something with consequences.
#[derive(Clone, Debug, Default)]
pub struct Warning(String);

impl Warning {
    /// The warning.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Component for Warning {
    fn write(&self, out: &mut Html) {
        out.raw("<div class=\"govuk-warning-text\"><span class=\"govuk-warning-text__icon\" aria-hidden=\"true\">!</span>");
        out.raw("<strong class=\"govuk-warning-text__text\"><span class=\"govuk-visually-hidden\">Warning</span> ");
        out.escape(&self.0).raw("</strong></div>");
    }
}
component!(Warning);

/// The end of a journey.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    title: String,
    text: String,
}

impl Panel {
    /// A panel whose title is the page's heading.
    pub fn new(title: &str, text: &str) -> Self {
        Self {
            title: title.to_owned(),
            text: text.to_owned(),
        }
    }
}

impl Component for Panel {
    fn write(&self, out: &mut Html) {
        out.raw("<div class=\"govuk-panel govuk-panel--confirmation\"><h1 class=\"govuk-panel__title\">")
            .escape(&self.title)
            .raw("</h1>");
        if !self.text.is_empty() {
            out.raw("<div class=\"govuk-panel__body\">")
                .escape(&self.text)
                .raw("</div>");
        }
        out.raw("</div>");
    }
}
component!(Panel);

/// A state in one or two words. The colour only repeats the words.
#[derive(Clone, Debug, Default)]
pub struct Tag {
    text: String,
    colour: &'static str,
}

impl Tag {
    /// A tag in `colour`: `grey`, `green`, `teal`, `blue`, `purple`, `red`, `orange`, `yellow`.
    pub fn new(text: &str, colour: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            colour,
        }
    }
}

impl Component for Tag {
    fn write(&self, out: &mut Html) {
        out.raw("<strong class=\"govuk-tag govuk-tag--")
            .raw(self.colour)
            .raw("\">")
            .escape(&self.text)
            .raw("</strong>");
    }
}
component!(Tag);

/// Text that opens on demand.
#[derive(Clone, Debug, Default)]
pub struct Details {
    summary: String,
    body: Html,
}

impl Details {
    /// `summary` opens `body`.
    pub fn new(summary: &str, body: Html) -> Self {
        Self {
            summary: summary.to_owned(),
            body,
        }
    }
}

impl Component for Details {
    fn write(&self, out: &mut Html) {
        out.raw("<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">");
        out.escape(&self.summary)
            .raw("</span></summary><div class=\"govuk-details__text\">")
            .html(&self.body)
            .raw("</div></details>");
    }
}
component!(Details);
