//! Making links, changing and closing them.

use super::{FEWEST_ASKED, FEWEST_OF_HUNDRED, MOST};
use crate::guards::LinkRecord;
use crate::model::{InstrumentVersion, LinkId};
use crate::records::link as sql;
use crate::records::link::Link;
use access::Scope;
use access::actions::OpenQuestionnaires;
use audit::{Change, Done};
use kernel::{Day, Id, Instant, Problems, Refusal, Stop};
use store::{Tx, values};

/// A link as somebody wants it.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) area: Option<Id>,
    pub(crate) opens: Day,
    pub(crate) closes: Day,
    pub(crate) target: Option<i64>,
    pub(crate) cap: i64,
    pub(crate) daily: i64,
    /// Questions that are put to some only.
    pub(crate) sparing: Vec<String>,
    pub(crate) quota: Option<i64>,
    pub(crate) share: i64,
}

impl Draft {
    /// What is wrong with it.
    pub(crate) fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.name.trim().is_empty() || self.name.chars().count() > 100 {
            problems.add("name", "Enter a name of 100 characters or fewer");
        }
        if self.closes < self.opens {
            problems.add("closes", "The last day cannot be before the first");
        }
        if self.opens.plus(366) < self.closes {
            problems.add("closes", "A link can be open for a year at most");
        }
        for (field, number) in [
            ("cap", Some(self.cap)),
            ("daily", Some(self.daily)),
            ("target", self.target),
        ] {
            if number.is_some_and(|number| !(1..=MOST).contains(&number)) {
                problems.add(field, "Enter a number from 1 to 100,000");
            }
        }
        if self
            .quota
            .is_some_and(|quota| !(FEWEST_ASKED..=MOST).contains(&quota))
        {
            problems.add(
                "quota",
                "Enter 50 or more: answers of fewer people could not be shown",
            );
        }
        if !(FEWEST_OF_HUNDRED..=100).contains(&self.share) {
            problems.add("share", "Enter a number from 10 to 100");
        }
        problems.check()
    }
}

/// Makes a link.
pub(crate) fn create(
    tx: &mut Tx<'_>,
    scope: &Scope<OpenQuestionnaires>,
    id: LinkId,
    token: &str,
    version: &InstrumentVersion,
    draft: &Draft,
    now: Instant,
) -> Result<Done<LinkId>, Stop> {
    draft.check()?;
    // An area out of sight is none.
    if let Some(area) = draft.area
        && !areas(tx, scope)?.iter().any(|(known, _)| *known == area)
    {
        return Err(Refusal::Malformed("This form names an area that it does not offer.").into());
    }
    let pass = scope.pass_new::<LinkRecord>(id);
    tx.run(
        &sql::LINK_INSERT,
        values![
            id.0,
            version.id.0,
            draft.name.trim(),
            draft.area,
            token,
            draft.opens,
            draft.closes,
            draft.target,
            draft.cap,
            draft.daily,
            draft.quota,
            draft.share,
            now,
            scope.account_id().ok_or(Refusal::SignIn)?
        ],
    )?;
    for question in &draft.sparing {
        tx.run(&sql::SPARING_INSERT, values![id.0, question])?;
    }
    let change = Change::new("opened a questionnaire by a link").reason(draft.name.trim().to_owned());
    Done::recorded(tx, pass, change, now, id)
}

/// Areas that somebody may make a link for.
pub(crate) fn areas(tx: &mut Tx<'_>, scope: &Scope<OpenQuestionnaires>) -> Result<Vec<(Id, String)>, Stop> {
    Ok(tx.all(&sql::AREA_CHOICES, &scope.values(), |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?)
}

/// A link in sight.
pub(crate) fn load(tx: &mut Tx<'_>, scope: &Scope<OpenQuestionnaires>, id: LinkId) -> Result<Link, Stop> {
    drop(scope.pass::<LinkRecord>(tx, id)?);
    fetch(tx, id)
}

fn fetch(tx: &mut Tx<'_>, id: LinkId) -> Result<Link, Stop> {
    Ok(tx
        .one(&sql::LINK_FETCH, values![id.0], sql::link)?
        .ok_or(Refusal::Unknown)?)
}

/// Changes what may be changed while answers come: the name, the last day and the numbers. Nothing that was asked.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    scope: &Scope<OpenQuestionnaires>,
    id: LinkId,
    version: i64,
    draft: &Draft,
    now: Instant,
) -> Result<Done<()>, Stop> {
    draft.check()?;
    let pass = scope.pass::<LinkRecord>(tx, id)?;
    let values = values![
        id.0,
        version,
        draft.name.trim(),
        draft.closes,
        draft.target,
        draft.cap,
        draft.daily
    ];
    if tx.changed(&sql::LINK_UPDATE, values)? == 0 {
        return Err(changed());
    }
    Done::recorded(tx, pass, Change::new("changed the link"), now, ())
}

fn changed() -> Stop {
    Refusal::Closed("Somebody changed this link meanwhile. Open it again.".to_owned()).into()
}

/// Closes a link at once.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    scope: &Scope<OpenQuestionnaires>,
    id: LinkId,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<LinkRecord>(tx, id)?;
    let link = fetch(tx, id)?;
    if tx.changed(&sql::LINK_CLOSED, values![id.0, link.version, Some(now)])? == 0 {
        return Err(changed());
    }
    Done::recorded(tx, pass, Change::new("closed the link"), now, ())
}

/// Opens a link again that somebody closed.
pub(crate) fn reopen(
    tx: &mut Tx<'_>,
    scope: &Scope<OpenQuestionnaires>,
    id: LinkId,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<LinkRecord>(tx, id)?;
    let link = fetch(tx, id)?;
    if tx.changed(&sql::LINK_CLOSED, values![id.0, link.version, None::<Instant>])? == 0 {
        return Err(changed());
    }
    Done::recorded(tx, pass, Change::new("opened the link again"), now, ())
}
