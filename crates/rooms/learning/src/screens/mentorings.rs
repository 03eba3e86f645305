//! The list of mentorings, agreeing on one, and what mentors carry.

use super::hand::{Hand, first_page, next_page, query_id, query_text, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::mentoring::agree;
use crate::mentoring::reading::{self, Query};
use crate::model::{
    Agreement, Load, MENTORED_FOR, MentoringLine, MentoringState, USUAL_STAGES, minutes_text,
};
use access::Scope;
use access::actions::{PlanMentoring, ReadMentoring};
use directory::model::{AreaId, label_of};
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{
    Button, ButtonKind, Cell, Filters, Input, InputKind, Pagination, Radios, Select, Table, Textarea,
};
use kernel::{Id, Problems, Stop};
use paper::Grid;
use store::Tx;

/// Places above these pages.
pub(super) const PLACES: &[(&str, &str)] = &[("/courses", "Courses"), ("/mentoring", "Mentoring")];

/// A state in colour.
pub(super) fn colour(state: MentoringState) -> &'static str {
    match state {
        MentoringState::Running => "green",
        MentoringState::Paused => "yellow",
        MentoringState::Ended => "grey",
    }
}

/// What the address asks for: running ones where it says nothing.
fn asked<A: access::Action>(desk: &Desk<A>) -> Query {
    let state = match desk.query("state").as_str() {
        "" => Some(MentoringState::Running),
        other => MentoringState::parse(other),
    };
    Query {
        state,
        mentor: query_id(desk, "mentor"),
        quiet: desk.query("contact") == "quiet",
        after: query_text(desk, "after"),
    }
}

fn table(lines: &[MentoringLine]) -> Table {
    let day = |day: Option<kernel::Day>, none: &str| day.map_or_else(|| none.to_owned(), kernel::Day::text);
    let rows = lines.iter().map(|line| {
        vec![
            Cell::link(&format!("/mentoring/{}", line.reference), &line.mentee),
            Cell::text(&line.mentor),
            Cell::text(label_of(MENTORED_FOR, &line.kind)),
            tag(line.state.label(), colour(line.state)),
            Cell::text(&day(line.last, "None yet")),
            Cell::text(&day(line.next, "Open")),
            Cell::number(format!("{} of {}", line.stages.0, line.stages.1)),
            Cell::number(minutes_text(line.minutes)),
        ]
    });
    Table::new("Mentoring")
        .hide_caption()
        .column("Mentee")
        .column("Mentor")
        .column("For")
        .column("State")
        .column("Last contact")
        .column("Next date")
        .figures("Stages")
        .figures("Time given")
        .rows(rows)
        .when_empty("There is no mentoring here.")
}

/// `GET /mentoring`
pub(crate) async fn show(desk: Desk<ReadMentoring>) -> Answer {
    let (query, today) = (asked(&desk), desk.now().day());
    let plan = Scope::<PlanMentoring>::of(desk.viewer()).ok();
    let wanted = query.clone();
    let (lines, next, mentors) = desk
        .view(move |tx, scope| {
            let (lines, next) = reading::page(tx, scope, &wanted, today, reading::PAGE)?;
            let mentors = match &plan {
                Some(scope) => agree::mentors(tx, scope)?,
                None => Vec::new(),
            };
            Ok(Seen::one("mentoring list", Id::NIL, (lines, next, mentors)))
        })
        .await?;
    let plans = desk.viewer().may::<PlanMentoring>().is_ok();
    let mut filters = Filters::new("/mentoring")
        .field(
            &Select::new("state", "State")
                .option("", "Running")
                .option("paused", "Paused")
                .option("ended", "Ended")
                .option("all", "All")
                .value(&desk.query("state")),
        )
        .field(
            &Select::new("contact", "Contact")
                .option("", "Any")
                .option("quiet", "None for six weeks")
                .value(&desk.query("contact")),
        )
        .active(!desk.query_text().is_empty());
    if plans {
        filters = filters.field(
            &Select::new("mentor", "Mentor")
                .option("", "All")
                .options(mentors.into_iter().map(|(id, name)| (id.to_string(), name)))
                .value(&desk.query("mentor")),
        );
    }
    let mut page = Page::new("Mentoring").text(
        "Who is mentored by whom, and how far they are. The two keep their meetings and hours themselves; what they note for each other only they read.",
    );
    if plans {
        page = page.with(Part::Actions(vec![
            Button::link("Agree on a mentoring", "/mentoring/new"),
            Button::link("What mentors carry", "/mentoring/mentors").kind(ButtonKind::Secondary),
        ]));
    }
    let kept = desk.query_text();
    let file = if kept.is_empty() {
        "/mentoring/export?format=csv".to_owned()
    } else {
        format!("/mentoring/export?{kept}&format=csv")
    };
    let page = page
        .html(&filters)
        .html(&table(&lines))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)))
        .with(Part::Links(vec![(file, "Download this list (CSV)".to_owned())]));
    under(&desk, "Mentoring", &page, &[("/courses", "Courses")])
}

