//! Statements about pathways, who is on them, and how far.

use super::word;
use crate::model::{
    LearnerId, Pathway, PathwayDraft, PathwayId, PathwayLine, StepId, StepKind, WayStep, WayStepDraft, WaysOn,
};
use kernel::{Day, Fault, Id};
use store::Row;

/// A session (`s`) of which somebody was there on every day.
macro_rules! whole {
    ($learner:literal) => {
        concat!(
            "s.state <> 'cancelled' and not exists (select 1 from session_day d where d.session_id = s.id \
            and not exists (select 1 from attendance k where k.session_day_id = d.id and k.learner_id = ",
            $learner,
            "))"
        )
    };
}

/// What somebody attended of a step's courses.
macro_rules! attended {
    ($step:literal, $learner:literal) => {
        concat!(
            " from attendance t join session s on s.id = t.session_id join pathway_step_course pc on pc.course_id = s.course_id where t.learner_id = ",
            $learner, " and pc.step_id = ", $step, " and ", whole!($learner)
        )
    };
}

/// What was signed off of a step.
macro_rules! signed {
    ($step:literal, $learner:literal) => {
        concat!(
            " from pathway_sign_off g where g.step_id = ",
            $step,
            " and g.learner_id = ",
            $learner,
            " and g.withdrawn_at is null"
        )
    };
}

/// What is recognised of a step, and counts today.
macro_rules! recognised {
    ($step:literal, $learner:literal, $today:literal) => {
        concat!(
            " from recognised_learning g join pathway_step_course pc on pc.course_id = g.course_id where g.learner_id = ",
            $learner, " and pc.step_id = ", $step, " and (g.holds_until is null or g.holds_until >= ", $today, ")"
        )
    };
}

/// A step counts for somebody. ?5 the first day from which it does, ?4 today.
macro_rules! counts {
    ($step:literal, $learner:literal) => {
        concat!(
            "(exists (select 1",
            attended!($step, $learner),
            " and s.last_day >= ?5) or exists (select 1",
            signed!($step, $learner),
            " and g.day >= ?5) or exists (select 1",
            recognised!($step, $learner, "?4"),
            "))"
        )
    };
}

/// Somebody who booked or came to a session in the viewer's sight.
macro_rules! walker_in_scope {
    () => {
        concat!(
            "(?2 or exists (select 1 from booking x join session s on s.id = x.session_id where x.learner_id = w.learner_id and ", access::session_in_scope!(),
            ") or exists (select 1 from attendance x join session s on s.id = x.session_id where x.learner_id = w.learner_id and ", access::session_in_scope!(), "))"
        )
    };
}

macro_rules! pathway_columns {
    () => {
        "p.id, p.reference, p.title, p.audience, p.in_order, p.months, p.open, p.by_first, p.archived, p.version"
    };
}

