//! The steps: one person asks, a second one decides, the first one sees it, and it is erased when it is done with.

use super::MOST;
use super::reading::{self, Request};
use super::standing::{Standing, WAITS_DAYS};
use crate::guards::ContactRecord;
use crate::model::{ContactId, ContactRequestId};
use crate::records::contact as sql;
use access::actions::{AgreeWhoAnswered, AskWhoAnswered};
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Entropy, Instant, Personal, Problems, Refusal, Stop};
use store::{Tx, values};

fn closed(words: &str) -> Stop {
    Refusal::Closed(words.to_owned()).into()
}

fn reasoned(field: &str, words: &str, empty: &str) -> Result<(), Problems> {
    let mut problems = Problems::none();
    match words.trim().chars().count() {
        0 => problems.add(field, empty),
        count if count > MOST => problems.add(field, format!("Use {MOST} characters or fewer")),
        _ => {}
    }
    problems.check()
}

/// Asks to see who gave an answer.
///
/// # Errors
/// Out of sight, erased, asked already, or without a reason.
pub fn ask(
    tx: &mut Tx<'_>,
    scope: &Scope<AskWhoAnswered>,
    (id, request): (ContactId, ContactRequestId),
    reason: &str,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<ContactRecord>(tx, id)?;
    let asker = scope.account_id().ok_or(Refusal::SignIn)?;
    let contact = reading::load(tx, scope, id, now)?;
    if contact.erased_at.is_some() {
        return Err(closed("This was erased: there is nothing to see any more."));
    }
    if contact.newest == Some(Standing::Asked) {
        return Err(closed(
            "Somebody has asked already. A second person has to decide on that first.",
        ));
    }
    reasoned("reason", reason, "Enter why you have to know who it is")?;
    tx.run(&sql::LAPSE, values![id.0, now.plus_seconds(-WAITS_DAYS * 86_400)])?;
    let sealed = tx.keys().seal(
        "contact_request",
        "reason_sealed",
        request.0,
        reason.trim().as_bytes(),
        entropy,
    );
    tx.run(&sql::ASK, values![request.0, id.0, asker, now, sealed])?;
    let change = Change::new("asked to see who answered").reason(reason.trim());
    Done::recorded(tx, pass, change, now, ())
}

/// The request that waits for a second person.
fn open(tx: &mut Tx<'_>, id: ContactId, now: Instant) -> Result<Request, Stop> {
    let newest = reading::requests(tx, id, now)?.into_iter().next();
    newest
        .filter(|request| request.standing == Standing::Asked)
        .ok_or_else(|| closed("No request waits for a second person here."))
}

/// A second person agrees that whoever asked sees it, or refuses.
///
/// # Errors
/// Out of sight, decided or lapsed, asked by the same person, or refused without words.
pub fn decide(
    tx: &mut Tx<'_>,
    scope: &Scope<AgreeWhoAnswered>,
    (id, asked): (ContactId, ContactRequestId),
    (agrees, words): (bool, &str),
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<ContactRecord>(tx, id)?;
    let decider = scope.account_id().ok_or(Refusal::SignIn)?;
    let request = open(tx, id, now)?;
    if request.id != asked {
        return Err(closed("Another request waits here now. Look at it first."));
    }
    if request.asked_by == decider {
        return Err(closed(
            "You asked for this yourself: somebody else has to agree or refuse.",
        ));
    }
    if agrees && !request.works {
        return Err(closed(
            "Whoever asked does not work here any more: it would be shown to nobody.",
        ));
    }
    if !agrees {
        reasoned("words", words, "Enter why you refuse")?;
    } else if words.chars().count() > MOST {
        return Err(Problems::one("words", &format!("Use {MOST} characters or fewer")).into());
    }
    let sealed = tx.keys().seal(
        "contact_request",
        "words_sealed",
        request.id.0,
        words.trim().as_bytes(),
        entropy,
    );
    let (state, change) = if agrees {
        ("agreed", "agreed to show who answered")
    } else {
        ("refused", "refused to show who answered")
    };
    let values = values![request.id.0, state, decider, now, sealed];
    if tx.changed(&sql::DECIDE, values)? == 0 {
        return Err(closed("Somebody has decided on this in the meantime."));
    }
    Done::recorded(tx, pass, Change::new(change).reason(words.trim()), now, ())
}

/// How somebody can be reached, for whoever asked and was agreed to, and as long as it is shown.
///
/// # Errors
/// Out of sight, never agreed to, over, or erased.
pub fn shown(
    tx: &mut Tx<'_>,
    scope: &Scope<AskWhoAnswered>,
    id: ContactId,
    now: Instant,
) -> Result<(Personal<String>, Instant), Stop> {
    drop(scope.pass::<ContactRecord>(tx, id)?);
    let own = own(tx, scope, id, now)?;
    let until = own.iter().find_map(|request| match request.standing {
        Standing::Shown(until) => Some(until),
        _ => None,
    });
    let until = until.ok_or_else(|| {
        closed("This is shown to whoever asked for it, for a day after a second person agreed.")
    })?;
    let keys = tx.keys().clone();
    let found = tx.one(&sql::SEALED, values![id.0], |row| row.get::<Option<Vec<u8>>>(0))?;
    let sealed = found.flatten().ok_or_else(|| closed("This was erased."))?;
    let text = keys.open_text("left_contact", "contact_sealed", id.0, &sealed)?;
    Ok((Personal::new(text), until))
}

fn own<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: ContactId,
    now: Instant,
) -> Result<Vec<Request>, Stop> {
    let me = scope.account_id().ok_or(Refusal::SignIn)?;
    let mut all = reading::requests(tx, id, now)?;
    all.retain(|request| request.asked_by == me);
    Ok(all)
}

/// Erases it for good, once somebody who saw it is done with it.
///
/// # Errors
/// Out of sight, never shown to whoever asks for it, or without a word of what was done.
pub fn erase(
    tx: &mut Tx<'_>,
    scope: &Scope<AskWhoAnswered>,
    (id, version): (ContactId, i64),
    reason: &str,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<ContactRecord>(tx, id)?;
    let agreed = |request: &Request| matches!(request.standing, Standing::Shown(_) | Standing::Over);
    if !own(tx, scope, id, now)?.iter().any(agreed) {
        return Err(closed(
            "Only somebody to whom it was shown erases it: until then nobody has been in touch.",
        ));
    }
    reasoned("done", reason, "Enter what was done")?;
    if tx.changed(&sql::ERASE, values![id.0, version, now])? == 0 {
        return Err(closed("Somebody changed this in the meantime."));
    }
    tx.run(&sql::LAPSE, values![id.0, now.plus_seconds(1)])?;
    Done::recorded(
        tx,
        pass,
        Change::new("erased how to reach who answered").reason(reason.trim()),
        now,
        (),
    )
}
