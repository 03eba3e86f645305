//! What must hold for any rows: their order is nothing, nobody gets lost, and an independent reader counts the same.

use std::collections::{BTreeMap, HashMap};

use evidence::disclosure::Profile;
use evidence::reading::{Input, read_paired, read_responses};
use evidence::{Answer, By, Format, NonAnswer, Scale};
use proptest::prelude::*;

use crate::support::{Drip, run_paired, run_table, statements};

/// An answer as it stands in a file, with quotes and spellings that mean the same.
fn spelled() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (1..=5_u8).prop_map(|point| point.to_string()),
        1 => (1..=5_u8).prop_map(|point| format!("\"{point}\"")),
        1 => Just(String::new()),
        1 => Just("Agree".to_owned()),
        1 => Just("\"Strongly disagree\"".to_owned()),
        1 => Just("prefer not to say".to_owned()),
        1 => Just("NOT-ASKED".to_owned()),
    ]
}

fn group() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Hackney".to_owned()),
        Just("\"Newham\"".to_owned()),
        Just("\"Tower, \"\"Hamlets\"\"\"".to_owned()),
        Just(String::new()),
    ]
}

fn rows(most: usize) -> impl Strategy<Value = Vec<String>> {
    let row = (group(), "[ab]", "[a-z ]{0,12}", spelled(), spelled(), spelled())
        .prop_map(|(area, role, other, s1, s2, s3)| format!("{s1},{area},{other},{s2},{role},{s3}"));
    proptest::collection::vec(row, 1..most)
}

fn file(rows: &[String], end: &str) -> Vec<u8> {
    let mut text = format!("s1,area,other,s2,role,s3{end}");
    for row in rows {
        text.push_str(row);
        text.push_str(end);
    }
    text.into_bytes()
}

/// A byte that means something to a reader of files, or now and then any other.
fn byte() -> impl Strategy<Value = u8> {
    let known = b"\"\"\",,,,\r\n\n\n1234567aAll \xef\xbb\xbf";
    prop_oneof![19 => proptest::sample::select(known.to_vec()), 1 => any::<u8>()]
}

