//! What stands around a phrase decides whether it is marked.

use crate::{marks, of};
use lens::{About, Act, Earlier, Kind, Lens, Severity, carried};
use proptest::prelude::*;

fn plain() -> Lens {
    of("phrases = [\"silly row+\"]").unwrap()
}

/// The texts of a lens that are to be reworded.
fn reworded(lens: &Lens, text: &str) -> usize {
    let marked = marks(lens, text, &About::default());
    marked.iter().filter(|(_, act)| *act == Act::Reword).count()
}

/// A denial holds to the end of its clause and no further.
#[test]
fn what_is_denied_is_not_marked() {
    let lens = plain();
    for (text, marked) in [
        ("It was a silly row.", 1),
        ("It was not a silly row.", 0),
        ("I don't call this a silly row.", 0),
        ("Avoid writing silly row here.", 0),
        ("She did not call, it was a silly row.", 1),
        ("She did not call and it was a silly row.", 1),
        ("No. It was a silly row.", 1),
        ("Not once in all of these years was it a silly row.", 1),
    ] {
        assert_eq!(reworded(&lens, text), marked, "{text}");
    }
}

/// Somebody's own words are kept: whose they are is to be said, unless it is said that they are his.
#[test]
fn own_words_are_left_alone() {
    let lens = plain();
    let acts = |text: &str| marks(&lens, text, &About::default());
    let attribute = vec![("silly row".to_owned(), Act::Attribute)];
    assert_eq!(acts("The form has \"a silly row\" in it."), attribute);
    assert_eq!(acts("> only a silly row"), attribute);
    assert_eq!(acts("She said it was a silly row."), attribute);
    assert_eq!(acts("He said it was a silly row."), []);
    assert_eq!(acts("It was, according to him, a silly row."), []);
    assert_eq!(acts("In his account it was a silly row."), []);
    assert_eq!(acts("A silly row, he says."), []);
}

/// Who does what a phrase speaks of: the same words of who harms, or of an agency, are right. A case says who is who.
#[test]
fn it_is_asked_whose_doing_it_is() {
    let lens = of("phrases = [\"refuse+ to talk\"]\nsubject = \"survivor\"").unwrap();
    let marked = |text: &str, about: &About<'_>| marks(&lens, text, about).len();
    let nobody = About::default();
    assert_eq!(marked("She refused to talk.", &nobody), 1);
    assert_eq!(marked("He refused to talk.", &nobody), 0);
    assert_eq!(marked("Housing refused to talk to her.", &nobody), 0);
    assert_eq!(marked("He came back. Refuses to talk.", &nobody), 1);
    let case = About {
        harmed: &["he", "Daniel"],
        harming: &["she", "Karen"],
        ..About::default()
    };
    assert_eq!(marked("Daniel refused to talk.", &case), 1);
    assert_eq!(marked("he refuses to talk", &case), 1);
    assert_eq!(marked("Karen refused to talk.", &case), 0);
}

/// A rule's own conditions: a word of a list, what makes it right, children, two as one, nobody named.
#[test]
fn a_rule_has_conditions() {
    let near = of("phrases = [\"issues\"]\nneeds = [\"abuse\"]\nunless = [\"housing issues\"]").unwrap();
    assert_eq!(reworded(&near, "There were issues and she was punched."), 1);
    assert_eq!(reworded(&near, "There were issues. She was punched."), 0);
    assert_eq!(reworded(&near, "She was punched; there are housing issues."), 0);
    let child = of("phrases = [\"streetwise\"]\nchild = true").unwrap();
    assert_eq!(reworded(&child, "She is streetwise."), 0);
    let of_child = About {
        child: true,
        ..About::default()
    };
    assert_eq!(marks(&child, "She is streetwise.", &of_child).len(), 1);
    let both = of("phrases = [\"fighting\"]\nboth = true").unwrap();
    let severity = |text: &str| both.read(text, &About::default())[0].severity;
    assert_eq!(severity("Fighting again."), Severity::Improve);
    assert_eq!(severity("The couple were fighting again."), Severity::Rewrite);
    assert_eq!(
        severity("Fighting again, her husband was seen."),
        Severity::Consider
    );
    let agentless = of("phrases = [\"{be} {harmed}\"]\nagentless = true").unwrap();
    assert_eq!(reworded(&agentless, "She was punched on Sunday."), 1);
    for text in [
        "She was punched by a stranger.",
        "Her husband came home and she was punched.",
        "12 women were punched.",
    ] {
        assert_eq!(reworded(&agentless, text), 0, "{text}");
    }
}

