//! How far readers agree, from a file.

use evidence::Format;
use evidence::agreement::{Level, Matrix, Weights, alpha};
use evidence::cli::ExitKind;

use crate::support::run_agreement;

/// Measure, units, read twice, readers, readings, agreement with its percentage, value and interval.
fn shown(csv: &str, level: Level, order: &[&str]) -> Vec<String> {
    let (end, out, err) = run_agreement(csv.as_bytes(), level, order, Format::Csv);
    assert_eq!((end, err.as_str()), (ExitKind::Done, ""));
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    row.iter().take(9).map(str::to_owned).collect()
}

fn file(rows: &[(&str, &str, &str)]) -> String {
    let lines = rows
        .iter()
        .map(|(unit, reader, value)| format!("{value},{unit},{reader}\n"));
    format!("value,unit,reader\n{}", lines.collect::<String>())
}

/// Two readers of ten units, on a scale of three.
fn pairs() -> Vec<(usize, usize)> {
    vec![
        (0, 0),
        (0, 0),
        (0, 1),
        (1, 1),
        (1, 1),
        (1, 2),
        (2, 2),
        (2, 2),
        (2, 2),
        (2, 0),
    ]
}

fn words(names: [&str; 3]) -> String {
    let units: Vec<String> = (0..10).map(|unit| format!("u{unit}")).collect();
    let rows: Vec<(&str, &str, &str)> = units
        .iter()
        .zip(pairs())
        .flat_map(|(unit, (one, two))| {
            [
                (unit.as_str(), "Ada", names[one]),
                (unit.as_str(), "Ben", names[two]),
            ]
        })
        .collect();
    file(&rows)
}

#[test]
fn two_readers_who_read_everything_have_a_kappa() {
    let matrix = Matrix::of(3, pairs()).unwrap();
    let plain = matrix.kappa(Weights::None).unwrap();
    let weighted = matrix.kappa(Weights::Linear).unwrap();
    let wanted = |measure: &str, kappa: evidence::agreement::Kappa| {
        let value = format!("{:.2}", kappa.kappa);
        let interval = kappa.interval.text();
        [measure, "10", "10", "2", "20", "7", "70%", &value, &interval].map(str::to_owned)
    };
    // Names in alphabetical order stand in another order than these: kappa knows none.
    let names = words(["one", "two", "three"]);
    assert_eq!(shown(&names, Level::Nominal, &[]), wanted("Cohen's kappa", plain));
    let ordered = wanted("Cohen's kappa, linear weights", weighted);
    assert_eq!(shown(&names, Level::Ordinal, &["one", "two", "three"]), ordered);
    assert_eq!(shown(&words(["-1", "0", "1"]), Level::Ordinal, &[]), ordered);
    assert_ne!(shown(&names, Level::Ordinal, &["two", "three", "one"]), ordered);
    let numbers = shown(&words(["1", "2", "3"]), Level::Interval, &[]);
    assert_eq!(numbers[0], "Krippendorff's alpha, numbers");
    let mut lines: Vec<&str> = names.lines().skip(1).collect();
    lines.reverse();
    let turned = format!("value,unit,reader\n{}\n", lines.join("\n"));
    assert_eq!(
        run_agreement(turned.as_bytes(), Level::Nominal, &[], Format::Json),
        run_agreement(names.as_bytes(), Level::Nominal, &[], Format::Json)
    );
}

#[test]
fn where_a_reading_is_missing_it_is_alpha() {
    let rows = [
        ("a", "Ada", "3"),
        ("a", "Ben", "3"),
        ("a", "Cy", "4"),
        ("b", "Ada", "1"),
        ("b", "Ben", "1"),
        ("b", "Cy", "not known"),
        ("c", "Ada", "5"),
        ("c", "Cy", "4"),
        ("d", "Ben", ""),
        ("d", "Cy", "2"),
    ];
    let units = [
        vec![Some(3), Some(3), Some(4)],
        vec![Some(1), Some(1), None],
        vec![Some(5), None, Some(4)],
        vec![None, None, Some(2)],
    ];
    for (level, measure) in [
        (Level::Nominal, "Krippendorff's alpha, names"),
        (Level::Ordinal, "Krippendorff's alpha, ordered values"),
        (Level::Interval, "Krippendorff's alpha, numbers"),
    ] {
        let value = format!("{:.2}", alpha(&units, level).unwrap());
        // Five pairs of readings: 3 and 3 agree, and 1 and 1; too few for a percentage.
        let wanted = [measure, "4", "3", "3", "8", "2", "", &value, ""];
        assert_eq!(shown(&file(&rows), level, &[]), wanted);
    }
    // Two readers, one reading missing: no kappa.
    let two = [("a", "Ada", "x"), ("a", "Ben", "x"), ("b", "Ada", "y")];
    assert_eq!(
        shown(&file(&two), Level::Nominal, &[])[0],
        "Krippendorff's alpha, names"
    );
}

