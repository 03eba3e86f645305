//! Asking and reminding. Each time of asking is a row that is written once, in the same transaction as its messages: however often the
//! job runs, and wherever it is cut off, nobody is asked twice.

use super::{LATE_DAYS, OPEN_DAYS, REMIND_DAYS, link, stop};
use crate::door::code;
use crate::guards::SessionRecord;
use crate::model::{LearnerId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::records::certificate::{ClosedPerson, person};
use crate::records::follow_up as sql;
use access::Scope;
use access::actions::{AnswerInstrument, SystemJob};
use audit::Change;
use kernel::{Day, Fault, Stop, hex};
use post::address::Address;
use post::outbox;
use post::template::Template;
use store::{Tx, values};

/// Sessions asked, or reminded, at a time; the rest follow at once.
pub const AT_A_TIME: i64 = 100;

/// One time of asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wave {
    /// The session.
    pub session: SessionId,
    /// 1: the first time; 2: the second.
    pub wave: i64,
    /// The day from which it is asked, which is also the day that its answers carry.
    pub due: Day,
}

impl Wave {
    /// The last day on which its links are open.
    pub fn until(&self) -> Day {
        self.due.plus(OPEN_DAYS)
    }
}

/// Somebody who is asked: what stood for her in the links that she had before, and what stands for her in the one that she gets.
pub struct Turned {
    /// In the links of the session's end, and of the time of asking before this.
    pub before: Vec<String>,
    /// In the link of this time of asking.
    pub now: String,
}

kernel::masked!(Turned);

