//! Rules as data, read once and checked.

use crate::finding::Severity;
use crate::matcher::Matcher;
use crate::phrase::{Phrase, is_word};
use crate::terms::{Prompt, Term};
use crate::vocabulary::Vocabulary;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a phrase does to whoever is harmed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// It makes one person's abuse a matter between two.
    Mutualising,
    /// It makes little of what was done.
    Minimising,
    /// It lays what was done at the door of whoever it was done to.
    VictimBlaming,
    /// It asks of one parent to stop what the other does.
    FailureToProtect,
    /// It leaves out who did it.
    InvisiblePerpetrator,
    /// It does not say what was done.
    Euphemism,
    /// It makes a culture or a faith the cause.
    Culturalising,
    /// It makes a child older than she is.
    Adultification,
    /// It doubts before anybody has looked.
    Disbelief,
    /// It puts a word in the place of a person.
    Label,
}

impl Category {
    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mutualising => "Makes it mutual",
            Self::Minimising => "Makes little of it",
            Self::VictimBlaming => "Blames who is harmed",
            Self::FailureToProtect => "Blames a parent for another's acts",
            Self::InvisiblePerpetrator => "Leaves out who did it",
            Self::Euphemism => "Does not say what was done",
            Self::Culturalising => "Makes culture the cause",
            Self::Adultification => "Makes a child older",
            Self::Disbelief => "Doubts",
            Self::Label => "Labels",
        }
    }
}

/// Whose doing a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Of whoever is harmed: said of who harms, of a professional or of an agency, the same words are right.
    Survivor,
}

/// A rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// The row of the list of phrases from which it is made.
    pub row: u16,
    /// What its phrases do.
    pub category: Category,
    /// How much it asks for.
    pub severity: Severity,
    /// Its phrases, as they are written in the file of rules.
    pub phrases: Vec<String>,
    /// Named lists of which another word must stand in the same sentence.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Phrases that make it right where they stand in the same sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whose doing it is about.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// It is asked in records about somebody under 18 only.
    #[serde(default)]
    pub child: bool,
    /// It weighs more where two are spoken of as one.
    #[serde(default)]
    pub both: bool,
    /// It is about sentences that name nobody who did it.
    #[serde(default)]
    pub agentless: bool,
    /// What the words do, in a line.
    pub why: String,
    /// A question to the writer, or a better wording.
    pub ask: String,
    /// Where the row has it from.
    pub source: String,
    /// Sentences that it marks.
    pub examples: Vec<String>,
    /// Sentences that look alike and are right.
    pub traps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    language: String,
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    term: Vec<Term>,
    #[serde(default)]
    prompt: Vec<Prompt>,
    rule: Vec<Rule>,
}

/// Why a file of rules is none.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is not written as such files are.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// Something in it cannot be.
    #[error("{at}: {problem}")]
    Wrong {
        /// The rule, list or term.
        at: String,
        /// What is wrong.
        problem: String,
    },
}

/// What a phrase that is looked for everywhere belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sought {
    /// It is of this rule.
    Rule(usize),
    /// It answers this question.
    Said(usize),
}

/// What a phrase beside the rules' own belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Aside {
    /// It makes this rule's phrases right.
    Unless(usize),
    /// It is this term.
    Term(usize),
    /// It says that its sentence is about this term.
    Near(usize),
}

/// The bits of named lists that the lens itself asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lists {
    pub(crate) survivor: u64,
    pub(crate) harming: u64,
    pub(crate) agency: u64,
    pub(crate) both: u64,
    pub(crate) negation: u64,
    pub(crate) instead: u64,
    pub(crate) speaking: u64,
    pub(crate) account: u64,
    pub(crate) title: u64,
    pub(crate) and: u64,
}

/// The rules of a language, ready to read notes with.
#[derive(Clone, Debug)]
pub struct Lens {
    version: u32,
    language: String,
    rules: Vec<Rule>,
    pub(crate) terms: Vec<Term>,
    /// Each question, with the lists of which a word must stand in the note.
    pub(crate) prompts: Vec<(Prompt, Vec<u64>)>,
    pub(crate) words: Vocabulary,
    pub(crate) lists: Lists,
    /// For each rule the lists of which it needs a word.
    pub(crate) needs: Vec<u64>,
    pub(crate) phrases: Matcher<Sought>,
    pub(crate) asides: Matcher<Aside>,
    /// The lists that questions ask for, together.
    pub(crate) asked: u64,
}

