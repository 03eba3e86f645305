//! Two versions laid side by side.

use instrument::{Became, Definition, Difference, Figures, compare};

fn version(questions: &str) -> Definition {
    let head = "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[scale]]\nkey = \"s\"\npolarity = \"last-is-best\"\nlabels = [\"No\", \"Yes\"]\n[[scale]]\nkey = \"t\"\npolarity = \"last-is-best\"\nlabels = [\"No\", \"Perhaps\", \"Yes\"]\n[[section]]\ntitle = \"S\"\n";
    Definition::parse(&format!("{head}{questions}")).unwrap()
}

fn asked(key: &str, more: &str) -> String {
    format!("[[section.question]]\nkey = \"{key}\"\n{more}\n")
}

fn scaled(key: &str, wording: &str, scale: &str, text: &str) -> String {
    asked(
        key,
        &format!("wording = \"{wording}\"\nkind = \"scale\"\nscale = \"{scale}\"\ntext = \"{text}\""),
    )
}

fn of<'d>(differences: &'d [Difference], key: &str) -> &'d Difference {
    differences
        .iter()
        .find(|difference| difference.key == key)
        .unwrap()
}

/// What was added, removed, changed and moved is told apart, and whether the figures are added up is what the engine does.
#[test]
fn differences_say_what_becomes_of_the_figures() {
    let old = version(
        &[
            scaled("same", "same-1", "s", "Same"),
            scaled("mended", "mended-1", "s", "Mendid"),
            scaled("other", "other-1", "s", "Other"),
            scaled("points", "points-1", "s", "Points"),
            scaled("gone", "gone-1", "s", "Gone"),
            asked("words", "kind = \"long-text\"\ntext = \"Words\""),
        ]
        .concat(),
    );
    let new = version(
        &[
            scaled("same", "same-1", "s", "Same"),
            scaled("mended", "mended-1", "s", "Mended"),
            scaled("other", "other-2", "s", "Another"),
            scaled("points", "points-1", "t", "Points"),
            asked("words", "kind = \"long-text\"\ntext = \"Words\"\nrequired = true"),
            scaled("new", "new-1", "s", "New"),
        ]
        .concat(),
    );
    let found = compare(&old, &new);
    let kept = |changed: &[&'static str]| Became::Kept {
        changed: changed.to_vec(),
        moved: false,
    };
    assert!(!of(&found, "same").differs());
    assert_eq!(of(&found, "same").figures, Figures::Together);
    let mended = of(&found, "mended");
    assert_eq!(
        (mended.became.clone(), mended.figures, mended.before.as_deref()),
        (kept(&["its words"]), Figures::Together, Some("Mendid"))
    );
    assert_eq!(of(&found, "other").figures, Figures::Apart);
    assert_eq!(
        of(&found, "other").became,
        kept(&["its words", "the wording key it is counted by"])
    );
    assert_eq!(
        (of(&found, "points").became.clone(), of(&found, "points").figures),
        (kept(&["its scale"]), Figures::Apart)
    );
    assert_eq!(
        (of(&found, "words").became.clone(), of(&found, "words").figures),
        (kept(&["whether it must be answered"]), Figures::None)
    );
    assert_eq!(
        (of(&found, "new").became.clone(), of(&found, "new").figures),
        (Became::Added, Figures::One)
    );
    assert_eq!(of(&found, "gone").became, Became::Removed);
    assert_eq!(found.last().unwrap().key, "gone", "what is gone stands last");
}

/// A group that is joined to nothing asks the same people as what is in it, as other programs write it; another join asks others.
#[test]
fn a_group_by_itself_is_no_difference() {
    let when = |condition: &str| {
        let questions = [
            asked("a", "kind = \"text\"\ntext = \"A\""),
            asked("b", "kind = \"text\"\ntext = \"B\""),
            asked(
                "last",
                &format!("kind = \"text\"\ntext = \"Last\"\nshow_if = {condition}"),
            ),
        ];
        version(&questions.concat())
    };
    let both = "[{ answered = \"a\" }, { answered = \"b\" }]";
    let lone = when(&format!("{{ all = [{{ any = {both} }}] }}"));
    let (any, all) = (
        when(&format!("{{ any = {both} }}")),
        when(&format!("{{ all = {both} }}")),
    );
    assert!(!of(&compare(&lone, &any), "last").differs());
    assert!(of(&compare(&lone, &all), "last").differs());
    let not = |inside: &str| when(&format!("{{ not = {inside} }}"));
    let (one, group) = (
        not("{ answered = \"a\" }"),
        not("{ any = [{ answered = \"a\" }] }"),
    );
    assert!(!of(&compare(&one, &group), "last").differs());
}

/// Only what stands elsewhere among the questions of both was moved: what was pushed down by a new one was not.
#[test]
fn a_question_is_moved_when_its_neighbours_are_others() {
    let plain = |keys: &[&str]| {
        let questions: String = keys
            .iter()
            .map(|key| asked(key, "kind = \"text\"\ntext = \"T\""))
            .collect();
        version(&questions)
    };
    let moved = |old: &[&str], new: &[&str]| -> Vec<String> {
        compare(&plain(old), &plain(new))
            .into_iter()
            .filter(|found| matches!(found.became, Became::Kept { moved: true, .. }))
            .map(|found| found.key)
            .collect()
    };
    assert_eq!(moved(&["a", "b", "c"], &["n", "a", "b", "c"]), [""; 0]);
    assert_eq!(moved(&["a", "b", "c", "d"], &["d", "a", "b", "c"]), ["d"]);
    assert_eq!(moved(&["a", "b", "c"], &["a", "c"]), [""; 0]);
}
