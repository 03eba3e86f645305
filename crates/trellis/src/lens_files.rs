//! `trellis lens`: the language lens on files. Nothing of them leaves the machine or is kept.

use crate::options::{Lens as Wanted, LensAbout, Shape};
use anyhow::Result;
use kernel::Day;
use lens::{About, Earlier, Finding, Lens, Rule, carried};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

/// The status of input that cannot be read; what is found is no fault.
const BAD_INPUT: u8 = 2;
/// Bytes of a file at most.
const MOST: u64 = 200 * 1024 * 1024;

/// Reads files, or explains a rule; the exit status.
pub(crate) fn run(wanted: &Wanted) -> Result<u8> {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    let made = rules(wanted.rules.as_deref()).and_then(|lens| match &wanted.command {
        Some(LensAbout::Explain { rule }) => explained(&lens, rule),
        None => read(&lens, wanted),
    });
    match made {
        Ok(text) => {
            out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(problem) => {
            writeln!(err, "{problem}")?;
            Ok(BAD_INPUT)
        }
    }
}

fn rules(file: Option<&Path>) -> Result<Lens, String> {
    let Some(file) = file else {
        return Lens::shipped().map_err(|error| error.to_string());
    };
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    Lens::parse(&text).map_err(|error| format!("{name}: {error}"))
}

/// What is found in all files; nothing where one of them cannot be read.
fn read(lens: &Lens, wanted: &Wanted) -> Result<String, String> {
    let (harmed, harming) = (words(&wanted.harmed), words(&wanted.harming));
    let mut earlier = Vec::new();
    for (day, file) in &wanted.earlier {
        earlier.push((
            *day,
            text_of(file).map_err(|problem| format!("{}: {problem}", file.display()))?,
        ));
    }
    let earlier: Vec<Earlier<'_, Day>> = earlier
        .iter()
        .map(|(at, text)| Earlier { at: *at, text })
        .collect();
    let about = About {
        child: wanted.child,
        harmed: &harmed,
        harming: &harming,
        ..About::default()
    };
    let (mut lines, mut asked) = (String::new(), String::new());
    let (mut findings, mut prompts) = (Vec::new(), Vec::new());
    for file in &wanted.files {
        let name = file.display().to_string();
        let text = text_of(file).map_err(|problem| format!("{name}: {problem}"))?;
        let seen = lens.look(&text, &about);
        for prompt in seen.prompts {
            match wanted.format {
                Shape::Text => writeln!(asked, "{name}: not said, perhaps: {}", prompt.ask)
                    .map_err(|error| error.to_string())?,
                Shape::Json => prompts.push(json!({ "file": name, "prompt": prompt.id, "ask": prompt.ask })),
            }
        }
        let mut lines_so_far = Lines::default();
        let found = seen.findings;
        let since = carried(&text, &found, &earlier);
        for (finding, since) in found.iter().zip(since) {
            let (line, column) = lines_so_far.of(&text, finding.span.start);
            let place = Place {
                file: &name,
                text: &text,
                finding,
                line,
                column,
                since,
            };
            match wanted.format {
                Shape::Text => lines.push_str(&place.told()),
                Shape::Json => findings.push(place.value()),
            }
        }
    }
    Ok(match wanted.format {
        Shape::Text => lines + &asked,
        Shape::Json => format!("{:#}\n", json!({ "findings": findings, "prompts": prompts })),
    })
}

/// The single words of names: a note has one beside the other.
fn words(names: &[String]) -> Vec<&str> {
    names
        .iter()
        .flat_map(|name| name.split([' ', '-']))
        .filter(|word| !word.is_empty())
        .collect()
}

fn text_of(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > MOST {
        return Err(format!("larger than {} MB", MOST >> 20));
    }
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    if bytes.starts_with(paper::archive::MARK) {
        return paper::document::text(&bytes).map_err(str::to_owned);
    }
    String::from_utf8(bytes).map_err(|_| "neither text in UTF-8 nor a Word document (DOCX)".to_owned())
}

/// Lines and columns of places that come in order.
#[derive(Default)]
struct Lines {
    at: usize,
    line: usize,
    /// Characters since the line began.
    column: usize,
}

impl Lines {
    /// Line and column, each from 1; columns are characters.
    fn of(&mut self, text: &str, to: usize) -> (usize, usize) {
        let between = text.get(self.at..to).unwrap_or_default();
        self.line += between.matches('\n').count();
        let (since, of_line) = between
            .rsplit_once('\n')
            .map_or((self.column, between), |(_, last)| (0, last));
        self.column = since + of_line.chars().count();
        self.at = to;
        (self.line + 1, self.column + 1)
    }
}

fn asks<'l>(finding: &Finding<'l>) -> &'l str {
    match finding.act {
        lens::Act::Reword => &finding.rule.ask,
        lens::Act::Attribute => "If these are somebody's own words, keep them and say whose they are.",
    }
}

