//! What people passed on at work: for coordinators, of the sessions in sight.

use super::hand::{Hand, first_page, next_page, query_id, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{PassedKind, PassedOn, PassedOnId, PassedState};
use crate::passed_on::reading::{self, FILE, PAGE, Query};
use crate::passed_on::staff;
use crate::records::counted;
use access::Scope;
use access::actions::ManageBookings;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{
    Button, ButtonKind, Cell, DateInput, Filters, Input, Pagination, Select, SummaryList, Table, Textarea,
};
use kernel::{Day, Id, Problems, Refusal, Stop};
use paper::Grid;
use store::Tx;

const TITLE: &str = "Passed on at work";

/// What is asked for, and what is wrong with it.
fn asked(desk: &Desk<ManageBookings>) -> (Query, Problems) {
    let mut problems = Problems::none();
    let mut day = |name: &str| -> Option<Day> {
        let text = desk.query(name);
        if text.is_empty() {
            return None;
        }
        DateInput::read(&text, "", "")
            .map_err(|words| problems.add(name, &words))
            .ok()
    };
    let (from, to) = (day("from"), day("to"));
    let query = Query {
        kind: PassedKind::parse(&desk.query("kind")),
        state: PassedState::parse(&desk.query("state")),
        from,
        to,
        after: query_id(desk, "after"),
    };
    for (name, known, words) in [
        ("kind", query.kind.is_some(), "Choose a way from the list"),
        ("state", query.state.is_some(), "Choose a state from the list"),
    ] {
        if !known && !desk.query(name).is_empty() {
            problems.add(name, words);
        }
    }
    (query, problems)
}

fn state(one: &PassedOn) -> (&'static str, &'static str) {
    let colour = match one.state {
        PassedState::Counted => "green",
        PassedState::TakenBack => "grey",
        PassedState::LeftOut => "yellow",
    };
    (one.state.label(), colour)
}

fn filters(desk: &Desk<ManageBookings>, problems: &Problems) -> Filters {
    let day = |name: &str, label: &str| {
        Input::new(name, label)
            .width(10)
            .value(&desk.query(name))
            .problems(problems)
    };
    let active = ["kind", "state", "from", "to"]
        .iter()
        .any(|name| !desk.query(name).is_empty());
    Filters::new("/passed-on")
        .field(
            &Select::new("kind", "How")
                .option("", "All")
                .options(PassedKind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(&desk.query("kind"))
                .problems(problems),
        )
        .field(
            &Select::new("state", "State")
                .option("", "All")
                .options(PassedState::ALL.map(|state| (state.code(), state.label())))
                .value(&desk.query("state"))
                .problems(problems),
        )
        .field(&day("from", "From"))
        .field(&day("to", "To"))
        .active(active)
}

/// `GET /passed-on`
pub(crate) async fn show(desk: Desk<ManageBookings>) -> Answer {
    let (query, problems) = asked(&desk);
    let whole = problems.is_empty();
    let (found, next, count) = desk
        .view(move |tx, scope| {
            if !whole {
                return Ok(Seen {
                    value: (Vec::new(), None, 0),
                    records: Vec::new(),
                });
            }
            let (found, next) = reading::list(tx, scope, query, PAGE)?;
            let count = reading::count(tx, scope, query)?;
            let records = found.iter().map(|one| ("passed_on", one.id.0)).collect();
            Ok(Seen {
                value: (found, next, count),
                records,
            })
        })
        .await?;
    let rows = found.iter().map(|one| {
        let (words, colour) = state(one);
        vec![
            Cell::link(&format!("/passed-on/{}", one.id), &one.told.day.text()),
            Cell::text(&one.name),
            Cell::text(one.told.kind.label()),
            Cell::number(one.told.people.to_string()),
            Cell::link(&format!("/sessions/{}/plan", one.reference), &one.title),
            Cell::text(&one.area),
            tag(words, colour),
        ]
    });
    let table = Table::new(TITLE)
        .hide_caption()
        .column("When")
        .column("Who")
        .column("How")
        .figures("People")
        .column("After")
        .column("Area")
        .column("State")
        .rows(rows)
        .when_empty(
            "Nothing fits. Whoever was at a course can tell from her own record that she passed it on.",
        );
    let kept: String = desk
        .query_text()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("after=") && !part.starts_with("done="))
        .flat_map(|part| ["&", part])
        .collect();
    let export = |format: &str| format!("/passed-on/export?format={format}{kept}");
    let next = next.map(|id| id.to_string());
    let page = Page::new(TITLE)
        .problems(&problems)
        .text("What people who were at a course passed on at work, as they told it from their own record. It is counted apart from the sessions of the partnership, on the page Said and done. Somebody who heard it twice is counted twice.")
        .html(&filters(&desk, &problems))
        .text(&counted(count, "time", "times"))
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)))
        .with(Part::Links(vec![
            (export("csv"), "Take the list as CSV".to_owned()),
            (export("xlsx"), "Take the list as XLSX".to_owned()),
            ("/evidence/said-and-done".to_owned(), "How many people it reached".to_owned()),
        ]));
    let places = [("/courses", "Courses")];
    if whole {
        under(&desk, TITLE, &page, &places)
    } else {
        wrong(&desk, TITLE, &page, &places)
    }
}

