//! What people wrote in their own words: read course by course in an order that says nothing, and let out only quote by quote, by a
//! person's decision (evidence.md, disclosure control).

mod pages;
pub(crate) mod records;

pub(crate) use pages::routes;

use access::{Action, Guarded, Role, Scope};
use kernel::{Fault, Id, Instant, Refusal, Stop, hex};
use responses::tallies::FEWEST;
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Stmt, Tx, Value, values};

/// A course whose feedback somebody reads.
pub(crate) struct CommentedCourse;
impl Guarded for CommentedCourse {
    type Id = Id;
    const KIND: &'static str = "comments of course";
    const GUARD: &'static Stmt = &records::COMMENTED_GUARD;
}

/// A course with feedback in sight.
#[derive(Clone, Debug)]
pub(crate) struct Commented {
    pub(crate) id: Id,
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

/// What somebody wrote, and whether it may leave.
#[derive(Clone)]
pub(crate) struct Comment {
    response: Id,
    question_key: String,
    occurrence: i64,
    /// What a form calls it by: a keyed hash, which also makes the order.
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) text: String,
    /// Who decided that it may leave, and when.
    pub(crate) decided: Option<(String, Instant)>,
}

/// A trainer reads what was said of her own sessions, others what was said in their areas.
fn filters<A: Action>(scope: &Scope<A>) -> Vec<&'static str> {
    if scope.viewer().role() == Some(Role::Trainer) {
        vec!["own"]
    } else {
        Vec::new()
    }
}

fn commented(row: &Row<'_>) -> Result<Commented, Fault> {
    Ok(Commented {
        id: row.get(0)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        forms: row.get(3)?,
        comments: row.get(4)?,
        quotes: row.get(5)?,
    })
}

/// Courses with feedback in sight.
pub(crate) fn courses<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<Vec<Commented>, Fault> {
    tx.list(
        &records::COMMENTED_COURSES,
        &filters(scope),
        &scope.values(),
        commented,
    )
}

/// A course with feedback in sight, by its reference.
pub(crate) fn course<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    reference: &str,
) -> Result<Commented, Stop> {
    let id = course_id(tx, reference)?;
    drop(scope.pass::<CommentedCourse>(tx, id)?);
    let mut names = filters(scope);
    names.push("course");
    let found = tx.list(
        &records::COMMENTED_COURSES,
        &names,
        &scope.values_and(&[Value::Id(id)]),
        commented,
    )?;
    Ok(found.into_iter().next().ok_or(Refusal::Unknown)?)
}

/// The course of a reference, whether or not it is in sight: the guard that is asked next says so.
fn course_id(tx: &mut Tx<'_>, reference: &str) -> Result<Id, Stop> {
    let found = tx.one(&records::COURSE_NAMED, values![reference], |row| row.get::<Id>(0))?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Comments of a course in sight, in an order made by a keyed hash: neither the order of writing nor what one person wrote stands
/// together. None where fewer than five forms are in sight.
pub(crate) fn comments<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    course: &Commented,
) -> Result<Vec<Comment>, Stop> {
    if !course.open() {
        return Ok(Vec::new());
    }
    let keys = tx.keys().clone();
    let mut found = tx.list(
        &records::COMMENTS,
        &filters(scope),
        &scope.values_and(&[Value::Id(course.id)]),
        |row| {
            let (response, question_key, occurrence): (Id, String, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let decided = row
                .get::<Option<Id>>(5)?
                .zip(row.get::<Option<Vec<u8>>>(6)?)
                .zip(row.get::<Option<Instant>>(7)?)
                .map(|((account, sealed), at)| {
                    Ok::<_, Fault>((keys.open_text("account", "name_sealed", account, &sealed)?, at))
                })
                .transpose()?;
            let name = keys.blind("comment", &format!("{response} {question_key} {occurrence}"));
            let name = hex::encode(name.iter().take(16));
            let comment = Comment {
                text: keys.open_text("answer", &question_key, response, &row.get::<Vec<u8>>(3)?)?,
                question: String::new(),
                response,
                question_key,
                occurrence,
                name,
                decided,
            };
            Ok((row.get::<String>(4)?, comment))
        },
    )?;
    let mut words: BTreeMap<(String, String), String> = BTreeMap::new();
    let instruments: BTreeSet<String> = found.iter().map(|(key, _)| key.clone()).collect();
    for key in instruments {
        // The latest wording of a question names it.
        for version in responses::versions_of(tx, &key)? {
            for question in version.published.definition().questions() {
                words.insert((key.clone(), question.key.clone()), question.text.clone());
            }
        }
    }
    for (key, comment) in &mut found {
        let asked = words.get(&(key.clone(), comment.question_key.clone()));
        comment.question = asked.unwrap_or(&comment.question_key).clone();
    }
    let mut all: Vec<Comment> = found.into_iter().map(|(_, comment)| comment).collect();
    all.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(all)
}

/// Decides that a comment may leave, or that it may not any more. False where that was so already.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    comment: &Comment,
    leave: bool,
    who: Id,
    at: Instant,
) -> Result<bool, Fault> {
    let place = [
        Value::Id(comment.response),
        Value::from(comment.question_key.as_str()),
        Value::Int(comment.occurrence),
    ];
    let changed = if leave {
        let more = [Value::Id(who), Value::from(at)];
        tx.changed(&records::QUOTE_INSERT, &[place.as_slice(), &more].concat())?
    } else {
        tx.changed(&records::QUOTE_DELETE, &place)?
    };
    Ok(changed == 1)
}
