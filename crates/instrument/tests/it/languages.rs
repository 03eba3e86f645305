//! Questionnaires in other languages: what is translated, what is missing, and that the answer stays the same.

use instrument::{Condition, Definition, LANGUAGES, Language, Published, Sheet, Translation, Value, Word};
use kernel::Problems;

fn small() -> Definition {
    Definition::parse(
        "key = \"small\"\nversion = 1\ntitle = \"How was it?\"\nintroduction = \"Three questions.\"\n[[scale]]\nkey = \"s\"\npolarity = \"first-is-best\"\nlabels = [\"Yes\", \"\", \"No\"]\n\
         [[section]]\ntitle = \"The day\"\n[[section.question]]\nkey = \"good\"\nkind = \"scale\"\nscale = \"s\"\ntext = \"Was it good?\"\nhint = \"All of it.\"\nrequired = true\n\
         [[section]]\ntitle = \"You\"\n[[section.question]]\nkey = \"from\"\nkind = \"single\"\ntext = \"Where from?\"\noptions = [{ key = \"here\", text = \"Here\" }, { key = \"there\", text = \"There\" }]\n\
         [[section.question]]\nkey = \"years\"\nkind = \"number\"\ntext = \"How long?\"\nchecks = [{ within = [0, 80] }]\n",
    )
    .unwrap()
}

/// Every text in another language, made of the English one.
fn whole(definition: &Definition) -> Translation {
    let mut translation = Translation::new(Language::parse("ur").unwrap());
    for text in definition.texts() {
        translation.set(&text.place, &text.source, &format!("اردو {}", text.source));
    }
    translation
}

#[test]
fn every_text_that_is_read_has_a_place() {
    let places: Vec<String> = small().texts().into_iter().map(|text| text.place).collect();
    assert_eq!(
        places,
        [
            "title",
            "introduction",
            "section.1",
            "question.good",
            "question.good.hint",
            "scale.s.1",
            "scale.s.3",
            "section.2",
            "question.from",
            "question.from.option.here",
            "question.from.option.there",
            "question.years",
        ]
    );
}

/// The page is in the other language, and what is kept is the same as in English; what is wrong is said in that language.
#[test]
fn the_answer_is_the_same_in_every_language() {
    let definition = small();
    let mut translation = whole(&definition);
    translation.set(
        "word.within",
        Word::Within.english(),
        "{least} سے {most} تک لکھیں",
    );
    translation.set("word.send", Word::Send.english(), "بھیجیں");
    let (english, urdu) = (
        Sheet::written(&definition),
        Sheet::translated(&definition, &translation),
    );
    assert_eq!((urdu.language.code, urdu.language.direction()), ("ur", "rtl"));
    assert_eq!(urdu.definition.title, "اردو How was it?");
    assert_eq!(urdu.definition.scales[0].labels, ["اردو Yes", "", "اردو No"]);
    assert_eq!(urdu.definition.sections[1].title, "اردو You");
    assert_eq!(urdu.words.say(Word::Send), "بھیجیں");
    assert_eq!(
        urdu.words.say(Word::Skip),
        Word::Skip.english(),
        "left out, so English"
    );
    let typed = |key: &str| match key {
        "good" => vec!["3"],
        "from" => vec!["there"],
        _ => vec!["7"],
    };
    let answers = urdu.read(typed).unwrap();
    assert_eq!(answers, english.read(typed).unwrap());
    assert_eq!(answers[1].value, Value::Option("there".to_owned()));
    let wrong: Problems = urdu
        .read(|key| if key == "years" { vec!["81"] } else { vec![] })
        .unwrap_err();
    assert_eq!(wrong.of("years"), Some("0 سے 80 تک لکھیں"));
    assert_eq!(wrong.of("good"), Some("Answer: اردو Was it good?"));
}

/// A translation stands beside the version: nothing of it is in the hash of what was published.
#[test]
fn a_translation_does_not_change_what_was_published() {
    let published = Published::publish(small()).unwrap();
    let shown = whole(&small()).applied(published.definition());
    assert_ne!(shown, *published.definition());
    assert!(!published.canonical().contains("اردو"));
}

