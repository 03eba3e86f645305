//! A register that comes as a file: read, shown with whom each row is taken for, then taken in whole or not at all (security.md SR10). A
//! row is matched by its address; by its name only where somebody says so.

use super::register::{self, Save};
use super::report::{Entry, Kind, Report};
use super::sign_in::{Marked, day_of, held, mark};
use super::undo::{self, Undoing};
use crate::guards::{DayRecord, SessionRecord};
use crate::model::{BookingId, How, LearnerId, Person, SessionDay, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::records::door as door_sql;
use crate::records::{import as sql, join};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Problems, Refusal, Stop, hex};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::{Tx, values};

/// What was read is kept for so long, to be looked at and taken in.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// Somebody else is meant by a row than when somebody looked.
const CHANGED: &str = "Since you looked, some rows are taken for somebody else. They are marked below: look at them, and take the file in again";

/// Whom a row is taken for.
#[derive(Clone, PartialEq, Eq)]
pub enum Match {
    /// Somebody of the session, by her address.
    Address(LearnerId, Option<BookingId>, String, Option<How>),
    /// Somebody of the session has this name: the same person only if somebody says so.
    Name(LearnerId, Option<BookingId>, String, Option<How>),
    /// Several of the session have this name: nobody can be meant by it.
    Names,
    /// Nobody of the session: somebody who has not booked.
    New,
    /// Not there long enough, or not there at all.
    Not,
    /// It cannot be read, and names nobody.
    Unreadable(String),
}

kernel::masked!(Match, Row);

/// A row with whom it is taken for.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// What the file says.
    pub entry: Entry,
    /// Whom it means.
    pub is: Match,
}

/// What a file would do.
pub struct Preview {
    /// Its day.
    pub day: SessionDayId,
    /// What it is.
    pub kind: Kind,
    /// From so many minutes on somebody was there.
    pub minutes: i64,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Row {
    /// Whom it is taken for, in eight signs that say nothing else. That somebody signs in meanwhile changes nothing of it.
    fn taken_for(&self) -> String {
        let who = match &self.is {
            Match::Address(learner, ..) => format!("address {learner}"),
            Match::Name(learner, ..) => format!("name {learner}"),
            Match::Names => "several".to_owned(),
            Match::New => "nobody".to_owned(),
            Match::Not => "not there".to_owned(),
            Match::Unreadable(_) => "cannot be read".to_owned(),
        };
        let hash = Sha256::digest(format!("{} {who}", self.entry.line));
        hex::encode(hash.get(..4).unwrap_or_default())
    }
}

impl Preview {
    /// The lines of rows that cannot be read.
    pub fn unreadable(&self) -> BTreeSet<usize> {
        let unreadable = |row: &&Row| matches!(row.is, Match::Unreadable(_));
        self.rows
            .iter()
            .filter(unreadable)
            .map(|row| row.entry.line)
            .collect()
    }

    /// Whom its rows are taken for: who takes a file in says so of the rows as they were shown.
    pub fn shown(&self) -> String {
        self.rows.iter().map(Row::taken_for).collect()
    }

