//! Counts and pairs, added up by the database.

use crate::world::World;
use access::actions::{ReadEvidence, SystemJob};
use access::{Scope, Viewer};
use instrument::{Answer, NonAnswer, Value};
use kernel::{Clock, Day, Id};
use learning::model::{Purpose, SessionId};
use learning::sittings::Sittings;
use responses::loading::{NewResponse, load};
use responses::pairs::{Pairs, pairs};
use responses::tallies::{self, Filter};
use store::values;

store::statements! {
    COURSE_OF = "select course_id from session where id = ?1";
}

pub(crate) fn leave() -> Scope<ReadEvidence> {
    Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))
        .unwrap()
        .leave_to()
}

pub(crate) fn answer(question: &str, value: Value) -> Answer {
    Answer {
        question: question.to_owned(),
        value,
    }
}

pub(crate) fn bring(
    world: &World,
    key: &'static str,
    purpose: Purpose,
    session: SessionId,
    all: Vec<Vec<Answer>>,
) {
    let (entropy, now) = (world.entropy.clone(), world.clock.now());
    let version = world
        .db
        .read_now(move |tx| Ok(responses::version_by_key(tx, key, None)?))
        .unwrap()
        .unwrap();
    let new: Vec<NewResponse> = all
        .into_iter()
        .map(|answers| NewResponse {
            session: Some(session),
            programme: None,
            purpose,
            day: Day::new(2026, 3, 12).unwrap(),
            answers,
        })
        .collect();
    world
        .db
        .write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("load")))?;
            load(tx, &scope, &version, &new, now, &*entropy)
        })
        .unwrap();
}

fn count(world: &World, filter: Filter, question: &str, point: Option<i64>, none: Option<&str>) -> i64 {
    let programme = world.programme.0;
    world
        .db
        .read_now(move |tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            Ok(tallies::counts(tx, &leave(), &sittings, "feedback", &filter)?.counts)
        })
        .unwrap()
        .into_iter()
        .filter(|count| {
            count.question == question && count.number == point && count.non_answer.as_deref() == none
        })
        .map(|count| count.count)
        .sum()
}

#[test]
fn answers_are_counted_and_non_answers_stand_apart() {
    let world = World::new();
    let point = |point| vec![answer("expectations", Value::Number(point))];
    let mut all: Vec<_> = [1, 1, 2, 5].into_iter().map(point).collect();
    for none in NonAnswer::ALL {
        all.push(vec![answer("expectations", Value::None(none))]);
    }
    bring(&world, "end-of-session", Purpose::Feedback, world.session, all);
    for (value, expected) in [(1, 2), (2, 1), (3, 0), (5, 1)] {
        assert_eq!(
            count(&world, Filter::default(), "expectations", Some(value), None),
            expected,
            "point {value}"
        );
    }
    for none in NonAnswer::ALL {
        assert_eq!(
            count(&world, Filter::default(), "expectations", None, Some(none.code())),
            1,
            "{none:?} is its own value"
        );
    }
    // One more response moves exactly its own figure.
    bring(
        &world,
        "end-of-session",
        Purpose::Feedback,
        world.session,
        vec![point(2)],
    );
    assert_eq!(count(&world, Filter::default(), "expectations", Some(2), None), 2);
    assert_eq!(count(&world, Filter::default(), "expectations", Some(1), None), 2);
    let elsewhere = Filter {
        from: Day::new(2026, 3, 13),
        ..Filter::default()
    };
    assert_eq!(count(&world, elsewhere, "expectations", Some(1), None), 0);
    let area = Filter {
        area: Some(world.area.0),
        to: Day::new(2026, 3, 12),
        ..Filter::default()
    };
    assert_eq!(count(&world, area, "expectations", Some(1), None), 2);
}

/// Proves SH11: a selection, or a course in a comparison, of fewer than five responses is never opened.
#[test]
fn a_small_room_is_not_opened() {
    let world = World::new();
    let (small, _) = world.another("Small room");
    let yes = || vec![answer("expectations", Value::Number(1))];
    bring(
        &world,
        "end-of-session",
        Purpose::Feedback,
        small,
        vec![yes(), yes(), yes(), yes()],
    );
    assert_eq!(count(&world, Filter::default(), "expectations", Some(1), None), 0);
    let programme = world.programme.0;
    let number = world
        .db
        .read_now(move |tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            Ok(tallies::responses(
                tx,
                &leave(),
                &sittings,
                "feedback",
                &Filter::default(),
            )?)
        })
        .unwrap();
    assert_eq!(number, 4, "that they came is told");
    bring(
        &world,
        "end-of-session",
        Purpose::Feedback,
        world.session,
        (0..5).map(|_| yes()).collect(),
    );
    assert_eq!(count(&world, Filter::default(), "expectations", Some(1), None), 9);
    let by_course = world
        .db
        .read_now(move |tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            Ok(tallies::counts_by_course(
                tx,
                &leave(),
                &sittings,
                "feedback",
                &Filter::default(),
            )?)
        })
        .unwrap();
    assert_eq!(
        (by_course.closed_courses, by_course.closed_responses),
        (1, 4),
        "what is not opened is not forgotten"
    );
    let courses: Vec<_> = by_course
        .counts
        .iter()
        .map(|count| (count.course.as_deref(), count.count))
        .collect();
    assert_eq!(courses, [(Some("Responding well"), 5)]);
    bring(&world, "end-of-session", Purpose::Feedback, small, vec![yes()]);
    let by_course = world
        .db
        .read_now(move |tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            Ok(tallies::counts_by_course(
                tx,
                &leave(),
                &sittings,
                "feedback",
                &Filter::default(),
            )?)
        })
        .unwrap();
    assert_eq!((by_course.counts.len(), by_course.closed_courses), (2, 0));
}

