//! Rounds: drawing comments, listing what was drawn, and how far it is read.

use super::RoundRecord;
use super::draw::{Drawn, Found, Way, draw};
use super::records;
use access::actions::CodeComments;
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Clock, Day, Entropy, Fault, Id, Instant, Problems, Refusal, Stop};
use responses::wordings::{AskedIn, Wording, in_own_words};
use std::collections::BTreeMap;
use store::{Row, Tx, Value, values};

/// Rounds of a page.
pub(crate) const ROWS: usize = 30;

/// What can be drawn from.
pub(crate) struct Choices {
    /// The wordings, each with its question.
    pub(crate) questions: Vec<(String, String)>,
    pub(crate) areas: Vec<(Id, String)>,
    pub(crate) courses: Vec<(Id, String)>,
    /// All areas together can be asked for.
    pub(crate) everywhere: bool,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub(crate) wording: String,
    pub(crate) area: Option<Id>,
    pub(crate) course: Option<Id>,
    pub(crate) days: (Option<Day>, Option<Day>),
    pub(crate) sample: Option<usize>,
    pub(crate) twice: usize,
    pub(crate) seed: String,
}

/// Comments that were chosen, to be kept as a round.
pub(crate) struct Chosen {
    ask: Ask,
    question: String,
    drawn: Drawn,
}

fn named(row: &Row<'_>) -> Result<(Id, String), Fault> {
    Ok((row.get(0)?, row.get(1)?))
}

/// What the form of a drawing offers.
pub(crate) fn choices(tx: &mut Tx<'_>, scope: &Scope<CodeComments>) -> Result<Choices, Fault> {
    // What asks for a few words is counted and not read.
    let questions = in_own_words(tx)?
        .into_iter()
        .filter(|(_, wording)| wording.words.is_none())
        .map(|(key, wording)| (key, wording.question));
    Ok(Choices {
        questions: questions.collect(),
        areas: tx.all(&records::AREAS, &scope.values(), named)?,
        courses: tx.all(&records::COURSES, &scope.values(), named)?,
        everywhere: scope.sees_all(),
    })
}

/// Chooses the comments: nothing is kept yet.
pub(crate) fn choose(tx: &mut Tx<'_>, scope: &Scope<CodeComments>, ask: Ask) -> Result<Chosen, Stop> {
    let mut problems = Problems::none();
    let wording = in_own_words(tx)?.remove(&ask.wording);
    if wording.is_none() {
        problems.add("question", "Choose the question");
    }
    let known = choices(tx, scope)?;
    let offers = |list: &[(Id, String)], id: Id| list.iter().any(|(own, _)| *own == id);
    match ask.area {
        Some(area) if !offers(&known.areas, area) => problems.add("area", "Choose an area"),
        None if !scope.sees_all() => problems.add("area", "Choose one of your areas"),
        _ => {}
    }
    if ask.course.is_some_and(|course| !offers(&known.courses, course)) {
        problems.add("course", "Choose a course");
    }
    problems.check()?;
    let wording = wording.unwrap_or_default();
    let found = undrawn(tx, &ask, &wording)?;
    let way = Way {
        sample: ask.sample,
        seed: ask.seed.clone(),
        twice: ask.twice,
        narrowed: ask.area.is_some() || ask.course.is_some() || ask.days != (None, None),
    };
    let drawn = draw(found, &way);
    if drawn.comments.is_empty() {
        let words = match drawn.left_out {
            0 => "There are no comments to draw here: nobody wrote any, or all of them were drawn before",
            _ => {
                "What is left to draw here was written by a few people only: it is not opened for anybody, so that no comment has a face"
            }
        };
        return Err(Problems::one("question", words).into());
    }
    Ok(Chosen {
        ask,
        question: wording.question,
        drawn,
    })
}

/// Comments that nobody has drawn.
fn undrawn(tx: &mut Tx<'_>, ask: &Ask, wording: &Wording) -> Result<Vec<Found>, Fault> {
    let filters = [
        ("area", ask.area.is_some()),
        ("course", ask.course.is_some()),
        ("from", ask.days.0.is_some()),
        ("to", ask.days.1.is_some()),
    ];
    let names: Vec<&'static str> = filters
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect();
    let mut versions: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for AskedIn {
        version, question, ..
    } in &wording.places
    {
        versions.entry(question).or_default().push(*version);
    }
    let mut all = Vec::new();
    for (question, versions) in versions {
        let values = values![question, ask.area, ask.course, ask.days.0, ask.days.1];
        let found = tx.list(&records::UNDRAWN, &names, values, |row| {
            let comment = Found {
                response: row.get(0)?,
                question_key: row.get(1)?,
                occurrence: row.get(2)?,
                session: row.get(4)?,
                answered: row.get(5)?,
            };
            Ok((row.get::<Id>(3)?, comment))
        })?;
        let of_wording = found
            .into_iter()
            .filter(|(version, _)| versions.contains(version));
        all.extend(of_wording.map(|(_, comment)| comment));
    }
    Ok(all)
}

/// When, by whom and with which ids a round is made.
pub(crate) struct Maker<'m> {
    pub(crate) clock: &'m dyn Clock,
    pub(crate) entropy: &'m dyn Entropy,
}

