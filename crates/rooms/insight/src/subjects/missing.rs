//! Answers that are missing: their sum beside a question, and the code book's four reasons for ourselves.

use super::opinions::non_answer;
use evidence::disclosure::{Profile, protect};
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{NonAnswer, Table};
use responses::tallies::Count;

/// The reasons for missing answers, question by question. Only for ourselves: each is a small count of its own.
pub(super) fn split(profile: Profile, questions: &[(&str, &str)], counts: &[Count]) -> Option<Table> {
    if profile != Profile::Internal || counts.is_empty() {
        return None;
    }
    let mut columns = vec![Column::new("question", "Question", ColumnKind::Label)];
    columns.extend(NonAnswer::ALL.map(|kind| {
        let words = kind.words();
        let label = match kind {
            NonAnswer::NotAsked => "Not asked",
            NonAnswer::NotKnown => "Not known",
            NonAnswer::PreferNotToSay => "Prefer not to say",
            NonAnswer::NotRecorded => "Not recorded",
        };
        Column::new(&words.replace(' ', "_"), label, ColumnKind::Count)
    }));
    let mut table = Table::new("Why answers are missing", profile.name(), columns);
    for (key, label) in questions {
        let mut cells = vec![Cell::text(label)];
        cells.extend(NonAnswer::ALL.map(|kind| Cell::count(of(counts, key, Some(kind)))));
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells,
        });
    }
    table
        .notes
        .push("What is missing is in no percentage.".to_owned());
    Some(table)
}

/// How many answers to a question are missing, for one reason or for any.
fn of(counts: &[Count], question: &str, why: Option<NonAnswer>) -> u64 {
    counts
        .iter()
        .filter(|count| count.question == question)
        .filter(|count| {
            count
                .non_answer
                .as_deref()
                .is_some_and(|word| why.is_none_or(|why| non_answer(word) == why))
        })
        .map(|count| u64::try_from(count.count).unwrap_or(0))
        .sum()
}

/// Adds the number of missing answers to a finished table of one question's options: printed only where nothing else is hidden, because
/// together with the number of forms it is the sum of the others.
pub(super) fn add(table: &mut Table, profile: Profile, question: &str, counts: &[Count]) {
    let number = of(counts, question, None);
    let hides = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| *cell == Cell::hidden());
    let shown = protect(profile, &[1], &[number, number])
        .first()
        .copied()
        .flatten();
    let mut cells = vec![
        Cell::text("Missing"),
        Cell::count_or_hidden(shown.filter(|_| !hides)),
    ];
    cells.resize(table.columns.len(), Cell::text(""));
    table.rows.push(Row {
        kind: RowKind::Body,
        rule: None,
        cells,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::{By, Crosstab};

    fn count(option: Option<&str>, none: Option<&str>, count: i64) -> Count {
        Count {
            course: None,
            question: "likelihood".to_owned(),
            number: None,
            option: option.map(str::to_owned),
            non_answer: none.map(str::to_owned),
            count,
            version: kernel::Id(uuid::Uuid::nil()),
        }
    }

    #[test]
    fn missing_answers_are_printed_only_where_nothing_follows_from_them() {
        let counts = [
            count(Some("high"), None, 20),
            count(None, Some("not-asked"), 6),
            count(None, Some("prefer-not-to-say"), 1),
        ];
        let table = |profile: Profile, few: u64| {
            let mut cross = Crosstab::new(vec![By::named("answer")]).unwrap();
            cross.add(&["Very likely"], 20);
            cross.add(&["Not likely"], few);
            let mut table = cross.long_with_shares("Likely", profile).unwrap();
            add(&mut table, profile, "likelihood", &counts);
            table.rows.last().unwrap().cells[1].display.clone()
        };
        assert_eq!(table(Profile::Internal, 2), "7");
        assert_eq!(table(Profile::Partner, 9), "7");
        assert_eq!(
            table(Profile::Partner, 2),
            "[c]",
            "it would give the hidden ones away"
        );
        assert_eq!(table(Profile::Public, 20), "[c]", "it is small itself");
        let split = split(Profile::Internal, &[("likelihood", "Likely")], &counts).unwrap();
        let row: Vec<&str> = split.rows[0]
            .cells
            .iter()
            .map(|cell| cell.display.as_str())
            .collect();
        assert_eq!(row, ["Likely", "6", "0", "1", "0"]);
        assert!(super::split(Profile::Partner, &[("likelihood", "Likely")], &counts).is_none());
    }
}
