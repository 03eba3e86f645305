//! What people say at the end of a session that they will do, by when, and what became of it. Who said it is on no record: the words are
//! sealed under the link that leads to them, which is hers alone, and another of hers leads there months later (decision 30).

mod counted;
mod outcome;
mod say;
mod turn;

pub use counted::{Answered, Counted, Offered, answered, counted, offered_at};
pub(crate) use outcome::say_outcome;
pub use outcome::{Outcome, REASONS, Said as SaidOutcome};
pub(crate) use say::{Intention, Kept, by_link, is_offered, keep, withdraw};
pub(crate) use turn::{forget, load, turn};

use kernel::{Day, Fault, Id};
use store::Tx;

/// Longest text.
const LONGEST: usize = 500;
/// The furthest day, in days from today.
const FURTHEST: i64 = 2 * 366;

/// What is kept of the link that leads to an intention.
fn mark(tx: &Tx<'_>, nonce: &str) -> Vec<u8> {
    tx.keys().blind("intention", nonce)
}

/// The words of one, sealed under a link.
fn seal(tx: &Tx<'_>, nonce: &str, id: Id, words: &Intention, entropy: &dyn kernel::Entropy) -> Vec<u8> {
    let text = format!("{}\n{}", words.by.iso(), words.what);
    let keys = tx.keys().under(nonce);
    keys.seal("intention", "words_sealed", id, text.as_bytes(), entropy)
}

/// The words of one, by the link under which they were sealed.
fn open(tx: &Tx<'_>, nonce: &str, id: Id, sealed: &[u8]) -> Result<Intention, Fault> {
    let keys = tx.keys().under(nonce);
    let text = keys.open_text("intention", "words_sealed", id, sealed)?;
    let parts = text.split_once('\n');
    let read = parts.and_then(|(day, what)| Some((Day::parse(day)?, what.to_owned())));
    let (by, what) = read.ok_or_else(|| Fault::new("what somebody will do could not be read back"))?;
    Ok(Intention { what, by })
}
