//! When a question is asked: put together from choices, never from text to evaluate.

use super::draft_at::{load, under, wrong};
use crate::drafts::{self, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Checkboxes, Choice, Input, InputKind, Radios, Table};
use instrument::{Condition, Kind, Question, YES_NO};
use kernel::{Problems, Refusal, Stop};

/// The parts of a condition, and whether every one must hold or any.
fn parts(condition: Option<&Condition>) -> (bool, Vec<Condition>) {
    match condition {
        None => (true, Vec::new()),
        Some(Condition::All(parts)) => (true, parts.clone()),
        Some(Condition::Any(parts)) => (false, parts.clone()),
        Some(one) => (true, vec![one.clone()]),
    }
}

/// The condition of these parts.
fn together(every: bool, mut parts: Vec<Condition>) -> Option<Condition> {
    match (parts.len(), every) {
        (0, _) => None,
        (1, _) => parts.pop(),
        (_, true) => Some(Condition::All(parts)),
        (_, false) => Some(Condition::Any(parts)),
    }
}

fn found<'r>(record: &'r Record, key: &str) -> Result<&'r Question, Refusal> {
    record.draft.definition.question(key).ok_or(Refusal::Unknown)
}

fn page(
    desk: &Desk<ManageInstruments>,
    record: &Record,
    question: &Question,
    typed: &Form,
    problems: &Problems,
) -> Page {
    let definition = &record.draft.definition;
    let own = format!("{}/question/{}/condition", record.path(), question.key);
    let (every, parts) = parts(question.show_if.as_ref());
    let form = || FormPart::new(&own, &desk.hidden()).value("version", &record.version.to_string());
    let rows = parts.iter().enumerate().map(|(number, part)| {
        let words = part.in_words(definition);
        let remove = Button::new("Remove")
            .kind(ButtonKind::Secondary)
            .sends("act", &format!("remove:{number}"))
            .about(&words);
        vec![Cell::text(&words), Cell::html(&remove)]
    });
    let table = Table::new("Asked only if")
        .column("Condition")
        .column("Remove")
        .rows(rows)
        .when_empty("It is always asked.");
    let page = Page::new("When is it asked?")
        .caption(&question.text)
        .problems(problems);
    let mut page = if parts.is_empty() {
        page.html(&table)
    } else {
        page.with(Part::Form(form().field(&table)))
    };
    if parts.len() > 1 {
        page = page.with(Part::Form(
            form()
                .value("act", "how")
                .field(
                    &Radios::new("how", "It is asked if")
                        .inline()
                        .choice(Choice::new("all", "every one of these holds"))
                        .choice(Choice::new("any", "at least one of these holds"))
                        .value(if every { "all" } else { "any" }),
                )
                .button(Button::new("Save how they go together").kind(ButtonKind::Secondary)),
        ));
    }
    let earlier: Vec<&Question> = definition.before(&question.key).collect();
    let Some(nearest) = earlier.last() else {
        return page
            .text("No question stands before it, so there is no answer to ask about. Move it down first.");
    };
    let of = if typed.text("of").is_empty() {
        desk.query("of")
    } else {
        typed.text("of").to_owned()
    };
    let chosen = earlier.iter().find(|earlier| earlier.key == of);
    let chosen = chosen.unwrap_or(nearest);
    page = page.heading("Add a condition").with(Part::Form(
        FormPart::asking(&own)
            .field(
                &Radios::new("of", "On the answer to which earlier question?")
                    .small()
                    .choices(earlier.iter().map(|earlier| (&earlier.key, &earlier.text)))
                    .value(&chosen.key),
            )
            .button(Button::new("Choose this question").kind(ButtonKind::Secondary)),
    ));
    page.with(Part::Form(tests(form(), record, chosen, typed, problems)))
}

/// What can be asked of an answer.
fn tests(form: FormPart, record: &Record, chosen: &Question, typed: &Form, problems: &Problems) -> FormPart {
    let mut radios = Radios::new("test", &format!("What must the answer to ‘{}’ be?", chosen.text))
        .small()
        .choice(Choice::new("answered", "Anything: it was answered"))
        .value(typed.text("test"))
        .problems(problems);
    for (key, text) in options_of(chosen) {
        radios = radios.choice(Choice::new(&format!("is.{key}"), &text));
    }
    let numbers = matches!(chosen.kind, Kind::Number | Kind::Scale);
    if numbers {
        radios = radios
            .choice(Choice::new("at-least", "This number or point, or a later one"))
            .choice(Choice::new("within", "From one number or point to another"));
    }
    let mut form = form.value("act", "add").value("of", &chosen.key).field(&radios);
    if numbers {
        let hint = record
            .draft
            .definition
            .scale_of(chosen)
            .map_or_else(String::new, |scale| {
                let labels = (1_usize..).zip(&scale.labels);
                let labels: Vec<String> = labels.map(|(point, label)| format!("{point}: {label}")).collect();
                labels.join("; ")
            });
        for (name, label) in [("least", "From"), ("most", "To")] {
            form = form.field(
                &Input::new(name, label)
                    .hint(if name == "least" { &hint } else { "" })
                    .kind(InputKind::Number)
                    .width(5)
                    .value(typed.text(name))
                    .problems(problems),
            );
        }
    }
    let mut turned = Checkboxes::new("not", "The other way round")
        .small()
        .choice(Choice::new("yes", "It is asked if this does not hold"));
    if typed.text("not") == "yes" {
        turned = turned.value("yes");
    }
    form.field(&turned).button(Button::new("Add the condition"))
}

