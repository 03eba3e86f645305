//! The way from a page to what the ledger waits for in the same part: one way for all pages.

use crate::subjects::{Subject, in_ledger};
use crate::view::View;
use access::{Action, Scope};
use govuk::Html;
use kernel::Fault;
use ledger::Kind;
use ledger::reading::{self, MOST, Query, State};
use store::Tx;

/// The links, each with how much is outstanding; where nothing is, to all that was owed.
pub(super) fn gaps<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    subject: Subject,
    view: &View,
) -> Result<Vec<Html>, Fault> {
    let part = view.part();
    let link = |kind: &Option<Kind>| {
        let waits = reading::counted(
            tx,
            scope,
            &Query {
                state: Some(State::Outstanding),
                kind: *kind,
                programme: Some(view.programme.id),
                area: part.area,
                course: part.course,
                from: part.from,
                to: part.to,
                ..Query::default()
            },
        )?;
        let (address, what) = (
            in_ledger(view, kind.map(Kind::code)),
            kind.map_or("everything that is owed", Kind::many),
        );
        Ok(match waits {
            ..=0 => Html::link(
                &format!("{address}&state=all"),
                &format!("See in the ledger that nothing of this part is outstanding ({what})"),
            ),
            1..=MOST => Html::link(
                &address,
                &format!("See the {waits} outstanding in the ledger for this part ({what})"),
            ),
            _ => Html::link(
                &address,
                &format!("See what is outstanding in the ledger for this part ({what})"),
            ),
        })
    };
    subject.owed().iter().map(link).collect()
}
