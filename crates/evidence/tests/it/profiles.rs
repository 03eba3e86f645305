//! What a table says and leaves out under each profile, and what its files keep.

use evidence::disclosure::Profile;
use evidence::{AgreeOptions, Answer, By, Format, NonAnswer, Tally, agree_table, distribution_table};

use crate::support::{run_table, statements};
use crate::tables::{cells, fill};

/// Where counts are rounded, or some are hidden, nothing is said of 99 and 101.
#[test]
fn rows_of_rounded_counts_are_not_said_to_add_up() {
    let statements = statements(1);
    let notes = |profile, points| {
        let mut tally = Tally::new(&statements, Vec::new());
        fill(&mut tally, &[], 0, points, 0);
        let table = agree_table(&statements, &tally, AgreeOptions::new(profile)).unwrap();
        (table.notes.join(" "), cells(&table, 0)[1..4].join(" "))
    };
    let rounded = "Percentages are made from counts rounded to 5: a row need not add up to 100.";
    for (profile, points, shown) in [
        (
            Profile::Nhs,
            [8, 0, 0, 0, 8],
            "67% [u] (n=10/15) 0% [u] (n=0/15) 67% [u] (n=10/15)",
        ),
        (
            Profile::Public,
            [13, 0, 0, 0, 13],
            "60% [u] (n=15/25) 0% [u] (n=0/25) 60% [u] (n=15/25)",
        ),
    ] {
        let (notes, cells) = notes(profile, points);
        assert_eq!(cells, shown);
        assert!(notes.starts_with(rounded), "{notes}");
        assert!(!notes.contains("99 or 101"), "{notes}");
    }
    let (notes, cells) = notes(Profile::Partner, [3, 0, 300, 0, 300]);
    assert!(cells.contains("[c]"), "{cells}");
    assert!(
        !notes.contains("add up"),
        "nobody sees a row that does not: {notes}"
    );
}

/// An interval would be that of counts which are not the true ones.
#[test]
fn there_is_no_interval_where_counts_are_rounded() {
    let statements = statements(1);
    let mut tally = Tally::new(&statements, Vec::new());
    fill(&mut tally, &[], 0, [8, 8, 13, 40, 40], 0);
    for profile in Profile::ALL {
        let exact = [Profile::Internal, Profile::Partner].contains(&profile);
        let mut options = AgreeOptions::new(profile);
        options.interval = true;
        for make in [agree_table, distribution_table] {
            let table = make(&statements, &tally, options).unwrap();
            let last = table.columns.last().unwrap();
            assert_eq!(last.key == "interval", exact, "{profile}");
            let said = table
                .notes
                .iter()
                .any(|note| note.starts_with("No intervals are given"));
            assert_eq!(said, !exact, "{profile}");
            assert_eq!(table.rows[0].cells.len(), table.columns.len());
            if exact {
                assert_eq!(table.rows[0].cells.last().unwrap().display, "9% to 23%");
            }
        }
    }
}

#[test]
fn a_csv_file_keeps_the_caution_mark_and_the_notes() {
    let mut csv = b"area,s1\n".to_vec();
    for (area, rows) in [("A", 29), ("B", 30), ("C", 9)] {
        csv.extend_from_slice(format!("{area},1\n").repeat(rows).as_bytes());
    }
    let (_, out, _) = run_table(&statements(1), &csv, &["area"], Profile::Internal, Format::Csv);
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |key: &str| heads.iter().position(|head| head == key).unwrap();
    let (percent, caution, notes) = (place("agree_percent"), place("caution"), place("notes"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let shown: Vec<(&str, &str)> = rows.iter().map(|row| (&row[percent], &row[caution])).collect();
    assert_eq!(shown, [("100%", "[u]"), ("100%", ""), ("", ""), ("100%", "")]);
    assert_eq!(
        &rows[0][notes],
        "[u] marks percentages of fewer than 30 answers: treat with caution. For internal use only: nothing is hidden."
    );
    assert!(rows.iter().skip(1).all(|row| row[notes].is_empty()));
}

/// In four dimensions nothing is known to protect.
#[test]
fn where_counts_are_hidden_there_are_two_columns_at_most() {
    let statements = statements(1);
    let by = ["a", "b", "c"].map(By::named).to_vec();
    let mut tally = Tally::new(&statements, by);
    fill(&mut tally, &["x", "y", "z"], 0, [100, 0, 3, 0, 100], 0);
    for profile in Profile::ALL {
        for make in [agree_table, distribution_table] {
            let made = make(&statements, &tally, AgreeOptions::new(profile));
            assert_eq!(made.is_err(), profile.threshold().is_some(), "{profile}");
        }
    }
}

/// The code book's split of the non-answers adds up to the missing, and goes with them.
#[test]
fn missing_answers_are_split_by_why() {
    let statements = statements(2);
    let make = |profile, small: u64| {
        let mut tally = Tally::new(&statements, vec![By::named("area")]);
        for area in ["A", "B"] {
            fill(&mut tally, &[area], 0, [40, 0, 20, 0, 30], 20);
            fill(&mut tally, &[area], 1, [40, 0, 20, 0, 30], 0);
            for (kind, count) in [
                (NonAnswer::NotKnown, 30),
                (NonAnswer::PreferNotToSay, small),
                (NonAnswer::NotRecorded, 10),
            ] {
                tally.add(&[area], 1, Answer::Absent(kind), count);
            }
        }
        let mut options = AgreeOptions::new(profile);
        options.split_missing = true;
        agree_table(&statements, &tally, options).unwrap()
    };
    let open = make(Profile::Internal, 2);
    let keys: Vec<&str> = open
        .columns
        .iter()
        .skip(6)
        .map(|column| column.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "missing",
            "not_asked",
            "not_known",
            "prefer_not_to_say",
            "not_recorded"
        ]
    );
    assert_eq!(cells(&open, 0)[6..], ["20", "20", "0", "0", "0"]);
    assert_eq!(cells(&open, 5)[6..], ["84", "0", "60", "4", "20"]);
    assert_eq!(
        cells(&make(Profile::Partner, 6), 5)[6..],
        ["92", "0", "60", "12", "20"]
    );
    let kept = make(Profile::Partner, 2);
    for row in 0..6 {
        assert_eq!(
            cells(&kept, row)[6..],
            ["[c]"; 5],
            "two people preferred not to say"
        );
    }
}