/// Counts with the csv crate and maps: the slow, plain way.
fn plainly(bytes: &[u8]) -> BTreeMap<(String, String, usize, String), u64> {
    let mut counts = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(bytes);
    let names: HashMap<String, usize> = reader
        .headers()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(place, name)| (name.to_owned(), place))
        .collect();
    for record in reader.records() {
        let record = record.unwrap();
        let value = |name: &str| record[names[name]].trim().to_owned();
        let known = |text: String| {
            if text.is_empty() {
                "not recorded".to_owned()
            } else {
                text
            }
        };
        for item in 0..3 {
            let answer = Scale::agreement()
                .read(&value(&format!("s{}", item + 1)))
                .unwrap();
            let key = (known(value("area")), value("role"), item, format!("{answer:?}"));
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts
}

proptest! {
    // Each case reads whole files several times: fewer of them than elsewhere, whatever the number asked for.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 3 / 8, ..ProptestConfig::default() })]

    #[test]
    fn the_quick_reader_counts_what_a_plain_one_counts(rows in rows(40), step in 1_usize..64, crlf: bool) {
        let bytes = file(&rows, if crlf { "\r\n" } else { "\n" });
        let plain = plainly(&bytes);
        let statements = statements(3);
        let by = vec![By::named("area"), By::named("role")];
        let tally = read_responses(Input::new("r", &mut Drip(&bytes, step)), &statements, by).unwrap();
        prop_assert_eq!(tally.rows(), rows.len() as u64);
        let mut seen = 0;
        for ((area, role, item, answer), count) in &plain {
            let found = tally.distribution(*item, 5, &[Some(area), Some(role)]);
            let points = (1..=5).zip(&found.points).map(|(point, count)| (Answer::Point(point), *count));
            let absent = NonAnswer::ALL.into_iter().zip(found.absent).map(|(kind, count)| (Answer::Absent(kind), count));
            let same = points.chain(absent).find(|(kind, _)| format!("{kind:?}") == *answer).unwrap();
            prop_assert_eq!(same.1, *count);
            seen += count;
        }
        prop_assert_eq!(seen, 3 * rows.len() as u64);
    }

    #[test]
    fn row_order_does_not_matter(rows in rows(60), turn in 0_usize..60) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        for profile in [Profile::Internal, Profile::Partner, Profile::Public, Profile::Nhs] {
            for format in [Format::Csv, Format::Json, Format::Md] {
                let first = run_table(&statements(3), &file(&rows, "\n"), &["area", "role"], profile, format);
                let second = run_table(&statements(3), &file(&turned, "\n"), &["area", "role"], profile, format);
                prop_assert_eq!(&first, &second);
                prop_assert_eq!(first.0.status(), 0);
            }
        }
    }

    #[test]
    fn totals_add_up_and_collapsing_keeps_n(rows in rows(60)) {
        let statements = statements(3);
        let bytes = file(&rows, "\n");
        let tally = read_responses(Input::new("r", &mut bytes.as_slice()), &statements, vec![By::named("area")]).unwrap();
        let table = evidence::agree_table(&statements, &tally, evidence::AgreeOptions::new(Profile::Internal)).unwrap();
        let areas = tally.values(0);
        prop_assert_eq!(table.rows.len(), 3 * (areas.len() + 1));
        for (item, lines) in table.rows.chunks(areas.len() + 1).enumerate() {
            let (total, parts) = lines.split_last().unwrap();
            for column in 2..7 {
                let sum: u64 = parts.iter().map(|row| row.cells[column].n.unwrap()).sum();
                prop_assert_eq!(total.cells[column].n, Some(sum));
            }
            for row in lines {
                let n = |column: usize| row.cells[column].n.unwrap();
                prop_assert_eq!(n(2) + n(3) + n(4), n(5), "agree, neither and disagree make N");
            }
            prop_assert_eq!(total.cells[5].n.unwrap() + total.cells[6].n.unwrap(), rows.len() as u64);
            let found = tally.distribution(item, 5, &[None]);
            prop_assert_eq!(found.collapse(&Scale::agreement()).answered(), found.answered());
        }
    }

    #[test]
    fn pairing_finds_the_pairs_a_plain_join_finds(
        before in proptest::collection::vec(("[ab]{0,2}|x{19,20}y?", 1..=5_u8, spelled()), 0..40),
        after in proptest::collection::vec(("[ab]{0,2}|x{19,20}y?", 1..=5_u8, spelled()), 0..40),
        step in 1_usize..50,
    ) {
        let text = |rows: &[(String, u8, String)]| {
            let lines = rows.iter().map(|(code, s1, s2)| format!("{s1},{code},{s2}\n"));
            format!("s1,code,s2\n{}", lines.collect::<String>())
        };
        let (first, second) = (text(&before), text(&after));
        let found = read_paired(
            Input::new("b", &mut Drip(first.as_bytes(), step)),
            Input::new("a", &mut Drip(second.as_bytes(), step)),
            &statements(2),
            "code",
        ).unwrap();
        let by_code = |rows: &[(String, u8, String)]| {
            let mut map: BTreeMap<String, Vec<u8>> = BTreeMap::new();
            for (code, s1, _) in rows.iter().filter(|(code, ..)| !code.is_empty()) {
                map.entry(code.clone()).or_default().push(*s1);
            }
            map
        };
        let (old, new) = (by_code(&before), by_code(&after));
        let mut moves = evidence::change::Transitions::new(5);
        let (mut pairs, mut repeated) = (0, 0);
        for (code, olds) in &old {
            match (olds.as_slice(), new.get(code).map(Vec::as_slice)) {
                ([was], Some([is])) => {
                    pairs += 1;
                    moves.add(*was, *is, 1);
                }
                (_, Some(_)) => repeated += 1,
                _ => {}
            }
        }
        prop_assert_eq!((found.pairs, found.repeated), (pairs, repeated));
        prop_assert_eq!(&found.items[0].moves, &moves);
        prop_assert_eq!((found.rows_before, found.rows_after), (before.len() as u64, after.len() as u64));
        let mut turned = after.clone();
        turned.reverse();
        let run = |rows: &[(String, u8, String)]| {
            run_paired(&statements(2), first.as_bytes(), text(rows).as_bytes(), Profile::Internal, Format::Json)
        };
        prop_assert_eq!(run(&after), run(&turned));
    }

    #[test]
    fn bytes_that_mean_nothing_never_break_the_reader(bytes in proptest::collection::vec(byte(), 0..200), step in 1_usize..40) {
        let mut csv = b"area,s1\n".to_vec();
        csv.extend_from_slice(&bytes);
        let whole = read_responses(Input::new("r", &mut csv.as_slice()), &statements(1), vec![By::named("area")]);
        let parts = read_responses(Input::new("r", &mut Drip(&csv, step)), &statements(1), vec![By::named("area")]);
        prop_assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
        let _ = read_responses(Input::new("r", &mut bytes.as_slice()), &statements(1), Vec::new());
    }

    #[test]
    fn text_comes_back_from_a_spreadsheet(text in "[=+@'\\-\t\r\n ＝a-c1\u{feff}]{0,6}") {
        let safe = evidence::table::neutralised(&text);
        prop_assert_eq!(evidence::table::restored(&safe), text.as_str());
        let start = safe.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}').chars().next();
        prop_assert!(!start.is_some_and(|first| "=+-@＝＋－＠".contains(first)), "{:?}", safe);
        prop_assert!(!safe.starts_with(['\t', '\r']));
    }
}
