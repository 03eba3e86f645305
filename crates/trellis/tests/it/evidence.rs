//! `trellis evidence` through the real binary: every example of docs/evidence-cli.md, and how it ends.
//!
//! `BLESS=1 cargo test -p trellis --test it the_page_shows` writes the page anew after a change that was meant.

use crate::house::trellis;
use std::path::{Path, PathBuf};
use std::process::Command;

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/evidence-cli.md")
}

/// Runs a line of the page in a folder as a shell would: what it prints, and its status where that is not 0.
fn typed(line: &str, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_trellis")).parent().unwrap();
    let path = format!(
        "{}:{}",
        bin.display(),
        std::env::var_os("PATH").unwrap().display()
    );
    let output = Command::new("sh")
        .args(["-c", line.strip_prefix("$ ").unwrap()])
        .env("PATH", path)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    match output.status.code() {
        Some(0) => said,
        code => format!("{said}$ echo $?\n{}\n", code.unwrap()),
    }
}

#[test]
fn the_page_shows_what_the_commands_print() {
    let shown = std::fs::read_to_string(page()).unwrap();
    let place = tempfile::tempdir().unwrap();
    let (mut wanted, mut commands) = (String::new(), Vec::new());
    let mut parts = shown.split("```");
    while let Some(prose) = parts.next() {
        wanted.push_str(prose);
        let Some(block) = parts.next() else { break };
        let (head, body) = block.split_once('\n').unwrap();
        let body = match head.split_once(' ') {
            Some((_, file)) => {
                std::fs::write(place.path().join(file), body).unwrap();
                body.to_owned()
            }
            None if head == "console" => {
                let line = body.lines().next().unwrap();
                commands.push(line);
                format!("{line}\n{}", typed(line, place.path()))
            }
            None => body.to_owned(),
        };
        wanted.extend(["```", head, "\n", &body, "```"]);
    }
    for kind in ["table", "crosstab", "paired", "agreement", "check-published"] {
        let start = format!("$ trellis evidence {kind}");
        assert!(
            commands.iter().any(|line| line.starts_with(&start)),
            "no example of {kind}"
        );
    }
    assert!(commands.iter().any(|line| line.contains("--by area,role")));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(page(), &wanted).unwrap();
    } else {
        assert_eq!(
            shown, wanted,
            "docs/evidence-cli.md does not show what the commands print"
        );
    }
}

