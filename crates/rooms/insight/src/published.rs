//! Published figures beside recomputed ones. This is the only file of the room that reads what was published, and it computes
//! nothing: the right-hand column comes from the same functions as the pages.

use crate::facts;
use crate::subjects::Subject;
use crate::view::{Programme, View, programmes};
use evidence::Table;
use evidence::disclosure::Profile;
use kernel::{Fault, Stop};
use responses::tallies::{self, Filter};
use std::fmt::Write as _;
use store::Tx;

const DELIVERY: &str = include_str!("../../../../data/published/hp_training_delivery.csv");
const DISRUPTIONS: &str = include_str!("../../../../data/published/hp_training_disruptions.csv");
const FEEDBACK: &str = include_str!("../../../../data/published/hp_training_feedback.csv");
const BACKGROUNDS: &str = include_str!("../../../../data/published/hp_training_backgrounds.csv");
const STAKEHOLDER: &str = include_str!("../../../../data/published/hp_stakeholder_year2.csv");
const LEARNING: &str = include_str!("../../../../data/published/hp_training_learning.csv");
const TRAINING: &str = include_str!("../../../../data/published/st_training.csv");
const ERRATA: &str = include_str!("../../../../data/published/errata.csv");

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
    let gap = |from: &str, to: &str| Some(to.parse::<i64>().ok()? - from.parse::<i64>().ok()?);
    Ok(rows(ERRATA)?
        .iter()
        .find(|row| cell(row, 0) == document && cell(row, 1).contains(place))
        .filter(|row| {
            let stated = gap(cell(row, 2), cell(row, 3));
            stated.is_some() && stated == gap(printed, &computed.to_string())
        })
        .map(|row| format!("Errata: {}", cell(row, 4))))
}

/// Compares every published training figure of both programmes.
///
/// # Errors
/// A fault of the engine; unknown when the two programmes are not in this database.
pub fn compare(tx: &mut Tx<'_>) -> Result<Report, Stop> {
    let known = programmes(tx)?;
    let find = |slug: &str| {
        known
            .iter()
            .find(|programme| programme.slug == slug)
            .cloned()
            .ok_or(kernel::Refusal::Unknown)
    };
    let (pilot, partnership) = (
        whole(find("harmful-practices-pilot")?),
        whole(find("safe-and-together")?),
    );
    let mut report = Report::default();
    statements(
        tx,
        &mut report,
        &pilot,
        "Document 000, table 1: feedback",
        Subject::Feedback,
        FEEDBACK,
    )?;
    learning(tx, &mut report, &pilot)?;
    statements(
        tx,
        &mut report,
        &pilot,
        "Document 000, table 2: use in practice",
        Subject::Use,
        STAKEHOLDER,
    )?;
    backgrounds(tx, &mut report, &pilot)?;
    delivery(tx, &mut report, &pilot)?;
    training(tx, &mut report, &partnership)?;
    Ok(report)
}

fn whole(programme: Programme) -> View {
    View {
        programme,
        area: None,
        course: None,
        year: None,
        profile: Profile::Internal,
    }
}

/// Agree, neither, disagree and answered of each statement, in the order of both tables.
fn statements(
    tx: &mut Tx<'_>,
    report: &mut Report,
    view: &View,
    section: &'static str,
    subject: Subject,
    file: &str,
) -> Result<(), Stop> {
    let tables = subject.tables(tx, view)?;
    let computed: Vec<Vec<u64>> = tables
        .first()
        .map(|table: &Table| {
            table
                .html_rows()
                .map(|row| row.figures.iter().filter_map(|cell| cell.n.or(cell.of)).collect())
                .collect()
        })
        .unwrap_or_default();
    for (place, row) in rows(file)?.iter().enumerate() {
        for (column, name) in ["agree", "neither", "disagree"].into_iter().enumerate() {
            let found = computed
                .get(place)
                .and_then(|figures| figures.get(column))
                .map_or_else(|| "none".to_owned(), u64::to_string);
            report.add(
                section,
                format!("{}: {name}", cell(row, 1)),
                cell(row, column + 2),
                found,
                None,
            );
        }
        let answered = computed
            .get(place)
            .map_or(0, |figures| figures.iter().take(3).sum::<u64>());
        report.add(
            section,
            format!("{}: answered", cell(row, 1)),
            cell(row, 5),
            answered,
            None,
        );
    }
    Ok(())
}

fn percent(n: u64, of: u64) -> u64 {
    evidence::share::Percentage::new(n, of).map_or(0, evidence::share::Percentage::whole)
}

