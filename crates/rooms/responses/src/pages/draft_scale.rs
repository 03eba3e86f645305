//! A scale of a draft: its labels, its better end, and which points fall together.

use super::draft_at::{load, refused, side_by_side, under};
use super::question_form::polarity;
use crate::drafts::{self, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Choice, Input, InputKind, Radios, Textarea};
use instrument::{Polarity, Scale, mark};
use kernel::{Problems, Refusal, Stop};

const LABELS: &[(&str, &str)] = &[
    ("labels", "Labels"),
    ("polarity", "Better end"),
    ("first", "First side ends with"),
    ("second", "Second side begins with"),
    ("better", "Word for the better side"),
    ("worse", "Word for the worse side"),
];

fn found<'r>(record: &'r Record, key: &str) -> Result<&'r Scale, Refusal> {
    let mut scales = record.draft.definition.scales.iter();
    scales.find(|scale| scale.key == key).ok_or(Refusal::Unknown)
}

fn stored(scale: &Scale) -> Form {
    let (first, second) = if scale.collapse.is_empty() {
        (String::new(), String::new())
    } else {
        let (first, second) = scale.ends();
        (first.to_string(), second.to_string())
    };
    let side = |place: usize| scale.sides.get(place).cloned().unwrap_or_default();
    let polarity = match scale.polarity {
        Polarity::FirstIsBest => "first",
        Polarity::LastIsBest => "last",
    };
    Form::of(
        [
            ("labels", scale.labels.join("\n")),
            ("polarity", polarity.to_owned()),
            ("first", first),
            ("second", second),
            ("better", side(0)),
            ("worse", side(1)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect(),
    )
}

fn page(
    desk: &Desk<ManageInstruments>,
    record: &Record,
    scale: &Scale,
    typed: &Form,
    problems: &Problems,
) -> Page {
    let users: Vec<String> = record
        .draft
        .definition
        .questions()
        .filter(|question| question.scale == scale.key)
        .map(|question| question.text.clone())
        .collect();
    let point = |name: &str, label: &str, hint: &str| {
        Input::new(name, label)
            .hint(hint)
            .kind(InputKind::Number)
            .width(3)
            .value(typed.text(name))
            .problems(problems)
    };
    let side = |name: &str, label: &str, hint: &str| {
        Input::new(name, label)
            .hint(hint)
            .width(20)
            .value(typed.text(name))
            .problems(problems)
    };
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("was", &mark(scale))
        .field(
            &Textarea::new("labels", "Labels")
                .hint("Each point on a line of its own, 2 to 11 of them. A line with only a number is a point without words.")
                .value(typed.text("labels"))
                .problems(problems),
        )
        .field(
            &Radios::new("polarity", "Better end")
                .small()
                .choice(Choice::new("first", "The first point is the best"))
                .choice(Choice::new("last", "The last point is the best"))
                .value(typed.text("polarity"))
                .problems(problems),
        )
        .field(&point(
            "first",
            "The side of the first point ends with point",
            "Leave both empty to cut the scale in halves; the point in the middle of an odd scale then stands for itself.",
        ))
        .field(&point("second", "The other side begins with point", ""))
        .field(&side(
            "better",
            "Word for the better side",
            "Leave both empty where the labels say enough.",
        ))
        .field(&side("worse", "Word for the worse side", ""))
        .button(Button::new("Save the scale"));
    Page::new("Change a scale")
        .caption(&scale.in_words())
        .problems(problems)
        .text("Answers to a question are added up over versions only while its scale stays the same.")
        .with(Part::Form(form))
        .heading("Questions on this scale")
        .with(Part::Bullets(users))
}

/// The scale in what was typed.
fn read(form: &Form, key: &str) -> Result<Scale, Stop> {
    let mut problems = Problems::none();
    let labels: Vec<String> = form
        .text("labels")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let points = labels.len();
    if !(2..=11).contains(&points) || labels.iter().any(|label| label.chars().count() > 100) {
        problems.add("labels", "Enter 2 to 11 labels of 100 characters or fewer");
    }
    let better_end = polarity(form.text("polarity"))?;
    if better_end.is_none() {
        problems.add("polarity", "Choose which end is the better one");
    }
    let (first, second) = (form.text("first"), form.text("second"));
    let collapse = if first.is_empty() && second.is_empty() {
        Vec::new()
    } else {
        match (first.parse::<usize>(), second.parse::<usize>()) {
            (Ok(first), Ok(second)) if 0 < first && first < second && second <= points => {
                let middle: Vec<usize> = (first + 1..second).collect();
                let sides = [(1..=first).collect(), middle, (second..=points).collect()];
                sides.into_iter().filter(|side| !side.is_empty()).collect()
            }
            _ => {
                problems.add(
                    "first",
                    "Enter two points of the scale, the earlier one first, or none",
                );
                Vec::new()
            }
        }
    };
    let words = [form.text("better"), form.text("worse")];
    if words.iter().any(|word| word.chars().count() > 100) {
        problems.add("better", "Use 100 characters or fewer for each word");
    }
    let sides: Vec<String> = if words.iter().all(|word| word.is_empty()) {
        Vec::new()
    } else {
        words.iter().map(|word| (*word).to_owned()).collect()
    };
    problems.check()?;
    let scale = Scale {
        key: key.to_owned(),
        polarity: better_end.unwrap_or(Polarity::FirstIsBest),
        labels,
        collapse,
        sides,
    };
    match scale.unfit() {
        Some(what) => Err(Problems::one("labels", what).into()),
        None => Ok(scale),
    }
}

/// GET /instruments/drafts/{id}/scale/{key}
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path((id, key)): Path<(String, String)>) -> Answer {
    let record = load(&desk, &id).await?;
    let scale = found(&record, &key)?;
    let page = page(&desk, &record, scale, &stored(scale), &Problems::none());
    under(&desk, "Change a scale", &page, &record)
}

/// POST /instruments/drafts/{id}/scale/{key}
pub(crate) async fn save(
    desk: Desk<ManageInstruments>,
    Path((id, key)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let names = ["labels", "polarity", "first", "second", "better", "worse", "was"];
    form.only(&names, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let (draft, now, path) = (record.id, desk.now(), record.path());
    let (typed, changed) = (form.clone(), key.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let before = mark(found(record, &changed)?);
                drafts::unchanged(tx, record, typed.text("was") == before)?;
                let scale = read(&typed, &changed)?;
                let words = scale.in_words();
                record.draft.definition.put_scale(scale);
                Ok(("changed a scale", words, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=saved"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let scale = found(&record, &key)?;
            let page = page(&desk, &record, scale, &form, &problems);
            let other = form.text("was") != mark(scale);
            let differs = other.then(|| side_by_side(LABELS, &stored(scale), &form));
            refused(&desk, "Change a scale", page, &record, differs)
        }
        other => Ok(other?),
    }
}
