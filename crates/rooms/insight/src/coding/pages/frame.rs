//! The themes of a question, and how they came about.

use super::{by, record};
use crate::coding::FrameRecord;
use crate::coding::themes::{Changed, Frame, State, Theme, Words, add, frame, history};
use access::actions::CodeComments;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Banner, Button, Cell, ErrorSummary, Html, Input, Pagination, Table, Textarea};
use kernel::{FixedClock, Id, Problems, Stop};

/// Changes of a page.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "coding-frame.html")]
struct Shape {
    errors: ErrorSummary,
    notice: Html,
    question: String,
    version: String,
    table: Table,
    hidden: Html,
    fields: Vec<Html>,
    button: Button,
    changes: Table,
    pages: Pagination,
}

/// The fields of a theme's words.
pub(super) fn fields(words: &Words, problems: &Problems) -> Vec<Html> {
    let text = |name: &str, label: &str, hint: &str, value: &str| {
        Html::of(
            &Textarea::new(name, label)
                .hint(hint)
                .rows(2)
                .value(value)
                .problems(problems),
        )
    };
    vec![
        Html::of(
            &Input::new("name", "Name")
                .hint("As it stands in tables")
                .value(&words.name)
                .problems(problems),
        ),
        text("belongs", "What belongs to it (optional)", "", &words.belongs),
        text("belongs-not", "What does not (optional)", "", &words.belongs_not),
        text(
            "example",
            "An example (optional)",
            "Make one up. What somebody wrote does not belong here.",
            &words.example,
        ),
    ]
}

/// A theme's words in a form.
pub(super) fn words(form: &Form) -> Words {
    Words {
        name: form.text("name").to_owned(),
        belongs: form.text("belongs").to_owned(),
        belongs_not: form.text("belongs-not").to_owned(),
        example: form.text("example").to_owned(),
    }
}

/// Where a theme stands, in words.
pub(super) fn standing(frame: &Frame, theme: &Theme) -> String {
    let name = |id: Option<Id>| {
        frame
            .themes
            .iter()
            .find(|other| Some(other.id) == id)
            .map_or_else(String::new, |other| other.words.name.clone())
    };
    match theme.state {
        State::Merged => format!("Merged into {}", name(theme.merged_into)),
        State::Draft | State::InUse if theme.came_from.is_some() => {
            format!("{}, split from {}", theme.state.label(), name(theme.came_from))
        }
        state => state.label().to_owned(),
    }
}

fn changed(change: &Changed) -> Vec<Cell> {
    let old = change.before.name != change.name;
    let what = match change.change.as_str() {
        "added" => format!("Added {}", change.before.name),
        "taken" => format!("Took {} into use", change.before.name),
        "worded" if old => format!("Renamed {}", change.before.name),
        "worded" => format!("Worded {} anew", change.before.name),
        "merged" => format!(
            "Merged {} into {}",
            change.before.name,
            change.into.as_deref().unwrap_or_default()
        ),
        "split" => format!("Split {}", change.before.name),
        "retired" => format!("Retired {}", change.before.name),
        _ => format!("Took {} back into use", change.before.name),
    };
    let before = if change.change == "worded" {
        [
            &change.before.belongs,
            &change.before.belongs_not,
            &change.before.example,
        ]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" / ")
    } else {
        String::new()
    };
    vec![
        Cell::number(change.version),
        Cell::text(&what),
        Cell::text(&before),
        Cell::text(change.who.as_deref().unwrap_or("The house")),
        Cell::text(&change.at.text()),
    ]
}

async fn load(desk: &Desk<CodeComments>, id: Id, before: i64) -> Result<(Frame, (Vec<Changed>, bool)), Stop> {
    desk.read(move |tx, scope| {
        drop(scope.pass::<FrameRecord>(tx, id)?);
        Ok((frame(tx, id)?, history(tx, id, before, ROWS)?))
    })
    .await
}

async fn drawn(desk: &Desk<CodeComments>, id: Id, typed: &Words, problems: &Problems) -> Answer {
    let before = desk.query("before").parse::<i64>().ok();
    let (found, (changes, more)) = load(desk, id, before.unwrap_or(i64::MAX)).await?;
    let rows = found.themes.iter().map(|theme| {
        vec![
            Cell::link(&format!("/coding/themes/{}", theme.id), &theme.words.name),
            Cell::text(&standing(&found, theme)),
            Cell::text(&theme.words.belongs),
            Cell::text(&theme.words.belongs_not),
            Cell::text(&theme.words.example),
        ]
    });
    let home = format!("/coding/frames/{id}");
    let next = changes.last().filter(|_| more);
    let next = next.map(|change| format!("{home}?before={}", change.version));
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        notice: match desk.query("done").as_str() {
            "added" => Html::of(&Banner::success("The theme is added.")),
            "changed" => Html::of(&Banner::success("The theme is changed.")),
            _ => Html::default(),
        },
        question: found.question.clone(),
        version: format!(
            "Version {} of the themes. Each change makes another, and all of them are kept.",
            found.version
        ),
        table: Table::new("Themes")
            .hide_caption()
            .column("Theme")
            .column("State")
            .column("What belongs to it")
            .column("What does not")
            .column("Example")
            .rows(rows)
            .when_empty("There are no themes yet. Whoever reads can add some, too."),
        hidden: desk.hidden(),
        fields: fields(typed, problems),
        button: Button::new("Add the theme"),
        changes: Table::new("How the themes came about")
            .figures("Version")
            .column("What")
            .column("Its words before")
            .column("Who")
            .column("When")
            .rows(changes.iter().map(changed))
            .when_empty("Nothing has been changed."),
        pages: Pagination::new(None, next).first(before.map(|_| home.clone())),
    };
    let page = Page::new(desk, "Themes of a question", &shape)?
        .above(&BackLink::new("/coding", "Back to reading for themes"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /coding/frames/{id}`
pub(super) async fn show(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    drawn(&desk, record(&id)?, &Words::default(), &Problems::none()).await
}

/// `POST /coding/frames/{id}`
pub(super) async fn send(desk: Desk<CodeComments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["name", "belongs", "belongs-not", "example"], &[])?;
    let (id, typed) = (record(&id)?, words(&form));
    let (by, entropy, given) = (by(&desk), desk.shared_entropy(), typed.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let theme = Id::fresh(&FixedClock::at(by.now), &*entropy);
            let done = add(tx, scope, id, (theme, &given, State::InUse), by)?;
            Ok(done.map(|_| LocalPath::of(format!("/coding/frames/{id}?done=added"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => drawn(&desk, id, &typed, &problems).await,
        other => Ok(other?),
    }
}
