//! Who is on a pathway: the list, and adding people.

use super::hand::{Hand, first_page, next_page, query_id, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::pathways::PLACES;
use super::typed::Typed;
use crate::model::{OnIt, Pathway, StepId, Walker, WayStep};
use crate::pathways::progress::{self, Query};
use crate::pathways::{enrol, plan};
use access::Scope;
use access::actions::ManageBookings;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Pagination, Select, Table, Textarea};
use kernel::{Problems, Stop};
use paper::Grid;
use store::Tx;

const TITLE: &str = "People on a pathway";

/// A page of the people of a pathway.
struct Loaded {
    pathway: Pathway,
    steps: Vec<WayStep>,
    people: Vec<Walker>,
    next: Option<String>,
}

/// What the address asks for. A word that names nothing is the whole list.
fn asked(desk: &Desk<ManageBookings>) -> Query {
    let show = desk.query("show");
    Query {
        who: OnIt::ALL
            .into_iter()
            .find(|one| one.code() == show)
            .unwrap_or_default(),
        step: query_id(desk, "step").map(StepId),
        after: query_id(desk, "after"),
    }
}

fn finished(walker: &Walker) -> Cell {
    match (walker.left, walker.finished, &walker.waits) {
        (Some(day), ..) => tag(&format!("Left on {}", day.text()), "grey"),
        (None, Some(day), _) => tag(&format!("Finished on {}", day.text()), "green"),
        (None, None, Some(step)) => Cell::text(&format!("Waits for “{step}”")),
        (None, None, None) => Cell::text("Not counted yet"),
    }
}

fn table(reference: &str, steps: usize, people: &[Walker]) -> Table {
    let rows = people.iter().map(|one| {
        vec![
            Cell::link(&format!("/pathways/{reference}/people/{}", one.id), &one.name),
            Cell::text(&one.since.text()),
            Cell::number(format!("{} of {steps}", one.done)),
            finished(one),
            Cell::text(&one.counted.text()),
        ]
    });
    Table::new("People")
        .hide_caption()
        .column("Name")
        .column("Since")
        .figures("Steps done")
        .column("Where")
        .column("Counted on")
        .rows(rows)
        .when_empty("Nobody is here.")
}

async fn list(desk: &Desk<ManageBookings>, reference: String, values: &Typed, problems: &Problems) -> Answer {
    let query = asked(desk);
    let loaded = desk
        .view(move |tx, scope| {
            let pathway = plan::one(tx, scope, &reference)?;
            let steps = plan::steps(tx, scope, &pathway)?;
            let (people, next) = progress::people(tx, scope, &pathway, query, progress::PAGE)?;
            let id = pathway.id;
            let loaded = Loaded {
                pathway,
                steps,
                people,
                next,
            };
            Ok(Seen::one("pathway people", id, loaded))
        })
        .await?;
    let own = format!("/pathways/{}", loaded.pathway.reference);
    let filters = Filters::new(&format!("{own}/people"))
        .field(
            &Select::new("show", "Show")
                .options(OnIt::ALL.map(|one| (one.code(), one.label())))
                .value(query.who.code()),
        )
        .field(
            &Select::new("step", "Waiting for")
                .option("", "Any step")
                .options(
                    loaded
                        .steps
                        .iter()
                        .map(|step| (step.id.to_string(), step.draft.title.clone())),
                )
                .value(&desk.query("step")),
        )
        .active(!desk.query_text().is_empty());
    let done = match desk.query("done").as_str() {
        "0" => "Everybody you named is on it already.",
        "" => "",
        _ => "The people are put on the pathway.",
    };
    let form = FormPart::new(&format!("{own}/people"), &desk.hidden())
        .field(
            &Textarea::new("references", "References of their bookings")
                .hint("One a line, like B-2345678. Whoever is named is put on the pathway; nobody is written to.")
                .rows(4)
                .value(values.text("references"))
                .problems(problems),
        )
        .button(Button::new("Put them on it").kind(ButtonKind::Secondary));
    let page = Page::new(&loaded.pathway.draft.title)
        .caption("People")
        .problems(problems)
        .done(done)
        .text("You see people who booked, or came to, a session that you may see. How far they are is counted every night, and at once when you sign something off.")
        .html(&filters)
        .html(&table(&loaded.pathway.reference, loaded.steps.len(), &loaded.people))
        .html(&Pagination::new(None, next_page(desk, loaded.next.as_ref())).first(first_page(desk)))
        .with(Part::Links(vec![(
            format!("{own}/people/export?show={}&format=csv", query.who.code()),
            "Download this list (CSV)".to_owned(),
        )]))
        .heading("Put people on it")
        .with(Part::Form(form));
    let places = [PLACES, &[(own.as_str(), "Pathway")]].concat();
    if problems.is_empty() {
        under(desk, TITLE, &page, &places)
    } else {
        wrong(desk, TITLE, &page, &places)
    }
}

/// `GET /pathways/{reference}/people`
pub(crate) async fn show(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    list(&desk, reference, &Typed::none(), &Problems::none()).await
}

/// `POST /pathways/{reference}/people`
pub(crate) async fn add(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["references"], &[])?;
    let (hand, named, references) = (
        Hand::of(&desk),
        reference.clone(),
        values.text("references").to_owned(),
    );
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pathway = plan::one(tx, scope, &named)?;
            let done = enrol::by_bookings(tx, scope, &hand.moment(), &pathway, &references)?;
            let home = format!("/pathways/{}/people", pathway.reference);
            Ok(done.map(|count| LocalPath::of(format!("{home}?done={count}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => list(&desk, reference, &values, &problems).await,
        other => Ok(other?),
    }
}

const WHAT: &str = "People on a pathway";

fn leaving(
    reference: String,
    query: Query,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let pathway = plan::one(tx, scope, &reference)?;
        let query = Query { after: None, ..query };
        let (people, next) = progress::people(tx, scope, &pathway, query, progress::MOST_IN_FILE)?;
        copies::whole(next.is_some(), progress::MOST_IN_FILE)?;
        let rows = people.iter().map(|one| one.id);
        Ok(Leaving::list(grid(&people), "pathway person", rows).about("pathway people", pathway.id.0))
    }
}

/// `GET /pathways/{reference}/people/export?show=..`
pub(crate) async fn ask_export(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    copies::ask(&desk, WHAT, leaving(reference, asked(&desk))).await
}

/// `POST /pathways/{reference}/people/export?show=..`
pub(crate) async fn export(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(reference, asked(&desk))).await
}

fn grid(people: &[Walker]) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Name",
            "Since",
            "Steps done",
            "Waits for",
            "Finished",
            "Left",
            "Counted on",
        ],
    );
    let day = |day: Option<kernel::Day>| day.map_or_else(String::new, kernel::Day::iso);
    for one in people {
        grid.row(vec![
            paper::Cell::from(one.name.as_str()),
            paper::Cell::from(day(Some(one.since))),
            paper::Cell::from(one.done.to_string()),
            paper::Cell::from(one.waits.clone().unwrap_or_default()),
            paper::Cell::from(day(one.finished)),
            paper::Cell::from(day(one.left)),
            paper::Cell::from(day(Some(one.counted))),
        ]);
    }
    grid
}
