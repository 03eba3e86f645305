//! Statements about learners and bookings.

use super::word;
use crate::model::{Awaits, BookingId, BookingState, LearnerId, SessionId, Workplace};
use kernel::{Fault, Instant};
use store::Row;

macro_rules! booking_columns {
    () => {
        "b.id, b.reference, b.session_id, b.learner_id, b.state, b.queue_place, b.organisation, b.background, b.area_id, a.name, \
         b.access_needs_sealed, b.language_needs_sealed, b.made_at, b.calendar_uid, b.calendar_sequence, b.link_round, b.version, l.name_sealed, l.email_sealed, b.calendar_days, b.area_answer, b.held_places_id, b.on_held, b.awaits, b.manager_sealed, b.earlier_sealed, b.offer_until, b.booked_by_sealed, b.given_up_days"
    };
}
macro_rules! booking_tables {
    () => {
        " from booking b join learner l on l.id = b.learner_id left join area a on a.id = b.area_id "
    };
}

/// The order of states in a list: places, the waiting list, the rest.
macro_rules! rank {
    ($table:literal) => {
        concat!(
            "case ",
            $table,
            ".state when 'booked' then 0 when 'waiting' then 1 else 2 end"
        )
    };
}

/// The way in which `model::normal_name` reads a name now. Whoever changes that counts this up: the night's work then makes the hashes
/// of before anew.
macro_rules! name_form {
    () => {
        "1"
    };
}
pub(crate) use name_form;

