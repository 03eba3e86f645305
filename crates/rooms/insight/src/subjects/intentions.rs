//! What people said that they would do, who of them was asked and answered, and what became of it. What was said is on no page.

use super::owed;
use crate::view::View;
use evidence::agree::notes;
use evidence::compare::FEWEST;
use evidence::disclosure::{Profile, protect};
use evidence::interval::wilson;
use evidence::share::Precision;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{Noun, Table};
use kernel::{Fault, Stop};
use learning::model::PassedKind;
use learning::passed_on::reading::{Part, reached};
use responses::intentions::{self, Answered, Counted, Offered, Outcome, REASONS};
use std::collections::BTreeMap;
use store::Tx;

/// How all of them stand: each is in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Standing {
    /// What those who answered said, in the order of [`Outcome::ALL`].
    outcomes: [u64; 4],
    /// Asked, and have not answered.
    waiting: u64,
    /// Not asked yet, or nobody to ask.
    not_asked: u64,
}

impl Standing {
    fn of(found: &[Counted]) -> Self {
        let mut standing = Self::default();
        for own in found {
            let place = own
                .outcome
                .and_then(|outcome| Outcome::ALL.iter().position(|known| *known == outcome));
            let slot = match place.and_then(|place| standing.outcomes.get_mut(place)) {
                Some(slot) => slot,
                None if own.asked => &mut standing.waiting,
                None => &mut standing.not_asked,
            };
            *slot += own.count;
        }
        standing
    }

    fn answered(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// As a profile lets it be printed; what fewer than five answered is opened for nobody, and neither is what two looks `apart` would show.
    fn printed(&self, profile: Profile, apart: bool) -> Printed {
        let all = [self.outcomes.as_slice(), &[self.waiting, self.not_asked]].concat();
        let with_sum = [all.as_slice(), &[all.iter().sum()]].concat();
        let shown = protect(profile, &[all.len()], &with_sum);
        let at = |place: usize| shown.get(place).copied().flatten();
        let open = self.answered() == 0 || self.answered() >= FEWEST;
        let outcomes = [0, 1, 2, 3].map(|place| at(place).filter(|_| open && !apart));
        Printed {
            outcomes,
            waiting: at(4),
            not_asked: at(5),
            said: at(6),
        }
    }
}

/// The same as it prints. Every other number of the page is made from these.
struct Printed {
    outcomes: [Option<u64>; 4],
    waiting: Option<u64>,
    not_asked: Option<u64>,
    said: Option<u64>,
}

impl Printed {
    fn answered(&self) -> Option<u64> {
        self.outcomes.iter().copied().sum()
    }

    fn asked(&self) -> Option<u64> {
        Some(self.answered()? + self.waiting?)
    }

    fn done(&self) -> Option<u64> {
        self.outcomes.first().copied().flatten()
    }

    fn not_done(&self) -> Option<u64> {
        self.outcomes.iter().skip(1).copied().sum()
    }

    /// The whole of which asked and not asked are the parts: where numbers are rounded, their own sum.
    fn whole(&self) -> Option<u64> {
        self.said?;
        Some(self.asked()? + self.not_asked?)
    }
}

/// A share and its interval, made from numbers that print.
fn share(n: Option<u64>, of: Option<u64>, profile: Profile) -> Vec<Cell> {
    let pair = n.zip(of);
    let mut cells = vec![match pair {
        Some((_, 0)) => Cell::text("none"),
        Some((n, of)) => Cell::share(n, of, None, Precision::Whole, profile.percent_from()),
        None => Cell::hidden(),
    }];
    if profile.exact() {
        cells.push(match pair {
            Some((n, of)) if of >= profile.percent_from() => {
                wilson(n, of).map_or_else(|| Cell::text(""), |interval| Cell::text(&interval.percent_text()))
            }
            Some(_) => Cell::text(""),
            None => Cell::hidden(),
        });
    }
    cells
}

fn columns(first: (&str, &str), counted: bool, share: &str, profile: Profile) -> Vec<Column> {
    let mut columns = vec![Column::new(first.0, first.1, ColumnKind::Label)];
    if counted {
        columns.push(Column::new("count", "Count", ColumnKind::Count));
    }
    columns.push(Column::new("share", share, ColumnKind::Share));
    if profile.exact() {
        columns.push(Column::new("interval", "95% interval", ColumnKind::Number));
    }
    columns
}

const fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row {
        kind,
        rule: None,
        cells,
    }
}

/// A row of a count without a share.
fn counted(kind: RowKind, label: &str, count: Option<u64>, profile: Profile) -> Row {
    let mut cells = vec![Cell::text(label), Cell::count_or_hidden(count), Cell::text("")];
    if profile.exact() {
        cells.push(Cell::text(""));
    }
    row(kind, cells)
}