store::statements! {
    /// The version of a pathway: every coordinator plans them.
    PATHWAY_GUARD = "select p.version from pathway p where p.id = ?3";
    /// The version of the pathway of somebody in sight who is on it.
    WALKER_GUARD = concat!("select p.version from pathway_learner w join pathway p on p.id = w.pathway_id where w.id = ?3 and ", walker_in_scope!());
    /// A pathway by its reference.
    PATHWAY_FETCH = concat!("select ", pathway_columns!(), " from pathway p where p.reference = ?1");
    /// A pathway by its id.
    PATHWAY_BY_ID = concat!("select ", pathway_columns!(), " from pathway p where p.id = ?1");
    /// A page of pathways.
    PATHWAY_LIST = "select p.reference, p.title, p.audience, (select count(*) from pathway_step st where st.pathway_id = p.id) from pathway p \
        where p.archived = ?1 {filters} order by p.title, p.id limit ?3",
        filters { after: "and (p.title, p.id) > (select k.title, k.id from pathway k where k.reference = ?2)", };
    /// A new pathway.
    PATHWAY_INSERT = "insert into pathway (id, reference, title, audience, in_order, months, open, by_first, archived, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
        on conflict (reference) do nothing";
    /// Changes a pathway, if nobody changed it meanwhile.
    PATHWAY_UPDATE = "update pathway set title = ?3, audience = ?4, in_order = ?5, months = ?6, open = ?7, by_first = ?8, archived = ?9, version = version + 1 where id = ?1 and version = ?2";
    /// Counts a change of its steps.
    PATHWAY_TOUCH = "update pathway set version = version + 1 where id = ?1 and version = ?2";
    /// Its steps with their courses, a row for each course.
    STEP_LIST = "select st.id, st.title, st.kind, st.place, c.id, c.title from pathway_step st left join pathway_step_course pc on pc.step_id = st.id \
        left join course c on c.id = pc.course_id where st.pathway_id = ?1 order by st.place, st.id, c.title, c.id";
    /// A new step.
    STEP_INSERT = "insert into pathway_step (id, pathway_id, place, title, kind) values (?1, ?2, ?3, ?4, ?5)";
    /// Changes one.
    STEP_UPDATE = "update pathway_step set place = ?2, title = ?3, kind = ?4 where id = ?1";
    /// Nobody waits for it any more.
    STEP_UNAWAIT = "update pathway_learner set waits_id = null where waits_id = ?1";
    /// Takes a step away of which nothing was ever signed off.
    STEP_DELETE = "delete from pathway_step where id = ?1 and not exists (select 1 from pathway_sign_off g where g.step_id = ?1)";
    /// Takes its courses away.
    STEP_COURSES_CLEAR = "delete from pathway_step_course where step_id = ?1";
    /// Gives it a course.
    STEP_COURSE_INSERT = "insert into pathway_step_course (step_id, course_id) values (?1, ?2)";
    /// Current courses in sight, and those that are a step's already. ?3 the step.
    STEP_COURSE_CHOICES = concat!("select c.id, c.title from course c where (c.archived = false and ", access::course_in_scope!(),
        ") or exists (select 1 from pathway_step_course pc where pc.step_id = ?3 and pc.course_id = c.id) order by c.title, c.id limit 200");
    /// Puts somebody on a pathway, unless she is or was.
    WALKER_INSERT = "insert into pathway_learner (id, pathway_id, learner_id, how, since, counted_on) values (?1, ?2, ?3, ?4, ?5, ?5) on conflict (pathway_id, learner_id) do nothing";
    /// Somebody's place on a pathway.
    WALKER_OF = "select w.id, w.left_on from pathway_learner w where w.pathway_id = ?1 and w.learner_id = ?2";
    /// Whose place it is, and on which pathway.
    WALKER_FETCH = "select w.learner_id, w.pathway_id, l.name_sealed, w.left_on from pathway_learner w join learner l on l.id = w.learner_id where w.id = ?1";
    /// She leaves, or is on it again.
    WALKER_LEAVE = "update pathway_learner set left_on = ?2 where id = ?1";
    /// A page of the people of a pathway (?3) in sight.
    WALKER_PAGE = concat!("select w.id, l.id, l.name_sealed, w.since, w.done, st.title, w.finished_on, w.left_on, w.counted_on from pathway_learner w join learner l on l.id = w.learner_id \
        left join pathway_step st on st.id = w.waits_id where w.pathway_id = ?3 and ", walker_in_scope!(), " {filters} order by w.id limit ?6"),
        filters {
            going: "and w.left_on is null and w.finished_on is null",
            finished: "and w.left_on is null and w.finished_on is not null",
            left: "and w.left_on is not null",
            step: "and w.waits_id = ?4",
            after: "and w.id > ?5",
        };
    /// How many in sight are on a pathway (?3), by the step that they wait for.
    WALKER_COUNTS = concat!("select w.waits_id, count(*), count(w.finished_on) from pathway_learner w where w.pathway_id = ?3 and w.left_on is null and ", walker_in_scope!(),
        " group by w.waits_id");
    /// Counts anew how far the people from ?2 to ?3 of a pathway (?1) are. ?4 today.
    WALKER_COUNT = concat!("update pathway_learner set counted_on = ?4, \
        done = (select count(*) from pathway_step st where st.pathway_id = pathway_learner.pathway_id and ", counts!("st.id", "pathway_learner.learner_id"), "), \
        waits_id = (select st.id from pathway_step st where st.pathway_id = pathway_learner.pathway_id and not ", counts!("st.id", "pathway_learner.learner_id"), " order by st.place, st.id limit 1) \
        where pathway_id = ?1 and id >= ?2 and id <= ?3");
    /// Who has done all of a pathway has finished it; who has not, has not.
    WALKER_FINISH = "update pathway_learner set finished_on = case when waits_id is null and done > 0 then coalesce(finished_on, ?4) end where pathway_id = ?1 and id >= ?2 and id <= ?3";
    /// The last of the next people of a pathway, after ?2; ?3 one fewer.
    WALKER_NTH = "select w.id from pathway_learner w where w.pathway_id = ?1 and w.id > ?2 order by w.id limit 1 offset ?3";
    /// The last of all.
    WALKER_LAST = "select w.id from pathway_learner w where w.pathway_id = ?1 order by w.id desc limit 1";
    /// Pathways that the night counts.
    PATHWAY_COUNTED = concat!("select ", pathway_columns!(), " from pathway p where p.archived = false order by p.id limit 1000");
    /// People with an address who attended a course of a pathway's first step, and never were on it: who gave none is known in one session only, and
    /// has no way to go.
    WALKER_NEW = "select distinct t.learner_id from attendance t join learner l on l.id = t.learner_id and l.email_blind is not null join session s on s.id = t.session_id join pathway_step_course pc on pc.course_id = s.course_id \
        where pc.step_id = (select st.id from pathway_step st where st.pathway_id = ?1 order by st.place, st.id limit 1) and s.state <> 'cancelled' \
        and not exists (select 1 from pathway_learner w where w.pathway_id = ?1 and w.learner_id = t.learner_id) limit ?2";
    /// Somebody's way (?1) along all her pathways, or one (?3), a row for each step. ?2 today.
    PROGRESS_LIST = concat!("select w.id, p.reference, p.title, p.in_order, p.months, st.id, st.title, st.kind, (select max(s.last_day)", attended!("st.id", "w.learner_id"), "), \
        (select max(g.day)", signed!("st.id", "w.learner_id"), "), (select count(*)", recognised!("st.id", "w.learner_id", "?2"), "), \
        (select min(s.first_day) from booking b join session s on s.id = b.session_id join pathway_step_course pc on pc.course_id = s.course_id \
            where b.learner_id = w.learner_id and b.state = 'booked' and s.state = 'planned' and s.last_day >= ?2 and pc.step_id = st.id), n.reference, n.first_day \
        from pathway_learner w join pathway p on p.id = w.pathway_id join pathway_step st on st.pathway_id = p.id \
        left join session n on n.id = (select s.id from session s join pathway_step_course pc on pc.course_id = s.course_id where pc.step_id = st.id and s.state = 'planned' and s.listed = true \
            and s.first_day > ?2 and (s.closes_day is null or s.closes_day >= ?2) and s.taken + s.held < s.capacity order by s.first_day, s.id limit 1) \
        where w.learner_id = ?1 and w.left_on is null {filters} order by p.title, p.id, st.place, st.id limit 400"),
        filters { one: "and w.id = ?3", };
    /// Pathways that somebody may put herself on and is not on.
    PATHWAY_OPEN = "select p.id, p.title, p.audience from pathway p where p.archived = false and p.open = true \
        and not exists (select 1 from pathway_learner w where w.pathway_id = p.id and w.learner_id = ?1 and w.left_on is null) order by p.title, p.id limit 50";
    /// A pathway that somebody may put herself on.
    PATHWAY_OPEN_FETCH = concat!("select ", pathway_columns!(), " from pathway p where p.id = ?1 and p.archived = false and p.open = true");
    /// Signs a step off, unless that stands already.
    SIGN_OFF_INSERT = "insert into pathway_sign_off (id, step_id, learner_id, day, made_by, made_at) values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing";
    /// Takes a sign-off back.
    SIGN_OFF_WITHDRAW = "update pathway_sign_off set withdrawn_at = ?3 where step_id = ?1 and learner_id = ?2 and withdrawn_at is null";
}

