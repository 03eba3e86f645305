//! Writing a questionnaire: changes to a draft, what keeps it from being published, and when changed words count as the same.

use instrument::{
    Check, Condition, Definition, Draft, Kind, OptionText, Published, Question, Scale, Way, mark,
    next_wording, slug,
};

fn question(key: &str, kind: Kind) -> Question {
    Question {
        key: key.to_owned(),
        wording: String::new(),
        kind,
        text: format!("What about {key}?"),
        hint: String::new(),
        required: false,
        scale: String::new(),
        options: Vec::new(),
        may_decline: false,
        may_not_know: false,
        link: false,
        checks: Vec::new(),
        show_if: None,
    }
}

fn keys(definition: &Definition) -> Vec<&str> {
    definition
        .questions()
        .map(|question| question.key.as_str())
        .collect()
}

fn three() -> Definition {
    let mut definition = Definition::empty("own", "Our own");
    for key in ["one", "two"] {
        assert!(definition.add(0, question(key, Kind::Text)));
    }
    definition.sections.push(instrument::Section {
        title: "Later".to_owned(),
        questions: vec![question("three", Kind::Number)],
    });
    definition
}

/// A question moves by one place, also over the edge of its section, and stays where it is at the ends.
#[test]
fn questions_move_over_the_edges_of_sections() {
    let mut definition = three();
    assert!(definition.shift("three", Way::Up));
    assert_eq!(
        definition.sections[0].questions.len(),
        3,
        "into the section above"
    );
    assert!(definition.shift("three", Way::Up));
    assert_eq!(keys(&definition), ["one", "three", "two"]);
    assert!(!definition.shift("one", Way::Up), "the first stays the first");
    assert!(definition.shift("two", Way::Down));
    assert_eq!(
        definition.sections[1].questions.len(),
        1,
        "into the section below"
    );
    assert!(!definition.shift("two", Way::Down), "the last stays the last");
    assert!(!definition.shift("nothing", Way::Down));
    assert!(definition.shift_section(1, Way::Up));
    assert_eq!(keys(&definition), ["two", "one", "three"]);
    assert!(!definition.shift_section(0, Way::Up) && !definition.shift_section(1, Way::Down));
}

/// A copy has a key of its own and is not counted as what it was copied from.
#[test]
fn a_copy_is_another_question() {
    let mut definition = three();
    let mut worded = question("two", Kind::Text);
    worded.wording = "two-1".to_owned();
    assert!(definition.replace(worded));
    assert_eq!(definition.duplicate("two").as_deref(), Some("two-2"));
    assert_eq!(keys(&definition), ["one", "two", "two-2", "three"]);
    assert_eq!(definition.question("two-2").unwrap().counted_as(), "two-2");
    assert_eq!(definition.remove("two").unwrap().key, "two");
    assert!(definition.remove("two").is_none() && !definition.replace(question("two", Kind::Text)));
    assert_eq!(definition.duplicate("two"), None);
}

#[test]
fn keys_are_made_from_words_and_none_comes_twice() {
    assert_eq!(
        slug("How  sure are you? It's good", "q"),
        "how-sure-are-you-its-good"
    );
    assert_eq!(slug("3 things", "question"), "question-3-things");
    assert_eq!(slug("هل", "question"), "question");
    let mut definition = three();
    assert_eq!(definition.fresh_key("One"), "one-2");
    assert_eq!(
        definition.fresh_key("Website"),
        "website-2",
        "no field of every form is a question"
    );
    definition.put_scale(Scale::ready()[0].clone());
    assert_eq!(definition.fresh_scale_key("agreement"), "agreement-2");
    definition.drop_unused_scales();
    assert!(definition.scales.is_empty());
}

/// What nobody could answer by is named at its question, beside what the format itself refuses.
#[test]
fn what_keeps_a_draft_from_being_published_is_named_at_its_question() {
    let told = |change: fn(&mut Definition)| {
        let mut definition = three();
        change(&mut definition);
        let wrong = Draft::of(definition).wrong();
        wrong
            .into_iter()
            .map(|unfit| (unfit.key, unfit.what))
            .collect::<Vec<_>>()
    };
    // Of the two sections the first has no heading.
    assert_eq!(
        told(|_| {}),
        [(String::new(), "a section needs a heading where there are several")]
    );
    assert_eq!(told(|d| d.sections[0].title = "First".to_owned()), []);
    for (change, key, what) in [
        (
            (|d: &mut Definition| {
                d.sections[1].questions.clear();
            }) as fn(&mut Definition),
            "Later",
            "a section needs a question",
        ),
        (
            |d| {
                let one = &mut d.sections[0].questions[0];
                one.kind = Kind::Single;
                one.options = [("a", "Same"), ("b", "Same")]
                    .map(|(key, text)| OptionText {
                        key: key.to_owned(),
                        text: text.to_owned(),
                    })
                    .to_vec();
            },
            "one",
            "each option needs words of its own",
        ),
        (
            |d| d.sections[0].questions[0].link = true,
            "one",
            "a question for the link code must be answered: mark it as required",
        ),
        (
            |d| d.sections[0].questions[0].key = "website".to_owned(),
            "website",
            "this key belongs to a field of every form",
        ),
        (
            |d| d.sections[0].questions[0].show_if = Some(Condition::Answered("two".to_owned())),
            "one",
            "its condition looks at a question that does not come before it",
        ),
    ] {
        assert!(told(change).contains(&(key.to_owned(), what)), "{what}");
    }
}