/// Everything that was said, in its place.
fn became(printed: &Printed, profile: Profile) -> Table {
    let columns = columns(
        ("became", "What became of it"),
        true,
        "Of those who answered",
        profile,
    );
    let mut table = Table::new(
        "What became of what people said they would do",
        profile.name(),
        columns,
    );
    for (outcome, count) in Outcome::ALL.iter().zip(printed.outcomes) {
        let mut cells = vec![Cell::text(outcome.label()), Cell::count_or_hidden(count)];
        cells.extend(share(count, printed.answered(), profile));
        table.rows.push(row(RowKind::Body, cells));
    }
    for (label, count) in [
        ("Asked, not answered", printed.waiting),
        ("Not asked", printed.not_asked),
    ] {
        table.rows.push(counted(RowKind::Body, label, count, profile));
    }
    table.rows.push(counted(
        RowKind::Total,
        "All that was said",
        printed.said,
        profile,
    ));
    table
}

/// From saying to doing, step by step.
fn steps(printed: &Printed, profile: Profile) -> Table {
    let columns = columns(("step", "Step"), false, "Share", profile);
    let mut table = Table::new("From saying to doing", profile.name(), columns);
    for (label, n, of) in [
        ("Asked, of what was said", printed.asked(), printed.whole()),
        ("Answered, of those asked", printed.answered(), printed.asked()),
        ("Done, of those answered", printed.done(), printed.answered()),
    ] {
        let mut cells = vec![Cell::text(label)];
        cells.extend(share(n, of, profile));
        table.rows.push(row(RowKind::Body, cells));
    }
    notes(&mut table, profile);
    table
}

/// Why it was not done, or not all of it; only where how many that were is known anyway.
fn reasons(found: &[Counted], printed: &Printed, profile: Profile) -> Option<Table> {
    let whole = printed.not_done().filter(|whole| *whole > 0)?;
    let codes: Vec<Option<&str>> = REASONS
        .iter()
        .map(|(code, _)| Some(*code))
        .chain([None])
        .collect();
    let not_done = |own: &&Counted| own.outcome.is_some_and(|outcome| outcome != Outcome::Done);
    let counts: Vec<u64> = codes
        .iter()
        .map(|code| {
            let own = found
                .iter()
                .filter(not_done)
                .filter(|own| own.why.as_deref() == *code);
            own.map(|own| own.count).sum()
        })
        .collect();
    let shown = protect(
        profile,
        &[counts.len()],
        &[counts.as_slice(), &[counts.iter().sum()]].concat(),
    );
    let columns = columns(("reason", "Why"), true, "Of those not done, or not all", profile);
    let mut table = Table::new("Why it was not done, or not all of it", profile.name(), columns);
    let labels = REASONS.iter().map(|(_, words)| *words).chain(["No reason given"]);
    for (label, count) in labels.zip(shown) {
        let mut cells = vec![Cell::text(label), Cell::count_or_hidden(count)];
        cells.extend(share(count, Some(whole), profile));
        table.rows.push(row(RowKind::Body, cells));
    }
    table.notes.push(
        "Those who said that it is partly done, that they could not, or that they did not. They chose one reason from a list, or none."
            .to_owned(),
    );
    notes(&mut table, profile);
    Some(table)
}

/// At how many sessions people could say something.
fn offered_words(offered: Offered) -> String {
    format!(
        "Somebody said something at {} of the {} whose people are asked later what became of it.",
        Noun::new("session", "sessions").counted(offered.said),
        Noun::new("session", "sessions").counted(offered.sessions)
    )
}

/// Which filters are in use: area, course and year.
type Filters = [bool; 3];

/// Every part that these filters tell apart has five answers or none.
fn is_safe(found: &[Answered], [area, course, year]: Filters) -> bool {
    let mut parts: BTreeMap<_, u64> = BTreeMap::new();
    for one in found {
        let part = (
            Some(one.area).filter(|_| area),
            Some(one.course).filter(|_| course),
            Some(one.year).filter(|_| year),
        );
        *parts.entry(part).or_default() += one.count;
    }
    parts.values().all(|answers| *answers >= FEWEST)
}

/// A look under these filters may be laid beside any look under others that are open by themselves: an area less a course that it has alone is
/// the rest of the area.
fn is_safe_beside(found: &[Answered], own: Filters, every_area: bool) -> bool {
    let both = |[area, course, year]: Filters, other: Filters| {
        let [by_area, by_course, by_year] = other;
        [area || by_area, course || by_course, year || by_year]
    };
    (0..8_u8)
        .map(|bits| [bits & 1 > 0 && every_area, bits & 2 > 0, bits & 4 > 0])
        .filter(|other| is_safe(found, *other))
        .all(|other| is_safe(found, both(own, other)))
}

