use evidence::cli::{ExitKind, Output, Streams, TableArgs, table};
use evidence::disclosure::Profile;
use evidence::reading::Input;
use evidence::{Format, Scale, Statement, Statements};

#[test]
fn a_table_comes_out() {
    let statements = Statements::new(
        "Feedback",
        vec![Statement::new("s1", "Met expectations", Scale::agreement())],
    )
    .unwrap();
    let mut csv: &[u8] = b"area,s1\nHackney,1\nHackney,2\nNewham,5\nNewham,\n";
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = TableArgs {
        statements: &statements,
        responses: Input::new("r.csv", &mut csv),
        by: &["area".to_owned()],
        distribution: false,
        interval: false,
        one_decimal: false,
        output: Output {
            profile: Profile::Internal,
            format: Format::Md,
        },
    };
    let end = table(
        args,
        Streams {
            out: &mut out,
            err: &mut err,
        },
    )
    .unwrap();
    println!("{}", String::from_utf8_lossy(&out));
    assert_eq!(end, ExitKind::Done);
}
