//! Mentoring: who is mentored for what and how it goes, the stages that were reached, and the hours that both gave.

use super::engine;
use crate::view::View;
use evidence::compare::{Compared, FEWEST, Group, Names, Whole};
use evidence::disclosure::Profile;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{By, Completeness, Crosstab, Noun, Table};
use kernel::Stop;
use learning::mentoring::counted::{self, Carried, Hours, Period};
use learning::model::{EntryKind, MENTORED_FOR, MentoringState, Outcome};
use std::collections::BTreeMap;
use store::Tx;

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

const STAGES: &str = "Stages reached";

/// How it is called, where it is kept what has left, how many mentorings and how many people stand behind the stages of an aim.
pub(crate) const MENTORINGS: &str = " / Mentorings";
pub(crate) const PEOPLE: &str = " / People";

/// What stands behind the stages of an aim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Behind {
    mentorings: u64,
    /// Somebody who is mentored twice is one.
    people: u64,
}

/// How the hours of each kind are called where it is kept what has left.
pub(crate) const HOURS: &str = "Hours that were given / All / ";

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
    let people = counted::behind(tx, &view.leave, &period)?;
    let mut behind: BTreeMap<String, Behind> = BTreeMap::new();
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
        let own = behind.entry(name.to_owned()).or_default();
        own.mentorings = own.mentorings.saturating_add(count(one.mentorings));
        own.people = count(people.get(&one.kind).copied().unwrap_or(0));
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
        "Mentorings belong to an area and to no programme: those that ran in its days are counted, as they stand today. Somebody who is mentored for two aims counts twice."
            .to_owned(),
    );
    let to = counted::given_to(tx, &view.leave, &period)?;
    let hours = given(&counted::hours(tx, &view.leave, &period)?, &to, view);
    if hours.is_none() {
        people.notes.push(format!(
            "Hours are given outside only for all areas and the whole of a programme, and where {} people or more were given some.",
            fewest(view.profile)
        ));
    }
    let mut tables = vec![
        lately(tx, view, &period, people)?,
        stages(kinds, &behind, view.profile),
    ];
    tables.extend(hours);
    if view.profile == Profile::Internal && view.leave.sees_all() {
        tables.push(carried(&counted::carried(tx, &view.leave, view.today)?));
    }
    Ok(tables)
}

/// The fewest mentored people of whom something is told: five, or as many as the profile needs to print a count.
fn fewest(profile: Profile) -> u64 {
    profile.threshold().map_or(FEWEST, |least| least.max(FEWEST))
}

/// The table with how many of the running mentorings had contact lately: for ourselves, because less a printed count it shows a hidden one,
/// and of a time with today in it.
fn lately(tx: &mut Tx<'_>, view: &View, period: &Period, people: Table) -> Result<Table, Stop> {
    let now =
        period.from.is_none_or(|from| from <= view.today) && period.to.is_none_or(|to| view.today <= to);
    if view.profile != Profile::Internal || !now {
        return Ok(people);
    }
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
    Ok(people.based_on(based))
}

/// Stages by aim. A stage is reached by somebody: outside they are told where enough people stand behind them, however many mentorings and stages
/// those have. How many do is kept with what has left.
fn stages(mut kinds: Vec<Group>, behind: &BTreeMap<String, Behind>, profile: Profile) -> Table {
    let mut also = Vec::new();
    for kind in kinds.iter_mut().filter(|_| profile != Profile::Internal) {
        let own = behind.get(&kind.name).copied().unwrap_or_default();
        if own.people < fewest(profile) {
            kind.closed = true;
        } else {
            for (what, number) in [(MENTORINGS, own.mentorings), (PEOPLE, own.people)] {
                also.push((format!("{STAGES} / {}{what}", kind.name), profile.printed(number)));
            }
        }
    }
    let mut table = Compared::of(&kinds, Whole::Apart, profile).shares(Names {
        title: STAGES,
        group: "Mentored for",
        share: "Reached",
        counted: "stages that were agreed",
        missing: false,
    });
    table.also = also;
    if kinds.iter().any(|kind| kind.closed) {
        // What the engine says of closed groups is about answers.
        table
            .notes
            .retain(|note| !note.starts_with("Fewer than five") && !note.starts_with("No sum"));
        table.notes.push(format!(
            "Hidden where fewer than {} people stand behind it.",
            fewest(profile)
        ));
    }
    table
}

/// Hours by area and in all. Of a few people they would say what one pair did, and of a part what the rest did: by area and of a part for
/// ourselves alone, and in all where enough people were given some.
fn given(hours: &[Hours], to: &BTreeMap<EntryKind, i64>, view: &View) -> Option<Table> {
    let profile = view.profile;
    let columns = [
        ("area", "Area", ColumnKind::Label),
        ("meetings", "Meetings", ColumnKind::Count),
        ("meeting_hours", "Hours of meetings", ColumnKind::Number),
        ("shadowings", "Times of shadowing", ColumnKind::Count),
        ("shadowing_hours", "Hours of shadowing", ColumnKind::Number),
        ("other_hours", "Other hours", ColumnKind::Number),
    ];
    let columns = columns.map(|(key, label, kind)| Column::new(key, label, kind));
    let mut table = Table::new("Hours that were given", profile.name(), columns.to_vec());
    let all = hours.iter().fold(Hours::default(), Hours::plus);
    if profile == Profile::Internal {
        let bodies = hours
            .iter()
            .map(|one| row(RowKind::Body, &one.area, one, to, profile));
        table.rows.extend(bodies);
    } else {
        let part = view.area.is_some() || view.year.is_some() || view.days != (None, None);
        if part || to.values().all(|people| count(*people) < fewest(profile)) {
            return None;
        }
        for (kind, minutes) in given_by_kind(&all) {
            if is_told(kind, to, profile) {
                let tenths = count(in_tenths(minutes, profile));
                table.also.push((format!("{HOURS}{}", kind.code()), tenths));
            }
        }
        table.notes.push(
            "Hours by area are for internal use: of a few people they would say what one pair did. Hours that fewer people were given are hidden."
                .to_owned(),
        );
    }
    table.rows.push(row(RowKind::Total, "All", &all, to, profile));
    Some(table)
}

