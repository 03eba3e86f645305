//! A field that takes a file.

use crate::fields::{hint_and_error, label, open_group};
use crate::html::{Component, Html, component};
use kernel::Problems;

/// A file to choose. Its form says that it may carry one.
#[derive(Clone, Debug, Default)]
pub struct FileInput {
    field: String,
    label: String,
    hint: String,
    problem: String,
    accept: String,
    camera: bool,
}

impl FileInput {
    /// A file for the form field `name`; `accept` names what the browser offers, like `.toml,text/plain`.
    pub fn new(name: &str, label: &str, accept: &str) -> Self {
        Self {
            field: name.to_owned(),
            label: label.to_owned(),
            accept: accept.to_owned(),
            ..Self::default()
        }
    }

    /// A sentence under the label.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// On a telephone it opens the camera.
    #[must_use]
    pub fn camera(mut self) -> Self {
        self.camera = true;
        self
    }

    /// Shows this field's problem, if it has one.
    #[must_use]
    pub fn problems(mut self, problems: &Problems) -> Self {
        problems
            .of(&self.field)
            .unwrap_or_default()
            .clone_into(&mut self.problem);
        self
    }
}

impl Component for FileInput {
    fn write(&self, out: &mut Html) {
        open_group(out, &self.problem);
        label(out, &self.field, &self.label);
        let described = hint_and_error(out, &self.field, &self.hint, &self.problem);
        out.raw("<input class=\"govuk-file-upload\" type=\"file\"")
            .attribute("id", &self.field)
            .attribute("name", &self.field)
            .attribute("accept", &self.accept)
            .raw(" autocomplete=\"off\" spellcheck=\"false\"");
        if self.camera {
            out.raw(" capture=\"environment\"");
        }
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        out.raw("></div>");
    }
}
component!(FileInput);
