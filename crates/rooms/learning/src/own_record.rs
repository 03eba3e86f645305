//! A person's own record, reached by a signed link: where she was, her certificates, what is due again. The link goes to her own work
//! address only, whoever asks for it; it ends by itself and can be ended before.

use crate::door::code::{mark, same};
use crate::guards::{OwnBookingRecord, OwnRecord, WishRecord};
use crate::model::{BookingId, LearnerId, RecordLine, Refresher};
use crate::moment::Moment;
use crate::people;
use crate::records::{booking, certificate as sql};
use access::{Action, Scope, actions};
use audit::{Change, Done};
use kernel::{Entropy, Fault, Id, Instant, Refusal, Stop};
use post::address::Address;
use post::jobs::{self, Job, NewJob};
use post::outbox;
use post::runner::Work;
use post::template::Template;
use store::{Keys, Tx, values};

/// A link to a record opens it for so many days.
pub const LINK_DAYS: i64 = 30;
/// So many rounds of ended links are still known.
const ROUNDS_BACK: usize = 20;
/// Sessions on a page.
pub const PAGE: usize = 50;

/// The last part of a link to a record: whose it is, until when, and 128 bits of keyed hash over both and the round.
pub fn token(keys: &Keys, learner: LearnerId, round: i64, until: Instant) -> String {
    let until = until.millis() / 1000;
    format!(
        "{}{until:010x}{}",
        learner.to_string().replace('-', ""),
        mark(keys, &format!("record {learner} {round} {until}"))
    )
}

/// Whose record a token names and until when, before its signature is checked.
fn named(token: &str) -> Option<(LearnerId, Instant)> {
    if token.len() != 74 || !token.is_ascii() {
        return None;
    }
    let learner = LearnerId(Id::parse(token.get(..32)?)?);
    let until = i64::from_str_radix(token.get(32..42)?, 16).ok()?;
    Some((learner, Instant::from_millis(until.saturating_mul(1000))))
}

/// The person behind a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// When the link ends.
    pub until: Instant,
}

kernel::masked!(Holder);

/// The person behind a token. A token that is wrong in any way is an unknown page; a right one ends after [`LINK_DAYS`], or when it is ended.
pub fn by_token(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    now: Instant,
    text: &str,
) -> Result<Holder, Stop> {
    let (learner, until) = named(text).ok_or(Refusal::Unknown)?;
    let person = tx
        .one(&sql::RECORD_STANDING, values![learner.0], sql::person)?
        .ok_or(Refusal::Unknown)?;
    if !same(text, &token(tx.keys(), learner, person.round, until)) {
        return Err(refused(tx.keys(), learner, person.round, until, text).into());
    }
    if now > until {
        let words = format!(
            "This link has ended: it works for {LINK_DAYS} days. Ask for a new one with your work e-mail address, on the page \"Your record\"."
        );
        return Err(Refusal::Closed(words).into());
    }
    Ok(Holder {
        learner: person.id,
        name: people::learner_name(tx.keys(), person.id, &person.name)?,
        until,
    })
}

/// What does not open a record now: a genuine link that was ended is told so, as far back as somebody may still have it.
fn refused(keys: &Keys, learner: LearnerId, round: i64, until: Instant, text: &str) -> Refusal {
    let before = (0..round).rev().take(ROUNDS_BACK);
    if before
        .into_iter()
        .any(|old| same(text, &token(keys, learner, old, until)))
    {
        return Refusal::Closed(
            "This link was ended. Ask for a new one with your work e-mail address, on the page \"Your record\".".to_owned(),
        );
    }
    Refusal::Unknown
}

/// A page of the sessions at which a person was, the last first, and the reference to go on after.
pub fn page(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
    after: Option<&str>,
) -> Result<(Vec<RecordLine>, Option<String>), Stop> {
    let filters: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let limit = i64::try_from(PAGE + 1).unwrap_or(50);
    let mut lines = tx.list(
        &sql::RECORD_PAGE,
        filters,
        values![holder.learner.0, after.map(str::to_owned), limit],
        sql::line,
    )?;
    let next = lines
        .get(PAGE)
        .and_then(|_| lines.get(PAGE - 1))
        .map(|last| last.reference.clone());
    lines.truncate(PAGE);
    Ok((lines, next))
}