const WHAT: &str = "Mentoring";

fn leaving(
    query: Query,
    today: kernel::Day,
) -> impl Fn(&mut Tx<'_>, &Scope<ReadMentoring>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let (lines, next) = reading::page(tx, scope, &query, today, reading::MOST_IN_FILE)?;
        copies::whole(next.is_some(), reading::MOST_IN_FILE)?;
        let rows = lines.iter().map(|line| line.id.0);
        Ok(Leaving::list(grid(&lines), "mentoring", rows))
    }
}

fn for_file(desk: &Desk<ReadMentoring>) -> Query {
    Query {
        after: None,
        ..asked(desk)
    }
}

/// `GET /mentoring/export`
pub(crate) async fn ask_export(desk: Desk<ReadMentoring>) -> Answer {
    copies::ask(&desk, WHAT, leaving(for_file(&desk), desk.now().day())).await
}

/// `POST /mentoring/export`
pub(crate) async fn export(desk: Desk<ReadMentoring>, form: Form) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(for_file(&desk), desk.now().day())).await
}

fn grid(lines: &[MentoringLine]) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Mentee",
            "Mentor",
            "For",
            "State",
            "Last contact",
            "Next date",
            "Stages reached",
            "Stages",
            "Minutes",
        ],
    );
    let day = |day: Option<kernel::Day>| day.map_or_else(String::new, |day| day.to_string());
    for line in lines {
        grid.row(vec![
            paper::Cell::from(line.mentee.as_str()),
            paper::Cell::from(line.mentor.as_str()),
            paper::Cell::from(label_of(MENTORED_FOR, &line.kind)),
            paper::Cell::from(line.state.label()),
            paper::Cell::from(day(line.last)),
            paper::Cell::from(day(line.next)),
            paper::Cell::from(line.stages.0.to_string()),
            paper::Cell::from(line.stages.1.to_string()),
            paper::Cell::from(line.minutes.to_string()),
        ]);
    }
    grid
}

/// Areas and mentors to choose from.
type Choices = (Vec<(Id, String)>, Vec<(Id, String)>);

async fn choices(desk: &Desk<PlanMentoring>) -> Result<Choices, Stop> {
    desk.read(|tx, scope| Ok((agree::areas(tx, scope)?, agree::mentors(tx, scope)?)))
        .await
}