/// A name is no word, and what is not the writer's own text is not read.
#[test]
fn names_and_the_texts_of_others_are_left_alone() {
    let lens = of("phrases = [\"fight|fights\"]").unwrap();
    assert_eq!(reworded(&lens, "There was a fight."), 1);
    assert_eq!(reworded(&lens, "Met with Ms Fight at noon."), 0);
    let taken = About {
        kind: Kind::Taken,
        ..About::default()
    };
    assert_eq!(marks(&lens, "There was a fight.", &taken), []);
}

/// Words may be missing or stand between; a phrase ends with its sentence; the longest is marked once, with its place in the bytes.
#[test]
fn phrases_are_marked_where_they_stand() {
    let lens = of("phrases = [\"let+ him the? ..2 in\", \"let+ him\"]").unwrap();
    let spans = |text: &str| {
        marks(&lens, text, &About::default())
            .into_iter()
            .map(|(text, _)| text)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        spans("Caf\u{e9}: she lets him right back in."),
        ["lets him right back in"]
    );
    assert_eq!(spans("She let him. Then in."), ["let him"]);
    assert_eq!(spans("LET HIM\nin, let  him"), ["LET HIM\nin", "let  him"]);
}

/// What was flagged in another's text before is carried over since then; with other words around it, it is new.
#[test]
fn words_that_were_carried_over_are_known() {
    let lens = plain();
    let earlier = [
        Earlier {
            at: 5,
            text: "On Monday there was a silly row about the car.",
        },
        Earlier {
            at: 3,
            text: "ON MONDAY there was a silly row.",
        },
    ];
    let of = |text: &str| carried(text, &lens.read(text, &About::default()), &earlier);
    assert_eq!(of("As before: on Monday there was a silly row."), [Some(3)]);
    assert_eq!(of("It was a silly row about the car again."), [Some(5)]);
    assert_eq!(of("He calls what he did a silly row."), [None; 0]);
    assert_eq!(of("Neighbours speak of a silly row in spring."), [None]);
}

/// A sentence in another language is not read, whatever words it shares.
#[test]
fn another_language_is_not_read() {
    let lens = of("phrases = [\"drama\"]").unwrap();
    assert_eq!(
        reworded(&lens, "There was a drama at the school and she went home."),
        1
    );
    assert_eq!(
        reworded(
            &lens,
            "Ella dijo que fue un drama muy largo para toda la familia."
        ),
        0
    );
}

/// What a note about abuse does not say is asked for; what it says is not, and nothing is asked of a few words or of others' texts.
#[test]
fn what_is_not_said_is_asked_for() {
    let rule = "phrases = [\"x\"]\n[[prompt]]\nid = \"strengths\"\nask = \"?\"\nneeds = [\"abuse\", \"child\"]\nsaid = [\"keeps ..2 safe\"]";
    let lens = of(rule).unwrap();
    let asked = |text: &str, kind: Kind| {
        let about = About {
            kind,
            ..About::default()
        };
        lens.look(text, &about).prompts.len()
    };
    let note = "He punched her. The baby was asleep next door and woke up. ".repeat(5);
    assert_eq!(asked(&note, Kind::Note), 1);
    assert_eq!(asked(&note, Kind::Taken), 0);
    assert_eq!(asked(&format!("{note} She keeps him safe."), Kind::Note), 0);
    assert_eq!(asked("He punched her. The baby was asleep.", Kind::Note), 0);
    assert_eq!(asked(&"He punched her in the kitchen. ".repeat(9), Kind::Note), 0);
}

/// What cannot be a rule is refused by its name.
#[test]
fn a_rule_that_cannot_be_is_refused() {
    for (wrong, told) in [
        ("phrases = []", "one: it has no phrase"),
        ("phrases = [\"{nobody} x\"]", "one: there is no list {nobody}"),
        (
            "phrases = [\"x\"]\nneeds = [\"nobody\"]",
            "list nobody: there is none",
        ),
        ("phrases = [\"x\"]\ncolour = 1", "unknown field"),
        (
            "phrases = [\"x\"]\n[[rule]]\nid = \"one\"\nrow = 1\ncategory = \"label\"\nseverity = 4",
            "a severity is 1, 2 or 3",
        ),
    ] {
        let error = of(wrong).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}

proptest! {
    /// Whatever the text, what is marked stands in it, on whole characters, and a text read twice is read alike.
    #[test]
    fn any_text_is_read(text in "(silly|row|rows|not|[ .,'\"\u{2019}\u{201c}\u{201d}>\n-]|[a-z\u{e9}\u{4e2d}]{1,4}){0,60}") {
        let lens = plain();
        let found = marks(&lens, &text, &About::default());
        for (words, _) in &found {
            prop_assert!(words.to_lowercase().starts_with("silly"));
        }
        prop_assert_eq!(found, marks(&lens, &text, &About::default()));
    }
}
