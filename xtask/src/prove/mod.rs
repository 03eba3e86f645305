//! The long proofs. Each part runs for minutes and hands back the lines that go into docs/proof.md.

pub(crate) mod calendars;
pub(crate) mod certificates;
mod cuts;
mod day;
mod door;
pub(crate) mod faults;
mod form;
pub(crate) mod forms;
mod fuzz;
mod imports;
mod injection;
mod kills;
mod mutants;
mod overload;
mod properties;
mod races;
mod reader;
mod schema;
mod server;
mod statistics;
mod suppression;
mod timing;

use crate::tools::root;
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Begins a line that says what a part could not show: it is written down, and the command fails.
pub(crate) const NOT_SHOWN: &str = "NOT SHOWN:";

/// Installs the programs of others that the tests have files read by, before anything is tested: a network that is away is known before an hour of tests.
pub(crate) fn readers() -> Result<()> {
    for reader in [forms::PYXFORM, calendars::ICALENDAR, certificates::OUTLOUD] {
        reader.ready()?;
    }
    Ok(())
}

/// How much a part may take: the everyday run, or the one asked for with `--long` or `--short`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// A few rounds of the import on the development build.
    Short,
    /// As the times in [`PARTS`] say.
    Usual,
    /// Ten minutes for each fuzzing target, five for the overload.
    Long,
}

/// A part.
struct Part {
    name: &'static str,
    /// What it shows: its heading in docs/proof.md.
    title: &'static str,
    /// Minutes it takes at most on two cores, once everything is built and installed.
    minutes: u32,
    run: fn(Depth) -> Result<Vec<String>>,
}

/// The parts that `--short` makes shorter, and those that `--long` makes longer.
const SHORTER: &[&str] = &["imports"];
const LONGER: &[&str] = &["overload", "fuzz"];

const PARTS: &[Part] = &[
    Part {
        name: "kills",
        title: "Process killed under load (SR1, SR7, SR15, SR16)",
        minutes: 5,
        run: |_| kills::run(),
    },
    Part {
        name: "cuts",
        title: "Power cuts rebuilt from system calls (SR1)",
        minutes: 10,
        run: |_| cuts::run(),
    },
    Part {
        name: "day",
        title: "Ten training days, half of the phones dropping off, two kills in each (SR1, SR9)",
        minutes: 10,
        run: |_| day::run(),
    },
    Part {
        name: "imports",
        title: "An import of earlier years, killed at many moments (SR10)",
        minutes: 13,
        run: imports::run,
    },
    Part {
        name: "races",
        title: "A thousand rounds after one last place (SR15)",
        minutes: 10,
        run: |_| races::run(),
    },
    Part {
        name: "overload",
        title: "Five times as many people as can be served (SR14)",
        minutes: 3,
        run: overload::run,
    },
    Part {
        name: "properties",
        title: "Property tests at depth",
        minutes: 10,
        run: |_| properties::run(),
    },
    Part {
        name: "forms",
        title: "Questionnaires as forms of other programs, and back",
        minutes: 10,
        run: |_| Ok(vec![forms::check(1_500)?]),
    },
    Part {
        name: "calendars",
        title: "Calendar files read by another program (SH4)",
        minutes: 3,
        run: |_| Ok(vec![calendars::check(1_500)?]),
    },
    Part {
        name: "certificates",
        title: "Certificates held against PDF/UA by another program",
        minutes: 3,
        run: |_| Ok(vec![certificates::check()?]),
    },
    Part {
        name: "fuzz",
        title: "Coverage-guided fuzzing of what reads other people's bytes (SF6, SF7, SG7)",
        minutes: 15,
        run: fuzz::run,
    },
    Part {
        name: "schema",
        title: "Every form filled in by chance (SF2, SE9)",
        minutes: 20,
        run: |_| schema::run(),
    },
    Part {
        name: "injection",
        title: "sqlmap at every list and a form (SF1)",
        minutes: 5,
        run: |_| injection::run(),
    },
    Part {
        name: "suppression",
        title: "Hidden cells against the optimum (SJ8)",
        minutes: 5,
        run: |_| suppression::run(),
    },
    Part {
        name: "statistics",
        title: "Reference values of the statistics, made again",
        minutes: 5,
        run: |_| statistics::run(),
    },
    Part {
        name: "timing",
        title: "Known and unknown addresses by time, 2,000 each (SD4)",
        minutes: 15,
        run: |_| timing::run(),
    },
    Part {
        name: "mutants",
        title: "Mutation of the access rules (SA5)",
        minutes: 40,
        run: |_| mutants::run(),
    },
    Part {
        name: "faults",
        title: "Each test seen failing against a planted fault",
        minutes: 120,
        run: |_| faults::run(),
    },
];

