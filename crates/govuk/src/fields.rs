//! Text boxes and drop-down lists: label above, hint under it, error at the field.

use crate::html::{Component, Html, component};
use kernel::Problems;

/// What an [`Input`] takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A password; never filled in again by the server.
    Password,
    /// A whole number, typed on a number pad.
    Number,
    /// A code of digits.
    Code,
    /// A search word.
    Search,
    /// A time of day, `HH:MM`.
    Time,
}

/// A one-line text box.
#[derive(Clone, Default)]
pub struct Input {
    name: String,
    label: String,
    hint: String,
    value: String,
    problem: String,
    kind: InputKind,
    autocomplete: String,
    width: u8,
}

kernel::masked!(Input);

/// Label, hint and error shared by the fields.
pub(crate) fn open_group(out: &mut Html, problem: &str) {
    out.raw("<div class=\"govuk-form-group");
    if !problem.is_empty() {
        out.raw(" govuk-form-group--error");
    }
    out.raw("\">");
}

pub(crate) fn label(out: &mut Html, name: &str, text: &str) {
    out.raw("<label class=\"govuk-label\"")
        .attribute("for", name)
        .raw(">")
        .escape(text)
        .raw("</label>");
}

/// Writes hint and error; returns the ids to name in `aria-describedby`.
pub(crate) fn hint_and_error(out: &mut Html, name: &str, hint: &str, problem: &str) -> String {
    let mut described = Vec::new();
    if !hint.is_empty() {
        let id = format!("{name}-hint");
        out.raw("<div class=\"govuk-hint\"")
            .attribute("id", &id)
            .raw(">")
            .escape(hint)
            .raw("</div>");
        described.push(id);
    }
    if !problem.is_empty() {
        let id = format!("{name}-error");
        out.raw("<p class=\"govuk-error-message\"").attribute("id", &id);
        out.raw("><span class=\"govuk-visually-hidden\">Error:</span> ")
            .escape(problem)
            .raw("</p>");
        described.push(id);
    }
    described.join(" ")
}

macro_rules! field_setters {
    () => {
        /// A sentence under the label.
        #[must_use]
        pub fn hint(mut self, hint: &str) -> Self {
            hint.clone_into(&mut self.hint);
            self
        }

        /// What stands in the field.
        #[must_use]
        pub fn value(mut self, value: &str) -> Self {
            value.clone_into(&mut self.value);
            self
        }

        /// Shows this field's problem, if it has one.
        #[must_use]
        pub fn problems(mut self, problems: &Problems) -> Self {
            problems
                .of(&self.name)
                .unwrap_or_default()
                .clone_into(&mut self.problem);
            self
        }
    };
}

impl Input {
    /// A text box for the form field `name`.
    pub fn new(name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            ..Self::default()
        }
    }

    field_setters!();

    /// What it takes.
    #[must_use]
    pub fn kind(mut self, kind: InputKind) -> Self {
        self.kind = kind;
        self
    }

    /// The browser's autofill word (WCAG 1.3.5): `email`, `name`, `organization`, `one-time-code`, `off`.
    #[must_use]
    pub fn autocomplete(mut self, word: &str) -> Self {
        word.clone_into(&mut self.autocomplete);
        self
    }

    /// Width in characters: 2, 3, 4, 5, 10 or 20. 0: as wide as the column.
    #[must_use]
    pub fn width(mut self, characters: u8) -> Self {
        self.width = characters;
        self
    }
}

impl Component for Input {
    fn write(&self, out: &mut Html) {
        open_group(out, &self.problem);
        label(out, &self.name, &self.label);
        let described = hint_and_error(out, &self.name, &self.hint, &self.problem);
        out.raw("<input class=\"govuk-input");
        if self.width > 0 {
            out.raw(" govuk-input--width-").put(self.width);
        }
        if !self.problem.is_empty() {
            out.raw(" govuk-input--error");
        }
        out.raw("\"")
            .attribute("id", &self.name)
            .attribute("name", &self.name);
        let kind = match self.kind {
            InputKind::Text | InputKind::Number | InputKind::Code | InputKind::Time => "text",
            InputKind::Email => "email",
            InputKind::Password => "password",
            InputKind::Search => "search",
        };
        out.attribute("type", kind);
        match self.kind {
            InputKind::Number | InputKind::Code => {
                out.raw(" inputmode=\"numeric\"");
            }
            InputKind::Text
            | InputKind::Email
            | InputKind::Password
            | InputKind::Search
            | InputKind::Time => {}
        }
        if self.kind != InputKind::Password && !self.value.is_empty() {
            out.attribute("value", &self.value);
        }
        out.raw(" spellcheck=\"false\"");
        out.attribute(
            "autocomplete",
            if self.autocomplete.is_empty() {
                "off"
            } else {
                &self.autocomplete
            },
        );
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        out.raw("></div>");
    }
}
component!(Input);

/// A box for several lines.
#[derive(Clone, Default)]
pub struct Textarea {
    name: String,
    label: String,
    hint: String,
    value: String,
    problem: String,
    rows: u8,
}

kernel::masked!(Textarea);

impl Textarea {
    /// A box for the form field `name`, five rows high.
    pub fn new(name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            rows: 5,
            ..Self::default()
        }
    }

    field_setters!();

    /// Its height in rows.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }
}

impl Component for Textarea {
    fn write(&self, out: &mut Html) {
        open_group(out, &self.problem);
        label(out, &self.name, &self.label);
        let described = hint_and_error(out, &self.name, &self.hint, &self.problem);
        out.raw("<textarea class=\"govuk-textarea");
        if !self.problem.is_empty() {
            out.raw(" govuk-textarea--error");
        }
        out.raw("\"")
            .attribute("id", &self.name)
            .attribute("name", &self.name)
            .raw(" rows=\"")
            .put(self.rows);
        out.raw("\" spellcheck=\"false\" autocomplete=\"off\"");
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        // The parser drops one newline straight after the tag: this one.
        out.raw(">\n").escape(&self.value).raw("</textarea></div>");
    }
}
component!(Textarea);

/// A drop-down list.
#[derive(Clone, Debug, Default)]
pub struct Select {
    name: String,
    label: String,
    hint: String,
    value: String,
    problem: String,
    options: Vec<(String, String)>,
}

impl Select {
    /// A list for the form field `name`.
    pub fn new(name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            ..Self::default()
        }
    }

    field_setters!();

    /// Adds a choice.
    #[must_use]
    pub fn option(mut self, value: &str, text: &str) -> Self {
        self.options.push((value.to_owned(), text.to_owned()));
        self
    }

    /// Adds choices: (value, text).
    #[must_use]
    pub fn options<V: AsRef<str>, T: AsRef<str>>(
        mut self,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        self.options.extend(
            options
                .into_iter()
                .map(|(value, text)| (value.as_ref().to_owned(), text.as_ref().to_owned())),
        );
        self
    }
}

impl Component for Select {
    fn write(&self, out: &mut Html) {
        open_group(out, &self.problem);
        label(out, &self.name, &self.label);
        let described = hint_and_error(out, &self.name, &self.hint, &self.problem);
        out.raw("<select class=\"govuk-select");
        if !self.problem.is_empty() {
            out.raw(" govuk-select--error");
        }
        out.raw("\"")
            .attribute("id", &self.name)
            .attribute("name", &self.name);
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        out.raw(">");
        for (value, text) in &self.options {
            out.raw("<option").attribute("value", value);
            if *value == self.value {
                out.raw(" selected");
            }
            out.raw(">").escape(text).raw("</option>");
        }
        out.raw("</select></div>");
    }
}
component!(Select);
