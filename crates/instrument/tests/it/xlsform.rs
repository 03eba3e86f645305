//! Forms of others: what we write comes back as it was, and of what others wrote nothing is taken that it does not say.

use crate::any_definition::definitions;
use crate::xlsform_languages::translated;
use instrument::xlsform::{Row, Sheets, Taken, read, write, write_with};
use instrument::{Check, Clause, Clauses, Condition, Definition, Kind, Published};
use proptest::prelude::*;

const OURS: [&str; 4] = [
    include_str!("../../../../instruments/end-of-session.toml"),
    include_str!("../../../../instruments/before.toml"),
    include_str!("../../../../instruments/after.toml"),
    include_str!("../../../../instruments/follow-up.toml"),
];

fn workbook(sheets: &Sheets) -> Vec<u8> {
    paper::book::write(&sheets.named()).unwrap()
}

/// As it comes back from a file.
pub(crate) fn again(sheets: &Sheets) -> Taken {
    let book = paper::book::read(&workbook(sheets)).unwrap();
    read(&Sheets::of(book).unwrap()).unwrap()
}

#[test]
fn our_questionnaires_come_back_as_they_were() {
    for text in OURS {
        let definition = Definition::parse(text).unwrap();
        let sheets = write(&definition);
        let taken = again(&sheets);
        assert_eq!(taken.left, []);
        assert_eq!(taken.definition, definition);
        let exact = sheets.survey[0]
            .iter()
            .position(|column| column == "trellis_exact")
            .unwrap();
        assert!(
            sheets.survey[1..].iter().all(|row| row[exact].is_empty()),
            "what other programs read says it all"
        );
    }
}

pub(crate) fn table(rows: &[&[&str]]) -> Vec<Row> {
    rows.iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect()
}

/// A form as somebody else might have written it.
fn foreign() -> Sheets {
    Sheets {
        survey: table(&[
            &[
                "type",
                "name",
                "label",
                "hint",
                "required",
                "relevant",
                "constraint",
                "appearance",
                "calculation",
            ],
            &["start", "start", "", "", "", "", "", "", ""],
            &["note", "hello", "Welcome to our survey", "", "", "", "", "", ""],
            &["begin group", "g1", "About you", "", "", "", "", "", ""],
            &[
                "integer",
                "Age",
                "How old are you?",
                "In years",
                "yes",
                "",
                ".>=16 and . <= 120",
                "",
                "",
            ],
            &[
                "select_one yn",
                "work",
                "Do you work?",
                "",
                "true()",
                "${Age} < 70",
                "",
                "minimal",
                "",
            ],
            &[
                "select_multiple days",
                "days",
                "On which days?",
                "",
                "",
                "${work} = 'y'",
                "count-selected(.) <= 3",
                "",
                "",
            ],
            &[
                "text",
                "why",
                "Why at weekends?",
                "",
                "",
                "selected(${days}, 'Sat') or selected(${days}, 'Sun')",
                "",
                "multiline",
                "",
            ],
            &["end group", "", "", "", "", "", "", "", ""],
            &[
                "begin_group",
                "g2",
                "Your view",
                "",
                "",
                "${Age} >= 18",
                "",
                "",
                "",
            ],
            &[
                "select_one agree",
                "view",
                "It was useful",
                "",
                "",
                "",
                "",
                "likert",
                "",
            ],
            &["geopoint", "where", "Where are you?", "", "", "", "", "", ""],
            &[
                "text",
                "near",
                "What is near it?",
                "",
                "",
                "${where} != ''",
                "",
                "",
                "",
            ],
            &["calculate", "twice", "", "", "", "", "", "", "${Age} * 2"],
            &[
                "date",
                "when",
                "When?",
                "",
                "if(${Age} > 3, 1, 0)",
                "",
                ". <= today()",
                "",
                "",
            ],
            &["end_group", "", "", "", "", "", "", "", ""],
            &["begin_repeat", "child", "Child", "", "", "", "", "", ""],
            &["text", "child_name", "Her name", "", "", "", "", "", ""],
            &["end_repeat", "", "", "", "", "", "", "", ""],
            &[
                "select_one agree",
                "rest",
                "All in all",
                "",
                "",
                "${view} != '' and ${view} != 'prefer_not_to_say'",
                "",
                "",
                "",
            ],
        ]),
        choices: table(&[
            &["list_name", "name", "label", "area"],
            &["yn", "y", "Yes", ""],
            &["yn", "n", "No", ""],
            &["days", "Fri", "Friday", ""],
            &["days", "Sat", "Saturday", ""],
            &["days", "Sun", "Sunday", "x"],
            &["agree", "1", "Agree", ""],
            &["agree", "2", "Do not agree", ""],
            &["agree", "prefer-not-to-say", "I would rather not say", ""],
        ]),
        settings: table(&[
            &["form_title", "form_id", "version", "style"],
            &["A survey", "My_Survey", "20260101", "pages"],
        ]),
    }
}