/// Reads a pathway.
pub(crate) fn pathway(row: &Row) -> Result<Pathway, Fault> {
    Ok(Pathway {
        id: PathwayId(row.get(0)?),
        reference: row.get(1)?,
        draft: PathwayDraft {
            title: row.get(2)?,
            audience: row.get(3)?,
            in_order: row.get(4)?,
            months: row.get(5)?,
            ways_on: WaysOn {
                open: row.get(6)?,
                by_first: row.get(7)?,
            },
            archived: row.get(8)?,
        },
        version: row.get(9)?,
    })
}

/// Reads a row of the list.
pub(crate) fn line(row: &Row) -> Result<PathwayLine, Fault> {
    Ok(PathwayLine {
        reference: row.get(0)?,
        title: row.get(1)?,
        audience: row.get(2)?,
        steps: row.get(3)?,
    })
}

/// Reads a step with the course of its row, if it has one.
pub(crate) fn step(row: &Row) -> Result<WayStep, Fault> {
    let course = row
        .get::<Option<Id>>(4)?
        .zip(row.get::<Option<String>>(5)?)
        .map(|(id, title)| (crate::model::CourseId(id), title));
    Ok(WayStep {
        id: StepId(row.get(0)?),
        draft: WayStepDraft {
            title: row.get(1)?,
            kind: word(&row.get::<String>(2)?, StepKind::parse)?,
            place: row.get(3)?,
            courses: course.into_iter().collect(),
        },
    })
}

