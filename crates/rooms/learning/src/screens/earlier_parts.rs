//! The parts of the page of a file with data of earlier years.

use super::earlier_alike;
use super::earlier_registers;
use super::parts::{FormPart, Page, Part};
use crate::earlier::attended::{self, Who};
use crate::earlier::check::{AWAY, Checked};
use crate::earlier::keep::Looked;
use crate::earlier::source::Said;
use crate::earlier::{Import, Kind, State};
use govuk::{Button, Cell, Html, SummaryList, Table};
use kernel::{Id, Problems};
use paper::Grid;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of the forms that ask for nothing.
pub(super) const FIXED: &[&str] = &[];
/// Rows that are wrong, on the page; the file of them has all.
const SHOWN: usize = 50;
/// People shown with whom each is taken for.
const SAMPLE: usize = 20;

/// Where a file stands, in words.
pub(super) fn state_of(import: &Import) -> &'static str {
    match import.state {
        State::Gone if import.taken_at.is_none() => "Thrown away",
        state => state.label(),
    }
}

/// How many sessions, or rows of people, came of it.
pub(super) const fn made(import: &Import) -> i64 {
    match import.kind {
        Kind::Sessions => import.sessions,
        Kind::People | Kind::Forms => import.people,
    }
}

/// What is known of the file itself.
pub(super) fn facts(looked: &Looked) -> SummaryList {
    let import = &looked.import;
    let mut facts = SummaryList::new()
        .row("State", state_of(import))
        .row("What a row is", import.kind.label())
        .row("Sent", &import.made_at.text())
        .row("SHA-256 of the file", &import.hash);
    if let Some(at) = import.taken_at {
        facts = facts
            .row("Taken in", &at.text())
            .row(import.kind.label(), &made(import).to_string());
    }
    if let Some(words) = &import.told {
        facts = facts.row("What went wrong", words);
    }
    if let Some(name) = &looked.same {
        facts = facts.row("The same file", &format!("Was taken in as {name}"));
    }
    facts
}

/// What is wrong, or what would come of it, and the button.
pub(super) fn what_comes(
    page: Page,
    looked: &Looked,
    (own, hidden): (&str, &Html),
    problems: &Problems,
) -> Page {
    let Some(checked) = &looked.checked else {
        let lacks = looked.mapping.lacks(looked.import.kind).join(", ");
        return page.text(&format!("Say which columns these are: {lacks}."));
    };
    let mut page = page;
    if !checked.bad.is_empty() {
        let rows: BTreeSet<usize> = checked.bad.iter().map(|bad| bad.line).collect();
        page = page
            .heading("Rows that are wrong")
            .text(&format!(
                "{} of {} rows are wrong, and nothing can be taken in. Say below what is meant, or put them right in the file and send it again.",
                rows.len(),
                rows.len() + checked.rows.len() + checked.people.len() + checked.forms.len()
            ))
            .html(&bad_table(checked))
            .with(Part::Links(vec![(
                format!("{own}/rows?format=csv"),
                "All of them as CSV".to_owned(),
            )]));
        return page;
    }
    page = page.heading("What would come of it");
    page = match looked.import.kind {
        Kind::Sessions => page.html(&sums(looked, checked)),
        Kind::People => page
            .html(&people_sums(checked))
            .html(&earlier_registers::table(looked, checked))
            .html(&people_sample(checked)),
        Kind::Forms => earlier_alike::parts(page.html(&form_sums(checked)), &checked.standing),
    };
    if let Some(name) = &looked.twice {
        return page.text(&format!(
            "The same forms were taken in as {name} already. Taken in again they would count twice: take that file back first, if this one is to stand in its place."
        ));
    }
    if !checked.brings() {
        return page.text(match looked.import.kind {
            Kind::Sessions => "Every session of it is there already: taking it in would add nothing.",
            Kind::People => "Every person of it is there already: taking it in would add nothing.",
            Kind::Forms => "There is no form in it.",
        });
    }
    if checked.too_many() {
        return page.text("It would make more than 100,000 bookings: take it in in parts.");
    }
    if checked.away {
        return page.text(AWAY);
    }
    let standing = &checked.standing;
    if let Some(words) = standing.refusal(checked.forms.len()) {
        return page.text(&words);
    }
    let form = FormPart::new(&format!("{own}/take-in"), hidden).value("shown", &checked.digest());
    let form = earlier_alike::tick(form, standing, problems);
    page.text(match looked.import.kind {
        Kind::Sessions => "Sessions that are there already (the same course, area, day and venue) are left as they are. Where a number of people is not recorded none is made up.",
        Kind::People => "Each row becomes a booking, and whoever came is marked on its day. Who is known by her address is the same person; without an address a name means somebody of that session only. Who is marked already is left as she is. Nobody is written to, and nobody is asked months later what became of it, or told that it is due again.",
        Kind::Forms => "Each row becomes a filled-in questionnaire of its session, without a name and without its line. Questions of which the file has no column count as not asked, empty cells as not recorded.",
    })
    .with(Part::Form(form.button(Button::new("Take it in"))))
}

