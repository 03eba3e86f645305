//! A page as a heading and parts under it, all of them components of the house: what most screens of a room are made of.

use crate::{Answer, Desk, Failure};
use access::Action;
use askama::Template;
use govuk::{Banner, Breadcrumbs, Button, ErrorSummary, Html};
use http::StatusCode;
use kernel::Problems;

/// A page.
#[derive(Template, Default)]
#[template(path = "page.html")]
pub struct Page {
    /// What happened to what the person did.
    pub banner: Html,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// A line above the heading.
    pub caption: String,
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub parts: Vec<Part>,
}

/// Something on a page.
pub enum Part {
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
pub struct FormPart {
    /// Where it is sent.
    pub action: String,
    /// It asks for another page and changes nothing: it is sent by GET, so that Back leads to it.
    pub asks: bool,
    /// Token and submission id.
    pub hidden: Html,
    /// Hidden fields.
    pub values: Vec<(String, String)>,
    /// A field that people do not see and machines fill in.
    pub trap: bool,
    /// It may carry a file.
    pub takes_file: bool,
    /// Its fields.
    pub fields: Vec<Html>,
    /// Its buttons.
    pub buttons: Vec<Button>,
}

impl Page {
    /// A page under a heading.
    pub fn new(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            ..Self::default()
        }
    }

    /// A line above the heading.
    #[must_use]
    pub fn caption(mut self, text: &str) -> Self {
        text.clone_into(&mut self.caption);
        self
    }

    /// The summary of what is wrong.
    #[must_use]
    pub fn problems(mut self, problems: &Problems) -> Self {
        self.summary = ErrorSummary::new(problems);
        self
    }

    /// What happened to what the person did.
    #[must_use]
    pub fn done(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.banner = Html::from(&Banner::success(text));
        }
        self
    }

    /// Adds a part. What is wrong in a form is listed in the order of its fields.
    #[must_use]
    pub fn with(mut self, part: Part) -> Self {
        if let Part::Form(form) = &part {
            self.summary = std::mem::take(&mut self.summary).in_order_of(&form.fields);
        }
        self.parts.push(part);
        self
    }

    /// Adds a component.
    #[must_use]
    pub fn html(self, html: impl Into<Html>) -> Self {
        self.with(Part::Html(html.into()))
    }

    /// Adds a heading.
    #[must_use]
    pub fn heading(self, text: &str) -> Self {
        self.with(Part::Heading(text.to_owned()))
    }

    /// Adds a paragraph, unless it is empty.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        if text.is_empty() {
            self
        } else {
            self.with(Part::Text(text.to_owned()))
        }
    }
}

impl FormPart {
    /// A form that asks for the page at `action`.
    pub fn asking(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            asks: true,
            ..Self::default()
        }
    }

    /// A form sent to `action`.
    pub fn new(action: &str, hidden: &Html) -> Self {
        Self {
            action: action.to_owned(),
            hidden: hidden.clone(),
            ..Self::default()
        }
    }

    /// Adds a hidden field.
    #[must_use]
    pub fn value(mut self, name: &str, value: &str) -> Self {
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<Html>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Its hidden parts.
    pub fn inside(&self) -> Html {
        self.values
            .iter()
            .fold(self.hidden.clone(), |html, (name, value)| {
                html.and(&Html::hidden(name, value))
            })
    }

    /// Adds a button.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }
}

/// The page with a trail of places above it: (address, name), outermost first.
pub fn under<A: Action>(
    desk: &Desk<A>,
    title: &str,
    page: &Page,
    places: &Places<impl AsRef<str>>,
) -> Answer {
    placed(desk, title, page, places)?.answer()
}

/// The same page with problems: 422.
pub fn wrong<A: Action>(
    desk: &Desk<A>,
    title: &str,
    page: &Page,
    places: &Places<impl AsRef<str>>,
) -> Answer {
    placed(desk, title, page, places)?.with_problems().answer()
}

/// The same page, because somebody else changed first what it is about: 409.
pub fn changed<A: Action>(
    desk: &Desk<A>,
    title: &str,
    page: &Page,
    places: &Places<impl AsRef<str>>,
) -> Answer {
    placed(desk, title, page, places)?
        .status(StatusCode::CONFLICT)
        .answer()
}

/// Places above a page: (address, name), outermost first.
pub type Places<'n, P> = [(P, &'n str)];

/// Of a page that stands in the menu: no place is above it.
pub const TOP: &[(&str, &str)] = &[];

fn placed<A: Action>(
    desk: &Desk<A>,
    title: &str,
    page: &Page,
    places: &Places<impl AsRef<str>>,
) -> Result<crate::Page, Failure> {
    let trail = places.iter().fold(Breadcrumbs::new(), |trail, (href, text)| {
        trail.to(href.as_ref(), text)
    });
    Ok(crate::Page::new(desk, title, page)?.above(&trail))
}
