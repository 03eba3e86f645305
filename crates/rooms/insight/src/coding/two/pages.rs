//! How far two readers agree in a round, and where they differ, side by side.

use super::{Difference, Settling, Which, agreement, as_it_stands, counts, differences, settle};
use crate::coding::RoundRecord;
use crate::coding::rounds::{Progress, Round, one as round, progress};
use crate::coding::themes::{Frame, frame};
use crate::pages::{Shown, shown};
use access::Guarded;
use access::actions::CodeComments;
use askama::Template;
use axum::extract::Path;
use evidence::agreement::{Level, agreement_by};
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{
    BackLink, Banner, Button, ButtonKind, Cell, Filters, Html, Pagination, Select, Table, Tick, Warning,
};
use http::StatusCode;
use kernel::{Id, Instant, Refusal, Stop};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "coding-agreement.html")]
struct Shape {
    question: String,
    words: String,
    shown: Option<Shown>,
    differences: String,
    link: String,
}

/// A round with its themes.
struct Loaded {
    round: Round,
    frame: Frame,
    far: Progress,
}

/// `GET /coding/rounds/{id}/agreement`
pub(in crate::coding) async fn show(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (found, all, (different, settled)) = desk
        .view(move |tx, scope| {
            let round = round(tx, scope, id)?;
            let frame = frame(tx, round.frame)?;
            let far = progress(tx, id, scope.account_id())?;
            let all = agreement(tx, id, &frame)?;
            let counts = counts(tx, id)?;
            Ok(Seen::one(
                RoundRecord::KIND,
                id,
                (Loaded { round, frame, far }, all, counts),
            ))
        })
        .await?;
    let far = &found.far;
    let read = all.iter().any(|(_, readings)| !readings.units.is_empty());
    let table = read.then(|| agreement_by("Agreement, theme by theme", "Theme", &all, Level::Nominal));
    let shape = Shape {
        question: found.round.question.clone(),
        words: match far.for_two {
            0 => "No comment of this round is read by two people.".to_owned(),
            _ => format!(
                "{} of {} comments that two people shall read were read by both.",
                far.by_two, far.for_two
            ),
        },
        shown: table.as_ref().map(|table| shown(table, false)),
        differences: match (different, settled) {
            (0, _) => String::new(),
            (different, settled) => format!(
                "See the {different} comments in which they found different things ({settled} settled)"
            ),
        },
        link: format!("/coding/rounds/{id}/differences"),
    };
    Page::new(&desk, "Agreement", &shape)?
        .above(&BackLink::new(
            &format!("/coding/rounds/{id}"),
            "Back to the round",
        ))
        .answer()
}

struct Line {
    text: String,
    state: String,
    table: Table,
    hidden: Html,
    item: String,
    seen: String,
    why: String,
    settle: Button,
    reopen: Option<Button>,
}

#[derive(Template)]
#[template(path = "coding-differences.html")]
struct Differences {
    notice: Html,
    question: String,
    filters: Option<Filters>,
    lines: Vec<Line>,
    pages: Pagination,
}

fn which(word: &str) -> Which {
    match word {
        "settled" => Which::Settled,
        "all" => Which::All,
        _ => Which::Open,
    }
}

const fn code(which: Which) -> &'static str {
    match which {
        Which::Open => "open",
        Which::Settled => "settled",
        Which::All => "all",
    }
}

/// What somebody chose for a comment, whose page was late.
struct Chosen {
    /// None where it was to be opened again.
    themes: Option<BTreeSet<Id>>,
    why: String,
}

fn line(desk: &Desk<CodeComments>, one: &Difference, frame: &Frame, chosen: Option<&Chosen>) -> Line {
    Line {
        text: one.text.clone(),
        state: state(one),
        table: table(one, frame, chosen),
        hidden: desk.hidden(),
        item: one.item.to_string(),
        seen: one
            .settled_at
            .map(|at| at.millis().to_string())
            .unwrap_or_default(),
        why: chosen.map(|chosen| chosen.why.clone()).unwrap_or_default(),
        settle: Button::new("Settle so")
            .kind(ButtonKind::Secondary)
            .sends("what", "settle"),
        reopen: one.settled_at.map(|_| {
            Button::new("Open it again")
                .kind(ButtonKind::Secondary)
                .sends("what", "reopen")
        }),
    }
}

/// Whether it is settled, when, and as what.
fn state(one: &Difference) -> String {
    let Some(at) = one.settled_at else {
        return "Open".to_owned();
    };
    let names: Vec<&str> = one.of(0).iter().map(|(_, name)| name.as_str()).collect();
    let found = if names.is_empty() {
        "nothing to code".to_owned()
    } else {
        names.join("; ")
    };
    format!("Settled, {}: {found}", at.text())
}