/// One look taken from another would show what fewer than five answered: by days always, because a day more is one more answer; and by area,
/// course or year where some part that looks tell apart has fewer than five answers.
fn told_apart(tx: &mut Tx<'_>, view: &View) -> Result<bool, Fault> {
    let all = view.leave.sees_all();
    let (_, month, date) = view.programme.start.parts();
    let begins = format!("{month:02}-{date:02}");
    let own = view.area.filter(|_| !all);
    let found = intentions::answered(tx, &view.leave, view.programme.id, &begins, own)?;
    // Who works in one area cannot look at another.
    let filters = [
        all && view.area.is_some(),
        view.course.is_some(),
        view.year.is_some(),
    ];
    let safe = filters == [false; 3] || is_safe(&found, filters) && is_safe_beside(&found, filters, all);
    Ok(view.days != (None, None) || !safe)
}

/// What was passed on at work. A time is what one person did, whom her colleagues know; how many heard it is said where that is.
fn passed_on(tx: &mut Tx<'_>, view: &View) -> Result<Table, Stop> {
    let part = view.part();
    let part = Part {
        area: part.area,
        from: part.from,
        to: part.to,
        course: part.course,
    };
    let found = reached(tx, &view.leave, view.programme.id, part)?;
    let columns = vec![
        Column::new("kind", "How", ColumnKind::Label),
        Column::new("times", "Times", ColumnKind::Count),
        Column::new("reached", "People reached", ColumnKind::Count),
    ];
    let mut table = Table::new("Passed on at work", view.profile.name(), columns);
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let known = PassedKind::ALL
        .iter()
        .filter_map(|kind| found.iter().find(|own| own.kind == *kind));
    let lines: Vec<(&str, u64, u64)> = known
        .map(|own| (own.kind.label(), number(own.times), number(own.people)))
        .collect();
    table.rows = reached_lines(&lines, view.profile);
    table.notes.extend(
        [
            "As people who were at a session told it from their own record; how many of those who passed it on did not tell is not known. The same day, way and course is counted once for each person.",
            "These are no sessions of the partnership and are in none of its other numbers. People reached are estimates of who passed it on; somebody who heard it twice is counted twice.",
            "Filters by area, course, year and day are about the session that was passed on.",
        ]
        .map(str::to_owned),
    );
    Ok(table)
}

/// How, how often, and how many heard it, with the sum.
fn reached_lines(lines: &[(&str, u64, u64)], profile: Profile) -> Vec<Row> {
    if lines.is_empty() {
        return Vec::new();
    }
    let mut times: Vec<u64> = lines.iter().map(|(_, times, _)| *times).collect();
    times.push(times.iter().sum());
    let heard: u64 = lines.iter().map(|(_, _, people)| *people).sum();
    let shown = protect(profile, &[lines.len()], &times);
    let all = [("All", 0, heard)];
    let labels = lines.iter().chain(&all).enumerate();
    labels
        .zip(shown)
        .map(|((place, (label, _, people)), times)| {
            let people = times.map(|_| profile.rounded(*people));
            let cells = [times, people].map(Cell::count_or_hidden);
            let kind = if place < lines.len() {
                RowKind::Body
            } else {
                RowKind::Total
            };
            row(kind, std::iter::once(Cell::text(label)).chain(cells).collect())
        })
        .collect()
}

