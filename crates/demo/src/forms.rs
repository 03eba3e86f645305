//! Feedback forms (document 000, table 1, the text after it, appendix 2) and the later survey (table 2). Rules:
//!
//! 1. Each row of the delivery table has its number of forms, shared evenly over the sessions whose forms are there.
//! 2. Each statement is answered by as many forms as published, drawn by the seed; inside a collapsed group the points are
//!    invented (two of three on the stronger one).
//! 3. Backgrounds are dealt within each course. Appendix 2 gives multi-agency one form too few and specialist day 1 one too
//!    many against appendix 3 (errata). The form too few is one of children's social care, the one too many one of "not
//!    stated": so every printed percentage still comes out.
//! 4. Likelihood of use: multi-agency 143, specialist 158, follow-up 62 forms answer it, 129 of them in Tri-borough; the shares of
//!    "very likely" agree with every published figure at once ([`LIKELY`]).
//! 5. Knowledge: the document prints percentages without their number. 80, 158 and 73 forms answer, the smallest round counts
//!    whose shares print as published for each course and for all ([`KNOWLEDGE`]).

use crate::plan::{Form, Plan, share, shuffle};
use crate::published::{BACKGROUNDS, DELIVERY, FEEDBACK, STAKEHOLDER, number, rows, text};
use kernel::SeededEntropy;

/// The statements of table 1 in its order, as our questionnaire names them.
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
/// The statements of table 2.
const LATER: [&str; 4] = ["used", "fit", "identify", "respond"];

/// Courses taken together in the text after table 1.
const GROUPS: [&str; 3] = ["multi-agency", "specialist", "follow-up"];

/// For each group: Tri-borough forms that answer and are very likely, East forms that answer and are very likely.
const LIKELY: [(usize, usize, usize, usize); 3] = [(58, 34, 85, 59), (53, 40, 105, 91), (18, 13, 44, 35)];

/// Answers to "when", of all 363 with a likelihood: within a month, and later.
const WITHIN_A_MONTH: (usize, usize) = (222, 348);

/// For each group: excellent, good, fair, poor before, then after.
const KNOWLEDGE: [([usize; 4], [usize; 4]); 3] = [
    ([1, 17, 38, 24], [18, 54, 7, 1]),
    ([5, 50, 73, 30], [61, 85, 11, 1]),
    ([13, 26, 26, 8], [30, 38, 4, 1]),
];

/// Adds the forms.
pub(crate) fn add(plan: &mut Plan, entropy: &SeededEntropy) -> Result<(), String> {
    let mut group_of: Vec<usize> = Vec::new();
    let mut course_of: Vec<&'static str> = Vec::new();
    let mut tri: Vec<bool> = Vec::new();
    for row in rows(DELIVERY)? {
        let (area, year, course, forms) = (
            text(&row, 0)?,
            number::<u8>(&row, 1)?,
            text(&row, 2)?,
            number::<usize>(&row, 6)?,
        );
        let title = title_of(course)?;
        let sessions: Vec<usize> = plan
            .sessions
            .iter()
            .enumerate()
            .filter(|(_, session)| {
                session.area == area
                    && session.year == year
                    && session.feedback
                    && !session.cancelled
                    && plan
                        .courses
                        .get(session.course)
                        .is_some_and(|known| known.title == title)
            })
            .map(|(place, _)| place)
            .collect();
        let shares = share(forms, &vec![usize::MAX; sessions.len()])?;
        for (session, count) in sessions.into_iter().zip(shares) {
            for _ in 0..count {
                plan.feedback.push(Form {
                    session: Some(session),
                    points: Vec::new(),
                    options: Vec::new(),
                });
                let group = GROUPS
                    .iter()
                    .position(|group| course.starts_with(group))
                    .ok_or("no group")?;
                group_of.push(group);
                course_of.push(if course.starts_with("follow-up") {
                    "follow-up"
                } else {
                    title
                });
                tri.push(area != "East");
            }
        }
    }
    statements(plan, entropy)?;
    backgrounds(plan, &course_of, entropy)?;
    likelihood(plan, &group_of, &tri, entropy)?;
    knowledge(plan, &group_of, entropy)?;
    later(plan, entropy)
}

fn title_of(course: &str) -> Result<&'static str, String> {
    Ok(match course {
        "multi-agency" => "Multi-agency",
        "specialist day 1" => "Specialist day 1",
        "specialist day 2" => "Specialist day 2",
        "follow-up risk assessment" => "Follow-up: risk assessment",
        "follow-up psychological impact" => "Follow-up: psychological impact",
        "follow-up safeguarding" => "Follow-up: safeguarding",
        other => return Err(format!("no course {other}")),
    })
}

/// Draws `count` of the given forms.
fn draw(mut among: Vec<usize>, count: usize, entropy: &SeededEntropy) -> Result<Vec<usize>, String> {
    shuffle(&mut among, entropy);
    if among.len() < count {
        return Err(format!("{count} of {} forms", among.len()));
    }
    among.truncate(count);
    Ok(among)
}

/// Points for the collapsed groups of a scale whose first point is the best.
fn points(agree: usize, neither: usize, disagree: usize, of: i64) -> Vec<i64> {
    let (strong, mild) = (1, 2);
    let middle = (of + 1) / 2;
    let mut all: Vec<i64> = (0..agree)
        .map(|place| if place % 3 == 2 { mild } else { strong })
        .collect();
    all.extend((0..neither).map(|_| middle));
    all.extend((0..disagree).map(|place| if place % 3 == 2 { of } else { of - 1 }));
    all
}

