//! The statements of the ledger.

/// Nothing has come and nobody gave it up. What has come is read from the papers themselves: a register saved a moment ago is
/// not asked for until the next round of settling. One row is asked for and not whether there are any: for the latter PostgreSQL gathers all papers
/// once it expects many entries, whether they came long ago or not.
macro_rules! outstanding {
    () => {
        "(o.received_at is null and o.waived_at is null \
          and not (o.kind = 'register' and (select 1 from session_day d where d.session_id = o.session_id limit 1) is not null \
            and (select 1 from session_day d where d.session_id = o.session_id and d.register_at is null limit 1) is null) \
          and not (o.kind in ('feedback', 'follow-up') and (select 1 from response r where r.session_id = o.session_id and r.purpose = o.kind limit 1) is not null) \
          and not (o.kind = 'commitment' and (select 1 from commitment co where co.id = o.commitment_id and co.state <> 'open') is not null))"
    };
}

/// Nothing of it is owed now: its session is not over, its commitment was withdrawn or has a later day. ?1 today.
macro_rules! too_early {
    () => {
        "o.received_at is null and o.waived_at is null and (o.commitment_id is null and exists (select 1 from session s \
            where s.id = o.session_id and s.state = 'planned' and s.last_day >= ?1) \
          or exists (select 1 from commitment co where co.id = o.commitment_id and (co.state = 'withdrawn' or co.state = 'open' and co.due >= ?1)))"
    };
}

/// Somebody decided that it will not come, and it did not.
macro_rules! waived {
    () => {
        "(o.waived_at is not null and o.received_at is null)"
    };
}

/// Whether an entry is in sight: of whoever owes it, of those who train its session, and of the coordinators of its area. Others of the area
/// do not see what somebody owes.
macro_rules! owed_in_sight {
    () => {
        "(?2 or o.owner_id = ?1 and exists (select 1 from account_area oa where oa.account_id = ?1 and oa.area_id = s.area_id) \
          or o.kind <> 'commitment' and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1) \
          or exists (select 1 from account_area aa join account me on me.id = aa.account_id \
            where aa.account_id = ?1 and aa.area_id = s.area_id and me.role = 'coordinator'))"
    };
}

/// What the viewer owes and what the sessions owe that she trains: found by its own indexes, however much others owe. SQLite keeps the order of
/// a `cross join`.
macro_rules! own {
    () => {
        "(select m.id from owed m where m.owner_id = ?1 \
          union select m.id from session_trainer st join owed m on m.session_id = st.session_id where st.account_id = ?1 and m.kind <> 'commitment') own cross join owed o"
    };
}

/// The columns of an entry: its own, its session's, course's and area's, and those who are named in it.
macro_rules! owed_columns {
    () => {
        concat!(
            "select o.id, o.kind, o.since, case when ", outstanding!(), " then 1 else 0 end,
            case when ", waived!(), " then 1 else 0 end, o.reason_sealed, s.reference, c.title, a.name,
            o.waived_by, w.name_sealed, o.owner_id, ow.name_sealed, o.chased_at, o.chased_by, ch.name_sealed, o.chases, s.area_id, s.id, o.commitment_id, pr.organisation"
        )
    };
}

/// What they are joined to.
macro_rules! owed_joins {
    () => {
        "join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
            left join account w on w.id = o.waived_by left join account ow on ow.id = o.owner_id left join account ch on ch.id = o.chased_by left join commitment pr on pr.id = o.commitment_id"
    };
}

mod owed;

pub(crate) use owed::{
    OWED_MATCHING, OWED_NEWEST, OWED_OLDEST, OWED_TO_CHASE, OWN_MATCHING, OWN_NEWEST, OWN_OLDEST,
};

/// Every statement of this room.
pub(crate) fn catalogue() -> Vec<&'static store::Stmt> {
    [CATALOGUE, owed::CATALOGUE].concat()
}

