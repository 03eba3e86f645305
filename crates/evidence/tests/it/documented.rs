//! Every example of docs/evidence-cli.md is run, and must print what the page shows. `BLESS=1 cargo test -p evidence
//! documented` writes the page anew after a change that was meant.

use std::collections::BTreeMap;
use std::path::PathBuf;

use evidence::cli::{
    CrosstabArgs, ExitKind, Output, PairedArgs, Streams, TableArgs, crosstab, paired, table,
};
use evidence::disclosure::Profile;
use evidence::reading::{Input, Trouble};
use evidence::{Format, Polarity, Scale, Statement, Statements};

/// The statements the binary would make of the page's instrument: scales with their options, first to last.
fn instrument(text: &str) -> Statements {
    let read: toml::Table = text.parse().unwrap();
    let scales: BTreeMap<&str, Scale> = read["scale"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scale| {
            let labels = scale["labels"]
                .as_array()
                .unwrap()
                .iter()
                .map(|label| label.as_str().unwrap().to_owned());
            let polarity = match scale["polarity"].as_str().unwrap() {
                "first-is-best" => Polarity::BestFirst,
                _ => Polarity::WorstFirst,
            };
            (
                scale["key"].as_str().unwrap(),
                Scale::new(labels.collect(), polarity).unwrap(),
            )
        })
        .collect();
    let sections = read["section"].as_array().unwrap().iter();
    let questions = sections
        .flat_map(|section| section["question"].as_array().unwrap())
        .filter(|question| question["kind"].as_str() == Some("scale"));
    let items = questions.map(|question| {
        let word = |key: &str| question[key].as_str().unwrap();
        Statement::new(word("key"), word("text"), scales[word("scale")].clone())
    });
    Statements::new(read["title"].as_str().unwrap(), items.collect()).unwrap()
}

/// Runs one command line of the page on its files.
fn run(line: &str, files: &BTreeMap<String, String>) -> String {
    let words: Vec<&str> = line
        .strip_prefix("$ trellis evidence ")
        .unwrap()
        .split(' ')
        .collect();
    let option = |name: &str| {
        let place = words.iter().position(|word| *word == format!("--{name}"))?;
        words.get(place + 1).copied()
    };
    let name = |key: &str| option(key).unwrap();
    let profile = match option("profile").unwrap_or("internal") {
        "internal" => Profile::Internal,
        "partner" => Profile::Partner,
        "public" => Profile::Public,
        "nhs" => Profile::Nhs,
        other => panic!("profile {other}"),
    };
    let format: Format = option("format").unwrap_or("md").parse().unwrap();
    let output = Output { profile, format };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams {
        out: &mut out,
        err: &mut err,
    };
    let bytes = |key: &str| files[name(key)].as_bytes();
    let ended: Result<ExitKind, Trouble> = match words[0] {
        "table" => {
            let by: Vec<String> = option("by")
                .into_iter()
                .flat_map(|by| by.split(','))
                .map(str::to_owned)
                .collect();
            let mut responses = bytes("responses");
            let args = TableArgs {
                statements: &instrument(&files[name("instrument")]),
                responses: Input::new(name("responses"), &mut responses),
                by: &by,
                distribution: words.contains(&"--distribution"),
                interval: words.contains(&"--interval"),
                one_decimal: words.contains(&"--one-decimal"),
                output,
            };
            table(args, streams)
        }
        "crosstab" => {
            let mut counts = bytes("counts");
            let counts = Input::new(name("counts"), &mut counts);
            crosstab(
                CrosstabArgs {
                    counts,
                    title: name("counts"),
                    output,
                },
                streams,
            )
        }
        "paired" => {
            let (mut before, mut after) = (bytes("before"), bytes("after"));
            let args = PairedArgs {
                statements: &instrument(&files[name("instrument")]),
                before: Input::new(name("before"), &mut before),
                after: Input::new(name("after"), &mut after),
                code: option("code").unwrap_or("code"),
                output,
            };
            paired(args, streams)
        }
        other => panic!("command {other}"),
    };
    let status = ended.unwrap().status();
    let said = String::from_utf8([out, err].concat()).unwrap();
    if status == 0 {
        said
    } else {
        format!("{said}$ echo $?\n{status}\n")
    }
}

#[test]
fn the_page_shows_what_the_commands_print() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/evidence-cli.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut files = BTreeMap::new();
    let mut wanted = String::new();
    let mut commands = 0;
    let mut parts = page.split("```");
    while let Some(prose) = parts.next() {
        wanted.push_str(prose);
        let Some(block) = parts.next() else { break };
        let (head, body) = block.split_once('\n').unwrap();
        let body = match head.split_once(' ') {
            Some((_, file)) => {
                files.insert(file.to_owned(), body.to_owned());
                body.to_owned()
            }
            None if head == "console" => {
                let line = body.lines().next().unwrap();
                commands += 1;
                format!("{line}\n{}", run(line, &files))
            }
            None => body.to_owned(),
        };
        wanted.extend(["```", head, "\n", &body, "```"]);
    }
    assert!(commands >= 8, "the page has examples");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else {
        assert_eq!(
            page, wanted,
            "docs/evidence-cli.md does not show what the commands print"
        );
    }
}
