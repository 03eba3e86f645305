//! Before and after: who is paired, and what the page must not give away.

use crate::world::{Seen, World, raw};
use scraper::Html;

store::statements! {
    /// Nobody is asked after a course any more.
    ASK_BEFORE_ONLY = "delete from course_instrument where purpose = 'post'";
}

const PAGE: &str = "/evidence/before-and-after?programme=safe-and-together";
const PEOPLE: &str = "The same people before and after";
const KNOWLEDGE: &str = "How much do you know about working with the person who causes harm?";
const ANXIOUS: &str = "How anxious does the thought of it make you?";

/// Answers at each of the seven points, and how many answered, of everybody on one side.
fn everybody(seen: &Seen, caption: &str, statement: &str) -> Vec<Option<u64>> {
    let table = seen.table(caption);
    let row = table.iter().find(|row| row[0] == statement).unwrap();
    row[1..=8].iter().map(|cell| count(cell)).collect()
}

/// The table of those who are paired with, for each statement, the table of who moved where: a statement's sum, then its points before, each
/// with the points after at its end.
fn paired_rows(seen: &Seen) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for mut sum in seen.table(PEOPLE) {
        let mut moves = seen.table(&format!("Who moved where: {}", sum[0]));
        let after = moves.pop().unwrap_or_else(|| vec!["All".to_owned()]);
        assert_eq!(after[0], "All");
        let statement = sum[0].clone();
        let blank = sum.len() - 1;
        sum.insert(1, "All".to_owned());
        sum.extend_from_slice(&after[1..]);
        rows.push(sum);
        rows.extend(moves.into_iter().map(|row| {
            let mut cells = vec![statement.clone(), row[0].clone()];
            cells.resize(2 + blank, String::new());
            cells.extend_from_slice(&row[1..]);
            cells
        }));
    }
    rows
}

/// What a statement's row says of those who are paired, and each move that somebody made: from, to, how many.
fn same_people(seen: &Seen, statement: &str) -> (Vec<String>, Vec<(usize, usize, u64)>) {
    let table = paired_rows(seen);
    let own: Vec<&Vec<String>> = table.iter().filter(|row| row[0] == statement).collect();
    let Some((sum, points)) = own.split_first() else {
        return (Vec::new(), Vec::new());
    };
    let mut moves = Vec::new();
    for (row, from) in points.iter().zip(1..) {
        let reached = row[row.len() - 7..]
            .iter()
            .map(|cell| count(cell).unwrap())
            .zip(1..);
        moves.extend(
            reached
                .filter(|(people, _)| *people > 0)
                .map(|(people, to)| (from, to, people)),
        );
    }
    assert!(
        points.is_empty() || points.len() == 7,
        "all points have a row, or none"
    );
    (sum[1..].to_vec(), moves)
}