/// Keeps a drawing. What somebody else drew in between is not in it.
pub(crate) fn keep<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    maker: &Maker<'_>,
    chosen: &Chosen,
) -> Result<Done<Id>, Stop> {
    let fresh = || Id::fresh(maker.clock, maker.entropy);
    let (round, now, ask) = (fresh(), maker.clock.now(), &chosen.ask);
    tx.run(
        &records::FRAME_INSERT,
        values![fresh(), &ask.wording, &chosen.question, now],
    )?;
    let frame = tx
        .one(&records::FRAME_OF, values![&ask.wording], |row| row.get::<Id>(0))?
        .ok_or_else(|| Fault::new("a frame that was just made"))?;
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let drawn = &chosen.drawn;
    tx.run(
        &records::ROUND_INSERT,
        values![
            round,
            frame,
            ask.area,
            ask.course,
            ask.days.0,
            ask.days.1,
            ask.sample.map(whole),
            &ask.seed,
            whole(ask.twice),
            whole(drawn.there),
            whole(drawn.comments.len()),
            whole(drawn.left_out),
            scope.account_id(),
            now
        ],
    )?;
    let mut kept = 0_usize;
    for (place, (comment, twice)) in (1_i64..).zip(&drawn.comments) {
        let values = values![
            fresh(),
            round,
            place,
            comment.response,
            &comment.question_key,
            comment.occurrence,
            *twice
        ];
        kept = kept.saturating_add(usize::from(tx.changed(&records::ITEM_INSERT, values)? == 1));
    }
    if kept < drawn.comments.len() {
        let words = "Somebody else has drawn some of these comments in the meantime. Draw again";
        return Err(Problems::one("question", words).into());
    }
    let pass = scope.pass_new::<RoundRecord>(round);
    Done::recorded(tx, pass, Change::new("comments drawn"), now, round)
}

/// A round as lists and its own page show it.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) id: Id,
    pub(crate) frame: Id,
    pub(crate) question: String,
    pub(crate) area: Option<String>,
    pub(crate) course: Option<String>,
    pub(crate) days: (Option<Day>, Option<Day>),
    pub(crate) sample: Option<i64>,
    pub(crate) seed: String,
    pub(crate) twice: i64,
    pub(crate) there: i64,
    pub(crate) drawn: i64,
    pub(crate) left_out: i64,
    pub(crate) at: Instant,
    pub(crate) read: i64,
}

fn round(row: &Row<'_>) -> Result<Round, Fault> {
    Ok(Round {
        id: row.get(0)?,
        frame: row.get(1)?,
        question: row.get(2)?,
        area: row.get(3)?,
        course: row.get(4)?,
        days: (row.get(5)?, row.get(6)?),
        sample: row.get(7)?,
        seed: row.get(8)?,
        twice: row.get(9)?,
        there: row.get(10)?,
        drawn: row.get(11)?,
        left_out: row.get(12)?,
        at: row.get(13)?,
        read: row.get(14)?,
    })
}

impl Round {
    /// From where its comments are, in words.
    pub(crate) fn part(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.area.clone());
        words.extend(self.course.clone());
        words.extend(self.days.0.map(|day| format!("from {}", day.text())));
        words.extend(self.days.1.map(|day| format!("to {}", day.text())));
        if words.is_empty() {
            "Everything".to_owned()
        } else {
            words.join(", ")
        }
    }
}

/// A page of the rounds in sight, the latest first, after one of them; and whether there are more. `frame`: of one question only.
pub(crate) fn rounds(
    tx: &mut Tx<'_>,
    scope: &Scope<CodeComments>,
    after: Option<Id>,
    frame: Option<Id>,
) -> Result<(Vec<Round>, bool), Fault> {
    let mut names = Vec::new();
    names.extend(after.map(|_| "before"));
    names.extend(frame.map(|_| "frame"));
    let most = i64::try_from(ROWS.saturating_add(1)).unwrap_or(i64::MAX);
    let values = scope.values_and(values![after, most, None::<Id>, frame]);
    let mut found = tx.list(&records::ROUNDS, &names, &values, round)?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    Ok((found, more))
}

/// A round in sight.
pub(crate) fn one<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: Id) -> Result<Round, Stop> {
    drop(scope.pass::<RoundRecord>(tx, id)?);
    let values = scope.values_and(values![None::<Id>, 1, id]);
    let found = tx.list(&records::ROUNDS, &["one"], &values, round)?;
    Ok(found.into_iter().next().ok_or(Refusal::Unknown)?)
}

/// How far a round is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Progress {
    pub(crate) drawn: i64,
    pub(crate) read: i64,
    pub(crate) for_two: i64,
    pub(crate) by_two: i64,
    /// By who asks.
    pub(crate) own: i64,
    pub(crate) skipped: i64,
    /// Somebody has to look whether they show who a person is.
    pub(crate) held_back: i64,
}

/// How far a round is, for one reader.
pub(crate) fn progress(tx: &mut Tx<'_>, round: Id, reader: Option<Id>) -> Result<Progress, Fault> {
    let values: &[Value] = values![round, reader];
    let found = tx.one(&records::PROGRESS, values, |row| {
        Ok(Progress {
            drawn: row.get(0)?,
            read: row.get(1)?,
            for_two: row.get(2)?,
            by_two: row.get(3)?,
            own: row.get(4)?,
            skipped: row.get(5)?,
            held_back: row.get(6)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}