fn statements(plan: &mut Plan, entropy: &SeededEntropy) -> Result<(), String> {
    for (row, key) in rows(FEEDBACK)?.iter().zip(STATEMENTS) {
        let (agree, neither, disagree, answered) = (
            number(row, 2)?,
            number(row, 3)?,
            number(row, 4)?,
            number::<usize>(row, 5)?,
        );
        let chosen = draw((0..plan.feedback.len()).collect(), answered, entropy)?;
        put(
            &mut plan.feedback,
            &chosen,
            key,
            &points(agree, neither, disagree, 5),
        )?;
    }
    Ok(())
}

fn put(forms: &mut [Form], chosen: &[usize], key: &'static str, points: &[i64]) -> Result<(), String> {
    if chosen.len() != points.len() {
        return Err(format!(
            "{key}: {} answers for {} forms",
            points.len(),
            chosen.len()
        ));
    }
    for (form, point) in chosen.iter().zip(points) {
        forms
            .get_mut(*form)
            .ok_or("no such form")?
            .points
            .push((key, *point));
    }
    Ok(())
}

fn backgrounds(plan: &mut Plan, course_of: &[&'static str], entropy: &SeededEntropy) -> Result<(), String> {
    let published = rows(BACKGROUNDS)?;
    for (course, title) in [
        ("multi-agency", "Multi-agency"),
        ("specialist day 1", "Specialist day 1"),
        ("specialist day 2", "Specialist day 2"),
        ("follow-up", "follow-up"),
    ] {
        let mut forms: Vec<usize> = course_of
            .iter()
            .enumerate()
            .filter(|(_, known)| **known == title)
            .map(|(place, _)| place)
            .collect();
        shuffle(&mut forms, entropy);
        let mut forms = forms.into_iter();
        for row in published.iter().filter(|row| text(row, 0) == Ok(course)) {
            let label = text(row, 1)?;
            let code = directory::model::background_by_label(label)
                .ok_or_else(|| format!("no background {label}"))?
                .code;
            if code == "not-stated" {
                continue;
            }
            let extra = usize::from(course == "multi-agency" && code == "social-care-children");
            for _ in 0..number::<usize>(row, 2)? + extra {
                let form = forms
                    .next()
                    .ok_or_else(|| format!("{course}: more backgrounds than forms"))?;
                plan.feedback
                    .get_mut(form)
                    .ok_or("no such form")?
                    .options
                    .push(("background", code));
            }
        }
    }
    Ok(())
}

fn likelihood(
    plan: &mut Plan,
    group_of: &[usize],
    tri: &[bool],
    entropy: &SeededEntropy,
) -> Result<(), String> {
    let mut answering = Vec::new();
    for (group, (tri_all, tri_high, east_all, east_high)) in LIKELY.into_iter().enumerate() {
        for (wanted, all, high) in [(true, tri_all, tri_high), (false, east_all, east_high)] {
            let among = group_of
                .iter()
                .zip(tri)
                .enumerate()
                .filter(|(_, (known, known_tri))| **known == group && **known_tri == wanted)
                .map(|(place, _)| place)
                .collect();
            for (place, form) in draw(among, all, entropy)?.into_iter().enumerate() {
                let option = if place < high {
                    "high"
                } else if place % 4 == 3 {
                    "low"
                } else {
                    "medium"
                };
                plan.feedback
                    .get_mut(form)
                    .ok_or("no such form")?
                    .options
                    .push(("likelihood", option));
                answering.push(form);
            }
        }
    }
    let (month, answered) = WITHIN_A_MONTH;
    for (place, form) in draw(answering, answered, entropy)?.into_iter().enumerate() {
        let option = if place < month {
            "month"
        } else if place % 3 == 0 {
            "later"
        } else {
            "quarter"
        };
        plan.feedback
            .get_mut(form)
            .ok_or("no such form")?
            .options
            .push(("time-of-use", option));
    }
    Ok(())
}

fn knowledge(plan: &mut Plan, group_of: &[usize], entropy: &SeededEntropy) -> Result<(), String> {
    for (group, (before, after)) in KNOWLEDGE.into_iter().enumerate() {
        let among = group_of
            .iter()
            .enumerate()
            .filter(|(_, known)| **known == group)
            .map(|(place, _)| place)
            .collect();
        let chosen = draw(among, before.iter().sum(), entropy)?;
        for (key, counts) in [("knowledge-before", before), ("knowledge-after", after)] {
            let points: Vec<i64> = (1_i64..)
                .zip(counts)
                .flat_map(|(point, count)| std::iter::repeat_n(point, count))
                .collect();
            put(&mut plan.feedback, &chosen, key, &points)?;
        }
    }
    Ok(())
}

fn later(plan: &mut Plan, entropy: &SeededEntropy) -> Result<(), String> {
    for (row, key) in rows(STAKEHOLDER)?.iter().zip(LATER) {
        let (agree, neither, disagree, answered) = (
            number(row, 2)?,
            number(row, 3)?,
            number(row, 4)?,
            number::<usize>(row, 5)?,
        );
        while plan.follow_up.len() < answered {
            plan.follow_up.push(Form {
                session: None,
                points: Vec::new(),
                options: Vec::new(),
            });
        }
        let chosen = draw((0..plan.follow_up.len()).collect(), answered, entropy)?;
        put(
            &mut plan.follow_up,
            &chosen,
            key,
            &points(agree, neither, disagree, 7),
        )?;
    }
    Ok(())
}
