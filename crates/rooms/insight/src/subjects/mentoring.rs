//! Mentoring: who is mentored for what and how it goes, the stages that were reached, and the hours that both gave.

use super::engine;
use crate::view::View;
use evidence::compare::{Compared, Group, Names, Whole};
use evidence::disclosure::Profile;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{By, Completeness, Crosstab, Noun, Table};
use kernel::Stop;
use learning::mentoring::counted::{self, Carried, Hours, Period};
use learning::model::{MENTORED_FOR, MentoringState, Outcome};
use responses::tallies::FEWEST;
use store::Tx;

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Where a mentoring stands, or how it ended.
fn standing(state: MentoringState, outcome: Option<Outcome>) -> &'static str {
    outcome.map_or(state.label(), Outcome::label)
}

/// Its tables; none where nobody is mentored. Mentorings belong to an area and to no programme: those of its days are counted.
pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    if view.course.is_some() {
        return Ok(Vec::new());
    }
    let (from, to) = view.period();
    let period = Period {
        from: from.max(Some(view.programme.start)),
        to: to.into_iter().chain(view.programme.end).min(),
        area: view.area,
    };
    let counts = counted::standing(tx, &view.leave, &period)?;
    let all: i64 = counts.iter().map(|one| one.mentorings).sum();
    if all == 0 {
        return Ok(Vec::new());
    }
    let order = MentoringState::ALL
        .iter()
        .filter(|state| **state != MentoringState::Ended)
        .map(|state| state.label())
        .chain(Outcome::ALL.iter().map(|outcome| outcome.label()));
    let order = order.map(str::to_owned).collect();
    let mut cross = Crosstab::new(vec![By::named("area"), By::in_order("state", order)]).map_err(engine)?;
    let mut kinds: Vec<Group> = Vec::new();
    for one in &counts {
        cross.add(
            &[&one.area, standing(one.state, one.outcome)],
            count(one.mentorings),
        );
        let name = directory::model::label_of(MENTORED_FOR, &one.kind);
        if !kinds.iter().any(|kind| kind.name == name) {
            kinds.push(Group {
                name: name.to_owned(),
                ..Group::default()
            });
        }
        if let Some(kind) = kinds.iter_mut().find(|kind| kind.name == name) {
            kind.yes = kind.yes.saturating_add(count(one.reached));
            kind.no = kind
                .no
                .saturating_add(count(one.stages.saturating_sub(one.reached)));
        }
    }
    let mut people = cross
        .wide("Who is mentored, by area", view.profile)
        .map_err(engine)?;
    people.notes.push(
        "Mentorings belong to an area and to no programme: those that ran in its days are counted. Somebody who is mentored for two aims counts twice."
            .to_owned(),
    );
    let contact = counted::contact(tx, &view.leave, view.area, view.today)?;
    let mut based = Completeness::new(
        Noun::new("running mentoring", "running mentorings"),
        Noun::new("entry of the last six weeks", "entries of the last six weeks"),
        count(contact.lately),
        count(contact.running),
    );
    if contact.lately < contact.running {
        based = based.linked("/mentoring?contact=quiet");
    }
    let people = people.based_on(based);
    let mut tables = vec![people];
    let stages = Compared::of(&kinds, Whole::Apart, view.profile);
    tables.push(stages.shares(Names {
        title: "Stages reached",
        group: "Mentored for",
        share: "Reached",
        counted: "stages that were agreed",
        missing: false,
    }));
    let hours = counted::hours(tx, &view.leave, &period)?;
    tables.extend(given(&hours, all, view.profile));
    if view.profile == Profile::Internal {
        tables.push(carried(&counted::carried(tx, &view.leave, view.today)?));
    }
    Ok(tables)
}

