//! The signed link to one booking. It shows that booking and nothing else; GET through it changes nothing.

use crate::door::code::{mark, same};
use crate::model::{Booking, BookingId};
use kernel::Id;
use store::Keys;

/// The last part of the link to a booking: its id and 128 bits of keyed hash over id and round.
pub fn token(keys: &Keys, booking: BookingId, round: i64) -> String {
    format!(
        "{}{}",
        booking.to_string().replace('-', ""),
        mark(keys, &format!("booking {booking} {round}"))
    )
}

/// The booking a token names, before its signature is checked: [`genuine`] needs the round that is stored with it.
pub fn named(token: &str) -> Option<BookingId> {
    if token.len() != 64 || !token.is_ascii() {
        return None;
    }
    Id::parse(token.get(..32)?).map(BookingId)
}

/// The last part of the link by which a manager answers for a booking. It is of the address that was asked: a link that went to another one
/// before opens nothing.
pub fn token_for_manager(keys: &Keys, booking: BookingId, round: i64, manager: &str) -> String {
    let manager = crate::model::normal_email(manager);
    format!(
        "{}{}",
        booking.to_string().replace('-', ""),
        mark(keys, &format!("manager of booking {booking} {round} {manager}"))
    )
}

/// The manager's token is ours, of this round and of the manager who is asked now.
pub(crate) fn genuine_for_manager(keys: &Keys, token_text: &str, booking: &Booking) -> bool {
    let (id, round) = (booking.id, booking.link_round);
    let own = token_for_manager(keys, id, round, &booking.draft.manager);
    same(token_text, &own)
}

/// The token is ours, and of this round.
pub fn genuine(keys: &Keys, token_text: &str, booking: BookingId, round: i64) -> bool {
    same(token_text, &token(keys, booking, round))
}
