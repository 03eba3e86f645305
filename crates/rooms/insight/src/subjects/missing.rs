//! Answers that are missing: their sum beside a question, and the code book's four reasons for ourselves.

use super::opinions::non_answer;
use evidence::disclosure::Profile;
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

/// Adds the number of missing answers to a finished table of one question's options, in its last row, which is the sum. It shows nobody's
/// answer and is printed wherever that sum is (decision 11).
pub(super) fn add(table: &mut Table, profile: Profile, question: &str, counts: &[Count]) {
    table
        .columns
        .push(Column::new("missing", "Missing", ColumnKind::Work));
    let number = profile.rounded(of(counts, question, None));
    for row in &mut table.rows {
        let answered = row.cells.iter().find_map(|cell| cell.n);
        row.cells.push(match (row.kind, answered) {
            (RowKind::Total, Some(_)) => Cell::count(number),
            (RowKind::Total, None) => Cell::hidden(),
            _ => Cell::text(""),
        });
    }
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
    fn missing_answers_are_printed_where_their_sum_is() {
        let counts = [
            count(Some("high"), None, 20),
            count(None, Some("not-asked"), 2),
            count(None, Some("prefer-not-to-say"), 1),
        ];
        let table = |profile: Profile, many: u64, few: u64| {
            let mut cross = Crosstab::new(vec![By::named("answer")]).unwrap();
            cross.add(&["Very likely"], many);
            cross.add(&["Not likely"], few);
            let mut table = cross.long_with_shares("Likely", profile).unwrap();
            add(&mut table, profile, "likelihood", &counts);
            let missing = |row: usize| table.rows[row].cells[3].display.clone();
            [missing(0), missing(1), missing(2)]
        };
        assert_eq!(table(Profile::Internal, 20, 2), ["", "", "3"]);
        assert_eq!(table(Profile::Partner, 20, 9), ["", "", "3"]);
        assert_eq!(table(Profile::Partner, 20, 2), ["", "", "3"], "N prints as well");
        assert_eq!(table(Profile::Partner, 0, 2), ["", "", "[c]"], "N does not");
        assert_eq!(
            table(Profile::Public, 20, 20),
            ["", "", "5"],
            "rounded, and never to none"
        );
        assert_eq!(table(Profile::Nhs, 20, 2), ["", "", "5"]);
        let split = split(Profile::Internal, &[("likelihood", "Likely")], &counts).unwrap();
        let row: Vec<&str> = split.rows[0]
            .cells
            .iter()
            .map(|cell| cell.display.as_str())
            .collect();
        assert_eq!(row, ["Likely", "2", "0", "1", "0"]);
        assert!(super::split(Profile::Partner, &[("likelihood", "Likely")], &counts).is_none());
    }
}
