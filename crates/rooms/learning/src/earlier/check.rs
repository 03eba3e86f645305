//! Checking every row of a file against what it is said to be: what would come of it, and every row that is wrong.

use super::alike::Standing;
use super::cells::{self, Became};
use super::mapping::{Mapping, key};
use super::rows::{Bad, Row};
use super::{Kind, LONGEST, attended, forms};
use crate::model::venue_key;
use kernel::{Day, Id};
use paper::sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// People that one file may make, counted by booking and signing in.
pub const MOST_PEOPLE: i64 = 100_000;

/// A file is taken in where its sender works: of somebody who works here no more nothing is.
pub(crate) const AWAY: &str =
    "Who sent this file cannot sign in any more: whoever wants it taken in sends it anew.";

/// What a session is known by: course, area, day and venue.
pub type Key = (Id, Id, Day, String);

/// What is in the database.
#[derive(Clone, Default)]
pub struct Known {
    /// Areas that who asks works in.
    pub areas: Vec<(Id, String)>,
    /// Courses: id, title, reference.
    pub courses: Vec<(Id, String, String)>,
    /// Sessions that are there.
    pub sessions: HashSet<Key>,
}

kernel::masked!(Known);

/// What a file comes to.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Sessions that say what they have to.
    pub rows: Vec<Row>,
    /// People who do.
    pub people: Vec<attended::Row>,
    /// Forms that do.
    pub forms: Vec<forms::Row>,
    /// Rows that do not.
    pub bad: Vec<Bad>,
    /// Names of areas that nobody has said the meaning of.
    pub areas: BTreeSet<String>,
    /// Names of courses that nobody has said the meaning of.
    pub courses: BTreeSet<String>,
    /// Names of professional backgrounds that nobody has said the meaning of.
    pub backgrounds: BTreeSet<String>,
    /// Answers by question that nobody has said the meaning of.
    pub words: BTreeSet<(String, String)>,
    /// There are dates that can be read in two ways.
    pub ambiguous: bool,
    /// What was said of the whole file, and stands in none of its rows.
    pub said: String,
    /// Who sent it cannot sign in any more.
    pub away: bool,
    /// What stands already of its forms.
    pub standing: Standing,
}

kernel::masked!(Checked);

/// How many came of a part of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Sessions to make.
    pub new: i64,
    /// Sessions that are there already.
    pub there: i64,
    /// Of those to make, cancelled ones.
    pub cancelled: i64,
    /// People booked, where recorded.
    pub booked: i64,
    /// People signed in, where recorded.
    pub signed_in: i64,
}

impl Checked {
    /// Sums by year and area of those to make.
    pub fn sums(&self, areas: &[(Id, String)]) -> BTreeMap<(i16, String), Sums> {
        let mut sums: BTreeMap<(i16, String), Sums> = BTreeMap::new();
        for row in &self.rows {
            let area = areas.iter().find(|(id, _)| *id == row.area);
            let name = area.map(|(_, name)| name.clone()).unwrap_or_default();
            let sum = sums.entry((row.day.parts().0, name)).or_default();
            if row.there {
                sum.there += 1;
                continue;
            }
            sum.new += 1;
            sum.cancelled += i64::from(row.became == Became::Cancelled);
            sum.booked += row.booked.unwrap_or(0);
            sum.signed_in += row.signed_in.unwrap_or(0);
        }
        sums
    }

    /// Sessions that would be made.
    pub fn new_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.there)
    }

    /// Something would come of it.
    pub fn brings(&self) -> bool {
        self.new_rows().next().is_some()
            || self.people.iter().any(|row| !row.there())
            || !self.forms.is_empty()
    }

    /// The file would make more people than one file may.
    pub fn too_many(&self) -> bool {
        let people = |row: &Row| row.booked.unwrap_or(0).max(row.signed_in.unwrap_or(0));
        self.new_rows().map(people).sum::<i64>() > MOST_PEOPLE
    }
}

/// Reads one row after the other.
struct Reader<'r> {
    mapping: &'r Mapping,
    areas: HashMap<String, Id>,
    courses: HashMap<String, Id>,
    today: Day,
    seen: HashMap<Key, usize>,
    known: &'r Known,
    checked: Checked,
}

/// What courses are called: by their references, by their titles, and as was said.
pub(super) fn courses(mapping: &Mapping, known: &Known) -> HashMap<String, Id> {
    let mut courses: HashMap<String, Id> = HashMap::new();
    let mut named: HashMap<String, usize> = HashMap::new();
    for (_, title, _) in &known.courses {
        *named.entry(key(title)).or_default() += 1;
    }
    for (id, title, reference) in &known.courses {
        courses.insert(key(reference), *id);
        // Of two courses of one title nobody knows which is meant: it has to be said.
        if named.get(&key(title)) == Some(&1) {
            courses.insert(key(title), *id);
        }
    }
    // Only what is in sight counts, whatever a mapping of before says.
    for (name, id) in &mapping.courses {
        if let Some(id) = Id::parse(id).filter(|id| known.courses.iter().any(|(known, ..)| known == id)) {
            courses.insert(key(name), id);
        }
    }
    courses
}

