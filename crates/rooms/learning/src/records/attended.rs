//! Statements about people of earlier years: what a file of them is matched with, what it made, and taking it back.

/// Registers of a file's sessions of which the house had decided that they are not asked for, and nobody anything else since.
macro_rules! waived_by_house {
    () => {
        "select w.id from owed w join earlier_day d on d.session_id = w.session_id join earlier_session es on es.session_id = w.session_id \
         where d.import_id = ?1 and d.register_came and not es.asked_for and w.kind = 'register' and w.version <= 3 and w.chases = 0"
    };
}

store::statements! {
    /// Days of sessions in sight between two days, with what is known of each session. The last value but one counts people of whom
    /// a file of sessions gave the number alone.
    ATTENDED_DAYS = concat!("select d.id, d.session_id, s.reference, s.course_id, s.area_id, coalesce(s.venue_key, ''), d.day, s.state, s.version, s.capacity, \
        cast(case when d.register_at is null then 1 else 0 end as bigint), \
        (select count(*) from earlier_session es where es.session_id = s.id and coalesce(es.booked, 0) + coalesce(es.signed_in, 0) > 0), a.name \
        from session_day d join session s on s.id = d.session_id join area a on a.id = s.area_id where d.day between ?3 and ?4 and ", access::session_in_scope!(), " order by d.session_id, d.day");
    /// People who gave an address: its keyed hash, and the record that stands for each.
    ATTENDED_PEOPLE = "select e.email_blind, coalesce(e.joined_to, e.id) from learner e where e.email_blind is not null";
    /// Bookings of sessions between two days: session, person, booking, state, and the keyed hash of the name of who gave no address.
    ATTENDED_BOOKED = "select b.session_id, b.learner_id, b.id, b.state, case when l.email_blind is null then l.name_blind end \
        from booking b join learner l on l.id = b.learner_id join session s on s.id = b.session_id where s.last_day >= ?1 and s.first_day <= ?2";
    /// Marks of days between two days: day, session, person, and the keyed hash of the name of who gave no address.
    ATTENDED_THERE = "select t.session_day_id, t.session_id, t.learner_id, case when l.email_blind is null then l.name_blind end \
        from attendance t join learner l on l.id = t.learner_id join session_day d on d.id = t.session_day_id where d.day between ?1 and ?2";
    /// A session gets so many bookings more, and as many places as they need.
    ATTENDED_SEATS = "update session set taken = taken + cast(?2 as bigint), \
        capacity = case when taken + held + cast(?2 as bigint) > capacity then taken + held + cast(?2 as bigint) else capacity end where id = ?1";
    /// The registers of a file's days came with it.
    ATTENDED_REGISTERS = "update session_day set register_at = ?2 where id in (select session_day_id from earlier_day where import_id = ?1 and register_came)";
    /// Sessions of a file on which something else has come to rest since it was taken in.
    ATTENDED_IN_USE = "select count(*) from (select distinct d.session_id from earlier_day d join earlier_import e on e.id = d.import_id left join session s on s.id = d.session_id \
        where d.import_id = ?1 and (s.id is null or s.version <> d.session_version \
        or exists (select 1 from booking b where b.session_id = d.session_id and b.made_at > e.taken_at) \
        or exists (select 1 from attendance t where t.session_id = d.session_id and t.at > e.taken_at) \
        or exists (select 1 from certificate f where f.session_id = d.session_id and f.issued_at > e.taken_at) \
        or exists (select 1 from follow_up_wave w where w.session_id = d.session_id and w.asked > 0 and w.asked_at > e.taken_at) \
        or exists (select 1 from earlier_day o join earlier_import oe on oe.id = o.import_id where o.session_id = d.session_id and o.import_id <> d.import_id and oe.taken_at > e.taken_at))) used";
    /// Bookings and marks of a file that were changed since, or are gone, and people of it who were joined with others.
    ATTENDED_CHANGED = "select (select count(*) from earlier_person p left join booking b on b.id = p.booking_id where p.import_id = ?1 and p.booking_id is not null and (b.id is null or b.version <> 1)) \
        + (select count(*) from earlier_person p left join attendance t on t.id = p.attendance_id where p.import_id = ?1 and p.attendance_id is not null and t.id is null) \
        + (select count(*) from earlier_person p join learner l on l.id = p.learner_id where p.import_id = ?1 and (l.joined_to is not null or exists (select 1 from learner j where j.joined_to = l.id))) \
        + (select count(*) from earlier_person p join commitment c on c.booking_id = p.booking_id where p.import_id = ?1) \
        + (select count(*) from earlier_person p join attendance_aside a on a.booking_id = p.booking_id where p.import_id = ?1) \
        + (select count(*) from earlier_person p join attendance t on t.booking_id = p.booking_id where p.import_id = ?1 \
            and not exists (select 1 from earlier_person o where o.import_id = ?1 and o.attendance_id = t.id))";
    /// What its people have of having been there: certificates of pathways to which these courses belonged when they were issued, and what they passed on
    /// at work.
    ATTENDED_RESTS = "select (select count(distinct pc.id) from earlier_person p join earlier_import e on e.id = p.import_id join attendance t on t.id = p.attendance_id \
            join pathway_learner w on w.learner_id = t.learner_id join pathway_certificate pc on pc.walker_id = w.id join session s on s.id = t.session_id \
            join pathway_certificate_course cc on cc.certificate_id = pc.id and cc.course_id = s.course_id where p.import_id = ?1 and pc.issued_at >= e.taken_at) \
        + (select count(distinct po.id) from earlier_person p join earlier_import e on e.id = p.import_id join attendance t on t.id = p.attendance_id \
            join passed_on po on po.learner_id = t.learner_id and po.session_id = t.session_id where p.import_id = ?1 and po.told_at >= e.taken_at)";
    /// Its marks.
    ATTENDED_CLEAR_MARKS = "delete from attendance where id in (select attendance_id from earlier_person where import_id = ?1 and attendance_id is not null)";
    /// Its bookings.
    ATTENDED_CLEAR_BOOKINGS = "delete from booking where id in (select booking_id from earlier_person where import_id = ?1 and booking_id is not null)";
    /// The places of its sessions as they were.
    ATTENDED_CLEAR_SEATS = "update session set taken = (select count(*) from booking b where b.session_id = session.id and b.state = 'booked'), \
        capacity = (select max(d.capacity) from earlier_day d where d.import_id = ?1 and d.session_id = session.id) \
        where id in (select session_id from earlier_day where import_id = ?1)";
    /// The registers that came with it are missing again.
    ATTENDED_CLEAR_REGISTERS = "update session_day set register_at = null where id in (select session_day_id from earlier_day where import_id = ?1 and register_came)";
    /// The registers that came with it are owed as they were before.
    ATTENDED_OWED_AGAIN = "update owed set received_at = null, version = version - 1 where kind = 'register' and received_at is not null \
        and session_id in (select session_id from earlier_day where import_id = ?1 and register_came)";
    /// Who was to owe the registers that came with it.
    ATTENDED_CLEAR_OWNERS = concat!("delete from owed_owner where made_by is null and owed_id in (", waived_by_house!(), ")");
    /// Registers that came with it and were not asked for before: the ledger finds again what is missing.
    ATTENDED_CLEAR_OWED = concat!("delete from owed where id in (", waived_by_house!(), ") and not exists (select 1 from owed_owner n where n.owed_id = owed.id)");
    /// Times of asking what became of it, of which nobody was asked.
    ATTENDED_CLEAR_WAVES = "delete from follow_up_wave where asked = 0 and asked_at >= ?2 and session_id in (select session_id from earlier_day where import_id = ?1)";
    /// Pairs that the night found with its people.
    ATTENDED_CLEAR_PAIRS = "delete from learner_pair where state = 'found' and (one_id in (select learner_id from earlier_person where import_id = ?1 and learner_id is not null) \
        or other_id in (select learner_id from earlier_person where import_id = ?1 and learner_id is not null))";
    /// Pathways to which its courses belong and on which the night put people since (?2), of whom nothing but its marks says that they were at a course of
    /// the first step, and of which they have nothing: read while its marks are there. That somebody left one is not forgotten.
    ATTENDED_CLEAR_PATHWAYS = "delete from pathway_learner where how = 'attended' and since >= ?2 and left_on is null \
        and (learner_id, pathway_id) in (select t.learner_id, st.pathway_id from earlier_person p join attendance t on t.id = p.attendance_id join session s on s.id = t.session_id \
            join pathway_step_course sc on sc.course_id = s.course_id join pathway_step st on st.id = sc.step_id where p.import_id = ?1) \
        and not exists (select 1 from attendance t join session s on s.id = t.session_id and s.state <> 'cancelled' join pathway_step_course sc on sc.course_id = s.course_id \
            where t.learner_id = pathway_learner.learner_id and sc.step_id = (select st.id from pathway_step st where st.pathway_id = pathway_learner.pathway_id order by st.place, st.id limit 1) \
            and not exists (select 1 from earlier_person o where o.attendance_id = t.id and o.import_id = ?1)) \
        and not exists (select 1 from pathway_certificate pc where pc.walker_id = pathway_learner.id) \
        and not exists (select 1 from pathway_sign_off g join pathway_step st on st.id = g.step_id where g.learner_id = pathway_learner.learner_id and st.pathway_id = pathway_learner.pathway_id)";
    /// Its people, unless something else is known of them.
    ATTENDED_CLEAR_PEOPLE = "delete from learner where id in (select p.learner_id from earlier_person p where p.import_id = ?1 and p.learner_id is not null) \
        and not exists (select 1 from booking b where b.learner_id = learner.id) and not exists (select 1 from attendance t where t.learner_id = learner.id) \
        and not exists (select 1 from attendance_aside a where a.learner_id = learner.id) and not exists (select 1 from certificate f where f.learner_id = learner.id) \
        and not exists (select 1 from learner j where j.joined_to = learner.id) and not exists (select 1 from learner_pair q where q.one_id = learner.id or q.other_id = learner.id or q.kept_id = learner.id) \
        and not exists (select 1 from recognised_learning r where r.learner_id = learner.id) and not exists (select 1 from kept_mark k where k.learner_id = learner.id) \
        and not exists (select 1 from pathway_learner w where w.learner_id = learner.id) and not exists (select 1 from pathway_sign_off o where o.learner_id = learner.id) \
        and not exists (select 1 from mentoring m where m.mentee_id = learner.id) and not exists (select 1 from passed_on po where po.learner_id = learner.id)";
    /// What its rows made.
    ATTENDED_CLEAR_ROWS = "delete from earlier_person where import_id = ?1";
    /// Its days.
    ATTENDED_CLEAR_DAYS = "delete from earlier_day where import_id = ?1";
}
