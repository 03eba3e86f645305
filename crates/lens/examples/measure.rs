//! Prints what the shipped rules make of their own sentences and of those that were written apart: what is missed and what is wrong.

use lens::Lens;
use lens::measure::{Corpus, broken, measure};
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
    for line in broken(&lens) {
        let _ = writeln!(out, "{line}");
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