/// The courses that a person should come to again, the first due first.
pub fn refreshers(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<Refresher>, Stop> {
    let mut all = tx.all(&sql::RECORD_REFRESHERS, values![holder.learner.0], sql::refresher)?;
    all.sort_by_key(|one| one.due);
    Ok(all)
}

/// Ends every link to a record that was sent before.
pub fn end_links(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    learner: LearnerId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, learner)?;
    tx.run(&sql::RECORD_ROUND, values![learner.0])?;
    let change = Change::new("ended links to the record").field("record_round");
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Queues the message with a link to a person's record; false when there is no address. The same `key` is sent once.
pub(crate) fn write_to(
    tx: &mut Tx,
    moment: &Moment,
    person: &sql::ClosedPerson,
    template: Template,
    key: &str,
) -> Result<bool, Stop> {
    let email = people::open(
        tx.keys(),
        "learner",
        "email_sealed",
        person.id.0,
        person.email.as_deref(),
    )?;
    write_at(tx, moment, person, &email, template, key)
}

/// The same to one of her addresses.
fn write_at(
    tx: &mut Tx,
    moment: &Moment,
    person: &sql::ClosedPerson,
    email: &str,
    template: Template,
    key: &str,
) -> Result<bool, Stop> {
    let Some(to) = Address::parse(email) else {
        return Ok(false);
    };
    let until = moment.now.plus_seconds(LINK_DAYS * 86_400);
    let token = token(tx.keys(), person.id, person.round, until);
    let letter = outbox::Letter::new(to, template, &moment.address(&format!("/record/{token}")));
    outbox::enqueue(
        tx,
        &letter,
        moment.id(),
        key,
        moment.now,
        moment.entropy(),
        moment.now,
    )?;
    Ok(true)
}

/// That a link to her record was sent to each of these stands in her own history.
pub(crate) fn sent<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    now: Instant,
    to: &[LearnerId],
) -> Result<(), Stop> {
    for pass in scope.passes::<OwnRecord>(tx, to)? {
        audit::also(tx, &pass, Change::new("sent the link to the record"), now)?;
    }
    Ok(())
}

/// The key of a message with a link that was asked for: one in an hour, however often it is asked for.
fn asked_key(person: &sql::ClosedPerson, now: Instant) -> String {
    format!(
        "record {} {} {}",
        person.id,
        person.round,
        now.millis().div_euclid(3_600_000)
    )
}

/// The holder of a link to a booking asks for the link to the record of its person. It is sent, not shown: a link to a booking may have
/// been passed on, and opens that booking only.
pub fn ask_from_booking(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, id)?;
    let learner = tx
        .one(&booking::BOOKING_FETCH, values![id.0], booking::booking)?
        .ok_or(Refusal::Unknown)?
        .learner;
    let person = tx
        .one(&sql::RECORD_PERSON, values![learner.0], sql::person)?
        .ok_or(Refusal::Unknown)?;
    let key = asked_key(&person, moment.now);
    write_to(tx, moment, &person, Template::Record, &key)?;
    Done::recorded(tx, pass, Change::new("asked for the record"), moment.now, ())
}

/// The kind of the job.
const KIND: &str = "learning.record";

/// Somebody asks for the link to a record with an address. What is written is the same whether it is known or not (SD4): the address,
/// sealed in a job that looks for its person.
pub fn ask(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    email: &str,
) -> Result<Done<()>, Stop> {
    let id = moment.id();
    let sealed = tx
        .keys()
        .seal("job", "payload", id, email.as_bytes(), moment.entropy());
    let job = NewJob {
        id,
        kind: KIND,
        payload: serde_json::Value::from(sealed),
        key: id.to_string(),
        run_after: moment.now,
    };
    jobs::enqueue(tx, &job, moment.now)?;
    let pass = scope.pass_new::<WishRecord>(id);
    Done::recorded(tx, pass, Change::new("asked for"), moment.now, ())
}

/// The work: a link for whoever is known under the address.
#[derive(Clone, Debug)]
pub struct SendRecords {
    base: String,
}

impl SendRecords {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for SendRecords {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<actions::SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let sealed: Vec<u8> = serde_json::from_value(job.payload.clone())
            .map_err(|error| Fault::caused("a wish for a record could not be read", error))?;
        let email = tx.keys().open_text("job", "payload", job.id, &sealed)?;
        let blind = people::email_blind(tx.keys(), &email);
        let known = tx.one(&booking::LEARNER_BY_EMAIL, values![blind], |row| row.get::<Id>(0))?;
        let Some(learner) = known.map(LearnerId) else {
            return Ok(());
        };
        let person = tx
            .one(&sql::RECORD_PERSON, values![learner.0], sql::person)?
            .ok_or_else(|| Fault::new("a person just found is not there"))?;
        let moment = Moment::new(now, entropy, &self.base);
        let key = asked_key(&person, now);
        // To the address it was asked with: where two records of hers were joined she may read only one of her mailboxes.
        write_at(tx, &moment, &person, &email, Template::Record, &key)?;
        sent(tx, scope, now, &[learner])
    }
}
