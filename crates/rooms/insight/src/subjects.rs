//! The tables of each page, made by the evidence engine.

use crate::facts;
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::disclosure::{Profile, protect};
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{
    Answer, By, Completeness, Crosstab, NonAnswer, Noun, Polarity, Scale, Statement, Statements, Table,
    Tally, agree_table,
};
use instrument::{Kind, Published};
use kernel::{Fault, Stop};
use responses::tallies;
use std::collections::BTreeMap;
use store::Tx;

/// A page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    Delivery,
    Feedback,
    BeforeAfter,
    Backgrounds,
    Use,
    Attendance,
}

impl Subject {
    pub(crate) const ALL: [Self; 6] = [
        Self::Delivery,
        Self::Feedback,
        Self::BeforeAfter,
        Self::Backgrounds,
        Self::Use,
        Self::Attendance,
    ];

    /// The word in its address.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Feedback => "feedback",
            Self::BeforeAfter => "before-and-after",
            Self::Backgrounds => "backgrounds",
            Self::Use => "use-in-practice",
            Self::Attendance => "attendance-by-borough",
        }
    }

    /// Its title.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Delivery => "Delivery",
            Self::Feedback => "Feedback",
            Self::BeforeAfter => "Before and after",
            Self::Backgrounds => "Backgrounds",
            Self::Use => "Use in practice",
            Self::Attendance => "Attendance by borough",
        }
    }

    /// What it answers.
    pub(crate) const fn question(self) -> &'static str {
        match self {
            Self::Delivery => "What took place, who had booked, who came, and what came back?",
            Self::Feedback => "What did people say at the end of a session?",
            Self::BeforeAfter => "How did people see their knowledge before and after?",
            Self::Backgrounds => "Where do those who gave feedback work?",
            Self::Use => "What became of it at work, months later?",
            Self::Attendance => "Who came from which borough?",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.word() == word)
    }

    /// The tables.
    pub(crate) fn tables(self, tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
        let tables = match self {
            Self::Delivery => delivery(tx, view)?,
            Self::Feedback => statements(
                tx,
                view,
                "end-of-session",
                "feedback",
                &|question| question.scale == "agreement",
                "Feedback at the end of sessions",
            )?,
            Self::BeforeAfter => before_after(tx, view)?,
            Self::Backgrounds => backgrounds(tx, view)?,
            Self::Use => statements(
                tx,
                view,
                "follow-up",
                "follow-up",
                &|question| question.kind == Kind::Scale,
                "Use in practice",
            )?,
            Self::Attendance => attendance(tx, view)?,
        };
        let kind = if self == Self::Delivery || self == Self::Attendance {
            ("register", "registers")
        } else {
            ("feedback", "batches of feedback")
        };
        if self == Self::Use {
            return Ok(tables);
        }
        let (due, outstanding) = ledger::completeness_of(tx, view.programme.id, kind.0, &view.part())?;
        let (due, outstanding) = (
            u64::try_from(due).unwrap_or(0),
            u64::try_from(outstanding).unwrap_or(0),
        );
        let owes = Noun::new(
            if kind.0 == "feedback" {
                "batch of feedback"
            } else {
                "register"
            },
            kind.1,
        );
        Ok(tables
            .into_iter()
            .map(|table| {
                table.based_on(
                    Completeness::new(
                        Noun::new("session", "sessions"),
                        owes.clone(),
                        due.saturating_sub(outstanding),
                        due,
                    )
                    .linked("/ledger"),
                )
            })
            .collect())
    }
}

fn engine(trouble: evidence::reading::Trouble) -> Fault {
    Fault::caused("the evidence engine", trouble)
}

/// A count of people under the profile, for a list with its sum.
fn guarded(profile: Profile, counts: &[u64]) -> Vec<Option<u64>> {
    let mut with_sum = counts.to_vec();
    with_sum.push(counts.iter().sum());
    protect(profile, &[counts.len()], &with_sum)
}

