//! Who should come to a course again: for its coordinators, of the sessions in sight.

use super::hand::{Hand, first_page, next_page, tag, typed, under};
use super::parts::{FormPart, Page, Part};
use crate::model::{ComingAgain, Course, LearnerId, Place, Turn};
use crate::records::counted;
use crate::refreshers::reading::{self, FILE, Found, PAGE, Query};
use crate::refreshers::tell;
use access::Scope;
use access::actions::ManageBookings;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Pagination, Select, Table};
use kernel::{Day, Id, Refusal, Stop};
use paper::Grid;
use store::Tx;

const TITLE: &str = "Who should come again";

/// What is asked for; a word that no list offers is refused.
fn asked(desk: &Desk<ManageBookings>) -> Result<Query, Stop> {
    let turn = match desk.query("turn").as_str() {
        "" => Turn::default(),
        word => Turn::parse(word).ok_or(Refusal::Unknown)?,
    };
    let after = desk.query("after");
    let after = match after.split_once(' ') {
        Some((last, learner)) => Day::parse(last).zip(Id::parse(learner)),
        None => None,
    };
    Ok(Query {
        turn,
        after: after.map(|(last, learner)| (last, LearnerId(learner))),
    })
}

/// How somebody stands: words, colour.
fn standing(one: &ComingAgain, today: Day) -> (String, &'static str) {
    match (one.place, one.told) {
        (Some(Place::On(day)), _) => (format!("Has a place on {}", day.text()), "green"),
        (Some(Place::Elsewhere), _) => ("Has a place elsewhere".to_owned(), "green"),
        (None, Some(told)) if !one.reached => {
            let words = format!("Could not be written to on {}", told.day().text());
            (words, "orange")
        }
        (None, Some(told)) => (format!("Told on {}", told.day().text()), "blue"),
        (None, None) if !one.first_hand => ("Came with a file: not written to".to_owned(), "grey"),
        (None, None) if one.due <= today => ("Not told yet".to_owned(), "orange"),
        (None, None) => ("No place yet".to_owned(), "grey"),
    }
}

fn table(found: &[ComingAgain], today: Day) -> Table {
    let rows = found.iter().map(|one| {
        let (words, colour) = standing(one, today);
        vec![
            Cell::text(&one.name),
            Cell::text(&one.organisation),
            Cell::text(&one.last.text()),
            Cell::text(&one.due.text()),
            tag(&words, colour),
        ]
    });
    Table::new(TITLE)
        .hide_caption()
        .column("Name")
        .column("Organisation")
        .column("There last on")
        .column("Due")
        .column("How it stands")
        .rows(rows)
        .when_empty("Nobody’s turn comes then.")
}

fn done(desk: &Desk<ManageBookings>) -> String {
    let words = match desk.query("told").parse::<usize>() {
        Ok(0) => "No message could be sent: mail reaches none of the addresses.".to_owned(),
        Ok(1) => "A message to 1 person is on its way.".to_owned(),
        Ok(many) => format!("Messages to {many} people are on their way."),
        Err(_) => return String::new(),
    };
    if desk.query("more") == "yes" {
        format!("{words} Press again for the rest.")
    } else {
        words
    }
}

/// Who is not written to.
fn left_out(by_file: i64) -> String {
    if by_file == 0 {
        return String::new();
    }
    let people = counted(by_file, "person", "people");
    format!(
        "Left out: {people} known from a file of earlier years alone. It was said of it that nobody is written to."
    )
}

async fn load(
    desk: &Desk<ManageBookings>,
    reference: String,
    query: Query,
) -> Result<(Course, i64, Found, i64), Stop> {
    let today = desk.now().day();
    desk.view(move |tx, scope| {
        let (course, months) = reading::due_again(tx, scope, &reference)?;
        let found = reading::list(tx, scope, &course, query, today, PAGE)?;
        let told = query.turn == Turn::Due && found.count > 0;
        let by_file = if told {
            reading::by_file(tx, scope, &course, today)?
        } else {
            0
        };
        Ok(Seen::one("course", course.id, (course, months, found, by_file)))
    })
    .await
}