store::statements! {
    /// Sessions that are over and owe a register without a row for it yet. ?1 today.
    REGISTER_DUE = "select s.id, s.last_day from session s where s.state <> 'cancelled' and s.last_day < ?1
        and not exists (select 1 from owed o where o.session_id = s.id and o.kind = 'register')";
    /// The same for feedback, where the course asks for it.
    FEEDBACK_DUE = "select s.id, s.last_day from session s where s.state <> 'cancelled' and s.last_day < ?1
        and exists (select 1 from course_instrument ci where ci.course_id = s.course_id and ci.purpose = 'feedback')
        and not exists (select 1 from owed o where o.session_id = s.id and o.kind = 'feedback')";
    /// Sessions whose people were asked months later what became of it, from the day on which they were.
    FOLLOW_UP_DUE = "select s.id, w.due from session s join follow_up_wave w on w.session_id = s.id
        where s.state <> 'cancelled' and s.last_day < ?1
        and not exists (select 1 from follow_up_wave e where e.session_id = s.id and e.wave < w.wave)
        and not exists (select 1 from owed o where o.session_id = s.id and o.kind = 'follow-up')";
    /// Commitments of managers whose day is over. ?1 today.
    COMMITMENT_DUE = "select co.session_id, co.due, co.id from commitment co where co.state = 'open' and co.due < ?1
        and not exists (select 1 from owed o where o.commitment_id = co.id)";
    /// Those that were done.
    COMMITMENT_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'commitment' and received_at is null
        and exists (select 1 from commitment co where co.id = owed.commitment_id and co.state = 'done')";
    /// Those that are to be done after all.
    COMMITMENT_AGAIN = "update owed set received_at = null, version = version + 1 where kind = 'commitment' and received_at is not null
        and exists (select 1 from commitment co where co.id = owed.commitment_id and co.state = 'open')";
    /// Registers that came and are missing again: a save of one was taken back.
    REGISTER_AGAIN = "update owed set received_at = null, version = version + 1 where kind = 'register' and received_at is not null
        and exists (select 1 from session_day d where d.session_id = owed.session_id and d.register_at is null)";
    /// Something owed.
    OWED_INSERT = "insert into owed (id, kind, session_id, since, commitment_id) values (?1, ?2, ?3, ?4, ?5)";
    /// What sessions of files of earlier years owe and has not come, where it is not to be asked for: with who sent the file. What was decided of it
    /// since stays decided.
    OWED_OF_EARLIER = "select o.id, e.account_id from owed o join earlier_session es on es.session_id = o.session_id join earlier_import e on e.id = es.import_id
        where not es.asked_for and o.received_at is null and o.waived_at is null and o.version = 1";
    /// Registers that came.
    REGISTER_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'register' and received_at is null
        and exists (select 1 from session_day d where d.session_id = owed.session_id)
        and not exists (select 1 from session_day d where d.session_id = owed.session_id and d.register_at is null)";
    /// Feedback that came.
    FEEDBACK_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'feedback' and received_at is null
        and exists (select 1 from response r where r.session_id = owed.session_id and r.purpose = 'feedback')";
    /// Follow-ups that came.
    FOLLOW_UP_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'follow-up' and received_at is null
        and exists (select 1 from response r where r.session_id = owed.session_id and r.purpose = 'follow-up')";
    /// What is outstanding, in sight, counted to 1,000.
    OWED_COUNT = concat!("select count(*) from (select 1 from owed o join session s on s.id = o.session_id
        where ", outstanding!(), " and ", owed_in_sight!(), " limit 1001) counted");
    /// Entries of days that were moved to a later date, or not over yet, and of commitments that were withdrawn. ?1 today.
    OWED_TOO_EARLY = concat!("delete from owed where id in (select o.id from owed o where ", too_early!(), ")");
    /// Who was to owe these.
    OWNERS_TOO_EARLY = concat!("delete from owed_owner where owed_id in (select o.id from owed o where ", too_early!(), ")");
    /// One line of the ledger.
    OWED_FETCH = concat!(owed_columns!(), " from owed o ", owed_joins!(), " where ", owed_in_sight!(), " and o.id = ?3");
    /// One entry in sight.
    OWED_GUARD = concat!("select o.version from owed o join session s on s.id = o.session_id where o.id = ?3 and ", owed_in_sight!());
    /// Waives it.
    OWED_WAIVE = "update owed set waived_at = ?2, waived_by = ?3, reason_sealed = ?4, version = version + 1 where id = ?1 and received_at is null and waived_at is null";
    /// Takes a waiver back.
    OWED_RESTORE = "update owed set waived_at = null, waived_by = null, reason_sealed = null, version = version + 1 where id = ?1 and waived_at is not null";
    /// Each paper of a kind (?1) with its session: 1 where it is outstanding, 2 where it was waived, 0 where it came.
    OWED_OF_KIND = concat!("select o.session_id, case when ", outstanding!(), " then 1 when ", waived!(), " then 2 else 0 end from owed o where o.kind = ?1");
    /// Each register and batch of feedback with its session: 4 where it is a register, and 1 where it is outstanding, 2 where it was waived.
    OWED_BY_SESSION = concat!("select o.session_id, case when o.kind = 'register' then 4 else 0 end + case when ", outstanding!(), " then 1 when ", waived!(), " then 2 else 0 end
        from owed o where o.kind in ('register', 'feedback')");
    /// A course in sight.
    COURSE_OF_ID = concat!("select c.id, c.title from course c where c.id = ?3 and ", access::course_in_scope!());
    /// Courses in sight by their reference or title: two at most tell whether there is one.
    COURSES_CALLED = concat!("select c.id, c.title from course c where (upper(c.reference) = upper(?3) or lower(c.title) = lower(?3)) and ",
        access::course_in_scope!(), " order by c.id limit 2");
    /// Those who may have something to do with what is owed, to choose from. ?1 how many at most.
    OWNER_CHOICES = "select ac.id, ac.name_sealed from account ac where ac.role in ('trainer', 'coordinator') and ac.state <> 'left' order by ac.id limit ?1";
    /// What is outstanding and has nobody who owes it, or somebody who cannot sign in or see its session any more.
    OWNERLESS = concat!("select o.id, o.session_id, o.kind, o.owner_id from owed o join session s on s.id = o.session_id left join account ow on ow.id = o.owner_id
        where ", outstanding!(), " and (o.owner_id is null or ow.state <> 'active' or not ow.all_areas
          and not exists (select 1 from account_area oa where oa.account_id = ow.id and oa.area_id = s.area_id)
          and not exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ow.id)) order by o.id limit ?1");
    /// The trainer of a session who has been here longest.
    NEXT_TRAINER = "select st.account_id from session_trainer st join account ac on ac.id = st.account_id
        where st.session_id = ?1 and ac.state = 'active' order by st.account_id limit 1";
    /// A coordinator who still works in a session's area.
    A_COORDINATOR = "select ac.id from account ac where ac.id = ?1 and ac.state = 'active' and ac.role = 'coordinator' and (ac.all_areas \
          or exists (select 1 from account_area aa join session s on s.area_id = aa.area_id where s.id = ?2 and aa.account_id = ac.id))";
    /// The coordinator of a session's area who has been here longest; after those of the area, those of all areas.
    NEXT_COORDINATOR = "select ac.id from account ac left join account_area aa on aa.account_id = ac.id
          and aa.area_id = (select s.area_id from session s where s.id = ?1)
        where ac.role = 'coordinator' and ac.state = 'active' and (ac.all_areas or aa.area_id is not null)
        order by case when ac.all_areas then 1 else 0 end, ac.id limit 1";
    /// Those who can open a session: they can owe what it owes. ?1 the session, ?2 how many at most.
    OWNERS_OF_SESSION = "select ac.id, ac.name_sealed from account ac where ac.state = 'active' and (
          exists (select 1 from session_trainer st where st.session_id = ?1 and st.account_id = ac.id)
          or ac.role in ('trainer', 'coordinator') and exists (select 1 from account_area aa join session s on s.area_id = aa.area_id where s.id = ?1 and aa.account_id = ac.id)
          or ac.role = 'coordinator' and ac.all_areas) order by ac.id limit ?2";
    /// Somebody else owes it.
    OWED_GIVE = "update owed set owner_id = ?2, version = version + 1 where id = ?1";
    /// Who owes it from when on.
    OWNER_INSERT = "insert into owed_owner (owed_id, place, account_id, made_at, made_by)
        values (?1, (select count(*) + 1 from owed_owner known where known.owed_id = ?1), ?2, ?3, ?4)";
    /// Who owed it, the latest first.
    OWNER_LIST = "select oo.account_id, ac.name_sealed, oo.made_at, oo.made_by, me.name_sealed from owed_owner oo join account ac on ac.id = oo.account_id
        left join account me on me.id = oo.made_by where oo.owed_id = ?1 order by oo.place desc limit ?2";
    /// What is needed to ask for one thing. ?1 its id, ?2 since when nobody is asked again.
    CHASE_FETCH = concat!("select case when ", outstanding!(), " then 1 else 0 end, ow.id, ow.state, ow.email_sealed,
        case when exists (select 1 from owed c where c.chased_to = ow.id and c.chased_at > ?2) then 1 else 0 end, o.commitment_id,
        case when o.chased_at > ?2 then 1 else 0 end from owed o left join account ow on ow.id = o.owner_id where o.id = ?1");
    /// It was asked for.
    OWED_CHASED = "update owed set chased_at = ?2, chased_to = case when commitment_id is null then owner_id end, chased_by = ?3, chases = chases + 1, version = version + 1 where id = ?1";
    /// What the house itself asks for in an area. ?1 the area, ?2 owed since then or before, ?3 not asked for since then, ?4 since when nobody is asked again, ?5 how many at most.
    CHASE_DUE = concat!("select o.id from owed o join session s on s.id = o.session_id join account ow on ow.id = o.owner_id where s.area_id = ?1 and ",
        outstanding!(), " and ow.state = 'active' and o.since <= ?2 and (o.chased_at is null or o.chased_at < ?3)
        and not exists (select 1 from owed c where c.chased_to = o.owner_id and c.chased_at > ?4) order by o.owner_id, o.id limit ?5");
    /// Where the house itself asks.
    PLANS = "select p.area_id, p.every_days, p.older_days from chasing p order by p.area_id";
    /// Each area in sight and what is planned there.
    PLANS_IN_SIGHT = "select a.id, a.name, p.every_days, p.older_days from area a left join chasing p on p.area_id = a.id
        where ?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id) order by a.name, a.id";
    /// An area in sight.
    PLAN_GUARD = "select a.version from area a where a.id = ?3 and (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id))";
    /// Plans to ask in an area.
    PLAN_SET = "insert into chasing (area_id, every_days, older_days, made_at, made_by) values (?1, ?2, ?3, ?4, ?5)
        on conflict (area_id) do update set every_days = ?2, older_days = ?3, made_at = ?4, made_by = ?5";
    /// Plans nothing there any more.
    PLAN_DROP = "delete from chasing where area_id = ?1";
    /// Areas to choose from.
    AREA_CHOICES = "select id, name from area order by name, id";
    /// Programmes to choose from.
    PROGRAMME_CHOICES = "select id, name from programme order by period_start, name, id";
}