/// Hours by area and in all. Of a few pairs they would say what one pair did: by area for ourselves alone, and in all where there are five.
fn given(hours: &[Hours], mentorings: i64, profile: Profile) -> Option<Table> {
    if profile != Profile::Internal && mentorings < FEWEST {
        return None;
    }
    let columns = [
        ("area", "Area", ColumnKind::Label),
        ("meetings", "Meetings", ColumnKind::Work),
        ("meeting_hours", "Hours of meetings", ColumnKind::Number),
        ("shadowings", "Times of shadowing", ColumnKind::Work),
        ("shadowing_hours", "Hours of shadowing", ColumnKind::Number),
        ("other_hours", "Other hours", ColumnKind::Number),
    ];
    let columns = columns.map(|(key, label, kind)| Column::new(key, label, kind));
    let mut table = Table::new("Hours that were given", profile.name(), columns.to_vec());
    let mut all = Hours::default();
    for one in hours {
        if profile == Profile::Internal {
            table.rows.push(row(RowKind::Body, &one.area, one));
        }
        all = all.plus(one);
    }
    table.rows.push(row(RowKind::Total, "All", &all));
    if profile != Profile::Internal {
        table.notes.push(
            "Hours by area are for internal use: of a few pairs they would say what one pair did.".to_owned(),
        );
    }
    Some(table)
}

/// Minutes as hours, with one place.
fn in_hours(minutes: i64) -> Cell {
    let tenths = minutes.saturating_mul(10).saturating_add(30).div_euclid(60);
    Cell::text(&format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10)))
}

fn row(kind: RowKind, area: &str, hours: &Hours) -> Row {
    Row {
        kind,
        rule: None,
        cells: vec![
            Cell::text(area),
            Cell::count(count(hours.meetings)),
            in_hours(hours.meeting_minutes),
            Cell::count(count(hours.shadowings)),
            in_hours(hours.shadowing_minutes),
            in_hours(hours.other_minutes),
        ],
    }
}

/// What mentors carry today, against what they offered: all of them together.
fn carried(of: &Carried) -> Table {
    let columns = [
        ("what", "What", ColumnKind::Label),
        ("now", "Now", ColumnKind::Number),
        ("offered", "Offered", ColumnKind::Number),
    ];
    let columns = columns.map(|(key, label, kind)| Column::new(key, label, kind));
    let mut table = Table::new("What mentors carry", Profile::Internal.name(), columns.to_vec());
    let text = |number: i64| Cell::text(&number.to_string());
    let rows = [
        ("Mentors with somebody", text(of.mentors), Cell::text("")),
        ("People they mentor", text(of.people), text(of.people_offered)),
        (
            "Hours in the last three months",
            in_hours(of.minutes),
            text(of.hours_offered),
        ),
        (
            "Mentors who carry more than they offered",
            text(of.over),
            Cell::text(""),
        ),
    ];
    for (what, now, offered) in rows {
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells: vec![Cell::text(what), now, offered],
        });
    }
    table
        .notes
        .push("Of all areas, as of today. Each mentor's own load stands under Mentoring.".to_owned());
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::programmes;
    use kernel::{Day, FixedClock, Id, Instant};
    use store::values;

    store::statements! {
        AREA_CALLED = "select id from area where name = ?1";
    }

    #[test]
    fn hours_have_one_place() {
        for (minutes, text) in [(0, "0.0"), (45, "0.8"), (60, "1.0"), (90, "1.5"), (4_000, "66.7")] {
            assert_eq!(in_hours(minutes).display, text, "{minutes}");
        }
    }

    /// The page costs a fixed number of statements, however many are mentored and in however many areas.
    #[test]
    fn mentoring_costs_the_same_however_many_are_mentored() {
        let db = store::testing::database();
        let day = Day::new(2026, 3, 2).unwrap();
        demo::load(&db, &FixedClock::at(Instant::on(day, "09:00").unwrap()), true).unwrap();
        let cost = |area: Option<&str>| {
            db.read_now(|tx| {
                let system = access::Viewer::system(ticket::Ticket::of("test"));
                let system = access::Scope::<access::actions::SystemJob>::of(&system)?;
                let area = match area {
                    Some(name) => tx.one(&AREA_CALLED, values![name], |row| row.get::<Id>(0))?,
                    None => None,
                };
                let programme = programmes(tx)?
                    .into_iter()
                    .find(|known| known.slug == "example-partnership")
                    .unwrap();
                let view = View {
                    area,
                    today: day,
                    ..crate::published::whole(programme, &system.leave_to())
                };
                let before = tx.queries();
                let tables = tables(tx, &view)?;
                let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
                Ok((rows, tx.queries() - before))
            })
            .unwrap()
        };
        let (all, of_all) = cost(None);
        let (east, of_east) = cost(Some("East"));
        assert!(all > east && east > 0, "{all} {east}");
        assert_eq!(of_all, of_east);
        assert!(of_all <= 4, "{of_all}");
    }
}
