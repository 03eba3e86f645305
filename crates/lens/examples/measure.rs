//! Prints what the shipped rules make of their own sentences and of those that others wrote: what is missed and what is wrong.

use lens::measure::{Corpus, measure};
use lens::{About, Act, Lens};
use std::io::Write;

fn main() {
    let mut out = std::io::stdout();
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let lens = match Lens::parse(&read("lens/en-GB.toml")) {
        Ok(lens) => lens,
        Err(error) => {
            let _ = writeln!(out, "{error}");
            return;
        }
    };
    for rule in lens.rules() {
        let about = About {
            child: rule.child,
            ..About::default()
        };
        let marks = |text: &str, own: bool| {
            lens.read(text, &about).iter().any(|finding| {
                let of = finding.rule.id == rule.id || !own && finding.rule.row == rule.row;
                of && finding.act == Act::Reword
            })
        };
        for text in rule.examples.iter().filter(|text| !marks(text, false)) {
            let _ = writeln!(out, "EXAMPLE {} {}: {text}", rule.row, rule.id);
        }
        for text in rule.traps.iter().filter(|text| marks(text, true)) {
            let _ = writeln!(out, "TRAP {} {}: {text}", rule.row, rule.id);
        }
    }
    let Ok(corpus) = Corpus::parse(&read("lens/corpus.toml")) else {
        return;
    };
    let (rows, _) = measure(&lens, &corpus);
    let (mut found, mut positives, mut right, mut marked) = (0, 0, 0, 0);
    for (row, measured) in &rows {
        found += measured.found.of;
        positives += measured.found.all;
        right += measured.right.of;
        marked += measured.right.all;
        for text in &measured.missed {
            let _ = writeln!(out, "MISSED {row}: {text}");
        }
        for text in &measured.wrong {
            let _ = writeln!(out, "WRONG {row}: {text}");
        }
    }
    let _ = writeln!(out, "recall {found}/{positives} precision {right}/{marked}");
}