fn leaving(
    query: Query,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let query = Query { after: None, ..query };
        let (found, next) = reading::list(tx, scope, query, FILE)?;
        copies::whole(next.is_some(), FILE)?;
        let rows = found.iter().map(|one| one.id.0);
        Ok(Leaving::list(grid(&found), "passed_on", rows))
    }
}

/// `GET /passed-on/export`
pub(crate) async fn ask_export(desk: Desk<ManageBookings>) -> Answer {
    let (query, problems) = asked(&desk);
    problems.check()?;
    copies::ask(&desk, TITLE, leaving(query)).await
}

/// `POST /passed-on/export`
pub(crate) async fn export(desk: Desk<ManageBookings>, form: Form) -> Answer {
    let (query, problems) = asked(&desk);
    problems.check()?;
    copies::take(&desk, TITLE, &form, leaving(query)).await
}

fn grid(found: &[PassedOn]) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "When",
            "Who",
            "How",
            "People",
            "Words",
            "Course",
            "Session",
            "Area",
            "State",
            "Why left out",
        ],
    );
    for one in found {
        let text = |text: &str| paper::Cell::from(text);
        grid.row(vec![
            paper::Cell::from(one.told.day.iso()),
            text(&one.name),
            text(one.told.kind.label()),
            paper::Cell::from(one.told.people),
            text(&one.told.words),
            text(&one.title),
            text(&one.reference),
            text(&one.area),
            text(one.state.label()),
            text(&one.reason),
        ]);
    }
    grid
}

async fn load(desk: &Desk<ManageBookings>, id: &str) -> Result<PassedOn, Stop> {
    let id = Id::parse(id).map(PassedOnId).ok_or(Refusal::Unknown)?;
    desk.view(move |tx, scope| {
        let found = staff::one(tx, scope, id)?;
        Ok(Seen::one("passed_on", id.0, found))
    })
    .await
}

fn page_of_one(desk: &Desk<ManageBookings>, one: &PassedOn, values: &Typed, problems: &Problems) -> Page {
    let form = |does: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", does);
    let (words, _) = state(one);
    let mut facts = SummaryList::new()
        .row("Who", &one.name)
        .row("When", &one.told.day.long_text())
        .row("How", one.told.kind.label())
        .row("People", &one.told.people.to_string())
        .row("After", &format!("{}, {}", one.title, one.first_day.text()))
        .row("State", words);
    if !one.told.words.is_empty() {
        facts = facts.row("In her own words", &one.told.words);
    }
    if one.state == PassedState::LeftOut {
        facts = facts.row("Why it is left out", &one.reason);
    }
    let page = Page::new(TITLE)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "leave-out" => "It is left out of the count.",
            "count" => "It is counted.",
            _ => "",
        })
        .html(&facts);
    match one.state {
        PassedState::Counted => page.with(Part::Form(
            form("leave-out")
                .field(
                    &Textarea::new("reason", "Why should it not be counted?")
                        .hint("She can read it on her own record.")
                        .rows(2)
                        .value(values.text("reason"))
                        .problems(problems),
                )
                .button(Button::new("Leave it out").kind(ButtonKind::Secondary)),
        )),
        PassedState::LeftOut => page.with(Part::Form(
            form("count").button(Button::new("Count it after all").kind(ButtonKind::Secondary)),
        )),
        PassedState::TakenBack => page.text("She took it back herself."),
    }
}

const ABOVE: [(&str, &str); 2] = [("/courses", "Courses"), ("/passed-on", TITLE)];

/// `GET /passed-on/{id}`
pub(crate) async fn one(desk: Desk<ManageBookings>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, &id).await?;
    let page = page_of_one(&desk, &found, &Typed::none(), &Problems::none());
    under(&desk, TITLE, &page, &ABOVE)
}

/// `POST /passed-on/{id}`
pub(crate) async fn decide(desk: Desk<ManageBookings>, Path(id): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["what", "reason"], &[])?;
    let word = values.text("what").to_owned();
    let reason = match word.as_str() {
        "leave-out" => Some(values.text("reason").to_owned()),
        "count" => None,
        _ => return Err(Refusal::Malformed("This form does not say what it is.").into()),
    };
    let found = load(&desk, &id).await?;
    let (hand, own) = (Hand::of(&desk), found.id);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = staff::leave_out(tx, scope, &hand.moment(), own, reason.as_deref())?;
            Ok(done.map(|()| LocalPath::of(format!("/passed-on/{own}?done={word}"))))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => {
            let page = page_of_one(&desk, &found, &values, &problems);
            wrong(&desk, TITLE, &page, &ABOVE)
        }
        sent => Ok(sent?),
    }
}