/// The tables of the page.
pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let filter = view.answers();
    let found = intentions::counted(tx, &view.leave, view.programme.id, &filter)?;
    let offered = intentions::offered_at(tx, &view.leave, view.programme.id, &filter)?;
    let standing = Standing::of(&found);
    let apart = told_apart(tx, view)?;
    let printed = standing.printed(view.profile, apart);
    let mut first = became(&printed, view.profile);
    first.notes.push(offered_words(offered));
    first.notes.extend(
        [
            "At the end of a session people can say in their own words what they will do and by when. The words are read by nobody but themselves.",
            "Asked: she was sent her own link some months later. Not asked: it is not time yet, she gave no address, was not there on every day, or does not want to be asked.",
            "Who answered twice is counted by what she said last.",
        ]
        .map(str::to_owned),
    );
    if (1..FEWEST).contains(&standing.answered()) {
        first.notes.push(
            "Fewer than five answers fit these filters: they are not opened for anybody, so that no answer has a face."
                .to_owned(),
        );
    }
    if apart && standing.answered() >= FEWEST {
        first.notes.push(
            "What became of it is not opened under these filters: beside other filters they would show what fewer than five people answered. Leave out days, or choose fewer filters."
                .to_owned(),
        );
    }
    notes(&mut first, view.profile);
    let passed = passed_on(tx, view)?;
    if found.is_empty() {
        first.rows.clear();
        return Ok(vec![first, passed]);
    }
    let (based, words) = owed(tx, view, "follow-up", Noun::new("follow-up", "follow-ups"))?;
    first.notes.extend(words);
    let mut tables = vec![first.based_on(based), steps(&printed, view.profile)];
    tables.extend(reasons(&found, &printed, view.profile));
    tables.push(passed);
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(outcomes: [u64; 4], waiting: u64, not_asked: u64, profile: Profile) -> Vec<String> {
        let standing = Standing {
            outcomes,
            waiting,
            not_asked,
        };
        let printed = standing.printed(profile, false);
        let of = |table: Table, place: usize| -> Vec<String> {
            let rows = table.rows.into_iter();
            rows.map(|row| {
                row.cells
                    .get(place)
                    .map_or(String::new(), |cell| cell.display.clone())
            })
            .collect()
        };
        [of(became(&printed, profile), 1), of(steps(&printed, profile), 1)].concat()
    }

    /// Proves SH11: what fewer than five answered is opened for nobody, in no profile; and where a small count is hidden, no share gives it away.
    #[test]
    fn few_answers_are_opened_for_nobody() {
        for profile in Profile::ALL {
            let few = shown([2, 1, 1, 0], 10, 20, profile);
            assert!(few[..4].iter().all(|cell| cell == "[c]"), "{few:?}");
            assert!(few[7..].iter().all(|cell| cell == "[c]"), "{few:?}");
        }
        let five = shown([2, 1, 1, 1], 10, 20, Profile::Internal);
        assert_eq!(five[..7], ["2", "1", "1", "1", "10", "20", "35"]);
        for (cell, share) in five[7..].iter().zip(["15/35", "5/15", "2/5"]) {
            assert!(cell.contains(share), "{five:?}");
        }
        let small = shown([30, 2, 12, 11], 10, 20, Profile::Partner);
        assert_eq!(small[1], "[c]");
        assert!(
            small[7..].iter().all(|cell| cell == "[c]"),
            "shares with the hidden count in them: {small:?}"
        );
    }

    /// Proves SH11: a part is opened where no other open part less it, or it less the other, is of a few: East has seven answers, five of them to
    /// the course that only East has, so either is enough for itself and both together would show two people.
    #[test]
    fn two_kinds_of_filters_show_no_answer_of_a_few() {
        let id = |number| kernel::Id(uuid::Uuid::from_u128(number));
        let answered = |area, course, count| Answered {
            area: id(area),
            course: id(course),
            year: 2025,
            count,
        };
        let (by_area, by_course) = ([true, false, false], [false, true, false]);
        let found = [answered(1, 10, 5), answered(1, 11, 2), answered(2, 11, 10)];
        for filters in [by_area, by_course] {
            assert!(is_safe(&found, filters));
            assert!(!is_safe_beside(&found, filters, true));
        }
        assert!(is_safe_beside(&found[..1], by_course, true));
        let own = [answered(1, 10, 5), answered(1, 11, 5)];
        assert!(is_safe_beside(&own, by_course, false));
        let enough = [answered(1, 10, 5), answered(1, 11, 5), answered(2, 11, 10)];
        assert!(is_safe_beside(&enough, by_area, true));
    }

    /// A time is what somebody did: few of them are hidden outside, with how many heard it, and so is what would give them away.
    #[test]
    fn what_a_few_passed_on_is_hidden() {
        let lines = [("Talk", 32, 90), ("Briefing", 1, 9), ("Session", 17, 60)];
        let shown = |profile| -> Vec<String> {
            let rows = reached_lines(&lines, profile);
            let line = |row: &Row| {
                row.cells[1..]
                    .iter()
                    .map(|cell| cell.display.clone())
                    .collect::<Vec<_>>()
            };
            rows.iter().map(|row| line(row).join(" ")).collect()
        };
        assert_eq!(shown(Profile::Internal), ["32 90", "1 9", "17 60", "50 159"]);
        assert_eq!(shown(Profile::Partner), ["32 90", "[c] [c]", "[c] [c]", "50 159"]);
        assert_eq!(shown(Profile::Public), ["30 90", "[c] [c]", "[c] [c]", "50 160"]);
        assert!(reached_lines(&[], Profile::Public).is_empty());
    }
}