store::statements! {
    /// Withdraws the links that were sent.
    LINK_RENEW = "update booking set link_round = link_round + 1 where id = ?1";
    /// The version of a booking of a session in sight.
    BOOKING_GUARD = concat!("select b.version from booking b join session s on s.id = b.session_id where b.id = ?3 and ", access::session_in_scope!());
    /// The version of a booking, for the holder of its signed link.
    BOOKING_OWN_GUARD = "select b.version from booking b where b.id = ?3";
    /// A booking by its id.
    BOOKING_FETCH = concat!("select ", booking_columns!(), booking_tables!(), "where b.id = ?1");
    /// A session's booking by its reference.
    BOOKING_BY_REFERENCE = concat!("select ", booking_columns!(), booking_tables!(), "where b.session_id = ?1 and b.reference = ?2");
    /// The booking of the person with an address (?2) for a session; by either address, where two records of hers were joined.
    BOOKING_BY_EMAIL = concat!("select ", booking_columns!(), booking_tables!(), "where b.session_id = ?1 \
        and b.learner_id = (select coalesce(e.joined_to, e.id) from learner e where e.email_blind = ?2)");
    /// A page of a session's bookings: places, then the waiting list, then the rest.
    BOOKING_PAGE = concat!("select ", booking_columns!(), booking_tables!(), "where b.session_id = ?1 {filters} order by ", rank!("b"), ", coalesce(b.queue_place, 0), b.id limit ?4"),
        filters {
            state: "and b.state = ?2",
            after: concat!("and (", rank!("b"), ", coalesce(b.queue_place, 0), b.id) > (select ", rank!("k"), ", coalesce(k.queue_place, 0), k.id from booking k where k.session_id = ?1 and k.reference = ?3)"),
        };
    /// All bookings of a session.
    BOOKING_LIST = concat!("select ", booking_columns!(), booking_tables!(), "where b.session_id = ?1 order by b.state, b.queue_place, b.id");
    /// Who is first on the waiting list.
    BOOKING_FIRST_WAITING = concat!("select ", booking_columns!(), booking_tables!(), "where b.session_id = ?1 and b.state = 'waiting' and b.awaits is null order by b.queue_place limit 1");
    /// Who is first on the waiting list of those for whom a place is kept back that is free.
    BOOKING_FIRST_HELD = concat!("select ", booking_columns!(), booking_tables!(), "join held_places h on h.id = b.held_places_id where b.session_id = ?1 and b.state = 'waiting' and b.awaits is null \
        and h.released_at is null and h.taken < h.places order by b.queue_place limit 1");
    /// People on the waiting list up to a number.
    BOOKING_AHEAD = "select count(*) from booking b where b.session_id = ?1 and b.state = 'waiting' and b.queue_place <= ?2";
    /// People with a place and people waiting, as far as we have an address of them.
    BOOKING_TOLD = "select count(case when b.state = 'booked' then 1 end), count(case when b.state = 'waiting' then 1 end) \
        from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 and l.email_sealed is not null";
    /// A new booking.
    BOOKING_INSERT = "insert into booking (id, reference, session_id, learner_id, state, queue_place, organisation, background, area_id, access_needs_sealed, \
        language_needs_sealed, source, made_at, changed_at, calendar_uid, area_answer, calendar_days) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15, ?16) on conflict (reference) do nothing";
    /// Changes where a booking stands, if it still stands where it was read.
    BOOKING_TURN = "update booking set state = ?3, queue_place = ?4, awaits = null, offer_until = null, given_up_days = null, changed_at = ?5, calendar_sequence = calendar_sequence + 1, version = version + 1 where id = ?1 and state = ?2";
    /// How many days before its session a place was given back.
    BOOKING_GIVEN_UP = "update booking set given_up_days = ?2 where id = ?1";
    /// The first day of a session.
    SESSION_FIRST_DAY = "select first_day from session where id = ?1";
    /// Puts somebody who waits before everybody else who waits.
    BOOKING_FRONT = "update booking set queue_place = (select min(w.queue_place) from booking w where w.session_id = ?2 and w.state = 'waiting') - 1, \
        changed_at = ?3, version = version + 1 where id = ?1 and state = 'waiting'";
    /// Changes what was filled in, if nobody changed it meanwhile.
    BOOKING_UPDATE = "update booking set organisation = ?3, background = ?4, area_id = ?5, access_needs_sealed = ?6, language_needs_sealed = ?7, changed_at = ?8, area_answer = ?9, \
        version = version + 1 where id = ?1 and version = ?2";
    /// What is filled in when a cancelled booking is made again.
    BOOKING_RENEW = "update booking set organisation = ?2, background = ?3, area_id = ?4, access_needs_sealed = ?5, language_needs_sealed = ?6, area_answer = ?7, \
        booked_by_sealed = null, earlier_sealed = null where id = ?1 and state = 'cancelled'";
    /// The calendar entries of a session's bookings get a new version.
    BOOKING_CALENDARS = "update booking set calendar_sequence = calendar_sequence + 1 where session_id = ?1 and state in ('booked', 'waiting')";
    /// More days than ever before were sent to a person's calendar.
    BOOKING_CALENDAR_DAYS = "update booking set calendar_days = ?2 where id = ?1 and calendar_days < ?2";
    /// Takes a place that is not kept back, if there is one.
    PLACE_TAKE = "update session set taken = taken + 1 where id = ?1 and state = 'planned' and taken + held < capacity";
    /// Gives a place back.
    PLACE_FREE = "update session set taken = taken - 1 where id = ?1 and taken > 0";
    /// The next number on the waiting list.
    QUEUE_NEXT = "update session set queue_last = queue_last + 1 where id = ?1 and state = 'planned' returning queue_last";
    /// Boroughs that somebody may say she works in; groups of them are for sessions.
    BOROUGH_CHOICES = "select id, name from area where kind = 'borough' order by name, id";
    /// A person by her address; by either, where two records of hers were joined.
    LEARNER_BY_EMAIL = "select coalesce(joined_to, id) from learner where email_blind = ?1";
    /// Who was there on a day of a session.
    SESSION_CAME = "select distinct t.learner_id from attendance t where t.session_id = ?1";
    /// Days of a session without a register.
    SESSION_UNSIGNED = "select count(*) from session_day d where d.session_id = ?1 and d.register_at is null";
    /// Sessions before ?2 of which all registers are there: those for which a person had a place, and those to which she came.
    LEARNER_CAME = "select count(*), count(case when exists (select 1 from attendance t where t.session_id = s.id and t.learner_id = b.learner_id) then 1 end) \
        from booking b join session s on s.id = b.session_id where b.learner_id = ?1 and b.state = 'booked' and s.state <> 'cancelled' and s.last_day < ?2 \
        and not exists (select 1 from session_day d where d.session_id = s.id and d.register_at is null)";
    /// A person seen for the first time; nothing happens when the address is known.
    LEARNER_INSERT = concat!("insert into learner (id, name_sealed, name_blind, email_sealed, email_blind, made_at, name_form) values (?1, ?2, ?3, ?4, ?5, ?6, ", name_form!(), ") \
        on conflict (email_blind) do nothing");
    /// A person's name is corrected, by herself or by a coordinator.
    LEARNER_RENAME = concat!("update learner set name_sealed = ?2, name_blind = ?3, name_form = ", name_form!(), " where id = ?1");
    /// People whose name was read another way when its hash was made.
    LEARNER_LIST_OLD_FORM = concat!("select id, name_sealed from learner where name_form < ", name_form!(), " order by name_form limit ?1");
    /// A person's name is read as all are now.
    LEARNER_REFORM = concat!("update learner set name_blind = ?2, name_form = ", name_form!(), " where id = ?1");
}

