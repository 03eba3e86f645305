//! Forms that come too late, or empty: nobody's answers are thrown away, and nothing counts that says nothing.

use crate::browser::Browser;
use crate::world::World;
use http::StatusCode;
use kernel::{Day, Instant};

const CODE: [(&str, &str); 3] = [("code-parent", "Ma"), ("code-day", "7"), ("code-phone", "42")];

fn at(world: &World, time: &str) {
    let day = Day::new(2026, 3, 12).unwrap();
    world.clock.set(Instant::on(day, time).unwrap());
}

/// Whatever refuses it, the form comes back as it was filled in, with the reason.
#[test]
fn a_form_that_is_refused_late_comes_back_filled_in() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    at(&world, "12:45");
    let link = world.link();
    let path = format!("/feedback/{link}");
    let filled = [("expectations", "4"), ("first-use", "Ask, and wait")];
    let twice = browser.get(&path).form(&filled);
    let returned = |path: &str, fields: &crate::browser::Fields, words: &str| {
        let page = browser.post(path, fields);
        assert_eq!(page.status, StatusCode::GONE);
        let summary = page.all(".govuk-error-summary").concat();
        assert!(
            summary.contains(words) && summary.contains("still stand below"),
            "{summary}"
        );
        assert!(page.text.contains("Ask, and wait"), "what was typed");
        assert_eq!(
            page.attributes("input[name=expectations][checked]", "value"),
            ["4"],
            "what was chosen"
        );
    };
    let stranger = format!("/feedback/{}", world.unsigned_link(1));
    let crowded = browser.get(&stranger).form(&filled);
    assert_eq!(browser.fill(&path, &filled).status, StatusCode::SEE_OTHER);
    returned(&path, &twice, "have been answered by this link");
    returned(&stranger, &crowded, "As many people have answered as signed in");
    // Another day's link ends while its form is open.
    let stranger = format!("/feedback/{}", world.unsigned_link(2));
    world
        .clock
        .set(Instant::on(Day::new(2026, 3, 14).unwrap(), "23:55").unwrap());
    let ended = browser.get(&stranger).form(&filled);
    world.clock.advance(600);
    returned(&stranger, &ended, "This link has ended");
    assert_eq!(world.responses(), 1);
}

/// A set of answers in which nothing is answered is none; a code to lay two sets side by side is no answer.
#[test]
fn an_empty_form_is_not_kept() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let path = format!("/feedback/{}", world.link());
    for (path, values) in [(path.clone(), &[] as &[_]), (format!("{path}/pre"), &CODE)] {
        let page = browser.fill(&path, values);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let summary = page.all(".govuk-error-summary").concat();
        assert!(
            summary.contains("You have not answered anything yet"),
            "{summary}"
        );
    }
    assert_eq!(world.responses(), 0);
}

/// The questions before the course end an hour after its start; who opened them in time has a quarter of an hour more. Every form has a way
/// past it, and after the middle of the day what looks back comes first.
#[test]
fn the_questions_before_the_course_end_with_its_beginning() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    at(&world, "10:30");
    let (link, other) = (world.link(), world.link());
    let thanks = format!("/thank-you/{link}");
    let (path, second) = (format!("/feedback/{link}/pre"), format!("/feedback/{other}/pre"));
    let page = browser.get(&path);
    assert_eq!(
        page.attributes("main a[href^='/thank-you/']", "href"),
        std::slice::from_ref(&thanks)
    );
    let question = page.attributes("input[type=radio]", "name")[0].clone();
    let mut values = CODE.to_vec();
    values.push((&question, "1"));
    let (form, late) = (page.form(&values), browser.get(&second).form(&values));
    let before_half = browser.get(&thanks);
    assert_eq!(
        before_half.all("main h2").len(),
        2,
        "what comes now, and what comes at the end"
    );
    at(&world, "10:45");
    assert_eq!(browser.get(&path).location, thanks);
    assert_eq!(browser.post(&path, &form).status, StatusCode::SEE_OTHER);
    at(&world, "10:46");
    let refused = browser.post(&second, &late);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(
        refused.text.contains("belong before the course"),
        "{}",
        refused.main()
    );
    assert_eq!(refused.attributes("input[name=code-day]", "value"), ["7"]);
    at(&world, "14:00");
    let after = browser.get(&format!("/thank-you/{other}"));
    assert_eq!(
        after.attributes("main li a", "href"),
        [
            format!("/feedback/{other}/feedback"),
            format!("/feedback/{other}/post")
        ]
    );
    assert_eq!(
        after.all("main h2"),
        ["What will you do now?", "More questions on this course"]
    );
    assert_eq!(world.responses(), 1);
}
