//! The runner's own writes: claiming and settling are housekeeping, not acts of a person.

use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use kernel::Stop;
use store::Tx;

/// Does `work` as the system and lets it be committed.
pub(crate) fn kept<T>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>, &Scope<SystemJob>) -> Result<T, Stop>,
) -> Result<Done<T>, Stop> {
    let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("post")))?;
    let value = work(tx, &scope)?;
    Ok(Done::upkeep(&scope, value))
}
