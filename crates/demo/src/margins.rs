//! Every margin that was published, checked against the plan.

use crate::partnership::PARTNERSHIP;
use crate::plan::{Form, Plan, Programme, plan};
use crate::published::{
    BACKGROUNDS, DELIVERY, DISRUPTIONS, FEEDBACK, LEARNING, STAKEHOLDER, TRAINING, number, rows, text,
};
use std::collections::{BTreeMap, BTreeSet};

/// Questions of the form in the order of table 1, and of the later survey in the order of table 2.
const STATEMENTS: [&str; 15] = [
    "expectations",
    "objectives",
    "materials",
    "trainer",
    "participation",
    "questions",
    "level",
    "safe",
    "trust",
    "satisfied",
    "aims",
    "support",
    "part",
    "improve",
    "recommend",
];
const LATER: [&str; 4] = ["used", "fit", "identify", "respond"];

fn title(plan: &Plan, session: usize) -> &str {
    plan.courses[plan.sessions[session].course].title
}

/// The document's name of a course.
fn named(plan: &Plan, session: usize) -> String {
    title(plan, session).to_lowercase().replace(": ", " ")
}

fn group(plan: &Plan, form: &Form) -> &'static str {
    match title(plan, form.session.unwrap()) {
        course if course.starts_with("Multi") => "multi-agency",
        course if course.starts_with("Specialist") => "specialist",
        _ => "follow-up",
    }
}

fn point(form: &Form, question: &str) -> Option<i64> {
    form.points
        .iter()
        .find(|(known, _)| *known == question)
        .map(|(_, point)| *point)
}

fn option<'f>(form: &'f Form, question: &str) -> Option<&'f str> {
    form.options
        .iter()
        .find(|(known, _)| *known == question)
        .map(|(_, option)| *option)
}

#[test]
fn every_line_of_what_went_wrong_is_in_the_plan() {
    let plan = plan().unwrap();
    for row in rows(DISRUPTIONS).unwrap() {
        let (area, year) = (text(&row, 0).unwrap(), number::<u8>(&row, 1).unwrap());
        let (course, what) = (text(&row, 2).unwrap(), text(&row, 3).unwrap());
        let count = (0..plan.sessions.len())
            .filter(|place| {
                let session = &plan.sessions[*place];
                let fits = match what {
                    "cancelled" => session.cancelled,
                    "rescheduled" => session.original_day.is_some(),
                    "sign-in sheet missing" => !session.sheet && session.feedback,
                    "sign-in sheet and feedback missing" => !session.sheet && !session.feedback,
                    other => panic!("{other}"),
                };
                session.area == area
                    && session.year == year
                    && fits
                    && (named(&plan, *place) == course
                        || (course == "specialist" && named(&plan, *place).starts_with(course)))
            })
            .count();
        assert_eq!(count, number::<usize>(&row, 4).unwrap(), "{row:?}");
    }
}

#[test]
fn statements_agree_in_every_collapsed_group() {
    let plan = plan().unwrap();
    for (file, keys, forms, points) in [
        (FEEDBACK, &STATEMENTS[..], &plan.feedback, 5),
        (STAKEHOLDER, &LATER[..], &plan.follow_up, 7),
    ] {
        let middle = (points + 1) / 2;
        for (row, key) in rows(file).unwrap().iter().zip(keys) {
            let answers: Vec<i64> = forms.iter().filter_map(|form| point(form, key)).collect();
            assert!(answers.iter().all(|point| (1..=points).contains(point)));
            let on =
                |side: fn(i64, i64) -> bool| answers.iter().filter(|point| side(**point, middle)).count();
            let computed = [
                on(|point, middle| point < middle),
                on(|point, middle| point == middle),
                on(|point, middle| point > middle),
                answers.len(),
            ];
            let published: Vec<usize> = (2..6).map(|column| number(row, column).unwrap()).collect();
            assert_eq!(computed.as_slice(), published, "{row:?}");
        }
    }
}

#[test]
fn what_people_meant_to_do_and_knew_agrees() {
    let plan = plan().unwrap();
    for row in rows(LEARNING).unwrap() {
        let (measure, who) = (text(&row, 0).unwrap(), text(&row, 1).unwrap());
        let forms: Vec<&Form> = plan
            .feedback
            .iter()
            .filter(|form| match who {
                "all" => true,
                "tri-borough" => plan.sessions[form.session.unwrap()].area == "Tri-borough",
                wanted => group(&plan, form) == wanted,
            })
            .collect();
        let (n, of) = if measure.starts_with("high likelihood") {
            let given: Vec<&str> = forms
                .iter()
                .filter_map(|form| option(form, "likelihood"))
                .collect();
            (
                given.iter().filter(|option| **option == "high").count(),
                given.len(),
            )
        } else if measure == "within a month" {
            let given: Vec<&str> = forms
                .iter()
                .filter_map(|form| option(form, "time-of-use"))
                .collect();
            (
                given.iter().filter(|option| **option == "month").count(),
                given.len(),
            )
        } else {
            let key = if measure.ends_with("start") {
                "knowledge-before"
            } else {
                "knowledge-after"
            };
            let place = ["excellent", "good", "fair", "poor"]
                .iter()
                .position(|word| measure.contains(word))
                .unwrap();
            let wanted = i64::try_from(place).unwrap() + 1;
            let given: Vec<i64> = forms.iter().filter_map(|form| point(form, key)).collect();
            (
                given.iter().filter(|point| **point == wanted).count(),
                given.len(),
            )
        };
        for (column, computed) in [(2, n), (3, of), (4, (200 * n + of) / (2 * of))] {
            if !text(&row, column).unwrap().is_empty() {
                assert_eq!(computed, number::<usize>(&row, column).unwrap(), "{row:?}");
            }
        }
    }
}

