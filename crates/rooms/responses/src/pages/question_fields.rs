//! The form of a question: its fields for each kind of answer.

use front::Form;
use govuk::{Checkboxes, Choice, Html, Input, InputKind, Radios, Select, Textarea};
use instrument::{Definition, Kind, Scale};
use kernel::Problems;

/// A box that is ticked or not, under a legend.
fn tick(name: &str, (legend, text): (&str, &str), hint: &str, form: &Form) -> Html {
    let mut choice = Choice::new("yes", text);
    if !hint.is_empty() {
        choice = choice.hint(hint);
    }
    let mut boxes = Checkboxes::new(name, legend).small().choice(choice);
    if form.text(name) == "yes" {
        boxes = boxes.value("yes");
    }
    (&boxes).into()
}

/// The fields for one kind of answer. `published` says that its words were published before.
pub(crate) fn fields(
    kind: Kind,
    form: &Form,
    definition: &Definition,
    published: bool,
    problems: &Problems,
) -> Vec<Html> {
    let number = |name: &str, label: &str| -> Html {
        (&Input::new(name, label)
            .kind(InputKind::Number)
            .width(5)
            .value(form.text(name))
            .problems(problems))
            .into()
    };
    let mut fields: Vec<Html> = vec![
        (&Textarea::new("text", "Question")
            .rows(2)
            .value(form.text("text"))
            .problems(problems))
            .into(),
        (&Input::new("hint", "Sentence under it")
            .hint("Leave empty if none is needed.")
            .value(form.text("hint"))
            .problems(problems))
            .into(),
    ];
    match kind {
        Kind::Single | Kind::Multiple => fields.push(
            (&Textarea::new("options", "Options")
                .hint("Each on a line of its own, in the order in which they are read.")
                .value(form.text("options"))
                .problems(problems))
                .into(),
        ),
        Kind::Scale => fields.extend(scale_fields(form, definition, problems)),
        Kind::Text | Kind::LongText | Kind::Number | Kind::Date | Kind::YesNoUnsure => {}
    }
    match kind {
        Kind::Number => {
            fields.push(number("least", "Smallest number that is taken"));
            fields.push(number("most", "Largest number that is taken"));
        }
        Kind::Text => {
            let fits = match form.text("fits") {
                "" => "anything",
                chosen => chosen,
            };
            fields.push(
                (&Radios::new("fits", "What may the answer be made of?")
                    .small()
                    .choice(Choice::new("anything", "Anything, up to 200 characters"))
                    .choice(Choice::new("letters", "So many letters"))
                    .choice(Choice::new("digits", "So many digits"))
                    .choice(Choice::new("words", "So many words or short phrases at most"))
                    .value(fits)
                    .problems(problems))
                    .into(),
            );
            fields.push(number("count", "How many letters, digits or words"));
        }
        Kind::Multiple => fields.push(number("at-most", "Options that may be chosen at most")),
        Kind::LongText | Kind::Date | Kind::Single | Kind::Scale | Kind::YesNoUnsure => {}
    }
    fields.push(tick(
        "required",
        ("Leaving it empty", "It must be answered"),
        "",
        form,
    ));
    if matches!(kind, Kind::Single | Kind::Scale | Kind::YesNoUnsure) {
        fields.push(tick(
            "may-decline",
            ("Declining it", "‘Prefer not to say’ is offered"),
            "",
            form,
        ));
        fields.push(tick(
            "may-not-know",
            ("Not knowing", "‘Not known’ is offered"),
            "",
            form,
        ));
    }
    if !matches!(kind, Kind::LongText | Kind::Multiple | Kind::Scale) {
        fields.push(tick(
            "link",
            ("Link code", "It is part of the link code"),
            "The answer is used to find the same person’s other answers without her name, and is not kept.",
            form,
        ));
    }
    if published {
        fields.push(
            (&Radios::new("meaning", "If you change its words: does it still mean the same?")
                .hint("Answers are added up with those to the published version only if it does.")
                .small()
                .choice(Choice::new(
                    "other",
                    "No, it asks something else: its figures stand apart",
                ))
                .choice(Choice::new(
                    "same",
                    "Yes, only a slip is mended: its figures are added up",
                ))
                .value(form.text("meaning"))
                .problems(problems))
                .into(),
        );
        fields.push(
            (&Input::new("reason", "Why it still means the same")
                .hint("Kept with the version, for whoever reads its figures.")
                .value(form.text("reason"))
                .problems(problems))
                .into(),
        );
    }
    fields
}

fn scale_fields(form: &Form, definition: &Definition, problems: &Problems) -> Vec<Html> {
    let own = definition
        .scales
        .iter()
        .map(|scale| (scale.key.clone(), scale.in_words()));
    let ready = Scale::ready();
    let ready = ready
        .iter()
        .map(|scale| (format!("ready.{}", scale.key), scale.in_words()));
    vec![
        (&Select::new("scale", "Scale")
            .option("", "Choose")
            .options(own)
            .options(ready)
            .option("new", "Another scale, with the labels below")
            .value(form.text("scale"))
            .problems(problems))
            .into(),
        (&Textarea::new("labels", "Labels of another scale")
            .hint("Each point on a line of its own, from the first to the last.")
            .value(form.text("labels"))
            .problems(problems))
            .into(),
        (&Radios::new("polarity", "Better end of another scale")
            .small()
            .choice(Choice::new("first", "The first point is the best"))
            .choice(Choice::new("last", "The last point is the best"))
            .value(form.text("polarity"))
            .problems(problems))
            .into(),
    ]
}
