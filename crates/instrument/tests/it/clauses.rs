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
    let mut alone = Clauses::of(Some(&whole));
    assert!(alone.remove(0, None));
    let kept = alone.condition().unwrap();
    assert_eq!(
        kept,
        Condition::All(vec![Condition::Any(vec![is("b", "2"), is("b", "3")])])
    );
    let mut alone = Clauses::of(Some(&kept));
    alone.add(is("a", "4"), Place::Beside).unwrap();
    assert_eq!(
        alone.condition(),
        Some(Condition::All(vec![
            Condition::Any(vec![is("b", "2"), is("b", "3")]),
            is("a", "4")
        ])),
        "what is added to a group that was left alone is joined as its clauses were"
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
        (
            not(Condition::All(vec![Condition::Any(both())])),
            "not: (‘A’ is ‘One’ or ‘N’ is 3 or less)",
        ),
    ] {
        assert_eq!(words(condition), expected);
    }
}

/// A condition on a scale names its points as people read them, several in brackets beside others; a point without words stays a number.
#[test]
fn points_of_a_scale_are_named() {
    let mut definition = asked();
    let mut scale = instrument::Scale::ready().remove(0);
    definition.sections[0].questions[1].kind = instrument::Kind::Scale;
    definition.sections[0].questions[1].scale.clone_from(&scale.key);
    definition.scales = vec![scale.clone()];
    let few = || Condition::at_most("n".to_owned(), 2);
    let named = "‘N’ is ‘Strongly agree’ or ‘Agree’";
    for (condition, expected) in [
        (few(), named.to_owned()),
        (
            Condition::All(vec![is("a", "1"), few()]),
            format!("‘A’ is ‘One’ and ({named})"),
        ),
        (not(few()), format!("not: ({named})")),
        (Condition::All(vec![few()]), named.to_owned()),
        (
            Condition::AtLeast("n".to_owned(), 5),
            "‘N’ is ‘Strongly disagree’".to_owned(),
        ),
        (
            Condition::Within("n".to_owned(), 2, 3),
            "‘N’ is ‘Agree’ or ‘Neither agree nor disagree’".to_owned(),
        ),
    ] {
        assert_eq!(condition.in_words(&definition), expected);
    }
    scale.labels[1].clear();
    definition.scales = vec![scale];
    assert_eq!(few().in_words(&definition), "‘N’ is 2 or less");
}

/// What a file says that settles nothing falls away beside others; by itself it can be read and taken out.
#[test]
fn what_always_holds_is_said() {
    let (always, never) = (|| Condition::All(Vec::new()), || Condition::Any(Vec::new()));
    let lines = |condition: Condition| {
        let clauses = Clauses::of(Some(&condition));
        let words = clauses
            .list
            .iter()
            .map(|clause| clause.condition().in_words(&asked()));
        words.collect::<Vec<_>>()
    };
    assert_eq!(lines(never()), ["never"]);
    assert_eq!(lines(always()), ["always"]);
    assert_eq!(
        lines(Condition::All(vec![always(), is("a", "1")])),
        ["‘A’ is ‘One’"]
    );
    assert_eq!(
        lines(Condition::Any(vec![never(), is("a", "1")])),
        ["‘A’ is ‘One’"]
    );
    assert_eq!(
        lines(Condition::All(vec![never(), is("a", "1")])),
        ["never", "‘A’ is ‘One’"]
    );
    let when = |condition: Option<Condition>| {
        let mut definition = asked();
        definition.sections[0].questions[2].show_if = condition;
        definition.question("last").unwrap().asked_when(&definition)
    };
    assert_eq!(when(None), "always");
    assert_eq!(when(Some(not(never()))), "always");
    assert_eq!(when(Some(Condition::All(vec![never(), is("a", "1")]))), "never");
    assert_eq!(when(Some(is("a", "1"))), "only if ‘A’ is ‘One’");
}

proptest! {
    /// Whatever is left out, a question that is not shown would not have been asked, and one that is shown is asked by what is left of its
    /// condition just when it would have been.
    #[test]
    fn what_is_left_out_leaves_the_rest_as_it_is(
        condition in condition(4),
        gone in prop::collection::btree_set((0..4_usize).prop_map(|at| format!("q{at}")), 0..3),
        sent in prop::collection::vec(prop::option::of(any::<i64>()), 4),
    ) {
        let answers: Vec<Answer> = sent.iter().enumerate().filter_map(|(at, value)| {
            let question = format!("q{at}");
            let value = (*value).filter(|_| !gone.contains(&question))?;
            Some(Answer { question, value: Value::Number(value) })
        }).collect();
        let left = condition.without(&gone);
        prop_assert_eq!(left.holds(&answers), condition.holds(&answers));
        prop_assert!(left.questions().iter().all(|key| !gone.contains(*key)));
    }
}

/// A question that looks at one that is left out is left out too, and what looks at that; what is asked of everybody else as well stays.
#[test]
fn what_hangs_on_a_question_goes_with_it() {
    let mut definition = asked();
    let question = |key: &str, condition: Condition| {
        let mut question = asked().sections[0].questions[2].clone();
        key.clone_into(&mut question.key);
        question.show_if = Some(condition);
        question
    };
    let few = || Condition::at_most("n".to_owned(), 3);
    definition.sections[0].questions.extend([
        question("hangs", is("a", "1")),
        question("hangs-on", Condition::Answered("hangs".to_owned())),
        question("either", Condition::Any(vec![is("a", "2"), few()])),
        question("otherwise", Condition::All(vec![not(is("a", "1")), few()])),
        question("others", not(is("a", "1"))),
    ]);
    let shown = definition.shown(&["a".to_owned()]);
    let told: Vec<(&str, String)> = shown
        .questions()
        .map(|question| (question.key.as_str(), question.asked_when(&shown)))
        .collect();
    let few = "only if ‘N’ is 3 or less".to_owned();
    assert_eq!(
        told,
        [
            ("n", "always".to_owned()),
            ("last", "always".to_owned()),
            ("either", few.clone()),
            ("otherwise", few),
            ("others", "always".to_owned()),
        ]
    );
    assert_eq!(definition.shown(&[]), definition);
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
