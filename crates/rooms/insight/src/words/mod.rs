//! Answers of a few words, counted: each person once for each word, spellings joined as people say, and no word of a few. Whoever looks after
//! the words sees each as it was given, but no more answers than are counted.

mod heard;
pub(crate) mod pages;
mod records;
mod table;

pub(crate) use records::CATALOGUE;
pub(crate) use table::{clouds, tables};

use crate::comments::blank::Blanked;
use access::{Action, Guarded, Scope};
use audit::{Change, Done};
use heard::Heard;
use instrument::few_words::{LONGEST, folded};
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use responses::wordings::Wording;
use std::collections::{BTreeSet, HashMap};
use store::{Stmt, Tx, values};
use table::Given;

/// What is said of a word.
pub(crate) struct RuleRecord;
impl Guarded for RuleRecord {
    type Id = Id;
    const KIND: &'static str = "rule of a word";
    const GUARD: &'static Stmt = &records::RULE_GUARD;
}

/// A word that is counted as another, or left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    pub(crate) id: Id,
    pub(crate) word: String,
    pub(crate) becomes: Option<String>,
    pub(crate) at: Instant,
}

/// The rules of a wording.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Rules(pub(crate) Vec<Rule>);

impl Rules {
    /// What a word is counted as; nothing where it is left out.
    fn counted_as(&self, word: &str) -> Option<String> {
        let mut at = word.to_owned();
        // A circle cannot be made; the bound is for what was altered.
        for _ in 0..=self.0.len() {
            match self.0.iter().find(|rule| rule.word == at) {
                Some(rule) => at = rule.becomes.clone()?,
                None => return Some(at),
            }
        }
        Some(word.to_owned())
    }
}

pub(crate) fn rules(tx: &mut Tx<'_>, wording: &str) -> Result<Rules, Fault> {
    let all = tx.all(&records::RULES, values![wording], |row| {
        Ok(Rule {
            id: row.get(0)?,
            word: row.get(1)?,
            becomes: row.get(2)?,
            at: row.get(3)?,
        })
    })?;
    Ok(Rules(all))
}

/// Answers that are looked at for the words of a wording.
const MOST: i64 = 50_000;

/// Every word in sight as it was given, at whatever time, and how many people gave it; for who looks after the words. What fewer than five
/// people gave is left out as where words are counted, programme by programme: one page less the other shows nobody's.
fn given<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, wording: &Wording) -> Result<Given, Fault> {
    let (keys, rules) = (tx.keys().clone(), Rules::default());
    let mut programmes: HashMap<Option<Id>, Heard<'_>> = HashMap::new();
    for question in questions(wording) {
        let found = tx.all(
            &records::IN_SIGHT,
            &scope.values_and(values![question, MOST]),
            |row| {
                let (version, response): (Id, Id) = (row.get(0)?, row.get(1)?);
                let whole = keys.open_text("answer", question, response, &row.get::<Vec<u8>>(2)?)?;
                let text = Blanked::read(row, 3, &keys)?.counted(&whole);
                let (programme, purpose): (Option<Id>, String) = (row.get(6)?, row.get(7)?);
                Ok((version, programme, (purpose, row.get::<Option<Id>>(8)?), text))
            },
        )?;
        for (version, programme, (purpose, session), text) in found {
            if wording.asks(version, question) {
                let heard = programmes.entry(programme).or_insert_with(|| Heard::of(&rules));
                heard.add((&purpose, session), &text);
            }
        }
    }
    let mut all = Given::default();
    for heard in programmes.into_values() {
        for given in heard.counted(!scope.sees_all()).into_values() {
            all.join(given);
        }
    }
    Ok(all)
}

/// The keys under which a wording is asked, each once.
fn questions(wording: &Wording) -> BTreeSet<&str> {
    wording
        .places
        .iter()
        .map(|asked| asked.question.as_str())
        .collect()
}

/// Joins a word with another, or leaves it out.
pub(crate) fn say<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    (id, wording): (Id, &str),
    (word, becomes): (&str, Option<&str>),
    now: Instant,
) -> Result<Done<()>, Stop> {
    let (word, becomes) = (folded(word), becomes.map(folded));
    let known = rules(tx, wording)?;
    let mut problems = Problems::none();
    if word.is_empty() || word.chars().count() > LONGEST {
        problems.add("word", format!("Enter the word, {LONGEST} characters or fewer"));
    } else if known.0.iter().any(|rule| rule.word == word) {
        problems.add("word", "Something is said of this word already. Undo that first");
    }
    if let Some(becomes) = &becomes {
        if becomes.is_empty() || becomes.chars().count() > LONGEST {
            problems.add(
                "becomes",
                format!("Enter the word it is counted as, {LONGEST} characters or fewer"),
            );
        } else if known.counted_as(becomes).is_none_or(|last| last == word) {
            problems.add(
                "becomes",
                "This word is itself left out, or counted as the other one",
            );
        }
    }
    problems.check()?;
    tx.run(
        &records::RULE_INSERT,
        values![id, wording, word, becomes, scope.account_id(), now],
    )?;
    let pass = scope.pass_new::<RuleRecord>(id);
    Done::recorded(tx, pass, Change::new("said"), now, ())
}

/// Undoes what was said of a word.
pub(crate) fn undo<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    (id, wording): (Id, &str),
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<RuleRecord>(tx, id)?;
    if tx.changed(&records::RULE_UNDO, values![id, scope.account_id(), now, wording])? == 0 {
        return Err(Refusal::Closed("This was undone already.".to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new("undone"), now, ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(word: &str, becomes: Option<&str>) -> Rule {
        Rule {
            id: Id(uuid::Uuid::nil()),
            word: word.to_owned(),
            becomes: becomes.map(str::to_owned),
            at: Instant::from_millis(0),
        }
    }

    #[test]
    fn spellings_are_joined_and_words_left_out_and_each_person_counts_once() {
        let rules = Rules(vec![
            rule("hopefull", Some("hopeful")),
            rule("full of hope", Some("hopefull")),
            rule("none", None),
        ]);
        let words = |rules: &Rules, text: &str| {
            let mut heard = Heard::of(rules);
            for _ in 0..5 {
                heard.add(("pre", Some(Id::NIL)), text);
            }
            let given = heard.counted(false).remove("pre").unwrap();
            assert!(given.people == 5 && given.words.values().all(|count| *count == 5));
            given.words.into_keys().collect::<Vec<_>>()
        };
        let of = |text: &str| words(&rules, text);
        assert_eq!(of("Hopefull, full of hope, calm"), ["calm", "hopeful"]);
        assert!(of("None").is_empty());
        let circle = Rules(vec![rule("one", Some("two")), rule("two", Some("one"))]);
        assert_eq!(words(&circle, "one").len(), 1, "what was altered ends too");
    }
}
