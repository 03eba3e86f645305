//! What people wrote in their own words: read course by course, or link by link, in an order that says nothing, and let out only as quotes
//! that somebody keeps (evidence.md, disclosure control).

pub(crate) mod blank;
mod fault;
mod given;
mod pages;
pub(crate) mod records;

pub(crate) use given::Given;
pub(crate) use pages::routes;

use access::{Action, Guarded, Role, Scope};
use instrument::Consent;
use kernel::{Fault, Id, Refusal, Stop, hex};
use responses::tallies::FEWEST;
use std::collections::{BTreeMap, BTreeSet};
use store::{Keys, Row, Stmt, Tx, Value, values};

/// A course whose feedback somebody reads.
pub(crate) struct CommentedCourse;
impl Guarded for CommentedCourse {
    type Id = Id;
    const KIND: &'static str = Given::AtTheEnd.kind();
    const GUARD: &'static Stmt = &records::COMMENTED_GUARD;
}

/// A course of which somebody reads what was said months later.
pub(crate) struct LaterCourse;
impl Guarded for LaterCourse {
    type Id = Id;
    const KIND: &'static str = Given::Later.kind();
    const GUARD: &'static Stmt = &records::LATER_GUARD;
}

/// A link by which somebody answered.
pub(crate) struct CommentedLink;
impl Guarded for CommentedLink {
    type Id = Id;
    const KIND: &'static str = Given::ByLink.kind();
    const GUARD: &'static Stmt = &records::COMMENTED_LINK_GUARD;
}

/// A course with forms in sight, or a link by which some came.
#[derive(Clone, Debug)]
pub(crate) struct Commented {
    pub(crate) given: Given,
    pub(crate) id: Id,
    /// What addresses call it.
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) forms: i64,
    pub(crate) comments: i64,
    pub(crate) quotes: i64,
}

impl Commented {
    /// In a small room a comment has a face (SH11).
    pub(crate) const fn open(&self) -> bool {
        self.forms >= FEWEST
    }
}

/// Comments of a page. The statement that reads them has as many places for their forms.
pub(crate) const ROWS: usize = 20;
/// Courses of a page.
pub(crate) const COURSES: usize = 50;

/// Where a comment stands.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) response: Id,
    pub(crate) question_key: String,
    pub(crate) occurrence: i64,
}

impl Place {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        Ok(Self {
            response: row.get(0)?,
            question_key: row.get(1)?,
            occurrence: row.get(2)?,
        })
    }

    /// What a form calls the comment by: a keyed hash, which also makes the order.
    fn name(&self, keys: &Keys) -> String {
        let place = format!("{} {} {}", self.response, self.question_key, self.occurrence);
        hex::encode(keys.blind("comment", &place).iter().take(16))
    }
}

/// What somebody wrote, and what else is known of it.
#[derive(Clone)]
pub(crate) struct Comment {
    question_key: String,
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) text: String,
    /// The quote that was made of it, and whether it is kept.
    pub(crate) quote: Option<(Id, bool)>,
    /// How far whoever wrote it agreed to be quoted.
    pub(crate) consent: Consent,
}

/// A page of comments.
#[derive(Clone, Default)]
pub(crate) struct Written {
    pub(crate) comments: Vec<Comment>,
    pub(crate) more: bool,
}

/// A trainer reads what was said of her own sessions, others what was said in their areas.
fn filters<A: Action>(scope: &Scope<A>) -> Vec<&'static str> {
    if scope.viewer().role() == Some(Role::Trainer) {
        vec!["own"]
    } else {
        Vec::new()
    }
}

