//! Broken files: each named by line and column, exit 2, nothing written.

use evidence::Format;
use evidence::cli::ExitKind;
use evidence::disclosure::Profile;

use crate::support::{run_crosstab, run_paired, run_table, statements};

/// A file by area and two statements, and the complaint it must bring.
const TABLES: &[(&[u8], &str)] = &[
    (b"", "responses.csv, line 1: the file is empty"),
    (b"\xef\xbb\xbf", "responses.csv, line 1: the file is empty"),
    (
        b"area,s1\nA,1\n",
        "responses.csv, line 1: there is no column \"s2\"",
    ),
    (
        b"s1,s2\n1,1\n",
        "responses.csv, line 1: there is no column \"area\"",
    ),
    (
        b"area,s1,s2,s1\nA,1,1,1\n",
        "responses.csv, line 1, column 4 (s1): a second column of this name",
    ),
    (
        b"area,s1,s2,\nA,1,1,1\n",
        "responses.csv, line 1, column 4: this column has no name",
    ),
    (
        b"area;s1;s2\nA;1;1\n",
        "responses.csv, line 1: fields must be separated by commas",
    ),
    (
        b"a\0r\0e\0a\0,\0s\x001\0\n\0",
        "responses.csv, line 1, column 1 (area): a control character",
    ),
    (
        b"\xff\xfea\0,\0",
        "responses.csv, line 1, column 1: the header is not UTF-8",
    ),
    (
        b"area,s1,s2\rA,1,1\r",
        "responses.csv, line 1, column 3 (s2A): a control character",
    ),
    (
        b"area,s1,s2\nA,1,6\n",
        "responses.csv, line 2, column 3 (s2): \"6\" is not an answer on this scale",
    ),
    (
        b"area,s1,s2\nA,1,2\nA,0,2\n",
        "responses.csv, line 3, column 2 (s1): \"0\" is not an answer",
    ),
    (
        b"area,s1,s2\nA,1,2\nA,\xff,2\n",
        "responses.csv, line 3, column 2 (s1): \"\u{fffd}\" is not an answer",
    ),
    (
        b"area,s1,s2\nA,1\n",
        "responses.csv, line 2: 2 fields where the header has 3",
    ),
    (
        b"area,s1,s2\nA,1,2,3\n",
        "responses.csv, line 2: 4 fields where the header has 3",
    ),
    (
        b"area,s1,s2\nA,1,2\n\nA,1,2\n",
        "responses.csv, line 3: an empty line between rows",
    ),
    (
        b"area,s1,s2\nA,\"1\"x,2\n",
        "responses.csv, line 2, column 2 (s1): there is text after the closing quote",
    ),
    (
        b"area,s1,s2\nA\"B,1,2\n",
        "responses.csv, line 2, column 1 (area): a quote inside a field",
    ),
    (
        b"area,s1,s2\nA,1,\"2\n",
        "responses.csv, line 2: a quoted field is never closed",
    ),
    (
        b"area,s1,s2\nA,1,\"2",
        "responses.csv, line 2: a quoted field is never closed",
    ),
    (
        b"area,s1,\"s2\n",
        "responses.csv, line 1: a quoted field is never closed",
    ),
    (
        b"area,s1,s2\n\xff,1,2\n",
        "responses.csv, line 2, column 1 (area): this is not UTF-8",
    ),
    (
        b"area,s1,s2\nall,1,2\n",
        "responses.csv, line 2, column 1 (area): the word \"all\" is kept for totals",
    ),
    (
        b"area,s1,s2\n\"A\nB\",1,2\n",
        "responses.csv, line 2, column 1 (area): a line end or control character",
    ),
    (
        b"area,note,s1,s2\nA,\"two\nlines\n\",1,9\n",
        "responses.csv, line 4, column 4 (s2): \"9\" is not an answer",
    ),
    (
        b"area,note,s1,s2\nA,\"two\nlines\",1,2\nA,,1,9\n",
        "responses.csv, line 4, column 4 (s2): \"9\" is not an answer",
    ),
];

