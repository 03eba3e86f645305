//! Reading one comment: its words, the themes, and what else can be said of it.

use super::{by, record};
use crate::coding::queue::{Finding, Next, keep, next, skip, undo, unskip};
use crate::coding::rounds::{Progress, one as round, progress};
use crate::coding::themes::{Frame, State, Words, add, frame};
use crate::coding::{RoundRecord, rounds::Round};
use crate::comments::blank;
use access::Guarded;
use access::actions::CodeComments;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Banner, Button, ButtonKind, Checkboxes, Choice, ErrorSummary, Html, Input};
use kernel::{FixedClock, Id, Problems, Refusal, Stop};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "coding-read.html")]
struct Shape {
    errors: ErrorSummary,
    notice: Html,
    question: String,
    progress: String,
    text: String,
    hidden: Html,
    item: String,
    themes: Option<Checkboxes>,
    coded: Button,
    nothing: Button,
    skip: Button,
    undo: Button,
    may_undo: bool,
    name: Input,
    belongs: Input,
    add: Button,
    identifies: Button,
    frame: String,
}

/// A round at which somebody reads.
struct Loaded {
    round: Round,
    frame: Frame,
    far: Progress,
    next: Option<Next>,
}

async fn load(desk: &Desk<CodeComments>, id: Id, item: Option<Id>) -> Result<Loaded, Stop> {
    desk.view(move |tx, scope| {
        let round = round(tx, scope, id)?;
        let frame = frame(tx, round.frame)?;
        let far = progress(tx, id, scope.account_id())?;
        let named = match item {
            Some(item) => next(tx, scope, id, Some(item))?,
            None => None,
        };
        let next = match named {
            Some(named) => Some(named),
            None => next(tx, scope, id, None)?,
        };
        let loaded = Loaded {
            round,
            frame,
            far,
            next,
        };
        Ok(Seen::one(RoundRecord::KIND, id, loaded))
    })
    .await
}

/// What was ticked and typed.
#[derive(Default)]
struct Typed {
    themes: BTreeSet<Id>,
    name: String,
    belongs: String,
}

fn checkboxes(frame: &Frame, typed: &Typed, problems: &Problems) -> Option<Checkboxes> {
    frame.offered().next()?;
    let list = Checkboxes::new("themes", "What does it mention?")
        .small()
        .problems(problems);
    let choices = (1_usize..).zip(frame.offered()).map(|(number, theme)| {
        let draft = if theme.state == State::Draft {
            " (draft)"
        } else {
            ""
        };
        let choice = Choice::new(
            &theme.id.to_string(),
            &format!("{number}. {}{draft}", theme.words.name),
        );
        if theme.words.belongs.is_empty() {
            choice
        } else {
            choice.hint(&theme.words.belongs)
        }
    });
    let list = choices.fold(list, Checkboxes::choice);
    Some(
        typed
            .themes
            .iter()
            .fold(list, |list, id| list.value(&id.to_string())),
    )
}

fn notice(word: &str) -> Html {
    match word {
        "taken" => Html::of(&Banner::important(
            "Others had read that comment already. Here is the next one.",
        )),
        "undone" => Html::of(&Banner::success(
            "What you found in this comment is taken back. Read it again.",
        )),
        "held" => Html::of(&Banner::success(
            "Nobody reads that comment until somebody has looked at it. Here is the next one.",
        )),
        "added" => Html::of(&Banner::success("The theme is added as a draft.")),
        _ => Html::default(),
    }
}

