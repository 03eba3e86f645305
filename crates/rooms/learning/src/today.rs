//! What waits for a trainer or a coordinator on *Today*: one statement for each list, two more for who trains nothing, and one for each
//! list that is cut.

use crate::model::{FewLine, SessionLine, TodayLine, TodayList};
use crate::reading::scoped;
use crate::records::{COUNT_CAP, session as sql};
use access::{Scope, actions};
use kernel::{Fault, Instant, Stop};
use store::{Row, Stmt, Tx, Value};

/// Most rows of each list.
const MOST: usize = 10;
/// Most rows of a list that was asked for whole.
const MOST_OF_WHOLE: usize = 500;
/// Few bookings are told of so many days ahead: there is still time to ask people, or to decide. This and the half of the places are the same
/// for every course: with numbers of their own a course that is not in the list could have few bookings or another number.
const NEAR: i64 = 14;

/// The beginning of a list, and how many rows it has (1,001: more than a thousand).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beginning<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many the whole list has.
    pub count: i64,
}

impl<T> Default for Beginning<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            count: 0,
        }
    }
}

impl<T> Beginning<T> {
    /// *10 of 25*, when the list has more rows than these.
    pub fn cut(&self) -> Option<String> {
        let shown = self.rows.len();
        match self.count {
            many if many > COUNT_CAP => Some(format!("{shown} of more than 1,000")),
            many if usize::try_from(many).is_ok_and(|many| many > shown) => {
                Some(format!("{shown} of {many}"))
            }
            _ => None,
        }
    }
}

/// What waits.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// Sessions that meet today: mine, or for who trains none, those in sight.
    pub today: Beginning<TodayLine>,
    /// My next sessions after today; whose they are, as above.
    pub next: Beginning<SessionLine>,
    /// Sessions with a day that is over and has no register.
    pub without_register: Beginning<SessionLine>,
    /// Sessions that begin within two weeks of which fewer than half of the places are taken.
    pub few_bookings: Beginning<FewLine>,
    /// Sessions to come with bookings that wait for a coordinator's approval.
    pub agreement: Beginning<SessionLine>,
    /// Sessions to come on which people wait for a place.
    pub waiting_lists: Beginning<SessionLine>,
}

/// A moment, and the list that is wanted whole.
struct Asked {
    now: Instant,
    whole: Option<TodayList>,
}

impl Asked {
    fn list<T>(
        &self,
        tx: &mut Tx,
        scope: &Scope<actions::SeeToday>,
        list: TodayList,
        filters: &[&str],
        read: impl Fn(&Row) -> Result<T, Fault>,
    ) -> Result<Beginning<T>, Stop> {
        let (rows, count): (&'static Stmt, &'static Stmt) = match list {
            TodayList::Today => (&sql::SESSION_LIST_TODAY, &sql::SESSION_COUNT_TODAY),
            TodayList::Next => (&sql::SESSION_LIST_NEXT, &sql::SESSION_COUNT_NEXT),
            TodayList::Registers => (
                &sql::SESSION_LIST_WITHOUT_REGISTER,
                &sql::SESSION_COUNT_WITHOUT_REGISTER,
            ),
            TodayList::Few => (&sql::SESSION_LIST_FEW, &sql::SESSION_COUNT_FEW),
            TodayList::Agreement => (&sql::SESSION_LIST_AGREEMENT, &sql::SESSION_COUNT_AGREEMENT),
            TodayList::Waiting => (&sql::SESSION_LIST_WAITING, &sql::SESSION_COUNT_WAITING),
        };
        let most = if self.whole == Some(list) {
            MOST_OF_WHOLE
        } else {
            MOST
        };
        let today = self.now.day();
        let values = scoped(
            scope,
            vec![
                Value::from(today),
                Value::from(i64::try_from(most).unwrap_or(10) + 1),
                Value::from(today.plus(NEAR)),
                Value::from(self.now.time_text()),
            ],
        );
        let mut rows = audit::standing(tx, rows, filters, &values, read)?;
        let mut all = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if rows.len() > most {
            rows.truncate(most);
            let counted = audit::standing(tx, count, filters, &values, |row| row.get(0))?;
            all = counted.first().copied().unwrap_or(all);
        }
        Ok(Beginning { rows, count: all })
    }
}

/// What waits for the viewer today. Of each list its beginning; of `whole` all of it.
pub fn today(
    tx: &mut Tx,
    scope: &Scope<actions::SeeToday>,
    now: Instant,
    whole: Option<TodayList>,
) -> Result<Waiting, Stop> {
    let asked = Asked { now, whole };
    let mut meets = asked.list(tx, scope, TodayList::Today, &["own"], sql::today_line)?;
    let mut next = asked.list(tx, scope, TodayList::Next, &["own"], sql::line)?;
    if meets.rows.is_empty() && next.rows.is_empty() {
        meets = asked.list(tx, scope, TodayList::Today, &[], sql::today_line)?;
        next = asked.list(tx, scope, TodayList::Next, &[], sql::line)?;
    }
    Ok(Waiting {
        today: meets,
        next,
        without_register: asked.list(tx, scope, TodayList::Registers, &[], sql::line)?,
        few_bookings: asked.list(tx, scope, TodayList::Few, &[], sql::few_line)?,
        agreement: asked.list(tx, scope, TodayList::Agreement, &[], sql::line)?,
        waiting_lists: asked.list(tx, scope, TodayList::Waiting, &[], sql::line)?,
    })
}
