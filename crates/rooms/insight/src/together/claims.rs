//! A finished table as counts of known things: read from what it prints, so that nothing it says is forgotten.

mod themes;

use crate::records;
use crate::subjects::Subject;
use crate::view::{View, year_between};
use evidence::Table;
use evidence::table::{Cell, ColumnKind, Row, RowKind};
use evidence::value::mark;
use kernel::{Day, Fault};
use serde::{Deserialize, Serialize};
use store::{Tx, values};

/// The sessions that a count is over. What is not named is not narrowed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The area's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) area: Option<String>,
    /// Titles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) courses: Option<Vec<String>>,
    /// room, online or self-study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
    /// Answers that name no session count too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) loose: bool,
}

impl Place {
    /// The same for answers, of which some name no session.
    pub(crate) fn answered(&self) -> Self {
        Self {
            loose: self.area.is_none() && self.courses.is_none() && self.mode.is_none(),
            ..self.clone()
        }
    }
}

/// A count that was printed or hidden.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The words of its table, row and column.
    pub(crate) cell: String,
    /// What was counted: bookings, attendances, forms, ..
    pub(crate) of: String,
    pub(crate) place: Place,
    /// The question by which it was divided; empty for the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) by: String,
    /// The answers that it is the count of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) answers: Vec<String>,
    /// It is the count of all other answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) but: bool,
    /// What printed; nothing where it was hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shown: Option<u64>,
}

impl Claim {
    /// It is the count of those who did not answer.
    pub(super) fn is_missing(&self) -> bool {
        !self.but && self.answers == [MISSING]
    }
}

/// The answer of who did not answer.
pub(crate) const MISSING: &str = "missing";

/// Rows and columns that stand for all.
fn is_all(word: &str) -> bool {
    word.eq_ignore_ascii_case("all") || word.is_empty()
}

/// The claims of a page's tables under its view.
pub(crate) fn claims(
    tx: &mut Tx<'_>,
    subject: Subject,
    view: &View,
    tables: &[Table],
) -> Result<Vec<Claim>, Fault> {
    let whole = whole(tx, view)?;
    let reader = Reader {
        subject,
        start: view.programme.start,
        whole,
    };
    Ok(tables.iter().flat_map(|table| reader.read(table)).collect())
}

/// The sessions of a view.
pub(crate) fn whole(tx: &mut Tx<'_>, view: &View) -> Result<Place, Fault> {
    let (from, to) = view.period();
    let (area, course) = tx
        .one(&records::NAMED, values![view.area, view.course], |row| {
            Ok((row.get::<Option<String>>(0)?, row.get::<Option<String>>(1)?))
        })?
        .unwrap_or_default();
    Ok(Place {
        area,
        courses: course.map(|title| vec![title]),
        mode: None,
        from: from.map(Day::iso),
        to: to.map(Day::iso),
        loose: false,
    })
}

struct Reader {
    subject: Subject,
    /// When the programme began.
    start: Day,
    /// What the view is narrowed to.
    whole: Place,
}

impl Reader {
    fn read(&self, table: &Table) -> Vec<Claim> {
        let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
        match keys.as_slice() {
            ["area", "year", "course", "sessions", ..] => self.delivered(table),
            ["background", ..] => self.backgrounds(table),
            ["course", "year", ..] => self.boroughs(table),
            ["statement", ..] if self.subject == Subject::Themes => self.themes(table),
            ["statement", ..] if keys.contains(&"answered") => self.statements(table),
            ["word", ..] => self.words(table),
            [_, "count", ..] => self.options(table),
            _ => Vec::new(),
        }
    }

    /// The part of the view that a row is about.
    fn narrowed(&self, area: &str, year: &str, course: &str) -> Place {
        let mut place = self.whole.clone();
        if !is_all(area) {
            place.area = Some(area.to_owned());
        }
        if !is_all(course) {
            place.courses = Some(vec![course.to_owned()]);
        }
        if let Some((from, to)) = year.parse().ok().map(|year| year_between(self.start, year)) {
            place.from = place.from.max(from.map(Day::iso));
            place.to = place.to.into_iter().chain(to.map(Day::iso)).min();
        }
        place
    }

    /// The part of the view for answers, of which some name no session.
    fn answered(&self) -> Place {
        self.whole.answered()
    }

    /// The part of the view for the options of a question: what people said they would do names its session always.
    fn of_options(&self) -> Place {
        if self.subject == Subject::Intentions {
            self.whole.clone()
        } else {
            self.answered()
        }
    }

    fn delivered(&self, table: &Table) -> Vec<Claim> {
        let measures = [
            ("registered", "bookings"),
            ("signed_in", "attendances"),
            ("feedback_forms", "forms"),
        ];
        let mut found = Vec::new();
        for row in &table.rows {
            let [area, year, course] = [0, 1, 2].map(|label| label_of(row, label));
            for (place, column) in table.columns.iter().enumerate() {
                if let Some((_, of)) = measures.iter().find(|(key, _)| *key == column.key) {
                    found.extend(claim(
                        table,
                        row,
                        place,
                        of,
                        self.narrowed(area, year, course),
                        "",
                        &[],
                    ));
                }
            }
        }
        found
    }

