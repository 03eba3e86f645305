//! How the places were taken: offered, booked, and how many people were in a session.

use super::delivery::{booked_cell, not_recorded};
use crate::facts::{Delivered, Place, SessionFact};
use crate::view::View;
use evidence::Table;
use evidence::agree::notes;
use evidence::disclosure::Profile;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::value::mark;
use std::collections::BTreeMap;

/// People in the sessions of a row.
enum InSession {
    /// Mean in tenths, least and most.
    Known { tenths: u64, least: u64, most: u64 },
    /// They would show how few were in one.
    Hidden,
    /// Of none of them a register came.
    NoReturn,
    /// There is no session that is over.
    None,
}

/// Sessions of a row.
type Sessions<'f> = [&'f SessionFact];

/// The mean, the least and the most, over the sessions whose register came and that are over. Where a few were in one of them, or the
/// attendances are hidden, nothing of it is printed: with the attendances beside it the one would show the other.
fn in_session(profile: Profile, sessions: &Sessions<'_>, signed: Option<u64>) -> InSession {
    let whole: Vec<u64> = sessions
        .iter()
        .filter(|fact| !fact.register.missing() && !fact.running)
        .map(|fact| fact.there)
        .collect();
    let (Some(least), Some(most)) = (whole.iter().min(), whole.iter().max()) else {
        let owed = sessions.iter().any(|fact| fact.register.missing());
        return if owed {
            InSession::NoReturn
        } else {
            InSession::None
        };
    };
    let all: u64 = sessions.iter().map(|fact| fact.there).sum();
    let sum: u64 = whole.iter().sum();
    let attendances: u64 = sessions.iter().map(|fact| fact.signed_in).sum();
    let small = |count: u64| {
        profile
            .threshold()
            .is_some_and(|least| 0 < count && count < least)
    };
    // Those of sessions without a register, and second days: what the attendances are more than the sum behind the mean.
    let beside = [
        all.saturating_sub(sum),
        attendances.saturating_sub(all),
        attendances.saturating_sub(sum),
    ];
    if signed.is_none() || sessions.iter().any(|fact| small(fact.there)) || beside.into_iter().any(small) {
        return InSession::Hidden;
    }
    let count = u64::try_from(whole.len()).unwrap_or(u64::MAX);
    InSession::Known {
        // Half up, from what is printed of the sum.
        tenths: (20 * profile.printed(sum) + count) / (2 * count),
        least: profile.printed(*least),
        most: profile.printed(*most),
    }
}

impl InSession {
    fn cells(&self) -> [Cell; 3] {
        match self {
            Self::Known { tenths, least, most } => [
                Cell::text(&format!("{}.{}", tenths / 10, tenths % 10)),
                Cell::text(&least.to_string()),
                Cell::text(&most.to_string()),
            ],
            Self::Hidden => [Cell::hidden(), Cell::hidden(), Cell::hidden()],
            Self::NoReturn => [(); 3].map(|()| Cell::text(mark::NO_RETURN)),
            Self::None => [(); 3].map(|()| Cell::impossible()),
        }
    }
}

/// A part of what was planned, which may be more than the whole, with its percentage. What is planned is no sample, so none is too small for one.
pub(super) fn part_of(n: u64, of: u64) -> Cell {
    let percent = (200 * n + of).checked_div(2 * of).map(|part| format!("{part}%"));
    let display = match &percent {
        Some(percent) => format!("{percent} (n={n}/{of})"),
        None => format!("n={n}/{of}"),
    };
    Cell {
        display,
        n: Some(n),
        of: Some(of),
        percent,
        ..Cell::default()
    }
}

/// Places and the share of them that was taken. Where the places of a session are not recorded there is no share.
fn places(profile: Profile, sessions: &Sessions<'_>, booked: &Cell) -> [Cell; 2] {
    let offered: u64 = sessions.iter().map(|fact| fact.places).sum();
    if sessions.is_empty() {
        return [Cell::count(0), Cell::impossible()];
    }
    let cell = if offered == 0 {
        not_recorded()
    } else {
        Cell::count(offered)
    };
    let share = match booked.n {
        _ if sessions.iter().any(|fact| fact.places == 0) => not_recorded(),
        Some(taken) => part_of(taken, profile.rounded(offered)),
        None => booked.clone(),
    };
    [cell, share]
}

fn row(
    profile: Profile,
    (kind, heads): (RowKind, [&str; 3]),
    sessions: &Sessions<'_>,
    sum: &Delivered,
    booked: Option<u64>,
    people: &InSession,
) -> Row {
    let booked = booked_cell(booked, sum);
    // How many booked and came stands in the table of sessions and people: beside them this one would be too wide.
    let [offered, share] = places(profile, sessions, &booked);
    Row {
        kind,
        rule: None,
        cells: heads
            .map(Cell::text)
            .into_iter()
            .chain([offered, share])
            .chain(people.cells())
            .collect(),
    }
}