#[test]
fn of_a_foreign_form_everything_is_taken_or_named() {
    let taken = read(&foreign()).unwrap();
    let definition = &taken.definition;
    assert_eq!(
        (
            definition.key.as_str(),
            definition.version,
            definition.title.as_str()
        ),
        ("my-survey", 1, "A survey")
    );
    assert_eq!(definition.introduction, "Welcome to our survey");
    let sections: Vec<(&str, usize)> = definition
        .sections
        .iter()
        .map(|section| (section.title.as_str(), section.questions.len()))
        .collect();
    assert_eq!(sections, [("About you", 4), ("Your view", 2), ("A survey", 0)]);
    let question = |key: &str| {
        definition
            .questions()
            .find(|question| question.key == key)
            .unwrap()
    };
    assert_eq!(question("age").checks, [Check::Within(16, 120)]);
    assert!(question("age").required && question("work").required && !question("when").required);
    let age = |from, to| Condition::Within("age".to_owned(), from, to);
    assert_eq!(question("work").show_if, Some(age(i64::MIN, 69)));
    let is = |key: &str, option: &str| Condition::Is(key.to_owned(), option.to_owned());
    assert_eq!(question("days").show_if, Some(is("work", "y")));
    assert_eq!(question("days").checks, [Check::AtMost(3)]);
    assert_eq!(
        question("why").show_if,
        Some(Condition::Any(vec![is("days", "sat"), is("days", "sun")]))
    );
    assert_eq!(question("why").kind, Kind::LongText);
    let view = question("view");
    assert_eq!(
        (view.kind, view.options.len(), view.may_decline),
        (Kind::Single, 2, true),
        "which end is the better one is not guessed"
    );
    assert_eq!(
        view.show_if,
        Some(Condition::AtLeast("age".to_owned(), 18)),
        "the condition of its group"
    );
    let left: Vec<(usize, &str)> = taken
        .left
        .iter()
        .filter(|left| left.sheet == "survey")
        .map(|left| (left.row, left.what.as_str()))
        .collect();
    assert_eq!(
        left,
        [
            (2, "start"),
            (5, "Age"),
            (6, "work"),
            (12, "where"),
            (13, "near"),
            (14, "twice"),
            (15, "when"),
            (15, "when"),
            (17, "child"),
            (18, "child_name"),
            (20, "rest"),
        ],
        "{:?}",
        taken.left
    );
    let others: Vec<&str> = taken
        .left
        .iter()
        .filter(|left| left.sheet != "survey")
        .map(|left| left.what.as_str())
        .collect();
    assert_eq!(others, ["style", "area"]);
}

/// A condition that says more than ours can, or something else, takes its question with it.
#[test]
fn a_condition_is_taken_whole_or_not_at_all() {
    let with = |relevant: &str| {
        let mut form = foreign();
        form.survey
            .push(table(&[&["text", "last", "Anything else?", "", "", relevant]]).remove(0));
        let taken = read(&form).unwrap();
        let question = taken
            .definition
            .questions()
            .find(|question| question.key == "last")
            .cloned();
        assert_eq!(
            question.is_none(),
            taken.left.iter().any(|left| left.what == "last"),
            "{relevant}"
        );
        question.map(|question| question.show_if.unwrap())
    };
    for refused in [
        "${Age} * 2 > 3",
        "${Age} >",
        "${nobody} = 'x'",
        "${work} = 'maybe'",
        "${view} > 1",
        "${view} != ''",
        "${view} = 'prefer-not-to-say'",
        "${days} = 'Sat'",
        "${why} = 'because'",
        "${Age} >= 3.5",
        "${Age} >= 18 )",
        "(${Age} >= 18",
        "today() > 3",
        "${Age}",
        "'x",
    ] {
        assert_eq!(with(refused), None, "{refused}");
    }
    let age = |from, to| Condition::Within("age".to_owned(), from, to);
    assert_eq!(with("${Age} != 5"), Some(Condition::Not(Box::new(age(5, 5)))));
    assert_eq!(with("${ Age }>=18 and ${Age}<=30"), Some(age(18, 30)));
    assert_eq!(
        with("${view} = 2"),
        Some(Condition::Is("view".to_owned(), "2".to_owned()))
    );
    assert_eq!(
        with("${why} = ''"),
        Some(Condition::Not(Box::new(Condition::Answered("why".to_owned()))))
    );
    assert_eq!(
        with("${view} != '' and ${view} != 'prefer-not-to-say'"),
        Some(Condition::Answered("view".to_owned()))
    );
    assert_eq!(
        with("(${Age} > 17 or not(${work} = \"y\")) and true()"),
        Some(Condition::All(vec![
            Condition::Any(vec![
                Condition::AtLeast("age".to_owned(), 18),
                Condition::Not(Box::new(Condition::Is("work".to_owned(), "y".to_owned()))),
            ]),
            Condition::All(vec![]),
        ]))
    );
}

