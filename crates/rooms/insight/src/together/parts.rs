//! The parts that the counts of several releases have in common: sessions that no count tells apart, and what was answered there.

use super::Left;
use super::claims::{Claim, MISSING, Place};
use evidence::disclosure::{Shown, Sum};
use kernel::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Where a session stands; answers that name no session have a day alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Unit {
    pub(crate) area: Option<String>,
    pub(crate) course: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) day: Option<Day>,
}

impl Place {
    fn holds(&self, unit: &Unit) -> bool {
        let same = |wanted: &Option<String>, own: &Option<String>| wanted.is_none() || wanted == own;
        let among = |courses: &Vec<String>| unit.course.as_ref().is_some_and(|own| courses.contains(own));
        let day = unit.day.map(Day::iso).unwrap_or_default();
        (unit.course.is_some() || self.loose)
            && same(&self.area, &unit.area)
            && same(&self.mode, &unit.mode)
            && self.courses.as_ref().is_none_or(among)
            && self.from.as_ref().is_none_or(|from| *from <= day)
            && self.to.as_ref().is_none_or(|to| day <= *to)
    }
}

/// What is counted, the question, and the answer; both empty for the whole.
type Kind = (String, String, String);

/// No count of one programme comes near it.
const FAR: u64 = 1 << 20;

/// How the counts of some releases divide what they count.
pub(super) struct Parts {
    groups: BTreeMap<Place, Vec<usize>>,
    /// A part is a kind in a group of sessions that every count takes together.
    kinds: BTreeMap<Kind, usize>,
    /// The answers to each question about what is counted.
    answers: BTreeMap<(String, String), BTreeSet<String>>,
    /// How many groups there are.
    width: usize,
}

impl Parts {
    /// Finds the sessions that no place tells apart.
    pub(super) fn of(units: &[Unit], all: &[&Left]) -> Self {
        let claims = || all.iter().flat_map(|left| &left.claims);
        let places: BTreeSet<&Place> = claims().map(|claim| &claim.place).collect();
        let mut units: Vec<Unit> = units.to_vec();
        // Answers without a session, by the days at which a period begins or ends.
        let mut cuts: BTreeSet<Option<Day>> = BTreeSet::from([None]);
        for place in places.iter().filter(|place| place.loose) {
            cuts.insert(place.from.as_deref().and_then(Day::parse));
            cuts.insert(place.to.as_deref().and_then(Day::parse).map(|day| day.plus(1)));
        }
        units.extend(cuts.into_iter().map(|day| Unit {
            area: None,
            course: None,
            mode: None,
            day,
        }));
        let mut known: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let mut groups: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
        for unit in &units {
            let holds: Vec<bool> = places.iter().map(|place| place.holds(unit)).collect();
            let next = known.len();
            let group = *known.entry(holds.clone()).or_insert(next);
            for (place, holds) in places.iter().zip(holds) {
                let own = groups.entry((*place).clone()).or_default();
                if holds {
                    own.insert(group);
                }
            }
        }
        let mut answers: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for claim in claims().filter(|claim| !claim.by.is_empty()) {
            let own = answers.entry((claim.of.clone(), claim.by.clone())).or_default();
            own.extend(claim.answers.iter().cloned());
            // Whoever was asked may have left the question out; who has a background or a borough has one.
            if !WHOLE.contains(&claim.by.as_str()) {
                own.insert(MISSING.to_owned());
            }
        }
        let mut parts = Self {
            groups: groups
                .into_iter()
                .map(|(place, groups)| (place, groups.into_iter().collect()))
                .collect(),
            kinds: BTreeMap::new(),
            answers,
            width: known.len(),
        };
        parts.number(claims());
        parts
    }

    /// Gives every kind a number: the whole of what is counted, its complement, and each answer to each question.
    fn number<'c>(&mut self, claims: impl Iterator<Item = &'c Claim>) {
        let measures: BTreeSet<String> = claims.map(|claim| claim.of.clone()).collect();
        let whole = measures
            .iter()
            .flat_map(|of| [(of.clone(), String::new()), (of.clone(), COMPLEMENT.to_owned())])
            .map(|(of, by)| (of, by, String::new()));
        let answers = self.answers.iter().flat_map(|((of, by), answers)| {
            answers
                .iter()
                .map(|answer| (of.clone(), by.clone(), answer.clone()))
        });
        let kinds: Vec<Kind> = whole.chain(answers).collect();
        self.kinds = kinds.into_iter().zip(0..).collect();
    }

    /// The number of a kind's first part; those of the other groups follow.
    fn first(&self, of: &str, by: &str, answer: &str) -> Option<usize> {
        let kind = (of.to_owned(), by.to_owned(), answer.to_owned());
        self.kinds.get(&kind).map(|kind| kind * self.width)
    }

    /// The parts that a claim is the sum of.
    pub(super) fn sum_of(&self, claim: &Claim) -> BTreeSet<usize> {
        let groups = self
            .groups
            .get(&claim.place)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let firsts: Vec<usize> = if claim.by.is_empty() {
            self.first(&claim.of, "", "").into_iter().collect()
        } else {
            let answers = self.answers.get(&(claim.of.clone(), claim.by.clone()));
            answers
                .into_iter()
                .flatten()
                .filter(|answer| claim.answers.contains(answer) != claim.but)
                .filter_map(|answer| self.first(&claim.of, &claim.by, answer))
                .collect()
        };
        let every = |first: &usize| groups.iter().map(|group| *first + *group).collect::<Vec<_>>();
        firsts.iter().flat_map(every).collect()
    }

    /// That the answers to a question add up to the whole, in each group: both are what their common complement leaves of one
    /// large number.
    pub(super) fn links(&self) -> Vec<Sum> {
        let far = |parts: BTreeSet<usize>| Sum {
            parts,
            shown: Shown::Between(FAR, FAR),
        };
        let mut links = Vec::new();
        for ((of, by), answers) in &self.answers {
            let (Some(whole), Some(complement)) = (self.first(of, "", ""), self.first(of, COMPLEMENT, ""))
            else {
                continue;
            };
            let firsts: Vec<usize> = answers
                .iter()
                .filter_map(|answer| self.first(of, by, answer))
                .collect();
            for group in 0..self.width {
                links.push(far([whole, complement].map(|first| first + group).into()));
                let answers = firsts.iter().chain([&complement]);
                links.push(far(answers.map(|first| first + group).collect()));
            }
        }
        links
    }
}

/// Questions whose answers are all listed.
const WHOLE: [&str; 2] = ["background", "borough"];

/// Stands where a question would: what a large number leaves beside the whole.
const COMPLEMENT: &str = "\u{0}";