/// The least number of examples, and of traps.
const LEAST: usize = 3;
/// Named lists at most: one bit each.
const MOST_LISTS: usize = 60;

impl Lens {
    /// The rules for British English that Trellis ships.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn shipped() -> Result<Self, Unreadable> {
        Self::parse(include_str!("../../../lens/en-GB.toml"))
    }

    /// Reads a file of rules.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let file: File = toml::from_str(text)?;
        let mut words = Vocabulary::new();
        let mut bits = BTreeMap::new();
        for (bit, (name, list)) in file.words.iter().enumerate() {
            let wrong = |problem: String| Unreadable::Wrong {
                at: format!("list {name}"),
                problem,
            };
            if bit >= MOST_LISTS {
                return Err(wrong("too many lists".to_owned()));
            }
            let bit = u32::try_from(bit).unwrap_or(u32::MAX);
            for word in list {
                let number = Some(word)
                    .filter(|word| is_word(word))
                    .and_then(|word| words.add(word))
                    .ok_or_else(|| wrong(format!("\"{word}\" is no word")))?;
                words.put(number, bit);
            }
            bits.insert(name.clone(), 1_u64 << bit);
        }
        let mask = |name: &str| {
            bits.get(name).copied().ok_or_else(|| Unreadable::Wrong {
                at: format!("list {name}"),
                problem: "there is none".to_owned(),
            })
        };
        let lists = Lists {
            survivor: mask("survivor")?,
            harming: mask("harming")?,
            agency: mask("agency")?,
            both: mask("both")?,
            negation: mask("negation")?,
            instead: mask("instead")?,
            speaking: mask("speaking")?,
            account: mask("account")?,
            title: mask("title")?,
            and: mask("and")?,
        };
        let (mut phrases, mut asides, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        let mut read = |at: &str, text: &str| {
            Phrase::parse(text, &file.words, &mut words).map_err(|problem| Unreadable::Wrong {
                at: at.to_owned(),
                problem,
            })
        };
        for (number, rule) in file.rule.iter().enumerate() {
            for text in &rule.phrases {
                phrases.push((read(&rule.id, text)?, Sought::Rule(number)));
            }
            for text in &rule.unless {
                asides.push((read(&rule.id, text)?, Aside::Unless(number)));
            }
            let wanted = rule.needs.iter().map(|name| mask(name));
            needs.push(
                wanted
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .fold(0, |all, one| all | one),
            );
        }
        for (number, term) in file.term.iter().enumerate() {
            for text in &term.phrases {
                asides.push((read(&term.about, text)?, Aside::Term(number)));
            }
            for text in &term.near {
                asides.push((read(&term.about, text)?, Aside::Near(number)));
            }
        }
        let (mut prompts, mut asked) = (Vec::new(), 0);
        for (number, prompt) in file.prompt.into_iter().enumerate() {
            for text in &prompt.said {
                phrases.push((read(&prompt.id, text)?, Sought::Said(number)));
            }
            let wanted = prompt
                .needs
                .iter()
                .map(|name| mask(name))
                .collect::<Result<Vec<_>, _>>()?;
            asked = wanted.iter().fold(asked, |all, list| all | list);
            prompts.push((prompt, wanted));
        }
        check(&file.rule)?;
        let (phrases, asides) = (
            Matcher::new(phrases, &mut words),
            Matcher::new(asides, &mut words),
        );
        words.settle();
        Ok(Self {
            version: file.version,
            language: file.language,
            rules: file.rule,
            terms: file.term,
            prompts,
            words,
            lists,
            needs,
            phrases,
            asides,
            asked,
        })
    }

    /// The version of the rules.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The language that they are for.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

fn check(rules: &[Rule]) -> Result<(), Unreadable> {
    let mut known = BTreeSet::new();
    for rule in rules {
        let problem = if !known.insert(&rule.id) {
            "another rule has this name"
        } else if rule.phrases.is_empty() {
            "it has no phrase"
        } else if rule.examples.len() < LEAST || rule.traps.len() < LEAST {
            "it has fewer than three examples or traps"
        } else if [&rule.why, &rule.ask, &rule.source]
            .iter()
            .any(|text| text.trim().is_empty())
        {
            "it does not say why, what to ask or where it is from"
        } else {
            continue;
        };
        return Err(Unreadable::Wrong {
            at: rule.id.clone(),
            problem: problem.to_owned(),
        });
    }
    Ok(())
}