/// What somebody changed in another program counts, although the exact data still stands beside it.
#[test]
fn what_was_changed_elsewhere_counts() {
    let text = "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[section]]\ntitle = \"S\"\n[[section.question]]\nkey = \"a\"\nkind = \"number\"\ntext = \"Costs ${much}?\"\n";
    let definition = Definition::parse(text).unwrap();
    let mut sheets = write(&definition);
    assert_eq!(again(&sheets).definition, definition);
    let label = sheets.survey[0]
        .iter()
        .position(|column| column == "label")
        .unwrap();
    let row = sheets.survey.iter_mut().find(|row| row[0] == "integer").unwrap();
    assert_eq!(row[label], "Costs $ {much}?", "no reference to a question");
    "How many?".clone_into(&mut row[label]);
    assert_eq!(
        again(&sheets).definition.questions().next().unwrap().text,
        "How many?"
    );
}

proptest! {
    /// Whatever can be published comes back from its form as it was.
    #[test]
    fn what_is_written_is_read_again(definition in definitions()) {
        let published = Published::publish(definition.clone());
        prop_assert!(published.is_ok(), "{:?}", published.err());
        let taken = read(&write(&definition)).unwrap();
        prop_assert_eq!(&taken.left, &vec![]);
        prop_assert_eq!(taken.definition, definition);
    }

    /// Any change to a form is read or refused; it does no harm, and no row is passed over without a word.
    #[test]
    fn damaged_forms_do_no_harm(row in 1_usize..20, column in 0_usize..9, with in "[!-~]{0,12}") {
        let mut form = foreign();
        form.survey[row][column] = with;
        let taken = read(&form).map_or_else(|left| (0, left), |taken| (taken.definition.questions().count(), taken.left));
        let rows = taken.1.iter().filter(|left| left.sheet == "survey").map(|left| left.row);
        let named: std::collections::BTreeSet<usize> = rows.collect();
        prop_assert!(taken.0 + named.len() >= 12, "{} taken, {:?}", taken.0, taken.1);
    }
}

/// Writes forms for the program that checks them (`cargo xtask prove forms`): ours, and so many by chance.
#[test]
#[ignore = "writes files for another program: cargo xtask test runs it"]
fn forms_for_the_other_program() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let folder = std::path::PathBuf::from(std::env::var_os("FILES_FOLDER").unwrap());
    let count: usize = std::env::var_os("FILES_COUNT")
        .unwrap()
        .into_string()
        .unwrap()
        .parse()
        .unwrap();
    let mut runner = TestRunner::deterministic();
    let ours = OURS.iter().map(|text| Definition::parse(text).unwrap());
    let chance: Vec<Definition> = (0..count)
        .map(|_| definitions().new_tree(&mut runner).unwrap().current())
        .collect();
    let grouped = |definition: &&Definition| {
        let conditions = definition.questions().map(|question| question.show_if.as_ref());
        let mut clauses = conditions.flat_map(|condition| Clauses::of(condition).list);
        clauses.any(|clause| matches!(clause, Clause::Group(..)))
    };
    assert!(
        4 * chance.iter().filter(grouped).count() > count,
        "more than a quarter have groups in their conditions"
    );
    for (number, definition) in ours.chain(chance).enumerate() {
        let translations = [translated(&definition, "pl"), translated(&definition, "ur")];
        let spoken = if number % 2 == 0 { &translations[..] } else { &[] };
        let sheets = write_with(&definition, spoken);
        let taken = again(&sheets);
        assert_eq!(taken.definition, definition, "also from the file itself");
        assert_eq!(taken.translations, spoken);
        let questions = definition
            .questions()
            .map(|question| format!("question.{}", question.key));
        let urdu: Vec<String> = questions
            .filter_map(|place| spoken.get(1)?.texts.get(&place))
            .map(|text| text.text.split_whitespace().collect())
            .collect();
        std::fs::write(folder.join(format!("{number}.urdu")), urdu.join("\n")).unwrap();
        std::fs::write(folder.join(format!("{number}.xlsx")), workbook(&sheets)).unwrap();
        let keys: Vec<&str> = definition
            .questions()
            .map(|question| question.key.as_str())
            .collect();
        std::fs::write(folder.join(format!("{number}.keys")), keys.join("\n")).unwrap();
    }
}
