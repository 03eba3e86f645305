//! Two people at once on one draft: whatever was made old by the other's change changes nothing, and says so beside the draft as it is now.

use crate::browser::{Browser, Fields, Seen};
use crate::drafts::{home, published, questions, written};
use crate::world::World;
use http::StatusCode;

/// Two coordinators, and a draft that the first one wrote.
struct Both {
    world: World,
    first: Browser,
    second: Browser,
    draft: String,
}

impl Both {
    fn new() -> Self {
        let world = World::new();
        let (first, second) = (
            Browser::of(&world, Some(&world.coordinator)),
            Browser::of(&world, Some(&world.colleague())),
        );
        let draft = written(&first);
        Self {
            world,
            first,
            second,
            draft,
        }
    }

    /// The first one has the page of a part open while the second saves it; what the first one is told when she saves.
    fn saved_by_both(&self, part: &str, hers: &[(&str, &str)], mine: &[(&str, &str)]) -> Seen {
        let path = format!("{}/{part}", self.draft);
        let old = self.first.get(&path).form(mine);
        let saved = self.second.fill(&path, hers);
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{part}: {}", saved.main());
        let told = self.first.post(&path, &old);
        assert_eq!(told.status, StatusCode::CONFLICT, "{part}: {}", told.main());
        let page = told.main();
        assert!(page.contains("colleague changed this draft on"), "{page}");
        assert!(page.contains("What you typed is not saved"), "{page}");
        told
    }
}

/// The hidden fields of a page's buttons, with the button.
fn pressed(page: &Seen, act: &str) -> Fields {
    let mut fields: Fields = vec![("act".to_owned(), act.to_owned())];
    for name in ["form-token", "form-id", "version"] {
        let value = &page.attributes(&format!("main input[name=\"{name}\"]"), "value")[0];
        fields.push((name.to_owned(), value.clone()));
    }
    fields
}

/// No button of an old page does anything: nothing is undone, kept, put aside or removed that somebody did not see. The page shows the draft as it
/// is now, and its buttons work.
#[test]
fn a_button_of_an_old_page_does_nothing() {
    let both = Both::new();
    let (first, draft) = (&both.first, both.draft.as_str());
    let old = first.get(draft);
    let removed = both.second.press(draft, &[("act", "remove:i-feel-listened-to")]);
    assert_eq!(home(&removed), draft);
    let left = ["Have you come before?", "How many times?"];
    let events = first.get(&format!("{draft}/history")).all("tbody tr").len();
    for act in [
        "undo",
        "aside",
        "keep:how-many-times",
        "remove:how-many-times",
        "section-remove:0",
    ] {
        let told = first.post(draft, &pressed(&old, act));
        assert_eq!(told.status, StatusCode::CONFLICT, "{act}: {}", told.main());
        assert!(told.main().contains("Nothing was done by your button"), "{act}");
        assert_eq!(told.all("tbody th"), left, "{act}: as it is now");
        assert_eq!(questions(first, draft), left, "{act}");
    }
    let told = first.post(draft, &pressed(&old, "undo"));
    assert_eq!(
        first.get(&format!("{draft}/history")).all("tbody tr").len(),
        events
    );
    assert_eq!(home(&first.post(draft, &pressed(&told, "undo"))), draft);
    assert_eq!(questions(first, draft).len(), 3, "it was undone knowingly");
}

/// Nobody publishes what somebody else changed since she looked at it; she is shown it as it is now.
#[test]
fn what_was_changed_meanwhile_is_not_published() {
    let both = Both::new();
    let (first, draft) = (&both.first, both.draft.as_str());
    let page = format!("{draft}/publish");
    let old = first.get(&page).form(&[("sure", "yes")]);
    let removed = both.second.press(draft, &[("act", "remove:how-many-times")]);
    assert_eq!(home(&removed), draft);
    let told = first.post(&page, &old);
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.main());
    assert!(
        told.main().contains("Look at it again before it is published"),
        "{}",
        told.main()
    );
    let again = first.post(&page, &told.form(&[("sure", "yes")]));
    assert_eq!(home(&again), "/instruments/how-are-we-doing");
    let version = published(&both.world, "how-are-we-doing", 1);
    assert_eq!(version.definition().questions().count(), 2);
}

/// The title, a scale and a translation that somebody else saved meanwhile are not written over: both are shown, and what was typed stays.
#[test]
fn a_part_that_both_change_is_not_written_over() {
    let both = Both::new();
    let told = both.saved_by_both(
        "words",
        &[("title", "How are they doing?")],
        &[("introduction", "Three questions.")],
    );
    assert!(told.main().contains("How are they doing?"), "{}", told.main());
    assert!(told.text.contains("Three questions."), "what she typed stays");
    let draft = both.first.get(&both.draft);
    assert_eq!(
        draft.all("h1").concat(),
        "How are they doing?",
        "{}",
        draft.main()
    );
    let again = both.first.post(&format!("{}/words", both.draft), &told.form(&[]));
    assert_eq!(home(&again), both.draft, "saved knowingly");
    let scale = draft.attributes("main a[href*='/scale/']", "href").remove(0);
    let scale = scale
        .strip_prefix(&format!("{}/", both.draft))
        .unwrap()
        .to_owned();
    let told = both.saved_by_both(
        &scale,
        &[("better", "Fine"), ("worse", "Not fine")],
        &[("better", "Good"), ("worse", "Bad")],
    );
    assert!(told.main().contains("Not fine"), "{}", told.main());
    assert_eq!(told.attributes("main input[name=better]", "value"), ["Good"]);
    let told = both.saved_by_both("translations/so", &[("title", "Hers")], &[("title", "Mine")]);
    assert_eq!(told.all("textarea[name=title]"), ["Mine"]);
    let kept = both.first.get(&format!("{}/translations/so", both.draft));
    assert_eq!(kept.all("textarea[name=title]"), ["Hers"]);
}

