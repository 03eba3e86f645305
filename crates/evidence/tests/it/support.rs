//! Small things several tests need.

use evidence::agreement::Level;
use evidence::cli::{
    AgreementArgs, CrosstabArgs, ExitKind, Output, PairedArgs, Streams, TableArgs, agreement, crosstab,
    paired, table,
};
use evidence::disclosure::Profile;
use evidence::reading::{Filter, Input, ReadingColumns};
use evidence::{Format, Scale, Statement, Statements};

/// Statements `s1`, `s2`, … on the five-point scale.
pub(crate) fn statements(count: usize) -> Statements {
    let item = |place: usize| {
        Statement::new(
            &format!("s{place}"),
            &format!("Statement {place}"),
            Scale::agreement(),
        )
    };
    Statements::new("Feedback", (1..=count).map(item).collect()).unwrap()
}

/// Gives its bytes a few at a time, so that records are cut at every place.
pub(crate) struct Drip<'d>(pub(crate) &'d [u8], pub(crate) usize);

impl std::io::Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let take = self.1.min(room.len()).min(self.0.len());
        room[..take].copy_from_slice(&self.0[..take]);
        self.0 = &self.0[take..];
        Ok(take)
    }
}

/// What a command wrote: its end, the table, the complaint.
pub(crate) type Ended = (ExitKind, String, String);

fn ended(run: impl FnOnce(Streams<'_>) -> Result<ExitKind, evidence::reading::Trouble>) -> Ended {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let end = run(Streams {
        out: &mut out,
        err: &mut err,
    })
    .unwrap();
    (
        end,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

/// Runs `table`.
pub(crate) fn run_table(
    statements: &Statements,
    csv: &[u8],
    by: &[&str],
    profile: Profile,
    format: Format,
) -> Ended {
    let by: Vec<String> = by.iter().map(|name| (*name).to_owned()).collect();
    let mut bytes = csv;
    ended(|streams| {
        let args = TableArgs {
            statements,
            responses: Input::new("responses.csv", &mut bytes),
            by: &by,
            filters: &[],
            distribution: false,
            interval: false,
            one_decimal: false,
            split_missing: false,
            output: Output { profile, format },
        };
        table(args, streams)
    })
}

/// Runs `crosstab`.
pub(crate) fn run_crosstab(csv: &[u8], profile: Profile, format: Format) -> Ended {
    run_crosstab_where(csv, &[], profile, format)
}

/// Runs `crosstab` on some rows.
pub(crate) fn run_crosstab_where(csv: &[u8], filters: &[&str], profile: Profile, format: Format) -> Ended {
    let filters: Vec<Filter> = filters.iter().map(|filter| filter.parse().unwrap()).collect();
    let mut bytes = csv;
    ended(|streams| {
        let counts = Input::new("counts.csv", &mut bytes);
        crosstab(
            CrosstabArgs {
                counts,
                filters: &filters,
                title: "Counts",
                output: Output { profile, format },
            },
            streams,
        )
    })
}

/// Runs `paired`.
pub(crate) fn run_paired(
    statements: &Statements,
    before: &[u8],
    after: &[u8],
    profile: Profile,
    format: Format,
) -> Ended {
    let (mut before, mut after) = (before, after);
    ended(|streams| {
        let args = PairedArgs {
            statements,
            before: Input::new("before.csv", &mut before),
            after: Input::new("after.csv", &mut after),
            code: "code",
            output: Output { profile, format },
        };
        paired(args, streams)
    })
}

/// Runs `agreement`.
pub(crate) fn run_agreement(csv: &[u8], level: Level, order: &[&str], format: Format) -> Ended {
    let order: Vec<String> = order.iter().map(|value| (*value).to_owned()).collect();
    let mut bytes = csv;
    ended(|streams| {
        let args = AgreementArgs {
            readings: Input::new("readings.csv", &mut bytes),
            columns: ReadingColumns {
                unit: "unit",
                reader: "reader",
                value: "value",
                level,
                order: &order,
            },
            title: "Agreement",
            format,
        };
        agreement(args, streams)
    })
}
