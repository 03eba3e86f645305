//! What happened to a record, in plain words, and on a page of its own who looked at it.

use super::hand::{query_id, under};
use super::parts::{Page, Part};
use crate::certificates;
use crate::learners::record;
use crate::mentoring::reading as mentorings;
use crate::model::{CertificateId, LearnerId, PairId, TargetId};
use crate::pairs;
use crate::pathways::{plan, progress};
use crate::reading;
use crate::targets;
use access::Action;
use access::actions::{
    IssueCertificates, JoinLearners, ManageBookings, PlanCourses, ReadCourses, ReadMentoring,
};
use audit::{Entry, Part as Events};
use axum::extract::Path;
use front::{Answer, Desk, Seen};
use govuk::{Cell, Table};
use kernel::{Id, Refusal, Stop};
use store::Tx;

/// Lines of a page.
const LINES: usize = 50;

/// What a history was asked for.
#[derive(Clone, Copy)]
struct Asked {
    events: Events,
    /// Events before this one.
    before: Option<i64>,
}

impl Asked {
    fn of<A: Action>(desk: &Desk<A>) -> Self {
        let looks = desk.query("show") == "looks";
        Self {
            events: if looks { Events::Looks } else { Events::Changes },
            before: desk.query("before").parse().ok(),
        }
    }

    /// One event more than a page holds, to know whether there is an older one.
    fn read(self, tx: &mut Tx, kind: &str, id: Id) -> Result<Vec<Entry>, Stop> {
        let limit = i64::try_from(LINES).unwrap_or(50) + 1;
        Ok(audit::history_of(tx, kind, id, self.events, self.before, limit)?)
    }
}

/// `GET /courses/{reference}/history`
pub(crate) async fn course(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let (name, asked) = (reference.clone(), Asked::of(&desk));
    let (title, entries) = desk
        .view(move |tx, scope| {
            let course = reading::course(tx, scope, &name)?;
            let id = course.id.0;
            let value = (course.draft.title, asked.read(tx, "course", id)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("course history", id, value))
        })
        .await?;
    let back = format!("/courses/{reference}");
    answer(&desk, &title, entries, asked, (&back, "Course"))
}

/// `GET /sessions/{reference}/history`: of the session, or of the register of one of its days.
pub(crate) async fn session(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let (name, asked, day) = (reference.clone(), Asked::of(&desk), query_id(&desk, "day"));
    let (title, entries) = desk
        .view(move |tx, scope| {
            let session = reading::session(tx, scope, &name)?;
            let id = session.id.0;
            let value = match day {
                None => (session.title, asked.read(tx, "session", id)?),
                Some(day) => {
                    let of = session.days.iter().find(|known| known.id.0 == day);
                    let title = format!("{}, {}", session.title, of.ok_or(Refusal::Unknown)?.text());
                    // A look at a register stands under a name of its own.
                    let looks = asked.events == Events::Looks;
                    let kind = if looks { "register" } else { "session_day" };
                    (title, asked.read(tx, kind, day)?)
                }
            };
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("session history", id, value))
        })
        .await?;
    let back = match day {
        None => (format!("/sessions/{reference}/plan"), "Session"),
        Some(day) => (format!("/sessions/{reference}/register?day={day}"), "Register"),
    };
    answer(&desk, &title, entries, asked, (&back.0, back.1))
}

/// `GET /trainers/{id}/history`
pub(crate) async fn trainer(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let (id, asked) = (Id::parse(&id).ok_or(Refusal::Unknown)?, Asked::of(&desk));
    let (name, entries) = desk
        .view(move |tx, _| {
            let (_, name) = reading::trainer(tx, id)?;
            let value = (name, asked.read(tx, "trainer", id)?);
            // The notes are people's own words, so who read them is in the trail.
            Ok(Seen::one("trainer history", id, value))
        })
        .await?;
    let back = format!("/trainers/{id}");
    answer(&desk, &name, entries, asked, (&back, "Trainer"))
}