#[test]
fn what_cannot_be_computed_says_so() {
    let same = [
        ("a", "Ada", "x"),
        ("a", "Ben", "x"),
        ("b", "Ada", "x"),
        ("b", "Ben", "x"),
    ];
    let once = [("a", "Ada", "x"), ("b", "Ben", "y")];
    for (rows, note) in [
        (
            &same[..],
            "All readings are the same: chance alone would agree as well.",
        ),
        (&once[..], "No unit was read twice."),
    ] {
        let (_, out, _) = run_agreement(file(rows).as_bytes(), Level::Nominal, &[], Format::Md);
        assert!(out.contains("| [z] |") && out.contains(note), "{out}");
    }
}

#[test]
fn bad_readings_are_named_by_line_and_column() {
    let many: String = (0..201)
        .map(|unit| format!("u{unit},Ada,v{unit}\n"))
        .collect::<Vec<_>>()
        .concat();
    let readers: String = (0..101)
        .map(|reader| format!("u,r{reader},v\n"))
        .collect::<Vec<_>>()
        .concat();
    for (rows, level, order, wanted) in [
        (
            "u,Ada\n",
            Level::Nominal,
            &[][..],
            "readings.csv, line 2: 2 fields where the header has 3",
        ),
        (
            ",Ada,x\n",
            Level::Nominal,
            &[],
            "readings.csv, line 2, column 1 (unit): a value is missing",
        ),
        (
            "u,,x\n",
            Level::Nominal,
            &[],
            "readings.csv, line 2, column 2 (reader): a value is missing",
        ),
        (
            "u,Ada,1\nu,Ben,two\n",
            Level::Ordinal,
            &[],
            "readings.csv, line 3, column 3 (value): \"two\" is not a whole number from -100 to 100",
        ),
        (
            "u,Ada,101\n",
            Level::Interval,
            &[],
            "readings.csv, line 2, column 3 (value): \"101\" is not",
        ),
        (
            "u,Ada,1.5\n",
            Level::Interval,
            &[],
            "readings.csv, line 2, column 3 (value): \"1.5\" is not",
        ),
        (
            "u,Ada,mid\n",
            Level::Ordinal,
            &["low", "high"],
            "readings.csv, line 2, column 3 (value): \"mid\" is not one of the values in --order",
        ),
        (
            "u,Ada,x\nv,Ada,x\nu,Ada,y\n",
            Level::Nominal,
            &[],
            "readings.csv, line 4: this reader's reading of this unit was given in line 2 already",
        ),
        (
            &many,
            Level::Nominal,
            &[],
            "readings.csv, line 202, column 3 (value): more than 200 different values",
        ),
        (
            &readers,
            Level::Nominal,
            &[],
            "readings.csv, line 102, column 2 (reader): more than 100 readers",
        ),
        ("", Level::Nominal, &[], "the file has no readings"),
        (
            "u,Ada,x\n",
            Level::Nominal,
            &["x", "y"],
            "only ordered values have an order",
        ),
        (
            "u,Ada,x\n",
            Level::Ordinal,
            &["x", " x"],
            "the values of an order must differ and not be empty",
        ),
    ] {
        let csv = format!("unit,reader,value\n{rows}");
        let (end, out, err) = run_agreement(csv.as_bytes(), level, order, Format::Csv);
        assert_eq!((end, out.as_str()), (ExitKind::BadInput, ""), "{err}");
        assert!(err.starts_with(wanted), "{err}wanted {wanted}");
        assert_eq!(err.lines().count(), 1);
    }
    let (_, _, err) = run_agreement(b"unit,reader\nu,Ada\n", Level::Nominal, &[], Format::Csv);
    assert_eq!(err, "readings.csv, line 1: there is no column \"value\"\n");
}
