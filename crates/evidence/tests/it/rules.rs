//! The rules for single figures: percentages, scales, completeness, returns, people.

use evidence::completeness::{Completeness, Noun, Return, ReturnTotal};
use evidence::scale::{BadScale, Distribution, Polarity, Side};
use evidence::share::{Percentage, Precision, Rate, Ratio, hundredths};
use evidence::statements::pool;
use evidence::tally::PeopleCount;
use evidence::{Answer, NonAnswer, Scale, Statement, Statements};

fn shown(n: u64, of: u64) -> String {
    Percentage::new(n, of).unwrap().display(Precision::Whole)
}

#[test]
fn percentages_round_half_up_and_say_what_they_cannot() {
    assert_eq!(shown(532, 625), "85% (n=532/625)");
    assert_eq!(shown(1, 8), "n=1/8");
    assert_eq!(shown(17, 20), "85% [u] (n=17/20)");
    assert_eq!(shown(1, 200), "1% (n=1/200)", "a half goes up");
    assert_eq!(
        shown(29, 200),
        "15% (n=29/200)",
        "14.5 goes up, which 0.145 as a float would not"
    );
    assert_eq!(shown(1, 201), "<1% (n=1/201)");
    assert_eq!(shown(0, 201), "0% (n=0/201)");
    assert_eq!(shown(201, 201), "100% (n=201/201)");
    assert_eq!(shown(200, 201), ">99% (n=200/201)");
    assert_eq!(shown(199, 200), ">99% (n=199/200)");
    assert_eq!(shown(9, 9), "n=9/9");
    assert_eq!(shown(5, 10), "50% [u] (n=5/10)");
    assert_eq!(shown(15, 30), "50% (n=15/30)");
    assert!(Percentage::new(2, 1).is_none() && Percentage::new(0, 0).is_none());
}

#[test]
fn one_decimal_needs_a_thousand() {
    let decimal = |n, of| {
        Percentage::new(n, of)
            .unwrap()
            .text(Precision::OneDecimal)
            .unwrap()
    };
    assert_eq!(decimal(500, 999), "50%");
    assert_eq!(decimal(333, 1000), "33.3%");
    assert_eq!(decimal(1, 2000), "0.1%");
    assert_eq!(decimal(1, 2001), "<0.1%");
    assert_eq!(decimal(2000, 2001), ">99.9%");
    assert_eq!(decimal(2001, 2001), "100.0%");
}

#[test]
fn ratios_rates_and_differences_are_not_percentages() {
    let share = |n, of| Percentage::new(n, of).unwrap();
    assert_eq!(
        share(86, 100).points_above(share(81, 100)).text(),
        "+5 percentage points"
    );
    assert_eq!(
        share(81, 100).points_above(share(86, 100)).text(),
        "-5 percentage points"
    );
    assert_eq!(
        share(1, 200).points_above(share(0, 7)).text(),
        "+1 percentage point"
    );
    assert_eq!(
        share(0, 7).points_above(share(1, 200)).text(),
        "-1 percentage point"
    );
    assert_eq!(
        share(1, 3).points_above(share(2, 6)).text(),
        "0 percentage points"
    );
    assert_eq!(Ratio::new(12, 5).unwrap().text(), "2.4 to 1 (12:5)");
    let rate = Rate::new(12, 37_500, 10_000, 12).unwrap();
    assert_eq!(rate.text(), "3.2 per 10,000 in 12 months (n=12, N=37,500)");
    assert!(
        rate.compare(Rate::new(6, 37_500, 10_000, 6).unwrap()).is_err(),
        "unequal periods"
    );
    assert_eq!(
        rate.compare(Rate::new(6, 37_500, 10_000, 12).unwrap()),
        Ok(std::cmp::Ordering::Greater)
    );
    assert_eq!(hundredths(-1, 3).unwrap(), "-0.33");
    assert_eq!(hundredths(-1, 1000).unwrap(), "0.00");
    assert_eq!(hundredths(1, 200).unwrap(), "0.01");
}

fn scale(points: usize, polarity: Polarity) -> Scale {
    Scale::new((1..=points).map(|point| format!("p{point}")).collect(), polarity).unwrap()
}