/// Says of courses how many of their comments are kept as quotes.
fn quoted<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    found: &mut [Commented],
    (purpose, one): (&str, Option<Id>),
) -> Result<(), Fault> {
    let mut names = filters(scope);
    names.extend(one.map(|_| "course"));
    let values = scope.values_and(values![one, purpose]);
    let quotes = audit::standing(tx, &records::QUOTED, &names, &values, |row| {
        Ok((row.get::<Id>(0)?, row.get::<i64>(1)?))
    })?;
    let quotes: BTreeMap<Id, i64> = quotes.into_iter().collect();
    for course in found {
        course.quotes = quotes.get(&course.id).copied().unwrap_or(0);
    }
    Ok(())
}

/// So many sources in sight after one of them, or the one.
fn fetch<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    given: Given,
    (most, after, one): (usize, &str, Option<Id>),
) -> Result<Vec<Commented>, Fault> {
    let rows = i64::try_from(most).unwrap_or(i64::MAX);
    let Some(purpose) = given.purpose() else {
        let before = Id::parse(after);
        let names: Vec<&str> = [before.map(|_| "before"), one.map(|_| "one")]
            .into_iter()
            .flatten()
            .collect();
        let values = scope.values_and(values![rows, before, one]);
        return tx.list(&records::COMMENTED_LINKS, &names, &values, |row| {
            let id = row.get::<Id>(0)?;
            Ok(Commented {
                given,
                id,
                reference: given.reference(&id.to_string()),
                title: row.get(1)?,
                forms: row.get(2)?,
                comments: row.get(3)?,
                quotes: row.get(4)?,
            })
        });
    };
    let mut names = filters(scope);
    names.extend((!after.is_empty()).then_some("after"));
    names.extend(one.map(|_| "course"));
    let (_, after) = Given::named(after);
    let values = scope.values_and(values![rows, after, one, purpose]);
    let mut found = audit::standing(tx, &records::COMMENTED_COURSES, &names, &values, |row| {
        Ok(Commented {
            given,
            id: row.get(0)?,
            reference: given.reference(&row.get::<String>(1)?),
            title: row.get(2)?,
            forms: row.get(3)?,
            comments: row.get(4)?,
            quotes: 0,
        })
    })?;
    quoted(tx, scope, &mut found, (purpose, one))?;
    Ok(found)
}

/// A page of the courses or links in sight to which something was given, after one of them; and whether there are more.
pub(crate) fn sources<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    given: Given,
    after: &str,
) -> Result<(Vec<Commented>, bool), Fault> {
    let mut found = fetch(tx, scope, given, (COURSES.saturating_add(1), after, None))?;
    let more = found.len() > COURSES;
    found.truncate(COURSES);
    Ok((found, more))
}

/// A course or link in sight, as an address names it.
pub(crate) fn source<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    reference: &str,
) -> Result<Commented, Stop> {
    let (given, own) = Given::named(reference);
    let id = match given {
        Given::AtTheEnd | Given::Later => course_id(tx, own)?,
        Given::ByLink => Id::parse(own).ok_or(Refusal::Unknown)?,
    };
    match given {
        Given::AtTheEnd => drop(scope.pass::<CommentedCourse>(tx, id)?),
        Given::Later => drop(scope.pass::<LaterCourse>(tx, id)?),
        Given::ByLink => drop(scope.pass::<CommentedLink>(tx, id)?),
    }
    let found = fetch(tx, scope, given, (1, "", Some(id)))?;
    Ok(found.into_iter().next().ok_or(Refusal::Unknown)?)
}

/// The course of a reference, whether or not it is in sight: the guard that is asked next says so.
fn course_id(tx: &mut Tx<'_>, reference: &str) -> Result<Id, Stop> {
    let found = tx.one(&records::COURSE_NAMED, values![reference], |row| row.get::<Id>(0))?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Where the comments of a course or link in sight stand, in an order made by a keyed hash: neither the order of writing nor what one person wrote
/// stands together. None where fewer than five forms are in sight. Nothing is opened.
fn places<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
) -> Result<Vec<(String, Place)>, Stop> {
    if !course.open() {
        return Ok(Vec::new());
    }
    let keys = tx.keys().clone();
    let (statement, names) = match course.given {
        Given::AtTheEnd | Given::Later => (&records::COMMENT_PLACES, filters(scope)),
        Given::ByLink => (&records::LINK_PLACES, Vec::new()),
    };
    let values = scope.values_and(values![course.id, course.given.purpose()]);
    let mut found = audit::standing(tx, statement, &names, &values, |row| {
        let place = Place::read(row)?;
        Ok((place.name(&keys), place))
    })?;
    found.sort_by(|one, two| one.0.cmp(&two.0));
    Ok(found)
}

