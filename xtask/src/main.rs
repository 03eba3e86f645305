//! The project's own tasks: `cargo xtask test`, `cargo xtask prove`, `cargo xtask bench`, `cargo xtask generate`.

mod bench;
mod browser;
mod generate;
mod postgres;
mod prove;
mod test;
mod tests;
mod tools;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::everything(),
        ["test", "browser", rest @ ..] => browser::run(rest),
        ["test", "postgres", rest @ ..] => test::on_postgres(rest),
        ["prove", "faults", rest @ ..] if !rest.is_empty() => faults(rest),
        ["prove", rest @ ..] => prove::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        _ => bail!(
            "usage: cargo xtask test                every check, as CI runs it\n\
             \x20      cargo xtask test browser [NAME] only the browser tests\n\
             \x20      cargo xtask test postgres ARGS  cargo test ARGS against a throwaway PostgreSQL\n\
             \x20      cargo xtask prove [PART ...]    the long proofs; writes docs/proof.md; --help names the parts\n\
             \x20      cargo xtask prove faults WORD   the planted faults of a package, or with this word, that were not seen; --again all\n\
             \x20      cargo xtask bench [staff]       speed of pages and forms, or of the staff's pages; writes docs/performance.md\n\
             \x20      cargo xtask generate [--check]  data dictionary, security table, list of parts"
        ),
    }
}

/// Plants only some faults, for whoever writes or mends one.
fn faults(words: &[&str]) -> Result<()> {
    let (lines, all_failed) = prove::faults::selected(words)?;
    eprintln!("\n{}", lines.join("\n"));
    if !all_failed {
        bail!("not every test failed");
    }
    Ok(())
}