/// A booking as stored, its sealed parts closed.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub(crate) id: BookingId,
    pub(crate) reference: String,
    pub(crate) session: SessionId,
    pub(crate) learner: LearnerId,
    pub(crate) state: BookingState,
    pub(crate) queue_place: Option<i64>,
    pub(crate) organisation: String,
    pub(crate) background: String,
    pub(crate) area: Workplace,
    pub(crate) area_name: Option<String>,
    pub(crate) access_needs: Option<Vec<u8>>,
    pub(crate) language_needs: Option<Vec<u8>>,
    pub(crate) made_at: Instant,
    pub(crate) calendar_uid: String,
    pub(crate) calendar_sequence: i64,
    pub(crate) link_round: i64,
    pub(crate) version: i64,
    pub(crate) name: Vec<u8>,
    pub(crate) email: Option<Vec<u8>>,
    pub(crate) calendar_days: i64,
    pub(crate) held_places: Option<kernel::Id>,
    pub(crate) on_held: bool,
    pub(crate) awaits: Option<Awaits>,
    pub(crate) manager: Option<Vec<u8>>,
    pub(crate) earlier: Option<Vec<u8>>,
    pub(crate) offer_until: Option<Instant>,
    pub(crate) booked_by: Option<Vec<u8>>,
    pub(crate) given_up_days: Option<i64>,
}

/// Reads a booking.
pub(crate) fn booking(row: &Row) -> Result<Closed, Fault> {
    Ok(Closed {
        id: BookingId(row.get(0)?),
        reference: row.get(1)?,
        session: SessionId(row.get(2)?),
        learner: LearnerId(row.get(3)?),
        state: word(&row.get::<String>(4)?, BookingState::parse)?,
        queue_place: row.get(5)?,
        organisation: row.get(6)?,
        background: row.get(7)?,
        area: Workplace::stored(row.get(8)?, row.get::<Option<String>>(20)?.as_deref()),
        area_name: row.get(9)?,
        access_needs: row.get(10)?,
        language_needs: row.get(11)?,
        made_at: row.get(12)?,
        calendar_uid: row.get(13)?,
        calendar_sequence: row.get(14)?,
        link_round: row.get(15)?,
        version: row.get(16)?,
        name: row.get(17)?,
        email: row.get(18)?,
        calendar_days: row.get(19)?,
        held_places: row.get(21)?,
        on_held: row.get(22)?,
        awaits: super::rules::awaits(row.get(23)?)?,
        manager: row.get(24)?,
        earlier: row.get(25)?,
        offer_until: row.get(26)?,
        booked_by: row.get(27)?,
        given_up_days: row.get(28)?,
    })
}