/// The comment of a name.
pub(crate) fn place<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
    name: &str,
) -> Result<Place, Stop> {
    let found = places(tx, scope, course)?
        .into_iter()
        .find(|(own, _)| own == name);
    let gone = || Refusal::Closed("This comment is not there any more.".to_owned());
    Ok(found.ok_or_else(gone)?.1)
}

/// A page of the comments of a course or link in sight, from 1: only these are opened.
pub(crate) fn comments<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
    page: usize,
) -> Result<Written, Stop> {
    let all = places(tx, scope, course)?;
    let begin = page.saturating_sub(1).saturating_mul(ROWS);
    let wanted: Vec<&(String, Place)> = all.iter().skip(begin).take(ROWS).collect();
    let Some((_, first)) = wanted.first() else {
        return Ok(Written::default());
    };
    let forms =
        (0..ROWS).map(|at| Value::Id(wanted.get(at).map_or(first.response, |(_, place)| place.response)));
    let mut found = opened(tx, scope, course, forms)?;
    found.retain(|comment| wanted.iter().any(|(name, _)| *name == comment.name));
    Ok(Written {
        comments: found,
        more: all.len() > begin.saturating_add(ROWS),
    })
}

/// The comment at a place of a course or link in sight.
pub(crate) fn one<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
    place: &Place,
) -> Result<Comment, Stop> {
    let name = place.name(tx.keys());
    let forms = std::iter::repeat_n(Value::Id(place.response), ROWS);
    let found = opened(tx, scope, course, forms)?;
    let found = found.into_iter().find(|comment| comment.name == name);
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// The comments on some forms of a course or link, opened, in their order.
fn opened<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
    forms: impl Iterator<Item = Value>,
) -> Result<Vec<Comment>, Stop> {
    let keys = tx.keys().clone();
    let (statement, names) = match course.given {
        Given::AtTheEnd | Given::Later => (&records::COMMENTS, filters(scope)),
        Given::ByLink => (&records::LINK_COMMENTS, Vec::new()),
    };
    let purpose = course
        .given
        .purpose()
        .map(|purpose| Value::Text(purpose.to_owned()));
    let values: Vec<Value> = std::iter::once(Value::Id(course.id))
        .chain(forms)
        .chain(purpose)
        .collect();
    let found = tx.list(statement, &names, &scope.values_and(&values), |row| {
        let place = Place::read(row)?;
        let text = row.get::<Vec<u8>>(3)?;
        let whole = keys.open_text("answer", &place.question_key, place.response, &text)?;
        let quote = row
            .get::<Option<Id>>(5)?
            .zip(row.get::<Option<String>>(6)?)
            .map(|(id, state)| (id, state == "kept"));
        let comment = Comment {
            text: blank::Blanked::read(row, 8, &keys)?.shown(&whole),
            question: String::new(),
            name: place.name(&keys),
            question_key: place.question_key,
            quote,
            consent: Consent::of(&row.get::<Option<String>>(7)?.unwrap_or_default()),
        };
        Ok((row.get::<String>(4)?, comment))
    })?;
    let asked = Asked::of(tx, found.iter().map(|(key, _)| key.clone()).collect())?;
    let named = |(key, mut comment): (String, Comment)| {
        comment.question = asked.question(&key, &comment.question_key);
        comment
    };
    let mut all: Vec<Comment> = found.into_iter().map(named).collect();
    all.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(all)
}

