//! Telling from one's own record that one passed it on at work.

use super::hand::{Hand, limit, typed};
use super::own_record::TRIES;
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{PassedDraft, PassedKind, PassedOn, PassedState, RecordLine};
use crate::own_record;
use crate::passed_on::reading;
use crate::passed_on::tell::{self, Does};
use access::actions::SeeOwnRecord;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Input, InputKind, Radios, Select, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

const TITLE: &str = "Passed on at work";
const TOLD: [&str; 6] = ["day-day", "day-month", "day-year", "kind", "people", "words"];

/// What a page shows.
struct Loaded {
    lines: Vec<RecordLine>,
    told: Vec<PassedOn>,
}

async fn load(desk: &Desk<SeeOwnRecord>, token: &str) -> Result<Loaded, Stop> {
    limit(desk, TRIES)?;
    let (asked, now) = (token.to_owned(), desk.now());
    desk.read(move |tx, scope| {
        let holder = own_record::by_token(tx, scope, now, &asked)?;
        let (lines, _) = own_record::page(tx, scope, &holder, None)?;
        let told = reading::own(tx, scope, &holder)?;
        Ok(Loaded { lines, told })
    })
    .await
}

fn fields(form: FormPart, values: &Typed, problems: &Problems) -> FormPart {
    form.field(&values.date_input("day", "When?").problems(problems))
        .field(
            &Radios::new("kind", "How?")
                .choices(PassedKind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(
            &Input::new("people", "To how many people?")
                .hint("About. Somebody who heard it twice counts twice.")
                .kind(InputKind::Number)
                .width(4)
                .value(values.text("people"))
                .problems(problems),
        )
        .field(
            &Textarea::new("words", "Anything else?")
                .hint("May be left empty. Name nobody.")
                .rows(2)
                .value(values.text("words"))
                .problems(problems),
        )
}

fn read(values: &Typed) -> Result<PassedDraft, Stop> {
    let mut problems = Problems::none();
    let day = values.day("day", &mut problems);
    let kind = match values.text("kind") {
        "" => {
            problems.add("kind", "Choose how you passed it on");
            None
        }
        code => Some(PassedKind::parse(code).ok_or(Refusal::Malformed(
            "This form has a kind that is not in its list.",
        ))?),
    };
    let people = values.whole(
        "people",
        &mut problems,
        "Enter how many people it was, from 1 to 1,000",
    );
    match (day, kind, problems.is_empty()) {
        (Some(day), Some(kind), true) => Ok(PassedDraft {
            day,
            kind,
            people,
            words: values.text("words").to_owned(),
        }),
        _ => Err(problems.into()),
    }
}

fn own_table(token: &str, told: &[PassedOn]) -> Table {
    let rows = told.iter().map(|one| {
        vec![
            Cell::link(
                &format!("/record/{token}/passed-on/{}", one.id),
                &one.told.day.text(),
            ),
            Cell::text(&one.title),
            Cell::text(one.told.kind.label()),
            Cell::number(one.told.people.to_string()),
            Cell::text(one.state.label()),
        ]
    });
    Table::new("What you told")
        .column("When")
        .column("Course")
        .column("How")
        .figures("People")
        .column("State")
        .rows(rows)
}

fn page(
    desk: &Desk<SeeOwnRecord>,
    token: &str,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut page = Page::new(TITLE)
        .problems(problems)
        .done(if desk.query("done") == "told" {
            "Thank you. It is counted."
        } else {
            ""
        })
        .text("Did you pass on what you heard at a course: in a talk in your team, a briefing, a whole session? Tell us, and it is counted. It is counted apart from the sessions of the partnership.");
    if loaded.lines.is_empty() {
        page = page.text("You can tell of it here once you have been at a course.");
    } else {
        let courses = loaded.lines.iter().map(|line| {
            let words = format!("{}, {}", line.title, line.first_day.text());
            (line.reference.clone(), words)
        });
        let last = loaded.lines.first().map_or("", |line| line.reference.as_str());
        let chosen = Some(values.text("session")).filter(|known| !known.is_empty());
        let form = FormPart::new(desk.path(), &desk.hidden()).field(
            &Select::new("session", "After which course?")
                .options(courses)
                .value(chosen.unwrap_or(last))
                .problems(problems),
        );
        page = page.with(Part::Form(
            fields(form, values, problems).button(Button::new("Tell us")),
        ));
    }
    if !loaded.told.is_empty() {
        page = page.html(&own_table(token, &loaded.told));
    }
    page.with(Part::Links(vec![(
        format!("/record/{token}"),
        "Your record".to_owned(),
    )]))
}

/// `GET /record/{token}/passed-on`
pub(crate) async fn show(desk: Desk<SeeOwnRecord>, Path(token): Path<String>) -> Answer {
    let loaded = load(&desk, &token).await?;
    let page = page(&desk, &token, &loaded, &Typed::none(), &Problems::none());
    front::Page::new(&desk, TITLE, &page)?.answer()
}

/// `POST /record/{token}/passed-on`
pub(crate) async fn tell(desk: Desk<SeeOwnRecord>, Path(token): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &[TOLD.as_slice(), &["session"]].concat(), &[])?;
    limit(&desk, TRIES)?;
    let problems = match read(&values) {
        Err(Stop::Problems(problems)) => problems,
        draft => {
            let (draft, reference) = (draft?, values.text("session").to_owned());
            let (hand, now, named) = (Hand::of(&desk), desk.now(), token.clone());
            let sent = desk
                .submit(&form, move |tx, scope| {
                    let holder = own_record::by_token(tx, scope, now, &named)?;
                    let done = tell::tell(tx, scope, &hand.moment(), &holder, &reference, &draft)?;
                    let home = format!("/record/{named}/passed-on?done=told");
                    Ok(done.map(|()| LocalPath::of(home)))
                })
                .await;
            match sent {
                Err(Stop::Problems(problems)) => problems,
                sent => return Ok(sent?),
            }
        }
    };
    let loaded = load(&desk, &token).await?;
    let page = page(&desk, &token, &loaded, &values, &problems);
    front::Page::new(&desk, TITLE, &page)?.with_problems().answer()
}

async fn load_one(desk: &Desk<SeeOwnRecord>, token: &str, id: &str) -> Result<PassedOn, Stop> {
    limit(desk, TRIES)?;
    let id = Id::parse(id).ok_or(Refusal::Unknown)?;
    let (asked, now) = (token.to_owned(), desk.now());
    desk.read(move |tx, scope| {
        let holder = own_record::by_token(tx, scope, now, &asked)?;
        tell::own(tx, scope, &holder, id)
    })
    .await
}

fn page_of_one(
    desk: &Desk<SeeOwnRecord>,
    token: &str,
    one: &PassedOn,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let form = |does: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", does);
    let page =
        Page::new(TITLE)
            .caption(&one.title)
            .problems(problems)
            .done(match desk.query("done").as_str() {
                "change" => "It is changed.",
                "take-back" => "It is taken back and not counted.",
                "put-back" => "It is counted again.",
                _ => "",
            });
    let page = match one.state {
        PassedState::Counted => page
            .with(Part::Form(
                fields(form("change"), values, problems).button(Button::new("Change it")),
            ))
            .with(Part::Form(
                form("take-back").button(Button::new("Take it back").kind(ButtonKind::Secondary)),
            )),
        PassedState::TakenBack => page.text("You took it back: it is not counted.").with(Part::Form(
            form("put-back").button(Button::new("Count it after all").kind(ButtonKind::Secondary)),
        )),
        PassedState::LeftOut => page.text(&format!("It is not counted: {}", one.reason)),
    };
    page.with(Part::Links(vec![(
        format!("/record/{token}/passed-on"),
        "All that you told".to_owned(),
    )]))
}

fn filled(one: &PassedOn) -> Typed {
    Typed::none()
        .with_day("day", one.told.day)
        .with("kind", one.told.kind.code())
        .with("people", one.told.people.to_string())
        .with("words", one.told.words.as_str())
}

/// `GET /record/{token}/passed-on/{id}`
pub(crate) async fn one(desk: Desk<SeeOwnRecord>, Path((token, id)): Path<(String, String)>) -> Answer {
    let found = load_one(&desk, &token, &id).await?;
    let page = page_of_one(&desk, &token, &found, &filled(&found), &Problems::none());
    front::Page::new(&desk, TITLE, &page)?.answer()
}

/// `POST /record/{token}/passed-on/{id}`
pub(crate) async fn change(
    desk: Desk<SeeOwnRecord>,
    Path((token, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let values = typed(&form, &[TOLD.as_slice(), &["what"]].concat(), &[])?;
    let found = load_one(&desk, &token, &id).await?;
    let word = values.text("what").to_owned();
    let does = match word.as_str() {
        "change" => read(&values).map(Does::Change),
        "take-back" => Ok(Does::TakeBack),
        "put-back" => Ok(Does::PutBack),
        _ => Err(Refusal::Malformed("This form does not say what it is.").into()),
    };
    let problems = match does {
        Err(Stop::Problems(problems)) => problems,
        does => {
            let (does, hand, now, named) = (does?, Hand::of(&desk), desk.now(), token.clone());
            let id = found.id;
            let sent = desk
                .submit(&form, move |tx, scope| {
                    let holder = own_record::by_token(tx, scope, now, &named)?;
                    let done = tell::change(tx, scope, &hand.moment(), &holder, id.0, &does)?;
                    let home = format!("/record/{named}/passed-on/{id}?done={word}");
                    Ok(done.map(|()| LocalPath::of(home)))
                })
                .await;
            match sent {
                Err(Stop::Problems(problems)) => problems,
                sent => return Ok(sent?),
            }
        }
    };
    let page = page_of_one(&desk, &token, &found, &values, &problems);
    front::Page::new(&desk, TITLE, &page)?.with_problems().answer()
}