#[test]
fn bad_rows_are_named_by_line_and_column() {
    let statements = statements(2);
    for (csv, wanted) in TABLES {
        for format in [Format::Csv, Format::Md] {
            let (end, out, err) = run_table(&statements, csv, &["area"], Profile::Internal, format);
            assert!(
                err.starts_with(wanted),
                "{:?}\nfound  {err}wanted {wanted}",
                String::from_utf8_lossy(csv)
            );
            assert_eq!(
                (end.status(), out.as_str(), err.matches('\n').count()),
                (2, "", 1)
            );
        }
    }
}

#[test]
fn what_is_only_unusual_is_read() {
    let plain = run_table(
        &statements(2),
        b"area,s1,s2\nA,1,2\nB b,5,\n",
        &["area"],
        Profile::Internal,
        Format::Json,
    );
    assert_eq!(plain.0, ExitKind::Done);
    let same: &[&[u8]] = &[
        b"\xef\xbb\xbfarea,s1,s2\r\nA,1,2\r\nB b,5,\r\n",
        b"area,s1,s2\nA,1,2\nB b,5,",
        b"area,s1,s2\nA,1,2\nB b,5,\n\n\r\n\n",
        b"\"area\",\"s1\",\"s2\"\n\"A\",\"1\",\"2\"\n\"B b\",\"5\",\"\"\n",
        b"s2,other,s1,area\n2,\"x \"\"y\"\" , z\n\",1,A\n,,5, B b \n",
        b"area,s1,s2\nA,Strongly agree,Agree\nB b,Strongly disagree,Not recorded\n",
    ];
    for csv in same {
        let found = run_table(&statements(2), csv, &["area"], Profile::Internal, Format::Json);
        assert_eq!(found, plain, "{}", String::from_utf8_lossy(csv));
    }
}

#[test]
fn statements_may_stand_in_any_order() {
    let wanted = run_table(
        &statements(4),
        b"s1,s2,s3,s4\n1,2,3,4\n",
        &[],
        Profile::Internal,
        Format::Json,
    );
    for (csv, order) in [
        (&b"s1,s3,s2,s4\n1,3,2,4\n"[..], "swapped"),
        (&b"s1,s4,s2,s3\n1,4,2,3\n"[..], "last second"),
    ] {
        assert_eq!(
            run_table(&statements(4), csv, &[], Profile::Internal, Format::Json),
            wanted,
            "{order}"
        );
    }
}

#[test]
fn a_row_without_end_is_stopped_at_a_megabyte() {
    let mut csv = b"area,s1,s2\nA,1,2\n\"".to_vec();
    csv.extend(std::iter::repeat_n(b'x', 3 << 20));
    let (end, _, err) = run_table(&statements(2), &csv, &["area"], Profile::Internal, Format::Csv);
    assert_eq!(end, ExitKind::BadInput);
    assert!(
        err.starts_with("responses.csv, line 3: a row longer than a megabyte"),
        "{err}"
    );
}

#[test]
fn a_column_of_names_is_no_grouping() {
    let mut csv = b"area,s1\n".to_vec();
    for row in 0..10_001 {
        csv.extend_from_slice(format!("Area {row},1\n").as_bytes());
    }
    let (end, _, err) = run_table(&statements(1), &csv, &["area"], Profile::Internal, Format::Csv);
    assert_eq!(end, ExitKind::BadInput);
    assert!(
        err.starts_with("responses.csv, line 10002, column 1 (area): more than 10000 different values"),
        "{err}"
    );
}

#[test]
fn a_request_that_makes_no_sense_is_refused() {
    let csv = b"area,s1\nA,1\n";
    for (by, wanted) in [
        (&["area", "area"][..], "the column \"area\" is named twice"),
        (&["s1"][..], "the column \"s1\" cannot serve two purposes"),
        (
            &["a", "b", "c"][..],
            "a table is broken down by one or two columns",
        ),
    ] {
        let (end, out, err) = run_table(&statements(1), csv, by, Profile::Internal, Format::Csv);
        assert_eq!((end, out.as_str()), (ExitKind::BadInput, ""));
        assert!(err.starts_with(wanted), "{err}");
    }
}