/// How many minutes were given of each kind.
const fn given_by_kind(hours: &Hours) -> [(EntryKind, i64); 3] {
    [
        (EntryKind::Meeting, hours.meeting_minutes),
        (EntryKind::Shadowing, hours.shadowing_minutes),
        (EntryKind::Other, hours.other_minutes),
    ]
}

/// What so many people were given is told: nothing at all, too.
fn is_told(kind: EntryKind, to: &BTreeMap<EntryKind, i64>, profile: Profile) -> bool {
    let people = count(to.get(&kind).copied().unwrap_or(0));
    profile == Profile::Internal || people == 0 || people >= fewest(profile)
}

/// Minutes as tenths of an hour; where counts are rounded, to five hours, and never to none.
fn in_tenths(minutes: i64, profile: Profile) -> i64 {
    if profile.exact() || minutes == 0 {
        return minutes.saturating_mul(10).saturating_add(30).div_euclid(60);
    }
    let fives = minutes.saturating_add(150).div_euclid(300).max(1);
    fives.saturating_mul(50)
}

/// Minutes as hours, with one place.
fn in_hours(minutes: i64, profile: Profile) -> Cell {
    let tenths = in_tenths(minutes, profile);
    let whole = tenths.div_euclid(10);
    if profile.exact() {
        Cell::text(&format!("{whole}.{}", tenths.rem_euclid(10)))
    } else {
        Cell::text(&whole.to_string())
    }
}

fn row(kind: RowKind, area: &str, hours: &Hours, to: &BTreeMap<EntryKind, i64>, profile: Profile) -> Row {
    let told = |what: EntryKind, cell: Cell| {
        if is_told(what, to, profile) {
            cell
        } else {
            Cell::hidden()
        }
    };
    let counted = |what, number| told(what, Cell::count(profile.rounded(count(number))));
    let timed = |what, minutes| told(what, in_hours(minutes, profile));
    Row {
        kind,
        rule: None,
        cells: vec![
            Cell::text(area),
            counted(EntryKind::Meeting, hours.meetings),
            timed(EntryKind::Meeting, hours.meeting_minutes),
            counted(EntryKind::Shadowing, hours.shadowings),
            timed(EntryKind::Shadowing, hours.shadowing_minutes),
            timed(EntryKind::Other, hours.other_minutes),
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
            in_hours(of.minutes, Profile::Internal),
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
        .push("Of all areas, as of today. Somebody whom two mentor counts with each. Each mentor's own load stands under Mentoring.".to_owned());
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::programmes;
    use kernel::{Day, Id, Instant};
    use store::values;

    store::statements! {
        AREA_CALLED = "select id from area where name = ?1";
    }

    #[test]
    fn hours_have_one_place() {
        for (minutes, text) in [(0, "0.0"), (45, "0.8"), (60, "1.0"), (90, "1.5"), (4_000, "66.7")] {
            assert_eq!(in_hours(minutes, Profile::Partner).display, text, "{minutes}");
        }
        for (minutes, text) in [(0, "0"), (45, "5"), (449, "5"), (450, "10"), (4_000, "65")] {
            assert_eq!(in_hours(minutes, Profile::Public).display, text, "{minutes}");
        }
    }

    /// The page costs a fixed number of statements, however many are mentored and in however many areas.
    #[test]
    fn mentoring_costs_the_same_however_many_are_mentored() {
        let day = Day::new(2026, 3, 2).unwrap();
        let db = demo::testing::database(Instant::on(day, "09:00").unwrap(), true);
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
        assert!(of_all <= 6, "{of_all}");
    }

    /// Proves SJ8: stages of a few people are hidden outside, however many mentorings and stages those have.
    #[test]
    fn stages_of_a_few_mentorings_are_hidden() {
        let kind = |name: &str| Group {
            name: name.to_owned(),
            yes: 25,
            no: 25,
            ..Group::default()
        };
        let behind = [("Few", 4), ("Five", 5), ("Ten", 10)].map(|(name, people)| {
            let mentorings = people * 3;
            (name.to_owned(), Behind { mentorings, people })
        });
        let shown = |profile| {
            let kinds = ["Few", "Five", "Ten"].map(kind).to_vec();
            let table = stages(kinds, &behind.clone().into(), profile);
            let cells = table.rows.iter().map(|row| row.cells[1].display != "[c]");
            (cells.collect::<Vec<bool>>(), table.also.len())
        };
        assert_eq!(shown(Profile::Internal), (vec![true, true, true], 0));
        assert_eq!(shown(Profile::Partner), (vec![false, true, true], 4));
        assert_eq!(shown(Profile::Public), (vec![false, false, true], 2));
        assert_eq!(shown(Profile::Nhs), (vec![false, true, true], 4));
    }
}
