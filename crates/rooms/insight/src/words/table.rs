//! Words and how many people gave them: before and after side by side, as a table and as a drawing of it.

use super::heard::Heard;
use super::{Rules, questions, records, rules};
use crate::comments::blank::Blanked;
use crate::view::View;
use evidence::disclosure::{Profile, protect};
use evidence::share::Precision;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{Noun, Table};
use govuk::{Html, WordCloud, WordClouds};
use kernel::{Fault, Id, Stop};
use responses::tallies::{FEWEST, not_answered};
use responses::wordings::{AskedIn, Wording, in_own_words};
use std::collections::{BTreeMap, HashMap};
use store::{Tx, Value, values};

/// Words of a table.
const MOST: usize = 100;

/// When something is asked, in the order of columns.
const TIMES: [(&str, &str); 4] = [
    ("pre", "Before"),
    ("post", "After"),
    ("feedback", "At the end of a session"),
    ("follow-up", "Later"),
];

/// Answers at one time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Given {
    pub(super) people: u64,
    /// Of whom one look less another would show few: they are counted with nobody.
    pub(super) left_out: u64,
    pub(super) missing: u64,
    pub(super) words: BTreeMap<String, u64>,
}

impl Given {
    /// A few people's words would have a face (SH11).
    pub(super) fn open(&self) -> bool {
        self.people >= few()
    }

    /// Counts what was given at another time or elsewhere with it.
    pub(super) fn join(&mut self, other: Self) {
        self.people = self.people.saturating_add(other.people);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.missing = self.missing.saturating_add(other.missing);
        for (word, count) in other.words {
            let own = self.words.entry(word).or_default();
            *own = own.saturating_add(count);
        }
    }

    pub(super) fn of(&self, word: &str) -> u64 {
        self.words.get(word).copied().unwrap_or(0)
    }
}

pub(super) fn few() -> u64 {
    u64::try_from(FEWEST).unwrap_or(u64::MAX)
}

/// The tables of every question that asks for a few words.
pub(crate) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut all = Vec::new();
    for (key, wording) in in_own_words(tx)? {
        if wording.words.is_none() {
            continue;
        }
        let rules = rules(tx, &key)?;
        let given = read(tx, view, &wording, &rules)?;
        if !given.is_empty() {
            all.push(table(&wording.question, &given, view.profile));
        }
    }
    Ok(all)
}

/// The time of a purpose.
pub(super) fn time(purpose: &str) -> Option<&'static str> {
    let known = TIMES.iter().find(|(code, _)| *code == purpose);
    known.map(|(code, _)| *code)
}

fn read(
    tx: &mut Tx<'_>,
    view: &View,
    wording: &Wording,
    rules: &Rules,
) -> Result<BTreeMap<&'static str, Given>, Fault> {
    let mut heard = Heard::of(rules);
    let blanked = not_as_given(tx, wording)?;
    let (sittings, answers) = (view.sittings(tx)?, view.answers());
    responses::few::each(
        tx,
        &view.leave,
        &sittings,
        &answers,
        wording,
        |given, (response, question, occurrence), text| {
            let own = blanked.get(question);
            match own.and_then(|own| own.get(&(response, occurrence))) {
                Some(blanked) => heard.add(given, &blanked.counted(text)),
                None => heard.add(given, text),
            }
        },
    )?;
    for asked in wording.places.iter().filter(|asked| !asked.few) {
        apart(tx, view, asked, &mut heard)?;
    }
    let mut found = heard.counted(view.narrowed());
    for AskedIn {
        version, question, ..
    } in &wording.places
    {
        let none = not_answered(tx, &view.leave, &sittings, &answers, *version, question)?;
        for (purpose, count) in none.into_iter().filter(|(_, count)| *count > 0) {
            if let Some(code) = time(&purpose) {
                let own = found.entry(code).or_default();
                own.missing = own.missing.saturating_add(count.unsigned_abs());
            }
        }
    }
    Ok(found)
}

