//! The page people land on: what waits for them.

use crate::backups;
use access::Scope;
use access::actions::{ReadAudit, SeeToday};
use askama::Template;
use front::{Answer, Desk, Page, Routes};
use govuk::{Cell, Table};
use kernel::Instant;
use learning::model::SessionLine;

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    name: String,
    without_register: Option<Table>,
    waiting: Option<Table>,
    next: Option<Table>,
    owed: i64,
    /// Of administrators: how old the newest backup is.
    backup: Option<Backup>,
    /// And how far back they go, of those that are kept.
    oldest: Option<String>,
    nothing: bool,
}

/// The newest backup that counts, as administrators see it (SR12).
enum Backup {
    None,
    At(String),
    /// Older than a day.
    Old(String),
}

fn backup(newest: Option<Instant>, now: Instant) -> Backup {
    match newest {
        None => Backup::None,
        Some(at) if now.seconds_since(at) > DAY => Backup::Old(at.text()),
        Some(at) => Backup::At(at.text()),
    }
}

/// Seconds after which a backup is called old.
const DAY: i64 = 86_400;

/// Routes of this page.
pub(crate) fn routes() -> Routes {
    Routes::new().get::<SeeToday, _, _>("/today", show)
}

async fn show(desk: Desk<SeeToday>) -> Answer {
    let (today, staff) = (
        desk.now().day(),
        desk.viewer().may::<access::actions::ReadCourses>().is_ok(),
    );
    let ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let trail = Scope::<ReadAudit>::of(desk.viewer()).ok();
    let keeps_backups = trail.is_some();
    let kept_since = desk.now().plus_seconds(-backups::KEPT * DAY);
    let (waiting, owed, newest, oldest) = desk
        .read(move |tx, scope| {
            let waiting = if staff {
                learning::today(tx, scope, today)?
            } else {
                learning::Waiting::default()
            };
            let owed = if ledger {
                ledger::outstanding(tx, scope)?
            } else {
                0
            };
            let (newest, oldest) = match &trail {
                Some(trail) => (
                    audit::newest_backup(tx, trail)?,
                    audit::first_backup_since(tx, trail, kept_since)?,
                ),
                None => (None, None),
            };
            Ok((waiting, owed, newest, oldest))
        })
        .await?;
    let runs_the_door = desk.viewer().may::<access::actions::RunDoor>().is_ok();
    let without_register = runs_the_door
        .then(|| table("Registers that are owed", &waiting.without_register, "register"))
        .flatten();
    let lists = runs_the_door
        .then(|| table("Waiting lists", &waiting.waiting_lists, "bookings"))
        .flatten();
    let next = table("Next sessions", &waiting.next, "plan");
    let nothing = without_register.is_none() && lists.is_none() && next.is_none() && owed == 0;
    let name = desk.viewer().name().unwrap_or_default().to_owned();
    Page::new(
        &desk,
        "Today",
        &Today {
            name,
            without_register,
            waiting: lists,
            next,
            owed,
            backup: keeps_backups.then(|| backup(newest, desk.now())),
            oldest: oldest.filter(|oldest| Some(*oldest) != newest).map(Instant::text),
            nothing,
        },
    )?
    .answer()
}

/// A list of sessions whose links lead to `place`; `None` when it is empty.
fn table(caption: &str, sessions: &[SessionLine], place: &str) -> Option<Table> {
    if sessions.is_empty() {
        return None;
    }
    let rows = sessions.iter().map(|session| {
        vec![
            Cell::link(
                &format!("/sessions/{}/{place}", session.reference),
                &session.title,
            ),
            Cell::text(&session.first_day.text()),
            Cell::text(&session.area),
            Cell::number(format!("{} of {}", session.taken, session.capacity)),
        ]
    });
    Some(
        Table::new(caption)
            .column("Session")
            .column("First day")
            .column("Area")
            .figures("Places taken")
            .rows(rows),
    )
}