fn drawn(desk: &Desk<CodeComments>, found: &Loaded, typed: &Typed, problems: &Problems) -> Answer {
    let far = &found.far;
    let left = if far.for_two > 0 {
        format!(" {} of {} were read by two.", far.by_two, far.for_two)
    } else {
        String::new()
    };
    let Some(next) = &found.next else {
        return end(desk, found);
    };
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        notice: notice(&desk.query("done")),
        question: found.round.question.clone(),
        progress: format!(
            "{} of {} comments of this round were read, {} by you.{left}",
            far.read, far.drawn, far.own
        ),
        text: next.text.clone(),
        hidden: desk.hidden(),
        item: next.item.to_string(),
        themes: checkboxes(&found.frame, typed, problems),
        coded: Button::new("Keep and read the next").sends("what", "coded"),
        nothing: Button::new("Nothing to code")
            .kind(ButtonKind::Secondary)
            .sends("what", "nothing"),
        skip: Button::new("Leave it for later")
            .kind(ButtonKind::Secondary)
            .sends("what", "skip"),
        undo: Button::new("Take back the last one")
            .kind(ButtonKind::Secondary)
            .sends("what", "undo"),
        may_undo: far.own > 0,
        name: Input::new("name", "Its name")
            .value(&typed.name)
            .problems(problems),
        belongs: Input::new("belongs", "What belongs to it (optional)")
            .value(&typed.belongs)
            .problems(problems),
        add: Button::new("Add the theme")
            .kind(ButtonKind::Secondary)
            .sends("what", "theme"),
        identifies: Button::new("It shows who somebody is")
            .kind(ButtonKind::Secondary)
            .sends("what", "identifies"),
        frame: format!("/coding/frames/{}", found.frame.id),
    };
    let back = format!("/coding/rounds/{}", found.round.id);
    let page = Page::new(desk, "Read a comment", &shape)?.above(&BackLink::new(&back, "Back to the round"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

#[derive(Template)]
#[template(path = "coding-end.html")]
struct End {
    notice: Html,
    words: String,
    hidden: Html,
    again: Option<Button>,
    undo: Option<Button>,
}

/// There is nothing more to read.
fn end(desk: &Desk<CodeComments>, found: &Loaded) -> Answer {
    let far = &found.far;
    let mut words = vec!["There is nothing more to read for you in this round.".to_owned()];
    if far.by_two < far.for_two {
        words.push("Some of what you read waits for a second reader, who must be somebody else.".to_owned());
    }
    if far.held_back > 0 {
        words.push(
            "Some comments are held back until somebody has looked whether they show who a person is."
                .to_owned(),
        );
    }
    let shape = End {
        notice: notice(&desk.query("done")),
        words: words.join(" "),
        hidden: desk.hidden(),
        again: (far.skipped > 0)
            .then(|| Button::new("Read those that you left for later").sends("what", "unskip")),
        undo: (far.own > 0).then(|| {
            Button::new("Take back the last one")
                .kind(ButtonKind::Secondary)
                .sends("what", "undo")
        }),
    };
    let back = format!("/coding/rounds/{}", found.round.id);
    Page::new(desk, "Nothing more to read", &shape)?
        .above(&BackLink::new(&back, "Back to the round"))
        .answer()
}

/// `GET /coding/rounds/{id}/read`
pub(super) async fn show(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, record(&id)?, Id::parse(&desk.query("item"))).await?;
    let ticked = desk.query("themes");
    let typed = Typed {
        themes: ticked.split(',').filter_map(Id::parse).collect(),
        ..Typed::default()
    };
    drawn(&desk, &found, &typed, &Problems::none())
}

/// What the form asks for.
#[derive(Clone)]
enum What {
    Find(Finding),
    Skip,
    Unskip,
    Undo,
    /// It shows who somebody is.
    Hold,
    /// A theme that is missing.
    Add(Words),
}

fn read(form: &Form) -> Result<(What, BTreeSet<Id>), Stop> {
    form.only(&["item", "what", "name", "belongs"], &["themes"])?;
    let malformed = Refusal::Malformed("Choose themes of this question.");
    let mut themes = BTreeSet::new();
    for text in form.all("themes") {
        if !themes.insert(Id::parse(text).ok_or_else(|| malformed.clone())?) {
            return Err(malformed.into());
        }
    }
    let what = match form.text("what") {
        "coded" => What::Find(Finding::Themes(themes.clone())),
        "nothing" => What::Find(Finding::Nothing),
        "skip" => What::Skip,
        "unskip" => What::Unskip,
        "undo" => What::Undo,
        "identifies" => What::Hold,
        "theme" => What::Add(Words {
            name: form.text("name").to_owned(),
            belongs: form.text("belongs").to_owned(),
            ..Words::default()
        }),
        _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
    };
    Ok((what, themes))
}

/// `POST /coding/rounds/{id}/read`
pub(super) async fn send(desk: Desk<CodeComments>, Path(id): Path<String>, form: Form) -> Answer {
    let id = record(&id)?;
    let (what, ticked) = read(&form)?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let item = Id::parse(form.text("item"));
    let found = load(&desk, id, item).await?;
    let offered: BTreeSet<Id> = found.frame.offered().map(|theme| theme.id).collect();
    if !ticked.is_subset(&offered) {
        return Err(Refusal::Malformed("Choose themes of this question.").into());
    }
    let mut problems = Words {
        name: form.text("name").to_owned(),
        belongs: form.text("belongs").to_owned(),
        ..Words::default()
    }
    .too_long();
    let about = item.unwrap_or(Id(uuid::Uuid::nil()));
    if let What::Find(Finding::Themes(themes)) = &what
        && themes.is_empty()
    {
        problems.add("themes", "Choose a theme, or press \"Nothing to code\"");
    }
    let answer = if problems.is_empty() {
        write(&desk, &form, (id, about), &found, what, &ticked).await
    } else {
        Err(Stop::Problems(problems))
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let typed = Typed {
                themes: ticked,
                name: form.text("name").to_owned(),
                belongs: form.text("belongs").to_owned(),
            };
            drawn(&desk, &found, &typed, &problems)
        }
        other => Ok(other?),
    }
}