/// The parts whose last run stands in docs/proof.md and showed everything: name, and the title that names the requirements it
/// proves.
pub(crate) fn shown() -> Vec<(&'static str, &'static str)> {
    shown_in(&std::fs::read_to_string(page_path()).unwrap_or_default())
}

fn shown_in(page: &str) -> Vec<(&'static str, &'static str)> {
    let sections = kept_sections(page);
    let shown = |part: &&Part| {
        let section = sections.iter().find(|(title, _)| title == part.title);
        section.is_some_and(|(_, body)| {
            let mut lines = body.lines().filter_map(|line| line.strip_prefix("- ")).peekable();
            lines.peek().is_some() && lines.all(|line| !line.contains(NOT_SHOWN))
        })
    };
    PARTS
        .iter()
        .filter(shown)
        .map(|part| (part.name, part.title))
        .collect()
}

/// Runs all parts, or those named, and writes what each measured as soon as it has ended.
pub(crate) fn run(wanted: &[&str]) -> Result<()> {
    if wanted.contains(&"--help") {
        eprintln!("{}", help());
        return Ok(());
    }
    let depth = match (wanted.contains(&"--long"), wanted.contains(&"--short")) {
        (true, true) => bail!("--long or --short, not both\n\n{}", help()),
        (true, false) => Depth::Long,
        (false, true) => Depth::Short,
        (false, false) => Depth::Usual,
    };
    let names = wanted.iter().copied();
    let names: Vec<&str> = names
        .filter(|word| !["--long", "--short"].contains(word))
        .collect();
    if names
        .iter()
        .any(|word| !PARTS.iter().any(|part| part.name == *word))
    {
        bail!("{}", help());
    }
    let mut failed = false;
    for part in PARTS
        .iter()
        .filter(|part| names.is_empty() || names.contains(&part.name))
    {
        eprintln!("\n== {}", part.title);
        let lines = (part.run)(depth)?;
        failed |= lines.iter().any(|line| line.starts_with(NOT_SHOWN));
        for line in &lines {
            eprintln!("{line}");
        }
        write_down(part, depth, &lines)?;
    }
    if failed {
        bail!("not everything was shown: see docs/proof.md");
    }
    Ok(())
}

/// Changes what is written of the part with this name, and leaves the rest of docs/proof.md.
fn amend(name: &str, change: impl FnOnce(&mut Vec<String>)) -> Result<()> {
    let part = PARTS
        .iter()
        .find(|part| part.name == name)
        .context("no part of this name")?;
    let text = std::fs::read_to_string(page_path()).unwrap_or_default();
    let mut lines = standing(&text, part).map_or_else(Vec::new, |(_, lines)| lines);
    change(&mut lines);
    write_down(part, Depth::Usual, &lines)
}

/// The command that runs a part so deep.
fn command(part: &Part, depth: Depth) -> String {
    let flag = match depth {
        Depth::Short if SHORTER.contains(&part.name) => " --short",
        Depth::Long if LONGER.contains(&part.name) => " --long",
        Depth::Short | Depth::Usual | Depth::Long => "",
    };
    format!("`cargo xtask prove {}{flag}`", part.name)
}

