//! Questions that say who somebody is, in sessions: they are put to people only where the group is large enough that an answer points at nobody, and
//! only until there are answers enough. Of a response nobody can tell more than that a question was not asked.

use crate::books;
use crate::guards::VersionRecord;
use crate::links::{FEWEST_ASKED, MOST};
use crate::records::sparing as sql;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use kernel::{Fault, Instant, Problems, Refusal, Stop};
use learning::model::SessionId;
use store::{Tx, values};

/// The smallest group that may be said to be large enough.
pub(crate) const SMALLEST: i64 = 5;
/// The largest that may be wanted.
pub(crate) const LARGEST: i64 = 1000;

/// Which questions are put to some only, and to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    pub(crate) questions: Vec<String>,
    /// In a session with fewer people they are not asked.
    pub(crate) fewest: i64,
    /// They are asked until so many people of a course were asked.
    pub(crate) quota: Option<i64>,
}

/// What of a questionnaire is put to somebody of a session.
pub(crate) struct Held {
    pub(crate) questions: Vec<String>,
    pub(crate) asks: bool,
}

/// Whether a page is made, or a form came back; a form may say what was put.
#[derive(Clone, Copy)]
pub(crate) enum Asking {
    Page,
    Form(Option<bool>),
}

/// The rule of a questionnaire: one statement.
pub(crate) fn of(tx: &mut Tx<'_>, key: &str) -> Result<Option<Rule>, Fault> {
    let rows = tx.all(&sql::RULE_OF, values![key], sql::rule)?;
    Ok(rows.first().map(|(fewest, quota, _)| Rule {
        fewest: *fewest,
        quota: *quota,
        questions: rows.iter().map(|(.., question)| question.clone()).collect(),
    }))
}

/// Whether they are put to whoever comes now.
fn asks(tx: &mut Tx<'_>, key: &str, rule: &Rule, session: SessionId) -> Result<bool, Fault> {
    let (booked, there) = tx
        .one(&sql::GROUP_SIZE, values![session.0], |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        })?
        .unwrap_or_default();
    if booked.max(there) < rule.fewest {
        return Ok(false);
    }
    let Some(quota) = rule.quota else {
        return Ok(true);
    };
    let asked = tx.one(&sql::GROUP_ASKED, values![session.0, key, quota], |row| {
        row.get::<i64>(0)
    })?;
    Ok(asked.unwrap_or_default() < quota)
}

/// What is put to somebody of a session; nothing is held back where there is no rule.
pub(crate) fn held(
    tx: &mut Tx<'_>,
    key: &str,
    session: SessionId,
    asking: Asking,
) -> Result<Option<Held>, Fault> {
    let Some(rule) = of(tx, key)? else {
        // The rule was taken away while somebody had her form open.
        return Ok(match asking {
            Asking::Form(Some(asks)) => Some(Held {
                questions: Vec::new(),
                asks,
            }),
            Asking::Form(None) | Asking::Page => None,
        });
    };
    let asks = match asking {
        Asking::Page => asks(tx, key, &rule, session)?,
        Asking::Form(put) => put.unwrap_or(true),
    };
    Ok(Some(Held {
        questions: rule.questions,
        asks,
    }))
}

/// The questions that are not to be asked in a session now: no answer to them is kept, whatever somebody's form or sheet had.
pub(crate) fn spared(tx: &mut Tx<'_>, key: &str, session: SessionId) -> Result<Vec<String>, Fault> {
    match of(tx, key)? {
        Some(rule) if !asks(tx, key, &rule, session)? => Ok(rule.questions),
        _ => Ok(Vec::new()),
    }
}

impl Rule {
    fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if !(SMALLEST..=LARGEST).contains(&self.fewest) {
            problems.add("fewest", "Enter a number from 5 to 1,000");
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
        problems.check()
    }
}

/// Sets the rule of a questionnaire, or takes it away where it has no question.
pub(crate) fn set(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    key: &str,
    rule: &Rule,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let newest = books::newest(tx, key)?.ok_or(Refusal::Unknown)?;
    let pass = scope.pass::<VersionRecord>(tx, newest.id)?;
    tx.run(&sql::RULE_QUESTIONS_DROP, values![key])?;
    tx.run(&sql::RULE_DROP, values![key])?;
    rule.check()?;
    if rule.questions.is_empty() {
        let change = Change::new("puts every question to everybody in sessions");
        return Done::recorded(tx, pass, change, now, ());
    }
    let by = scope.account_id().ok_or(Refusal::SignIn)?;
    tx.run(&sql::RULE_INSERT, values![key, rule.fewest, rule.quota, by, now])?;
    for question in &rule.questions {
        tx.run(&sql::RULE_QUESTION_INSERT, values![key, question])?;
    }
    let change = Change::new("puts questions to some only in sessions").reason(rule.questions.join(", "));
    Done::recorded(tx, pass, change, now, ())
}
