//! A list of people as somebody copies it out of a spreadsheet.

use super::{BookingDraft, Person, Workplace, normal_email};
use directory::model::{AreaId, BACKGROUNDS, background_by_label, holds};
use kernel::{Id, Problems};
use std::collections::BTreeSet;

/// Most people of one list.
pub const MOST_PEOPLE: usize = 200;

/// The columns in the order in which they are read where no line of headings says otherwise, with the names that headings give them.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("Name", &["name", "full name"]),
    (
        "E-mail",
        &[
            "e-mail",
            "email",
            "e-mail address",
            "email address",
            "work e-mail address",
        ],
    ),
    ("Organisation", &["organisation", "organization", "employer"]),
    (
        "Background",
        &["background", "professional background", "profession"],
    ),
    ("Borough", &["borough", "area", "borough you work in"]),
    (
        "Access needs",
        &["access needs", "access", "what you need to take part"],
    ),
    (
        "Language needs",
        &["language needs", "language", "language or interpreting needs"],
    ),
];

/// What is wrong in one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadLine {
    /// Its number, from 1, headings counted.
    pub line: usize,
    /// The column.
    pub column: &'static str,
    /// What is wrong there.
    pub message: String,
}

/// A person of the list, with the number of her line.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// The number of her line, from 1, headings counted.
    pub line: usize,
    /// What it says of her.
    pub draft: BookingDraft,
}

kernel::masked!(Listed);

/// Reads a list: cells between tabs, or as CSV. All of it, or everything that is wrong.
///
/// # Errors
/// Every bad line and column; a list that is empty or too long names line 0.
pub fn read_people(text: &str, boroughs: &[(Id, String)]) -> Result<Vec<Listed>, Vec<BadLine>> {
    let rows = rows(text)?;
    let mut lines = rows.iter().enumerate().map(|(place, row)| (place + 1, row));
    let order = match lines.clone().next().and_then(|(_, first)| headings(first)) {
        Some(order) => {
            lines.next();
            order
        }
        None => COLUMNS.iter().enumerate().map(|(place, _)| Some(place)).collect(),
    };
    let (mut people, mut bad) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (line, row) in lines.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty())) {
        let cell = |column: usize| {
            let place = order.iter().position(|known| *known == Some(column));
            place
                .and_then(|place| row.get(place))
                .map_or("", |text| text.trim())
        };
        let draft = draft(cell, boroughs);
        let problems = draft.problems();
        bad.extend(problems.0.iter().map(|problem| BadLine {
            line,
            column: column_of(&problem.field),
            message: problem.message.clone(),
        }));
        if problems.is_empty() && !seen.insert(normal_email(&draft.person.email)) {
            bad.push(BadLine {
                line,
                column: "E-mail",
                message: "This address stands in a line above".to_owned(),
            });
        }
        people.push(Listed { line, draft });
    }
    let whole = |message: String| BadLine {
        line: 0,
        column: "",
        message,
    };
    if people.is_empty() {
        bad.push(whole("Paste at least one line with a person".to_owned()));
    } else if people.len() > MOST_PEOPLE {
        bad.push(whole(format!("Paste {MOST_PEOPLE} people or fewer")));
    }
    if bad.is_empty() { Ok(people) } else { Err(bad) }
}

fn rows(text: &str) -> Result<Vec<Vec<String>>, Vec<BadLine>> {
    let tabs = text.lines().next().is_some_and(|line| line.contains('\t'));
    if tabs {
        let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
        return Ok(text.lines().map(cells).collect());
    }
    paper::csv::read(text.as_bytes()).map_err(|message| {
        vec![BadLine {
            line: 0,
            column: "",
            message,
        }]
    })
}

/// Which column each cell of a line of headings names; `None`: it is no line of headings.
fn headings(row: &[String]) -> Option<Vec<Option<usize>>> {
    let named = |cell: &String| {
        let cell = cell.trim().to_lowercase();
        COLUMNS
            .iter()
            .position(|(_, names)| names.contains(&cell.as_str()))
    };
    let order: Vec<Option<usize>> = row.iter().map(named).collect();
    (order.contains(&Some(0)) && order.contains(&Some(1))).then_some(order)
}

