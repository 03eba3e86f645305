//! Answers that come by a link.

use super::asked::{asked, enough, sparing_of, without};
use crate::answering::{Place, keep};
use crate::guards::OpenLink;
use crate::model::{InstrumentVersion, ResponseId};
use crate::records::link as sql;
use crate::records::link::Link;
use access::Scope;
use access::actions::AnswerInstrument;
use audit::{Change, Done};
use instrument::Answer;
use kernel::{Day, Entropy, Instant, Refusal, Stop};
use learning::model::Purpose;
use store::{Tx, values};

/// Where a link stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Its first day is still to come.
    NotYet,
    /// It takes answers.
    Open,
    /// It has had as many answers as it takes.
    Full,
    /// Its last day is over, or somebody closed it.
    Closed,
}

impl Link {
    /// Where it stands today.
    pub(crate) fn standing(&self, today: Day) -> Standing {
        if self.closed_at.is_some() || self.closes < today {
            Standing::Closed
        } else if today < self.opens {
            Standing::NotYet
        } else if self.answers >= self.cap {
            Standing::Full
        } else {
            Standing::Open
        }
    }
}

/// What is said to whoever comes to a link that takes no answers.
fn refusal(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Open => None,
        Standing::NotYet => Some("These questions are not open yet."),
        Standing::Full => Some("These questions have had as many answers as are needed. Thank you."),
        Standing::Closed => Some("These questions are closed. Thank you."),
    }
}

/// The link of an address, if it takes answers.
pub(crate) fn opened(tx: &mut Tx<'_>, token: &str, today: Day) -> Result<Link, Stop> {
    let link = tx
        .one(&sql::LINK_BY_TOKEN, values![token], sql::link)?
        .ok_or(Refusal::Unknown)?;
    match refusal(link.standing(today)) {
        None => Ok(link),
        Some(words) => Err(Refusal::Closed(words.to_owned()).into()),
    }
}

/// What somebody filled in.
pub(crate) struct Filled<'f> {
    pub(crate) id: ResponseId,
    pub(crate) version: &'f InstrumentVersion,
    pub(crate) answers: &'f [Answer],
}

/// Takes an answer. Whether the link is open, and who is asked what, is looked at again in the same unit of work.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    scope: &Scope<AnswerInstrument>,
    token: &str,
    filled: &Filled<'_>,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let Filled { id, version, answers } = *filled;
    let link = opened(tx, token, now.day())?;
    let pass = scope.pass::<OpenLink>(tx, link.id)?;
    let today: i64 = tx
        .one(&sql::LINK_DAY_COUNT, values![link.id.0, now.day()], |row| {
            row.get(0)
        })?
        .unwrap_or_default();
    if today >= link.daily {
        let words = "So many answers came today that no more are taken. Come again tomorrow.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let place = Place {
        session: None,
        programme: None,
        link: Some(link.id),
        purpose: Purpose::Feedback,
        day: now.day(),
        source: "online",
    };
    let sparing = sparing_of(tx, &link)?;
    if !sparing.is_empty() && enough(&link, asked(tx, &link)?) {
        let answers = without(version.published.definition(), answers, &sparing);
        keep(tx, id, version, place, &answers, entropy)?;
    } else {
        keep(tx, id, version, place, answers, entropy)?;
    }
    // The event names the link and never the response.
    Done::recorded(tx, pass, Change::new("questionnaire answered"), now, ())
}