fn people_sums(checked: &Checked) -> Table {
    let rows = attended::sums(&checked.people)
        .into_iter()
        .map(|((year, area), sum)| {
            vec![
                Cell::text(&year.to_string()),
                Cell::text(&area),
                Cell::number(sum.came),
                Cell::number(sum.missed),
                Cell::number(sum.known),
                Cell::number(sum.there),
            ]
        });
    Table::new("By year and area")
        .column("Year")
        .column("Area")
        .figures("Came")
        .figures("Did not come")
        .figures("Known among them")
        .figures("There already")
        .rows(rows)
}

/// Forms of a year and an area, and the sessions that they are of.
#[derive(Default)]
struct FormSum {
    forms: i64,
    sessions: BTreeSet<Id>,
}

fn form_sums(checked: &Checked) -> Table {
    let mut sums: BTreeMap<(i16, &str), FormSum> = BTreeMap::new();
    for row in &checked.forms {
        let sum = sums.entry((row.day.parts().0, &row.area)).or_default();
        sum.forms += 1;
        sum.sessions.extend(row.session);
    }
    let rows = sums.into_iter().map(|((year, area), sum)| {
        let area = if area.is_empty() { "No session known" } else { area };
        vec![
            Cell::text(&year.to_string()),
            Cell::text(area),
            Cell::number(sum.forms),
            Cell::number(sum.sessions.len()),
        ]
    });
    Table::new("By year and area")
        .column("Year")
        .column("Area")
        .figures("Forms")
        .figures("Sessions")
        .rows(rows)
}

fn people_sample(checked: &Checked) -> Table {
    let taken_for = |row: &attended::Row| match row.who {
        _ if row.there() => "There already",
        Who::Address(_) => "Known by the address",
        Who::Name(_) => "Of this session, by the name",
        Who::New(_) => "Somebody new",
    };
    let rows = checked.people.iter().take(SAMPLE).map(|row| {
        vec![
            Cell::number(row.line),
            Cell::text(&format!("{}, {}", row.reference, row.day.text())),
            Cell::text(&row.person.name),
            Cell::text(taken_for(row)),
            Cell::text(if row.came { "Yes" } else { "No" }),
        ]
    });
    Table::new("The first people of the file, and whom each is taken for")
        .figures("Line")
        .column("Session and day")
        .column("Person")
        .column("Taken for")
        .column("Came")
        .rows(rows)
}

fn bad_table(checked: &Checked) -> Table {
    let rows = checked.bad.iter().take(SHOWN).map(|bad| {
        vec![
            Cell::number(bad.line),
            Cell::text(&bad.column),
            Cell::text(&bad.value),
            Cell::text(&bad.why),
        ]
    });
    Table::new("Rows that are wrong")
        .hide_caption()
        .figures("Line")
        .column("Column")
        .column("In the file")
        .column("Why")
        .rows(rows)
}

/// The rows that are wrong as a file.
pub(super) fn bad_grid(looked: &Looked) -> Grid {
    let mut grid = Grid::new("Rows", ["Line", "Column", "In the file", "Why"]);
    for bad in looked.checked.iter().flat_map(|checked| &checked.bad) {
        grid.row(vec![
            i64::try_from(bad.line).unwrap_or(0).into(),
            bad.column.as_str().into(),
            bad.value.as_str().into(),
            bad.why.as_str().into(),
        ]);
    }
    grid
}

fn sums(looked: &Looked, checked: &Checked) -> Table {
    let rows = checked
        .sums(&looked.known.areas)
        .into_iter()
        .map(|((year, area), sum)| {
            vec![
                Cell::text(&year.to_string()),
                Cell::text(&area),
                Cell::number(sum.new),
                Cell::number(sum.cancelled),
                Cell::number(sum.booked),
                Cell::number(sum.signed_in),
                Cell::number(sum.there),
            ]
        });
    Table::new("By year and area")
        .column("Year")
        .column("Area")
        .figures("Sessions to make")
        .figures("Cancelled among them")
        .figures("Booked, where recorded")
        .figures("Signed in, where recorded")
        .figures("There already")
        .rows(rows)
}

/// What a file says of a session that came from it.
pub(super) fn said_of(said: &Said) -> SummaryList {
    let facts = SummaryList::new()
        .row("File and line", &said.source)
        .row("SHA-256 of the file", &said.hash);
    said.numbers.iter().fold(facts, |facts, (name, value)| {
        facts.row(name, value.as_deref().unwrap_or("Not recorded"))
    })
}
