//! What is read of one quote: itself, its history, and the comment that it is to be made of.

use super::steps::Origin;
use super::{Narrowed, Quote, QuoteRecord, Reach, quotes, records};
use crate::comments::{self, Comment, Commented};
use access::actions::MarkQuotes;
use access::{Action, Guarded, Scope};
use front::copies::{self, CopyOut};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use store::{Tx, values};

/// A comment that may be kept.
#[derive(Clone)]
pub(super) struct Offered {
    pub(super) source: Commented,
    pub(super) comment: Comment,
    pub(super) origin: Origin,
}

/// The comment of a name, of a course or link in sight.
pub(super) fn offered(
    tx: &mut Tx<'_>,
    scope: &Scope<MarkQuotes>,
    reference: &str,
    name: &str,
) -> Result<Offered, Stop> {
    let source = comments::source(tx, scope, reference)?;
    let place = comments::place(tx, scope, &source, name)?;
    let comment = comments::one(tx, scope, &source, &place)?;
    Ok(Offered {
        source,
        comment,
        origin: Origin::of(tx, &place)?,
    })
}

/// A quote that the viewer may read.
pub(super) fn one<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: Id) -> Result<Quote, Stop> {
    drop(scope.pass::<QuoteRecord>(tx, id)?);
    let only = Narrowed {
        one: Some(id),
        ..Narrowed::default()
    };
    let (found, _) = quotes(tx, scope, only, 1)?;
    Ok(found.into_iter().next().ok_or(Refusal::Unknown)?)
}

/// A quote with what was done with it, and the files in which it left, for who decides on quotes.
pub(super) struct Loaded {
    pub(super) quote: Quote,
    pub(super) history: Vec<Stepped>,
    /// Those in her sight, and how many more there are.
    pub(super) left: (Vec<CopyOut>, i64),
}

/// A quote that the viewer may read, with all that is shown of it.
pub(super) fn loaded<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: Id,
    decides: bool,
) -> Result<Loaded, Stop> {
    let quote = one(tx, scope, id)?;
    let left = if decides {
        copies::holding(tx, scope, QuoteRecord::KIND, id)?
    } else {
        (Vec::new(), 0)
    };
    Ok(Loaded {
        quote,
        history: history(tx, id)?,
        left,
    })
}

/// A step of a quote's history.
#[derive(Clone)]
pub(super) struct Stepped {
    pub(super) step: String,
    pub(super) reach: Reach,
    pub(super) reason: String,
    pub(super) who: String,
    pub(super) at: Instant,
}

kernel::masked!(Offered, Stepped);

impl Stepped {
    pub(super) fn label(&self) -> &'static str {
        match self.step.as_str() {
            "kept" => "Kept",
            "scope" => "Goes another way",
            "withdrawn" => "Withdrawn",
            _ => "Kept again",
        }
    }
}

/// What was done with a quote, the latest first.
pub(super) fn history(tx: &mut Tx<'_>, id: Id) -> Result<Vec<Stepped>, Fault> {
    let keys = tx.keys().clone();
    tx.all(&records::STEPS, values![id], |row| {
        let reason = row.get::<Vec<u8>>(2)?;
        let (account, name): (Id, Vec<u8>) = (row.get(3)?, row.get(4)?);
        Ok(Stepped {
            step: row.get(0)?,
            reach: Reach::parse(&row.get::<String>(1)?).ok_or_else(|| Fault::new("a quote goes nowhere"))?,
            reason: keys.open_text("kept_quote_step", "reason_sealed", id, &reason)?,
            who: keys.open_text("account", "name_sealed", account, &name)?,
            at: row.get(5)?,
        })
    })
}

/// Themes to narrow the list to, each with its question.
pub(super) fn themes(tx: &mut Tx<'_>) -> Result<Vec<(Id, String)>, Fault> {
    tx.all(&records::QUOTE_THEMES, values![], |row| {
        let (name, question): (String, String) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, format!("{name} ({question})")))
    })
}