#[test]
fn scales_collapse_by_points_and_polarity() {
    let five = scale(5, Polarity::BestFirst);
    let sides: Vec<_> = (0..=6).map(|point| five.side(point)).collect();
    let (better, neither, worse) = (Some(Side::Better), Some(Side::Neither), Some(Side::Worse));
    assert_eq!(sides, [None, better, better, neither, worse, worse, None]);
    let seven = scale(7, Polarity::WorstFirst);
    let sides: Vec<_> = (1..=7).map(|point| seven.side(point)).collect();
    assert_eq!(sides, [worse, worse, worse, neither, better, better, better]);
    let four = scale(4, Polarity::BestFirst);
    assert_eq!((four.has_neither(), four.sides().len()), (false, 2));
    assert_eq!(
        (1..=4).map(|point| four.side(point)).collect::<Vec<_>>(),
        [better, better, worse, worse]
    );
    assert_eq!((five.gain(4, 2), seven.gain(4, 2)), (2, -2));
    assert_eq!(
        five.rule(),
        "better = 1 to 2, neither = 3, worse = 4 to 5; 1 is \"p1\", of 5 points"
    );
    assert_eq!(
        Scale::new(vec!["a".to_owned()], Polarity::BestFirst),
        Err(BadScale::Points(1))
    );
    assert_eq!(
        Scale::new(vec!["a".to_owned(), "a".to_owned()], Polarity::BestFirst),
        Err(BadScale::Label(2))
    );
}

#[test]
fn non_answers_are_four_things_and_never_a_zero() {
    let five = Scale::agreement();
    assert_eq!(five.read("3"), Some(Answer::Point(3)));
    assert_eq!(five.read(" Strongly agree "), Some(Answer::Point(1)));
    assert_eq!(five.read(""), Some(Answer::Absent(NonAnswer::NotRecorded)));
    assert_eq!(
        five.read("Prefer_not-to say"),
        Some(Answer::Absent(NonAnswer::PreferNotToSay))
    );
    for wrong in ["0", "6", "-1", "+2", "03", "2.0", "agree", "n/a", "٣"] {
        assert_eq!(five.read(wrong), None, "{wrong}");
    }
    let found = Distribution {
        points: vec![0, 2, 0, 0, 1],
        absent: [1, 2, 3, 4],
    };
    assert_eq!((found.answered(), found.missing()), (3, 10));
    assert_eq!(
        (found.mean().unwrap().as_str(), found.median().unwrap().as_str()),
        ("3.00", "2")
    );
    assert_eq!(
        (five.word(Side::Better), five.word(Side::Worse)),
        ("agree", "disagree")
    );
    let even = Distribution {
        points: vec![1, 0, 0, 1, 0],
        absent: [0; 4],
    };
    assert_eq!(even.median().unwrap(), "2.5");
    let nobody = Distribution {
        points: vec![0; 5],
        absent: [9, 0, 0, 0],
    };
    assert_eq!((nobody.mean(), nobody.median()), (None, None));
}

#[test]
fn points_between_the_ends_may_go_without_words() {
    let labels = ["Not at all", "", "", "", "Completely"]
        .map(str::to_owned)
        .to_vec();
    let bare = Scale::new(labels, Polarity::WorstFirst).unwrap();
    assert_eq!(
        bare.read(""),
        Some(Answer::Absent(NonAnswer::NotRecorded)),
        "nothing is no label"
    );
    assert_eq!(bare.read("Completely"), Some(Answer::Point(5)));
    let no_end = ["Not at all", "", ""].map(str::to_owned).to_vec();
    assert_eq!(Scale::new(no_end, Polarity::WorstFirst), Err(BadScale::Label(3)));
}