/// A course's group in the text after table 1.
fn group(course: &str) -> &'static str {
    if course.starts_with("Multi") {
        "multi-agency"
    } else if course.starts_with("Specialist") {
        "specialist"
    } else {
        "follow-up"
    }
}

fn learning(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, text after table 1";
    let nobody = kernel::Id(uuid::Uuid::nil());
    let areas = tx.all(
        &crate::records::AREAS,
        store::values![nobody, true, view.programme.id],
        |row| Ok((row.get::<kernel::Id>(0)?, row.get::<String>(1)?)),
    )?;
    let tri = areas
        .iter()
        .find(|(_, name)| name == "Tri-borough")
        .map(|(id, _)| *id);
    let all = tallies::counts_by_course(tx, view.programme.id, "feedback", &Filter::default())?;
    let in_tri = tallies::counts_by_course(
        tx,
        view.programme.id,
        "feedback",
        &Filter {
            area: tri,
            ..Filter::default()
        },
    )?;
    let sum = |counts: &[tallies::Count],
               question: &str,
               who: &str,
               pick: &dyn Fn(&tallies::Count) -> bool|
     -> u64 {
        counts
            .iter()
            .filter(|count| {
                count.question == question
                    && count.non_answer.is_none()
                    && (who == "all"
                        || who == "tri-borough"
                        || count.course.as_deref().is_some_and(|course| group(course) == who))
                    && pick(count)
            })
            .map(|count| u64::try_from(count.count).unwrap_or(0))
            .sum()
    };
    for row in rows(LEARNING)? {
        let (measure, who) = (cell(&row, 0), cell(&row, 1));
        let counts = if who == "tri-borough" { &in_tri } else { &all };
        let option =
            |wanted: &'static str| move |count: &tallies::Count| count.option.as_deref() == Some(wanted);
        let (n, of) = if measure.starts_with("high likelihood") {
            (
                sum(counts, "likelihood", who, &option("high")),
                sum(counts, "likelihood", who, &|_| true),
            )
        } else if measure == "within a month" {
            (
                sum(counts, "time-of-use", who, &option("month")),
                sum(counts, "time-of-use", who, &|_| true),
            )
        } else {
            let question = if measure.ends_with("start") {
                "knowledge-before"
            } else {
                "knowledge-after"
            };
            let point = ["excellent", "good", "fair", "poor"]
                .iter()
                .position(|word| measure.contains(word))
                .and_then(|place| i64::try_from(place + 1).ok());
            (
                sum(counts, question, who, &|count| count.number == point),
                sum(counts, question, who, &|_| true),
            )
        };
        if !cell(&row, 2).is_empty() {
            report.add(
                section,
                format!("{measure}, {who}: count"),
                cell(&row, 2),
                n,
                None,
            );
            report.add(
                section,
                format!("{measure}, {who}: answered"),
                cell(&row, 3),
                of,
                None,
            );
        }
        report.add(
            section,
            format!("{measure}, {who}: percent"),
            cell(&row, 4),
            percent(n, of),
            None,
        );
    }
    Ok(())
}

fn backgrounds(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, appendix 2: backgrounds";
    let counts = tallies::counts_by_course(tx, view.programme.id, "feedback", &Filter::default())?;
    let mine = |course: &str, pick: &dyn Fn(&tallies::Count) -> bool| -> u64 {
        counts
            .iter()
            .filter(|count| {
                count.question == "background"
                    && count
                        .course
                        .as_deref()
                        .is_some_and(|title| facts::group_of(title).eq_ignore_ascii_case(course))
                    && pick(count)
            })
            .map(|count| u64::try_from(count.count).unwrap_or(0))
            .sum()
    };
    let mut totals: Vec<(String, u64, u64, &str)> = Vec::new();
    for row in rows(BACKGROUNDS)? {
        let (course, label) = (cell(&row, 0), cell(&row, 1));
        let code = directory::model::background_by_label(label).map_or("", |entry| entry.code);
        let n = if code == "not-stated" {
            mine(course, &|count| count.option.is_none())
        } else {
            mine(course, &|count| count.option.as_deref() == Some(code))
        };
        // Two totals contradict appendix 3 by one form each. Which background the form has is a choice of the allocation.
        let place = match course {
            "multi-agency" => "multi-agency total",
            "specialist day 1" => "specialist day 1 total",
            _ => "no such place",
        };
        let in_choice = matches!(
            (course, code),
            ("multi-agency", "social-care-children") | ("specialist day 1", "not-stated")
        );
        let why = erratum("000", place, cell(&row, 2), n)?;
        report.add(
            section,
            format!("{course}: {label}: count"),
            cell(&row, 2),
            n,
            why.filter(|_| in_choice),
        );
        let all = mine(course, &|_| true);
        report.add(
            section,
            format!("{course}: {label}: percent"),
            cell(&row, 3),
            percent(n, all),
            None,
        );
        match totals.last_mut() {
            Some((known, printed, _, _)) if *known == course => {
                *printed += cell(&row, 2).parse::<u64>().unwrap_or(0);
            }
            Some(_) | None => {
                totals.push((course.to_owned(), cell(&row, 2).parse().unwrap_or(0), all, place));
            }
        }
    }
    for (course, printed, all, place) in totals {
        let why = erratum("000", place, &printed.to_string(), all)?;
        report.add(section, format!("{course}: total"), printed, all, why);
    }
    Ok(())
}