/// Answers to a question that are not read as they were given, by form and occurrence.
type NotAsGiven = HashMap<(Id, i64), Blanked>;

/// Those to a wording, question by question.
fn not_as_given(tx: &mut Tx<'_>, wording: &Wording) -> Result<HashMap<String, NotAsGiven>, Fault> {
    let keys = tx.keys().clone();
    let mut found = HashMap::new();
    for question in questions(wording) {
        let own = tx.all(&records::NOT_AS_GIVEN, values![question], |row| {
            Ok(((row.get(0)?, row.get(1)?), Blanked::read(row, 2, &keys)?))
        })?;
        found.insert(question.to_owned(), own.into_iter().collect());
    }
    Ok(found)
}

/// The answers of a version that does not say that it asks for a few words, which are sealed one by one.
fn apart(tx: &mut Tx<'_>, view: &View, asked: &AskedIn, heard: &mut Heard<'_>) -> Result<(), Fault> {
    let (keys, question) = (tx.keys().clone(), asked.question.as_str());
    let (names, mut filters) = view.filters();
    filters.extend([Value::from(question), Value::from(asked.version)]);
    for (purpose, session, text) in tx.list(&records::GIVEN, &names, &filters, |row| {
        let (purpose, response): (String, Id) = (row.get(0)?, row.get(1)?);
        let whole = keys.open_text("answer", question, response, &row.get::<Vec<u8>>(2)?)?;
        let text = Blanked::read(row, 3, &keys)?.counted(&whole);
        Ok((purpose, row.get::<Option<Id>>(6)?, text))
    })? {
        heard.add((&purpose, session), &text);
    }
    Ok(())
}

/// Words with how many people gave them. Those of fewer than five people at every time, or than the profile shows, are in no row: the word
/// itself could show who gave it.
pub(super) fn table(question: &str, given: &BTreeMap<&'static str, Given>, profile: Profile) -> Table {
    let times: Vec<(&str, &str, &Given)> = TIMES
        .iter()
        .filter_map(|(code, label)| given.get(code).map(|given| (*code, *label, given)))
        .collect();
    let mut columns = vec![Column::new("word", "Word", ColumnKind::Label)];
    for (code, label, _) in &times {
        columns.push(Column::new(code, label, ColumnKind::Share));
    }
    let mut table = Table::new(&format!("Words: {question}"), profile.name(), columns);
    table.rules.push("a person counts once for each word that she gave; capital letters do not matter, and spellings are joined as people who look after the words say".to_owned());
    let shown = |given: &Given, word: &str| {
        let n = given.of(word);
        let cells = protect(profile, &[2], &[n, given.people.saturating_sub(n), given.people]);
        let printed = |at: usize| cells.get(at).copied().flatten();
        printed(0).zip(printed(2)).filter(|_| n >= few())
    };
    let mut words: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, _, given) in times.iter().filter(|(_, _, given)| given.open()) {
        for (word, count) in given
            .words
            .iter()
            .filter(|(word, _)| shown(given, word).is_some())
        {
            let own = words.entry(word).or_default();
            *own = own.saturating_add(*count);
        }
    }
    let mut order: Vec<(&str, u64)> = words.into_iter().collect();
    order.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let cut = order.len().saturating_sub(MOST);
    for (word, _) in order.into_iter().take(MOST) {
        let figures = times.iter().map(|(_, _, given)| match shown(given, word) {
            Some((n, of)) if given.open() => {
                Cell::share(n, of, None, Precision::Whole, profile.percent_from())
            }
            _ => Cell::hidden(),
        });
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: Some(0),
            cells: std::iter::once(Cell::text(word)).chain(figures).collect(),
        });
    }
    if table.rows.is_empty() {
        table.rules.clear();
    }
    notes(&mut table, &times, profile, cut);
    table
}

