//! The page people land on: what waits for them.

use crate::backups;
use access::Scope;
use access::actions::{AgreeWhoAnswered, ReadAudit, SeeToday};
use askama::Template;
use front::{Answer, Desk, Page, Routes};
use govuk::{Cell, Html, Table};
use kernel::{Day, Instant};
use learning::Beginning;
use learning::model::{FewLine, SessionLine, TodayLine, TodayList};

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    name: String,
    /// What meets today comes first, whatever else waits.
    lists: Vec<List>,
    /// Of coordinators: what is owed in sight, in words.
    owed: Option<String>,
    /// Mentorings in sight without contact for six weeks, in words.
    silent: Option<String>,
    /// Requests to see who answered that wait for a second person, in words.
    asked: Option<String>,
    /// Copies of personal data that the person took and should have deleted by now, in words.
    copies: Option<String>,
    /// Of administrators: how old the newest backup is.
    backup: Option<Backup>,
    /// And how far back they go, of those that are kept.
    oldest: Option<String>,
    nothing: bool,
}

/// A list on the page.
struct List {
    table: Table,
    /// How much of it is shown, when that is not all.
    cut: Option<String>,
    /// A link to all of it, unless that is what was asked for.
    all: Option<Html>,
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

/// Lines of what somebody owes.
const OWN: usize = 5;

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
    let whole = TodayList::parse(&desk.query("all"));
    let ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let mentors = desk.viewer().may::<access::actions::ReadMentoring>().is_ok();
    let chases = desk.viewer().may::<access::actions::ChaseOwed>().is_ok();
    let trail = Scope::<ReadAudit>::of(desk.viewer()).ok();
    let keeps_backups = trail.is_some();
    let kept_since = desk.now().plus_seconds(-backups::KEPT * DAY);
    let second = Scope::<AgreeWhoAnswered>::of(desk.viewer()).ok();
    let now = desk.now();
    let mends = desk.viewer().may::<access::actions::ManageFaults>().is_ok();
    let runs_the_door = desk.viewer().may::<access::actions::RunDoor>().is_ok();
    let (waiting, (own, owed), faults, (silent, asked, copies), newest, oldest, away) = desk
        .read(move |tx, scope| {
            let waiting = if staff {
                learning::today(tx, scope, now, whole)?
            } else {
                learning::Waiting::default()
            };
            let own = if ledger {
                ledger::own(tx, scope, OWN)?
            } else {
                (Vec::new(), 0)
            };
            let all = if chases {
                ledger::outstanding(tx, scope)?
            } else {
                0
            };
            let owed = (own, all);
            let faults = if mends {
                learning::faults::own(tx, scope, OWN)?
            } else {
                learning::faults::Listed::default()
            };
            let silent = if mentors {
                learning::mentoring::reading::quiet(tx, scope, today)?
            } else {
                0
            };
            let asked = match &second {
                Some(second) => responses::contacts::waiting(tx, second, now)?,
                None => 0,
            };
            let copies = front::copies::over_own(tx, scope, today)?;
            let silent = (silent, asked, copies);
            let (newest, oldest) = match &trail {
                Some(trail) => (
                    audit::newest_backup(tx, trail)?,
                    audit::first_backup_since(tx, trail, kept_since)?,
                ),
                None => (None, None),
            };
            let away = if runs_the_door {
                learning::photographs::reading::kept_away(tx, scope, OWN)?
            } else {
                Vec::new()
            };
            Ok((waiting, owed, faults, silent, newest, oldest, away))
        })
        .await?;
    let mut lists = vec![meets(&waiting.today, whole, runs_the_door)];
    lists.push(list(TodayList::Next, &waiting.next, whole, "plan"));
    if runs_the_door {
        lists.push(list(
            TodayList::Registers,
            &waiting.without_register,
            whole,
            "register",
        ));
        lists.push(list(TodayList::Agreement, &waiting.agreement, whole, "bookings"));
        lists.push(few(&waiting.few_bookings, whole));
        lists.push(list(
            TodayList::Waiting,
            &waiting.waiting_lists,
            whole,
            "bookings",
        ));
    }
    lists.push(kept_away(&away));
    lists.push(owes(&own, today));
    lists.push(mend(&faults, today));
    let lists: Vec<List> = lists.into_iter().flatten().collect();
    let owed = told(owed);
    let silent = silence(silent);
    let asked = second_asked(asked);
    let copies = to_delete(copies);
    let nothing =
        lists.is_empty() && owed.is_none() && silent.is_none() && asked.is_none() && copies.is_none();
    let name = desk.viewer().name().unwrap_or_default().to_owned();
    Page::new(
        &desk,
        "Today",
        &Today {
            name,
            lists,
            owed,
            silent,
            asked,
            copies,
            backup: keeps_backups.then(|| backup(newest, desk.now())),
            oldest: oldest.filter(|oldest| Some(*oldest) != newest).map(Instant::text),
            nothing,
        },
    )?
    .answer()
}

