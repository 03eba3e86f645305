//! Reading case notes: prints megabytes a second of one core's processor time, for ordinary notes, for nothing but phrases, and for text made
//! to be slow. `cargo bench -p lens`; the aim is 100 MB a second for notes, and time that grows with the text only.

use lens::measure::Corpus;
use lens::{About, Lens};
use std::io::Write;

/// Processor time of this thread so far, in seconds.
fn spent() -> f64 {
    // Nanoseconds on the processor are the first number.
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text
        .split_whitespace()
        .next()
        .and_then(|number| number.parse::<f64>().ok());
    nanos.unwrap_or_default() / 1e9
}

/// Entries as they fill most of a record.
const ORDINARY: [&str; 12] = [
    "Telephone call to mum at 10.15, agreed safe time. She was at her sister's and able to speak. ",
    "Visited at the children's centre with the health visitor; the baby has gained weight and the red book is up to date. ",
    "Email to housing asking for a date for the new locks, copied to the independent adviser. ",
    "He has been bailed to his brother's address with conditions not to contact her until 14 March. ",
    "School say that attendance is at 94% and that the older boy has a mentor on Tuesdays. ",
    "No answer. Text sent from the agreed number with no names in it. ",
    "Discussed the benefits appointment, travel costs and the food bank voucher; she will bring the letter next time. ",
    "Strategy discussion held with police and health. Actions: officer to check the address, nurse to see the GP record. ",
    "Interpreter booked through the agency that she chose, the same woman as before. ",
    "Letter received from the solicitor about the hearing on Thursday, scanned to the record. ",
    "She asked whether the panel could hear about her new job, and I said that I would add it. ",
    "Next visit on Friday at 2pm, two workers, park on the main road.\n\n",
];

fn text(sentences: &[&str], bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1_000);
    // Of each hundred sentences in another order.
    let (mut place, mut step) = (0_usize, 1_usize);
    while text.len() < bytes {
        if let Some(sentence) = sentences.get(place % sentences.len()) {
            text.push_str(sentence);
            text.push(' ');
        }
        place += step;
        step = step % 7 + 1;
    }
    text
}

fn main() {
    let (Ok(lens), Ok(corpus)) = (
        Lens::shipped(),
        Corpus::parse(include_str!("../../../lens/corpus.toml")),
    ) else {
        return;
    };
    let marked: Vec<&str> = corpus
        .row
        .iter()
        .flat_map(|row| &row.positives)
        .map(String::as_str)
        .collect();
    let mut mixed: Vec<&str> = ORDINARY.to_vec();
    for (place, sentence) in marked.iter().enumerate() {
        mixed.extend(ORDINARY);
        mixed.push(sentence);
        if place % 2 == 0 {
            mixed.extend(ORDINARY);
        }
    }
    let endless = marked
        .iter()
        .map(|sentence| sentence.replace(['.', '!', '?'], ""))
        .collect::<Vec<_>>();
    let endless: Vec<&str> = endless.iter().map(String::as_str).collect();
    let mut out = std::io::stdout();
    let _ = writeln!(
        out,
        "{} rules\n| text | MB | findings | MB a second |\n| --- | --- | --- | --- |",
        lens.rules().len()
    );
    for (name, sentences, megabytes) in [
        ("notes", &mixed, 100),
        ("notes", &mixed, 10),
        ("nothing but sentences to mark", &marked, 10),
        ("the same without full stops", &endless, 10),
        ("the same without full stops", &endless, 20),
        (
            "one phrase and what makes it right, again and again",
            &vec!["waver court "],
            2,
        ),
        ("\"she she she\"", &vec!["she"], 10),
    ] {
        let text = text(sentences, megabytes * 1_000_000);
        let begun = spent();
        let about = About::default();
        let findings = lens.look(&text, &about).findings.len();
        let took = spent() - begun;
        #[expect(clippy::cast_precision_loss, reason = "a hundred million at most")]
        let megabytes_read = text.len() as f64 / 1e6;
        let _ = writeln!(
            out,
            "| {name} | {megabytes} | {findings} | {:.0} |",
            megabytes_read / took
        );
    }
}