    /// The lines of rows that are taken for somebody else than they were shown for.
    pub fn changed(&self, shown: &str) -> BTreeSet<usize> {
        let mut signs = shown.as_bytes().chunks(8);
        self.rows
            .iter()
            .filter(|row| signs.next() != Some(row.taken_for().as_bytes()))
            .map(|row| row.entry.line)
            .collect()
    }
}

/// From how many minutes on somebody was there: what a coordinator set, or else half of the day.
pub(crate) fn minutes(tx: &mut Tx, session: SessionId, day: &SessionDay) -> Result<i64, Fault> {
    let set = tx.one(&sql::MINUTES_FETCH, values![session.0], |row| row.get::<i64>(0))?;
    Ok(set.unwrap_or_else(|| {
        let length = match (day.starts_at(), day.ends_at()) {
            (Some(starts), Some(ends)) => ends.seconds_since(starts) / 60,
            _ => 0,
        };
        (length / 2).max(1)
    }))
}

/// A coordinator sets from how many minutes on somebody was there.
pub fn set_minutes(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    session: SessionId,
    minutes: i64,
) -> Result<Done<()>, Stop> {
    if !(1..=1440).contains(&minutes) {
        return Err(Problems::one("minutes", "Enter a number of minutes from 1 to 1440").into());
    }
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody sets the minutes"))?;
    tx.run(&sql::MINUTES_PUT, values![session.0, minutes, by, moment.now])?;
    let change = Change::new("minutes online set").reason(format!("{minutes} minutes"));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Keeps what was read of a file for the day. Nothing is marked.
pub fn keep(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    report: &Report,
) -> Result<Done<Id>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody sends a file"))?;
    let id = moment.id();
    let text = serde_json::to_vec(&report.entries)
        .map_err(|error| Fault::caused("what was read cannot be kept", error))?;
    let sealed = tx
        .keys()
        .seal("register_import", "rows_sealed", id, &text, moment.entropy());
    tx.run(
        &sql::IMPORT_INSERT,
        values![
            id,
            open.session.0,
            day.0,
            by,
            moment.now,
            report.kind.code(),
            sealed
        ],
    )?;
    let change = Change::new("file read for the register").reason(format!("{} people", report.entries.len()));
    Done::recorded(tx, pass, change, moment.now, id)
}

/// What was read, for who sent it.
fn fetch(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
    id: Id,
) -> Result<(sql::Read, Kind, Vec<Entry>), Stop> {
    let by = scope.account_id().unwrap_or(Id::NIL);
    let read = tx
        .one(&sql::IMPORT_FETCH, values![id, session.0, by], sql::read)?
        .ok_or_else(|| {
            Refusal::Closed("This file has been taken in, or was read more than a day ago. Send it again if it is still to be taken in.".to_owned())
        })?;
    let text = tx
        .keys()
        .open_text("register_import", "rows_sealed", read.id, &read.rows)?;
    let entries =
        serde_json::from_str(&text).map_err(|error| Fault::caused("what was kept cannot be read", error))?;
    let kind = Kind::parse(&read.kind).ok_or_else(|| Fault::new("a file is of no kind"))?;
    Ok((read, kind, entries))
}

/// What a file would do now: a fixed number of statements, however long it is.
pub fn preview(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
    id: Id,
) -> Result<Preview, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let (read, kind, entries) = fetch(tx, scope, session, id)?;
    matched(tx, &read, kind, entries)
}

fn matched(tx: &mut Tx, read: &sql::Read, kind: Kind, entries: Vec<Entry>) -> Result<Preview, Stop> {
    let session = crate::reading::session_by_id(tx, read.session)?;
    let day = session
        .days
        .iter()
        .find(|day| day.id == read.day)
        .ok_or(Refusal::Unknown)?;
    let minutes = minutes(tx, read.session, day)?;
    let people = tx.all(
        &sql::IMPORT_PEOPLE,
        values![read.session.0, read.day.0],
        sql::somebody,
    )?;
    let aliases = tx.all(&join::LEARNER_ALIASES, values![read.session.0], |row| {
        Ok((LearnerId(row.get(0)?), row.get::<Vec<u8>>(1)?))
    })?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let is = whom(tx, &people, &aliases, &entry, minutes)?;
        rows.push(Row { entry, is });
    }
    Ok(Preview {
        day: read.day,
        kind,
        minutes,
        rows,
    })
}

fn whom(
    tx: &Tx,
    people: &[sql::Somebody],
    aliases: &[(LearnerId, Vec<u8>)],
    entry: &Entry,
    minutes: i64,
) -> Result<Match, Fault> {
    if let Some(why) = &entry.wrong {
        return Ok(Match::Unreadable(why.clone()));
    }
    let short = entry
        .seconds
        .is_some_and(|seconds| seconds < minutes.saturating_mul(60));
    if entry.absent || short {
        return Ok(Match::Not);
    }
    let name = |one: &sql::Somebody| people::learner_name(tx.keys(), one.learner, &one.name);
    if !entry.email.is_empty() {
        let blind = people::email_blind(tx.keys(), &entry.email);
        let hers = |one: &&sql::Somebody| {
            one.email_blind.as_ref() == Some(&blind)
                || aliases
                    .iter()
                    .any(|(learner, alias)| *learner == one.learner && *alias == blind)
        };
        if let Some(one) = people.iter().find(hers) {
            return Ok(Match::Address(one.learner, one.booking, name(one)?, one.how));
        }
    }
    let blind = people::name_blind(tx.keys(), &entry.name);
    let same: Vec<&sql::Somebody> = people
        .iter()
        .filter(|one| !entry.name.is_empty() && one.name_blind == blind)
        .collect();
    Ok(match same.as_slice() {
        [] => Match::New,
        [one] => Match::Name(one.learner, one.booking, name(one)?, one.how),
        _ => Match::Names,
    })
}

