//! Every check, in the order in which a mistake is cheapest to find.

use crate::postgres::Postgres;
use crate::tools::{Scratch, aside, cargo, debian, find, step};
use crate::{browser, generate, prove};
use anyhow::{Result, bail};

/// Format, lints, generated files, tests on both engines, the browser.
pub(crate) fn everything() -> Result<()> {
    step("format", cargo().args(["fmt", "--all", "--check"]))?;
    generate::check()?;
    prove::faults::check()?;
    if find("cargo-deny", &[]).is_some() {
        step(
            "licences, sources and bans",
            cargo().args(["deny", "check", "bans", "licenses", "sources"]),
        )?;
    } else {
        eprintln!(
            "\ncargo-deny is not installed: licences and sources are checked by the house tests; `cargo install cargo-deny` adds its own rules"
        );
    }
    step(
        "lints",
        cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    // With it the tests make single syncs of the disk fail.
    debian("strace", "strace", &[])?;
    // With these the tests read certificates.
    debian("qpdf", "qpdf", &[])?;
    debian("pdftotext", "poppler-utils", &[])?;
    // With it they read what photographs say of themselves.
    debian("exiftool", "libimage-exiftool-perl", &[])?;
    // With it the tests show photographs to a virus scanner, with a signature of their own and without the network.
    debian("clamd", "clamav-daemon", &["/usr/sbin"])?;
    prove::readers()?;
    // A browser waits more than it reckons: its tests run beside all the others.
    let (mut tests, _browser) = browser::ready(&[])?;
    std::thread::scope(|scope| {
        let seen = scope.spawn(|| aside(browser::NAME, &mut tests));
        let kept = on_both_engines();
        let seen = seen
            .join()
            .unwrap_or_else(|_| bail!("{}: nobody waited for them", browser::NAME));
        kept.and(seen)
    })
}

/// Every test on SQLite, what other programs say of our files, and every test on PostgreSQL.
fn on_both_engines() -> Result<()> {
    let scratch = Scratch::new()?;
    step(
        "tests on SQLite",
        // What was installed before is demanded: no test leaves itself out.
        cargo()
            .args(["test", "--workspace", "--quiet"])
            .env("TRELLIS_TOOLS", "demanded")
            .env("TMPDIR", scratch.path()),
    )?;
    drop(scratch);
    prove::forms::check(40)?;
    prove::calendars::check(40)?;
    prove::certificates::check()?;
    on_postgres(&["--workspace", "--quiet"])
}

/// `cargo test` with the given arguments against a throwaway PostgreSQL.
pub(crate) fn on_postgres(arguments: &[&str]) -> Result<()> {
    let scratch = Scratch::new()?;
    let server = Postgres::for_tests(scratch.path())?;
    step(
        "tests on PostgreSQL",
        cargo()
            .arg("test")
            .args(arguments)
            .env("TEST_DATABASE_URL", server.url())
            .env("TMPDIR", scratch.path()),
    )
}