#[test]
fn backgrounds_agree_but_for_the_two_forms_of_the_errata() {
    let plan = plan().unwrap();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for form in &plan.feedback {
        let course = match named(&plan, form.session.unwrap()) {
            name if name.starts_with("follow-up") => "follow-up".to_owned(),
            name => name,
        };
        let code = option(form, "background").unwrap_or("not-stated");
        let label = directory::model::label_of(directory::model::BACKGROUNDS, code).to_owned();
        *counts.entry((course.clone(), label)).or_default() += 1;
        *counts.entry((course, "all".to_owned())).or_default() += 1;
    }
    let count = |course: &str, label: &str| {
        counts
            .get(&(course.to_owned(), label.to_owned()))
            .copied()
            .unwrap_or(0)
    };
    let mut differ = Vec::new();
    for row in rows(BACKGROUNDS).unwrap() {
        let (course, label) = (text(&row, 0).unwrap(), text(&row, 1).unwrap());
        let (n, of) = (count(course, label), count(course, "all"));
        if n != number::<usize>(&row, 2).unwrap() {
            differ.push(format!("{course}, {label}: {n}"));
        }
        assert_eq!(
            (200 * n + of) / (2 * of),
            number::<usize>(&row, 3).unwrap(),
            "{row:?}"
        );
    }
    assert_eq!(
        differ,
        [
            "multi-agency, Social care - children: 43",
            "specialist day 1, Not stated or unclear: 53"
        ]
    );
    let totals = [
        "multi-agency",
        "specialist day 1",
        "specialist day 2",
        "follow-up",
    ]
    .map(|course| count(course, "all"));
    assert_eq!(totals, [337, 130, 118, 75]);
}

#[test]
fn the_partnerships_attendance_agrees_by_course_borough_and_year() {
    let plan = plan().unwrap();
    for row in rows(TRAINING).unwrap() {
        let (course, borough) = (text(&row, 0).unwrap(), text(&row, 1).unwrap());
        let year = number::<u8>(&row, 2).unwrap();
        let fits = |place: usize| {
            let session = &plan.sessions[place];
            plan.courses[session.course].programme == Programme::Partnership
                && session.year == year
                && named(&plan, place) == course
        };
        let attended = plan
            .places
            .iter()
            .filter(|place| place.signed_in && fits(place.session))
            .filter(|place| borough == "all" || place.borough == Some(borough))
            .count();
        assert_eq!(attended, number::<usize>(&row, 4).unwrap(), "{row:?}");
        if !text(&row, 3).unwrap().is_empty() {
            let blocks = (0..plan.sessions.len()).filter(|place| fits(*place)).count();
            assert_eq!(blocks, number::<usize>(&row, 3).unwrap(), "{row:?}");
        }
    }
}

/// The document gives attendances alone: no block has an area of its own, and nobody has booked.
#[test]
fn the_partnerships_blocks_have_no_place_and_no_bookings() {
    let plan = plan().unwrap();
    let of_partnership =
        |session: usize| plan.courses[plan.sessions[session].course].programme == Programme::Partnership;
    let areas: BTreeSet<&str> = (0..plan.sessions.len())
        .filter(|place| of_partnership(*place))
        .map(|place| plan.sessions[place].area)
        .collect();
    assert_eq!(areas, BTreeSet::from([PARTNERSHIP]));
    let mut places = plan.places.iter().filter(|place| of_partnership(place.session));
    assert!(places.all(|place| place.signed_in && !place.booked));
}

#[test]
fn nobody_sits_in_one_session_twice_and_every_pilot_total_is_the_documents() {
    let plan = plan().unwrap();
    let mut seats: Vec<(usize, usize)> = plan
        .places
        .iter()
        .map(|place| (place.session, place.person))
        .collect();
    let all = seats.len();
    seats.sort_unstable();
    seats.dedup();
    assert_eq!(seats.len(), all);
    let sum = |column: usize| -> usize {
        rows(DELIVERY)
            .unwrap()
            .iter()
            .map(|row| number::<usize>(row, column).unwrap())
            .sum()
    };
    assert_eq!((sum(5), sum(6)), (671, 660));
}
