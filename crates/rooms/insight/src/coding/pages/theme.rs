//! One theme: its words, and what becomes of it.

use super::frame::{fields, standing, words};
use super::{by, record};
use crate::coding::themes::{Frame, Move, State, Words, change, frame_of, word};
use access::actions::CodeComments;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, ButtonKind, ErrorSummary, Html, Select, Textarea};
use kernel::{FixedClock, Id, Problems, Refusal, Stop};

#[derive(Template)]
#[template(path = "coding-theme.html")]
struct Shape {
    errors: ErrorSummary,
    name: String,
    standing: String,
    hidden: Html,
    version: String,
    fields: Vec<Html>,
    keep: Button,
    take: Option<Button>,
    merge: Option<(Select, Button)>,
    split: Option<(Textarea, Button)>,
    retire: Option<Button>,
    back: Option<Button>,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    words: Option<Words>,
    into: String,
    names: String,
}

async fn load(desk: &Desk<CodeComments>, id: Id) -> Result<Frame, Stop> {
    desk.read(move |tx, scope| frame_of(tx, scope, id)).await
}

fn drawn(desk: &Desk<CodeComments>, frame: &Frame, id: Id, typed: &Typed, problems: &Problems) -> Answer {
    let theme = frame.theme(id)?;
    let offered = theme.state.offered();
    let others: Vec<(String, String)> = frame
        .offered()
        .filter(|other| other.id != id)
        .map(|other| (other.id.to_string(), other.words.name.clone()))
        .collect();
    let button = |text: &str, what: &str| Button::new(text).kind(ButtonKind::Secondary).sends("what", what);
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        name: theme.words.name.clone(),
        standing: standing(frame, theme),
        hidden: desk.hidden(),
        version: theme.version.to_string(),
        fields: fields(typed.words.as_ref().unwrap_or(&theme.words), problems),
        keep: Button::new("Keep these words").sends("what", "word"),
        take: (theme.state == State::Draft).then(|| button("Take it into use", "take")),
        merge: (offered && !others.is_empty()).then(|| {
            let into = Select::new("into", "Into which theme")
                .option("", "Choose")
                .options(others)
                .value(&typed.into)
                .problems(problems);
            (into, button("Merge", "merge"))
        }),
        split: offered.then(|| {
            let names = Textarea::new("names", "The new themes")
                .hint("Two to five names, each in a line of its own")
                .rows(3)
                .value(&typed.names)
                .problems(problems);
            (names, button("Split", "split"))
        }),
        retire: offered.then(|| button("Retire", "retire")),
        back: (!offered).then(|| button("Take it back into use", "back")),
    };
    let back = format!("/coding/frames/{}", frame.id);
    let page = Page::new(desk, "Theme", &shape)?.above(&BackLink::new(&back, "Back to the themes"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /coding/themes/{id}`
pub(super) async fn show(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    let id = record(&id)?;
    let frame = load(&desk, id).await?;
    drawn(&desk, &frame, id, &Typed::default(), &Problems::none())
}

/// `POST /coding/themes/{id}`
pub(super) async fn send(desk: Desk<CodeComments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(
        &[
            "what",
            "version",
            "name",
            "belongs",
            "belongs-not",
            "example",
            "into",
            "names",
        ],
        &[],
    )?;
    let id = record(&id)?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let (by, entropy) = (by(&desk), desk.shared_entropy());
    let (what, given) = (form.text("what").to_owned(), words(&form));
    let version = form.text("version").parse::<i64>();
    let (into, names) = (form.text("into").to_owned(), form.text("names").to_owned());
    let lines: Vec<String> = names
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let (chosen, typed) = (into.clone(), given.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let clock = FixedClock::at(by.now);
            let done = match what.as_str() {
                "word" => {
                    let version = version
                        .clone()
                        .map_err(|_| Refusal::Malformed("This form lacks its version."))?;
                    word(tx, scope, id, (&given, version), by)?
                }
                other => {
                    let to = match other {
                        "take" => Move::Take,
                        "retire" => Move::Retire,
                        "back" => Move::Back,
                        "merge" => Move::Merge(
                            Id::parse(&chosen)
                                .ok_or_else(|| Problems::one("into", "Choose the theme that it goes into"))?,
                        ),
                        "split" => Move::Split(
                            lines
                                .iter()
                                .map(|name| (Id::fresh(&clock, &*entropy), name.clone()))
                                .collect(),
                        ),
                        _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
                    };
                    change(tx, scope, id, &to, by)?
                }
            };
            Ok(done.map(|frame| LocalPath::of(format!("/coding/frames/{frame}?done=changed"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let frame = load(&desk, id).await?;
            let typed = Typed {
                words: (form.text("what") == "word").then_some(typed),
                into,
                names,
            };
            drawn(&desk, &frame, id, &typed, &problems)
        }
        other => Ok(other?),
    }
}
