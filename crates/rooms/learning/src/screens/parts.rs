//! The one page of this room: a heading and parts under it, all of them components of the house.

use askama::Template;
use govuk::{Banner, Button, ErrorSummary, Html};
use kernel::Problems;

/// A page.
#[derive(Template, Default)]
#[template(path = "page.html")]
pub(crate) struct Page {
    pub(crate) banner: Html,
    pub(crate) summary: ErrorSummary,
    pub(crate) caption: String,
    pub(crate) heading: String,
    pub(crate) parts: Vec<Part>,
}

/// Something on a page.
pub(crate) enum Part {
    /// A component.
    Html(Html),
    /// A heading of the second level.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    Bullets(Vec<String>),
    /// A list of links: address, words.
    Links(Vec<(String, String)>),
    /// Buttons side by side.
    Actions(Vec<Button>),
    /// A form.
    Form(FormPart),
}

/// A form.
#[derive(Default)]
pub(crate) struct FormPart {
    pub(crate) action: String,
    /// It asks for another page and changes nothing: it is sent by GET, so that Back leads to it.
    pub(crate) asks: bool,
    /// Token and submission id.
    pub(crate) hidden: Html,
    /// Hidden fields.
    pub(crate) values: Vec<(String, String)>,
    /// A field that people do not see and machines fill in.
    pub(crate) trap: bool,
    pub(crate) fields: Vec<Html>,
    pub(crate) buttons: Vec<Button>,
}

impl Page {
    /// A page under a heading.
    pub(crate) fn new(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            ..Self::default()
        }
    }

    /// A line above the heading.
    #[must_use]
    pub(crate) fn caption(mut self, text: &str) -> Self {
        text.clone_into(&mut self.caption);
        self
    }

    /// The summary of what is wrong.
    #[must_use]
    pub(crate) fn problems(mut self, problems: &Problems) -> Self {
        self.summary = ErrorSummary::new(problems);
        self
    }

    /// What happened to what the person did.
    #[must_use]
    pub(crate) fn done(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.banner = Html::from(&Banner::success(text));
        }
        self
    }

    /// Adds a part. What is wrong in a form is listed in the order of its fields.
    #[must_use]
    pub(crate) fn with(mut self, part: Part) -> Self {
        if let Part::Form(form) = &part {
            self.summary = std::mem::take(&mut self.summary).in_order_of(&form.fields);
        }
        self.parts.push(part);
        self
    }

    /// Adds a component.
    #[must_use]
    pub(crate) fn html(self, html: impl Into<Html>) -> Self {
        self.with(Part::Html(html.into()))
    }

    /// Adds a heading.
    #[must_use]
    pub(crate) fn heading(self, text: &str) -> Self {
        self.with(Part::Heading(text.to_owned()))
    }

    /// Adds a paragraph, unless it is empty.
    #[must_use]
    pub(crate) fn text(self, text: &str) -> Self {
        if text.is_empty() {
            self
        } else {
            self.with(Part::Text(text.to_owned()))
        }
    }
}

impl FormPart {
    /// A form that asks for the page at `action`.
    pub(crate) fn asking(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            asks: true,
            ..Self::default()
        }
    }

    /// A form sent to `action`.
    pub(crate) fn new(action: &str, hidden: &Html) -> Self {
        Self {
            action: action.to_owned(),
            hidden: hidden.clone(),
            ..Self::default()
        }
    }

    /// Adds a hidden field.
    #[must_use]
    pub(crate) fn value(mut self, name: &str, value: &str) -> Self {
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a field.
    #[must_use]
    pub(crate) fn field(mut self, field: impl Into<Html>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Adds a button.
    #[must_use]
    pub(crate) fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }
}