/// Checks a sheet of sessions.
pub fn check(sheet: &Sheet, mapping: &Mapping, known: &Known, today: Day) -> Checked {
    let mut areas: HashMap<String, Id> = HashMap::new();
    for (id, name) in &known.areas {
        areas.insert(key(name), *id);
    }
    for (name, id) in &mapping.areas {
        if let Some(id) = Id::parse(id).filter(|id| known.areas.iter().any(|(known, _)| known == id)) {
            areas.insert(key(name), id);
        }
    }
    let mut reader = Reader {
        mapping,
        areas,
        courses: courses(mapping, known),
        today,
        seen: HashMap::new(),
        known,
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
        let mut bad: Vec<Bad> = Vec::new();
        let cell = |code: &str| -> String {
            let place = self.mapping.columns.get(code);
            place
                .and_then(|place| row.get(*place))
                .map(|cell| cell.trim().to_owned())
                .unwrap_or_default()
        };
        let mut tell = |code: &str, value: &str, why: &str| {
            bad.push(Bad {
                line,
                column: Kind::Sessions.label_of(code).to_owned(),
                value: value.chars().take(LONGEST).collect(),
                why: why.to_owned(),
            });
        };
        let (course_cell, area_cell, day_cell) = (cell("course"), cell("area"), cell("day"));
        let course = self.courses.get(&key(&course_cell)).copied();
        if course.is_none() {
            let why = if course_cell.is_empty() {
                "The course is missing"
            } else {
                "No course of ours is called so: choose above which it is"
            };
            tell("course", &course_cell, why);
        }
        let area = self.areas.get(&key(&area_cell)).copied();
        if area.is_none() {
            let why = if area_cell.is_empty() {
                "The area is missing"
            } else {
                "No area of yours is called so: choose above which it is"
            };
            tell("area", &area_cell, why);
        }
        let mut date = |code: &str, text: &str| match cells::past_day(text, self.mapping.order, self.today) {
            Ok(day) => Some(day),
            Err(why) => {
                tell(code, text, why);
                None
            }
        };
        let day = date("day", &day_cell);
        let announced_cell = cell("announced");
        let announced = if cells::is_blank(&announced_cell) {
            None
        } else {
            date("announced", &announced_cell)
        };
        let mut times = ["starts", "ends"].into_iter().map(|code| {
            let text = cell(code);
            cells::time(&text).unwrap_or_else(|why| {
                tell(code, &text, why);
                None
            })
        });
        let (starts, ends) = (times.next().flatten(), times.next().flatten());
        drop(times);
        if let (Some(starts), Some(ends)) = (&starts, &ends)
            && starts >= ends
        {
            tell("ends", ends, "The end is not after the start");
        }
        let mut number = |code: &str| {
            let text = cell(code);
            cells::count(&text).unwrap_or_else(|why| {
                tell(code, &text, why);
                None
            })
        };
        let (capacity, booked) = (number("capacity"), number("booked"));
        let (signed_in, individuals) = (number("signed-in"), number("individuals"));
        let mut came = |code: &str| {
            let text = cell(code);
            cells::came(&text).unwrap_or_else(|why| {
                tell(code, &text, why);
                None
            })
        };
        let (register_came, feedback_came) = (came("register"), came("feedback"));
        let state = cell("state");
        let became = cells::became(&state).unwrap_or_else(|why| {
            tell("state", &state, why);
            Became::Held
        });
        if became == Became::Moved && announced.is_none() {
            tell(
                "announced",
                &announced_cell,
                "It was rescheduled: the day first announced is needed",
            );
        }
        if became == Became::Cancelled && signed_in.is_some_and(|people| people > 0) {
            tell(
                "signed-in",
                &cell("signed-in"),
                "It was cancelled, and people signed in: one of the two is wrong",
            );
        }
        if register_came == Some(false) && signed_in.is_some_and(|people| people > 0) {
            tell(
                "register",
                &cell("register"),
                "Its register is missing, and people signed in: one of the two is wrong",
            );
        }
        if let (Some(people), Some(all)) = (individuals, signed_in)
            && people > all
        {
            tell(
                "individuals",
                &people.to_string(),
                "These are more people than signed in",
            );
        }
        let mut text = |code: &str| {
            let text = cell(code);
            if text.chars().count() > LONGEST {
                tell(code, &text, "The text is longer than 300 characters");
            }
            if cells::is_blank(&text) {
                String::new()
            } else {
                text
            }
        };
        let (venue, trainer, host, reason) = (text("venue"), text("trainer"), text("host"), text("reason"));
        if let (Some(course), Some(area), Some(day)) = (course, area, day) {
            let own: Key = (course, area, day, venue_key(&venue));
            let there = self.known.sessions.contains(&own);
            match self.seen.get(&own) {
                Some(first) => {
                    let why = format!("The same course, area, day and venue stand in line {first}");
                    tell("course", &course_cell, &why);
                }
                None => drop(self.seen.insert(own, line)),
            }
            if bad.is_empty() {
                self.checked.rows.push(Row {
                    line,
                    course,
                    area,
                    day,
                    starts,
                    ends,
                    venue,
                    trainer,
                    host,
                    capacity,
                    booked,
                    signed_in,
                    individuals,
                    became,
                    reason,
                    announced: announced.filter(|_| became == Became::Moved),
                    register_came,
                    feedback_came,
                    there,
                });
            }
        }
        if course.is_none() && !course_cell.is_empty() {
            self.checked.courses.insert(course_cell);
        }
        if area.is_none() && !area_cell.is_empty() {
            self.checked.areas.insert(area_cell);
        }
        self.checked.ambiguous |= cells::is_ambiguous(&day_cell) || cells::is_ambiguous(&announced_cell);
        self.checked.bad.append(&mut bad);
    }
}