/// `GET /planning/targets/{id}/history`
pub(crate) async fn target(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let (id, asked) = (
        Id::parse(&id).map(TargetId).ok_or(Refusal::Unknown)?,
        Asked::of(&desk),
    );
    let (name, entries) = desk
        .view(move |tx, scope| {
            let target = targets::one(tx, scope, id)?.target;
            let name = format!("{}, {}", target.area_name, target.of_what());
            let value = (name, asked.read(tx, "target", id.0)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("target history", id.0, value))
        })
        .await?;
    let back = format!("/planning/targets/{id}");
    answer(&desk, &name, entries, asked, (&back, "Target"))
}

/// `GET /learners/{id}/history`
pub(crate) async fn pair(desk: Desk<JoinLearners>, Path(id): Path<String>) -> Answer {
    let (id, asked) = (
        Id::parse(&id).map(PairId).ok_or(Refusal::Unknown)?,
        Asked::of(&desk),
    );
    let today = desk.now().day();
    let (name, entries) = desk
        .view(move |tx, scope| {
            let opened = pairs::reading::one(tx, scope, id, today)?;
            let value = (opened.sides.0.name, asked.read(tx, "learner_pair", id.0)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("pair history", id, value))
        })
        .await?;
    let back = format!("/learners/{id}");
    answer(&desk, &name, entries, asked, (&back, "Two records"))
}

/// `GET /learners/records/{id}/history`
pub(crate) async fn learner(desk: Desk<ManageBookings>, Path(id): Path<String>) -> Answer {
    let (id, asked) = (
        Id::parse(&id).map(LearnerId).ok_or(Refusal::Unknown)?,
        Asked::of(&desk),
    );
    let (learner, name, entries) = desk
        .view(move |tx, scope| {
            let (learner, name) = record::name(tx, scope, id)?;
            let value = (learner, name, asked.read(tx, "learner", learner.0)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("learner history", learner.0, value))
        })
        .await?;
    let back = format!("/learners/records/{learner}");
    answer(&desk, &name, entries, asked, (&back, "A learner's record"))
}

/// `GET /pathways/{reference}/history`
pub(crate) async fn pathway(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let (back, asked) = (format!("/pathways/{reference}"), Asked::of(&desk));
    let (title, entries) = desk
        .view(move |tx, scope| {
            let pathway = plan::one(tx, scope, &reference)?;
            let id = pathway.id.0;
            let value = (pathway.draft.title, asked.read(tx, "pathway", id)?);
            Ok(Seen::one("pathway history", id, value))
        })
        .await?;
    answer(&desk, &title, entries, asked, (&back, "Pathway"))
}

/// `GET /pathways/{reference}/people/{id}/history`
pub(crate) async fn walker(
    desk: Desk<ManageBookings>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (back, asked) = (format!("/pathways/{reference}/people/{id}"), Asked::of(&desk));
    let today = desk.now().day();
    let (name, entries) = desk
        .view(move |tx, scope| {
            let pathway = plan::one(tx, scope, &reference)?;
            let walking = progress::walking(tx, scope, &pathway, id, today)?;
            let value = (walking.name, asked.read(tx, "pathway_learner", id)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("pathway person history", id, value))
        })
        .await?;
    answer(&desk, &name, entries, asked, (&back, "Person on a pathway"))
}

/// `GET /mentoring/{reference}/history`
pub(crate) async fn mentoring(desk: Desk<ReadMentoring>, Path(reference): Path<String>) -> Answer {
    let (back, asked) = (format!("/mentoring/{reference}"), Asked::of(&desk));
    let (name, entries) = desk
        .view(move |tx, scope| {
            let mentoring = mentorings::one(tx, scope, &reference)?;
            let id = mentoring.id.0;
            let value = (mentoring.name, asked.read(tx, "mentoring", id)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("mentoring history", id, value))
        })
        .await?;
    answer(&desk, &name, entries, asked, (&back, "Mentoring"))
}