/// What somebody says about the rows that are not known by their address, by the line of each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Says {
    /// The person of the session who has the name.
    pub same: BTreeSet<usize>,
    /// Somebody who has not booked is to be added.
    pub add: BTreeSet<usize>,
    /// The row cannot be read, and is left out.
    pub leave: BTreeSet<usize>,
}

/// The reason, and how many rows were left out.
fn recorded(reason: &str, left_out: usize) -> String {
    let rows = match left_out {
        0 => return reason.trim().to_owned(),
        1 => "1 row left out".to_owned(),
        many => format!("{many} rows left out"),
    };
    if reason.trim().is_empty() {
        rows
    } else {
        format!("{} ({rows})", reason.trim())
    }
}

/// Takes a file in as it was shown (`shown` says whom its rows were taken for), all of it that was certain and what somebody said of the rest, in this one transaction. The same file again
/// marks nobody anew: who is there is there, and who was added is known by then.
pub fn take_in(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    session: SessionId,
    id: Id,
    (shown, says): (&str, &Says),
    reason: &str,
) -> Result<Done<Save>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let (read, kind, entries) = fetch(tx, scope, session, id)?;
    let pass = scope.pass::<DayRecord>(tx, read.day)?;
    let open = day_of(tx, read.day)?;
    register::refuse_shut(&open, moment.now)?;
    register::refuse_late(&open, moment.now, reason)?;
    let preview = matched(tx, &read, kind, entries)?;
    if !preview.changed(shown).is_empty() {
        return Err(Problems::one("shown", CHANGED).into());
    }
    let unreadable = preview.unreadable();
    if let Some(line) = unreadable.difference(&says.leave).next() {
        let words = format!("Line {line} cannot be read. Tick it to leave it out, or send a file without it");
        return Err(Problems::one("leave", &words).into());
    }
    let how = if kind == Kind::List {
        How::Paper
    } else {
        How::Register
    };
    let (mut save, mut undoing) = (Save::default(), Undoing::default());
    for row in &preview.rows {
        let line = row.entry.line;
        let (booking, learner) = match &row.is {
            Match::Address(learner, booking, ..) => (*booking, *learner),
            Match::Name(learner, booking, ..) if says.same.contains(&line) => (*booking, *learner),
            Match::New if says.add.contains(&line) => {
                let person = Person {
                    name: row.entry.called().to_owned(),
                    email: row.entry.email.clone(),
                    ..Person::default()
                };
                (None, people::learner(tx, moment, &person)?)
            }
            Match::Name(..) | Match::Names | Match::New | Match::Not | Match::Unreadable(_) => continue,
        };
        let how = if booking.is_some() { how } else { How::WalkIn };
        if let Marked::New(made) = mark(tx, moment, &open, booking, learner, how, None)? {
            undoing.made.push(made.to_string());
            save.made += 1;
        }
    }
    let saved = tx.one(&door_sql::REGISTER_AT, values![read.day.0], |row| row.get(0))?;
    undo::keep(tx, scope, moment, read.day, saved.flatten(), &undoing)?;
    tx.run(&door_sql::REGISTER_SAVED, values![read.day.0, moment.now])?;
    tx.run(&sql::IMPORT_DROP, values![read.id])?;
    held(tx, moment, open.session)?;
    let change = Change::new("register taken in from a file").reason(recorded(reason, unreadable.len()));
    Done::recorded(tx, pass, change, moment.now, save)
}
