//! Questionnaires in other languages: entered beside the English, chosen by those who answer, and one stored answer for all.

use crate::browser::{Browser, Fields};
use crate::drafts::{home, publish};
use crate::world::World;
use http::StatusCode;
use store::values;

const FOLLOW: &str = "/instruments/end-of-session/1/translations";

/// The form of a translation with every text of the questionnaire and of its page in another language, but for those named.
fn filled(browser: &Browser, path: &str, but: &[(&str, &str)]) -> Fields {
    let mut fields = browser.get(path).form(&[]);
    for (name, value) in &mut fields {
        let text = ["title", "introduction"].contains(&name.as_str())
            || ["section.", "question.", "scale."]
                .iter()
                .any(|part| name.starts_with(part));
        let own = but.iter().find(|(known, _)| known == name);
        let mut words = instrument::Word::ALL.into_iter();
        let word = words.find(|word| name.strip_prefix("word.") == Some(word.code()));
        if let Some((_, given)) = own {
            (*given).clone_into(value);
        } else if let Some(word) = word {
            *value = format!("اردو {}", word.english());
        } else if text {
            *value = format!("اردو {name}");
        }
    }
    fields
}

/// A translation is entered beside the English, in part first; those who answer are offered it when it is whole, and choose it. The page
/// runs from right to left, and what is stored is what is stored in English.
#[test]
fn those_who_answer_choose_a_language() {
    store::statements! {
        STORED = "select a.question_key, a.number, a.option_key from answer a where a.question_key in ('expectations', 'background') order by a.question_key";
        HASH = "select hash from instrument_version where key = 'end-of-session'";
    }
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let hash = || world.all(&HASH, values![], |row| row.get::<String>(0));
    let before = hash();
    let seen = coordinator.get(&format!("{FOLLOW}?language=ur"));
    let path = home(&seen);
    assert_eq!(path, format!("{FOLLOW}/ur"));
    let form = coordinator.get(&path);
    assert_eq!(form.attributes("textarea[name=title]", "dir"), ["rtl"]);
    assert_eq!(form.attributes("textarea[name=title]", "lang"), ["ur"]);
    let visitor = Browser::of(&world, None);
    let sheet = format!("/feedback/{}", world.link());
    let part = filled(&coordinator, &path, &[("title", "")]);
    assert_eq!(home(&coordinator.post(&path, &part)), path);
    let english = filled(&coordinator, &path, &[("word.only-if", ""), ("word.send", "")]);
    assert_eq!(home(&coordinator.post(&path, &english)), path);
    assert_eq!(
        coordinator.get(&path).all(".govuk-error-message"),
        ["Error: This is not translated, and says when a question is asked"]
    );
    let list = coordinator.get(FOLLOW).main();
    assert!(list.contains("Not offered yet"), "{list}");
    assert!(visitor.get(&sheet).all("nav li").is_empty(), "it is not whole");
    let whole = filled(
        &coordinator,
        &path,
        &[
            ("title", "آج کیسا رہا؟"),
            ("word.send", "بھیجیں"),
            ("word.nothing-yet", "ابھی کچھ نہیں"),
        ],
    );
    assert_eq!(home(&coordinator.post(&path, &whole)), path);
    let offered = visitor.get(&sheet);
    assert_eq!(offered.all("main nav li"), ["English", "اردو"]);
    let urdu = format!("{sheet}?lang=ur");
    let page = visitor.get(&urdu);
    assert_eq!(page.attributes("main div[lang]", "lang"), ["ur"]);
    assert_eq!(page.attributes("main div[lang]", "dir"), ["rtl"]);
    assert_eq!(page.all("h1"), ["آج کیسا رہا؟"]);
    assert_eq!(page.all("main button"), ["بھیجیں"]);
    let empty = visitor.fill(&urdu, &[]);
    assert!(empty.main().contains("ابھی کچھ نہیں"), "{}", empty.main());
    let sent = visitor.fill(&urdu, &[("expectations", "2"), ("background", "education")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let stored = world.all(&STORED, values![], |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<Option<i64>>(1)?,
            row.get::<Option<String>>(2)?,
        ))
    });
    assert_eq!(
        stored,
        [
            ("background".to_owned(), None, Some("education".to_owned())),
            ("expectations".to_owned(), Some(2), None)
        ]
    );
    assert_eq!(hash(), before, "what was published did not change");
}