    /// Forms by background and course. Each column says which courses it is over, since small ones are left out.
    fn backgrounds(&self, table: &Table) -> Vec<Claim> {
        let mut found = Vec::new();
        for row in &table.rows {
            let background = label_of(row, 0);
            for (place, column) in table.columns.iter().enumerate() {
                if column.kind != ColumnKind::Count {
                    continue;
                }
                let courses = table
                    .units
                    .iter()
                    .filter(|title| is_all(&column.key) || crate::facts::group_of(title) == column.key);
                let part = Place {
                    courses: Some(courses.cloned().collect()),
                    ..self.whole.clone()
                };
                let answers = [background.to_owned()];
                let answers = if row.kind == RowKind::Total {
                    &[]
                } else {
                    answers.as_slice()
                };
                found.extend(claim(table, row, place, "forms", part, "background", answers));
            }
        }
        let listed = bodies(table).map(|row| label_of(row, 0).to_owned()).collect();
        let part = Place {
            courses: Some(table.units.clone()),
            ..self.whole.clone()
        };
        found.push(no_other(table, "forms", part, "background", listed));
        found
    }

    fn boroughs(&self, table: &Table) -> Vec<Claim> {
        let mut found = Vec::new();
        for row in &table.rows {
            let (course, year) = (label_of(row, 0), label_of(row, 1));
            for (place, column) in table.columns.iter().enumerate() {
                if column.kind != ColumnKind::Count {
                    continue;
                }
                let part = self.narrowed("", year, course);
                let answers = [column.key.clone()];
                let answers = if is_all(&column.key) {
                    &[]
                } else {
                    answers.as_slice()
                };
                found.extend(claim(table, row, place, "attendances", part, "borough", answers));
            }
        }
        let listed = table
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Count && !is_all(&column.key))
            .map(|column| column.key.clone())
            .collect();
        found.push(no_other(
            table,
            "attendances",
            self.whole.clone(),
            "borough",
            listed,
        ));
        found
    }

    /// What was counted where answers were.
    fn of_answers(&self, table: &Table) -> &'static str {
        match (self.subject, table.title.as_str()) {
            (Subject::Use, _) => "later answers",
            (Subject::Intentions, _) => "intentions",
            (_, "Everybody before") => "answers before",
            (_, "Everybody after") => "answers after",
            _ => "forms",
        }
    }

    /// Answers to statements: each statement divides all forms into its answers and those that are missing.
    fn statements(&self, table: &Table) -> Vec<Claim> {
        let sides: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Share)
            .map(|column| column.key.clone())
            .collect();
        let mut found = Vec::new();
        let mut before: Vec<&str> = Vec::new();
        for row in &table.rows {
            let label = label_of(row, 0);
            // Versions of one wording with another scale have a row each.
            let by = format!(
                "{label} {}",
                before.iter().filter(|known| **known == label).count()
            );
            before.push(label);
            for (place, column) in table.columns.iter().enumerate() {
                let missing = [MISSING.to_owned()];
                let answers = match (column.key.as_str(), column.kind) {
                    ("answered", _) => sides.as_slice(),
                    (MISSING, _) => missing.as_slice(),
                    (_, ColumnKind::Share) => std::slice::from_ref(&column.key),
                    _ => continue,
                };
                let of = self.of_answers(table);
                found.extend(claim(table, row, place, of, self.answered(), &by, answers));
            }
        }
        found
    }

    /// One question's options, one in a row.
    fn options(&self, table: &Table) -> Vec<Claim> {
        let options: Vec<String> = bodies(table).map(|row| label_of(row, 0).to_owned()).collect();
        let mut found = Vec::new();
        for row in &table.rows {
            let own = [label_of(row, 0).to_owned()];
            let answers = if row.kind == RowKind::Total {
                options.as_slice()
            } else {
                own.as_slice()
            };
            let of = self.of_answers(table);
            found.extend(claim(table, row, 1, of, self.of_options(), &table.title, answers));
            let missing = table.columns.iter().position(|column| column.key == MISSING);
            if let Some(place) = missing.filter(|_| row.kind == RowKind::Total) {
                let answers = [MISSING.to_owned()];
                found.extend(claim(
                    table,
                    row,
                    place,
                    of,
                    self.of_options(),
                    &table.title,
                    &answers,
                ));
            }
        }
        found
    }
}

fn bodies(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().filter(|row| row.kind == RowKind::Body)
}

fn label_of(row: &Row, place: usize) -> &str {
    row.cells.get(place).map_or("", |cell| cell.display.as_str())
}

/// That a table lists every answer that was given: nobody gave another.
fn no_other(table: &Table, of: &str, over: Place, by: &str, answers: Vec<String>) -> Claim {
    Claim {
        cell: table.title.clone(),
        of: of.to_owned(),
        place: over,
        by: by.to_owned(),
        answers,
        but: true,
        shown: Some(0),
    }
}

/// The claim of a cell; none where nothing was counted (a return that is missing, say).
fn claim(
    table: &Table,
    row: &Row,
    place: usize,
    of: &str,
    over: Place,
    by: &str,
    answers: &[String],
) -> Option<Claim> {
    let cell: &Cell = row.cells.get(place)?;
    let hidden = cell.display == mark::HIDDEN;
    if cell.n.is_none() && !hidden {
        return None;
    }
    let labels: Vec<&str> = table
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(column, _)| column.kind == ColumnKind::Label)
        .map(|(_, cell)| cell.display.as_str())
        .filter(|label| !label.is_empty())
        .collect();
    let column = table
        .columns
        .get(place)
        .map_or("", |column| column.label.as_str());
    Some(Claim {
        cell: format!("{} / {} / {column}", table.title, labels.join(", ")),
        of: of.to_owned(),
        place: over,
        by: if answers.is_empty() {
            String::new()
        } else {
            by.to_owned()
        },
        answers: answers.to_vec(),
        but: false,
        shown: cell.n,
    })
}