/// People before and after are paired by their own code, and by nothing else; fewer than five are opened for nobody, and what is
/// filtered out is not there.
#[test]
fn the_same_people_stand_side_by_side() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let empty = browser.get(PAGE).text();
    assert!(empty.contains("Nobody has answered the questions before and after a course of this part yet."));
    let unasked = browser.get("/evidence/before-and-after?programme=harmful-practices-pilot");
    assert!(
        unasked
            .text()
            .contains("No course of this part has asked before and after yet.")
    );
    for number in 0..4 {
        world.before_and_after(number, 2, 5);
    }
    let few = browser.get(PAGE);
    assert!(few.text().contains("Fewer than five people can be paired"));
    assert!(few.text().contains("Fewer than five responses fit these filters"));
    assert!(few.table(PEOPLE).is_empty());
    for side in ["Everybody before", "Everybody after"] {
        assert!(few.table(side).is_empty(), "{side}: no rows of zeroes");
    }
    world.before_and_after(4, 4, 4);
    let (five, moves) = same_people(&browser.get(PAGE), KNOWLEDGE);
    assert_eq!(five[1..4], ["5", "5", "5"], "five are enough");
    assert_eq!(moves, [(2, 5, 4), (4, 4, 1)]);
    for number in 5..8 {
        world.before_and_after(number, 4, 4);
    }
    // Three answered on one side only, and one code came twice before: they stand among everybody and in no pair.
    world.answers_once(20, "before", 7);
    world.answers_once(21, "before", 7);
    world.answers_once(22, "after", 1);
    world.before_and_after(30, 1, 7);
    world.answers_once(30, "before", 1);
    let seen = browser.get(PAGE);
    assert!(!seen.text().contains("Fewer than five"));
    let pairs = ["All", "12", "10", "8"];
    let after = ["0", "0", "0", "4", "4", "0", "0"];
    let better = ["n=4/8", "n=4/8", "n=0/8", "1.50", "0.125"];
    let worse = ["n=0/8", "n=4/8", "n=4/8", "-1.50", "0.125"];
    for (statement, figures) in [(KNOWLEDGE, better), (ANXIOUS, worse)] {
        let (sum, moves) = same_people(&seen, statement);
        assert_eq!(sum[..4], pairs, "{statement}: before, after, paired");
        assert_eq!(sum[4..9], figures, "{statement}: how they moved");
        assert_eq!(sum[9..], after, "{statement}: where the paired stand after");
        assert_eq!(moves, [(2, 5, 4), (4, 4, 4)], "{statement}");
        assert_eq!(
            everybody(&seen, "Everybody before", statement),
            [2, 4, 0, 4, 0, 0, 2, 12].map(Some)
        );
        assert_eq!(
            everybody(&seen, "Everybody after", statement),
            [1, 0, 0, 4, 4, 0, 1, 10].map(Some)
        );
    }
    assert!(
        seen.text()
            .contains("8 pairs by link code; 1 code came more than once in a file and was left unpaired")
    );
    // Each rule names its statements: on one of the scales the other end is the better one.
    let text = Html::parse_document(&seen.text())
        .root_element()
        .text()
        .collect::<String>();
    assert!(
        text.contains(&format!(
            "Rule for \"{ANXIOUS}\": better = 1 to 3, neither = 4, worse = 5 to 7"
        )),
        "{text}"
    );
    assert!(text.contains(&format!("Rule for \"{KNOWLEDGE}\", ")), "{text}");
    // All answered in the first year.
    let first = browser.get(&format!("{PAGE}&year=1"));
    assert_eq!(first.table(PEOPLE), seen.table(PEOPLE));
    let none = browser.get(&format!("{PAGE}&year=2"));
    assert!(none.table(PEOPLE).is_empty() && none.table("Everybody before").is_empty());
    // Eight people are few for the public: only that nobody moved the other way is no secret.
    let public = browser.get(&format!("{PAGE}&profile=public"));
    let (sum, moves) = same_people(&public, KNOWLEDGE);
    let hidden = |cells: &[String]| cells.iter().all(|cell| cell == "[c]");
    assert!(
        hidden(&sum[1..6]) && sum[6] == "0" && hidden(&sum[7..]),
        "{sum:?}"
    );
    assert!(moves.is_empty() && public.table("Everybody before").is_empty());
}

/// A later version is paired with what was asked in the same words on the same scale, and with nothing else; a version that asks no
/// such thing is passed over.
#[test]
fn only_versions_that_ask_the_same_are_paired() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for number in 0..6 {
        world.before_and_after(number, 2, 5);
    }
    world.another_version("after");
    for number in 6..11 {
        world.before_and_after(number, 3, 4);
    }
    let paired = |seen: &Seen, statement: &str| -> String {
        let table = paired_rows(seen);
        let row = table.iter().find(|row| row[0] == statement && row[1] == "All");
        row.map_or_else(String::new, |row| row[4].clone())
    };
    let seen = browser.get(PAGE);
    assert_eq!(paired(&seen, KNOWLEDGE), "11", "both versions ask it alike");
    assert_eq!(
        paired(&seen, ANXIOUS),
        "6",
        "the second version turns the scale round"
    );
    world.publish(
        "key = \"before\"\nversion = 3\ntitle = \"Before the course\"\n\
         [[section]]\ntitle = \"One question\"\n\
         [[section.question]]\nkey = \"heard\"\nkind = \"yes-no-unsure\"\ntext = \"Have you heard of this before?\"\n",
    );
    let later = browser.get(PAGE);
    assert_eq!(later.status, http::StatusCode::OK, "{}", later.text());
    assert_eq!(paired(&later, KNOWLEDGE), "11");
}