/// A heading is known by what stands under it: where sections change places, another of the same words does not get the new ones.
#[test]
fn a_heading_that_changed_places_is_not_taken_for_another() {
    let both = Both::new();
    let (first, draft) = (&both.first, both.draft.as_str());
    first.fill(&format!("{draft}/section/1"), &[("title", "About you")]);
    first.fill(&format!("{draft}/section/new"), &[("title", "About you")]);
    let page = format!("{draft}/section/1");
    let old = first.get(&page).form(&[("title", "What we ask you")]);
    let moved = both.second.press(draft, &[("act", "section-down:0")]);
    assert_eq!(home(&moved), draft);
    let told = first.post(&page, &old);
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.main());
    assert_eq!(
        told.attributes("main input[name=title]", "value"),
        ["What we ask you"]
    );
    assert!(!first.get(draft).main().contains("What we ask you"));
    let again = first.post(&page, &told.form(&[]));
    assert_eq!(home(&again), draft, "saved knowingly");
    assert!(first.get(draft).main().contains("What we ask you"));
}

/// The headings of a draft's sections, with the questions under each, in order.
fn in_order(browser: &Browser, draft: &str) -> Vec<String> {
    browser.get(draft).all("main caption, main tbody th")
}

/// A draft of two sections: three questions, and one about the end.
fn of_two_sections(both: &Both) -> [&'static str; 6] {
    let (first, draft) = (&both.first, both.draft.as_str());
    first.fill(&format!("{draft}/section/1"), &[("title", "Beginning")]);
    first.fill(&format!("{draft}/section/new"), &[("title", "End")]);
    let links = first
        .get(draft)
        .attributes("a[href*='question?section=']", "href");
    let form = first
        .get(&format!("{}&kind=text", links[1]))
        .form(&[("text", "Anything else?")]);
    assert_eq!(home(&first.post(&format!("{draft}/question"), &form)), draft);
    let order = [
        "Beginning",
        "I feel listened to",
        "Have you come before?",
        "How many times?",
        "End",
        "Anything else?",
    ];
    assert_eq!(in_order(first, draft), order);
    order
}

/// Sections change places while somebody adds a question to one of them, or takes one from the bank: it goes into the section that she saw.
#[test]
fn a_question_goes_into_the_section_that_was_chosen() {
    let both = Both::new();
    let (first, draft) = (&both.first, both.draft.as_str());
    let order = of_two_sections(&both);
    let page = first.get(&format!("{draft}/question?section=2&kind=text"));
    assert!(page.main().contains("End"), "{}", page.main());
    let mine = page.form(&[("text", "May we write to you?")]);
    let bank = first.get(&format!("{draft}/bank?words=trainer&kind=scale"));
    let end = bank.attributes("select[name=section] option", "value")[1].clone();
    let take = bank.attributes("button[name=take]", "value")[0].clone();
    let mut hers = bank.form(&[("section", &end)]);
    hers.push(("take".to_owned(), take));
    let moved = both.second.press(draft, &[("act", "section-down:0")]);
    assert_eq!(home(&moved), draft);
    assert_eq!(home(&first.post(&format!("{draft}/question"), &mine)), draft);
    let taken = first.post(&format!("{draft}/bank"), &hers);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    let mut now: Vec<&str> = order[4..].to_vec();
    now.extend(["May we write to you?", "The trainer knew the subject well"]);
    now.extend(&order[..4]);
    assert_eq!(in_order(first, draft), now);
}

/// Where the section got another heading meanwhile, or is gone, nothing is put elsewhere: whoever adds the question is told, keeps what she typed, and
/// adds it knowingly to the section that is named.
#[test]
fn a_question_whose_section_is_gone_goes_nowhere() {
    let both = Both::new();
    let (first, draft) = (&both.first, both.draft.as_str());
    let order = of_two_sections(&both);
    let page = first.get(&format!("{draft}/question?section=2&kind=text"));
    let mine = page.form(&[("text", "May we write to you?")]);
    let bank = first.get(&format!("{draft}/bank?words=trainer&kind=scale"));
    let end = bank.attributes("select[name=section] option", "value")[1].clone();
    let take = bank.attributes("button[name=take]", "value")[0].clone();
    let mut hers = bank.form(&[("section", &end)]);
    hers.push(("take".to_owned(), take));
    let removed = both.second.press(draft, &[("act", "section-remove:1")]);
    assert_eq!(home(&removed), draft);
    let told = first.post(&format!("{draft}/bank"), &hers);
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.main());
    assert!(told.main().contains("Nothing was taken"), "{}", told.main());
    let told = first.post(&format!("{draft}/question"), &mine);
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.main());
    let page = told.main();
    assert!(page.contains("colleague changed this draft on"), "{page}");
    assert!(
        page.contains("Your question is not added") && page.contains("Beginning"),
        "{page}"
    );
    assert_eq!(in_order(first, draft), order[..4]);
    let again = first.post(&format!("{draft}/question"), &told.form(&[("kind", "text")]));
    assert_eq!(home(&again), draft, "added knowingly: {}", again.main());
    let mut now = order[..4].to_vec();
    now.push("May we write to you?");
    assert_eq!(in_order(first, draft), now);
}
