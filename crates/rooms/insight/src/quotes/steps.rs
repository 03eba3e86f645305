//! Keeping a comment as a quote, how far it goes, withdrawing it and taking that back: each with a reason, each in its history.

use super::{OwnQuote, Reach, origin, records};
use crate::comments::{self, Given, Place};
use access::Scope;
use access::actions::MarkQuotes;
use audit::{Change, Done};
use instrument::Consent;
use kernel::{Entropy, Fault, Id, Instant, Problems, Refusal, Stop};
use responses::tallies::FEWEST;
use store::{Tx, values};

/// The longest reason.
const MOST: usize = 300;
const TOO_FAR: &str = "Whoever wrote this did not agree that it goes so far";

fn reasoned(reason: &str) -> Problems {
    match reason.trim().chars().count() {
        0 => Problems::one("reason", "Enter the reason"),
        count if count > MOST => Problems::one("reason", "The reason must be 300 characters or fewer"),
        _ => Problems::none(),
    }
}

/// Where a comment comes from, as far as a quote of it may tell, and what whoever wrote it agreed to.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    given: Given,
    programme: Option<Id>,
    kind: Option<String>,
    year: Option<i64>,
    area: Option<(Id, String)>,
    pub(super) consent: Consent,
}

impl Origin {
    pub(super) fn of(tx: &mut Tx<'_>, place: &Place) -> Result<Self, Stop> {
        let values = values![place.response, &place.question_key, place.occurrence];
        let found = tx.one(&records::QUOTE_ORIGIN, values, |row| {
            // Of a few people neither the kind of their course and the year is told, nor the area.
            let enough = |count: i64| count >= FEWEST;
            let (known, near) = (enough(row.get(6)?), enough(row.get(7)?));
            let area = row.get::<Option<Id>>(3)?.zip(row.get::<Option<String>>(4)?);
            let given = Given::parse(&row.get::<String>(8)?);
            Ok(Self {
                given: given.ok_or_else(|| Fault::new("a comment given in no known way"))?,
                programme: row.get(0)?,
                kind: row.get::<Option<String>>(1)?.filter(|_| known),
                year: row.get::<Option<i64>>(2)?.filter(|_| known),
                area: area.filter(|_| near),
                consent: Consent::of(&row.get::<Option<String>>(5)?.unwrap_or_default()),
            })
        })?;
        Ok(found.ok_or(Refusal::Unknown)?)
    }

    pub(super) fn words(&self) -> String {
        let area = self.area.as_ref().map(|(_, name)| name.as_str());
        origin(self.given, self.kind.as_deref(), self.year, area)
    }
}

/// A quote that is to be kept: by whom, how far it goes, and why.
#[derive(Clone)]
pub(super) struct Kept<'k> {
    pub(super) id: Id,
    pub(super) who: Id,
    pub(super) reach: Option<Reach>,
    pub(super) reason: &'k str,
}

impl std::fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(***)")
    }
}

/// Keeps a comment of a course or link in sight as a quote.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope<MarkQuotes>,
    (reference, name): (&str, &str),
    kept: &Kept<'_>,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<Id>, Stop> {
    let source = comments::source(tx, scope, reference)?;
    let place = comments::place(tx, scope, &source, name)?;
    keep_as(tx, &place, kept, now, entropy)?;
    let pass = scope.pass::<OwnQuote>(tx, kept.id)?;
    let change = Change::new("kept a quote").reason(kept.reason.trim());
    Done::recorded(tx, pass, change, now, kept.id)
}

/// Keeps the comment at a place, no further than whoever wrote it agreed.
pub(super) fn keep_as(
    tx: &mut Tx<'_>,
    place: &Place,
    kept: &Kept<'_>,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<(), Stop> {
    let from = Origin::of(tx, place)?;
    let mut problems = reasoned(kept.reason);
    match kept.reach {
        None => problems.add("scope", "Choose how far the quote may go"),
        Some(reach) if reach.needs() > from.consent => problems.add("scope", TOO_FAR),
        Some(_) => {}
    }
    problems.check()?;
    let reach = kept.reach.ok_or_else(|| Fault::new("a quote goes nowhere"))?;
    let values = values![
        kept.id,
        place.response,
        &place.question_key,
        place.occurrence,
        reach.code(),
        from.programme,
        from.kind,
        from.year,
        from.area.map(|(area, _)| area),
        now
    ];
    if tx.changed(&records::QUOTE_INSERT, values)? == 0 {
        return Err(Refusal::Closed("Somebody has kept this already.".to_owned()).into());
    }
    note(
        tx,
        (kept.id, kept.who),
        ("kept", reach),
        kept.reason,
        now,
        entropy,
    )
}

/// Writes a step into the history of the quote, which has its new version.
fn note(
    tx: &mut Tx<'_>,
    (id, who): (Id, Id),
    (step, reach): (&str, Reach),
    reason: &str,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<(), Stop> {
    let sealed = tx.keys().seal(
        "kept_quote_step",
        "reason_sealed",
        id,
        reason.trim().as_bytes(),
        entropy,
    );
    Ok(tx.run(
        &records::STEP_INSERT,
        values![id, step, reach.code(), sealed, who, now],
    )?)
}

/// What is done with a quote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Withdraw,
    Back,
    Reach(Reach),
}

/// Takes a step, if the quote is still the one that was looked at.
pub(super) fn step(
    tx: &mut Tx<'_>,
    scope: &Scope<MarkQuotes>,
    (id, version): (Id, i64),
    (step, reason): (Step, &str),
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnQuote>(tx, id)?;
    let before = super::keep::one(tx, scope, id)?;
    let mut problems = reasoned(reason);
    let (state, reach, code, change) = match step {
        Step::Withdraw if before.kept => ("withdrawn", before.reach, "withdrawn", "withdrew a quote"),
        Step::Back if !before.kept => ("kept", before.reach, "back", "kept a quote again"),
        Step::Reach(reach) if before.kept => {
            if reach.needs() > before.consent {
                problems.add("scope", TOO_FAR);
            } else if reach == before.reach {
                problems.add("scope", "It goes so far already");
            }
            ("kept", reach, "scope", "changed how far a quote goes")
        }
        _ => return Err(Refusal::Closed("Somebody has done this already.".to_owned()).into()),
    };
    problems.check()?;
    if tx.changed(&records::QUOTE_STEP, values![id, state, reach.code(), version])? == 0 {
        return Err(Refusal::Closed("Somebody has changed this quote in the meantime.".to_owned()).into());
    }
    let who = scope.account_id().ok_or(Refusal::SignIn)?;
    note(tx, (id, who), (code, reach), reason, now, entropy)?;
    Done::recorded(tx, pass, Change::new(change).reason(reason.trim()), now, ())
}
