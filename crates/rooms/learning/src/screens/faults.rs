//! Faults of venues: the list with its filters, as a page and as a file, and raising one.

use super::hand::{Hand, first_page, next_page, query_id, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::faults::{self, Listed, Query};
use crate::model::{FaultDraft, FaultKind, FaultState, Session, VenueFault};
use crate::reading;
use crate::records::counted;
use access::Scope;
use access::actions::ManageFaults;
use directory::model::AreaId;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Cell, Filters, Input, InputKind, Pagination, Select, Table, Textarea};
use kernel::{Day, Id, Personal, Problems, Reference, Refusal, Stop};
use paper::Grid;
use store::Tx;

const FIELDS: &[&str] = &[
    "session",
    "area",
    "venue",
    "kind",
    "words",
    "owner",
    "due-day",
    "due-month",
    "due-year",
];
/// The most lines of a file.
const FILE: usize = 20_000;

fn query(desk: &Desk<ManageFaults>) -> Query {
    let state = desk.query("state");
    Query {
        // What is open comes first; a word that is no state is not all of them.
        state: match state.as_str() {
            "all" => None,
            word => Some(FaultState::parse(word).unwrap_or(FaultState::Open)),
        },
        kind: FaultKind::parse(&desk.query("kind")),
        area: query_id(desk, "area"),
        words: desk.query("venue"),
        mine: desk.query("whose") == "mine",
        after: query_id(desk, "after"),
    }
}

/// Where a fault stands: words, colour.
pub(super) fn standing(fault: &VenueFault, today: Day) -> (&'static str, &'static str) {
    match fault.state {
        FaultState::Open if fault.late(today) => ("Overdue", "red"),
        FaultState::Open => ("Open", "blue"),
        FaultState::Mended => ("Mended", "green"),
        FaultState::Left => ("Will not be mended", "grey"),
    }
}

fn table(found: &Listed, today: Day) -> Table {
    let rows = found.rows.iter().map(|fault| {
        let (words, colour) = standing(fault, today);
        vec![
            Cell::link(&format!("/faults/{}", fault.id), &fault.venue),
            Cell::text(fault.kind.label()),
            Cell::text(&fault.area_name),
            Cell::text(&fault.owner.1),
            Cell::text(&fault.due.text()),
            tag(words, colour),
        ]
    });
    Table::new("Faults")
        .hide_caption()
        .column("Venue")
        .column("What is at fault")
        .column("Area")
        .column("To be mended by")
        .column("Until")
        .column("State")
        .rows(rows)
        .when_empty("No faults match these filters.")
}

/// `GET /faults`
pub(crate) async fn list(desk: Desk<ManageFaults>) -> Answer {
    let (asked, wanted) = (query(&desk), query(&desk));
    let (found, areas) = desk
        .read(move |tx, scope| Ok((faults::list(tx, scope, &asked, None)?, faults::areas(tx, scope)?)))
        .await?;
    let today = desk.now().day();
    let filters = Filters::new("/faults")
        .field(
            &Input::new("venue", "Venue")
                .kind(InputKind::Search)
                .value(&wanted.words),
        )
        .field(
            &Select::new("state", "State")
                .options(FaultState::ALL.map(|state| (state.code(), state.label())))
                .option("all", "All")
                .value(wanted.state.map_or("all", FaultState::code)),
        )
        .field(
            &Select::new("kind", "What is at fault")
                .option("", "All")
                .options(FaultKind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(wanted.kind.map_or("", FaultKind::code)),
        )
        .field(
            &Select::new("area", "Area")
                .option("", "All")
                .options(areas.iter().map(|(id, name)| (id.to_string(), name.clone())))
                .value(&wanted.area.map(|id| id.to_string()).unwrap_or_default()),
        )
        .field(
            &Select::new("whose", "Whose")
                .option("", "Everybody's")
                .option("mine", "Mine")
                .value(if wanted.mine { "mine" } else { "" }),
        )
        .active(!desk.query_text().is_empty());
    let next = found.next.map(|id| id.to_string());
    let kept = desk.query_text();
    let sign = if kept.is_empty() { "" } else { "&" };
    let page = Page::new("Faults of venues")
        .text("What is wrong with a venue, its equipment, the way in or the materials, and who mends it until when. Whoever plans a session at a venue with open faults is told.")
        .with(Part::Actions(vec![Button::link("Raise a fault", "/faults/new")]))
        .html(&filters)
        .text(&counted(found.count, "fault", "faults"))
        .html(&table(&found, today))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)))
        .with(Part::Links(vec![
            (format!("/faults/export?{kept}{sign}format=csv"), "Download as CSV".to_owned()),
            (format!("/faults/export?{kept}{sign}format=xlsx"), "Download as XLSX".to_owned()),
        ]));
    under(&desk, "Faults of venues", &page, &[("/courses", "Courses")])
}

const WHAT: &str = "Faults of venues";

fn leaving(
    asked: Query,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageFaults>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let asked = Query {
            after: None,
            ..asked.clone()
        };
        let found = faults::list(tx, scope, &asked, Some(FILE))?;
        copies::whole(found.next.is_some(), FILE)?;
        let rows = found.rows.iter().map(|fault| fault.id.0);
        Ok(Leaving::list(grid(&found), "venue fault", rows))
    }
}

/// `GET /faults/export`
pub(crate) async fn ask_export(desk: Desk<ManageFaults>) -> Answer {
    copies::ask(&desk, WHAT, leaving(query(&desk))).await
}

/// `POST /faults/export`
pub(crate) async fn export(desk: Desk<ManageFaults>, form: Form) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(query(&desk))).await
}

