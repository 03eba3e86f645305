//! What evidence pages read: answers added up as they come, and the same as counted from the answers.

use crate::counting::{answer, bring, leave};
use crate::world::World;
use access::Viewer;
use instrument::{Answer, Kind, NonAnswer, Value};
use kernel::{Entropy, Id, SeededEntropy};
use learning::model::Purpose;
use learning::sittings::Sittings;
use responses::pairs::{Move, Pairs, pairs};
use responses::tallies::{self, Filter};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::values;

/// The answers with a code, and how often each code came to a course on either side.
macro_rules! by_code {
    () => {
        "with coded as (select r.id, r.purpose, r.link_code, r.instrument_version_id, s.course_id
            from response r join session s on s.id = r.session_id where r.link_code is not null),
        code as (select course_id, link_code, count(case when purpose = 'pre' then 1 end) as befores, count(case when purpose = 'post' then 1 end) as afters
            from coded group by course_id, link_code)"
    };
}

store::statements! {
    COUNTED = "select a.question_key, a.number, a.option_key, a.non_answer, r.instrument_version_id, count(*) from response r join answer a on a.response_id = r.id
        where r.purpose = ?1 and a.text_sealed is null group by a.question_key, a.number, a.option_key, a.non_answer, r.instrument_version_id";
    RESPONSES = "select count(*) from response where purpose = ?1";
    PAIRED = concat!(by_code!(), " select count(case when befores = 1 and afters = 1 then 1 end),
        count(case when befores > 0 and afters > 0 and befores + afters > 2 then 1 end) from code");
    MOVES = concat!(by_code!(), " select pre.instrument_version_id, post.instrument_version_id, pa.question_key, pa.number, qa.number, count(*) from code
        join coded pre on pre.course_id = code.course_id and pre.link_code = code.link_code and pre.purpose = 'pre'
        join coded post on post.course_id = code.course_id and post.link_code = code.link_code and post.purpose = 'post'
        join answer pa on pa.response_id = pre.id
        join answer qa on qa.response_id = post.id and qa.question_key = pa.question_key
        where code.befores = 1 and code.afters = 1 and pa.number is not null and qa.number is not null
        group by pre.instrument_version_id, post.instrument_version_id, pa.question_key, pa.number, qa.number");
    FORGET = "delete from answer_sum";
    TEXTS = "select count(*) from answer where text_sealed is not null";
    TEXTS_SUMMED = "select cast(coalesce(sum(texts), 0) as bigint) from answer_sum";
    HEAPS = "select count(*) from answer_sum";
    FEW = "select r.purpose, r.id, a.question_key, a.occurrence, a.text_sealed from response r join answer a on a.response_id = r.id
        where a.question_key = 'three-words' and a.text_sealed is not null";
}

/// An answer in a few words: what it was asked for, its form, its question, which answer it is, and its words.
pub(crate) type Word = (String, Id, String, i64, String);

/// The answers in a few words: those that are sealed together, and those of the table of answers.
pub(crate) fn words(world: &World) -> [BTreeSet<Word>; 2] {
    let programme = world.programme.0;
    world
        .db
        .read_now(move |tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            let wording = responses::wordings::in_own_words(tx)?
                .remove("three-words-1")
                .unwrap();
            let (mut together, all) = (BTreeSet::new(), Filter::default());
            responses::few::each(
                tx,
                &leave(),
                &sittings,
                &all,
                &wording,
                |(purpose, _), at, text| {
                    let (response, question, occurrence) = at;
                    together.insert((
                        purpose.to_owned(),
                        response,
                        question.to_owned(),
                        occurrence,
                        text.to_owned(),
                    ));
                },
            )?;
            let keys = tx.keys().clone();
            let apart = tx.all(&FEW, &[], |row| {
                let (response, question): (Id, String) = (row.get(1)?, row.get(2)?);
                let text = keys.open_text("answer", &question, response, &row.get::<Vec<u8>>(4)?)?;
                Ok((row.get(0)?, response, question, row.get(3)?, text))
            })?;
            Ok([together, apart.into_iter().collect()])
        })
        .unwrap()
}

pub(crate) type Counts = BTreeMap<(String, Option<i64>, Option<String>, Option<String>, Id), i64>;

pub(crate) fn counted(world: &World, purpose: &'static str) -> Counts {
    let rows = world
        .db
        .read_now(move |tx| {
            Ok(tx.all(&COUNTED, values![purpose], |row| {
                let key = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok((key, row.get(5)?))
            })?)
        })
        .unwrap();
    rows.into_iter().collect()
}

pub(crate) fn summed(world: &World, purpose: &'static str) -> (Counts, i64) {
    let programme = world.programme.0;
    let (counts, responses) = world
        .db
        .read_now(move |tx| {
            let (all, sittings) = (Filter::default(), Sittings::read(tx, &leave(), programme)?);
            let found = tallies::counts(tx, &leave(), &sittings, purpose, &all)?;
            let responses = tallies::responses(tx, &leave(), &sittings, purpose, &all)?;
            assert_eq!(found.responses, responses);
            Ok((found.counts, responses))
        })
        .unwrap();
    let mut found = Counts::new();
    for one in counts {
        *found
            .entry((one.question, one.number, one.option, one.non_answer, one.version))
            .or_default() += one.count;
    }
    (found, responses)
}

/// Who is paired, as the table of answers says it.
fn joined(world: &World) -> Pairs {
    world
        .db
        .read_now(|tx| {
            let (people, repeated) = tx
                .one(&PAIRED, &[], |row| Ok((row.get(0)?, row.get(1)?)))?
                .unwrap();
            let mut moves = tx.all(&MOVES, &[], |row| {
                Ok(Move {
                    version_before: row.get(0)?,
                    version_after: row.get(1)?,
                    question: row.get(2)?,
                    before: row.get(3)?,
                    after: row.get(4)?,
                    persons: row.get(5)?,
                })
            })?;
            moves.sort();
            Ok(Pairs {
                people,
                repeated,
                moves,
            })
        })
        .unwrap()
}

/// A filled-in questionnaire by chance, with every kind of answer.
fn filled(world: &World, key: &'static str, entropy: &SeededEntropy) -> Vec<Answer> {
    let version = world
        .db
        .read_now(move |tx| Ok(responses::version_by_key(tx, key, None)?))
        .unwrap()
        .unwrap();
    let mut bytes = [0_u8; 64];
    entropy.fill(&mut bytes);
    let mut chance = bytes.into_iter().cycle();
    let mut answers = Vec::new();
    for question in version.published.definition().questions() {
        let turn = usize::from(chance.next().unwrap());
        let value = match question.kind {
            Kind::Number if question.link => Value::Number(i64::try_from(turn % 8 + 1).unwrap()),
            _ if question.link => Value::Text(format!("{:02}", turn % 2)),
            _ if turn % 5 == 0 => Value::None(NonAnswer::ALL[turn % 4]),
            Kind::Text | Kind::LongText => Value::Text(format!("In her own words, {turn}")),
            Kind::Number | Kind::Scale => Value::Number(i64::try_from(turn % 5 + 1).unwrap()),
            Kind::Single => Value::Option(question.options[turn % question.options.len()].key.clone()),
            Kind::Multiple => {
                for option in question.options.iter().take(turn % 3) {
                    answers.push(answer(&question.key, Value::Option(option.key.clone())));
                }
                continue;
            }
            Kind::Date | Kind::YesNoUnsure => Value::None(NonAnswer::NotKnown),
        };
        answers.push(answer(&question.key, value));
    }
    answers
}

/// The sums say what counting every answer says, for each purpose, while answers come and when they are made anew from the answers.
#[test]
fn sums_are_what_counting_says() {
    let world = World::new();
    let entropy = SeededEntropy::new(7);
    let (other, _) = world.another("Going deeper");
    let all = [
        ("end-of-session", Purpose::Feedback),
        ("before", Purpose::Pre),
        ("after", Purpose::Post),
        ("follow-up", Purpose::FollowUp),
    ];
    let same = |when: &str| {
        for (_, purpose) in all {
            let (sums, responses) = summed(&world, purpose.code());
            assert_eq!(sums, counted(&world, purpose.code()), "{when}, {purpose:?}");
            let there = world
                .db
                .read_now(move |tx| Ok(tx.one(&RESPONSES, values![purpose.code()], |row| row.get::<i64>(0))?))
                .unwrap();
            assert_eq!(Some(responses), there, "{when}, {purpose:?}");
        }
        let (programme, all) = (world.programme.0, Filter::default());
        let found = world
            .db
            .read_now(move |tx| {
                let sittings = Sittings::read(tx, &leave(), programme)?;
                Ok(pairs(tx, &leave(), &sittings, ("before", "after"), &all)?)
            })
            .unwrap();
        assert!(
            found.people >= tallies::FEWEST && found.repeated > 0,
            "{when}: {found:?}"
        );
        assert!(found.moves.len() > 20, "{when}");
        assert_eq!(found, joined(&world), "{when}");
        let [together, apart] = words(&world);
        assert!(together.len() > 20, "{when}");
        assert!(together == apart, "{when}: answers in a few words");
        let [texts, summed] = [&TEXTS, &TEXTS_SUMMED].map(|statement| {
            let number = world
                .db
                .read_now(move |tx| Ok(tx.one(statement, &[], |row| row.get::<i64>(0))?));
            number.unwrap().unwrap()
        });
        assert!(texts > 0, "{when}");
        assert_eq!(summed, texts, "{when}: what is in people's own words");
    };
    for turn in 0..16 {
        let session = if turn % 3 == 0 { other } else { world.session };
        for (key, purpose) in all {
            let forms = (0..3).map(|_| filled(&world, key, &entropy)).collect();
            bring(&world, key, purpose, session, forms);
        }
    }
    same("as they came");
    let heaps = || {
        world
            .db
            .read_now(move |tx| Ok(tx.one(&HEAPS, &[], |row| row.get::<i64>(0))?))
            .unwrap()
    };
    let before = heaps();
    crate::world::raw(&world.db, |tx| Ok(tx.run(&FORGET, &[])?));
    assert_eq!(heaps(), Some(0));
    let system = Viewer::system(ticket::Ticket::of("test"));
    let chance: Arc<dyn Entropy> = world.entropy.clone();
    assert_eq!(responses::add_up_missing(&world.db, &system, &chance).unwrap(), 8);
    same("made anew");
    assert_eq!(heaps(), before);
    assert_eq!(responses::add_up_missing(&world.db, &system, &chance).unwrap(), 0);
}