/// A condition that no answer meets is named before it is published: an option that was taken out, a kind that was changed, a point beyond
/// the last.
#[test]
fn a_condition_on_an_answer_that_there_is_not_is_named() {
    let named = |condition: Condition| {
        let mut definition = three();
        definition.sections[0].title = "First".to_owned();
        let one = &mut definition.sections[0].questions[0];
        one.kind = Kind::Single;
        one.options = ["a", "b"]
            .map(|key| OptionText {
                key: key.to_owned(),
                text: key.to_owned(),
            })
            .to_vec();
        let mut scale = Scale::ready()[0].clone();
        scale.key = "s".to_owned();
        let points = i64::try_from(scale.points()).unwrap();
        assert_eq!(points, 5);
        definition.put_scale(scale);
        let two = &mut definition.sections[0].questions[1];
        (two.kind, two.scale) = (Kind::Scale, "s".to_owned());
        definition.sections[1].questions[0].checks = vec![Check::Within(1, 9)];
        let mut last = question("last", Kind::Text);
        last.show_if = Some(condition);
        assert!(definition.add(1, last));
        let wrong = Draft::of(definition).wrong();
        wrong.iter().any(|unfit| {
            unfit.key == "last"
                && unfit
                    .what
                    .starts_with("its condition looks at an answer that there is not")
        })
    };
    let is = |key: &str, option: &str| Condition::Is(key.to_owned(), option.to_owned());
    let at_least = |key: &str, least| Condition::AtLeast(key.to_owned(), least);
    let within = |key: &str, least, most| Condition::Within(key.to_owned(), least, most);
    for (condition, expected) in [
        (is("one", "a"), false),
        (is("one", "c"), true),
        (is("two", "a"), true),
        (Condition::Answered("one".to_owned()), false),
        (at_least("two", 5), false),
        (at_least("two", 6), true),
        (at_least("one", 1), true),
        (within("two", 6, 7), true),
        (Condition::at_most("two".to_owned(), 0), true),
        (within("three", 9, 12), false),
        (within("three", 10, 12), true),
        (Condition::Not(Box::new(is("one", "c"))), true),
        (Condition::Any(vec![is("one", "a"), is("one", "c")]), true),
    ] {
        assert_eq!(named(condition.clone()), expected, "{condition:?}");
    }
}

/// A draft is stored as text and comes back as it was, whatever is in it, also nothing.
#[test]
fn a_draft_comes_back_as_it_was_stored() {
    let mut draft = Draft::of(Definition::empty("own", "Our own"));
    assert_eq!(Draft::parse(&draft.written()).unwrap(), draft, "nothing in it");
    draft.definition = three();
    draft.definition.sections[1].questions[0].checks = vec![Check::Within(1, 9)];
    draft.definition.sections[1].questions[0].show_if = Some(Condition::Any(vec![
        Condition::Answered("one".to_owned()),
        Condition::Not(Box::new(Condition::Is("two".to_owned(), "x".to_owned()))),
    ]));
    draft
        .mended
        .insert("one".to_owned(), "A letter was missing".to_owned());
    let mut urdu = instrument::Translation::new(instrument::Language::parse("ur").unwrap());
    urdu.set("title", "Our own", "ہمارا اپنا");
    draft.translate(urdu);
    assert_eq!(Draft::parse(&draft.written()).unwrap(), draft);
    assert_ne!(
        mark(&draft.definition.sections[0].questions[0]),
        mark(&draft.definition.sections[0].questions[1])
    );
    let mut whole = draft.definition.clone();
    whole.sections[0].title = "First".to_owned();
    whole.sections[1].questions[0].show_if = None;
    let published = Published::publish(whole).unwrap();
    assert_eq!(
        Definition::parse(&published.canonical()).unwrap(),
        *published.definition()
    );
}

/// A part that is a list of words has a mark of its own, like one that is a question.
#[test]
fn other_words_have_another_mark() {
    assert_eq!(mark(&["A title", "Words"]), mark(&["A title", "Words"]));
    assert_ne!(mark(&["A title", "Words"]), mark(&["A title", "Other words"]));
    assert_ne!(mark(&("A", ["b", "c"])), mark(&("A", ["b", "d"])));
}

/// The next wording key is one that nothing is counted by.
#[test]
fn another_wording_gets_another_key() {
    assert_eq!(next_wording("trust-1", []), "trust-2");
    assert_eq!(next_wording("trust-1", ["trust-2", "trust-3"]), "trust-4");
    assert_eq!(next_wording("trust", []), "trust-2");
    assert_eq!(next_wording("under-the-roof", []), "under-the-roof-2");
    let (mut old, mut new) = (question("one", Kind::Single), question("one", Kind::Single));
    old.options = vec![OptionText {
        key: "a".to_owned(),
        text: "A".to_owned(),
    }];
    new.options.clone_from(&old.options);
    new.required = true;
    assert!(
        new.reads_like(&old),
        "whether it must be answered is no matter of words"
    );
    new.options[0].text = "Á".to_owned();
    assert!(!new.reads_like(&old) && new.may_mean_the_same(&old));
    new.options[0].key = "b".to_owned();
    assert!(!new.may_mean_the_same(&old), "another option is another question");
}

/// Conditions are shown in the words of the questions.
#[test]
fn a_condition_is_read_out() {
    let mut definition = three();
    definition.sections[0].questions[0].kind = Kind::YesNoUnsure;
    let condition = Condition::All(vec![
        Condition::Is("one".to_owned(), "unsure".to_owned()),
        Condition::Not(Box::new(Condition::AtLeast("three".to_owned(), 4))),
    ]);
    assert_eq!(
        condition.in_words(&definition),
        "‘What about one?’ is ‘Not sure’ and (not: ‘What about three?’ is 4 or more)"
    );
}
