//! How many comments mention what, question by question: in all, by course and by year of the programme.

mod agreed;
mod found;
mod groups;
mod records;

pub(crate) use groups::SMALL;
pub(crate) use records::CATALOGUE;

use super::engine;
use crate::coding::two::{Found, Read};
use crate::view::View;
use access::Role;
use evidence::agree::AgreeOptions;
use evidence::disclosure::Profile;
use evidence::tally::By;
use evidence::{Answer, NonAnswer, Noun, Polarity, Scale, Statement, Statements, Table, Tally, agree_table};
use groups::Groups;
use kernel::{Fault, Id, Stop};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

/// The row of comments in which readers found nothing to code.
const NOTHING: &str = "Nothing to code";

/// A course and a year of the programme.
type Part = (Option<String>, i64);

/// The comments of one question in a part.
#[derive(Clone, Default)]
struct Counts {
    drawn: u64,
    read: u64,
    nothing: u64,
    /// By theme.
    found: BTreeMap<Id, u64>,
}

/// A question with the themes it is read for.
struct Question {
    asked: String,
    themes: Vec<(Id, String)>,
    parts: BTreeMap<Part, Counts>,
    /// How many people of each role read.
    readers: Vec<(String, i64)>,
    /// Who read comments that two shall read.
    twice: Vec<Read>,
    /// What they found.
    found_twice: BTreeSet<Found>,
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The tables of every question of which comments were drawn.
pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut tables = Vec::new();
    for question in questions(tx, view)? {
        tables.extend(question.tables(view.profile)?);
    }
    Ok(tables)
}

fn questions(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Question>, Fault> {
    let mut order: Vec<Id> = Vec::new();
    let mut all: BTreeMap<Id, Question> = BTreeMap::new();
    for (frame, asked, theme) in tx.all(&records::THEMES, &[], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            (row.get::<Id>(2)?, row.get::<String>(3)?),
        ))
    })? {
        let own = all.entry(frame).or_insert_with(|| {
            order.push(frame);
            Question {
                asked,
                themes: Vec::new(),
                parts: BTreeMap::new(),
                readers: Vec::new(),
                twice: Vec::new(),
                found_twice: BTreeSet::new(),
            }
        });
        own.themes.push(theme);
    }
    found::add(tx, view, &mut all)?;
    let drawn = order.into_iter().filter_map(|frame| all.remove(&frame));
    Ok(drawn.filter(|question| !question.parts.is_empty()).collect())
}

impl Question {
    fn statements(&self) -> Result<Statements, Fault> {
        let wrong = |error: &dyn std::error::Error| Fault::new(format!("themes as statements: {error}"));
        let scale = Scale::new(
            vec!["mentioned".to_owned(), "not mentioned".to_owned()],
            Polarity::BestFirst,
        )
        .and_then(|scale| scale.with_sides("mentioned", "not mentioned"))
        .map_err(|error| wrong(&error))?;
        let items = self
            .themes
            .iter()
            .map(|(id, name)| Statement::new(&id.to_string(), name, scale.clone()))
            .chain([Statement::new("nothing", NOTHING, scale.clone())]);
        Statements::new(&self.asked, items.collect()).map_err(|error| wrong(&error))
    }

    /// The table of all its comments, and where they are of several courses or years, by these.
    fn tables(&self, profile: Profile) -> Result<Vec<Table>, Stop> {
        let courses: BTreeSet<&Option<String>> = self.parts.keys().map(|(course, _)| course).collect();
        let years: BTreeSet<i64> = self.parts.keys().map(|(_, year)| *year).collect();
        let in_order = years.iter().map(i64::to_string).collect();
        let whole = Groups::of(&self.parts, None).apart();
        let mut tables = vec![self.table(profile, None, &whole)?];
        let mut notes = self.said(profile);
        for (by, several) in [
            (By::named("course"), courses.len() > 1),
            (By::in_order("year", in_order), years.len() > 1),
        ] {
            if !several || whole.closed {
                continue;
            }
            let groups = Groups::of(&self.parts, Some(&by)).apart();
            if groups.closed {
                notes.push(format!(
                    "There is no table by {}: beside this one it would show what a few people wrote.",
                    by.name
                ));
            } else {
                tables.push(self.table(profile, Some(by), &groups)?);
            }
        }
        if let Some(first) = tables.first_mut() {
            first.notes.splice(0..0, notes);
        }
        Ok(tables)
    }

    fn table(&self, profile: Profile, by: Option<By>, groups: &Groups) -> Result<Table, Stop> {
        let statements = self.statements()?;
        let mut tally = Tally::new(&statements, by.clone().into_iter().collect());
        for (group, counts) in &groups.all {
            let group: Vec<&str> = group.iter().map(String::as_str).collect();
            let mut add = |row: usize, found: u64| {
                tally.add(&group, row, Answer::Point(1), found);
                tally.add(&group, row, Answer::Point(2), counts.read.saturating_sub(found));
                let unread = counts.drawn.saturating_sub(counts.read);
                tally.add(&group, row, Answer::Absent(NonAnswer::NotRecorded), unread);
            };
            for (row, (theme, _)) in self.themes.iter().enumerate() {
                add(row, counts.found.get(theme).copied().unwrap_or(0));
            }
            add(self.themes.len(), counts.nothing);
            tally.add_rows(&group, counts.drawn);
        }
        let options = AgreeOptions {
            interval: true,
            ..AgreeOptions::new(profile)
        };
        let mut table = agree_table(&statements, &tally, options).map_err(engine)?;
        self.named(&mut table, by.as_ref());
        if by.is_none() && !groups.closed {
            self.agreement(&mut table);
        }
        if groups.closed {
            table.rows.clear();
            table.rules.clear();
            table.notes = vec![
                "Fewer than five comments of these filters have been read: they are not opened for anybody, so that no comment has a face."
                    .to_owned(),
            ];
        }
        Ok(table)
    }

    /// What the engine calls answers to statements are comments here.
    fn named(&self, table: &mut Table, by: Option<&By>) {
        table.title = match by {
            None => format!("Themes: {}", self.asked),
            Some(by) => format!("Themes by {}: {}", by.name, self.asked),
        };
        for column in &mut table.columns {
            column.label = match column.key.as_str() {
                "statement" => "Theme".to_owned(),
                "answered" => "Comments read (N)".to_owned(),
                "missing" => "Drawn and not read".to_owned(),
                _ => continue,
            };
        }
        table.rules.clear();
        table.rules.push(
            "a comment counts once under each theme that was found in it, so shares add up to more than 100%; where two people read it and differed, what they settled counts, and until then what the first reader found"
                .to_owned(),
        );
        for row in &mut table.rows {
            row.rule = Some(0);
        }
    }

    /// Who read, in numbers and roles: only for ourselves, as these are counts of few.
    fn said(&self, profile: Profile) -> Vec<String> {
        if profile != Profile::Internal {
            return Vec::new();
        }
        let sum = |of: fn(&Counts) -> u64| self.parts.values().map(of).sum::<u64>();
        let (drawn, read) = (sum(|counts| counts.drawn), sum(|counts| counts.read));
        let people = self.readers.iter().filter_map(|(role, number)| {
            let label = Role::parse(role)?.label().to_lowercase();
            let many = format!("{label}s");
            Some(Noun::new(&label, &many).counted(count(*number)))
        });
        let people: Vec<String> = people.collect();
        let by = if people.is_empty() {
            String::new()
        } else {
            format!(", by {}", people.join(" and "))
        };
        vec![format!(
            "{read} of {} were read{by}.",
            Noun::new("drawn comment", "drawn comments").counted(drawn)
        )]
    }
}
