//! What becomes of the registers of a file's sessions, before it is taken in.

use crate::earlier::attended::Register;
use crate::earlier::check::Checked;
use crate::earlier::keep::Looked;
use govuk::{Cell, Table};
use kernel::Id;
use std::collections::BTreeMap;

/// Sessions on the page.
const SHOWN: usize = 50;

/// What a file says of a session.
#[derive(Default)]
struct Said {
    name: String,
    came: i64,
    missed: i64,
    register: Register,
}

/// The sessions of a file whose registers are missing, first, then the others.
pub(super) fn table(looked: &Looked, checked: &Checked) -> Table {
    let mut sessions: BTreeMap<Id, Said> = BTreeMap::new();
    for row in checked.people.iter().filter(|row| !row.there()) {
        let said = sessions.entry(row.session).or_insert_with(|| Said {
            name: format!("{}, {}", row.reference, row.day.text()),
            ..Said::default()
        });
        said.came += i64::from(row.came);
        said.missed += i64::from(!row.came);
        said.register = said.register.max(row.register);
    }
    let all = sessions.len();
    let mut sessions: Vec<Said> = sessions.into_values().collect();
    sessions.sort_by_key(|said| (said.register != Register::Missing, said.came));
    let rows = sessions.iter().take(SHOWN).map(|said| {
        let register = match (said.register, looked.mapping.partial) {
            (Register::Here, _) => "Here already",
            (Register::None, _) => "None: it was cancelled",
            (Register::Missing, false) => "Comes with this file",
            (Register::Missing, true) => "Stays missing",
        };
        vec![
            Cell::text(&said.name),
            Cell::number(said.came),
            Cell::number(said.missed),
            Cell::text(register),
        ]
    });
    let caption = if all > SHOWN {
        format!("Registers: the first {SHOWN} of {all} sessions, those with the fewest people first")
    } else {
        "Registers".to_owned()
    };
    Table::new(&caption)
        .column("Session and day")
        .figures("Came")
        .figures("Did not come")
        .column("Register")
        .rows(rows)
}
