//! Asking for what is owed: by hand, or by the house where that is planned. Whoever owes something gets one message, however much it
//! is, and none more within a day.

use crate::record::{Owed, Plan};
use crate::records;
use access::actions::{PlanChasing, SystemJob};
use access::{Action, Pass, Scope};
use audit::{Change, Done};
use kernel::{Day, Entropy, FixedClock, Id, Instant, Problems, Stop};
use learning::commitments::remind;
use learning::model::CommitmentId;
use post::address::Address;
use post::jobs::Job;
use post::outbox::{self, Letter};
use post::runner::Work;
use post::template::Template;
use std::collections::BTreeMap;
use store::{Tx, values};

/// Nobody is asked twice within so many seconds.
const REST: i64 = 86_400;
/// Entries asked for at a time by hand.
pub(crate) const AT_ONCE: usize = 500;
/// Entries asked for at a time and area by the house.
const BY_PLAN: i64 = 2_000;

/// What became of asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Outcome {
    /// Things that were asked for.
    pub(crate) asked: u64,
    /// Messages: one for each person.
    pub(crate) messages: u64,
    /// Left alone: who owes them was asked less than a day ago.
    pub(crate) rested: u64,
    /// Left alone: nobody owes them who can sign in and be written to.
    pub(crate) nobody: u64,
    /// Left alone: they came or were waived meanwhile.
    pub(crate) over: u64,
}

/// Where the messages lead, how they are made, and when.
pub(crate) struct Post<'e> {
    pub(crate) base: &'e str,
    pub(crate) entropy: &'e dyn Entropy,
    pub(crate) now: Instant,
}

/// What is asked of one person.
struct Asked<A> {
    to: Address,
    passes: Vec<Pass<A, Id>>,
}

/// Asks for each of these. Every thing that was asked for has its event; the last one's pass is left for the caller to record.
pub(crate) fn ask<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    entries: &[Id],
    post: &Post<'_>,
) -> Result<(Outcome, Option<Pass<A, Id>>), Stop> {
    let mut outcome = Outcome::default();
    let mut people: BTreeMap<Id, Asked<A>> = BTreeMap::new();
    let mut promises = Vec::new();
    let since = post.now.plus_seconds(-REST);
    for id in entries {
        let pass = scope.pass::<Owed>(tx, *id)?;
        let found = tx.one(&records::CHASE_FETCH, values![*id, since], |row| {
            Ok((
                row.get::<i64>(0)? == 1,
                row.get::<Option<Id>>(1)?,
                row.get::<Option<String>>(2)?,
                row.get::<Option<Vec<u8>>>(3)?,
                row.get::<i64>(4)? == 1,
                row.get::<Option<Id>>(5)?
                    .map(|id| (CommitmentId(id), row.get::<i64>(6))),
            ))
        })?;
        let Some((true, owner, state, sealed, rested, promised)) = found else {
            outcome.over += 1;
            continue;
        };
        if let Some((commitment, rested)) = promised {
            if rested? == 1 {
                outcome.rested += 1;
            } else if ask_manager(tx, scope, commitment, post)? {
                outcome.messages += 1;
                promises.push(pass);
            } else {
                outcome.nobody += 1;
            }
            continue;
        }
        if rested {
            outcome.rested += 1;
            continue;
        }
        let active = state.as_deref() == Some("active");
        let Some((owner, sealed)) = owner.zip(sealed).filter(|_| active) else {
            outcome.nobody += 1;
            continue;
        };
        if let Some(asked) = people.get_mut(&owner) {
            asked.passes.push(pass);
            continue;
        }
        let address = tx.keys().open_text("account", "email_sealed", owner, &sealed)?;
        match Address::parse(&address) {
            Some(to) => {
                let passes = vec![pass];
                people.insert(owner, Asked { to, passes });
            }
            None => outcome.nobody += 1,
        }
    }
    let mut passes = promises;
    for (owner, asked) in people {
        send(tx, owner, asked.to, post)?;
        outcome.messages += 1;
        passes.extend(asked.passes);
    }
    let mut last = None;
    for pass in passes {
        let by = scope.account_id();
        tx.run(&records::OWED_CHASED, values![pass.id(), post.now, by])?;
        outcome.asked += 1;
        if let Some(earlier) = last.replace(pass) {
            audit::also(tx, &earlier, asked_for(), post.now)?;
        }
    }
    Ok((outcome, last))
}

/// A manager is asked for what she said that her organisation would do, by the link to it.
fn ask_manager<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: CommitmentId,
    post: &Post<'_>,
) -> Result<bool, Stop> {
    let moment = learning::Moment::new(post.now, post.entropy, post.base);
    let why = format!("asked {}", post.now.millis());
    remind::write_to(tx, scope, &moment, id, Template::PromiseOver, &why)
}

