//! Tables of some rows only.

use evidence::Format;
use evidence::cli::{ExitKind, Output, Streams, TableArgs, table};
use evidence::disclosure::Profile;
use evidence::reading::{Filter, Input};

use crate::support::{run_crosstab, run_crosstab_where, run_table, statements};

const FORMS: &str = "area,role,year,s1\nA,x,1,1\nA,y,1,2\nA,x,2,5\nB,x,1,3\nB,y,2,\nA,x,,1\n";

/// Runs `table` on some rows.
fn narrowed(by: &[&str], filters: &[&str]) -> (ExitKind, String, String) {
    let by: Vec<String> = by.iter().map(|name| (*name).to_owned()).collect();
    let filters: Vec<Filter> = filters.iter().map(|filter| filter.parse().unwrap()).collect();
    let (mut out, mut err, mut bytes) = (Vec::new(), Vec::new(), FORMS.as_bytes());
    let args = TableArgs {
        statements: &statements(1),
        responses: Input::new("responses.csv", &mut bytes),
        by: &by,
        filters: &filters,
        distribution: false,
        interval: false,
        one_decimal: false,
        split_missing: false,
        output: Output {
            profile: Profile::Internal,
            format: Format::Csv,
        },
    };
    let streams = Streams {
        out: &mut out,
        err: &mut err,
    };
    let end = table(args, streams).unwrap();
    (
        end,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

#[test]
fn a_table_of_some_rows_is_the_table_of_a_file_of_those_rows() {
    for (by, filters, inside) in [
        (&["role"][..], &["area=A"][..], &[1_usize, 2, 3, 6][..]),
        (&[], &[" year = 1 "], &[1, 2, 4]),
        (&["area", "role"], &["year=not recorded"], &[6]),
        (&["role"], &["area=A", "year=1"], &[1, 2]),
    ] {
        let rows = FORMS.lines().enumerate();
        let kept: String = rows
            .filter(|(line, _)| *line == 0 || inside.contains(line))
            .map(|(_, row)| format!("{row}\n"))
            .collect::<Vec<_>>()
            .concat();
        let (end, out, err) = narrowed(by, filters);
        assert_eq!((end, err.as_str()), (ExitKind::Done, ""));
        let wanted = run_table(
            &statements(1),
            kept.as_bytes(),
            by,
            Profile::Internal,
            Format::Csv,
        )
        .1;
        let words: Vec<String> = filters
            .iter()
            .map(|filter| filter.parse::<Filter>().unwrap())
            .map(|filter| format!("{} is {}", filter.column, filter.value))
            .collect();
        let note = format!("Only rows where {}. ", words.join(" and "));
        assert_eq!(out.replacen(&note, "", 1), wanted, "{filters:?}");
        assert!(out.contains(&note), "{out}");
    }
}

#[test]
fn a_cross_table_of_some_rows_has_lost_the_column() {
    let csv = b"area,role,year,sex,count\nA,x,1,f,12\nA,y,1,f,2\nA,all,1,f,14\nB,x,1,f,9\nA,x,2,f,30\nA,x,all,f,42\nA,x,1,m,5\n";
    let alone = b"area,role,count\nA,x,12\nA,y,2\nA,all,14\nB,x,9\n";
    let found = run_crosstab_where(csv, &["year=1", "sex=f"], Profile::Internal, Format::Csv);
    let wanted = run_crosstab(alone, Profile::Internal, Format::Csv);
    assert_eq!(
        found
            .1
            .replacen("Only rows where year is 1 and sex is f. ", "", 1),
        wanted.1
    );
    assert_eq!((found.0, wanted.0), (ExitKind::Done, ExitKind::Done));
}

#[test]
fn a_filter_that_makes_no_sense_is_refused() {
    for (by, filters, wanted) in [
        (
            &["role"][..],
            &["role=x"][..],
            "the column \"role\" is named twice\n",
        ),
        (&[], &["role=x", "role=y"], "the column \"role\" is named twice\n"),
        (
            &[],
            &["s1=1"],
            "the column \"s1\" cannot serve two purposes at once\n",
        ),
        (
            &[],
            &["town=x"],
            "responses.csv, line 1: there is no column \"town\"\n",
        ),
        (
            &[],
            &["area=A", "year=7"],
            "there is no row where area is A and year is 7\n",
        ),
    ] {
        let (end, out, err) = narrowed(by, filters);
        assert_eq!(
            (end, out.as_str(), err.as_str()),
            (ExitKind::BadInput, "", wanted)
        );
    }
    let csv = b"area,role,count\nA,x,12\nA,all,12\n";
    for (filters, wanted) in [
        (
            &["town=x"][..],
            "counts.csv, line 1: there is no column \"town\"\n",
        ),
        (&["role=All"], "the word \"all\" is kept for totals\n"),
        (&["role=x", "role=x"], "the column \"role\" is named twice\n"),
        (&["count=12"], "counts are not a value to filter by\n"),
        (&["role=y"], "there is no row where role is y\n"),
    ] {
        let (end, out, err) = run_crosstab_where(csv, filters, Profile::Internal, Format::Csv);
        assert_eq!(
            (end, out.as_str(), err.as_str()),
            (ExitKind::BadInput, "", wanted)
        );
    }
    for text in ["role", "=x", "role=", " = "] {
        assert!(text.parse::<Filter>().is_err(), "{text}");
    }
}