fn form_page(
    desk: &Desk<PlanMentoring>,
    (areas, mentors): &Choices,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let options = |list: &[(Id, String)]| {
        list.iter()
            .map(|(id, name)| (id.to_string(), name.clone()))
            .collect::<Vec<_>>()
    };
    let select = |name: &str, label: &str, list: &[(Id, String)]| {
        Select::new(name, label)
            .option("", "Choose")
            .options(options(list))
            .value(values.text(name))
            .problems(problems)
    };
    let form = FormPart::new("/mentoring/new", &desk.hidden())
        .field(
            &Input::new("booking", "Who is mentored: the reference of a booking of hers")
                .hint("Like B-2345678. The mentoring is on her own record, which she opens by the link in a message.")
                .value(values.text("booking"))
                .problems(problems),
        )
        .field(&select("mentor", "Mentor", mentors))
        .field(
            &Radios::new("kind", "What it leads to")
                .choices(MENTORED_FOR.iter().map(|kind| (kind.code, kind.label)))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(&select("area", "Area it counts for", areas))
        .field(
            &Textarea::new("aims", "What you agreed")
                .hint("Aims, how often they meet, until when.")
                .rows(4)
                .value(values.text("aims"))
                .problems(problems),
        )
        .field(
            &Textarea::new("stages", "Stages, one a line")
                .rows(5)
                .value(values.text("stages"))
                .problems(problems),
        )
        .button(Button::new("Save"));
    Page::new("Agree on a mentoring")
        .problems(problems)
        .text("Nobody is written to.")
        .with(Part::Form(form))
}

/// `GET /mentoring/new`
pub(crate) async fn new(desk: Desk<PlanMentoring>) -> Answer {
    let found = choices(&desk).await?;
    let values = Typed::none().with("stages", USUAL_STAGES);
    let page = form_page(&desk, &found, &values, &Problems::none());
    under(&desk, "Agree on a mentoring", &page, PLACES)
}

/// `POST /mentoring/new`
pub(crate) async fn create(desk: Desk<PlanMentoring>, form: Form) -> Answer {
    let values = typed(
        &form,
        &["booking", "mentor", "kind", "area", "aims", "stages"],
        &[],
    )?;
    let draft = Agreement {
        booking: values.text("booking").to_owned(),
        mentor: Id::parse(values.text("mentor")),
        area: Id::parse(values.text("area")).map(AreaId),
        kind: values.text("kind").to_owned(),
        aims: values.text("aims").to_owned(),
        stages: values.text("stages").to_owned(),
    };
    let hand = Hand::of(&desk);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = agree::create(tx, scope, &hand.moment(), &draft)?;
            Ok(done.map(|reference| LocalPath::of(format!("/mentoring/{reference}?done=agreed"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let found = choices(&desk).await?;
            let page = form_page(&desk, &found, &values, &problems);
            wrong(&desk, "Agree on a mentoring", &page, PLACES)
        }
        other => Ok(other?),
    }
}

fn carried(load: &Load) -> Cell {
    match load.offer {
        None => Cell::text("Not said"),
        Some(_) if load.over() => tag("More than offered", "orange"),
        Some(_) => tag("Within the offer", "green"),
    }
}

async fn load_page(desk: &Desk<PlanMentoring>, values: &Typed, problems: &Problems) -> Answer {
    let today = desk.now().day();
    let loads = desk
        .read(move |tx, scope| reading::loads(tx, scope, today))
        .await?;
    let rows = loads.iter().map(|load| {
        let offer = load.offer.map_or_else(String::new, |(people, hours)| {
            format!("{people} people, {hours} h")
        });
        vec![
            Cell::link(&format!("/mentoring?mentor={}", load.account), &load.name),
            Cell::number(load.people),
            Cell::number(minutes_text(load.minutes)),
            Cell::text(&offer),
            carried(load),
        ]
    });
    let table = Table::new("What mentors carry")
        .hide_caption()
        .column("Mentor")
        .figures("People now")
        .figures("Time in three months")
        .column("Offered")
        .column("Load")
        .rows(rows)
        .when_empty("Nobody may mentor yet.");
    let number = |name: &str, label: &str| {
        Input::new(name, label)
            .kind(InputKind::Number)
            .width(3)
            .value(values.text(name))
            .problems(problems)
    };
    let form = FormPart::new("/mentoring/mentors", &desk.hidden())
        .field(
            &Select::new("mentor", "Mentor")
                .option("", "Choose")
                .options(
                    loads
                        .iter()
                        .map(|load| (load.account.to_string(), load.name.clone())),
                )
                .value(values.text("mentor"))
                .problems(problems),
        )
        .field(&number("people", "People at a time"))
        .field(&number("hours", "Hours in three months"))
        .button(Button::new("Save").kind(ButtonKind::Secondary));
    let done = if desk.query("done") == "offer" {
        "The offer is saved."
    } else {
        ""
    };
    let page = Page::new("What mentors carry")
        .problems(problems)
        .done(done)
        .text(
            "People are counted while their mentoring is running, in all areas; time over the last 91 days.",
        )
        .html(&table)
        .heading("What a mentor offers")
        .with(Part::Form(form));
    if problems.is_empty() {
        under(desk, "What mentors carry", &page, PLACES)
    } else {
        wrong(desk, "What mentors carry", &page, PLACES)
    }
}

/// `GET /mentoring/mentors`
pub(crate) async fn loads(desk: Desk<PlanMentoring>) -> Answer {
    load_page(&desk, &Typed::none(), &Problems::none()).await
}

/// `POST /mentoring/mentors`
pub(crate) async fn offer(desk: Desk<PlanMentoring>, form: Form) -> Answer {
    let values = typed(&form, &["mentor", "people", "hours"], &[])?;
    let mut problems = Problems::none();
    let mentor = Id::parse(values.text("mentor"));
    if mentor.is_none() {
        problems.add("mentor", "Choose the mentor");
    }
    let people = values.whole("people", &mut problems, "Enter a number between 0 and 50");
    let hours = values.whole("hours", &mut problems, "Enter hours between 0 and 500");
    if let Some(mentor) = mentor.filter(|_| problems.is_empty()) {
        let hand = Hand::of(&desk);
        let answer = desk
            .submit(&form, move |tx, scope| {
                let done = agree::offer(tx, scope, &hand.moment(), mentor, (people, hours))?;
                Ok(done.map(|()| LocalPath::of("/mentoring/mentors?done=offer")))
            })
            .await;
        match answer {
            Err(Stop::Problems(found)) => problems = found,
            other => return Ok(other?),
        }
    }
    load_page(&desk, &values, &problems).await
}