fn notes(table: &mut Table, times: &[(&str, &str, &Given)], profile: Profile, cut: usize) {
    evidence::agree::notes(table, profile);
    for (_, label, given) in times {
        let when = label.to_lowercase();
        if given.people.saturating_add(given.left_out) < few() {
            table.notes.push(format!(
                "Fewer than five people answered {when}: their words are not opened for anybody, so that no word has a face."
            ));
            continue;
        }
        if profile == Profile::Internal && given.open() {
            table.notes.push(format!(
                "{} people answered {when}, and {} who were asked did not.",
                given.people, given.missing
            ));
        }
        if given.left_out > 0 {
            let answers = if profile == Profile::Internal {
                Noun::new("answer", "answers").counted(given.left_out)
            } else {
                "answers".to_owned()
            };
            table.notes.push(format!(
                "Left out {when}: {answers} of sessions in which fewer than five people answered, or of none. Beside other filters they would show a few people's words; without filters they are counted where they are five or more."
            ));
        }
    }
    table
        .notes
        .push("Words that fewer than five people gave are not shown, in any profile.".to_owned());
    if cut > 0 {
        table
            .notes
            .push(format!("The {MOST} words that were given most often."));
    }
}

/// The same as drawings, side by side.
pub(crate) fn clouds(tables: &[Table]) -> Option<Html> {
    let mut all = Html::default();
    let mut any = false;
    for (number, table) in tables
        .iter()
        .enumerate()
        .filter(|(_, table)| !table.rows.is_empty())
    {
        let question = table.title.trim_start_matches("Words: ");
        let mut side = WordClouds::new();
        for (at, column) in table.columns.iter().enumerate().skip(1) {
            let title = format!("{}: {question}", column.label);
            let mut words: Vec<(&str, u64)> = table
                .rows
                .iter()
                .filter_map(|row| Some((row.cells.first()?.display.as_str(), row.cells.get(at)?.n?)))
                .collect();
            words.sort_unstable();
            let cloud = words.iter().fold(
                WordCloud::new(&format!("cloud-{number}-{at}"), &title),
                |cloud, (word, n)| cloud.word(word, *n),
            );
            side = side.cloud(cloud);
        }
        all = all.and(&Html::of(&side));
        any = true;
    }
    any.then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(people: u64, words: &[(&str, u64)]) -> Given {
        Given {
            people,
            missing: 2,
            left_out: 0,
            words: words
                .iter()
                .map(|(word, count)| ((*word).to_owned(), *count))
                .collect(),
        }
    }

    fn rows(table: &Table) -> Vec<Vec<&str>> {
        let cells = |row: &Row| {
            row.cells
                .iter()
                .map(|cell| cell.display.clone())
                .collect::<Vec<_>>()
        };
        table
            .rows
            .iter()
            .map(|row| {
                assert_eq!(cells(row).len(), table.columns.len());
                row.cells.iter().map(|cell| cell.display.as_str()).collect()
            })
            .collect()
    }

    /// Proves SH11: a word of a few is in no table, whatever its profile, and before and after stand side by side.
    #[test]
    fn a_word_of_a_few_is_in_no_table() {
        let both = BTreeMap::from([
            ("pre", given(40, &[("nervous", 20), ("calm", 4), ("rareword", 1)])),
            ("post", given(32, &[("nervous", 4), ("calm", 21)])),
        ]);
        let internal = table("How?", &both, Profile::Internal);
        assert_eq!(
            rows(&internal),
            [
                ["calm", "[c]", "66% (n=21/32)"],
                ["nervous", "50% (n=20/40)", "[c]"]
            ]
        );
        let public = table("How?", &both, Profile::Public);
        assert_eq!(rows(&public)[1], ["nervous", "50% (n=20/40)", "[c]"]);
        let few = BTreeMap::from([("pre", given(4, &[("calm", 4)]))]);
        assert!(rows(&table("How?", &few, Profile::Internal)).is_empty());
        let drawn = clouds(&[internal]).unwrap().to_string();
        assert_eq!(drawn.matches("<figure").count(), 2);
        assert!(drawn.contains("Before: How?") && drawn.contains("After: How?"));
        assert!(!drawn.contains("rareword"));
    }
}