/// Mentorings without contact, counted to 1,001.
fn to_delete(count: i64) -> Option<String> {
    match count {
        ..=0 => None,
        1 => Some("1 file that you took out is to be deleted now".to_owned()),
        many => Some(format!("{many} files that you took out are to be deleted now")),
    }
}

fn silence(count: i64) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 mentoring had no contact for six weeks".to_owned()),
        many if many > 1000 => Some("More than 1,000 mentorings had no contact for six weeks".to_owned()),
        many => Some(format!("{many} mentorings had no contact for six weeks")),
    }
}

/// Requests that wait for a second person, counted to 1,001.
fn second_asked(count: i64) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 person asks to see who gave an answer: a second person has to decide".to_owned()),
        many if many > 1000 => {
            Some("More than 1,000 requests to see who answered wait for a second person".to_owned())
        }
        many => Some(format!(
            "{many} requests to see who answered wait for a second person"
        )),
    }
}

/// What is owed in sight, counted to 1,001.
fn told(owed: i64) -> Option<String> {
    match owed {
        ..=0 => None,
        1 => Some("1 thing is owed to the evidence: a register or feedback that has not come in".to_owned()),
        many => {
            let many = if many > ledger::reading::MOST {
                "More than 1,000".to_owned()
            } else {
                many.to_string()
            };
            Some(format!(
                "{many} things are owed to the evidence: registers and feedback that have not come in"
            ))
        }
    }
}

/// What the viewer owes to the evidence, the oldest first.
fn owes((rows, count): &(Vec<ledger::reading::Entry>, i64), today: Day) -> Option<List> {
    if rows.is_empty() {
        return None;
    }
    let table = Table::new("What you owe to the evidence")
        .column("Session")
        .column("What")
        .column("Area")
        .column("Since")
        .figures("Days")
        .rows(rows.iter().map(|entry| {
            let what = entry.kind.label();
            let about = format!("of {}, {}", entry.title, entry.since.text());
            let own = format!("/ledger/{}", entry.id);
            vec![
                Cell::link(&entry.page(), &entry.title),
                Cell::html(Html::link_about(&own, what, &about)),
                Cell::text(&entry.area),
                Cell::text(&entry.since.text()),
                Cell::number(today.days_since(entry.since)),
            ]
        }));
    let shown = rows.len();
    let cut = match *count {
        many if many > ledger::reading::MOST => Some(format!("{shown} of more than 1,000")),
        many if usize::try_from(many).is_ok_and(|many| many > shown) => Some(format!("{shown} of {many}")),
        _ => None,
    };
    Some(List {
        table,
        all: cut.as_ref().map(|_| {
            let address = "/ledger?whose=mine&order=oldest";
            Html::link_about(address, "Show all", "that you owe to the evidence")
        }),
        cut,
    })
}

/// Days with a photograph that the virus scanner kept away (SG5).
fn kept_away(days: &[learning::photographs::reading::KeptAway]) -> Option<List> {
    if days.is_empty() {
        return None;
    }
    let table = Table::new("Photographs that the virus scanner kept away")
        .column("Session")
        .column("Day")
        .rows(days.iter().map(|day| {
            let page = format!("/sessions/{}/sheet/photographs?day={}", day.reference, day.day);
            vec![Cell::link(&page, &day.title), Cell::text(&day.date.text())]
        }));
    Some(List {
        table,
        cut: None,
        all: None,
    })
}