/// The questions of some questionnaires, as their latest versions ask them.
pub(crate) struct Asked(BTreeMap<(String, String), String>);

impl Asked {
    pub(crate) fn of(tx: &mut Tx<'_>, questionnaires: BTreeSet<String>) -> Result<Self, Fault> {
        let mut words = BTreeMap::new();
        for key in questionnaires {
            for version in responses::versions_of(tx, &key)? {
                for question in version.published.definition().questions() {
                    words.insert((key.clone(), question.key.clone()), question.text.clone());
                }
            }
        }
        Ok(Self(words))
    }

    /// The words of a question; its key where it is not asked any more.
    pub(crate) fn question(&self, questionnaire: &str, key: &str) -> String {
        let found = self.0.get(&(questionnaire.to_owned(), key.to_owned()));
        found.map_or(key, String::as_str).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::Viewer;
    use access::actions::{ReadComments, SystemJob};
    use kernel::{Clock, Day, FixedClock, Instant, SeededEntropy};

    store::statements! {
        ALIKE = "select c.id, s.id from course c join session s on s.course_id = c.id join answer_sum t on t.session_id = s.id where t.purpose = 'feedback' order by s.id limit 1";
        COURSE_ALIKE = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at)
            select ?1, ?2, c.programme_id, c.title, c.kind, c.aims, c.hours, c.days, c.mode, c.audience, c.target, c.archived, c.made_at from course c where c.id = ?3";
        SESSION_ALIKE = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
            select ?1, ?2, ?3, s.area_id, '', '', 10, 0, s.first_day, s.last_day, s.state, s.listed, 0 from session s where s.id = ?4";
        FORMS_ALIKE = "insert into answer_sum (id, instrument_version_id, session_id, programme_id, purpose, day, responses, sums, coded, texts)
            select ?1, t.instrument_version_id, ?2, t.programme_id, t.purpose, t.day, t.responses, t.sums, t.coded, t.texts from answer_sum t
            where t.session_id = ?3 and t.purpose = 'feedback' order by t.id limit 1";
    }

    /// A page of the list costs a fixed number of statements, however many courses have feedback and whichever page it is.
    #[test]
    fn the_list_costs_the_same_however_many_courses_there_are() {
        let clock = FixedClock::at(Instant::on(Day::new(2026, 3, 2).unwrap(), "09:00").unwrap());
        let db = demo::testing::database(clock.now(), true);
        let system = || Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")));
        let page = |after: &str| {
            db.read_now(|tx| {
                let before = tx.queries();
                let scope = system()?.leave_to::<ReadComments>();
                let (found, more) = sources(tx, &scope, Given::AtTheEnd, after)?;
                let last = found.last().map(|course| course.reference.clone());
                Ok((last.unwrap_or_default(), more, tx.queries() - before))
            })
            .unwrap()
        };
        let (_, more, few) = page("");
        assert!(!more);
        let entropy = SeededEntropy::new(5);
        db.write_now(move |tx| {
            let (course, session) = tx
                .one(&ALIKE, &[], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?
                .unwrap();
            for number in 0..COURSES {
                let [own, held, forms] = [(); 3].map(|()| Id::fresh(&clock, &entropy));
                tx.run(&COURSE_ALIKE, values![own, format!("C-X{number}"), course])?;
                tx.run(
                    &SESSION_ALIKE,
                    values![held, format!("S-X{number}"), own, session],
                )?;
                tx.run(&FORMS_ALIKE, values![forms, held, session])?;
            }
            Ok(audit::Done::upkeep(&system()?, ()))
        })
        .unwrap();
        let (last, more, many) = page("");
        assert!(more, "there is another page");
        assert_eq!((many, page(&last).2), (few, few));
        // Where the trail ends, the courses, and their quotes.
        assert_eq!(few, 3);
    }
}
