//! Files given to `trellis evidence`: whatever their bytes, the answer is a table or one complaint, never both.

#![no_main]

use evidence::cli::{
    CrosstabArgs, ExitKind, Output, PairedArgs, Streams, TableArgs, crosstab, paired, table,
};
use evidence::disclosure::Profile;
use evidence::reading::Input;
use evidence::{Format, Scale, Statement, Statements};
use libfuzzer_sys::fuzz_target;

fn statements() -> Statements {
    let item = |place: usize| {
        Statement::new(
            &format!("s{place}"),
            &format!("Statement {place}"),
            Scale::agreement(),
        )
    };
    Statements::new("Feedback", (1..=3).map(item).collect()).unwrap()
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, mut bytes)) = data.split_first() else {
        return;
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams {
        out: &mut out,
        err: &mut err,
    };
    let output = Output {
        profile: Profile::ALL[usize::from(choice & 3)],
        format: [Format::Csv, Format::Json, Format::Md][usize::from(choice >> 2 & 3) % 3],
    };
    let statements = statements();
    let by: Vec<String> = ["area", "role"]
        .into_iter()
        .take(usize::from(choice >> 6))
        .map(str::to_owned)
        .collect();
    let ended = match choice >> 4 & 3 {
        0 => crosstab(
            CrosstabArgs {
                counts: Input::new("counts.csv", &mut bytes),
                filters: &[],
                title: "Counts",
                output,
            },
            streams,
        ),
        1 => {
            let (mut before, mut after) = bytes.split_at(bytes.len() / 2);
            paired(
                PairedArgs {
                    statements: &statements,
                    before: Input::new("before.csv", &mut before),
                    after: Input::new("after.csv", &mut after),
                    code: "code",
                    output,
                },
                streams,
            )
        }
        distribution => table(
            TableArgs {
                statements: &statements,
                responses: Input::new("responses.csv", &mut bytes),
                by: &by,
                filters: &[],
                distribution: distribution == 3,
                interval: distribution == 2,
                one_decimal: distribution == 3,
                split_missing: distribution == 3,
                output,
            },
            streams,
        ),
    };
    if !matches!(ended, Ok(ExitKind::Done)) {
        assert!(out.is_empty(), "a table beside a complaint");
    }
});
