//! Whole tables: what they print, where they print nothing, and that hidden figures are nowhere in them.

use evidence::completeness::{Completeness, Noun};
use evidence::disclosure::Profile;
use evidence::{
    AgreeOptions, Answer, By, Format, NonAnswer, Polarity, Scale, Statement, Statements, Tally, agree_table,
    check_breakdown, check_breakdown_of, distribution_table,
};

use crate::support::{run_crosstab, run_paired, run_table, statements};

/// Answers at each of five points and missing ones, put into a tally.
pub(crate) fn fill(tally: &mut Tally, group: &[&str], item: usize, points: [u64; 5], missing: u64) {
    for (point, count) in (1_u8..).zip(points) {
        assert!(tally.add(group, item, Answer::Point(point), count));
    }
    assert!(tally.add(group, item, Answer::Absent(NonAnswer::NotAsked), missing));
}

pub(crate) fn cells(table: &evidence::Table, row: usize) -> Vec<&str> {
    table.rows[row]
        .cells
        .iter()
        .map(|cell| cell.display.as_str())
        .collect()
}

#[test]
fn the_published_first_statement_comes_out_as_published() {
    let statements = statements(1);
    let mut tally = Tally::new(&statements, Vec::new());
    fill(&mut tally, &[], 0, [300, 232, 54, 30, 9], 103);
    let table = agree_table(&statements, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    let wanted = [
        "Statement 1",
        "85% (n=532/625)",
        "9% (n=54/625)",
        "6% (n=39/625)",
        "625",
        "103",
    ];
    assert_eq!(cells(&table, 0), wanted);
    let agree = &table.rows[0].cells[1];
    assert_eq!(
        (agree.n, agree.of, agree.missing),
        (Some(532), Some(625), Some(103))
    );
    let noun = Noun::new;
    let owed = Completeness::new(noun("session", "sessions"), noun("register", "registers"), 54, 74);
    let table = table.based_on(owed.linked("/ledger"));
    let words = "based on 54 of 74 sessions; 20 registers outstanding";
    assert_eq!(table.foot()[0], words);
    for format in [Format::Csv, Format::Json, Format::Md] {
        assert!(table.render(format).contains(words), "{format:?}");
        assert!(table.render(format).contains("internal"), "{format:?}");
    }
}

#[test]
fn rows_that_add_up_to_99_say_so() {
    let statements = statements(1);
    let mut tally = Tally::new(&statements, Vec::new());
    fill(&mut tally, &[], 0, [100, 0, 100, 100, 0], 0);
    let note = "Percentages are rounded one by one; a row may add up to 99 or 101.";
    let uneven = agree_table(&statements, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    assert_eq!(cells(&uneven, 0)[1..4], ["33% (n=100/300)"; 3]);
    assert!(uneven.notes.iter().any(|line| line == note));
    fill(&mut tally, &[], 0, [100, 0, 0, 0, 0], 0);
    let even = agree_table(&statements, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    assert!(!even.notes.iter().any(|line| line == note));
    let mut spread = Tally::new(&statements, Vec::new());
    fill(&mut spread, &[], 0, [145, 145, 145, 145, 420], 0);
    let further = distribution_table(&statements, &spread, AgreeOptions::new(Profile::Internal)).unwrap();
    assert_eq!(
        cells(&further, 0)[1],
        "15% (n=145/1000)",
        "four of them and 42% are 102"
    );
    assert_eq!(
        further.notes[0],
        "Percentages are rounded one by one; a row need not add up to 100."
    );
}

#[test]
fn even_scales_have_no_neither_and_words_that_differ_become_better_and_worse() {
    let four = Scale::new(
        ["No", "Hardly", "Mostly", "Yes"].map(str::to_owned).to_vec(),
        Polarity::WorstFirst,
    );
    let four = four.unwrap().with_sides("confident", "not confident").unwrap();
    let items = vec![
        Statement::new("a", "A", four.clone()),
        Statement::new("b", "B", Scale::agreement()),
    ];
    let mixed = Statements::new("Mixed", items).unwrap();
    let mut tally = Tally::new(&mixed, Vec::new());
    assert!(tally.add(&[], 0, Answer::Point(4), 20));
    assert!(tally.add(&[], 1, Answer::Point(5), 20));
    let table = agree_table(&mixed, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Statement",
            "Better",
            "Neither",
            "Worse",
            "Answered (N)",
            "Missing"
        ]
    );
    assert_eq!(
        cells(&table, 0)[1..4],
        ["100% [u] (n=20/20)", "[z]", "0% [u] (n=0/20)"]
    );
    assert_eq!(
        cells(&table, 1)[1..4],
        ["0% [u] (n=0/20)", "0% [u] (n=0/20)", "100% [u] (n=20/20)"]
    );
    let alone = Statements::new("Even", vec![Statement::new("a", "A", four)]).unwrap();
    let table = agree_table(
        &alone,
        &Tally::new(&alone, Vec::new()),
        AgreeOptions::new(Profile::Internal),
    )
    .unwrap();
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(
        keys,
        ["statement", "confident", "not confident", "answered", "missing"]
    );
    assert_eq!(cells(&table, 0), ["A", "n=0/0", "n=0/0", "0", "0"]);
}

#[test]
fn means_stand_beside_the_distribution_only() {
    let statements = statements(1);
    let mut tally = Tally::new(
        &statements,
        vec![By::in_order(
            "year",
            vec!["Year 2".to_owned(), "Year 10".to_owned()],
        )],
    );
    fill(&mut tally, &["Year 10"], 0, [4, 3, 2, 1, 0], 5);
    fill(&mut tally, &["Year 2"], 0, [0, 0, 0, 0, 40], 0);
    let mut options = AgreeOptions::new(Profile::Internal);
    options.interval = true;
    let spread = distribution_table(&statements, &tally, options).unwrap();
    let keys: Vec<&str> = spread.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys[7..], ["answered", "missing", "mean", "median", "interval"]);
    assert_eq!(cells(&spread, 0)[1], "Year 2", "years keep their own order");
    assert_eq!(cells(&spread, 0)[7..], ["40", "0", "5.00", "5", "0% to 9%"]);
    assert_eq!(cells(&spread, 1)[7..], ["10", "5", "2.00", "2", "40% to 89%"]);
    assert_eq!(cells(&spread, 2)[1], "all");
    let sides = agree_table(&statements, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    assert!(
        !sides
            .columns
            .iter()
            .any(|column| ["mean", "median"].contains(&column.key.as_str()))
    );
}

#[test]
fn by_two_columns_there_are_sub_totals_of_both_and_no_rows_for_groups_without_people() {
    let csv = b"area,role,s1\nB,y,1\nA,x,5\nA,y,3\n";
    let (_, out, _) = run_table(
        &statements(1),
        csv,
        &["area", "role"],
        Profile::Internal,
        Format::Csv,
    );
    let heads: Vec<String> = out
        .lines()
        .skip(1)
        .map(|line| line.split(',').skip(1).take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        heads,
        ["A x", "A y", "A all", "B y", "B all", "all x", "all y", "all all"]
    );
}

/// Proves SG7.
#[test]
fn no_text_of_a_table_becomes_a_formula() {
    let csv = b"area,s1\n\"=cmd|' /C calc'!A0\",1\n\" +1\",2\n-1,3\n@x,4\n\xef\xbc\x9d1,5\n";
    let (_, out, _) = run_table(&statements(1), csv, &["area"], Profile::Internal, Format::Csv);
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let areas: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[1].to_owned())
        .collect();
    assert_eq!(areas, ["'+1", "'-1", "'=cmd|' /C calc'!A0", "'@x", "'＝1", "all"]);
}

#[test]
fn markdown_cells_cannot_leave_their_table() {
    let csv = b"area,s1\n\"a|b [c](d) <i>*x*\",1\n";
    let (_, out, _) = run_table(&statements(1), csv, &["area"], Profile::Internal, Format::Md);
    assert!(
        out.contains("| a\\|b [c](d) &lt;i&gt;\\*x\\* |") || out.contains("a\\|b \\[c\\](d) &lt;i&gt;"),
        "{out}"
    );
    assert!(!out.contains("[c](d)"), "no link: {out}");
}

#[test]
fn a_breakdown_by_all_four_is_refused_at_any_size() {
    assert!(check_breakdown(&["Practice", "borough", "Quarter", "ethnic group"]).is_err());
    assert!(check_breakdown(&["harmful-practice", "area", "year", "ethnicity"]).is_err());
    assert!(check_breakdown(&["practice", "area", "year", "background"]).is_ok());
    assert!(check_breakdown(&["practice", "area", "ethnicity"]).is_ok());
    for columns in [
        ["FGM type", "Local authority", "Financial year", "Ethnic origin"],
        ["forced_marriage", "ward of residence", "month", "EthnicGroup"],
        ["type of HBV", "localAuthority", "date of referral", "ethnicities"],
        [
            "Harmful practices",
            "postcode_district",
            "reporting-period",
            "self-defined ethnicity",
        ],
    ] {
        assert!(check_breakdown(&columns).is_err(), "{columns:?}");
        for taken in 0..4 {
            let (first, rest) = columns.split_at(taken);
            assert!(
                check_breakdown_of(first, rest).is_err(),
                "a filter is a column too"
            );
            let three: Vec<&str> = columns
                .iter()
                .copied()
                .filter(|name| *name != columns[taken])
                .collect();
            assert!(check_breakdown(&three).is_ok(), "{three:?}");
        }
    }
    assert!(
        check_breakdown(&["practice", "forward", "today", "ethnicity"]).is_ok(),
        "beginnings only"
    );
}

#[test]
fn pairs_say_who_moved_where() {
    let before = b"code,s1\na,5\nb,4\nc,3\nd,2\ne,1\nf,\ng,2\ng,2\n,2\n";
    let after = b"code,s1\na,1\nb,2\nc,3\nd,3\ne,1\nf,1\ng,1\nz,1\n";
    let (_, out, _) = run_paired(&statements(1), before, after, Profile::Internal, Format::Json);
    let table: serde_json::Value = serde_json::from_str(&out).unwrap();
    let shown = |row: usize, cell: usize| {
        table["rows"][row]["cells"][cell]["display"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let summary: Vec<String> = (2..9).map(|cell| shown(0, cell)).collect();
    assert_eq!(summary, ["8", "8", "5", "n=2/5", "n=2/5", "n=1/5", "1.00"]);
    assert_eq!(
        (shown(5, 10), shown(5, 14)),
        ("1".to_owned(), "0".to_owned()),
        "from 5 one went to 1, nobody stayed"
    );
    assert!(
        table["notes"][0]
            .as_str()
            .unwrap()
            .starts_with("9 forms before, 8 after, 6 pairs")
    );
    assert!(
        table["notes"][0]
            .as_str()
            .unwrap()
            .contains("1 code came more than once in a file and was left unpaired")
    );
}

#[test]
fn two_groups_side_by_side_are_not_called_change() {
    let statements = statements(1);
    let before = [evidence::Distribution {
        points: vec![10, 10, 10, 0, 0],
        absent: [0; 4],
    }];
    let after = [evidence::Distribution {
        points: vec![30, 5, 5, 0, 0],
        absent: [1, 0, 0, 0],
    }];
    let waves = [
        evidence::change::Wave {
            name: "before",
            answers: &before,
        },
        evidence::change::Wave {
            name: "after",
            answers: &after,
        },
    ];
    let table =
        evidence::change::side_by_side(&statements, &waves, AgreeOptions::new(Profile::Internal)).unwrap();
    assert_eq!(table.rows.len(), 2, "no sum over the two");
    assert_eq!((cells(&table, 0)[1], cells(&table, 1)[1]), ("before", "after"));
    assert_eq!(cells(&table, 1)[8], "1", "missing");
    assert!(table.notes.iter().any(|note| note.contains("is not known")));
}

#[test]
fn a_cross_table_comes_back_in_the_form_it_came() {
    let csv = "area,background,count\nA,x,12\nA,y,2\nB,x,25\nB,y,18\nA,all,14\nB,all,43\nall,x,37\nall,y,20\nall,all,57\n";
    let (end, out, err) = run_crosstab(csv.as_bytes(), Profile::Internal, Format::Csv);
    assert_eq!((end.status(), err.as_str()), (0, ""));
    let mut back: Vec<String> = out
        .lines()
        .map(|line| line.split(',').take(3).collect::<Vec<_>>().join(","))
        .collect();
    let mut sent: Vec<String> = csv.lines().map(str::to_owned).collect();
    back.sort();
    sent.sort();
    assert_eq!(back, sent);
}

/// What prints of a cell or a margin is the same whether it is asked for or read in the long table, and nothing prints of what is not there.
#[test]
fn a_cell_that_is_asked_for_is_the_one_in_the_table() {
    let mut cross = evidence::Crosstab::new(vec![By::named("course"), By::named("colour")]).unwrap();
    for (place, count) in [3, 40, 12, 0, 27, 9, 4, 15, 60].into_iter().enumerate() {
        let (course, colour) = (["a", "b", "c"][place / 3], ["red", "green", "blue"][place % 3]);
        assert!(cross.add(&[course, colour], count));
    }
    for profile in Profile::ALL {
        let printed = cross.printed(profile).unwrap();
        let table = cross.long("", profile).unwrap();
        assert_eq!(table.rows.len(), 16);
        for row in &table.rows {
            let word = |place: usize| Some(row.cells[place].display.as_str()).filter(|word| *word != "all");
            assert_eq!(
                printed.at(&[word(0), word(1)]),
                row.cells[2].n,
                "{profile} {row:?}"
            );
        }
        assert_eq!(printed.at(&[Some("a"), Some("yellow")]), None);
    }
}
