//! When a question is asked: put together from choices, never from text to evaluate.

use super::condition_fields::{all, groups, holds, is_number, one_group, options, tests};
use super::draft_at::{load, under, wrong};
use crate::drafts::{self, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Choice, Radios};
use instrument::{Clauses, Condition, NotAdded, Place, Question};
use kernel::{Problems, Refusal, Stop};

const NO_BUTTON: Refusal = Refusal::Malformed("This form has a button that it does not offer.");
const NO_CHOICE: Refusal = Refusal::Malformed("This form has a choice that it does not offer.");

const CHANGED: &str = "What you chose stands below: look at the condition as it is now, and send it again";

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
    let clauses = Clauses::of(question.show_if.as_ref());
    let form = || FormPart::new(&own, &desk.hidden()).value("version", &record.version.to_string());
    let page = Page::new("When is it asked?")
        .caption(&question.text)
        .problems(problems);
    let table = all(&clauses, definition);
    let mut page = if clauses.list.is_empty() {
        page.html(&table)
    } else {
        page.with(Part::Form(form().field(&table)))
    };
    if clauses.list.len() > 1 {
        page = page.with(Part::Form(
            form()
                .value("act", "how")
                .field(
                    &Radios::new("how", "It is asked if")
                        .inline()
                        .choice(Choice::new("all", holds(true)))
                        .choice(Choice::new("any", holds(false)))
                        .value(if clauses.every { "all" } else { "any" }),
                )
                .button(Button::new("Save how they go together").kind(ButtonKind::Secondary)),
        ));
    }
    for (number, (at, every, inside)) in (1_usize..).zip(groups(&clauses)) {
        let caption = format!("Group {number}: {}", holds(every));
        let turn = Button::new(&format!("Change it to: {}", holds(!every)))
            .kind(ButtonKind::Secondary)
            .sends("act", &format!("turn:{at}"))
            .about(&format!("(group {number})"));
        page = page.with(Part::Form(
            form()
                .field(&one_group(&caption, at, inside, definition))
                .button(turn),
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
    page.with(Part::Form(tests(
        form(),
        definition,
        &clauses,
        chosen,
        typed,
        problems,
    )))
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
    let numbers = is_number(chosen);
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
        "at-most" if numbers => Condition::at_most(key, number("most")?),
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
                .filter(|option| options(chosen).iter().any(|(known, _)| known == option))
                .ok_or(NO_CHOICE)?;
            Condition::Is(key, option.to_owned())
        }
    };
    Ok(if form.ticked("not")? {
        Condition::Not(Box::new(condition))
    } else {
        condition
    })
}

/// What a button of the page does.
enum Act {
    Add(Place),
    /// A clause, and where it is a group perhaps one of what is in it.
    Remove(usize, Option<usize>),
    /// Joins a group the other way round.
    Turn(usize),
    /// Every clause must hold, or one is enough.
    How(bool),
}

fn number(text: &str) -> Result<usize, Refusal> {
    text.parse().map_err(|_| NO_BUTTON)
}

impl Act {
    fn of(form: &Form) -> Result<Self, Refusal> {
        let place = match form.text("to") {
            "" | "beside" => Place::Beside,
            "apart" => Place::Apart,
            other => {
                let at = other.strip_prefix("into:").and_then(|at| at.parse().ok());
                Place::Into(at.ok_or(NO_CHOICE)?)
            }
        };
        let every = match form.text("how") {
            "" => None,
            "all" => Some(true),
            "any" => Some(false),
            _ => return Err(NO_CHOICE),
        };
        let act = form.text("act");
        match (act, act.split_once(':')) {
            ("add", _) => Ok(Self::Add(place)),
            ("how", _) => Ok(Self::How(every.ok_or(NO_CHOICE)?)),
            (_, Some(("turn", at))) => Ok(Self::Turn(number(at)?)),
            (_, Some(("remove", what))) => match what.split_once('.') {
                Some((at, within)) => Ok(Self::Remove(number(at)?, Some(number(within)?))),
                None => Ok(Self::Remove(number(what)?, None)),
            },
            _ => Err(NO_BUTTON),
        }
    }
}

/// Changes the condition as the form says.
fn carry_out(form: &Form, record: &mut Record, key: &str) -> Result<(), Stop> {
    let mut question = found(record, key)?.clone();
    let mut clauses = Clauses::of(question.show_if.as_ref());
    let known = match Act::of(form)? {
        Act::Add(place) => {
            let condition = read(form, record, &question)?;
            // Since the page was made others may have put in what it can belong to: nobody chose among them.
            if form.text("to").is_empty() && !clauses.list.is_empty() {
                return Err(Problems::one("to", "Choose where it belongs").into());
            }
            match clauses.add(condition, place) {
                Ok(()) => true,
                Err(NotAdded::NoGroup) => return Err(NO_CHOICE.into()),
                Err(NotAdded::Full) => {
                    return Err(Problems::one("test", "A question has 20 conditions at most").into());
                }
            }
        }
        Act::Remove(at, within) => clauses.remove(at, within),
        Act::Turn(at) => clauses.turn(at),
        Act::How(every) => {
            clauses.every = every;
            true
        }
    };
    if !known {
        return Err(NO_BUTTON.into());
    }
    question.show_if = clauses.condition();
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
        &[
            "act", "version", "how", "of", "to", "test", "least", "most", "not",
        ],
        &[],
    )?;
    Act::of(&form)?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    found(&record, &key)?;
    let (draft, now, typed, about) = (record.id, desk.now(), form.clone(), key.clone());
    let version = form.text("version").parse().unwrap_or(-1);
    let home = format!("{}/question/{key}/condition?done=saved", record.path());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                drafts::still(tx, record, version, CHANGED)?;
                carry_out(&typed, record, &about)?;
                let words = found(record, &about)?.text.clone();
                Ok(("changed when a question is asked", words, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(&home)))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let question = found(&record, &key)?;
            // A group that stood at its place may be gone, or another stands there: where it belongs is chosen anew.
            let stale = record.version != version;
            let kept = form.fields().filter(|(name, _)| !(stale && *name == "to"));
            let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let form = Form::of(kept.collect());
            let page = page(&desk, &record, question, &form, &problems);
            wrong(&desk, "When it is asked", &page, &record)
        }
        other => Ok(other?),
    }
}