/// The table: a row for each area, year and course, and one for all. `shown` is what prints of bookings and of attendances, in the order of
/// `sums` with their sum at the end, as in the table of sessions and people.
pub(super) fn table(
    view: &View,
    found: &[&SessionFact],
    sums: &BTreeMap<Place, Delivered>,
    shown: (&[Option<u64>], &[Option<u64>]),
) -> Table {
    let profile = view.profile;
    let mut table = Table::new("Places and take-up", &profile.to_string(), columns());
    let mut groups: BTreeMap<(&str, i64, &str), Vec<&SessionFact>> = BTreeMap::new();
    let held: Vec<&SessionFact> = found.iter().copied().filter(|fact| fact.held).collect();
    for fact in &held {
        groups
            .entry((&fact.area, fact.year, &fact.course))
            .or_default()
            .push(fact);
    }
    let at = |column: &[Option<u64>], place: usize| column.get(place).copied().flatten();
    let of = |place: usize| (at(shown.0, place), at(shown.1, place));
    let mut any_hidden = false;
    for (place, (key, sum)) in sums.iter().enumerate() {
        let (area, year, course) = (key.0.as_str(), key.1, key.2.as_str());
        let sessions = groups
            .get(&(area, year, course))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let people = in_session(profile, sessions, of(place).1);
        any_hidden |= matches!(people, InSession::Hidden);
        let heads = [area, &year.to_string(), course];
        let line = row(
            profile,
            (RowKind::Body, heads),
            sessions,
            sum,
            of(place).0,
            &people,
        );
        table.rows.push(line);
    }
    let all = sums.values().fold(Delivered::default(), Delivered::plus);
    let people = if any_hidden {
        InSession::Hidden
    } else {
        in_session(profile, &held, of(sums.len()).1)
    };
    let heads = ["All", "", ""];
    let line = row(
        profile,
        (RowKind::Total, heads),
        &held,
        &all,
        of(sums.len()).0,
        &people,
    );
    table.rows.push(line);
    table.notes.push(
        "Places are those of the sessions that count; the share taken is of bookings that stand. People in a session are counted once for it, whether they had booked or not, and only in sessions that are over and whose register came."
            .to_owned(),
    );
    match held.iter().filter(|fact| fact.places == 0).count() {
        0 => {}
        1 => table
            .notes
            .push("Of 1 session the places are not recorded: it has no part in them.".to_owned()),
        many => table.notes.push(format!(
            "Of {many} sessions the places are not recorded: they have no part in them."
        )),
    }
    if table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| cell.display == mark::NO_RETURN)
    {
        table
            .notes
            .push("[x] marks registers that were owed and did not come: it is no zero.".to_owned());
    }
    if any_hidden {
        table.notes.push(
            "The mean, the least and the most are hidden where few people were in one of the sessions, or where they would show another hidden count."
                .to_owned(),
        );
    }
    notes(&mut table, profile);
    table
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("area", "Area", ColumnKind::Label),
        Column::new("year", "Year", ColumnKind::Label),
        Column::new("course", "Course", ColumnKind::Label),
        Column::new("places", "Places", ColumnKind::Work),
        Column::new("taken", "Places taken", ColumnKind::Share),
        Column::new("mean", "People in a session: mean", ColumnKind::Number),
        Column::new("least", "Least", ColumnKind::Number),
        Column::new("most", "Most", ColumnKind::Number),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Papers;
    use kernel::Id;

    /// A session of one day with so many people, whose register came or did not.
    fn fact(there: u64, came: bool) -> SessionFact {
        SessionFact {
            area_id: Id::NIL,
            course_id: Id::NIL,
            area: "East".into(),
            course: "Core".into(),
            second_day: false,
            year: 1,
            held: true,
            running: false,
            moved: false,
            cause: None,
            booked: 0,
            signed_in: there,
            there,
            places: 20,
            forms: 0,
            asks: false,
            earlier: false,
            register: Papers {
                due: 1,
                came: u64::from(came),
            },
            feedback: Papers::default(),
        }
    }

    fn printed(profile: Profile, sessions: &[SessionFact]) -> String {
        let sessions: Vec<&SessionFact> = sessions.iter().collect();
        let signed = sessions.iter().map(|fact| fact.signed_in).sum();
        let cells = in_session(profile, &sessions, Some(signed)).cells();
        cells.map(|cell| cell.display).join(" ")
    }

    /// Whoever knows the attendances, the mean, the least and the most must not learn of any session, day or missing register how few there were.
    #[test]
    fn what_is_printed_of_single_sessions_shows_no_few() {
        let many = [fact(12, true), fact(15, true), fact(14, true)];
        let few = [fact(12, true), fact(15, true), fact(2, true)];
        let none = [fact(12, true), fact(15, true), fact(0, true)];
        let unsent = [fact(12, true), fact(15, true), fact(3, false)];
        let mut second_days = many.clone();
        second_days[0].signed_in += 2;
        for (sessions, inside, outside) in [
            (&many, "13.7 12 15", "13.7 12 15"),
            (&few, "9.7 2 15", "[c] [c] [c]"),
            (&none, "9.0 0 15", "9.0 0 15"),
            (&unsent, "13.5 12 15", "[c] [c] [c]"),
            (&second_days, "13.7 12 15", "[c] [c] [c]"),
        ] {
            assert_eq!(printed(Profile::Internal, sessions), inside);
            assert_eq!(printed(Profile::Partner, sessions), outside);
        }
        // Rounded where everything is: 41 prints as 40.
        assert_eq!(printed(Profile::Public, &many), "13.3 10 15");
        assert_eq!(printed(Profile::Internal, &[fact(7, false)]), "[x] [x] [x]");
        let hidden: Vec<&SessionFact> = many.iter().collect();
        assert!(matches!(
            in_session(Profile::Partner, &hidden, None),
            InSession::Hidden
        ));
    }

    /// What is planned may be surpassed, and a whole of nothing has no percentage.
    #[test]
    fn a_part_may_be_more_than_the_whole() {
        for (n, of, words) in [
            (16, 20, "80% (n=16/20)"),
            (45, 40, "113% (n=45/40)"),
            (3, 0, "n=3/0"),
        ] {
            assert_eq!(part_of(n, of).display, words);
        }
    }
}