/// What stands of a part: how deep that run was, and its lines.
fn standing(page: &str, part: &Part) -> Option<(Depth, Vec<String>)> {
    let (_, body) = kept_sections(page)
        .into_iter()
        .find(|(title, _)| title == part.title)?;
    let depth = match body.lines().next() {
        Some(line) if line.ends_with(" --short`") => Depth::Short,
        Some(line) if line.ends_with(" --long`") => Depth::Long,
        _ => Depth::Usual,
    };
    let lines = body.lines().filter_map(|line| line.strip_prefix("- "));
    Some((depth, lines.map(str::to_owned).collect()))
}

/// The sections of a page with what a part counted in the place of what stood of it. Where a longer run stands, that one stays, and what
/// this one could not show is written beneath it, with its command.
fn with_lines(page: &str, part: &Part, depth: Depth, lines: &[String]) -> Result<Vec<(String, String)>> {
    let own = command(part, depth);
    // A run that the part does not tell from the usual one is a usual one.
    let depth = if own == command(part, Depth::Usual) {
        Depth::Usual
    } else {
        depth
    };
    let (stands, lines) = match standing(page, part) {
        Some((longer, mut kept)) if longer > depth => {
            eprintln!("a longer run stands in docs/proof.md, and stays");
            let ending = format!(" ({own})");
            kept.retain(|line| !line.ends_with(&ending));
            let missing = lines.iter().filter(|line| line.starts_with(NOT_SHOWN));
            kept.extend(missing.map(|line| format!("{line}{ending}")));
            (longer, kept)
        }
        _ => (depth, lines.to_vec()),
    };
    let mut text = format!("{}\n\n", command(part, stands));
    for line in lines {
        writeln!(text, "- {line}")?;
    }
    let mut sections = kept_sections(page);
    sections.retain(|(known, _)| known != part.title);
    sections.push((part.title.to_owned(), text));
    Ok(sections)
}

/// Puts what a part counted in the place of what stood of it, unless that is more than it counted now.
fn write_down(part: &Part, depth: Depth, lines: &[String]) -> Result<()> {
    let before = std::fs::read_to_string(page_path()).unwrap_or_default();
    let sections = with_lines(&before, part, depth, lines)?;
    Ok(std::fs::write(page_path(), page(sections)?)?)
}

fn page_path() -> PathBuf {
    root().join("docs/proof.md")
}

/// What `cargo xtask prove --help` says.
fn help() -> String {
    let mut text = "usage: cargo xtask prove [PART ...] [--long | --short]\n\nThe parts, and the minutes each takes at most on two cores once everything is built:".to_owned();
    for part in PARTS {
        let _ = write!(text, "\n  {:12}{:3}  {}", part.name, part.minutes, part.title);
    }
    text.push_str(
        "\n\nWithout a part all of them run. With --long each fuzzing target runs for ten minutes, not one, and the overload for five, not one. With --short the import is killed a few times, on the development build. A run takes the place of none that was longer: beneath that one it writes only what it could not show.",
    );
    text
}

/// The page: sections in the order of the parts; what is no part any more goes.
fn page(mut sections: Vec<(String, String)>) -> Result<String> {
    let place = |title: &str| PARTS.iter().position(|part| part.title == title);
    sections.retain(|(title, _)| place(title).is_some());
    sections.sort_by_key(|(title, _)| place(title));
    let mut text = "# What the long proofs counted\n\nWritten by `cargo xtask prove`; each section is the last run of its part. The figures are counts, not speeds. `cargo xtask prove --help` names the parts and the minutes each takes.\n".to_owned();
    for (title, body) in sections {
        write!(text, "\n## {title}\n\n{}\n", body.trim_end())?;
    }
    Ok(text)
}

