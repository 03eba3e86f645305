//! Finding records that may be of one person: by night over all names, or two bookings that somebody points at.

use super::reading::side_of;
use crate::guards::{PairRecord, StaffLearner};
use crate::model::{Fact, Facts, LearnerId, PairId, Said, normal_email, normal_name};
use crate::moment::Moment;
use crate::people;
use crate::records::pair as sql;
use access::Scope;
use access::actions::{JoinLearners, SystemJob};
use audit::{Change, Done};
use kernel::{Entropy, Fault, Id, Instant, Problems, Stop};
use post::jobs::{self, Job};
use post::runner::Work;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use store::{Tx, values};

/// Mail services at which anybody can have an address: two addresses there have nothing in common.
const ANYBODYS: [&str; 16] = [
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "googlemail.com",
    "gmx.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "me.com",
    "outlook.com",
    "proton.me",
    "sky.com",
    "yahoo.co.uk",
    "yahoo.com",
];

/// What is known of somebody, to hold it against somebody else.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) name_blind: Vec<u8>,
    pub(crate) email: String,
    pub(crate) said: Vec<Said>,
}

kernel::masked!(Known);

impl Known {
    fn employer(&self) -> Option<String> {
        let address = normal_email(&self.email);
        let (_, domain) = address.rsplit_once('@')?;
        (!ANYBODYS.contains(&domain)).then(|| domain.to_owned())
    }

    fn each<T: Ord>(&self, of: impl Fn(&Said) -> Option<T>) -> BTreeSet<T> {
        self.said.iter().filter_map(of).collect()
    }
}

/// Two sets of answers have one in common.
fn meet<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
    one.intersection(other).next().is_some()
}

/// What agrees between two people; `turned_up` is known from the registers.
pub(crate) fn between(one: &Known, other: &Known, turned_up: bool) -> Facts {
    let organisation = |said: &Said| Some(normal_name(&said.organisation)).filter(|name| !name.is_empty());
    let background =
        |said: &Said| Some(said.background.clone()).filter(|code| !matches!(code.as_str(), "" | "other"));
    let borough = |said: &Said| said.borough.as_ref().map(|(id, _)| *id);
    let employer = one.employer();
    let facts = [
        (Fact::Name, one.name_blind == other.name_blind),
        (
            Fact::Organisation,
            meet(&one.each(organisation), &other.each(organisation)),
        ),
        (
            Fact::Background,
            meet(&one.each(background), &other.each(background)),
        ),
        (Fact::Borough, meet(&one.each(borough), &other.each(borough))),
        (Fact::Domain, employer.is_some() && employer == other.employer()),
        (Fact::TurnedUp, turned_up),
    ];
    Facts::of(
        facts
            .into_iter()
            .filter(|(_, agrees)| *agrees)
            .map(|(fact, _)| fact),
    )
}

/// What agrees between two people whose answers are known already.
pub(crate) fn facts(
    tx: &mut Tx,
    one: (LearnerId, &Known),
    other: (LearnerId, &Known),
) -> Result<Facts, Fault> {
    let mut turned_up = false;
    for (came, booked) in [(one.0, other.0), (other.0, one.0)] {
        turned_up |= tx
            .one(&sql::SIDE_TURNED_UP, values![came.0, booked.0], |row| {
                row.get::<Id>(0)
            })?
            .is_some();
    }
    Ok(between(one.1, other.1, turned_up))
}

/// Notes a pair, unless it is known. The one with the lower id comes first.
fn note(
    tx: &mut Tx,
    moment: &Moment,
    one: LearnerId,
    other: LearnerId,
    facts: &Facts,
) -> Result<PairId, Stop> {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    tx.run(
        &sql::PAIR_INSERT,
        values![moment.id(), low.0, high.0, facts.bits(), moment.now],
    )?;
    let id = tx.one(&sql::PAIR_OF, values![low.0, high.0], |row| row.get::<Id>(0))?;
    id.map(PairId)
        .ok_or_else(|| Fault::new("a pair just written is not there").into())
}

