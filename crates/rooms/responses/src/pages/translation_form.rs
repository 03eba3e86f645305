//! A translation beside the English: every text of a questionnaire, and the answer page's own words, each with its box.

use askama::Template;
use front::Form;
use govuk::{Button, ErrorSummary, Html};
use instrument::{Definition, Extent, Language, Translation, Word, mark};
use kernel::{Problems, Stop};

/// One text with its box.
pub(crate) struct Line {
    pub(crate) place: String,
    pub(crate) about: &'static str,
    pub(crate) source: String,
    pub(crate) text: String,
    pub(crate) told: String,
}

/// The page.
#[derive(Template)]
#[template(path = "translation.html")]
pub(crate) struct Sheet {
    pub(crate) banner: Html,
    pub(crate) errors: ErrorSummary,
    pub(crate) caption: String,
    pub(crate) heading: String,
    pub(crate) extent: String,
    pub(crate) hidden: Html,
    pub(crate) language: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) texts: Vec<Line>,
    pub(crate) words: Vec<Line>,
    pub(crate) save: Button,
}

/// What kind of text stands at a place.
fn about(place: &str) -> &'static str {
    let mut parts = place.split('.');
    match (parts.next(), parts.nth(1)) {
        (Some("title"), _) => "Title",
        (Some("introduction"), _) => "Introduction",
        (Some("section"), _) => "Heading",
        (Some("scale"), _) => "Point of a scale",
        (Some("question"), Some("hint")) => "Sentence under the question",
        (Some("question"), Some(_)) => "Option",
        (Some("question"), None) => "Question",
        _ => "Page",
    }
}

/// The place of a word of the page.
fn word_place(word: Word) -> String {
    format!("word.{}", word.code())
}

/// In words, how much is translated.
pub(crate) fn extent_in_words(extent: Extent) -> String {
    let stale = match extent.stale {
        0 => String::new(),
        1 => "; 1 is out of date".to_owned(),
        many => format!("; {many} are out of date"),
    };
    format!("{} of {} texts are translated{stale}", extent.done, extent.all)
}

impl Sheet {
    /// The page with what stands in a translation, or with what was typed.
    pub(crate) fn of(
        definition: &Definition,
        (translation, language): (&Translation, Language),
        typed: Option<&Form>,
        problems: &Problems,
    ) -> Self {
        let slips = translation.slips(definition);
        let line = |place: String, about: &'static str, source: String| {
            let stored = translation.texts.get(&place).map(|found| found.text.clone());
            let text = typed.map_or_else(
                || stored.clone().unwrap_or_default(),
                |form| form.text(&place).to_owned(),
            );
            let slip = slips.iter().find(|slip| slip.place == place);
            // An empty box says by itself that nothing is translated; those of the page may be empty, but not all of them.
            let told = slip
                .filter(|slip| stored.is_some() || slip.place.starts_with("word."))
                .map_or_else(String::new, |slip| slip.what.clone());
            Line {
                place,
                about,
                source,
                text,
                told,
            }
        };
        let texts = definition.texts().into_iter();
        let words = Word::ALL.into_iter();
        Self {
            banner: Html::default(),
            errors: ErrorSummary::new(problems),
            caption: definition.title.clone(),
            heading: format!("Translation into {}", language.name),
            extent: extent_in_words(translation.extent(definition)),
            hidden: Html::hidden("was", &mark(translation)),
            language: language.code,
            direction: language.direction(),
            texts: texts
                .map(|text| {
                    let kind = about(&text.place);
                    line(text.place, kind, text.source)
                })
                .collect(),
            words: words
                .map(|word| line(word_place(word), "Page", word.english().to_owned()))
                .collect(),
            save: Button::new("Save the translation"),
        }
    }
}

/// The translation in what was typed. Whoever saves it has the English beside it: what she leaves as it is counts as translated from what
/// the English says now.
pub(crate) fn read(form: &Form, definition: &Definition, before: &Translation) -> Result<Translation, Stop> {
    let texts = definition.texts();
    let words: Vec<String> = Word::ALL.into_iter().map(word_place).collect();
    let names: Vec<&str> = texts
        .iter()
        .map(|text| text.place.as_str())
        .chain(words.iter().map(String::as_str))
        .chain(["was"])
        .collect();
    form.only(&names, &[])?;
    let long = names.iter().find(|name| form.text(name).chars().count() > 4000);
    if let Some(place) = long {
        return Err(Problems::one(place, "Use 4,000 characters or fewer").into());
    }
    let mut translation = Translation {
        language: before.language.clone(),
        texts: std::collections::BTreeMap::new(),
    };
    for text in &texts {
        translation.set(&text.place, &text.source, form.text(&text.place));
    }
    for (place, word) in words.iter().zip(Word::ALL) {
        translation.set(place, word.english(), form.text(place));
    }
    Ok(translation)
}