#[test]
fn the_published_figures_come_out_again() {
    let output = trellis().args(["evidence", "check-published"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() > 300, "a line for each figure");
    assert!(
        text.ends_with(" explained by the errata, 0 unexplained.\n"),
        "{text}"
    );
}

/// A file to make tables with, changed in one place.
fn instrument(from: &str, to: &str) -> String {
    let text = "key = \"short\"\nversion = 1\ntitle = \"Short\"\n\n[[scale]]\nkey = \"five\"\npolarity = \"first-is-best\"\nlabels = [\"Yes\", \"\", \"\", \"\", \"No\"]\n\n[[section]]\ntitle = \"S\"\n[[section.question]]\nkey = \"q\"\nkind = \"scale\"\nscale = \"five\"\ntext = \"Q\"\n";
    let changed = text.replacen(from, to, 1);
    assert!(from == to || changed != text, "{from}");
    changed
}

/// What is wrong with a questionnaire is input that is wrong: status 2, one line with its place, nothing on standard output.
#[test]
fn a_bad_questionnaire_is_named_by_line_and_column() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("r.csv"), "q\n1\n").unwrap();
    let run = |text: &[u8]| {
        std::fs::write(place.path().join("q.toml"), text).unwrap();
        let output = trellis()
            .args([
                "evidence",
                "table",
                "--instrument",
                "q.toml",
                "--responses",
                "r.csv",
            ])
            .current_dir(place.path())
            .output()
            .unwrap();
        let (out, err) = (output.stdout, String::from_utf8(output.stderr).unwrap());
        (output.status.code().unwrap(), out.is_empty(), err)
    };
    let (code, quiet, _) = run(instrument("", "").as_bytes());
    assert_eq!((code, quiet), (0, false));
    let wrong = [
        (
            instrument("version = 1", "version 1").into_bytes(),
            "q.toml, line 2, column 9: ",
        ),
        (
            instrument("kind = \"scale\"", "kind = \"skale\"").into_bytes(),
            "q.toml, line 14, column 8: ",
        ),
        (
            instrument("\"\", \"No\"", "\"\", \"Yes\"").into_bytes(),
            "q.toml, line 6, column 7: five: two of its points have the same label",
        ),
        (
            instrument("labels = ", "collapse = [[1], [3]]\nlabels = ").into_bytes(),
            "q.toml, line 6, column 7: five: its collapse rule must name each point once",
        ),
        (
            instrument("kind = \"scale\"\nscale = \"five\"", "kind = \"number\"").into_bytes(),
            "q.toml: no question is answered on a scale",
        ),
        (b"key = \"\xff\"".to_vec(), "q.toml: this is not UTF-8"),
        (
            instrument("version = 1", "version = 0")
                .replace("scale = \"five\"", "scale = \"six\"")
                .into_bytes(),
            "q.toml, line 1, column 7: short: a questionnaire needs a key of small letters, a version from 1 and a title; line 13, column 7: q: its scale is not defined",
        ),
    ];
    for (text, start) in wrong {
        let (code, quiet, err) = run(&text);
        assert_eq!((code, quiet), (2, true), "{err}");
        assert!(err.starts_with(start), "{err}\nwanted {start}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
}

/// A collapse rule that the instrument carries is the one its table is made with.
#[test]
fn a_table_follows_the_collapse_rule_of_its_instrument() {
    let place = tempfile::tempdir().unwrap();
    let text = instrument(
        "labels = ",
        "collapse = [[1], [2, 3], [4, 5]]\nsides = [\"sure\", \"unsure\"]\nlabels = ",
    );
    std::fs::write(place.path().join("q.toml"), text).unwrap();
    std::fs::write(place.path().join("r.csv"), "q\n1\n2\n2\n3\n5\n").unwrap();
    let output = trellis()
        .args([
            "evidence",
            "table",
            "--instrument",
            "q.toml",
            "--responses",
            "r.csv",
        ])
        .current_dir(place.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("| Statement | Sure | Neither | Unsure |"), "{text}");
    assert!(text.contains("| n=1/5 | n=3/5 | n=1/5 |"), "{text}");
    assert!(
        text.contains("Rule: sure = 1, neither = 2 to 3, unsure = 4 to 5;"),
        "{text}"
    );
}

/// Practice, area, period and ethnic group together are refused at any size, also where some of them are filtered by.
#[test]
fn the_four_are_never_broken_down_together() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    file("q.toml", &instrument("", ""));
    file(
        "r.csv",
        "Form of FGM,Local Authority,Ethnicity,Year,q\na,b,c,2020,1\n",
    );
    file(
        "c.csv",
        "practice,ward,month,ethnic_background,count\na,b,c,d,1000\n",
    );
    let run = |args: &[&str]| {
        let output = trellis()
            .arg("evidence")
            .args(args)
            .current_dir(place.path())
            .output()
            .unwrap();
        let (out, err) = (output.stdout, String::from_utf8(output.stderr).unwrap());
        (output.status.code().unwrap(), out.is_empty(), err)
    };
    let table = [
        "table",
        "--instrument",
        "q.toml",
        "--responses",
        "r.csv",
        "--profile",
        "nhs",
    ];
    let by = ["--by", "Form of FGM,Local Authority", "--where", "Ethnicity=c"];
    let counts = ["crosstab", "--counts", "c.csv", "--profile", "public"];
    for args in [
        [table.as_slice(), &by, &["--where", "Year=2020"]].concat(),
        counts.to_vec(),
        [counts.as_slice(), &["--where", "practice=a"]].concat(),
        [
            counts.as_slice(),
            &["--where", "practice=a", "--where", "month=c"],
        ]
        .concat(),
    ] {
        let (code, quiet, err) = run(&args);
        assert_eq!((code, quiet), (2, true), "{err}");
        assert_eq!(
            err,
            "a breakdown by practice, area, period and ethnic group together is not given out\n"
        );
    }
    let three = run(&[table.as_slice(), &by].concat());
    assert_eq!((three.0, three.1), (0, false), "{}", three.2);
}

/// A file that cannot be read is no bad input: status 1.
#[test]
fn a_file_that_is_not_there_is_status_1() {
    let output = trellis()
        .args(["evidence", "crosstab", "--counts", "/nowhere/counts.csv"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .starts_with("trellis: cannot read /nowhere/counts.csv")
    );
}
