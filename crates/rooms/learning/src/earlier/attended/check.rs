//! Checking every row of a file of people: which session it means, whom, and what is wrong with it.

use super::{Known, Row, SessionDay, Who};
use crate::earlier::cells;
use crate::earlier::check::Checked;
use crate::earlier::mapping::{Mapping, key};
use crate::earlier::places::{Place, Places};
use crate::earlier::rows::Telling;
use crate::earlier::{Kind, check};
use crate::model::{Person, normal_email, normal_name, takes_mail};
use crate::people;
use directory::model::{BACKGROUNDS, background_by_label, holds};
use kernel::{Day, Id};
use paper::sheet::Sheet;
use std::collections::{HashMap, HashSet};
use store::Keys;

/// A person as people are told apart: by her record, by the address, or by the name within a session.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Same {
    Known(Id),
    Email(String),
    Name(Id, String),
}

/// Reads one row after the other.
struct Reader<'r> {
    mapping: &'r Mapping,
    keys: &'r Keys,
    known: &'r Known,
    places: Places<'r>,
    /// In which line somebody stands on a day.
    seen: HashMap<(Id, Same), usize>,
    /// Who is new, by her place among the new.
    new: HashMap<Same, usize>,
    /// Who gets a booking of which session.
    booked: HashSet<(Id, Same)>,
    checked: Checked,
}

/// Checks a sheet of people. `named` says what courses and boroughs are called.
pub fn check(
    sheet: &Sheet,
    mapping: &Mapping,
    named: &check::Known,
    known: &Known,
    keys: &Keys,
    today: Day,
) -> Checked {
    let mut reader = Reader {
        mapping,
        keys,
        known,
        places: Places::new(mapping, named, &known.days, today),
        seen: HashMap::new(),
        new: HashMap::new(),
        booked: HashSet::new(),
        checked: Checked::default(),
    };
    for (place, row) in sheet.rows.iter().enumerate().skip(mapping.heading + 1) {
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            reader.row(place + 1, row);
        }
    }
    reader.checked
}