fn delivery(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = facts::sessions(tx, view)?;
    let sums = facts::delivered(&found);
    let columns = vec![
        Column::new("area", "Area", ColumnKind::Label),
        Column::new("year", "Year", ColumnKind::Label),
        Column::new("course", "Course", ColumnKind::Label),
        Column::new("sessions", "Sessions", ColumnKind::Count),
        Column::new("registered", "Registered", ColumnKind::Count),
        Column::new("signed_in", "Signed in (attendances)", ColumnKind::Count),
        Column::new("feedback_forms", "Feedback forms", ColumnKind::Count),
    ];
    let mut table = Table::new("Sessions and people", &view.profile.to_string(), columns);
    let column = |pick: fn(&facts::Delivered) -> u64| {
        guarded(view.profile, &sums.values().map(pick).collect::<Vec<_>>())
    };
    let (booked, signed, forms) = (
        column(|sum| sum.booked),
        column(|sum| sum.signed_in),
        column(|sum| sum.forms),
    );
    let at =
        |column: &[Option<u64>], place: usize| Cell::count_or_hidden(column.get(place).copied().flatten());
    for (place, ((area, year, course), sum)) in sums.iter().enumerate() {
        let cells = vec![
            Cell::text(area),
            Cell::text(&year.to_string()),
            Cell::text(course),
            Cell::count(sum.sessions),
            at(&booked, place),
            at(&signed, place),
            at(&forms, place),
        ];
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells,
        });
    }
    let last = sums.len();
    let all = sums.values().map(|sum| sum.sessions).sum();
    table.rows.push(Row {
        kind: RowKind::Total,
        rule: None,
        cells: vec![
            Cell::text("All"),
            Cell::text(""),
            Cell::text(""),
            Cell::count(all),
            at(&booked, last),
            at(&signed, last),
            at(&forms, last),
        ],
    });
    let people = facts::people(tx, view)?;
    let shown = guarded(view.profile, &[people]).into_iter().next().flatten();
    let attendances: u64 = sums.values().map(|sum| sum.signed_in).sum();
    if attendances > 0 {
        table.notes.push(match shown {
            Some(people) => format!(
                "At least {people} people, counted once each; where a sheet is missing nobody can be counted."
            ),
            None => "The number of people is too small to print.".to_owned(),
        });
    }
    let runs = found.iter().filter(|fact| fact.held && !fact.second_day).count();
    table.notes.push(format!(
        "{runs} courses were run; a specialist course of two days counts once."
    ));
    let mut changes = Table::new(
        "Cancelled and moved sessions",
        &view.profile.to_string(),
        vec![
            Column::new("area", "Area", ColumnKind::Label),
            Column::new("year", "Year", ColumnKind::Label),
            Column::new("course", "Course", ColumnKind::Label),
            Column::new("cancelled", "Cancelled", ColumnKind::Count),
            Column::new("rescheduled", "Rescheduled", ColumnKind::Count),
        ],
    );
    let mut changed: BTreeMap<(&str, i64, &str), (u64, u64)> = BTreeMap::new();
    for fact in found.iter().filter(|fact| !fact.held || fact.moved) {
        let entry = changed.entry((&fact.area, fact.year, &fact.course)).or_default();
        entry.0 += u64::from(!fact.held);
        entry.1 += u64::from(fact.held && fact.moved);
    }
    for ((area, year, course), (cancelled, moved)) in changed {
        changes.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells: vec![
                Cell::text(area),
                Cell::text(&year.to_string()),
                Cell::text(course),
                Cell::count(cancelled),
                Cell::count(moved),
            ],
        });
    }
    Ok(vec![table, changes])
}