/// Somebody on a pathway, her name closed.
pub(crate) struct ClosedWalker {
    pub(crate) id: Id,
    pub(crate) learner: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) since: Day,
    pub(crate) done: i64,
    pub(crate) waits: Option<String>,
    pub(crate) finished: Option<Day>,
    pub(crate) left: Option<Day>,
    pub(crate) counted: Day,
}

/// Reads somebody on a pathway.
pub(crate) fn walker(row: &Row) -> Result<ClosedWalker, Fault> {
    Ok(ClosedWalker {
        id: row.get(0)?,
        learner: LearnerId(row.get(1)?),
        name: row.get(2)?,
        since: row.get(3)?,
        done: row.get(4)?,
        waits: row.get(5)?,
        finished: row.get(6)?,
        left: row.get(7)?,
        counted: row.get(8)?,
    })
}

/// A step of somebody's way as stored.
pub(crate) struct Trod {
    pub(crate) walker: Id,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) in_order: bool,
    pub(crate) months: Option<i64>,
    pub(crate) step: StepId,
    pub(crate) called: String,
    pub(crate) kind: StepKind,
    pub(crate) attended: Option<Day>,
    pub(crate) signed: Option<Day>,
    pub(crate) recognised: bool,
    pub(crate) booked: Option<Day>,
    pub(crate) next: Option<(String, Day)>,
}

/// Reads one.
pub(crate) fn trod(row: &Row) -> Result<Trod, Fault> {
    Ok(Trod {
        walker: row.get(0)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        in_order: row.get(3)?,
        months: row.get(4)?,
        step: StepId(row.get(5)?),
        called: row.get(6)?,
        kind: word(&row.get::<String>(7)?, StepKind::parse)?,
        attended: row.get(8)?,
        signed: row.get(9)?,
        recognised: row.get::<i64>(10)? > 0,
        booked: row.get(11)?,
        next: row.get::<Option<String>>(12)?.zip(row.get::<Option<Day>>(13)?),
    })
}