/// Holds the people of two bookings against each other, named by their references. Each has to be in sight with all that she booked.
pub fn by_hand(
    tx: &mut Tx,
    scope: &Scope<JoinLearners>,
    moment: &Moment,
    references: [&str; 2],
) -> Result<Done<PairId>, Stop> {
    let mut problems = Problems::none();
    let mut people = Vec::new();
    for (field, reference) in ["one", "other"].into_iter().zip(references) {
        let wanted = scope.values_and(values![reference.trim().to_uppercase()]);
        match tx.one(&sql::LEARNER_BY_BOOKING, &wanted, |row| row.get::<Id>(0))? {
            Some(id) => people.push(LearnerId(id)),
            None => problems.add(field, "Enter the reference of a booking, like B-2345678"),
        }
    }
    problems.check()?;
    let [one, other] = people.as_slice() else {
        return Err(Fault::new("two bookings have two people").into());
    };
    if one == other {
        return Err(Problems::one("other", "These two bookings are of one record already").into());
    }
    drop(scope.pass::<StaffLearner>(tx, *one)?);
    drop(scope.pass::<StaffLearner>(tx, *other)?);
    let (one_side, one_known) = side_of(tx, *one)?;
    let (other_side, other_known) = side_of(tx, *other)?;
    let facts = facts(
        tx,
        (one_side.learner, &one_known),
        (other_side.learner, &other_known),
    )?;
    let id = note(tx, moment, *one, *other, &facts)?;
    let pass = scope.pass::<PairRecord>(tx, id)?;
    Done::recorded(tx, pass, Change::new("compared"), moment.now, id)
}

/// Once a day: pairs of one name of which enough agrees besides are put on the list. What was decided before is not asked again.
#[derive(Clone, Copy, Debug)]
pub struct Alike;

/// People looked at in one go, and pairs of their names.
const PEOPLE: i64 = 500;
const PAIRS: i64 = 2000;

impl Work for Alike {
    fn kind(&self) -> &'static str {
        "learning.alike"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let moment = Moment::new(now, entropy, "");
        let after = job.payload.get("after").and_then(serde_json::Value::as_str);
        let after = after.and_then(Id::parse).unwrap_or(Id::NIL);
        look(tx, &moment, after)?;
        let last = tx.one(&sql::LEARNER_NTH, values![after, PEOPLE - 1], |row| {
            row.get::<Id>(0)
        })?;
        if let Some(last) = last {
            let rest = serde_json::json!({ "after": last.to_string() });
            jobs::go_on(tx, self.kind(), rest, moment.id(), now)?;
        }
        Ok(())
    }
}

/// Puts pairs of the next people on the list.
fn look(tx: &mut Tx, moment: &Moment, after: Id) -> Result<(), Stop> {
    let pairs = tx.all(&sql::PAIR_LIST_ALIKE, values![after, PEOPLE, PAIRS], |row| {
        Ok((LearnerId(row.get(0)?), LearnerId(row.get(1)?)))
    })?;
    let mut known: BTreeMap<LearnerId, Known> = BTreeMap::new();
    for (one, other) in pairs {
        for person in [one, other] {
            if let Entry::Vacant(new) = known.entry(person) {
                new.insert(side_of(tx, person)?.1);
            }
        }
        if let (Some(one_known), Some(other_known)) = (known.get(&one), known.get(&other)) {
            let facts = facts(tx, (one, one_known), (other, other_known))?;
            if facts.enough() {
                note(tx, moment, one, other, &facts)?;
            }
        }
    }
    Ok(())
}

/// What is known of a person, from her closed record.
pub(crate) fn known(tx: &Tx, closed: &sql::ClosedSide, said: &[Said]) -> Result<Known, Fault> {
    Ok(Known {
        name_blind: closed.name_blind.clone(),
        email: people::open(
            tx.keys(),
            "learner",
            "email_sealed",
            closed.learner.0,
            closed.email.as_deref(),
        )?,
        said: said.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(email: &str, organisation: &str, background: &str, borough: Option<Id>) -> Known {
        Known {
            name_blind: vec![1],
            email: email.to_owned(),
            said: vec![Said {
                organisation: organisation.to_owned(),
                background: background.to_owned(),
                borough: borough.map(|id| (id, "East".to_owned())),
            }],
        }
    }

    /// Twins at home share a name by mistake and an address, colleagues share everything but the name, a father and his son share a name and
    /// a borough: none of them is one person for that.
    #[test]
    fn people_who_are_alike_are_not_one_for_that() {
        let here = Some(Id::NIL);
        let father = person("a@gmail.com", "Depot", "transport", here);
        let son = person("b@gmail.com", "School", "education", here);
        assert_eq!(
            between(&father, &son, false),
            Facts::of([Fact::Name, Fact::Borough])
        );
        assert!(!between(&father, &son, false).enough());
        let mut colleague = person("c@depot.example", "depot ", "transport", here);
        colleague.name_blind = vec![2];
        let other = person("d@DEPOT.example", "Depot", "transport", here);
        assert!(!between(&colleague, &other, false).enough());
        assert!(
            between(
                &other,
                &person("e@depot.example", "  DEPOT", "other", None),
                false
            )
            .enough()
        );
        assert!(
            !between(
                &person("", "", "other", None),
                &person("", "", "other", None),
                false
            )
            .enough()
        );
    }

    #[test]
    fn an_address_that_anybody_can_have_says_nothing() {
        let one = person("a@gmail.com", "", "", None);
        assert_eq!(between(&one, &one, false), Facts::of([Fact::Name]));
    }
}
