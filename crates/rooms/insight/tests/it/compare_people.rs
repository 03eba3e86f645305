//! People before and after, and what was meant beside what was done.

use crate::compare::{area, heads, page};
use crate::world::World;

/// What was meant and what was done are two groups, and the page says so.
#[test]
fn what_was_meant_stands_beside_what_was_done() {
    let world = World::new();
    let seen = page(&world, "&by=intention");
    let (meant, used) = (
        "At the end: very likely to use it",
        "Months later: agree that they used it",
    );
    assert_eq!(
        heads(&seen.table("Likelihood to use, and use"), 3),
        [
            [meant, "75% (n=272/363)", "70% to 79%"],
            [used, "76% (n=34/45)", "61% to 86%"],
        ]
    );
    assert_eq!(
        seen.table("Likelihood to use, and use: differences"),
        [[
            used,
            meant,
            "+1",
            "from -14 to +12",
            "No difference can be concluded: the interval holds 0."
        ]]
    );
    assert!(seen.text().contains("who is in both is on no record"));
    let east = page(&world, &format!("&by=intention&area={}", area(&world, "East")));
    assert!(
        east.text()
            .contains("Answers to the later survey are counted for all areas and courses together")
    );
    assert_eq!(east.row(&[used])[1], "none");
}

/// The same people and those who answered once, side by side; the interval of the same people is the one for pairs.
#[test]
fn paired_and_unpaired_stand_apart() {
    const OTHER: &str = "/evidence/compare?programme=safe-and-together&by=paired";
    const KNOWLEDGE: &str = "How much do you know about working with the person who causes harm?";
    let world = World::new();
    let browser = world.browser("evaluator", None);
    assert!(
        browser
            .get(OTHER)
            .text()
            .contains("Nobody has answered the questions before and after a course of this part yet.")
    );
    for number in 0..18 {
        let after = if number < 12 { 5 } else { 2 };
        world.before_and_after(number, 2, after);
    }
    for number in 100..110 {
        world.answers_once(number, "before", 6);
    }
    for number in 200..212 {
        world.answers_once(number, "after", if number < 202 { 7 } else { 1 });
    }
    let seen = browser.get(OTHER);
    let own = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
        rows.into_iter()
            .filter(|row| row[0] == KNOWLEDGE)
            .map(|row| row[1..].to_vec())
            .collect()
    };
    assert_eq!(
        own(seen.table("Before and after: paired and unpaired")),
        [
            ["Paired, before", "0% [u] (n=0/18)", "0% to 18%"],
            ["Paired, after", "67% [u] (n=12/18)", "44% to 84%"],
            ["Answered once, before", "100% [u] (n=10/10)", "72% to 100%"],
            ["Answered once, after", "17% [u] (n=2/12)", "5% to 45%"],
        ]
    );
    assert_eq!(
        own(seen.table("Before and after: paired and unpaired: differences")),
        [
            [
                "Paired, after less before",
                "+67",
                "from +38 to +84",
                "[u] Higher than before."
            ],
            [
                "Answered once, after less before",
                "-83",
                "from -95 to -44",
                "[u] Lower than before."
            ],
        ]
    );
    assert!(seen.text().contains("not change in persons"));
    // For partners two who answered once cannot be shown, and with them go all who did.
    let partner = browser.get(&format!("{OTHER}&profile=partner"));
    assert_eq!(
        own(partner.table("Before and after: paired and unpaired"))
            .iter()
            .map(|row| row[1].as_str())
            .collect::<Vec<_>>(),
        ["0% [u] (n=0/18)", "67% [u] (n=12/18)", "[c]", "[c]"]
    );
}

/// Six of those at the first run of the invented course come to the second: twelve of 96 signatures, since a run has two days, and neither of
/// these is another time.
#[test]
fn the_demonstration_has_people_who_come_again() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let seen = browser.get("/evidence/compare?programme=example-partnership&by=again");
    assert_eq!(
        heads(
            &seen.table("Came, of those who had booked: first time against again"),
            2
        ),
        [
            ["First time", "100% (n=42/42)"],
            ["Been before", "n=6/6"],
            ["All", "100% (n=48/48)"]
        ]
    );
    assert_eq!(
        seen.table("Attendances and people: first time and again"),
        [
            ["First time", "84", "88% (n=84/96)", "42"],
            ["Been before", "12", "13% (n=12/96)", "6"],
            ["All", "96", "100% (n=96/96)", ""]
        ]
    );
    let words = "Too few to compare: fewer than 10 bookings in Been before.";
    assert_eq!(seen.row(&["Been before", "First time"]).last().unwrap(), words);
}
