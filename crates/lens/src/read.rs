//! Reading a note.

use crate::block::Block;
use crate::context::Place;
use crate::finding::{Act, Finding};
use crate::rules::{Aside, Lens, Sought};
use crate::terms::Prompt;
use std::collections::BTreeSet;
use std::ops::Range;

/// Words of a note that could say more.
const ENOUGH: usize = 40;

/// What kind of text it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// Somebody's own writing about a case.
    #[default]
    Note,
    /// What is not the writer's to change: a legal document, a transcript, a report of another agency. Nothing in it is marked.
    Taken,
}

/// What is known of the people in a text. Without it, *she* is read as who is harmed and *he* as who harms; a case says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct About<'a> {
    /// The kind of text.
    pub kind: Kind,
    /// The record is of somebody under 18.
    pub child: bool,
    /// Names and pronouns of those who are harmed: single words.
    pub harmed: &'a [&'a str],
    /// Names and pronouns of those who harm.
    pub harming: &'a [&'a str],
}

/// What was found in a text.
#[derive(Clone, Debug)]
pub struct Reading<'l> {
    /// The phrases that are marked, in order.
    pub findings: Vec<Finding<'l>>,
    /// What a note about abuse does not say and could: questions, never findings. Of a few words nothing is asked.
    pub prompts: Vec<&'l Prompt>,
}

impl Lens {
    /// Marks the phrases of a text, in its order. The time grows with the text and what is found in it, and with nothing else.
    pub fn read(&self, text: &str, about: &About<'_>) -> Vec<Finding<'_>> {
        self.look(text, about).findings
    }

    /// The same, with what a note about abuse does not say and could.
    pub fn look(&self, text: &str, about: &About<'_>) -> Reading<'_> {
        let mut findings = Vec::new();
        let mut block = Block::default();
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut asides: Vec<(Aside, Range<usize>)> = Vec::new();
        let (mut from, mut words, mut lists, mut said) = (0, 0_usize, 0, BTreeSet::new());
        while from < text.len() && about.kind != Kind::Taken {
            from = block.fill(text, from, &self.words);
            words += block.tokens.len();
            // Soon there is a word of each.
            if lists & self.asked != self.asked {
                lists = block
                    .tokens
                    .iter()
                    .fold(lists, |all, token| all | self.words.lists(token.word));
            }
            found.clear();
            self.phrases.each(&block.tokens, |sought, words| match sought {
                Sought::Rule(rule) => found.push((rule, words)),
                Sought::Said(prompt) => {
                    said.insert(prompt);
                }
            });
            if found.is_empty() {
                continue;
            }
            asides.clear();
            self.asides
                .each(&block.tokens, |aside, words| asides.push((aside, words)));
            asides.sort_unstable_by_key(|(_, words)| words.start);
            longest(&mut found);
            for (number, words) in &found {
                let place = Place {
                    lens: self,
                    text,
                    about,
                    tokens: &block.tokens,
                    asides: &asides,
                    words: words.clone(),
                };
                add(&mut findings, self.judged(*number, &place));
            }
        }
        let asked = self.prompts.iter().enumerate().filter(|(number, (_, needs))| {
            words >= ENOUGH && !said.contains(number) && needs.iter().all(|list| lists & list != 0)
        });
        Reading {
            findings,
            prompts: asked.map(|(_, (prompt, _))| prompt).collect(),
        }
    }

    /// A phrase as it is to be marked where it stands; nothing where it is right.
    fn judged(&self, number: usize, place: &Place<'_>) -> Option<Finding<'_>> {
        let rule = self.rules().get(number)?;
        if rule.child && !place.about.child {
            return None;
        }
        let sentence = place.sentence();
        if place.is_foreign(&sentence) {
            return None;
        }
        let needs = self.needs.get(number).copied().unwrap_or(0);
        if needs != 0 && !place.has(needs, &sentence) {
            return None;
        }
        if place.is_name() || place.is_negated() || place.is_right(number, rule.row, &sentence) {
            return None;
        }
        if rule.subject.is_some() && place.of_another(&sentence) {
            return None;
        }
        if rule.agentless && place.names_an_agent(&sentence) {
            return None;
        }
        let said = place.said(&sentence);
        let act = match said {
            Some(by) if by.harms => return None,
            Some(_) => Act::Attribute,
            None => Act::Reword,
        };
        let mut severity = rule.severity;
        if rule.both && place.before(self.lists.both, &sentence) {
            severity = severity.raised();
        } else if rule.both && place.names_who_harms(&sentence) {
            severity = severity.lowered();
        }
        Some(Finding {
            rule,
            span: place.span(),
            severity,
            act,
        })
    }
}

/// So many findings at most share words with the next.
const NEAR: usize = 16;

/// Adds a finding; of those of one row that share words the longest stays.
fn add<'l>(findings: &mut Vec<Finding<'l>>, finding: Option<Finding<'l>>) {
    let Some(finding) = finding else {
        return;
    };
    let first = findings.len().saturating_sub(NEAR);
    let shared = findings
        .iter()
        .skip(first)
        .position(|known| known.rule.row == finding.rule.row && known.span.end > finding.span.start)
        .map(|place| first + place);
    if let Some(place) = shared {
        if findings
            .get(place)
            .is_some_and(|known| known.span.len() >= finding.span.len())
        {
            return;
        }
        findings.remove(place);
    }
    findings.push(finding);
}

/// Of a rule's phrases that begin in one another only the first and longest is kept.
fn longest(found: &mut Vec<(usize, Range<usize>)>) {
    found.sort_by_key(|(rule, words)| (*rule, words.start, std::cmp::Reverse(words.end)));
    found.dedup_by(|next, kept| next.0 == kept.0 && next.1.start < kept.1.end);
    found.sort_by_key(|(rule, words)| (words.start, *rule));
}
