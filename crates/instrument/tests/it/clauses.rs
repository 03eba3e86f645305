//! Conditions with groups: put together from choices, read aloud, and as other programs write them.

use crate::flow::condition;
use crate::xlsform::table;
use instrument::xlsform::{Sheets, read, write};
use instrument::{Answer, Clause, Clauses, Condition, Definition, NotAdded, Place, Value};
use proptest::prelude::*;

fn is(key: &str, option: &str) -> Condition {
    Condition::Is(key.to_owned(), option.to_owned())
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

proptest! {
    /// Whatever condition is taken apart and put together again still holds for the same answers.
    #[test]
    fn taking_apart_changes_nothing(condition in condition(4), sent in prop::collection::vec(prop::option::of(any::<i64>()), 4)) {
        let answers: Vec<Answer> = sent.iter().enumerate().filter_map(|(at, value)| {
            Some(Answer { question: format!("q{at}"), value: Value::Number((*value)?) })
        }).collect();
        let again = Clauses::of(Some(&condition)).condition();
        prop_assert_eq!(again.map(|again| again.holds(&answers)), Some(condition.holds(&answers)));
    }
}

/// "All of: A is 1, and any of: B is 2, B is 3", one press after another.
#[test]
fn a_group_is_put_together_and_taken_apart() {
    let mut clauses = Clauses::of(None);
    assert_eq!(clauses.condition(), None);
    clauses.add(is("a", "1"), Place::Apart).unwrap();
    assert_eq!(
        clauses.condition(),
        Some(is("a", "1")),
        "the first one has nothing to stand apart from"
    );
    clauses.add(is("b", "2"), Place::Apart).unwrap();
    clauses.add(is("b", "3"), Place::Into(1)).unwrap();
    clauses.add(is("b", "3"), Place::Into(1)).unwrap();
    let whole = Condition::All(vec![
        is("a", "1"),
        Condition::Any(vec![is("b", "2"), is("b", "3")]),
    ]);
    assert_eq!(clauses.condition().as_ref(), Some(&whole));
    assert_eq!(Clauses::of(Some(&whole)), clauses, "as it is opened again");
    assert_eq!(
        clauses.add(is("c", "4"), Place::Into(0)),
        Err(NotAdded::NoGroup),
        "a single condition is no group"
    );
    assert!(!clauses.turn(0) && clauses.turn(1));
    assert_eq!(
        clauses.list[1],
        Clause::Group(true, vec![is("b", "2"), is("b", "3")])
    );
    assert!(!clauses.remove(2, None) && !clauses.remove(0, Some(0)) && !clauses.remove(1, Some(2)));
    assert!(clauses.remove(1, Some(0)) && clauses.remove(1, Some(0)));
    assert_eq!(
        clauses.list,
        [Clause::One(is("a", "1"))],
        "a group with nothing in it is gone"
    );
    for number in 0..18 {
        clauses.add(is("c", &number.to_string()), Place::Beside).unwrap();
    }
    clauses.add(is("d", "1"), Place::Apart).unwrap();
    let at = clauses.list.len() - 1;
    assert_eq!(
        clauses.add(is("d", "2"), Place::Into(at)),
        Err(NotAdded::Full),
        "twenty, those of groups included"
    );
    clauses.add(is("d", "1"), Place::Into(at)).unwrap();
}

fn asked() -> Definition {
    let text = "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[section]]\ntitle = \"S\"\n\
        [[section.question]]\nkey = \"a\"\nkind = \"single\"\ntext = \"A\"\noptions = [{ key = \"1\", text = \"One\" }, { key = \"2\", text = \"Two\" }]\n\
        [[section.question]]\nkey = \"n\"\nkind = \"number\"\ntext = \"N\"\n\
        [[section.question]]\nkey = \"last\"\nkind = \"text\"\ntext = \"Last\"\n";
    Definition::parse(text).unwrap()
}

/// Nobody can take one condition for another: what belongs together stands in brackets.
#[test]
fn groups_are_read_aloud_in_brackets() {
    let words = |condition: Condition| condition.in_words(&asked());
    let few = || Condition::at_most("n".to_owned(), 3);
    let both = || vec![is("a", "1"), few()];
    for (condition, expected) in [
        (
            Condition::Any(vec![Condition::All(both()), is("a", "2")]),
            "(‘A’ is ‘One’ and ‘N’ is 3 or less) or ‘A’ is ‘Two’",
        ),
        (
            not(Condition::Any(both())),
            "not: (‘A’ is ‘One’ or ‘N’ is 3 or less)",
        ),
        (
            Condition::All(vec![not(is("a", "1")), few()]),
            "(not: ‘A’ is ‘One’) and ‘N’ is 3 or less",
        ),
        (
            Condition::All(vec![Condition::Any(vec![few()]), is("a", "1")]),
            "‘N’ is 3 or less and ‘A’ is ‘One’",
        ),
        (
            Condition::All(vec![Condition::Any(both())]),
            "‘A’ is ‘One’ or ‘N’ is 3 or less",
        ),
    ] {
        assert_eq!(words(condition), expected);
    }
}

/// What other programs write with and, or, not and brackets is taken as they mean it; what says more is refused with its row.
#[test]
fn groups_of_other_programs_are_taken() {
    let with = |relevant: &str| {
        let survey = table(&[
            &["type", "name", "label", "relevant"],
            &["select_one list", "a", "A", ""],
            &["integer", "n", "N", ""],
            &["text", "last", "Last", relevant],
        ]);
        let choices = table(&[
            &["list_name", "name", "label"],
            &["list", "1", "One"],
            &["list", "2", "Two"],
        ]);
        let settings = table(&[&["form_title", "form_id"], &["F", "f"]]);
        let taken = read(&Sheets {
            survey,
            choices,
            settings,
        })
        .unwrap();
        match taken.definition.question("last") {
            Some(question) => Ok(question.show_if.clone().unwrap()),
            None => Err(taken.left.iter().map(|left| left.row).collect::<Vec<_>>()),
        }
    };
    let (one, two) = (is("a", "1"), is("a", "2"));
    let (few, many) = (
        Condition::at_most("n".to_owned(), 3),
        Condition::AtLeast("n".to_owned(), 9),
    );
    for (relevant, expected) in [
        (
            "${a} = '1' or ${a} = '2' and ${n} <= 3",
            Condition::Any(vec![one.clone(), Condition::All(vec![two.clone(), few.clone()])]),
        ),
        (
            "(${a} = '1' or ${a} = '2') and (${n} <= 3 or 9 <= ${n})",
            Condition::All(vec![
                Condition::Any(vec![one.clone(), two.clone()]),
                Condition::Any(vec![few.clone(), many.clone()]),
            ]),
        ),
        (
            "selected(${a}, '1') and not(${n} < 4 or 8 < ${n})",
            Condition::All(vec![one.clone(), not(Condition::Any(vec![few, many]))]),
        ),
        ("'2' != ${a}", not(two)),
    ] {
        assert_eq!(with(relevant), Ok(expected.clone()), "{relevant}");
        let mut definition = asked();
        definition.sections[0].questions[2].show_if = Some(expected);
        assert_eq!(read(&write(&definition)).unwrap().definition, definition);
    }
    for refused in [
        "${a} = '1' or",
        "(${a} = '1' or ${n} > 3",
        "${a} = '1' xor ${n} > 3",
        "not ${a} = '1'",
        "${a} = '1' and ${n} > ${n}",
        "if(${a} = '1', ${n} > 3, true())",
        "3 < 4",
    ] {
        assert_eq!(with(refused), Err(vec![4]), "{refused}");
    }
}