/// The counts of a page's cell: `n` of a share, or the number itself.
fn count(cell: &str) -> Option<u64> {
    let digits = cell.split_once("n=").map_or(cell, |(_, rest)| rest);
    digits
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .filter(|digits| !digits.is_empty())
        .and_then(|digits| digits.parse().ok())
}

/// Everything that somebody can take from one another on the page: everybody at a point less the paired ones at it, and everybody less
/// the paired ones, on either side. Only what is printed is known.
fn differences(seen: &Seen, statement: &str) -> Vec<u64> {
    let people = paired_rows(seen);
    let own: Vec<&Vec<String>> = people.iter().filter(|row| row[0] == statement).collect();
    let Some(summary) = own.iter().find(|row| row[1] == "All") else {
        return Vec::new();
    };
    let pairs = count(&summary[4]);
    let mut found = Vec::new();
    for (caption, margin) in [("Everybody before", 2), ("Everybody after", 3)] {
        found.extend(
            count(&summary[margin])
                .zip(pairs)
                .map(|(all, paired)| all - paired),
        );
        let table = seen.table(caption);
        let Some(row) = table.iter().find(|row| row[0] == statement) else {
            continue;
        };
        found.extend(count(&row[8]).zip(pairs).map(|(all, paired)| all - paired));
        let points: Vec<Option<u64>> = (1..=7)
            .map(|point| {
                let body: Vec<&&Vec<String>> = own.iter().filter(|row| row[1] != "All").collect();
                if margin == 3 {
                    return (!body.is_empty()).then(|| count(&summary[9 + point]))?;
                }
                let row = body.iter().find(|row| row[1].starts_with(&point.to_string()))?;
                row[10..].iter().map(|cell| count(cell)).sum()
            })
            .collect();
        for (point, paired) in points.into_iter().enumerate() {
            found.extend(
                count(&row[1 + point])
                    .zip(paired)
                    .map(|(all, paired)| all - paired),
            );
        }
    }
    found
}

/// What one table of the page hides, the others do not give away: nothing that can be taken from one another is a small count.
#[test]
fn the_whole_page_gives_away_nobody_who_answered_once() {
    // For each case: who answered once only, before and after.
    let cases: [(&[i64], &[i64], bool); 6] = [
        (&[], &[], true),
        (&[2, 2, 2], &[], false),
        (&[2, 2, 2, 2, 2], &[], true),
        (&[2, 2, 2, 6, 6, 6], &[], false),
        (&[], &[5, 5, 5, 5], false),
        (&[2, 2, 2, 2, 2], &[7, 7, 7, 7, 7], true),
    ];
    for (before, after, everybody) in cases {
        let world = World::new();
        let browser = world.browser("evaluator", None);
        for number in 0..5 {
            world.before_and_after(number, 2, 5);
            world.before_and_after(number + 10, 4, 4);
        }
        for (number, point) in (100..).zip(before) {
            world.answers_once(number, "before", *point);
        }
        for (number, point) in (200..).zip(after) {
            world.answers_once(number, "after", *point);
        }
        let seen = browser.get(&format!("{PAGE}&profile=partner"));
        let known = differences(&seen, KNOWLEDGE);
        assert!(
            !known.iter().any(|count| (1..5).contains(count)),
            "{before:?} {after:?}: {known:?}"
        );
        assert_eq!(
            !seen.table("Everybody before").is_empty(),
            everybody,
            "{before:?} {after:?}"
        );
        assert_eq!(seen.text().contains("are left out"), !everybody);
        assert!(!seen.table(PEOPLE).is_empty());
        let open = browser.get(PAGE);
        assert!(
            !open.table("Everybody before").is_empty(),
            "nothing is hidden from ourselves"
        );
        if !everybody {
            let given_away = differences(&open, KNOWLEDGE);
            assert!(
                given_away.iter().any(|count| (1..5).contains(count)),
                "{given_away:?}"
            );
        }
    }
}

