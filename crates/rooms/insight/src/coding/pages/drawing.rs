//! Drawing comments to be read.

use crate::coding::rounds::{Ask, Choices, Maker, choices, choose, keep};
use access::actions::CodeComments;
use askama::Template;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, DateInput, ErrorSummary, Html, Input, InputKind, Select};
use kernel::{Clock, Day, FixedClock, Id, Problems, Refusal, Stop, hex};

const FIELDS: [&str; 11] = [
    "question",
    "area",
    "course",
    "from-day",
    "from-month",
    "from-year",
    "to-day",
    "to-month",
    "to-year",
    "sample",
    "twice",
];

/// How many of a hundred can be read by two.
const SHARES: [(&str, &str); 5] = [
    ("0", "None"),
    ("10", "10 in 100"),
    ("20", "20 in 100"),
    ("50", "Half of them"),
    ("100", "All"),
];

#[derive(Template)]
#[template(path = "coding-draw.html")]
struct Shape {
    errors: ErrorSummary,
    hidden: Html,
    question: Select,
    area: Select,
    course: Select,
    from: DateInput,
    to: DateInput,
    sample: Input,
    twice: Select,
    button: Button,
}

fn drawn(desk: &Desk<CodeComments>, known: &Choices, form: &Form, problems: &Problems) -> Answer {
    let ids = |list: &[(Id, String)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(id, name)| (id.to_string(), name.clone()))
            .collect()
    };
    let date = |name: &str, legend: &str| {
        let part = |part: &str| form.text(&format!("{name}-{part}")).to_owned();
        DateInput::new(name, legend)
            .typed(&part("day"), &part("month"), &part("year"))
            .problems(problems)
    };
    let everywhere = known.everywhere.then_some(("", "All areas"));
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        hidden: desk.hidden(),
        question: Select::new("question", "Question")
            .hint("One wording, whichever questionnaires and versions ask it")
            .option("", "Choose")
            .options(
                known
                    .questions
                    .iter()
                    .map(|(key, text)| (key.as_str(), text.as_str())),
            )
            .value(form.text("question"))
            .problems(problems),
        area: Select::new("area", "Area")
            .options(everywhere)
            .options(ids(&known.areas))
            .value(form.text("area"))
            .problems(problems),
        course: Select::new("course", "Course")
            .option("", "All courses")
            .options(ids(&known.courses))
            .value(form.text("course"))
            .problems(problems),
        from: date("from", "From sessions that began on or after (optional)"),
        to: date("to", "To sessions that began on or before (optional)"),
        sample: Input::new("sample", "How many, by chance (optional)")
            .hint("Leave it empty to read all, up to 5,000")
            .kind(InputKind::Number)
            .width(5)
            .value(form.text("sample"))
            .problems(problems),
        twice: Select::new("twice", "Read by a second person")
            .hint(
                "Who reads second does not see what the first found. Which ones these are is drawn as well.",
            )
            .options(SHARES)
            .value(if form.text("twice").is_empty() {
                "20"
            } else {
                form.text("twice")
            })
            .problems(problems),
        button: Button::new("Draw"),
    };
    let page = Page::new(desk, "Draw comments", &shape)?
        .above(&BackLink::new("/coding", "Back to reading for themes"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /coding/draw`
pub(super) async fn show(desk: Desk<CodeComments>) -> Answer {
    let known = desk.read(|tx, scope| Ok(choices(tx, scope)?)).await?;
    drawn(&desk, &known, &Form::default(), &Problems::none())
}

/// A day that may be left empty.
fn day(form: &Form, name: &str, problems: &mut Problems) -> Option<Day> {
    let part = |part: &str| form.text(&format!("{name}-{part}")).to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    match DateInput::read(&day, &month, &year) {
        Ok(day) => Some(day),
        Err(words) => {
            problems.add(name, words);
            None
        }
    }
}

fn read(form: &Form, seed: String) -> Result<Ask, Stop> {
    let mut problems = Problems::none();
    let id = |name: &str| -> Result<Option<Id>, Refusal> {
        match form.text(name) {
            "" => Ok(None),
            text => Id::parse(text)
                .map(Some)
                .ok_or(Refusal::Malformed("Choose from the list.")),
        }
    };
    let twice = SHARES
        .iter()
        .find(|(value, _)| *value == form.text("twice"))
        .and_then(|(value, _)| value.parse().ok())
        .ok_or(Refusal::Malformed("Choose how many are read by two."))?;
    let sample = match form.text("sample") {
        "" => None,
        text => {
            let number = text.parse().ok().filter(|number| (5..=5_000).contains(number));
            if number.is_none() {
                problems.add("sample", "Enter a number from 5 to 5,000, or nothing");
            }
            number
        }
    };
    let days = (day(form, "from", &mut problems), day(form, "to", &mut problems));
    if days.0.zip(days.1).is_some_and(|(from, to)| to < from) {
        problems.add("to", "The last day must not be before the first");
    }
    problems.check()?;
    Ok(Ask {
        wording: form.text("question").to_owned(),
        area: id("area")?,
        course: id("course")?,
        days,
        sample,
        twice,
        seed,
    })
}

/// `POST /coding/draw`
pub(super) async fn send(desk: Desk<CodeComments>, form: Form) -> Answer {
    form.only(&FIELDS, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let mut bytes = [0_u8; 8];
    desk.entropy().fill(&mut bytes);
    let ask = match read(&form, hex::encode(&bytes)) {
        Ok(ask) => ask,
        Err(Stop::Problems(problems)) => return again(&desk, &form, &problems).await,
        Err(stop) => return Err(stop.into()),
    };
    let (entropy, clock) = (desk.shared_entropy(), FixedClock::at(desk.now()));
    // What is drawn is chosen before the writer is asked: it need not wait for that.
    let answer = match desk.read(move |tx, scope| choose(tx, scope, ask)).await {
        Ok(chosen) => {
            desk.submit(&form, move |tx, scope| {
                let maker = Maker {
                    clock: &clock as &dyn Clock,
                    entropy: &*entropy,
                };
                let done = keep(tx, scope, &maker, &chosen)?;
                Ok(done.map(|round| LocalPath::of(format!("/coding/rounds/{round}?done=drawn"))))
            })
            .await
        }
        Err(stop) => Err(stop),
    };
    match answer {
        Err(Stop::Problems(problems)) => again(&desk, &form, &problems).await,
        other => Ok(other?),
    }
}

async fn again(desk: &Desk<CodeComments>, form: &Form, problems: &Problems) -> Answer {
    let known = desk.read(|tx, scope| Ok(choices(tx, scope)?)).await?;
    drawn(desk, &known, form, problems)
}
