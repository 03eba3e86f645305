//! What a table says and leaves out under each profile, and what its files keep.

use evidence::disclosure::Profile;
use evidence::{AgreeOptions, Answer, By, Format, NonAnswer, Tally, agree_table, distribution_table};

use crate::support::{run_paired, run_table, statements};
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

/// The code book's split of the non-answers adds up to the missing, and goes where one of them would have to be hidden.
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
        assert_eq!(cells(&kept, row)[6], cells(&open, row)[6], "their sum stays");
        assert_eq!(
            cells(&kept, row)[7..],
            ["[c]"; 4],
            "two people preferred not to say"
        );
    }
}

/// How many answers are missing prints like N: as it is for partners, rounded and never to none for others.
#[test]
fn missing_answers_print_like_n() {
    let statements = statements(2);
    let mut tally = Tally::new(&statements, Vec::new());
    fill(&mut tally, &[], 0, [20, 0, 12, 0, 13], 3);
    fill(&mut tally, &[], 1, [20, 0, 15, 0, 13], 0);
    for make in [agree_table, distribution_table] {
        for (profile, missing) in [
            (Profile::Internal, ["3", "0"]),
            (Profile::Partner, ["3", "0"]),
            (Profile::Public, ["5", "0"]),
            (Profile::Nhs, ["5", "0"]),
        ] {
            let table = make(&statements, &tally, AgreeOptions::new(profile)).unwrap();
            let column = table
                .columns
                .iter()
                .position(|column| column.key == "missing")
                .unwrap();
            assert_eq!([0, 1].map(|row| cells(&table, row)[column]), missing, "{profile}");
        }
    }
}

#[test]
fn what_is_only_rounded_stands_for_the_counts_that_print_so() {
    for profile in Profile::ALL {
        for count in 0..200 {
            let printed = profile.rounded(count);
            let (least, most) = profile.rounded_for(printed);
            assert!(
                (least..=most).contains(&count),
                "{profile}: {count} prints {printed}"
            );
            for end in [least, most] {
                assert_eq!(profile.rounded(end), printed, "{profile}: {end} prints {printed}");
            }
            assert_eq!(printed == 0, count == 0);
        }
    }
}

/// Beside N, the number of missing answers is the number of forms. Where an N is hidden it goes too, and where so few forms came that
/// they would bound what is hidden, no number of missing answers is printed at all.
#[test]
fn missing_answers_give_no_hidden_n_away() {
    let statements = statements(2);
    let missing = |forms: u64| {
        let mut tally = Tally::new(&statements, Vec::new());
        fill(&mut tally, &[], 0, [forms, 0, 0, 0, 0], 0);
        fill(&mut tally, &[], 1, [0, 0, 1, 0, 2], forms - 3);
        let table = agree_table(&statements, &tally, AgreeOptions::new(Profile::Partner)).unwrap();
        assert_eq!(cells(&table, 1)[4], "[c]");
        [0, 1].map(|row| cells(&table, row)[5].to_owned())
    };
    assert_eq!(missing(40), ["0", "[c]"]);
    assert_eq!(missing(6), ["[c]", "[c]"], "six forms: neither is at most five");
    let mut tally = Tally::new(&statements, vec![By::named("area")]);
    for (area, second) in [("A", 3), ("B", 7), ("C", 30)] {
        fill(&mut tally, &[area], 0, [40, 0, 0, 0, 0], 0);
        fill(&mut tally, &[area], 1, [second, 0, 0, 0, 0], 40 - second);
    }
    let table = agree_table(&statements, &tally, AgreeOptions::new(Profile::Partner)).unwrap();
    assert!((0..table.rows.len()).all(|row| cells(&table, row)[6] == "[c]"));
}

/// A mean, a median, a shift or a test of rounded counts could say the opposite of the persons': there is none.
#[test]
fn rounded_counts_have_no_mean_and_no_shift() {
    let before = "code,s1\na,1\nb,1\nc,2\nd,3\ne,4\nf,5\ng,1\nh,2\ni,3\nj,5\n";
    let after = "code,s1\na,1\nb,2\nc,1\nd,1\ne,1\nf,1\ng,2\nh,2\ni,2\nj,2\n";
    for profile in [Profile::Public, Profile::Nhs] {
        let (_, out, _) = run_paired(
            &statements(1),
            before.as_bytes(),
            after.as_bytes(),
            profile,
            Format::Csv,
        );
        let head = out.lines().next().unwrap();
        assert!(!head.contains("mean") && !head.contains(",p,"), "{head}");
        assert!(out.contains("No mean shift and no test are given: counts are rounded to 5 here."));
        let one = statements(1);
        let mut tally = Tally::new(&one, Vec::new());
        fill(&mut tally, &[], 0, [40, 30, 20, 10, 12], 0);
        let table = distribution_table(&one, &tally, AgreeOptions::new(profile)).unwrap();
        assert!(
            table
                .columns
                .iter()
                .all(|column| column.key != "mean" && column.key != "median")
        );
        assert!(
            table
                .notes
                .iter()
                .any(|note| note == "No means and medians are given: counts are rounded to 5 here.")
        );
    }
}

/// Ten pairs in ten cells: the points after are the rounded sums of their columns, not sums of rounded cells.
#[test]
fn the_points_after_are_margins_of_the_protected_table() {
    let rows = |points: [u8; 10]| {
        let line = |(code, point): (usize, u8)| format!("p{code},{point}\n");
        let rows: String = points.into_iter().enumerate().map(line).collect();
        format!("code,s1\n{rows}")
    };
    let before = rows([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    let after = rows([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    let (_, out, _) = run_paired(
        &statements(1),
        before.as_bytes(),
        after.as_bytes(),
        Profile::Nhs,
        Format::Csv,
    );
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |key: &str| heads.iter().position(|head| head == key).unwrap();
    let all: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |key: &str| &all[0][place(key)];
    assert_eq!(
        ["n_paired", "after_1", "after_2", "after_3"].map(of),
        ["10", "5", "5", "0"]
    );
    assert_eq!(
        ["improved_percent", "same_percent", "worse_percent"].map(of),
        ["50%", "50%", "50%"]
    );
    for words in [
        "Percentages are made from counts rounded to 5: a row need not add up to 100.",
        "Counts are rounded to 5 one by one: they need not add up to their totals.",
    ] {
        assert!(out.contains(words), "{out}");
    }
}