impl Reader<'_> {
    fn row(&mut self, line: usize, row: &[String]) {
        let mut tell = Telling::new(Kind::People, self.mapping, line, row);
        let place = self.places.of(&mut tell, &mut self.checked, false);
        let person = self.person(&mut tell);
        let came = self.came(&mut tell);
        if let Place::Days(days) = place
            && let Some(first) = days.first().copied()
        {
            self.whole(&mut tell, &days, first, person, came);
        }
        self.checked.bad.append(&mut tell.bad);
    }

    fn person(&mut self, tell: &mut Telling) -> Person {
        let blank = |text: String| {
            if cells::is_blank(&text) {
                String::new()
            } else {
                text
            }
        };
        let (name, email) = (blank(tell.cell("name")), blank(tell.cell("email")));
        if !email.is_empty() && !takes_mail(&email) {
            tell.tell(
                "email",
                "This is not a work e-mail address, like name@example.org",
            );
        }
        if email.is_empty() && name.is_empty() {
            let code = if self.mapping.columns.contains_key("email") {
                "email"
            } else {
                "name"
            };
            tell.tell(code, "Neither a work e-mail address nor a name says who it was");
        }
        if name.chars().count() > 200 {
            tell.tell("name", "The name is longer than 200 characters");
        }
        let organisation = blank(tell.cell("organisation"));
        if organisation.chars().count() > 200 {
            tell.tell("organisation", "The text is longer than 200 characters");
        }
        let area = self.places.area(tell, &mut self.checked, "borough");
        let background = self.background(tell);
        Person {
            name: if name.is_empty() { email.clone() } else { name },
            email,
            organisation,
            background,
            area,
        }
    }

    /// The code of a background; empty where nothing was recorded.
    fn background(&mut self, tell: &mut Telling) -> String {
        let name = tell.cell("background");
        if cells::is_blank(&name) {
            return String::new();
        }
        let said = self.mapping.backgrounds.iter();
        let said = said.filter(|(known, _)| key(known) == key(&name));
        let code = said
            .map(|(_, code)| code.as_str())
            .find(|code| holds(BACKGROUNDS, code))
            .or_else(|| background_by_label(&name).map(|known| known.code))
            .or_else(|| {
                BACKGROUNDS
                    .iter()
                    .map(|known| known.code)
                    .find(|code| *code == name)
            });
        if let Some(code) = code {
            return code.to_owned();
        }
        let why = "No background is called so: choose above which it is";
        tell.tell("background", why);
        self.checked.backgrounds.insert(name);
        String::new()
    }

    /// Whether she came. A sheet without such a column is a list of those who did.
    fn came(&self, tell: &mut Telling) -> bool {
        if !self.mapping.columns.contains_key("came") {
            return true;
        }
        match cells::attended(&tell.cell("came")) {
            Ok(Some(came)) => came,
            Ok(None) => {
                tell.tell("came", "Say whether she came: yes or no");
                false
            }
            Err(why) => {
                tell.tell("came", why);
                false
            }
        }
    }

    /// A row of which each part could be read: is it whole, and whom does it mean?
    fn whole(
        &mut self,
        tell: &mut Telling,
        days: &[&SessionDay],
        first: &SessionDay,
        person: Person,
        came: bool,
    ) {
        let column = if person.email.is_empty() { "name" } else { "email" };
        if first.cancelled && came {
            tell.tell("came", "The session was cancelled: nobody can have come");
        }
        if first.numbered {
            tell.tell("day", "A file of sessions gave the numbers of its people already: take that file back first, or send it without those columns");
        }
        let Some((who, same)) = self.who(&person, first.session) else {
            tell.tell(
                "name",
                "Several people of this session have this name and no address: nobody can be meant by it",
            );
            return;
        };
        for day in days {
            if let Some(before) = self.seen.insert((day.id, same.clone()), tell.line) {
                let why = format!("The same person stands in line {before} for this session and day");
                tell.tell(column, &why);
                break;
            }
        }
        if !tell.bad.is_empty() {
            return;
        }
        let learner = match who {
            Who::Address(id) | Who::Name(id) => Some(id),
            Who::New(_) => None,
        };
        let booking = learner.is_some_and(|id| self.known.bookings.contains_key(&(first.session, id)));
        let marked = |day: &SessionDay| learner.is_some_and(|id| self.known.there.contains(&(day.id, id)));
        let marks: Vec<Id> = days
            .iter()
            .filter(|day| came && !marked(day))
            .map(|day| day.id)
            .collect();
        let touched =
            |day: &&&SessionDay| marks.contains(&day.id) || (marks.is_empty() && day.id == first.id);
        let register = days.iter().filter(touched).map(|day| day.register()).max();
        self.checked.people.push(Row {
            line: tell.line,
            session: first.session,
            reference: first.reference.clone(),
            area: first.area_name.clone(),
            day: first.day,
            marks,
            person,
            who,
            books: !booking && self.booked.insert((first.session, same)),
            came,
            register: register.unwrap_or_default(),
        });
    }

    /// Whom a row means: by the address; by the name only among those of the session who gave none.
    fn who(&mut self, person: &Person, session: Id) -> Option<(Who, Same)> {
        let same = if person.email.is_empty() {
            let blind = people::name_blind(self.keys, &person.name);
            match self.known.names.get(&(session, blind)) {
                Some(None) => return None,
                Some(Some(id)) => return Some((Who::Name(*id), Same::Known(*id))),
                None => Same::Name(session, normal_name(&person.name)),
            }
        } else {
            let blind = people::email_blind(self.keys, &person.email);
            if let Some(id) = self.known.people.get(&blind) {
                return Some((Who::Address(*id), Same::Known(*id)));
            }
            Same::Email(normal_email(&person.email))
        };
        let next = self.new.len();
        let place = *self.new.entry(same.clone()).or_insert(next);
        Some((Who::New(place), same))
    }
}
