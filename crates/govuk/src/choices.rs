//! Radios and checkboxes.

use crate::fields::{hint_and_error, open_group};
use crate::html::{Component, Html, component};
use kernel::Problems;

/// One choice of a list.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    value: String,
    text: String,
    hint: String,
    divider: bool,
}

impl Choice {
    /// A choice that sends `value` and reads `text`.
    pub fn new(value: &str, text: &str) -> Self {
        Self {
            value: value.to_owned(),
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// A sentence under the choice.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// The word `or` between answers and non-answers.
    pub fn divider(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            divider: true,
            ..Self::default()
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Group {
    name: String,
    legend: String,
    hint: String,
    problem: String,
    values: Vec<String>,
    choices: Vec<Choice>,
    small: bool,
    inline: bool,
}

impl Group {
    fn write(&self, out: &mut Html, word: &str, kind: &str) {
        open_group(out, &self.problem);
        out.raw("<fieldset class=\"govuk-fieldset\"");
        let mut inner = Html::default();
        let described = hint_and_error(&mut inner, &self.name, &self.hint, &self.problem);
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        out.raw("><legend class=\"govuk-fieldset__legend\">")
            .escape(&self.legend)
            .raw("</legend>")
            .html(&inner);
        out.raw("<div class=\"govuk-").raw(word);
        if self.small {
            out.raw(" govuk-").raw(word).raw("--small");
        }
        if self.inline {
            out.raw(" govuk-").raw(word).raw("--inline");
        }
        out.raw("\" data-module=\"govuk-").raw(word).raw("\">");
        let mut number = 0_usize;
        for choice in &self.choices {
            if choice.divider {
                out.raw("<div class=\"govuk-")
                    .raw(word)
                    .raw("__divider\">")
                    .escape(&choice.text)
                    .raw("</div>");
                continue;
            }
            number += 1;
            let id = if number == 1 {
                self.name.clone()
            } else {
                format!("{}-{number}", self.name)
            };
            out.raw("<div class=\"govuk-")
                .raw(word)
                .raw("__item\"><input class=\"govuk-")
                .raw(word)
                .raw("__input\"");
            out.attribute("id", &id)
                .attribute("name", &self.name)
                .attribute("type", kind)
                .attribute("value", &choice.value);
            if self.values.contains(&choice.value) {
                out.raw(" checked");
            }
            let hint_id = format!("{id}-item-hint");
            if !choice.hint.is_empty() {
                out.attribute("aria-describedby", &hint_id);
            }
            out.raw("><label class=\"govuk-label govuk-")
                .raw(word)
                .raw("__label\"")
                .attribute("for", &id)
                .raw(">");
            out.escape(&choice.text).raw("</label>");
            if !choice.hint.is_empty() {
                out.raw("<div class=\"govuk-hint govuk-")
                    .raw(word)
                    .raw("__hint\"")
                    .attribute("id", &hint_id)
                    .raw(">");
                out.escape(&choice.hint).raw("</div>");
            }
            out.raw("</div>");
        }
        out.raw("</div></fieldset></div>");
    }
}

macro_rules! group_setters {
    ($name:ident) => {
        impl $name {
            /// A list for the form field `name`, under `legend`.
            pub fn new(name: &str, legend: &str) -> Self {
                Self(Group {
                    name: name.to_owned(),
                    legend: legend.to_owned(),
                    ..Group::default()
                })
            }

            /// A sentence under the legend.
            #[must_use]
            pub fn hint(mut self, hint: &str) -> Self {
                hint.clone_into(&mut self.0.hint);
                self
            }

            /// Adds a choice.
            #[must_use]
            pub fn choice(mut self, choice: Choice) -> Self {
                self.0.choices.push(choice);
                self
            }

            /// Adds choices: (value, text).
            #[must_use]
            pub fn choices<V: AsRef<str>, T: AsRef<str>>(
                mut self,
                choices: impl IntoIterator<Item = (V, T)>,
            ) -> Self {
                self.0.choices.extend(
                    choices
                        .into_iter()
                        .map(|(value, text)| Choice::new(value.as_ref(), text.as_ref())),
                );
                self
            }

            /// Marks a choice as chosen.
            #[must_use]
            pub fn value(mut self, value: &str) -> Self {
                self.0.values.push(value.to_owned());
                self
            }

            /// Shows this field's problem, if it has one.
            #[must_use]
            pub fn problems(mut self, problems: &Problems) -> Self {
                problems
                    .of(&self.0.name)
                    .unwrap_or_default()
                    .clone_into(&mut self.0.problem);
                self
            }

            /// Small marks, for long lists.
            #[must_use]
            pub fn small(mut self) -> Self {
                self.0.small = true;
                self
            }

            /// Side by side where there is room.
            #[must_use]
            pub fn inline(mut self) -> Self {
                self.0.inline = true;
                self
            }
        }
        component!($name);
    };
}

/// One answer out of several.
#[derive(Clone, Debug, Default)]
pub struct Radios(Group);
group_setters!(Radios);

impl Component for Radios {
    fn write(&self, out: &mut Html) {
        self.0.write(out, "radios", "radio");
    }
}

/// One box of a list, in a row of its own: what it chooses is heard, and seen in the row.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    field: String,
    value: String,
    about: String,
    ticked: bool,
    list: String,
}

impl Tick {
    /// A box of the form field `name` that sends `value`.
    pub fn new(name: &str, value: &str, about: &str) -> Self {
        Self {
            field: name.to_owned(),
            value: value.to_owned(),
            about: about.to_owned(),
            ticked: false,
            list: String::new(),
        }
    }

    /// The list that it is in, where several of one page have boxes of the same field and value: without it the words of all of them would
    /// belong to the first.
    #[must_use]
    pub fn within(mut self, list: &str) -> Self {
        list.clone_into(&mut self.list);
        self
    }

    /// Ticks it.
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Self {
        self.ticked = ticked;
        self
    }
}

impl Component for Tick {
    fn write(&self, out: &mut Html) {
        let id = if self.list.is_empty() {
            format!("{}-{}", self.field, self.value)
        } else {
            format!("{}-{}-{}", self.field, self.list, self.value)
        };
        out.raw("<div class=\"govuk-checkboxes govuk-checkboxes--small trellis-tick\"><div class=\"govuk-checkboxes__item\"><input class=\"govuk-checkboxes__input\" type=\"checkbox\"")
            .attribute("id", &id)
            .attribute("name", &self.field)
            .attribute("value", &self.value);
        if self.ticked {
            out.raw(" checked");
        }
        out.raw("><label class=\"govuk-label govuk-checkboxes__label\"")
            .attribute("for", &id)
            .raw("><span class=\"govuk-visually-hidden\">")
            .escape(&self.about)
            .raw("</span></label></div></div>");
    }
}
component!(Tick);

/// Any number of answers.
#[derive(Clone, Debug, Default)]
pub struct Checkboxes(Group);
group_setters!(Checkboxes);

impl Component for Checkboxes {
    fn write(&self, out: &mut Html) {
        self.0.write(out, "checkboxes", "checkbox");
    }
}