/// The themes of a comment side by side. What is settled is ticked: what both found, until something else was; or what somebody chose.
fn table(one: &Difference, frame: &Frame, chosen: Option<&Chosen>) -> Table {
    let has = |reading: usize, theme: Id| one.of(reading).iter().any(|(own, _)| *own == theme);
    let known: BTreeSet<Id> = (0..3)
        .flat_map(|reading| one.of(reading))
        .map(|(id, _)| *id)
        .collect();
    let rows = frame
        .themes
        .iter()
        .filter(|theme| theme.state.offered() || known.contains(&theme.id))
        .map(|theme| {
            let (first, second) = (has(1, theme.id), has(2, theme.id));
            let ticked = match (chosen.and_then(|chosen| chosen.themes.as_ref()), one.settled_at) {
                (Some(themes), _) => themes.contains(&theme.id),
                (None, Some(_)) => has(0, theme.id),
                (None, None) => first && second,
            };
            let mark = |found: bool| Cell::text(if found { "found" } else { "" });
            let tick = Tick::new("themes", &theme.id.to_string(), &theme.words.name)
                .within(&one.item.to_string())
                .ticked(ticked);
            vec![
                Cell::text(&theme.words.name),
                mark(first),
                mark(second),
                Cell::html(&tick),
            ]
        });
    Table::new(&format!("What each found in comment {}", one.place))
        .hide_caption()
        .column("Theme")
        .column("First reader")
        .column("Second reader")
        .column("Settled")
        .rows(rows)
}

/// `GET /coding/rounds/{id}/differences`
pub(in crate::coding) async fn list(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let which = which(&desk.query("state"));
    let after = desk.query("after").parse::<i64>().unwrap_or(0).max(0);
    let (found, (all, more)) = desk
        .view(move |tx, scope| {
            let round = round(tx, scope, id)?;
            let frame = frame(tx, round.frame)?;
            let far = Progress::default();
            let all = differences(tx, scope, id, (which, after))?;
            Ok(Seen::one(
                RoundRecord::KIND,
                id,
                (Loaded { round, frame, far }, all),
            ))
        })
        .await?;
    let home = format!("/coding/rounds/{id}/differences");
    let next = all.last().filter(|_| more);
    let next = next.map(|one| format!("{home}?state={}&after={}", code(which), one.place));
    let lines = all
        .iter()
        .map(|one| line(&desk, one, &found.frame, None))
        .collect();
    let shape = Differences {
        notice: match desk.query("done").as_str() {
            "settle" => Html::of(&Banner::success(
                "It is settled. What each found is kept beside it.",
            )),
            "reopen" => Html::of(&Banner::success("It is open again.")),
            _ => Html::default(),
        },
        question: found.round.question.clone(),
        filters: Some(
            Filters::new(&home)
                .field(
                    &Select::new("state", "Which")
                        .options([("open", "Open"), ("settled", "Settled"), ("all", "All")])
                        .value(code(which)),
                )
                .active(which != Which::Open),
        ),
        lines,
        pages: Pagination::new(None, next)
            .first((after > 0).then(|| format!("{home}?state={}", code(which)))),
    };
    Page::new(&desk, "Differences", &shape)?
        .above(&BackLink::new(
            &format!("/coding/rounds/{id}/agreement"),
            "Back to the agreement",
        ))
        .answer()
}

/// `POST /coding/rounds/{id}/differences`
pub(in crate::coding) async fn send(desk: Desk<CodeComments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["item", "seen", "what", "why"], &["themes"])?;
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let malformed = || Refusal::Malformed("Choose themes of this question.");
    let item = Id::parse(form.text("item")).ok_or_else(malformed)?;
    let seen = match form.text("seen") {
        "" => None,
        text => Some(Instant::from_millis(text.parse().map_err(|_| malformed())?)),
    };
    let mut themes = BTreeSet::new();
    for text in form.all("themes") {
        if !themes.insert(Id::parse(text).ok_or_else(malformed)?) {
            return Err(malformed().into());
        }
    }
    let word = form.text("what").to_owned();
    let settling = match word.as_str() {
        "settle" => Settling::As(themes),
        "reopen" => Settling::Reopen,
        _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
    };
    let why = form.text("why").to_owned();
    if why.chars().count() > 300 {
        return Err(Refusal::Malformed("What decided it must be 300 characters or fewer.").into());
    }
    let chosen = Chosen {
        themes: match &settling {
            Settling::As(themes) => Some(themes.clone()),
            Settling::Reopen => None,
        },
        why: why.clone(),
    };
    let now = desk.now();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let own = round(tx, scope, id)?;
            let themes = frame(tx, own.frame)?;
            let done = settle(tx, scope, (id, item, seen), (&themes, &settling), (&why, now))?;
            Ok(done.map(|()| LocalPath::of(format!("/coding/rounds/{id}/differences?done={word}"))))
        })
        .await;
    match answer {
        Err(Stop::Refusal(Refusal::Changed { .. })) => conflict(&desk, id, item, &chosen).await,
        other => Ok(other?),
    }
}

/// Somebody settled the comment first, or opened it again: who and when, how it stands now, and what was chosen, to be sent again or not (SR8).
async fn conflict(desk: &Desk<CodeComments>, id: Id, item: Id, chosen: &Chosen) -> Answer {
    let (question, frame, (one, who)) = desk
        .view(move |tx, scope| {
            let round = round(tx, scope, id)?;
            let frame = frame(tx, round.frame)?;
            let stands = as_it_stands(tx, scope, id, item)?;
            Ok(Seen::one(RoundRecord::KIND, id, (round.question, frame, stands)))
        })
        .await?;
    let home = format!("/coding/rounds/{id}/differences");
    let shape = Differences {
        notice: Html::of(&Warning::new(&format!(
            "{who} Nothing of yours is saved yet. How it stands now is below, with what you chose: send it again, or leave it."
        ))),
        question,
        filters: None,
        lines: vec![line(desk, &one, &frame, Some(chosen))],
        pages: Pagination::new(None, None),
    };
    Page::new(desk, "Somebody settled this first", &shape)?
        .above(&BackLink::new(&home, "Back to the differences"))
        .status(StatusCode::CONFLICT)
        .answer()
}