/// Asks the people of every session for which it is time; `told` learns who they are, by what stands for them. True when there may be
/// more to do.
///
/// # Errors
/// A fault of the engine.
pub fn ask(
    tx: &mut Tx,
    scope: &Scope<SystemJob>,
    moment: &Moment,
    told: impl Fn(&mut Tx, &Wave, &[Turned]) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let today = moment.now.day();
    let mut left = AT_A_TIME;
    let rules = tx.all(&sql::FOLLOW_UP_RULES, &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    for (wave, months) in rules {
        // A day more on both sides: months have different lengths, and what is due is looked at again below.
        let to = today.plus_months(-months).plus(3);
        let from = today.plus_months(-months).plus(-LATE_DAYS - 3);
        let sessions = tx.all(
            &sql::FOLLOW_UP_DUE,
            values![wave, months, from, to, today, left],
            |row| Ok((SessionId(row.get(0)?), row.get::<Day>(1)?)),
        )?;
        for (session, last_day) in sessions {
            let due = last_day.plus_months(months);
            if due > today || due.plus(LATE_DAYS) < today {
                continue;
            }
            ask_one(tx, scope, moment, Wave { session, wave, due }, &told)?;
            left = left.saturating_sub(1);
        }
        if left <= 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn ask_one(
    tx: &mut Tx,
    scope: &Scope<SystemJob>,
    moment: &Moment,
    wave: Wave,
    told: &impl Fn(&mut Tx, &Wave, &[Turned]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let pass = scope.pass::<SessionRecord>(tx, wave.session)?;
    let people = tx.all(&sql::FOLLOW_UP_PEOPLE, values![wave.session.0], person)?;
    let attended = i64::try_from(people.len()).unwrap_or(i64::MAX);
    let begun = values![wave.session.0, wave.wave, wave.due, attended, moment.now];
    if tx.changed(&sql::WAVE_INSERT, begun)? == 0 {
        return Ok(());
    }
    let joined = tx.all(&sql::FOLLOW_UP_JOINED, values![wave.session.0], |row| {
        Ok((LearnerId(row.get(0)?), LearnerId(row.get(1)?)))
    })?;
    let mut asked: i64 = 0;
    let mut turned = Vec::new();
    for person in &people {
        if write_to(tx, moment, wave, person, Template::FollowUp)? {
            let nonce = link::nonce(tx.keys(), wave.session, wave.wave, person.id);
            let mark = link::asked_mark(tx.keys(), &nonce);
            tx.run(&sql::ASKED_INSERT, values![wave.session.0, wave.wave, mark])?;
            asked = asked.saturating_add(1);
            let also = joined.iter().filter(|(kept, _)| *kept == person.id);
            let own: Vec<LearnerId> = std::iter::once(person.id)
                .chain(also.map(|(_, gone)| *gone))
                .collect();
            turned.push(Turned {
                before: had_before(tx.keys(), wave, &own),
                now: nonce,
            });
        }
    }
    told(tx, &wave, &turned)?;
    tx.run(&sql::WAVE_ASKED, values![wave.session.0, wave.wave, asked])?;
    audit::also(
        tx,
        &pass,
        Change::new("asked what became of it").reason(format!("{asked} people")),
        moment.now,
    )
}

/// What stood for somebody, under each record that is hers, in the links before those of a time of asking.
fn had_before(keys: &store::Keys, wave: Wave, own: &[LearnerId]) -> Vec<String> {
    let end = own
        .iter()
        .map(|id| code::person(keys, wave.session, &id.to_string()));
    let earlier = (1..wave.wave).flat_map(|before| {
        own.iter()
            .map(move |id| link::nonce(keys, wave.session, before, *id))
    });
    end.chain(earlier).collect()
}

/// Reminds whoever was asked some time ago and has not answered, as `answered` says of what stands for a person. True when there may be
/// more to do.
///
/// # Errors
/// A fault of the engine.
pub fn remind(
    tx: &mut Tx,
    scope: &Scope<SystemJob>,
    moment: &Moment,
    answered: impl Fn(&mut Tx, &Wave, &str) -> Result<bool, Stop>,
) -> Result<bool, Stop> {
    let today = moment.now.day();
    let asked_before = kernel::Instant::on(today.plus(1 - REMIND_DAYS), "00:00").unwrap_or(moment.now);
    let waves = tx.all(
        &sql::WAVE_TO_REMIND,
        values![asked_before, today.plus(-OPEN_DAYS), AT_A_TIME],
        |row| {
            Ok(Wave {
                session: SessionId(row.get(0)?),
                wave: row.get(1)?,
                due: row.get(2)?,
            })
        },
    )?;
    for wave in &waves {
        let reminded = values![wave.session.0, wave.wave, moment.now];
        if tx.changed(&sql::WAVE_REMINDED, reminded)? == 0 {
            continue;
        }
        for person in tx.all(&sql::FOLLOW_UP_PEOPLE, values![wave.session.0], person)? {
            let nonce = link::nonce(tx.keys(), wave.session, wave.wave, person.id);
            let mark = link::asked_mark(tx.keys(), &nonce);
            let was_asked = tx.one(
                &sql::ASKED_KNOWN,
                values![wave.session.0, wave.wave, mark],
                |row| row.get::<i64>(0),
            )?;
            if was_asked.is_some() && !answered(tx, wave, &nonce)? {
                write_to(tx, moment, *wave, &person, Template::FollowUpAgain)?;
            }
        }
        // The trail says that it was done, and not how many had not answered.
        let pass = scope.pass::<SessionRecord>(tx, wave.session)?;
        audit::also(tx, &pass, Change::new("reminded of what is asked"), moment.now)?;
    }
    Ok(i64::try_from(waves.len()).unwrap_or(0) == AT_A_TIME)
}

/// Queues the message to one person; false when she gave no address, or does not want to be asked. Its key names nobody: whoever reads
/// the list of messages cannot tell who was reminded.
fn write_to(
    tx: &mut Tx,
    moment: &Moment,
    wave: Wave,
    person: &ClosedPerson,
    template: Template,
) -> Result<bool, Stop> {
    let email = people::open(
        tx.keys(),
        "learner",
        "email_sealed",
        person.id.0,
        person.email.as_deref(),
    )?;
    let Some(to) = Address::parse(&email) else {
        return Ok(false);
    };
    if stop::refuses(tx, &email)? {
        return Ok(false);
    }
    let keys = tx.keys();
    let token = link::token(keys, wave.session, wave.wave, person.id);
    let about = format!("{} {} {}", wave.session, wave.wave, person.id);
    let key = hex::encode(&keys.blind(template.code(), &about));
    let leave = moment.address(&format!("/no-follow-up/{}", stop::token(keys, &email)));
    let letter =
        outbox::Letter::new(to, template, &moment.address(&format!("/follow-up/{token}"))).with_leave(&leave);
    let (id, now) = (moment.id(), moment.now);
    outbox::enqueue(tx, &letter, id, &key, now, moment.entropy(), now)?;
    Ok(true)
}

/// What the holder of a link answers about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// Which time of asking.
    pub wave: Wave,
    /// The course.
    pub title: String,
    /// Key of its questionnaire.
    pub instrument: String,
}

/// What a genuine link asks about; `None` where nobody was asked, the session was cancelled since, or the course asks nothing any more.
///
/// # Errors
/// A fault of the engine.
pub fn asked(
    tx: &mut Tx,
    _scope: &Scope<AnswerInstrument>,
    link: &link::FollowUpLink,
) -> Result<Option<Answered>, Fault> {
    tx.one(&sql::WAVE_ANSWERED, values![link.session.0, link.wave], |row| {
        Ok(Answered {
            wave: Wave {
                session: link.session,
                wave: link.wave,
                due: row.get(0)?,
            },
            title: row.get(1)?,
            instrument: row.get(2)?,
        })
    })
}
