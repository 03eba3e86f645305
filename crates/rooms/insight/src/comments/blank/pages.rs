//! Comments that show who somebody is: those that wait for a look, and one of them with what can be done.

use super::{Decision, Looked, State, decide, list, look};
use access::actions::BlankComments;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{
    BackLink, Banner, Button, ButtonKind, Cell, ErrorSummary, Filters, Html, Input, Pagination, Select,
    SummaryList, Table, Textarea,
};
use kernel::{Id, Problems, Refusal, Stop};

#[derive(Template)]
#[template(path = "blanking-list.html")]
struct List {
    filters: Filters,
    table: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "blanking.html")]
struct One {
    errors: ErrorSummary,
    notice: Html,
    text: String,
    facts: SummaryList,
    hidden: Html,
    version: String,
    /// To blank; with what else can be said.
    blank: Option<(Textarea, Input, Button, Option<Button>)>,
    undo: Option<(Input, Button)>,
}

/// `GET /coding/blanked`
pub(crate) async fn show_list(desk: Desk<BlankComments>) -> Answer {
    let asked = desk.query("state");
    // What waits comes first; a word that is no state is not all of them.
    let state = match asked.as_str() {
        "" => Some(State::Asked),
        "all" => None,
        word => Some(State::parse(word).unwrap_or(State::Asked)),
    };
    let after = Id::parse(&desk.query("after"));
    let (found, more) = desk
        .read(move |tx, scope| Ok(list(tx, scope, state, after)?))
        .await?;
    let code = state.map_or("all", State::code);
    let next = found.last().filter(|_| more);
    let next = next.map(|line| format!("/coding/blanked?state={code}&after={}", line.id));
    let rows = found.iter().map(|line| {
        vec![
            Cell::html(Html::link_about(
                &format!("/coding/blanked/{}", line.id),
                &line.asked_at.text(),
                "comment",
            )),
            Cell::text(line.state.label()),
            Cell::text(&line.decided_at.map(kernel::Instant::text).unwrap_or_default()),
        ]
    });
    let states = State::LISTED.map(|state| (state.code(), state.label()));
    let shape = List {
        filters: Filters::new("/coding/blanked")
            .field(
                &Select::new("state", "State")
                    .options(states)
                    .option("all", "All")
                    .value(code),
            )
            .active(!asked.is_empty()),
        table: Table::new("Comments that may show who somebody is")
            .hide_caption()
            .column("Said")
            .column("State")
            .column("Decided")
            .rows(rows)
            .when_empty("No comment waits for a look."),
        pages: Pagination::new(None, next).first(after.map(|_| format!("/coding/blanked?state={code}"))),
    };
    Page::new(&desk, "Blanked comments", &shape)?
        .above(&BackLink::new("/coding", "Back to reading for themes"))
        .answer()
}

/// What was typed.
#[derive(Default)]
struct Typed {
    passages: Option<String>,
    reason: String,
}

fn drawn(desk: &Desk<BlankComments>, found: &Looked, typed: &Typed, problems: &Problems) -> Answer {
    let reason = || {
        Input::new("reason", "Reason")
            .value(&typed.reason)
            .problems(problems)
    };
    let mut facts = SummaryList::new()
        .row("State", found.state.label())
        .row("Said", &found.asked_at.text());
    if let Some(at) = found.decided_at {
        facts = facts.row("Decided", &at.text());
    }
    if let Some(reason) = &found.reason {
        facts = facts.row("Reason", reason);
    }
    let passages = typed
        .passages
        .clone()
        .unwrap_or_else(|| found.passages.join("\n"));
    let keep = (found.state == State::Asked).then(|| {
        Button::new("There is nothing to blank")
            .kind(ButtonKind::Secondary)
            .sends("decision", "keep")
    });
    let shape = One {
        errors: ErrorSummary::new(problems),
        notice: match desk.query("done").as_str() {
            "blank" => Html::of(&Banner::success(
                "The passages are blanked for every reader. You can undo that.",
            )),
            "keep" => Html::of(&Banner::success("The comment is read as it was written.")),
            "undo" => Html::of(&Banner::success("The comment is read in full again.")),
            _ => Html::default(),
        },
        text: found.text.clone(),
        facts,
        hidden: desk.hidden(),
        version: found.version.to_string(),
        blank: (found.state != State::Blanked).then(|| {
            (
                Textarea::new("passages", "Words to blank")
                    .hint("As they stand in the comment, each passage in a line of its own. Wherever they stand they are blanked.")
                    .rows(3)
                    .value(&passages)
                    .problems(problems),
                reason(),
                Button::new("Blank them for every reader").sends("decision", "blank"),
                keep,
            )
        }),
        undo: (found.state == State::Blanked).then(|| {
            let button = Button::new("Undo the blanking")
                .kind(ButtonKind::Warning)
                .sends("decision", "undo");
            (reason(), button)
        }),
    };
    let page = Page::new(desk, "Blanked comment", &shape)?.above(&BackLink::new(
        "/coding/blanked",
        "Back to the comments that wait",
    ));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

async fn load(desk: &Desk<BlankComments>, id: &str) -> Result<Looked, Stop> {
    let id = Id::parse(id).ok_or(Refusal::Unknown)?;
    desk.view(move |tx, scope| {
        let found = look(tx, scope, id)?;
        Ok(Seen::one("blanked comment", id, found))
    })
    .await
}

/// `GET /coding/blanked/{id}`
pub(crate) async fn show(desk: Desk<BlankComments>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, &id).await?;
    drawn(&desk, &found, &Typed::default(), &Problems::none())
}

/// `POST /coding/blanked/{id}`
pub(crate) async fn send(desk: Desk<BlankComments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["passages", "reason", "decision", "version"], &[])?;
    let word = form.text("decision").to_owned();
    let decision = match word.as_str() {
        "blank" => Decision::Blank(form.text("passages").to_owned().into()),
        "keep" => Decision::Keep(form.text("passages").to_owned().into()),
        "undo" => Decision::Undo,
        _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
    };
    let version = form
        .text("version")
        .parse::<i64>()
        .map_err(|_| Refusal::Malformed("This form lacks its version."))?;
    let found = load(&desk, &id).await?;
    let (record, reason, now, entropy) = (
        found.id,
        form.text("reason").to_owned(),
        desk.now(),
        desk.shared_entropy(),
    );
    let answer = desk
        .submit(&form, move |tx, scope| {
            let what = (&decision, reason.as_str(), version);
            let done = decide(tx, scope, record, what, now, &*entropy)?;
            Ok(done.map(|()| LocalPath::of(format!("/coding/blanked/{record}?done={word}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let typed = Typed {
                passages: Some(form.text("passages").to_owned()),
                reason: form.text("reason").to_owned(),
            };
            drawn(&desk, &found, &typed, &problems)
        }
        other => Ok(other?),
    }
}