/// The options of a question: key and words.
fn options_of(question: &Question) -> Vec<(String, String)> {
    match question.kind {
        Kind::YesNoUnsure => YES_NO
            .iter()
            .map(|(key, word)| ((*key).to_owned(), word.english().to_owned()))
            .collect(),
        _ => question
            .options
            .iter()
            .map(|option| (option.key.clone(), option.text.clone()))
            .collect(),
    }
}

/// The condition that was chosen.
fn read(form: &Form, record: &Record, question: &Question) -> Result<Condition, Stop> {
    let definition = &record.draft.definition;
    let of = form.text("of");
    let chosen = definition
        .before(&question.key)
        .find(|earlier| earlier.key == of)
        .ok_or(Refusal::Malformed(
            "This form names a question that does not come before.",
        ))?;
    let key = chosen.key.clone();
    let numbers = matches!(chosen.kind, Kind::Number | Kind::Scale);
    let number = |name: &str| match form.text(name).parse::<i64>() {
        Ok(number) if (0..1_000_000).contains(&number) => Ok(number),
        _ => Err(Problems::one(name, "Enter a whole number from 0 to 999,999")),
    };
    for name in ["least", "most"] {
        if !form.text(name).is_empty() {
            number(name)?;
        }
    }
    let condition = match form.text("test") {
        "" => return Err(Problems::one("test", "Choose what the answer must be").into()),
        "answered" => Condition::Answered(key),
        "at-least" if numbers => Condition::AtLeast(key, number("least")?),
        "within" if numbers => {
            let (least, most) = (number("least")?, number("most")?);
            if least > most {
                return Err(Problems::one("least", "Enter the smaller one first").into());
            }
            Condition::Within(key, least, most)
        }
        other => {
            let option = other
                .strip_prefix("is.")
                .filter(|option| options_of(chosen).iter().any(|(known, _)| known == option))
                .ok_or(Refusal::Malformed(
                    "This form has a choice that it does not offer.",
                ))?;
            Condition::Is(key, option.to_owned())
        }
    };
    Ok(if form.ticked("not")? {
        Condition::Not(Box::new(condition))
    } else {
        condition
    })
}

/// Which part a button removes.
fn removed(act: &str) -> Result<usize, Refusal> {
    let number = act.strip_prefix("remove:").and_then(|number| number.parse().ok());
    number.ok_or(Refusal::Malformed(
        "This form has a button that it does not offer.",
    ))
}

/// Changes the condition as the form says.
fn carry_out(form: &Form, record: &mut Record, key: &str) -> Result<(), Stop> {
    let mut question = found(record, key)?.clone();
    let (every, mut parts) = parts(question.show_if.as_ref());
    let act = form.text("act");
    let every = match (act, form.text("how")) {
        ("how", "all") => true,
        ("how", "any") => false,
        ("how", _) => {
            return Err(Refusal::Malformed("This form has a choice that it does not offer.").into());
        }
        _ => every,
    };
    match act {
        "how" => {}
        "add" => {
            let part = read(form, record, &question)?;
            if parts.len() >= 20 {
                return Err(Problems::one("test", "A question has 20 conditions at most").into());
            }
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        other => {
            let number = other
                .strip_prefix("remove:")
                .and_then(|number| number.parse::<usize>().ok())
                .filter(|number| *number < parts.len())
                .ok_or(Refusal::Malformed(
                    "This form has a button that it does not offer.",
                ))?;
            parts.remove(number);
        }
    }
    question.show_if = together(every, parts);
    record.draft.definition.replace(question);
    Ok(())
}

/// GET /instruments/drafts/{id}/question/{key}/condition
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path((id, key)): Path<(String, String)>) -> Answer {
    let record = load(&desk, &id).await?;
    let question = found(&record, &key)?;
    let page = page(&desk, &record, question, &Form::default(), &Problems::none()).done(
        if desk.query("done") == "saved" {
            "The change is saved."
        } else {
            ""
        },
    );
    under(&desk, "When it is asked", &page, &record)
}

/// POST /instruments/drafts/{id}/question/{key}/condition
pub(crate) async fn save(
    desk: Desk<ManageInstruments>,
    Path((id, key)): Path<(String, String)>,
    form: Form,
) -> Answer {
    form.only(
        &["act", "version", "how", "of", "test", "least", "most", "not"],
        &[],
    )?;
    if !["how", "add"].contains(&form.text("act")) {
        removed(form.text("act"))?;
    }
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let question = found(&record, &key)?.clone();
    let (draft, now, typed) = (record.id, desk.now(), form.clone());
    let home = format!("{}/question/{key}/condition?done=saved", record.path());
    let answer = if form.text("version").parse() == Ok(record.version) {
        desk.submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |_, record| {
                carry_out(&typed, record, &key)?;
                let about = found(record, &key)?.text.clone();
                Ok(("changed when a question is asked", about, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(&home)))
        })
        .await
    } else {
        let last = desk.read(move |tx, _| drafts::last_change(tx, draft)).await?;
        let words = format!("{last} What you chose still stands below: send it again");
        Err(Problems::one("", &words).into())
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &record, &question, &form, &problems);
            wrong(&desk, "When it is asked", &page, &record)
        }
        other => Ok(other?),
    }
}