fn kept_sections(text: &str) -> Vec<(String, String)> {
    text.split("\n## ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'))
        .map(|(title, body)| (title.to_owned(), format!("{}\n", body.trim())))
        .collect()
}

#[cfg(test)]
mod checks {
    use super::{Depth, PARTS, run, shown_in, with_lines};

    /// The page after a run of a part that counted one line.
    fn ran(page: &str, name: &str, depth: Depth, line: &str) -> String {
        let part = PARTS.iter().find(|part| part.name == name).unwrap();
        super::page(with_lines(page, part, depth, &[line.to_owned()]).unwrap()).unwrap()
    }

    /// A run of a few rounds says that it was one, and a longer one is never lost to it.
    #[test]
    fn a_short_run_takes_the_place_of_no_longer_one() {
        let ran = |page: &str, depth, line| ran(page, "imports", depth, line);
        let short = ran("", Depth::Short, "8 moments");
        assert!(
            short.contains("`cargo xtask prove imports --short`\n\n- 8 moments"),
            "{short}"
        );
        let again = ran(&short, Depth::Short, "9 moments");
        assert!(
            again.contains("- 9 moments") && !again.contains("- 8 moments"),
            "{again}"
        );
        let usual = ran(&again, Depth::Usual, "50 moments");
        assert!(
            usual.contains("`cargo xtask prove imports`\n\n- 50 moments"),
            "{usual}"
        );
        assert_eq!(ran(&usual, Depth::Short, "8 moments"), usual);
        assert!(ran(&usual, Depth::Usual, "51 moments").contains("- 51 moments"));
        assert!(
            run(&["imports", "--short", "--long"]).is_err(),
            "it cannot be both"
        );
    }

    /// A long run is lost to no usual one either; a part that has no long run knows usual ones only.
    #[test]
    fn a_usual_run_takes_the_place_of_no_long_one() {
        let long = ran("", "fuzz", Depth::Long, "ten minutes");
        assert!(
            long.contains("`cargo xtask prove fuzz --long`\n\n- ten minutes"),
            "{long}"
        );
        assert_eq!(ran(&long, "fuzz", Depth::Usual, "a minute"), long);
        assert_eq!(ran(&long, "fuzz", Depth::Short, "a minute"), long);
        assert!(ran(&long, "fuzz", Depth::Long, "ten more").contains("- ten more"));
        let timing = ran("", "timing", Depth::Long, "alike");
        assert!(ran(&timing, "timing", Depth::Short, "alike again").contains("- alike again"));
    }

    /// What a shorter run could not show is written down whatever stands, and goes when a run like it, or a longer one, shows it.
    #[test]
    fn what_is_not_shown_is_always_written_down() {
        let ran = |page: &str, depth, line| ran(page, "imports", depth, line);
        let usual = ran("", Depth::Usual, "50 moments");
        let failed = ran(&usual, Depth::Short, "NOT SHOWN: a part was there");
        assert!(
            failed.contains(
                "`cargo xtask prove imports`\n\n- 50 moments\n- NOT SHOWN: a part was there (`cargo xtask prove imports --short`)\n"
            ),
            "{failed}"
        );
        assert_eq!(shown_in(&usual).len(), 1);
        assert_eq!(shown_in(&failed), []);
        assert_eq!(
            ran(&failed, Depth::Short, "NOT SHOWN: a part was there"),
            failed,
            "once"
        );
        assert_eq!(ran(&failed, Depth::Short, "8 moments"), usual);
        assert_eq!(ran(&failed, Depth::Usual, "50 moments"), usual);
    }

    #[test]
    fn a_part_counts_when_its_last_run_showed_everything() {
        let timing =
            "## Known and unknown addresses by time, 2,000 each (SD4)\n\n`cargo xtask prove timing`\n\n";
        let page = |lines: &str| format!("# What the long proofs counted\n\n{timing}{lines}");
        assert_eq!(shown_in("# What the long proofs counted\n"), []);
        assert_eq!(shown_in(&page("")), [], "nothing was counted");
        assert_eq!(shown_in(&page("- signing in: alike\n- NOT SHOWN: booking\n")), []);
        let shown = shown_in(&page("- signing in: alike\n"));
        assert_eq!(
            shown.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["timing"]
        );
    }
}