/// `GET /courses/{reference}/refreshers`
pub(crate) async fn show(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (query, today) = (asked(&desk)?, desk.now().day());
    let (course, months, found, by_file) = load(&desk, reference, query).await?;
    let path = format!("/courses/{}", course.reference);
    let own = format!("{path}/refreshers");
    let filters = Filters::new(&own)
        .field(
            &Select::new("turn", "Show")
                .options(Turn::ALL.map(|turn| (turn.code(), turn.label())))
                .value(query.turn.code()),
        )
        .active(query.turn != Turn::default());
    let next = found
        .people
        .last()
        .filter(|_| found.more)
        .map(|last| format!("{} {}", last.last.iso(), last.learner));
    let after = match months {
        1 => "a month".to_owned(),
        months => format!("{months} months"),
    };
    let mut page = Page::new(TITLE)
        .caption(&course.draft.title)
        .done(&done(&desk))
        .text(&format!(
            "People who were at this course on every day and gave an address. It is due again {after} after the last time. Each sees the same on her own record."
        ))
        .html(&filters)
        .text(&counted(found.count, "person", "people"))
        .html(&table(&found.people, today))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)));
    if query.turn == Turn::Due && found.count > 0 {
        page = page
            .heading("Tell them")
            .text("A message goes to each of them who has no place yet and was not told in the last three months. It names neither the course nor the service, and its link opens her own record.")
            .text(&left_out(by_file))
            .with(Part::Form(
                FormPart::new(&own, &desk.hidden())
                    .button(Button::new("Tell those whose turn it is").kind(ButtonKind::Secondary)),
            ));
    }
    let export = |format: &str| format!("{own}/export?format={format}&turn={}", query.turn.code());
    page = page.with(Part::Links(vec![
        (export("csv"), "Take the list as CSV".to_owned()),
        (export("xlsx"), "Take the list as XLSX".to_owned()),
    ]));
    under(&desk, TITLE, &page, &[("/courses", "Courses"), (&path, "Course")])
}

/// `POST /courses/{reference}/refreshers`
pub(crate) async fn send(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    typed(&form, &[], &[])?;
    let hand = Hand::of(&desk);
    Ok(desk
        .submit(&form, move |tx, scope| {
            let done = tell::tell(tx, scope, &hand.moment(), &reference)?;
            let back = format!("/courses/{reference}/refreshers");
            Ok(done.map(|done| {
                let more = if done.more { "&more=yes" } else { "" };
                LocalPath::of(format!("{back}?told={}{more}", done.told))
            }))
        })
        .await?)
}

fn leaving(
    reference: String,
    query: Query,
    today: Day,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let (course, _) = reading::due_again(tx, scope, &reference)?;
        let query = Query { after: None, ..query };
        let found = reading::list(tx, scope, &course, query, today, FILE)?;
        copies::whole(found.more, FILE)?;
        let rows = found.people.iter().map(|one| one.learner.0);
        Ok(Leaving::list(grid(&found.people, today), "learner", rows).about("course", course.id.0))
    }
}

/// `GET /courses/{reference}/refreshers/export`
pub(crate) async fn ask_export(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (query, today) = (asked(&desk)?, desk.now().day());
    copies::ask(&desk, TITLE, leaving(reference, query, today)).await
}

/// `POST /courses/{reference}/refreshers/export`
pub(crate) async fn export(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let (query, today) = (asked(&desk)?, desk.now().day());
    copies::take(&desk, TITLE, &form, leaving(reference, query, today)).await
}

fn grid(found: &[ComingAgain], today: Day) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Name",
            "Work e-mail address",
            "Organisation",
            "There last on",
            "Due",
            "How it stands",
        ],
    );
    for one in found {
        grid.row(vec![
            paper::Cell::from(one.name.as_str()),
            paper::Cell::from(one.email.as_str()),
            paper::Cell::from(one.organisation.as_str()),
            paper::Cell::from(one.last.iso()),
            paper::Cell::from(one.due.iso()),
            paper::Cell::from(standing(one, today).0),
        ]);
    }
    grid
}