fn delivery(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, appendix 3: delivery";
    let sessions = facts::sessions(tx, view)?;
    let sums = facts::delivered(&sessions);
    let title = |published: &str| published.replace("follow-up ", "follow-up: ");
    for row in rows(DELIVERY)? {
        let (area, year, course) = (cell(&row, 0), cell(&row, 1), cell(&row, 2));
        let sum = sums
            .iter()
            .find(|((known, known_year, known_course), _)| {
                known == area
                    && known_year.to_string() == year
                    && known_course.to_lowercase() == title(course)
            })
            .map(|(_, sum)| *sum)
            .unwrap_or_default();
        for (name, printed, computed) in [
            ("sessions", 3, sum.sessions),
            ("registered", 4, sum.booked),
            ("signed in", 5, sum.signed_in),
            ("feedback forms", 6, sum.forms),
        ] {
            report.add(
                section,
                format!("{area}, year {year}, {course}: {name}"),
                cell(&row, printed),
                computed,
                None,
            );
        }
    }
    for row in rows(DISRUPTIONS)?
        .iter()
        .filter(|row| ["cancelled", "rescheduled"].contains(&cell(row, 3)))
    {
        let (area, year, course, what) = (cell(row, 0), cell(row, 1), cell(row, 2), cell(row, 3));
        let n = sessions
            .iter()
            .filter(|fact| {
                fact.area == area
                    && fact.year.to_string() == year
                    && (fact.course.to_lowercase() == title(course)
                        || (course == "specialist" && fact.course.starts_with("Specialist")))
            })
            .filter(|fact| {
                if what == "cancelled" {
                    !fact.held
                } else {
                    fact.held && fact.moved
                }
            })
            .count();
        report.add(
            section,
            format!("{area}, year {year}, {course}: {what}"),
            cell(row, 4),
            n,
            None,
        );
    }
    let (registers_due, registers_missing) = ledger::completeness(tx, view.programme.id, "register")?;
    let (_, feedback_missing) = ledger::completeness(tx, view.programme.id, "feedback")?;
    report.add(section, "courses run".to_owned(), 74, registers_due, None);
    report.add(
        section,
        "sign-in sheets missing".to_owned(),
        missing("sign-in")?,
        registers_missing,
        None,
    );
    report.add(
        section,
        "feedback missing".to_owned(),
        missing("feedback")?,
        feedback_missing,
        None,
    );
    Ok(())
}

fn missing(word: &str) -> Result<i64, Fault> {
    Ok(rows(DISRUPTIONS)?
        .iter()
        .filter(|row| cell(row, 3).contains("missing") && cell(row, 3).contains(word))
        .filter_map(|row| cell(row, 4).parse::<i64>().ok())
        .sum())
}

fn training(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 003, table 2 and appendix 1: attendance";
    let attended = facts::by_borough(tx, view)?;
    let sums = facts::delivered(&facts::sessions(tx, view)?);
    for row in rows(TRAINING)? {
        let (course, borough, year) = (cell(&row, 0), cell(&row, 1), cell(&row, 2));
        let n: u64 = attended
            .iter()
            .filter(|((title, known, place), _)| {
                title.eq_ignore_ascii_case(course)
                    && known.to_string() == year
                    && (borough == "all" || place.as_deref() == Some(borough))
            })
            .map(|(_, count)| *count)
            .sum();
        report.add(
            section,
            format!("{course}, {borough}, year {year}: attended"),
            cell(&row, 4),
            n,
            None,
        );
        if !cell(&row, 3).is_empty() {
            let blocks: u64 = sums
                .iter()
                .filter(|((_, known, title), _)| {
                    title.eq_ignore_ascii_case(course) && known.to_string() == year
                })
                .map(|(_, sum)| sum.sessions)
                .sum();
            report.add(
                section,
                format!("{course}, year {year}: blocks"),
                cell(&row, 3),
                blocks,
                None,
            );
        }
    }
    Ok(())
}