/// The scale questions of a questionnaire that `wanted` picks, as the engine takes them.
fn engine_statements(
    published: &Published,
    wanted: &dyn Fn(&instrument::Question) -> bool,
) -> Result<Statements, Fault> {
    let items: Result<Vec<Statement>, Fault> = published
        .definition()
        .questions()
        .filter(|question| question.kind == Kind::Scale && wanted(question))
        .filter_map(|question| published.scale_of(question).map(|scale| (question, scale)))
        .map(|(question, scale)| {
            let polarity = match scale.polarity {
                instrument::Polarity::FirstIsBest => Polarity::BestFirst,
                instrument::Polarity::LastIsBest => Polarity::WorstFirst,
            };
            let scale = Scale::new(scale.labels.clone(), polarity)
                .map_err(|error| Fault::caused("a scale", error))?;
            Ok(Statement::new(&question.key, &question.text, scale).worded(&question.wording))
        })
        .collect();
    Statements::new(&published.definition().title, items?).map_err(|error| Fault::caused("statements", error))
}

fn statements(
    tx: &mut Tx<'_>,
    view: &View,
    instrument: &str,
    purpose: &str,
    wanted: &dyn Fn(&instrument::Question) -> bool,
    title: &str,
) -> Result<Vec<Table>, Stop> {
    let version = responses::version_by_key(tx, instrument, None)?
        .ok_or_else(|| Fault::new("a questionnaire is not published"))?;
    let statements = engine_statements(&version.published, wanted)?;
    let mut tally = Tally::new(&statements, Vec::new());
    for count in tallies::counts(tx, view.programme.id, purpose, &view.answers())? {
        let Some(item) = statements
            .items()
            .iter()
            .position(|statement| statement.key == count.question)
        else {
            continue;
        };
        let number = u64::try_from(count.count).unwrap_or(0);
        match answer(&count) {
            Some(answer) => {
                tally.add(&[], item, answer, number);
            }
            None => return Err(Fault::new("a stored answer is no point of its scale").into()),
        }
    }
    tally.add_rows(
        &[],
        u64::try_from(tallies::responses(
            tx,
            view.programme.id,
            purpose,
            &view.answers(),
        )?)
        .unwrap_or(0),
    );
    let mut table = agree_table(&statements, &tally, AgreeOptions::new(view.profile)).map_err(engine)?;
    title.clone_into(&mut table.title);
    Ok(vec![table])
}

fn answer(count: &tallies::Count) -> Option<Answer> {
    match (count.number, count.non_answer.as_deref()) {
        (Some(point), _) => u8::try_from(point).ok().map(Answer::Point),
        (None, Some("not-asked")) => Some(Answer::Absent(NonAnswer::NotAsked)),
        (None, Some("not-known")) => Some(Answer::Absent(NonAnswer::NotKnown)),
        (None, Some("prefer-not-to-say")) => Some(Answer::Absent(NonAnswer::PreferNotToSay)),
        (None, Some(_)) => Some(Answer::Absent(NonAnswer::NotRecorded)),
        (None, None) => None,
    }
}

fn before_after(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let version = responses::version_by_key(tx, "end-of-session", None)?
        .ok_or_else(|| Fault::new("a questionnaire is not published"))?;
    let statements = engine_statements(&version.published, &|question| question.scale == "knowledge")?;
    let mut tally = Tally::new(&statements, Vec::new());
    let counts = tallies::counts(tx, view.programme.id, "feedback", &view.answers())?;
    for count in &counts {
        if let (Some(item), Some(answer)) = (
            statements
                .items()
                .iter()
                .position(|statement| statement.key == count.question),
            answer(count),
        ) {
            tally.add(&[], item, answer, u64::try_from(count.count).unwrap_or(0));
        }
    }
    tally.add_rows(
        &[],
        u64::try_from(tallies::responses(
            tx,
            view.programme.id,
            "feedback",
            &view.answers(),
        )?)
        .unwrap_or(0),
    );
    let mut knowledge =
        evidence::distribution_table(&statements, &tally, AgreeOptions::new(view.profile)).map_err(engine)?;
    "Knowledge as people saw it themselves, before and after".clone_into(&mut knowledge.title);
    knowledge.notes.push("Both questions stand on one form; how far each person changed is on the paired table where a course has questionnaires before and after.".to_owned());
    let mut tables = vec![knowledge];
    for (key, title) in [
        ("likelihood", "How likely people are to use what they learnt"),
        ("time-of-use", "When they expect to use it first"),
    ] {
        let options: Vec<(String, String)> = version
            .published
            .question(key)
            .map(|question| {
                question
                    .options
                    .iter()
                    .map(|option| (option.key.clone(), option.text.clone()))
                    .collect()
            })
            .unwrap_or_default();
        let mut cross = Crosstab::new(vec![By::in_order(
            title,
            options.iter().map(|(_, text)| text.clone()).collect(),
        )])
        .map_err(engine)?;
        for count in counts.iter().filter(|count| count.question == key) {
            if let Some((_, text)) = count
                .option
                .as_ref()
                .and_then(|option| options.iter().find(|(known, _)| known == option))
            {
                cross.add(&[text], u64::try_from(count.count).unwrap_or(0));
            }
        }
        tables.push(cross.long(title, view.profile).map_err(engine)?);
    }
    Ok(tables)
}

