//! The virus scanner (SG5): each photograph that waits is shown to it, and its answer written down. A scanner that is away, slow, or says what
//! nobody understands passes nothing: what it was to look at goes on waiting, and is shown to it again.

mod clamd;

use crate::workplace::told;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use anyhow::Result;
use kernel::{Clock, Refusal, Stop, SystemClock};
use learning::model::PhotographId;
use learning::photographs::scan;
use std::time::Duration;
use store::Db;
use ticket::Ticket;

pub(crate) use clamd::{Address, Said, Unheard};

/// Between two looks at what waits.
const TURN: Duration = Duration::from_secs(3);
/// After a scanner did not answer, twice as long each time, up to this.
const LONGEST: Duration = Duration::from_mins(5);

/// What a turn came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Turn {
    /// Photographs in which nothing was found.
    pub(crate) clean: u64,
    /// Photographs that are kept away.
    pub(crate) infected: u64,
    /// The scanner did not answer for one, or for none: what it did not answer for waits.
    pub(crate) unheard: bool,
}

/// Shows everything that waits to the scanner.
///
/// # Errors
/// A fault of the engine.
pub(crate) fn turn(db: &Db, address: &Address, clock: &dyn Clock) -> Result<Turn, Stop> {
    let mut turn = Turn::default();
    let mut after: Option<PhotographId> = None;
    loop {
        let some = read(db, |tx, scope| scan::waiting(tx, scope, after))?;
        let Some(last) = some.last().copied() else {
            return Ok(turn);
        };
        for id in some {
            let Some(content) = read(db, |tx, scope| scan::content(tx, scope, id))? else {
                continue;
            };
            match clamd::ask(address, &content) {
                Ok(said) => {
                    let clean = said == Said::Clean;
                    write_down(db, id, clean, clock)?;
                    let count = if clean {
                        &mut turn.clean
                    } else {
                        &mut turn.infected
                    };
                    *count = count.saturating_add(1);
                }
                Err(Unheard::Unanswered(why)) => {
                    tracing::warn!(why, "the virus scanner did not answer for a photograph: it waits");
                    turn.unheard = true;
                }
                Err(Unheard::Away(why)) => {
                    tracing::warn!(
                        why,
                        "the virus scanner cannot be reached: photographs wait for it"
                    );
                    turn.unheard = true;
                    return Ok(turn);
                }
            }
        }
        after = Some(last);
    }
}

fn system() -> Viewer {
    Viewer::system(Ticket::of("virus scanner"))
}

fn read<T>(
    db: &Db,
    work: impl FnOnce(&mut store::Tx<'_>, &Scope<SystemJob>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let scope = Scope::<SystemJob>::of(&system())?;
    db.read_now(|tx| work(tx, &scope))
}

/// One that was removed meanwhile needs no answer.
fn write_down(db: &Db, id: PhotographId, clean: bool, clock: &dyn Clock) -> Result<(), Stop> {
    let now = clock.now();
    let written = db.write_now(move |tx| {
        let scope = Scope::<SystemJob>::of(&system())?;
        scan::answered(tx, &scope, id, clean, now)
    });
    match written {
        Err(Stop::Refusal(Refusal::Unknown)) => Ok(()),
        other => other,
    }
}

/// How long to wait before the next turn.
const fn pause(before: Duration, unheard: bool) -> Duration {
    if !unheard {
        return TURN;
    }
    let doubled = before.saturating_mul(2);
    if doubled.as_secs() > LONGEST.as_secs() {
        LONGEST
    } else {
        doubled
    }
}

/// Shows what waits to the scanner for as long as the process lives.
///
/// # Errors
/// When there is no thread for it.
pub(crate) fn watch(db: &Db, address: Address) -> Result<()> {
    let db = db.clone();
    std::thread::Builder::new()
        .name("scanner".to_owned())
        .spawn(move || {
            let mut wait = TURN;
            loop {
                let unheard = match turn(&db, &address, &SystemClock) {
                    Ok(turn) => turn.unheard,
                    Err(stop) => {
                        let error = told(stop);
                        tracing::error!(
                            error = crate::workplace::in_words(&error),
                            "photographs could not be scanned"
                        );
                        true
                    }
                };
                wait = pause(wait, unheard);
                std::thread::sleep(wait);
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests;