/// A text that is missing, one whose English was changed since, two answers that read the same and a lost blank are named.
#[test]
fn what_is_wrong_with_a_translation_is_named_at_its_text() {
    let definition = small();
    let mut translation = whole(&definition);
    assert!(translation.extent(&definition).is_whole());
    assert_eq!(translation.slips(&definition), []);
    translation.set("question.from.option.there", "There", " ");
    translation.set("scale.s.3", "No", "اردو Yes");
    translation.set("word.letters", Word::Letters.english(), "حروف");
    let mut changed = definition.clone();
    changed.title = "How was the day?".to_owned();
    let slips: Vec<(String, String)> = translation
        .slips(&changed)
        .into_iter()
        .map(|slip| (slip.place, slip.what))
        .collect();
    let named = |place: &str, what: &str| (place.to_owned(), what.to_owned());
    assert_eq!(
        slips,
        [
            named("title", "The English was changed after this was translated"),
            named("scale.s.3", "Two answers to choose from read the same"),
            named("question.from.option.there", "This is not translated"),
            named("word.letters", "Keep {count}: it is filled in"),
        ]
    );
    let extent = translation.extent(&changed);
    assert_eq!((extent.all, extent.done, extent.stale), (12, 10, 1));
    assert!(!extent.is_whole());
}

/// Where a question has a condition, the words that say so are translated too, those that it needs and no others.
#[test]
fn words_of_conditions_are_not_left_out() {
    let mut definition = small();
    let condition = Condition::Any(vec![
        Condition::Is("from".to_owned(), "here".to_owned()),
        Condition::Not(Box::new(Condition::Answered("good".to_owned()))),
    ]);
    definition.sections[1].questions[1].show_if = Some(condition);
    let mut translation = whole(&definition);
    let missing = |translation: &Translation| -> Vec<String> {
        let slips = translation.slips(&definition).into_iter();
        slips.map(|slip| slip.place).collect()
    };
    let words = [
        Word::Or,
        Word::LeftOut,
        Word::OnlyIf,
        Word::Not,
        Word::WasAnswered,
        Word::Is,
    ];
    let places = words.map(|word| format!("word.{}", word.code()));
    assert_eq!(missing(&translation), places);
    for (place, word) in places.iter().zip(words) {
        translation.set(place, word.english(), &format!("اردو {}", word.english()));
    }
    assert_eq!(missing(&translation), [""; 0]);
}

/// Headings keep their translation when sections change places, and what belongs to no text any more is left out.
#[test]
fn a_translation_follows_what_is_asked() {
    let mut definition = small();
    let translation = whole(&definition);
    definition.sections.swap(0, 1);
    definition.remove("years");
    let settled = translation.settled(&definition);
    assert!(settled.extent(&definition).is_whole());
    assert_eq!(settled.texts["section.1"].text, "اردو You");
    assert!(!settled.texts.contains_key("question.years"));
    assert_eq!(Translation::parse(&settled.written()).unwrap(), settled);
}

#[test]
fn languages_are_a_closed_list_with_a_direction() {
    let mut codes: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), LANGUAGES.len());
    assert!(LANGUAGES.is_sorted_by_key(|language| language.name));
    assert_eq!(Language::parse(" PA-arab ").unwrap().direction(), "rtl");
    assert_eq!(Language::parse("pa").unwrap().direction(), "ltr");
    assert_eq!(Language::parse("tlh"), None);
    for word in Word::ALL {
        assert_eq!(word.blanks().count(), word.english().matches('{').count());
    }
}

/// On paper, who a question is for is said in the language of the sheet; what it leaves out stays English.
#[test]
fn a_condition_is_said_in_the_language_of_the_sheet() {
    let definition = small();
    let condition = Condition::All(vec![
        Condition::Is("from".to_owned(), "here".to_owned()),
        Condition::Any(vec![
            Condition::AtLeast("years".to_owned(), 2),
            Condition::Not(Box::new(Condition::Answered("good".to_owned()))),
        ]),
        Condition::Within("years".to_owned(), 1, 9),
    ]);
    assert_eq!(
        condition.in_words(&definition),
        "‘Where from?’ is ‘Here’ and (‘How long?’ is 2 or more or (not: ‘Was it good?’ was answered)) and ‘How long?’ is from 1 to 9"
    );
    let mut translation = whole(&definition);
    for (word, text) in [
        (Word::And, "اور"),
        (Word::Or, "یا"),
        (Word::Is, "{question} = {answer}"),
        (Word::IsAtLeast, "{question} ≥ {least}"),
    ] {
        let place = format!("word.{}", word.code());
        translation.set(&place, word.english(), text);
    }
    let sheet = Sheet::translated(&definition, &translation);
    assert_eq!(
        condition.in_language(&sheet.definition, &sheet.words),
        "‘اردو Where from?’ = ‘اردو Here’ اور (‘اردو How long?’ ≥ 2 یا (not: ‘اردو Was it good?’ was answered)) اور ‘اردو How long?’ is from 1 to 9"
    );
}
