//! Quotes in bulk (the demonstration).

use super::steps::{Kept, keep_as};
use super::{OwnQuote, Reach};
use crate::comments::{self, Given};
use access::Scope;
use access::actions::{MarkQuotes, SystemJob};
use audit::{Change, Done};
use kernel::{Clock, Entropy, Fault, Id, Stop};
use learning::model::CourseId;
use store::Tx;

/// A quote to load.
#[derive(Clone, Copy)]
pub struct NewQuote {
    /// How the comment begins.
    pub begins: &'static str,
    /// It may go into published reports, and not into the partnership alone.
    pub published: bool,
    /// Why it is kept.
    pub reason: &'static str,
}

kernel::masked!(NewQuote);

/// Keeps comments of a course as quotes, for an account.
///
/// # Errors
/// A fault of the engine, a comment that there is not, or one whose writer did not agree.
pub fn keep_quotes(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    (course, who): (CourseId, Id),
    new: &[NewQuote],
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let leave = scope.leave_to::<MarkQuotes>();
    let (all, _) = comments::sources(tx, &leave, Given::AtTheEnd, "")?;
    let course = all
        .into_iter()
        .find(|known| known.id == course.0)
        .ok_or_else(|| Fault::new("a course without comments"))?;
    let mut written = Vec::new();
    for page in 1.. {
        let found = comments::comments(tx, &leave, &course, page)?;
        written.extend(found.comments);
        if !found.more {
            break;
        }
    }
    let mut last = Id::fresh(clock, entropy);
    for quote in new {
        let comment = written
            .iter()
            .find(|comment| comment.text.starts_with(quote.begins))
            .ok_or_else(|| Fault::new("a quote of which there is no comment"))?;
        last = Id::fresh(clock, entropy);
        let kept = Kept {
            id: last,
            who,
            reach: Some(if quote.published {
                Reach::Published
            } else {
                Reach::Partnership
            }),
            reason: quote.reason,
        };
        let place = comments::place(tx, &leave, &course, &comment.name)?;
        keep_as(tx, &place, &kept, clock.now(), entropy)?;
    }
    let pass = scope.pass_new::<OwnQuote>(last);
    Done::recorded(tx, pass, Change::new("quotes loaded"), clock.now(), ())
}
