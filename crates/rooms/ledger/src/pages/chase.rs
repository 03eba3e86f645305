//! Asking for what is owed: for one thing, for those that are ticked, or for all that match.

use super::asked::Asked;
use super::{show, told};
use crate::chasing::{self, AT_ONCE, Post};
use crate::reading::{self, State};
use crate::record::Owed;
use access::Scope;
use access::actions::ChaseOwed;
use audit::Done;
use front::{Answer, Desk, Form, LocalPath};
use kernel::{Day, Id, Problems, Refusal, Stop};
use std::collections::BTreeSet;
use store::Tx;

/// What is asked for.
#[derive(Clone)]
enum Which {
    These(Vec<Id>),
    All,
}

/// `POST /ledger/chase`
pub(super) async fn send(desk: Desk<ChaseOwed>, form: Form) -> Answer {
    form.only(&["which", "one"], &["entry"])?;
    let ticked: Vec<String> = form.all("entry").into_iter().map(str::to_owned).collect();
    let which = match which(&form)? {
        Ok(which) => which,
        Err(problems) => return show(&desk, &problems, &ticked).await,
    };
    let looked: Vec<Id> = match &which {
        Which::These(these) => ids(&form)?.into_iter().filter(|id| !these.contains(id)).collect(),
        Which::All => ids(&form)?.into_iter().collect(),
    };
    let (asked, now, entropy) = (Asked::of(&desk), desk.now(), desk.shared_entropy());
    let base = desk.public_url().to_owned();
    let sent = desk
        .submit(&form, move |tx, scope| {
            // What is ticked beside it is left alone, but there is no such form with lines that are not there.
            for id in looked.iter().take(AT_ONCE) {
                drop(scope.pass::<Owed>(tx, *id)?);
            }
            let entries = match &which {
                Which::These(entries) => entries.clone(),
                Which::All => matching(tx, scope, &asked, now.day())?,
            };
            let post = Post {
                base: &base,
                entropy: &*entropy,
                now,
            };
            let (outcome, last) = chasing::ask(tx, scope, &entries, &post)?;
            let Some(pass) = last else {
                return Err(Problems::one("entry", &told::words(outcome)).into());
            };
            let back = LocalPath::of(asked.back(&told::code(outcome)));
            Done::recorded(tx, pass, chasing::asked_for(), now, back)
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => show(&desk, &problems, &ticked).await,
        other => Ok(other?),
    }
}

/// The lines that are ticked.
fn ids(form: &Form) -> Result<BTreeSet<Id>, Stop> {
    let id = |text: &str| Id::parse(text).ok_or(Refusal::Unknown);
    Ok(form.all("entry").into_iter().map(id).collect::<Result<_, _>>()?)
}

fn which(form: &Form) -> Result<Result<Which, Problems>, Stop> {
    let id = |text: &str| Id::parse(text).ok_or(Refusal::Unknown);
    let entries = ids(form)?;
    let which = form.text("which");
    if !["", "chosen", "all"].contains(&which) {
        return Err(Refusal::Malformed("This form was sent by a button that it does not have.").into());
    }
    let one = form.text("one");
    if !one.is_empty() {
        return Ok(Ok(Which::These(vec![id(one)?])));
    }
    if which == "all" {
        return Ok(Ok(Which::All));
    }
    Ok(if entries.is_empty() {
        Err(Problems::one("entry", "Tick at least one line"))
    } else if entries.len() > AT_ONCE {
        Err(too_many())
    } else {
        Ok(Which::These(entries.into_iter().collect()))
    })
}

fn too_many() -> Problems {
    Problems::one(
        "entry",
        "More than 500 lines match. Use the filters to ask for fewer at a time",
    )
}

/// All that the page's filters list, on this page and the others.
fn matching(tx: &mut Tx<'_>, scope: &Scope<ChaseOwed>, asked: &Asked, today: Day) -> Result<Vec<Id>, Stop> {
    let found = asked.find(tx, scope, today)?;
    found.problems.check()?;
    let query = reading::Query {
        state: Some(State::Outstanding),
        ..found.query
    };
    let entries = reading::ids(tx, scope, &query, AT_ONCE + 1)?;
    if entries.len() > AT_ONCE {
        return Err(too_many().into());
    }
    if entries.is_empty() {
        return Err(Problems::one("entry", "Nothing matches any more").into());
    }
    Ok(entries)
}