/// Where the moves are hidden, everybody's points must not be their margins.
#[test]
fn a_hidden_matrix_has_no_margins_beside_it() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for number in 0..5 {
        world.before_and_after(number, 2, 5);
        world.before_and_after(number + 10, 4, 4);
    }
    for number in 20..23 {
        world.before_and_after(number, 2, 6);
    }
    let seen = browser.get(&format!("{PAGE}&profile=partner"));
    assert!(seen.text().contains("The transition matrix is left out"));
    assert!(
        seen.table("Everybody before").is_empty(),
        "all are paired: these would be the margins"
    );
}

/// The demonstration has answers before and after, and says that they are invented.
#[test]
fn the_demonstration_shows_who_moved_where() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let seen = browser.get("/evidence/before-and-after?programme=example-partnership");
    assert!(seen.text().contains("Example partnership (invented)"));
    assert!(
        seen.text()
            .contains("based on 2 of 2 sessions that asked before and after; nothing outstanding"),
        "{}",
        seen.text()
    );
    let people = paired_rows(&seen);
    let knowledge: Vec<_> = people.iter().filter(|row| row[0] == KNOWLEDGE).collect();
    assert_eq!(knowledge.len(), 8, "the sum and seven points before");
    let paired: u64 = knowledge[0][4].parse().unwrap();
    assert!((30..48).contains(&paired), "{:?}", knowledge[0]);
    assert!(
        knowledge[0][9].starts_with('<') || knowledge[0][9].starts_with('0'),
        "Wilcoxon: {:?}",
        knowledge[0]
    );
    assert!(knowledge[0][5].contains('%'));
    // Courses that ask on one side only are none that ask before and after.
    raw(&world.db, |tx| Ok(tx.run(&ASK_BEFORE_ONLY, &[])?));
    let seen = browser
        .get("/evidence/before-and-after?programme=example-partnership")
        .text();
    assert!(
        !seen.contains("2 of 2 sessions that asked before and after"),
        "{seen}"
    );
}

/// On the page who moved where stands under the table in tables of its own, so that nothing of it is out of sight at the side; in a file it
/// stands in the table.
#[test]
fn who_moved_where_stands_apart() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/before-and-after?programme=example-partnership";
    let seen = browser.get(page);
    let people = seen.table(PEOPLE);
    assert!(
        people.len() > 1 && people.iter().all(|row| row.len() == 9),
        "{people:?}"
    );
    for sum in &people {
        let moves = seen.table(&format!("Who moved where: {}", sum[0]));
        assert_eq!(moves.len(), 8, "seven points before, and all");
        assert!(moves.iter().all(|row| row.len() == 8), "{moves:?}");
        let all = moves.last().unwrap();
        let after: u64 = all[1..].iter().map(|cell| count(cell).unwrap()).sum();
        assert_eq!((all[0].as_str(), after.to_string()), ("All", sum[3].clone()));
    }
    let file = browser
        .export(page, &[("profile-of-export", "internal"), ("format", "csv")])
        .text();
    let head = file.lines().nth(1).unwrap();
    assert!(
        head.starts_with("\"Statement\",\"Point before\",") && head.contains("\"After: 7\""),
        "{head}"
    );
    assert!(!file.contains("Who moved where"), "{file}");
}