/// Nothing is said about the background where the cell is empty: a coordinator need not know it.
fn draft<'c>(cell: impl Fn(usize) -> &'c str, boroughs: &[(Id, String)]) -> BookingDraft {
    let background = match cell(3) {
        "" => "not-known".to_owned(),
        code if holds(BACKGROUNDS, code) => code.to_owned(),
        label => background_by_label(label).map_or_else(String::new, |known| known.code.to_owned()),
    };
    let borough = cell(4).to_lowercase();
    let area = boroughs
        .iter()
        .find(|(_, name)| name.to_lowercase() == borough)
        .map(|(id, _)| Workplace::Borough(AreaId(*id)))
        .or_else(|| {
            let said = |other: &Workplace| other.label().to_lowercase() == borough;
            Workplace::OTHERS.into_iter().find(said)
        });
    BookingDraft {
        person: Person {
            name: cell(0).to_owned(),
            email: cell(1).to_owned(),
            organisation: cell(2).to_owned(),
            background,
            area: area.unwrap_or(if borough.is_empty() {
                Workplace::NotSaid
            } else {
                Workplace::Open
            }),
        },
        access_needs: cell(5).to_owned(),
        language_needs: cell(6).to_owned(),
        ..BookingDraft::default()
    }
}

/// The heading of the column behind a field.
pub(crate) fn column_of(field: &str) -> &'static str {
    let place = [
        "name",
        "email",
        "organisation",
        "background",
        "area",
        "access_needs",
        "language_needs",
    ]
    .iter()
    .position(|known| *known == field);
    place
        .and_then(|place| COLUMNS.get(place))
        .map_or("", |(heading, _)| *heading)
}

/// Problems of whole lines as one problem of the form: every bad line and column.
pub(crate) fn as_problem(bad: &[BadLine]) -> Problems {
    let words: Vec<String> = bad
        .iter()
        .map(|one| match one.line {
            0 => one.message.clone(),
            line => format!("Line {line}, {}: {}", one.column, one.message),
        })
        .collect();
    let mut problems = Problems::none();
    for words in words {
        problems.add("people", words);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boroughs() -> Vec<(Id, String)> {
        vec![(Id(uuid::Uuid::from_u128(1)), "East".to_owned())]
    }

    #[test]
    fn a_list_is_read_with_and_without_headings_between_tabs_and_as_csv() {
        let boroughs = boroughs();
        let plain = "Ann One,ann@a.example,Housing,Education,east,,\n\nBea Two,bea@a.example,Housing,,,,";
        let tabs = "Ann One\tann@a.example\tHousing\teducation\tEast\nBea Two\tbea@a.example\tHousing";
        let headed = "Employer\tEmail\tNAME\tArea\tProfession\nHousing\tann@a.example\tAnn One\tEast\tEducation\nHousing\tbea@a.example\tBea Two";
        for text in [plain, tabs, headed] {
            let people = read_people(text, &boroughs).unwrap();
            let first = &people[0].draft.person;
            assert_eq!(
                (first.name.as_str(), first.background.as_str()),
                ("Ann One", "education"),
                "{text}"
            );
            assert_eq!(first.area, Workplace::Borough(AreaId(boroughs[0].0)));
            let second = &people[1].draft.person;
            assert_eq!(
                (second.background.as_str(), second.area),
                ("not-known", Workplace::NotSaid)
            );
        }
        assert_eq!(read_people(headed, &boroughs).unwrap()[1].line, 3);
    }

    #[test]
    fn every_bad_line_is_named_with_its_column() {
        let text = "Name,E-mail,Organisation,Background,Borough\nAnn One,ann@a.example,Housing,,\n,bad,Housing,Juggler,Mars\nBea,ANN@a.example,Housing,,";
        let bad = read_people(text, &boroughs()).err().unwrap();
        let found: Vec<_> = bad.iter().map(|one| (one.line, one.column)).collect();
        assert_eq!(
            found,
            [
                (3, "Name"),
                (3, "E-mail"),
                (3, "Background"),
                (3, "Borough"),
                (4, "E-mail")
            ]
        );
    }

    #[test]
    fn a_list_of_nobody_and_one_of_too_many_are_refused() {
        for text in ["", "Name,E-mail", "\n\n"] {
            let bad = read_people(text, &[]).err().unwrap();
            assert_eq!((bad.len(), bad[0].line), (1, 0), "{text:?}");
        }
        let lines: Vec<String> = (0..=MOST_PEOPLE)
            .map(|n| format!("P,p{n}@a.example,Housing"))
            .collect();
        let many = lines.join(
            "
",
        );
        assert_eq!(
            read_people(&many, &[]).err().unwrap()[0].message,
            "Paste 200 people or fewer"
        );
    }
}
