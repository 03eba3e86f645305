//! Forms in several languages: every translation comes back, and of others' forms what their columns say.

use crate::any_definition::definitions;
use crate::xlsform::{again, table};
use instrument::xlsform::{Sheets, read, write_with};
use instrument::{Definition, Language, Translation};
use proptest::prelude::*;

/// Every text but each seventh, and the answer page's own word for sending.
pub(crate) fn translated(definition: &Definition, tag: &str) -> Translation {
    let mut translation = Translation::new(Language::parse(tag).unwrap());
    for (place, text) in definition.texts().into_iter().enumerate() {
        if place % 7 != 6 {
            translation.set(&text.place, &text.source, &format!("{tag} {}", text.source));
        }
    }
    translation
}

proptest! {
    /// Translations come back from the columns of their languages as they were, also what was translated from other words and what is in no
    /// column; and the questionnaire itself is the same.
    #[test]
    fn translations_come_back_with_their_questionnaire(definition in definitions()) {
        let mut old = translated(&definition, "ur");
        old.set("title", "What it was called before", "ur before");
        if let Some(text) = definition.texts().get(2) {
            old.set(&text.place, "Other words", "ur other ${words}");
        }
        let all = [translated(&definition, "pl"), old];
        let sheets = write_with(&definition, &all);
        let taken = read(&sheets).unwrap();
        prop_assert_eq!(&taken.left, &vec![]);
        prop_assert_eq!(&taken.definition, &definition);
        prop_assert_eq!(&taken.translations[..], &all[..]);
    }
}

/// A form of others in several languages: names of languages as people write them; a language that nobody knows is named.
#[test]
fn the_languages_of_a_form_are_taken_with_it() {
    let form = Sheets {
        survey: table(&[
            &[
                "type",
                "name",
                "label::English (en)",
                "label::Urdu (ur)",
                "hint::English (en)",
                "hint::ur",
                "label::Klingon (tlh)",
                "label::Polski",
            ],
            &["begin_group", "you", "About you", "آپ", "", "", "", "O tobie"],
            &[
                "select_one view",
                "view",
                "Was it good?",
                "کیا یہ اچھا تھا؟",
                "All of it",
                "سب",
                "QaQ",
                "",
            ],
            &["end_group", "", "", "", "", "", "", ""],
        ]),
        choices: table(&[
            &["list_name", "name", "label::English (en)", "label::Urdu (ur)"],
            &["view", "yes", "Yes", "ہاں"],
            &["view", "Not_so", "Not so", "نہیں"],
        ]),
        settings: table(&[&["form_title", "default_language"], &["A form", "English (en)"]]),
    };
    let taken = read(&form).unwrap();
    let tags: Vec<&str> = taken
        .translations
        .iter()
        .map(|one| one.language.as_str())
        .collect();
    assert_eq!(tags, ["pl", "ur"]);
    let urdu: Vec<(&str, &str, &str)> = taken.translations[1]
        .texts
        .iter()
        .map(|(place, text)| (place.as_str(), text.of.as_str(), text.text.as_str()))
        .collect();
    assert_eq!(
        urdu,
        [
            ("question.view", "Was it good?", "کیا یہ اچھا تھا؟"),
            ("question.view.hint", "All of it", "سب"),
            ("question.view.option.not-so", "Not so", "نہیں"),
            ("question.view.option.yes", "Yes", "ہاں"),
            ("section.1", "About you", "آپ"),
        ]
    );
    assert_eq!(taken.translations[0].texts.len(), 1);
    let left: Vec<&str> = taken.left.iter().map(|left| left.why.as_str()).collect();
    assert_eq!(left, ["its column label::Klingon (tlh) was left out"]);
}

/// A translation that was changed in another program counts, although the exact one still stands beside it.
#[test]
fn a_translation_changed_elsewhere_counts() {
    let text = "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[section]]\ntitle = \"S\"\n[[section.question]]\nkey = \"a\"\nkind = \"number\"\ntext = \"Costs?\"\n";
    let definition = Definition::parse(text).unwrap();
    let mut translation = Translation::new(Language::parse("pl").unwrap());
    translation.set("question.a", "Costs?", "Ile ${kosztuje}?");
    let mut sheets = write_with(&definition, &[translation.clone()]);
    assert_eq!(again(&sheets).translations, [translation]);
    let place = sheets.survey[0]
        .iter()
        .position(|column| column == "label::Polish (pl)")
        .unwrap();
    let row = sheets.survey.iter_mut().find(|row| row[0] == "integer").unwrap();
    assert_eq!(row[place], "Ile $ {kosztuje}?", "no reference to a question");
    "Ile?".clone_into(&mut row[place]);
    assert_eq!(again(&sheets).translations[0].texts["question.a"].text, "Ile?");
}