/// Faults of venues that the viewer is to mend, the first due first.
fn mend(of: &learning::faults::Listed, today: Day) -> Option<List> {
    if of.rows.is_empty() {
        return None;
    }
    let table = Table::new("Faults to mend")
        .column("Venue")
        .column("What is at fault")
        .column("Until")
        .column("State")
        .rows(of.rows.iter().map(|fault| {
            vec![
                Cell::link(&format!("/faults/{}", fault.id), &fault.venue),
                Cell::text(fault.kind.label()),
                Cell::text(&fault.due.text()),
                Cell::text(if fault.late(today) { "Overdue" } else { "Open" }),
            ]
        }));
    let shown = of.rows.len();
    let more = usize::try_from(of.count).is_ok_and(|many| many > shown);
    Some(List {
        table,
        cut: more.then(|| format!("{shown} of {}", of.count)),
        all: more.then(|| Html::link_about("/faults?whose=mine", "Show all", "faults to mend")),
    })
}

/// A list with its table; `None` when it is empty.
fn shown<T>(
    list: TodayList,
    of: &Beginning<T>,
    whole: Option<TodayList>,
    table: impl FnOnce(Table) -> Table,
) -> Option<List> {
    if of.rows.is_empty() {
        return None;
    }
    let cut = of.cut();
    let more = cut.is_some() && whole != Some(list);
    Some(List {
        table: table(Table::new(list.label())),
        all: more.then(|| {
            Html::link_about(
                &format!("/today?all={}", list.code()),
                "Show all",
                &list.label().to_lowercase(),
            )
        }),
        cut,
    })
}

fn places(session: &SessionLine) -> Cell {
    Cell::number(format!("{} of {}", session.taken, session.capacity))
}

fn led(session: &SessionLine, place: &str) -> Cell {
    Cell::link(
        &format!("/sessions/{}/{place}", session.reference),
        &session.title,
    )
}

/// What meets today, with the ways to its door and its register for who runs them.
fn meets(of: &Beginning<TodayLine>, whole: Option<TodayList>, runs_the_door: bool) -> Option<List> {
    shown(TodayList::Today, of, whole, |mut table| {
        table = table
            .column("Session")
            .column("Time")
            .column("Area")
            .figures("Places taken");
        if runs_the_door {
            table = table.column("Door").column("Register");
        }
        table.rows(of.rows.iter().map(|line| {
            let session = &line.session;
            let mut cells = vec![
                led(session, "plan"),
                Cell::text(&format!("{} to {}", line.starts, line.ends)),
                Cell::text(&session.area),
                places(session),
            ];
            if runs_the_door {
                let about = format!("of {}, {}", session.title, line.starts);
                let own = format!("/sessions/{}", session.reference);
                for (place, word) in [("door", "Door"), ("register", "Register")] {
                    cells.push(Cell::html(Html::link_about(
                        &format!("{own}/{place}"),
                        word,
                        &about,
                    )));
                }
            }
            cells
        }))
    })
}

/// Sessions with few bookings, and when people were asked to come.
fn few(of: &Beginning<FewLine>, whole: Option<TodayList>) -> Option<List> {
    shown(TodayList::Few, of, whole, |table| {
        table
            .column("Session")
            .column("First day")
            .column("Area")
            .figures("Places taken")
            .column("Message")
            .rows(of.rows.iter().map(|line| {
                let session = &line.session;
                let message = line.message_at.map_or_else(
                    || "Not sent".to_owned(),
                    |at| format!("Sent on {}", at.day().text()),
                );
                vec![
                    led(session, "plan"),
                    Cell::text(&session.first_day.text()),
                    Cell::text(&session.area),
                    places(session),
                    Cell::text(&message),
                ]
            }))
    })
}

/// A list of sessions whose links lead to `place`.
fn list(list: TodayList, of: &Beginning<SessionLine>, whole: Option<TodayList>, place: &str) -> Option<List> {
    shown(list, of, whole, |table| {
        table
            .column("Session")
            .column("First day")
            .column("Area")
            .figures("Places taken")
            .rows(of.rows.iter().map(|session| {
                vec![
                    led(session, place),
                    Cell::text(&session.first_day.text()),
                    Cell::text(&session.area),
                    places(session),
                ]
            }))
    })
}