/// What the trail says of it.
pub(crate) const fn asked_for() -> Change {
    Change::new("asked for")
}

/// The message names nothing: it leads to what its reader owes, after signing in (SH1).
fn send(tx: &mut Tx<'_>, owner: Id, to: Address, post: &Post<'_>) -> Result<(), Stop> {
    let link = format!("{}/ledger?whose=mine&order=oldest", post.base);
    let id = Id::fresh(&FixedClock::at(post.now), post.entropy);
    let key = format!("ledger {owner} {}", post.now.millis());
    let letter = Letter::new(to, Template::SomethingWaiting, &link);
    outbox::enqueue(tx, &letter, id, &key, post.now, post.entropy, post.now)?;
    Ok(())
}

/// What is planned in an area.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rhythm {
    /// Days between two times of asking.
    pub(crate) every: i64,
    /// Nothing is asked for before it is so many days old.
    pub(crate) older: i64,
}

/// Each area in sight, with what is planned there.
pub(crate) fn plans(
    tx: &mut Tx<'_>,
    scope: &Scope<PlanChasing>,
) -> Result<Vec<(Id, String, Option<Rhythm>)>, Stop> {
    Ok(tx.all(&records::PLANS_IN_SIGHT, &scope.values(), |row| {
        let rhythm = row.get::<Option<i64>>(2)?.zip(row.get::<Option<i64>>(3)?);
        Ok((
            row.get(0)?,
            row.get(1)?,
            rhythm.map(|(every, older)| Rhythm { every, older }),
        ))
    })?)
}

/// Plans to ask in these areas, and in no other in sight.
///
/// # Errors
/// A problem where nothing would change.
pub(crate) fn plan<T>(
    tx: &mut Tx<'_>,
    scope: &Scope<PlanChasing>,
    areas: &[Id],
    rhythm: Rhythm,
    now: Instant,
    value: T,
) -> Result<Done<T>, Stop> {
    let known = plans(tx, scope)?;
    if areas.iter().any(|area| !known.iter().any(|(id, ..)| id == area)) {
        return Err(Problems::one("area", "Choose areas from the list").into());
    }
    let mut last = None;
    for (area, _, before) in known {
        let wanted = areas.contains(&area).then_some(rhythm);
        if wanted == before {
            continue;
        }
        let pass = scope.pass::<Plan>(tx, area)?;
        let word = if let Some(rhythm) = wanted {
            let by = scope.account_id();
            tx.run(
                &records::PLAN_SET,
                values![area, rhythm.every, rhythm.older, now, by],
            )?;
            "planned"
        } else {
            tx.run(&records::PLAN_DROP, values![area])?;
            "planned no more"
        };
        if let Some((earlier, word)) = last.replace((pass, word)) {
            audit::also(tx, &earlier, Change::new(word), now)?;
        }
    }
    let Some((pass, word)) = last else {
        let problem = "Nothing would be different: tick an area, or change the days";
        return Err(Problems::one("area", problem).into());
    };
    Done::recorded(tx, pass, Change::new(word), now, value)
}

/// Asks, once a day, for what is owed in each area where that is planned.
#[derive(Clone, Debug)]
pub struct Chasing {
    base: String,
}

impl Chasing {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for Chasing {
    fn kind(&self) -> &'static str {
        "ask for what is owed"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        _job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let planned = tx.all(&records::PLANS, &[], |row| {
            let rhythm = Rhythm {
                every: row.get(1)?,
                older: row.get(2)?,
            };
            Ok((row.get::<Id>(0)?, rhythm))
        })?;
        let mut due = Vec::new();
        for (area, rhythm) in planned {
            let (since, asked) = before(now, rhythm);
            let rest = now.plus_seconds(-REST);
            due.extend(tx.all(
                &records::CHASE_DUE,
                values![area, since, asked, rest, BY_PLAN],
                |row| row.get::<Id>(0),
            )?);
        }
        let post = Post {
            base: &self.base,
            entropy,
            now,
        };
        let (_, last) = ask(tx, scope, &due, &post)?;
        if let Some(pass) = last {
            audit::also(tx, &pass, asked_for(), now)?;
        }
        Ok(())
    }
}

/// Until which day a thing has to be owed, and before which moment asked for last. Days count, not hours: the job does not run at the same
/// minute each day.
fn before(now: Instant, rhythm: Rhythm) -> (Day, Instant) {
    let today = now.day();
    let first = today.plus(1 - rhythm.every);
    let asked = Instant::on(first, "00:00").unwrap_or(now);
    (today.plus(-rhythm.older), asked)
}
