//! The two shapes most pages of this room have: a form, and a list.

use askama::Template;
use govuk::{Banner, ErrorSummary, Html};
use kernel::Problems;

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