/// A file of counts and the complaint it must bring.
const COUNTS: &[(&[u8], &str)] = &[
    (b"", "counts.csv, line 1: the file is empty"),
    (
        b"area,year\nA,1\n",
        "counts.csv, line 1: there is no column \"count\"",
    ),
    (
        b"count\n1\n",
        "counts.csv, line 1: a file of counts has one to three columns beside",
    ),
    (
        b"a,b,c,d,count\n1,1,1,1,1\n",
        "counts.csv, line 1: a file of counts has one to three columns beside",
    ),
    (
        b"area,count\nA,-1\n",
        "counts.csv, line 2, column 2 (count): \"-1\" is not a count",
    ),
    (
        b"area,count\nA,1.0\n",
        "counts.csv, line 2, column 2 (count): \"1.0\" is not a count",
    ),
    (
        b"area,count\nA,\n",
        "counts.csv, line 2, column 2 (count): \"\" is not a count",
    ),
    (
        b"area,count\n,1\n",
        "counts.csv, line 2, column 1 (area): a value is missing",
    ),
    (
        b"area,count\nA,1\nA,2\n",
        "counts.csv, line 3: this cell was given in line 2 already",
    ),
    (
        b"area,count\nA,1\nall,2\n",
        "counts.csv, line 3: the margin says 2, its cells add up to 1",
    ),
    (
        b"area,count\nA,1\nAll,2\n",
        "counts.csv, line 3: the margin says 2, its cells add up to 1",
    ),
    (
        b"area,count\nA,1\nALL,1\nall,1\n",
        "counts.csv, line 4: this cell was given in line 3 already",
    ),
    (
        b"area,year,count\nA,1,4\nA,all,4\nall,2,1\n",
        "counts.csv, line 4: the margin says 1, its cells add up to 0",
    ),
    (
        b"area,count\nall,2\n",
        "counts.csv, line 3: there is no cell that is not a margin",
    ),
    (
        b"area,count\n",
        "counts.csv, line 2: there is no cell that is not a margin",
    ),
    (
        b"area,count\nA,1,2\n",
        "counts.csv, line 2: 3 fields where the header has 2",
    ),
    (
        b"area,count\nA\n",
        "counts.csv, line 2: 1 fields where the header has 2",
    ),
    (
        b"area,count\n\"A,1\n",
        "counts.csv, line 2: a quoted field is never closed",
    ),
    (
        b"area,count\n\xff,1\n",
        "counts.csv, line 2, column 1 (area): this is not UTF-8",
    ),
];

#[test]
fn bad_counts_are_named_by_line_and_column() {
    for (csv, wanted) in COUNTS {
        let (end, out, err) = run_crosstab(csv, Profile::Internal, Format::Csv);
        assert!(
            err.starts_with(wanted),
            "{:?}\nfound  {err}wanted {wanted}",
            String::from_utf8_lossy(csv)
        );
        assert_eq!((end.status(), out.as_str()), (2, ""));
    }
}

#[test]
fn the_file_at_fault_is_the_one_named() {
    let good = b"code,s1\na,1\n";
    for (before, after, wanted) in [
        (
            &b"code,s1\na,7\n"[..],
            &good[..],
            "before.csv, line 2, column 2 (s1)",
        ),
        (
            &good[..],
            &b"code,s1\na,1\nb,7\n"[..],
            "after.csv, line 3, column 2 (s1)",
        ),
        (
            &good[..],
            &b"s1\n1\n"[..],
            "after.csv, line 1: there is no column \"code\"",
        ),
    ] {
        let (end, out, err) = run_paired(&statements(1), before, after, Profile::Internal, Format::Csv);
        assert!(err.starts_with(wanted), "{err}");
        assert_eq!((end.status(), out.as_str()), (2, ""));
    }
}
