//! Readings in bulk (the demonstration).

use super::queue::{Finding, put};
use super::rounds::{Ask, Maker, choose, keep};
use super::themes::{self, By, State, Words};
use super::{RoundRecord, records};
use access::Scope;
use access::actions::SystemJob;
use audit::{Change, Done};
use kernel::{Clock, Entropy, Fault, Id, Instant, Stop};
use std::collections::BTreeSet;
use store::{Tx, values};

/// A theme to load: its name, what belongs to it, what does not, and an example.
pub type NewTheme = [&'static str; 4];

/// Comments that were drawn and read.
pub struct NewRound<'n> {
    /// The wording of their question.
    pub wording: &'n str,
    /// Its themes.
    pub themes: &'n [NewTheme],
    /// Who read first, and who second.
    pub readers: [Id; 2],
    /// How many of a hundred both read.
    pub twice: usize,
    /// How many are read by now.
    pub read: usize,
    /// The places of the themes that a reader (0 or 1) found in a text.
    pub finds: &'n (dyn Fn(usize, &str) -> BTreeSet<usize> + Send + Sync),
}

impl std::fmt::Debug for NewRound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewRound({})", self.wording)
    }
}

/// Draws all comments to a question and writes what was found in them, in one unit of work.
///
/// # Errors
/// A fault of the engine, or nothing to draw.
pub fn load(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    new: &NewRound<'_>,
) -> Result<Done<()>, Stop> {
    let now = clock.now();
    let ask = Ask {
        wording: new.wording.to_owned(),
        twice: new.twice,
        seed: entropy.token().chars().take(16).collect(),
        ..Ask::default()
    };
    let chosen = choose(tx, &scope.leave_to(), ask)?;
    let round = *keep(tx, scope, &Maker { clock, entropy }, &chosen)?.value();
    let frame = tx
        .one(&records::FRAME_OF, values![new.wording], |row| row.get::<Id>(0))?
        .ok_or_else(|| Fault::new("a frame that was just made"))?;
    let [first, _] = new.readers;
    let by = By {
        account: Some(first),
        now,
    };
    let mut ids = Vec::new();
    for [name, belongs, belongs_not, example] in new.themes {
        let words = Words {
            name: (*name).to_owned(),
            belongs: (*belongs).to_owned(),
            belongs_not: (*belongs_not).to_owned(),
            example: (*example).to_owned(),
        };
        let id = Id::fresh(clock, entropy);
        themes::add(tx, scope, frame, (id, &words, State::InUse), by)?;
        ids.push(id);
    }
    readings(tx, (round, frame), new, &ids, now)?;
    let pass = scope.pass_new::<RoundRecord>(round);
    Done::recorded(tx, pass, Change::new("readings loaded"), now, ())
}

fn readings(
    tx: &mut Tx<'_>,
    (round, frame): (Id, Id),
    new: &NewRound<'_>,
    themes: &[Id],
    now: Instant,
) -> Result<(), Stop> {
    let frame = themes::frame(tx, frame)?;
    let keys = tx.keys().clone();
    let items = tx.all(&records::ITEMS, values![round], |row| {
        let (response, question): (Id, String) = (row.get(1)?, row.get(2)?);
        let text = keys.open_text("answer", &question, response, &row.get::<Vec<u8>>(4)?)?;
        Ok((row.get::<Id>(0)?, row.get::<bool>(3)?, text))
    })?;
    for (item, twice, text) in items.into_iter().take(new.read) {
        let readers = new.readers.iter().enumerate().take(if twice { 2 } else { 1 });
        for (number, reader) in readers {
            let found = (new.finds)(number, &text);
            let found: BTreeSet<Id> = found.iter().filter_map(|at| themes.get(*at).copied()).collect();
            let finding = if found.is_empty() {
                Finding::Nothing
            } else {
                Finding::Themes(found)
            };
            let reading = if number == 0 { 1 } else { 2 };
            put(tx, (item, reading, *reader), (&frame, &finding), now)?;
        }
    }
    Ok(())
}