fn backgrounds(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let order: Vec<String> = directory::model::BACKGROUNDS
        .iter()
        .map(|entry| entry.label.to_owned())
        .collect();
    let mut cross =
        Crosstab::new(vec![By::in_order("background", order), By::named("course")]).map_err(engine)?;
    for count in tallies::counts_by_course(tx, view.programme.id, "feedback", &view.answers())?
        .iter()
        .filter(|count| count.question == "background")
    {
        let label = count.option.as_deref().map_or("Not stated or unclear", |code| {
            directory::model::label_of(directory::model::BACKGROUNDS, code)
        });
        let course = count.course.as_deref().map_or("", facts::group_of);
        cross.add(&[label, course], u64::try_from(count.count).unwrap_or(0));
    }
    Ok(vec![
        cross
            .wide("Where those who gave feedback work", view.profile)
            .map_err(engine)?,
    ])
}

fn attendance(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut cross =
        Crosstab::new(vec![By::named("course"), By::named("year"), By::named("borough")]).map_err(engine)?;
    for ((course, year, borough), count) in facts::by_borough(tx, view)? {
        cross.add(
            &[
                &course,
                &year.to_string(),
                borough.as_deref().unwrap_or("Not recorded"),
            ],
            count,
        );
    }
    let people = cross
        .wide("Attendances by course, year and borough", view.profile)
        .map_err(engine)?;
    let mut blocks = Crosstab::new(vec![By::named("course"), By::named("year")]).map_err(engine)?;
    for fact in facts::sessions(tx, view)?.iter().filter(|fact| fact.held) {
        blocks.add(&[&fact.course, &fact.year.to_string()], 1);
    }
    // Blocks are sessions, not people: nothing to protect.
    let blocks = blocks
        .wide("Blocks by course and year", Profile::Internal)
        .map_err(engine)?;
    Ok(vec![people, blocks])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::programmes;

    /// Each page costs a fixed number of statements, however much there is to count.
    #[test]
    fn a_page_costs_the_same_however_much_it_counts() {
        let db = store::testing::database();
        let day = kernel::Day::new(2026, 3, 2).unwrap();
        let clock = kernel::FixedClock::at(kernel::Instant::on(day, "09:00").unwrap());
        demo::load(&db, &clock, false).unwrap();
        let costs = |year: Option<i64>| -> Vec<u64> {
            db.read_now(|tx| {
                let programme = programmes(tx)?
                    .into_iter()
                    .find(|known| known.slug == "harmful-practices-pilot")
                    .unwrap();
                let view = View {
                    programme,
                    area: None,
                    course: None,
                    year,
                    profile: Profile::Internal,
                };
                let mut costs = Vec::new();
                for subject in Subject::ALL {
                    let before = tx.queries();
                    subject.tables(tx, &view)?;
                    costs.push(tx.queries() - before);
                }
                Ok(costs)
            })
            .unwrap()
        };
        let (full, half, empty) = (costs(None), costs(Some(2)), costs(Some(19)));
        assert_eq!(full, half);
        assert!(
            empty.iter().zip(&full).all(|(empty, full)| empty <= full),
            "{empty:?}"
        );
        assert!(full.iter().all(|cost| *cost <= 6), "{full:?}");
    }
}
