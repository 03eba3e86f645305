//! Statements about what a file of earlier years will make: written aside row by row, put in place all at once.

use super::booking::name_form;

/// Forms of a file that stand aside, so many at a time: the same ones until they are deleted.
macro_rules! forms_aside {
    () => {
        "select f.response_id from earlier_form f where f.import_id = ?1 order by f.round_id, f.response_id limit ?2"
    };
}

store::statements! {
    /// A row is written aside.
    STAGED_INSERT = "insert into earlier_staged (round_id, place, import_id, line, session_id, session_day_id, learner_id, known, name_sealed, name_blind, email_sealed, email_blind, \
        booking_id, reference, calendar_uid, attendance_id, booked_id, stood, organisation, background, area_id, area_answer) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
    /// A round is finished. ?4 the number of the files of forms that stood, for a file of forms.
    STAGED_WHOLE = "update earlier_import set staged_round = ?2, staged_rows = ?3, staged_beside = ?4 where id = ?1 and state = 'queued'";
    /// The round of a file that was finished, its rows, and that number.
    STAGED_ROUND = "select staged_round, staged_rows, staged_beside from earlier_import where id = ?1";
    /// Rows and lines that stand aside in a round.
    STAGED_COUNT = "select count(*), count(distinct line) from earlier_staged where round_id = ?1";
    /// Rows of a round that rest on what is no longer so: who was new is known by now, who was known is gone or is somebody else, a booking or a mark was
    /// made or a booking withdrawn, a session is gone or was cancelled.
    STAGED_STALE = "select count(*) from earlier_staged s where s.round_id = ?1 and (\
        (not s.known and s.name_sealed is not null and s.email_blind is not null and exists (select 1 from learner l where l.email_blind = s.email_blind)) \
        or (s.known and s.email_blind is not null and not exists (select 1 from learner l where l.email_blind = s.email_blind and coalesce(l.joined_to, l.id) = s.learner_id)) \
        or (s.known and s.email_blind is null and not exists (select 1 from learner l where l.id = s.learner_id)) \
        or (s.known and s.booking_id is not null and exists (select 1 from booking b where b.session_id = s.session_id and b.learner_id = s.learner_id)) \
        or (s.known and s.attendance_id is not null and exists (select 1 from attendance t where t.session_day_id = s.session_day_id and t.learner_id = s.learner_id)) \
        or (s.stood and not exists (select 1 from booking b where b.id = s.booked_id and b.state <> 'cancelled')) \
        or not exists (select 1 from session_day d join session c on c.id = d.session_id where d.id = s.session_day_id and d.session_id = s.session_id \
            and (c.state <> 'cancelled' or s.attendance_id is null)))";
    /// Rows whose booking got a reference that another has by now.
    STAGED_TAKEN = "select s.place from earlier_staged s where s.round_id = ?1 and s.reference is not null and exists (select 1 from booking b where b.reference = s.reference)";
    /// Another reference for one.
    STAGED_REFERENCE = "update earlier_staged set reference = ?3 where round_id = ?1 and place = ?2";
    /// The sessions of a round with their days and lines.
    STAGED_SESSIONS = "select distinct line, session_id, session_day_id from earlier_staged where round_id = ?1";
    /// Bookings that each session of a round gets.
    STAGED_SEATS = "select session_id, count(booking_id) from earlier_staged where round_id = ?1 group by session_id order by session_id";
    /// The days of a round, with what is put back when the file is taken back. ?2 the round, ?3 whether registers that are missing come with it.
    STAGED_DAYS = "insert into earlier_day (import_id, session_day_id, session_id, capacity, session_version, register_came) \
        select e.id, d.id, d.session_id, c.capacity, c.version, d.register_at is null and c.state <> 'cancelled' and ?3 \
        from earlier_import e, session_day d join session c on c.id = d.session_id where e.id = ?1 and d.id in (select s.session_day_id from earlier_staged s where s.round_id = ?2)";
    /// Its people. ?2 when.
    STAGED_PEOPLE = concat!("insert into learner (id, name_sealed, name_blind, email_sealed, email_blind, made_at, name_form) \
        select s.learner_id, s.name_sealed, s.name_blind, s.email_sealed, s.email_blind, cast(?2 as bigint), ", name_form!(), " from earlier_staged s \
        where s.round_id = ?1 and not s.known and s.name_sealed is not null");
    /// Its bookings. ?2 when.
    STAGED_BOOKINGS = "insert into booking (id, reference, session_id, learner_id, state, organisation, background, area_id, source, made_at, changed_at, calendar_uid, area_answer, calendar_days) \
        select s.booking_id, s.reference, s.session_id, s.learner_id, 'booked', s.organisation, s.background, s.area_id, 'loaded', cast(?2 as bigint), cast(?2 as bigint), s.calendar_uid, s.area_answer, 0 \
        from earlier_staged s where s.round_id = ?1 and s.booking_id is not null";
    /// Its marks: of somebody who came without a booking with what her row says of her. ?2 when.
    STAGED_MARKS = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at, area_answer) \
        select s.attendance_id, s.session_day_id, s.session_id, s.booked_id, s.learner_id, case when s.booked_id is null then 'walk-in' else 'paper' end, \
        case when s.booked_id is null then s.organisation end, case when s.booked_id is null then s.background end, case when s.booked_id is null then s.area_id end, cast(?2 as bigint), \
        case when s.booked_id is null then s.area_answer end from earlier_staged s where s.round_id = ?1 and s.attendance_id is not null";
    /// What its rows made.
    STAGED_ROWS = "insert into earlier_person (import_id, line, session_day_id, learner_id, booking_id, attendance_id) \
        select s.import_id, s.line, s.session_day_id, case when not s.known and s.name_sealed is not null then s.learner_id end, s.booking_id, s.attendance_id from earlier_staged s where s.round_id = ?1";
    /// Rows of a file are deleted, so many at a time.
    STAGED_CLEAR = "delete from earlier_staged where (round_id, place) in (select s.round_id, s.place from earlier_staged s where s.import_id = ?1 limit ?2)";
    /// Rows of files that are not being taken in are deleted, so many at a time.
    STAGED_SWEEP = "delete from earlier_staged where (round_id, place) in (select s.round_id, s.place from earlier_staged s join earlier_import e on e.id = s.import_id where e.state <> 'queued' limit ?1)";
    /// The answers of so many forms of a file that stand aside are deleted.
    FORM_ANSWERS_CLEAR = concat!("delete from earlier_form_answer where response_id in (", forms_aside!(), ")");
    /// These forms themselves.
    FORMS_CLEAR = concat!("delete from earlier_form where response_id in (", forms_aside!(), ")");
    /// So many of the sums of a file's forms.
    FORM_SUMS_CLEAR = "delete from earlier_form_sum where id in (select s.id from earlier_form_sum s where s.import_id = ?1 limit ?2)";
    /// The fingerprints of a file's forms that stand aside.
    FORM_PRINT_CLEAR = "delete from earlier_form_print where import_id = ?1";
    /// A file that is not being taken in, and of which forms stand aside.
    FORMS_LEFT = "select e.id from earlier_import e where e.state <> 'queued' and (exists (select 1 from earlier_form f where f.import_id = e.id) \
        or exists (select 1 from earlier_form_sum s where s.import_id = e.id) or exists (select 1 from earlier_form_print p where p.import_id = e.id)) limit 1";
}