/// `GET /sessions/{reference}/certificates/{id}/history`
pub(crate) async fn certificate(
    desk: Desk<IssueCertificates>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let id = Id::parse(&id).map(CertificateId).ok_or(Refusal::Unknown)?;
    let (back, asked) = (
        format!("/sessions/{reference}/certificates/{id}"),
        Asked::of(&desk),
    );
    let (title, entries) = desk
        .view(move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let certificate = certificates::reading::of_session(tx, session.id, id)?;
            let value = (certificate.content.title, asked.read(tx, "certificate", id.0)?);
            // The reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one("certificate history", id, value))
        })
        .await?;
    answer(&desk, &title, entries, asked, (&back, "Certificate"))
}

fn answer<A: Action>(
    desk: &Desk<A>,
    title: &str,
    mut entries: Vec<Entry>,
    asked: Asked,
    back: (&str, &str),
) -> Answer {
    let more = entries.len() > LINES;
    entries.truncate(LINES);
    let looks = asked.events == Events::Looks;
    let (heading, other) = if looks {
        ("Who looked", "What happened")
    } else {
        ("History", "Who looked")
    };
    let older = entries
        .last()
        .filter(|_| more)
        .map(|entry| address(desk, looks, Some(entry.sequence)));
    let other = (address(desk, !looks, None), other.to_owned());
    let latest = asked
        .before
        .map(|_| (address(desk, looks, None), "Latest events".to_owned()));
    let older = older.map(|address| (address, "Older events".to_owned()));
    let links: Vec<_> = older.into_iter().chain(latest).chain([other]).collect();
    let page = Page::new(heading)
        .caption(title)
        .html(&table(&entries, looks))
        .with(Part::Links(links));
    under(desk, heading, &page, &[("/courses", "Courses"), back])
}

/// The address of a part of the history that is shown: of a day, where it is a day's.
fn address<A: Action>(desk: &Desk<A>, looks: bool, before: Option<i64>) -> String {
    let day = query_id(desk, "day").map(|day| format!("day={day}"));
    let looks = looks.then(|| "show=looks".to_owned());
    let before = before.map(|sequence| format!("before={sequence}"));
    let query: Vec<String> = [day, looks, before].into_iter().flatten().collect();
    if query.is_empty() {
        desk.path().to_owned()
    } else {
        format!("{}?{}", desk.path(), query.join("&"))
    }
}

fn table(entries: &[Entry], looks: bool) -> Table {
    let rows = entries.iter().map(|entry| {
        let mut cells = vec![
            Cell::text(&entry.at.text()),
            Cell::text(entry.who.reveal()),
            Cell::text(&what(entry)),
        ];
        if !looks {
            let reason = entry.reason.as_ref();
            cells.push(Cell::text(reason.map_or("", |reason| reason.reveal().as_str())));
        }
        cells
    });
    let table = Table::new(if looks { "Who looked" } else { "What happened" })
        .hide_caption()
        .column("When")
        .column("Who")
        .column("What");
    if looks {
        table
            .when_empty("Nobody has looked, or nothing older is kept.")
            .rows(rows)
    } else {
        table
            .column("Details and reason")
            .when_empty("Nothing has happened yet.")
            .rows(rows)
    }
}

/// What happened, with the fields that changed.
fn what(entry: &Entry) -> String {
    let mut letters = entry.change.chars();
    let mut text: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    if !entry.fields.is_empty() {
        text.push_str(": ");
        text.push_str(&entry.fields.join(", ").replace('_', " "));
    }
    text
}

/// Who changed a record last, as a sentence.
pub(crate) fn last(tx: &mut Tx, kind: &str, id: Id) -> Result<String, Stop> {
    let entries = audit::history_of(tx, kind, id, Events::Changes, None, 1)?;
    Ok(entries.first().map_or_else(
        || "Somebody saved a change while you were typing.".to_owned(),
        |entry| {
            format!(
                "{} saved a change on {} while you were typing.",
                entry.who.reveal(),
                entry.at.text()
            )
        },
    ))
}