async fn write(
    desk: &Desk<CodeComments>,
    form: &Form,
    (id, item): (Id, Id),
    found: &Loaded,
    what: What,
    ticked: &BTreeSet<Id>,
) -> Result<axum::response::Response, Stop> {
    let (now, by, entropy) = (desk.now(), by(desk), desk.shared_entropy());
    let fresh = move || Id::fresh(&FixedClock::at(now), &*entropy);
    let (frame, ticked) = (found.frame.clone(), ticked.clone());
    let home = format!("/coding/rounds/{id}/read");
    let place = found
        .next
        .as_ref()
        .filter(|next| next.item == item)
        .map(|next| next.place.clone());
    desk.submit(form, move |tx, scope| {
        let to = |rest: &str| LocalPath::of(format!("{home}{rest}"));
        let went = |there: bool| if there { to("") } else { to("?done=taken") };
        match &what {
            What::Find(finding) => {
                let done = keep(tx, scope, (id, item), (&frame, finding), now)?;
                Ok(done.map(went))
            }
            What::Skip => Ok(skip(tx, scope, (id, item), now)?.map(went)),
            What::Unskip => Ok(unskip(tx, scope, id, now)?.map(|()| to(""))),
            What::Undo => {
                let done = undo(tx, scope, id, now)?;
                Ok(done.map(|item| to(&format!("?done=undone&item={item}"))))
            }
            What::Hold => {
                let pass = scope.pass::<RoundRecord>(tx, id)?;
                if let Some((response, question, occurrence)) = &place {
                    blank::ask(tx, fresh(), (*response, question, *occurrence), now)?;
                }
                let word = if place.is_some() { "held" } else { "taken" };
                Done::recorded(
                    tx,
                    pass,
                    Change::new("comment held back"),
                    now,
                    to(&format!("?done={word}")),
                )
            }
            What::Add(words) => {
                let theme = (fresh(), words, State::Draft);
                let done = add(tx, scope, frame.id, theme, by)?;
                Ok(done.map(|theme| {
                    let all: Vec<String> = ticked.iter().chain([&theme]).map(Id::to_string).collect();
                    to(&format!("?done=added&item={item}&themes={}", all.join(",")))
                }))
            }
        }
    })
    .await
}
