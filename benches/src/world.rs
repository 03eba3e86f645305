//! A partnership much larger than any: 10,000 sessions on the public list, and a hundred doors open today.

use access::{Scope, Viewer, actions::SystemJob};
use anyhow::{Context, Result};
use directory::model::{AreaId, AreaKind, ProgrammeId};
use kernel::{Clock, Id, SystemClock, SystemEntropy};
use learning::Moment;
use learning::loading::{Load, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    BookingId, BookingState, CourseDraft, CourseId, DayDraft, FollowUpMonths, LearnerId, Mode, Person,
    Purpose, SessionDayId, SessionDraft, SessionId, SessionState, Workplace,
};
use std::path::Path;
use store::{Db, Keys, Limits, Target};

/// Sessions on the public list.
pub(crate) const SESSIONS: usize = 10_000;
/// Sessions of today among them, whose doors are open.
const DOORS: usize = 100;
/// People booked into each of those.
const BOOKED: usize = 200;

/// A door and the people who may come through it.
pub(crate) struct Door {
    /// Its day.
    pub(crate) day: SessionDayId,
    /// Addresses of those who booked.
    pub(crate) people: Vec<String>,
}

/// The deployment's keys, which make door codes.
pub(crate) fn keys(data: &Path) -> Result<Keys> {
    let text = std::fs::read_to_string(data.join("trellis.key")).context("no key in the folder")?;
    let key = kernel::hex::decode(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    Ok(Keys::from_master(&key.context("the key is no key")?))
}

/// What was added.
pub(crate) struct World {
    /// The open doors.
    pub(crate) doors: Vec<Door>,
    /// A borough that somebody who books may work in.
    pub(crate) area: String,
}

/// The database of a demonstration, beside or without its server.
pub(crate) fn opened(data: &Path, postgres: Option<&str>) -> Result<Db> {
    let target = postgres.map_or_else(
        || Target::Sqlite(data.join("trellis.db")),
        |url| Target::Postgres(url.to_owned()),
    );
    Ok(Db::open(&target, keys(data)?, Limits::default())?)
}

/// Leave to write what is measured.
pub(crate) fn system() -> Result<Scope<SystemJob>, kernel::Stop> {
    Ok(Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of(
        "load test",
    )))?)
}

/// Adds the sessions and bookings to the demonstration in `data`.
pub(crate) fn fill(data: &Path, postgres: Option<&str>) -> Result<World> {
    let db = opened(data, postgres)?;
    let (areas, programmes) = db
        .read_now(|tx| Ok((directory::areas::list(tx)?, directory::programmes::list(tx)?)))
        .map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
    let area = areas
        .iter()
        .find(|area| area.kind == AreaKind::Borough)
        .context("no borough")?
        .id
        .to_string();
    let areas: Vec<AreaId> = areas.into_iter().map(|area| area.id).collect();
    let programme = programmes.first().context("no programme")?.id;
    let (load, doors) = plan(&areas, programme)?;
    let now = SystemClock.now();
    db.write_now(move |tx| {
        let moment = Moment::new(now, &SystemEntropy, "");
        learning::loading::load(tx, &system()?, &moment, &load, "made for a load test")
    })
    .map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
    Ok(World { doors, area })
}

pub(crate) fn fresh() -> Id {
    Id::fresh(&SystemClock, &SystemEntropy)
}

fn plan(areas: &[AreaId], programme: ProgrammeId) -> Result<(Load, Vec<Door>)> {
    let today = SystemClock.today();
    let course = CourseId(fresh());
    let mut load = Load::default();
    load.courses.push(NewCourse {
        id: course,
        draft: CourseDraft {
            programme,
            title: "Asking and acting".to_owned(),
            kind: "core".to_owned(),
            aims: "What to ask, and what to do with the answer".to_owned(),
            hours: 6.0,
            days: 1,
            mode: Mode::Room,
            audience: "Anyone whose work brings them into contact with families".to_owned(),
            target: Some(500),
            refresher_months: None,
            follow_up: FollowUpMonths::default(),
            areas: Vec::new(),
            instruments: vec![(Purpose::Feedback, "end-of-session".to_owned())],
        },
        archived: false,
    });
    let mut doors = Vec::new();
    for number in 0..SESSIONS {
        let (id, day) = (SessionId(fresh()), SessionDayId(fresh()));
        let open = number < DOORS;
        load.sessions.push(NewSession {
            id,
            course,
            draft: SessionDraft {
                area: *areas.get(number % areas.len()).context("no areas")?,
                venue: "Training room, Example Town Hall".to_owned(),
                access_notes: "Step-free entrance.".to_owned(),
                capacity: 500,
                listed: true,
                in_house: None,
                host: None,
                closes_before: None,
                days: vec![DayDraft {
                    day: if open {
                        today
                    } else {
                        today.plus(1 + i64::try_from(number % 300)?)
                    },
                    starts: if open { "00:05" } else { "09:30" }.to_owned(),
                    ends: if open { "23:55" } else { "16:30" }.to_owned(),
                }],
                trainers: Vec::new(),
            },
            day_ids: vec![day],
            registers: vec![None],
            state: SessionState::Planned,
            original_day: None,
            change_reason: None,
        });
        if open {
            doors.push(Door {
                day,
                people: book(&mut load, id, number),
            });
        }
    }
    Ok((load, doors))
}

fn book(load: &mut Load, session: SessionId, number: usize) -> Vec<String> {
    let mut people = Vec::new();
    for seat in 0..BOOKED {
        let (name, email) = (
            format!("Robin Example {number} {seat}"),
            format!("robin-{number}-{seat}@load.example"),
        );
        let learner = LearnerId(fresh());
        load.learners.push(NewLearner {
            id: learner,
            name: name.clone(),
            email: email.clone(),
        });
        load.bookings.push(NewBooking {
            id: BookingId(fresh()),
            session,
            learner,
            state: BookingState::Booked,
            person: Person {
                name,
                email: email.clone(),
                organisation: "Example Housing".to_owned(),
                background: "housing".to_owned(),
                area: Workplace::Open,
            },
            made_at: SystemClock.now(),
        });
        people.push(email);
    }
    people
}