/// A form that carries a code.
fn person(parent: &str, day: i64, knowledge: i64) -> Vec<Answer> {
    vec![
        answer("code-parent", Value::Text(parent.to_owned())),
        answer("code-day", Value::Number(day)),
        answer("code-phone", Value::Text("42".to_owned())),
        answer("knowledge", Value::Number(knowledge)),
    ]
}

fn paired(world: &World, filter: &Filter) -> Pairs {
    let programme = world.programme.0;
    world
        .db
        .read_now(|tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            Ok(pairs(tx, &leave(), &sittings, ("before", "after"), filter)?)
        })
        .unwrap()
}

#[test]
fn before_and_after_are_paired_by_the_code_and_doubtful_codes_are_left_out() {
    let world = World::new();
    let nobody = vec![answer("knowledge", Value::Number(7))];
    bring(
        &world,
        "before",
        Purpose::Pre,
        world.session,
        vec![
            person("Ma", 7, 2),
            person("Jo", 8, 3),
            person("Al", 9, 4),
            person("Al", 9, 5),
            nobody.clone(),
        ],
    );
    bring(
        &world,
        "after",
        Purpose::Post,
        world.session,
        vec![
            person("m a.", 7, 6),
            person("Jo", 9, 6),
            person("Al", 9, 6),
            nobody,
        ],
    );
    let found = paired(&world, &Filter::default());
    assert_eq!(
        (found.people, found.repeated),
        (1, 1),
        "one person is sure; a code that comes twice pairs nothing"
    );
    assert_eq!(found.moves, [], "fewer than five people are not opened");
    for number in 0..4 {
        let name = format!("Person {number}");
        bring(
            &world,
            "before",
            Purpose::Pre,
            world.session,
            vec![person(&name, 3, 2)],
        );
        bring(
            &world,
            "after",
            Purpose::Post,
            world.session,
            vec![person(&name, 3, 5)],
        );
    }
    let moves: Vec<(i64, i64, i64)> = paired(&world, &Filter::default())
        .moves
        .iter()
        .filter(|one| one.question == "knowledge")
        .map(|one| (one.before, one.after, one.persons))
        .collect();
    assert_eq!(moves, [(2, 5, 4), (2, 6, 1)]);
    let elsewhere = Filter {
        from: Day::new(2099, 1, 1),
        ..Filter::default()
    };
    assert_eq!(paired(&world, &elsewhere), Pairs::default());
}

/// Proves SH11: who takes two courses of a programme is paired within each; a form before one never meets a form after the other,
/// and what is opened is what was counted.
#[test]
fn people_are_paired_within_a_course() {
    let world = World::new();
    let (second, _) = world.another("Second course");
    for number in 0..5 {
        let name = format!("Person {number}");
        for (session, before, after) in [(world.session, 2, 5), (second, 3, 4)] {
            bring(
                &world,
                "before",
                Purpose::Pre,
                session,
                vec![person(&name, 3, before)],
            );
            bring(
                &world,
                "after",
                Purpose::Post,
                session,
                vec![person(&name, 3, after)],
            );
        }
    }
    // Before one course and after the other: nobody's change.
    for number in 5..9 {
        let name = format!("Person {number}");
        bring(
            &world,
            "before",
            Purpose::Pre,
            world.session,
            vec![person(&name, 3, 1)],
        );
        bring(&world, "after", Purpose::Post, second, vec![person(&name, 3, 7)]);
    }
    let moves = |found: &Pairs| -> Vec<(i64, i64, i64)> {
        found
            .moves
            .iter()
            .map(|one| (one.before, one.after, one.persons))
            .collect()
    };
    let all = paired(&world, &Filter::default());
    assert_eq!(
        (all.people, all.repeated),
        (10, 0),
        "each person once in each course"
    );
    assert_eq!(moves(&all), [(2, 5, 5), (3, 4, 5)]);
    let session = second;
    let course = world.all(&COURSE_OF, values![session.0], |row| row.get::<Id>(0))[0];
    let one = paired(
        &world,
        &Filter {
            course: Some(course),
            ..Filter::default()
        },
    );
    assert_eq!((one.people, moves(&one)), (5, vec![(3, 4, 5)]));
    // One of the five answers twice before the second course: four are left there, and they are not opened.
    bring(
        &world,
        "before",
        Purpose::Pre,
        second,
        vec![person("Person 0", 3, 6)],
    );
    let four = paired(
        &world,
        &Filter {
            course: Some(course),
            ..Filter::default()
        },
    );
    assert_eq!((four.people, four.repeated, four.moves.len()), (4, 1, 0));
}
