//! The two shapes most pages of this room have: a form, and a list.

use askama::Template;
use audit::Part;
use axum::response::{IntoResponse, Response};
use front::Page;
use govuk::{Banner, Cell, ErrorSummary, Html, Table, Warning};
use http::{HeaderValue, StatusCode, header};
use kernel::{Fault, Id, Problems, Refusal};
use store::Tx;

/// A page with one form.
#[derive(Template, Default)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    pub(crate) title: String,
    pub(crate) notice: Html,
    pub(crate) problems: Html,
    pub(crate) lead: Vec<String>,
    pub(crate) above: Html,
    pub(crate) action: String,
    pub(crate) hidden: Html,
    pub(crate) fields: Vec<Html>,
    pub(crate) button: Html,
    pub(crate) below: Vec<Html>,
}

/// A page with a list.
#[derive(Template, Default)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) title: String,
    pub(crate) notice: Html,
    pub(crate) problems: Html,
    pub(crate) lead: Vec<String>,
    pub(crate) links: Vec<Html>,
    pub(crate) filters: Html,
    pub(crate) tables: Vec<Html>,
    pub(crate) pages: Html,
    pub(crate) below: Vec<Html>,
}

/// The summary of problems; nothing when there are none.
pub(crate) fn summary(problems: &Problems) -> Html {
    Html::of(&ErrorSummary::new(problems))
}

/// What has just been done, from the `done` word of the address; only known words are shown.
pub(crate) fn done(word: &str, known: &[(&str, &str)]) -> Html {
    known
        .iter()
        .find(|(name, _)| *name == word)
        .map_or_else(Html::default, |(_, text)| Html::of(&Banner::success(text)))
}

/// What the second of two editors is shown (SR8): who was first and when, from the trail, and both texts of each field that differs.
/// What she typed stands in the form below.
pub(crate) struct Conflict {
    who: String,
    rows: Vec<[String; 3]>,
}

/// Events of a record that leave its words as they are.
const NO_CHANGE: [&str; 5] = [
    "signed in",
    "signed out",
    "link sent",
    "link asked for",
    "sessions ended",
];

impl Conflict {
    /// For a record, with who changed it last.
    pub(crate) fn of(tx: &mut Tx<'_>, kind: &str, id: Id) -> Result<Self, Fault> {
        let entries = audit::history_of(tx, kind, id, Part::Changes, None, 50)?;
        let last = entries
            .iter()
            .find(|entry| !NO_CHANGE.contains(&entry.change.as_str()));
        let who = last.map_or_else(
            || "Somebody saved a change while you were typing.".to_owned(),
            |entry| {
                format!(
                    "{} saved a change on {} while you were typing.",
                    entry.who.reveal(),
                    entry.at.text()
                )
            },
        );
        Ok(Self {
            who,
            rows: Vec::new(),
        })
    }

    /// A field as it is saved and as it was typed.
    pub(crate) fn field(mut self, label: &str, saved: &str, typed: &str) -> Self {
        if saved.trim() != typed.trim() {
            self.rows
                .push([label, saved, typed].map(|text| text.trim().to_owned()));
        }
        self
    }

    /// Both texts, above the form.
    pub(crate) fn shown(&self) -> Html {
        let warning = Warning::new(&format!(
            "{} What you typed is in the form below. Saving it replaces the newer words.",
            self.who
        ));
        let table = Table::new("What differs")
            .column("Field")
            .column("Saved now")
            .column("What you typed")
            .when_empty("The words are the same.")
            .rows(
                self.rows
                    .iter()
                    .map(|row| row.iter().map(|text| Cell::text(text)).collect()),
            );
        Html::from(&warning).and(&Html::from(&table))
    }

    /// The heading of such a page.
    pub(crate) const TITLE: &str = "Somebody changed this first";
}

/// Yes or no, for a box.
pub(crate) const fn yes_or_no(ticked: bool) -> &'static str {
    if ticked { "Yes" } else { "No" }
}

/// A page with a form: 422 with problems, 409 with both texts of a conflict.
pub(crate) fn with_status(page: Page, problems: &Problems, conflict: Option<&Conflict>) -> Page {
    if !problems.is_empty() {
        page.with_problems()
    } else if conflict.is_some() {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    }
}

/// A page whose form was sent too often: 429, what was typed, and when it may be sent again.
pub(crate) fn too_often(page: Page, seconds: i64) -> Response {
    let mut response = page
        .with_problems()
        .status(StatusCode::TOO_MANY_REQUESTS)
        .into_response();
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// That a field was tried too often.
pub(crate) fn wait(field: &str, seconds: i64) -> Problems {
    Problems::one(
        field,
        &format!("There were too many tries. {}", front::wait(seconds)),
    )
}

/// That a search is not known any more.
pub(crate) fn forgotten_search() -> Html {
    Html::of(&Banner::important(
        "A search is kept for an hour. Type it again; this is the whole list.",
    ))
}

/// The most signs that are searched for.
const SEARCHED: usize = 200;

/// Refuses a search that its form does not offer.
pub(crate) fn check_search(words: &str, choices_fit: bool) -> Result<(), Refusal> {
    if words.chars().count() > SEARCHED {
        return Err(Refusal::Malformed("Search for 200 characters or fewer."));
    }
    if choices_fit {
        Ok(())
    } else {
        Err(Refusal::Malformed("This form names a choice that there is not."))
    }
}

#[derive(Template)]
#[template(
    source = "<form method=\"post\" action=\"{{ action }}\">{{ hidden }}{{ button }}</form>",
    ext = "html"
)]
struct ButtonForm<'a> {
    action: &'a str,
    hidden: Html,
    button: &'a govuk::Button,
}

/// A form that is only a button.
pub(crate) fn button_form(action: &str, hidden: Html, button: &govuk::Button) -> Html {
    let form = ButtonForm {
        action,
        hidden,
        button,
    };
    // The template holds nothing that could fail.
    Html::of_template(form.render().unwrap_or_default())
}