fn grid(found: &Listed) -> Grid {
    let mut grid = Grid::new(
        "Faults",
        [
            "Venue",
            "What is at fault",
            "What is wrong",
            "Area",
            "To be mended by",
            "Until",
            "State",
            "What was done, or why not",
        ],
    );
    for fault in &found.rows {
        grid.row(vec![
            paper::Cell::from(fault.venue.as_str()),
            paper::Cell::from(fault.kind.label()),
            paper::Cell::from(fault.words.reveal().as_str()),
            paper::Cell::from(fault.area_name.as_str()),
            paper::Cell::from(fault.owner.1.as_str()),
            paper::Cell::from(fault.due.text()),
            paper::Cell::from(fault.state.label()),
            paper::Cell::from(fault.outcome.as_ref().map_or("", |words| words.reveal().as_str())),
        ]);
    }
    grid
}

/// What the form offers.
struct Loaded {
    session: Option<Session>,
    areas: Vec<(Id, String)>,
    owners: Vec<(Id, String)>,
}

/// The session that is named, if one is, and what can be chosen. Without a session the area decides who can be asked.
async fn load(desk: &Desk<ManageFaults>, reference: String, area: Option<Id>) -> Result<Loaded, Stop> {
    desk.read(move |tx, scope| {
        let session = match reference.as_str() {
            "" => None,
            reference => Some(reading::session(tx, scope, reference)?),
        };
        let areas = faults::areas(tx, scope)?;
        let area = session.as_ref().map(|session| session.area.0).or(area);
        let owners = match area.or(areas.first().map(|(id, _)| *id)) {
            Some(area) => faults::owners(tx, scope, area)?,
            None => Vec::new(),
        };
        Ok(Loaded {
            session,
            areas,
            owners,
        })
    })
    .await
}

fn ids(list: &[(Id, String)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect()
}

/// The fields that every form of a fault has.
pub(super) fn owner_and_day(
    form: FormPart,
    owners: &[(Id, String)],
    values: &Typed,
    problems: &Problems,
) -> FormPart {
    form.field(
        &Select::new("owner", "Who is to mend it")
            .option("", "Choose")
            .options(ids(owners))
            .value(values.text("owner"))
            .problems(problems),
    )
    .field(&values.date_input("due", "Until which day").problems(problems))
}

fn page(desk: &Desk<ManageFaults>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let mut form = FormPart::new("/faults/new", &desk.hidden());
    let mut page = Page::new("Raise a fault").problems(problems);
    if let Some(session) = &loaded.session {
        page = page.caption(&format!("{}, {}", session.title, session.first_day.text()));
        form = form
            .value("session", &session.reference)
            .value("venue", &session.venue);
    } else {
        form = form
            .field(
                &Select::new("area", "Area")
                    .hint("Where it was noticed")
                    .options(ids(&loaded.areas))
                    .value(values.text("area"))
                    .problems(problems),
            )
            .field(
                &Input::new("venue", "Venue")
                    .hint("As it stands with its sessions")
                    .value(values.text("venue"))
                    .problems(problems),
            );
    }
    form = form
        .field(
            &Select::new("kind", "What is at fault")
                .option("", "Choose")
                .options(FaultKind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(
            &Textarea::new("words", "What is wrong")
                .hint("Do not name anyone.")
                .rows(3)
                .value(values.text("words"))
                .problems(problems),
        );
    page.with(Part::Form(
        owner_and_day(form, &loaded.owners, values, problems).button(Button::new("Raise it")),
    ))
}

/// `GET /faults/new`
pub(crate) async fn new(desk: Desk<ManageFaults>) -> Answer {
    let area = query_id(&desk, "area");
    let loaded = load(&desk, desk.query("session"), area).await?;
    let values = Typed::none()
        .with("area", desk.query("area"))
        .with_day("due", desk.now().day().plus(14));
    let page = page(&desk, &loaded, &values, &Problems::none());
    under(&desk, "Raise a fault", &page, &[("/faults", "Faults of venues")])
}

fn draft(loaded: &Loaded, values: &Typed, problems: &mut Problems) -> FaultDraft {
    let due = if values.day_is_empty("due") {
        None
    } else {
        values.day("due", problems)
    };
    let session = loaded.session.as_ref();
    let area = session
        .map(|session| session.area.0)
        .or_else(|| Id::parse(values.text("area")));
    FaultDraft {
        area: AreaId(area.unwrap_or(Id(uuid::Uuid::nil()))),
        session: session.map(|session| session.id),
        venue: session.map_or_else(
            || values.text("venue").to_owned(),
            |session| session.venue.clone(),
        ),
        kind: FaultKind::parse(values.text("kind")),
        words: Personal::new(values.text("words").to_owned()),
        heard: false,
        owner: Id::parse(values.text("owner")),
        due,
    }
}

/// `POST /faults/new`
pub(crate) async fn raise(desk: Desk<ManageFaults>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let session = values.text("session");
    if !session.is_empty() && Reference::parse(session).is_none() {
        return Err(Refusal::Malformed("This form names no session.").into());
    }
    let loaded = load(&desk, session.to_owned(), Id::parse(values.text("area"))).await?;
    let mut problems = Problems::none();
    let wanted = draft(&loaded, &values, &mut problems);
    let hand = Hand::of(&desk);
    let answer = if problems.is_empty() {
        desk.submit(&form, move |tx, scope| {
            let done = faults::raise(tx, scope, &hand.moment(), &wanted)?;
            Ok(done.map(|id| LocalPath::of(format!("/faults/{id}?done=raised"))))
        })
        .await
    } else {
        Err(Stop::Problems(problems))
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &loaded, &values, &problems);
            wrong(&desk, "Raise a fault", &page, &[("/faults", "Faults of venues")])
        }
        other => Ok(other?),
    }
}