/// A finding in its file.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
    finding: &'a Finding<'a>,
    line: usize,
    column: usize,
    /// Since when its words have been carried over.
    since: Option<Day>,
}

impl Place<'_> {
    fn words(&self) -> &str {
        self.text.get(self.finding.span.clone()).unwrap_or_default()
    }

    /// For people.
    fn told(&self) -> String {
        let carried = self.since.map_or_else(String::new, |since| {
            format!("; carried over since {}", since.text())
        });
        let rule = self.finding.rule;
        format!(
            "{}:{}:{}: \"{}\" ({}; {}; {}{carried})\n    {}\n    {}\n",
            self.file,
            self.line,
            self.column,
            self.words().replace('\n', " "),
            rule.category.label(),
            self.finding.severity.label(),
            rule.id,
            rule.why,
            asks(self.finding)
        )
    }

    /// For programs.
    fn value(&self) -> Value {
        let rule = self.finding.rule;
        json!({
            "file": self.file,
            "start": self.finding.span.start,
            "end": self.finding.span.end,
            "line": self.line,
            "column": self.column,
            "text": self.words(),
            "rule": rule.id,
            "category": rule.category,
            "severity": u8::from(self.finding.severity),
            "act": self.finding.act,
            "carried_over_since": self.since.map(Day::iso),
            "why": rule.why,
            "ask": asks(self.finding),
        })
    }
}

fn explained(lens: &Lens, name: &str) -> Result<String, String> {
    let found = lens.rules().iter().find(|rule| rule.id == name);
    let rule = found.ok_or_else(|| {
        let alike: Vec<&str> = lens
            .rules()
            .iter()
            .map(|rule| rule.id.as_str())
            .filter(|id| id.contains(name))
            .collect();
        if alike.is_empty() {
            format!("there is no rule {name}; docs/lens.md lists them")
        } else {
            format!("there is no rule {name}; did you mean {}?", alike.join(", "))
        }
    })?;
    Ok(page(lens, rule))
}

fn page(lens: &Lens, rule: &Rule) -> String {
    let list = |title: &str, items: &[String]| {
        if items.is_empty() {
            return String::new();
        }
        format!("{title}:\n  {}\n", items.join("\n  "))
    };
    let conditions: Vec<String> = [
        (
            rule.subject.is_some(),
            "not where somebody who harms, a professional or an agency does it",
        ),
        (rule.child, "only in records about somebody under 18"),
        (rule.both, "weighs more where two are spoken of as one"),
        (rule.agentless, "only where nobody is named who did it"),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .map(|(_, words)| words.to_owned())
    .collect();
    format!(
        "{} (row {}, rules for {} version {})\n{}: {}\n{}\n{}\nFrom: {}\n{}{}{}{}{}{}",
        rule.id,
        rule.row,
        lens.language(),
        lens.version(),
        rule.category.label(),
        rule.severity.label(),
        rule.why,
        rule.ask,
        rule.source,
        list("Phrases", &rule.phrases),
        list("Only with a word of these lists in the sentence", &rule.needs),
        list("Not where one of these stands in the sentence", &rule.unless),
        list("Conditions", &conditions),
        list("Marked", &rule.examples),
        list("Left alone", &rule.traps),
    )
}
