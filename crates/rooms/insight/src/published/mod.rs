//! Published figures beside recomputed ones. This is the only module of the room that reads what was published. The right-hand column
//! comes from what the pages print or are made of: the cells of their tables where a table has the figure, else the counts behind
//! them, which are only added up or divided here where the document prints a sum or a share that no page shows.

mod backgrounds;
mod delivery;
mod learning;
mod statements;
mod training;

use crate::subjects::Subject;
use crate::view::{Programme, View, programmes};
use access::Scope;
use access::actions::ReadEvidence;
use evidence::disclosure::Profile;
use kernel::{Fault, Stop};
use std::fmt::Write as _;
use store::Tx;

const ERRATA: &str = include_str!("../../../../../data/published/errata.csv");

/// One figure.
#[derive(Clone, Debug)]
pub struct Line {
    section: &'static str,
    /// Which figure.
    pub figure: String,
    /// As published.
    pub printed: String,
    /// As computed.
    pub computed: String,
    explained: Option<String>,
}

impl Line {
    /// Same, explained, or not.
    pub fn verdict(&self) -> &str {
        match (&self.explained, self.printed == self.computed) {
            (_, true) => "Same",
            (Some(why), false) => why,
            (None, false) => "Differs",
        }
    }
}

/// All figures.
#[derive(Clone, Debug, Default)]
pub struct Report(Vec<Line>);

impl Report {
    /// Figures that differ and nobody can say why.
    pub fn unexplained(&self) -> usize {
        self.0
            .iter()
            .filter(|line| line.printed != line.computed && line.explained.is_none())
            .count()
    }

    /// How many, in one line.
    pub fn summary(&self) -> String {
        let same = self.0.iter().filter(|line| line.printed == line.computed).count();
        let explained = self.0.len() - same - self.unexplained();
        format!(
            "{} published figures: {same} the same, {explained} explained by the errata, {} unexplained.",
            self.0.len(),
            self.unexplained()
        )
    }

    /// Figures by table, in the order of the documents.
    pub fn sections(&self) -> Vec<(String, Vec<Line>)> {
        let mut sections: Vec<(String, Vec<Line>)> = Vec::new();
        for line in &self.0 {
            match sections.last_mut() {
                Some((title, lines)) if title == line.section => lines.push(line.clone()),
                Some(_) | None => sections.push((line.section.to_owned(), vec![line.clone()])),
            }
        }
        sections
    }

    /// Everything as text; the summary is the last line.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (title, lines) in self.sections() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{title}");
            for line in lines {
                let _ = writeln!(
                    text,
                    "  {:<70} {:>8} {:>8}  {}",
                    line.figure,
                    line.printed,
                    line.computed,
                    line.verdict()
                );
            }
        }
        let _ = writeln!(text, "{}", self.summary());
        text
    }

    fn add(
        &mut self,
        section: &'static str,
        figure: String,
        printed: impl ToString,
        computed: impl ToString,
        explained: Option<String>,
    ) {
        self.0.push(Line {
            section,
            figure,
            printed: printed.to_string(),
            computed: computed.to_string(),
            explained,
        });
    }
}

fn rows(text: &str) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| {
            row.map(|row| row.iter().map(str::to_owned).collect())
                .map_err(|error| Fault::caused("a published file", error))
        })
        .collect()
}

fn cell(row: &[String], place: usize) -> &str {
    row.get(place).map_or("", String::as_str)
}

/// The errata's note about a place of a document, where it explains this difference: it must be as large as the one stated there.
fn erratum(document: &str, place: &str, printed: &str, computed: u64) -> Result<Option<String>, Fault> {
    let gap = |from: &str, to: &str| Some(number(to)? - number(from)?);
    Ok(rows(ERRATA)?
        .iter()
        .find(|row| cell(row, 0) == document && cell(row, 1).contains(place))
        .filter(|row| {
            let stated = gap(cell(row, 2), cell(row, 3));
            stated.is_some() && stated == gap(printed, &computed.to_string())
        })
        .map(|row| format!("Errata: {}", cell(row, 4))))
}

/// The number that a figure of the errata begins with, in digits or in a word: `12 blocks`, `six times`.
fn number(text: &str) -> Option<i64> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    let first = text.split(' ').next()?;
    first.parse().ok().or_else(|| {
        let place = WORDS.iter().position(|word| *word == first)?;
        i64::try_from(place + 1).ok()
    })
}

/// The two programmes that were published and rebuilt.
pub(crate) const REBUILT: [&str; 2] = ["harmful-practices-pilot", "safe-and-together"];

/// Both published programmes are among these.
pub(crate) fn rebuilt_in(programmes: &[Programme]) -> bool {
    REBUILT
        .iter()
        .all(|slug| programmes.iter().any(|known| known.slug == *slug))
}

/// Compares every published training figure of both programmes.
///
/// # Errors
/// A fault of the engine; unknown when the two programmes are not in this database.
pub fn compare(tx: &mut Tx<'_>, leave: &Scope<ReadEvidence>) -> Result<Report, Stop> {
    let known = programmes(tx)?;
    let find = |slug: &str| {
        known
            .iter()
            .find(|programme| programme.slug == slug)
            .cloned()
            .ok_or(kernel::Refusal::Unknown)
    };
    let [pilot, partnership] = REBUILT;
    let (pilot, partnership) = (whole(find(pilot)?, leave), whole(find(partnership)?, leave));
    let mut report = Report::default();
    statements::compare(
        tx,
        &mut report,
        &pilot,
        "Document 000, table 1: feedback",
        Subject::Feedback,
        statements::FEEDBACK,
    )?;
    learning::compare(tx, &mut report, &pilot)?;
    statements::compare(
        tx,
        &mut report,
        &pilot,
        "Document 000, table 2: use in practice",
        Subject::Use,
        statements::STAKEHOLDER,
    )?;
    backgrounds::compare(tx, &mut report, &pilot)?;
    delivery::compare(tx, &mut report, &pilot)?;
    training::compare(tx, &mut report, &partnership)?;
    Ok(report)
}

/// The whole of a programme as it was published: nothing of what came after its period.
pub(super) fn whole(programme: Programme, leave: &Scope<ReadEvidence>) -> View {
    View {
        leave: leave.clone(),
        days: (Some(programme.start), programme.end),
        today: programme.end.unwrap_or(programme.start),
        programme,
        area: None,
        course: None,
        year: None,
        profile: Profile::Internal,
        compare: crate::subjects::compare::Choice::default(),
        gathered: std::sync::OnceLock::new(),
        sittings: std::sync::OnceLock::new(),
    }
}

fn percent(n: u64, of: u64) -> u64 {
    evidence::share::Percentage::new(n, of).map_or(0, evidence::share::Percentage::whole)
}