#[test]
fn completeness_and_returns_say_what_is_missing() {
    let noun = |one: &str, many: &str| Noun::new(one, many);
    let sessions = Completeness::new(noun("session", "sessions"), noun("register", "registers"), 54, 74);
    assert_eq!(
        sessions.text(),
        "based on 54 of 74 sessions; 20 registers outstanding"
    );
    let one = Completeness::new(noun("session", "sessions"), noun("register", "registers"), 73, 74);
    assert_eq!(one.text(), "based on 73 of 74 sessions; 1 register outstanding");
    let all = Completeness::new(noun("session", "sessions"), noun("register", "registers"), 1, 1);
    assert_eq!(all.text(), "based on 1 of 1 session; nothing outstanding");
    let none = Completeness::new(noun("session", "sessions"), noun("register", "registers"), 0, 0);
    assert_eq!(none.text(), "nothing was due");
    let given_up = sessions.clone().papers(0, 20);
    assert_eq!(
        given_up.text(),
        "based on 54 of 74 sessions; 0 outstanding, 20 waived"
    );
    let partly = sessions.papers(3, 17);
    assert_eq!(
        partly.text(),
        "based on 54 of 74 sessions; 3 registers outstanding, 17 waived"
    );
    let beside = none.papers(1, 0);
    assert_eq!(beside.text(), "based on no session; 1 register outstanding");
    let unsaved = ReturnTotal {
        sum: 12,
        came: 0,
        owed: 2,
    };
    assert_eq!(
        unsaved.text(),
        "12 (0 of 2 returns)",
        "what is known is not hidden behind a missing sheet"
    );
    let total = ReturnTotal::of([
        Return::Count(200),
        Return::Missing,
        Return::Count(0),
        Return::Impossible,
    ]);
    assert_eq!(total.text(), "200 (2 of 3 returns)");
    assert_eq!(ReturnTotal::of([Return::Missing]).text(), "[x]");
    assert_eq!(ReturnTotal::of([Return::Impossible]).text(), "[z]");
    assert_eq!(ReturnTotal::of([Return::Count(0)]).text(), "0");
    assert_eq!(
        (Return::Missing.text(), Return::Impossible.text()),
        ("[x]".to_owned(), "[z]".to_owned())
    );
}

#[test]
fn people_and_attendances_are_two_counts() {
    let known = PeopleCount::of([Some("a"), Some("b"), Some("a")]);
    assert_eq!(known.text(), "3 attendances by 2 people");
    let partly = PeopleCount::of([Some("a"), None, None]);
    assert_eq!(partly.text(), "3 attendances by at least 1 person");
    let none = PeopleCount::of::<&str>([None]);
    assert_eq!(none.text(), "1 attendance by at least 1 person");
    assert_eq!(known.people_text(false), "2");
    assert_eq!(known.people_text(true), "at least 2", "a sheet is missing");
}

#[test]
fn versions_pool_only_where_wording_scale_and_polarity_are_the_same() {
    let first = Statements::new(
        "One",
        vec![
            Statement::new("a", "Met expectations", Scale::agreement()),
            Statement::new("b", "Useful", Scale::agreement()),
            Statement::new("c", "Clear", scale(5, Polarity::BestFirst)),
        ],
    )
    .unwrap();
    let second = Statements::new(
        "Two",
        vec![
            Statement::new("b", "Useful", Scale::agreement()),
            Statement::new("a", "Met expectations", scale(7, Polarity::BestFirst)),
            Statement::new("c", "Clear", scale(5, Polarity::WorstFirst)),
        ],
    )
    .unwrap();
    let pooled = pool("Both", &[&first, &second]).unwrap();
    assert_eq!(pooled.rows, [vec![0, 1, 2], vec![1, 3, 4]]);
    let keys: Vec<&str> = pooled
        .statements
        .items()
        .iter()
        .map(|item| item.key.as_str())
        .collect();
    assert_eq!(keys, ["a", "b", "c", "a.2", "c.2"]);
    assert_eq!(pooled.statements.items()[3].label, "Met expectations (version 2)");
    let reworded = Statement::new("a", "Met my expectations fully", Scale::agreement()).worded("a-2");
    let third = Statements::new("Three", vec![reworded]).unwrap();
    assert_eq!(
        pool("Both", &[&first, &third]).unwrap().rows,
        [vec![0, 1, 2], vec![3]]
    );
}

#[test]
fn a_point_is_numbered_once() {
    let labels = ["1, none at all", "2", "", "40 of them", "Five"]
        .map(str::to_owned)
        .to_vec();
    let scale = Scale::new(labels, Polarity::WorstFirst).unwrap();
    let named: Vec<String> = (1..=6).map(|point| scale.named(point)).collect();
    assert_eq!(named, ["1, none at all", "2", "3", "4 40 of them", "5 Five", "6"]);
}
