//! Buttons and links that look like them.

use crate::html::{Component, Html, component};

/// How much a button does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ButtonKind {
    /// The one main step of a page.
    #[default]
    Main,
    /// A step beside it.
    Secondary,
    /// A step that cannot be undone.
    Warning,
}

/// A button that sends its form, or a link that looks like one.
#[derive(Clone, Debug, Default)]
pub struct Button {
    text: String,
    kind: ButtonKind,
    href: String,
    name_value: Option<(String, String)>,
    label: String,
}

impl Button {
    /// A button that sends the form it stands in.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// A link to another page of ours.
    pub fn link(text: &str, href: &str) -> Self {
        Self {
            text: text.to_owned(),
            href: href.to_owned(),
            ..Self::default()
        }
    }

    /// How much it does.
    #[must_use]
    pub fn kind(mut self, kind: ButtonKind) -> Self {
        self.kind = kind;
        self
    }

    /// A field sent when this button was pressed.
    #[must_use]
    pub fn sends(mut self, name: &str, value: &str) -> Self {
        self.name_value = Some((name.to_owned(), value.to_owned()));
        self
    }

    /// Words added for screen readers where several buttons read the same.
    #[must_use]
    pub fn about(mut self, what: &str) -> Self {
        what.clone_into(&mut self.label);
        self
    }
}

impl Component for Button {
    fn write(&self, out: &mut Html) {
        let class = match self.kind {
            ButtonKind::Main => "govuk-button",
            ButtonKind::Secondary => "govuk-button govuk-button--secondary",
            ButtonKind::Warning => "govuk-button govuk-button--warning",
        };
        if self.href.is_empty() {
            out.raw(
                "<button type=\"submit\" data-module=\"govuk-button\" data-prevent-double-click=\"true\"",
            )
            .attribute("class", class);
            if let Some((name, value)) = &self.name_value {
                out.attribute("name", name).attribute("value", value);
            }
        } else {
            out.raw("<a role=\"button\" draggable=\"false\" data-module=\"govuk-button\"")
                .attribute("class", class)
                .attribute("href", &self.href);
        }
        out.raw(">").escape(&self.text);
        if !self.label.is_empty() {
            out.raw("<span class=\"govuk-visually-hidden\"> ")
                .escape(&self.label)
                .raw("</span>");
        }
        out.raw(if self.href.is_empty() { "</button>" } else { "</a>" });
    }
}
component!(Button);