/// A slip of a translation is named at its text, and the version before it stays in the records.
#[test]
fn slips_are_named_and_rounds_are_kept() {
    store::statements! {
        ROUNDS = "select count(*) from instrument_translation where language = 'ar'";
    }
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let path = format!("{FOLLOW}/ar");
    let twice = filled(
        &coordinator,
        &path,
        &[("scale.agreement.1", "نعم"), ("scale.agreement.2", "نعم")],
    );
    coordinator.post(&path, &twice);
    let page = coordinator.get(&path);
    assert_eq!(
        page.all(".govuk-error-message"),
        ["Error: Two answers to choose from read the same"]
    );
    let late = page.form(&[]);
    let mended = filled(&coordinator, &path, &[("scale.agreement.1", "نعم")]);
    assert_eq!(home(&coordinator.post(&path, &mended)), path);
    assert_eq!(world.all(&ROUNDS, values![], |row| row.get::<i64>(0)), [2]);
    let told = coordinator.post(&path, &late);
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.main().contains("Somebody saved this translation"),
        "{}",
        told.main()
    );
    for unknown in ["tlh", "en"] {
        assert_eq!(
            coordinator.get(&format!("{FOLLOW}/{unknown}")).status,
            StatusCode::NOT_FOUND
        );
    }
}

/// Of two who save one translation at the same moment one is told, and keeps what she typed; no round of the other is written over.
#[test]
fn of_two_who_save_a_translation_one_is_told() {
    store::statements! {
        SAVED = "select content from instrument_translation where language = 'so' order by round";
    }
    let world = World::new();
    let both = [&world.coordinator, &world.colleague()].map(|account| Browser::of(&world, Some(account)));
    let path = format!("{FOLLOW}/so");
    let typed = ["Hers", "Mine"];
    let forms = [0, 1].map(|who| both[who].get(&path).form(&[("title", typed[who])]));
    let start = std::sync::Barrier::new(2);
    let told = std::thread::scope(|scope| {
        let posts = [0, 1].map(|who| {
            let (browser, form, path, start) = (&both[who], &forms[who], &path, &start);
            scope.spawn(move || {
                start.wait();
                browser.post(path, form)
            })
        });
        posts.map(|post| post.join().unwrap())
    });
    let mut states = told.each_ref().map(|seen| seen.status.as_u16());
    states.sort_unstable();
    assert_eq!(states, [303, 409]);
    let late = told
        .iter()
        .position(|seen| seen.status == StatusCode::CONFLICT)
        .unwrap();
    assert_eq!(told[late].all("textarea[name=title]"), [typed[late]]);
    let saved = world.all(&SAVED, values![], |row| row.get::<String>(0));
    assert_eq!(saved.len(), 1, "{saved:?}");
    assert!(saved[0].contains(typed[1 - late]), "{saved:?}");
}

/// A draft is translated as well; what its English changes is out of date until it is translated anew, and the translation goes along when
/// the draft is published.
#[test]
fn a_drafts_translation_follows_its_english() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = home(&coordinator.fill("/instruments/new", &[("from", "version"), ("key", "follow-up")]));
    let path = format!("{draft}/translations/so");
    let whole = filled(&coordinator, &path, &[]);
    assert_eq!(home(&coordinator.post(&path, &whole)), path);
    let list = || coordinator.get(&format!("{draft}/translations")).main();
    assert!(list().contains("Whole: offered"), "{}", list());
    let words = [("title", "What became of it at work?")];
    coordinator.fill(&format!("{draft}/words"), &words);
    assert!(list().contains("1 is out of date"), "{}", list());
    let page = coordinator.get(&path);
    assert_eq!(
        page.all(".govuk-error-message"),
        ["Error: The English was changed after this was translated"]
    );
    let again = filled(&coordinator, &path, &[]);
    coordinator.post(&path, &again);
    let preview = coordinator.get(&format!("{draft}/preview?lang=so"));
    assert_eq!(preview.attributes(".trellis-phone", "lang"), ["so"]);
    assert_eq!(home(&publish(&coordinator, &draft)), "/instruments/follow-up");
    let version = coordinator.get("/instruments/follow-up/2?lang=so");
    assert_eq!(version.all("h1"), ["اردو title"]);
    let next = home(&coordinator.fill("/instruments/new", &[("from", "version"), ("key", "follow-up")]));
    assert!(
        coordinator
            .get(&format!("{next}/translations"))
            .main()
            .contains("Somali")
    );
}
