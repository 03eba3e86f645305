//! From a browser's token to a viewer: the only way an account's viewer is made.

use crate::viewer::{Account, Kind};
use crate::{Role, Viewer};
use kernel::{Fault, Id, Instant, Personal};
use store::{Tx, values};

store::statements! {
    /// The account behind a live session: not ended, not expired, used since `?3`, and the account is active.
    VIEWER_BY_SESSION = "select t.id, a.id, a.role, a.all_areas, a.name_sealed, t.factor_at, t.seen_at, a.totp_confirmed_at
        from session_token t join account a on a.id = t.account_id
        where t.token_hash = ?1 and t.ended_at is null and t.expires_at > ?2 and t.seen_at > ?3 and a.state = 'active'";
}

/// A signed-in viewer and what its session needs next.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub viewer: Viewer,
    /// The session's last use; older than a minute: note the new one.
    pub seen_at: Instant,
    /// The account has no second factor yet: only its own account pages are open (SD1).
    pub needs_factor: bool,
}

/// The viewer of a token's hash, if its session lives at `now` and was used in the last `idle_seconds`.
///
/// # Errors
/// A fault of the engine, or a name that does not open.
pub fn viewer_by_session(
    tx: &mut Tx<'_>,
    token_hash: &[u8],
    now: Instant,
    idle_seconds: i64,
) -> Result<Option<SignedIn>, Fault> {
    let found = tx.one(
        &VIEWER_BY_SESSION,
        values![token_hash, now, now.plus_seconds(-idle_seconds)],
        |row| {
            Ok((
                row.get::<Id>(0)?,
                row.get::<Id>(1)?,
                row.get::<String>(2)?,
                row.get::<bool>(3)?,
                row.get::<Vec<u8>>(4)?,
                row.get::<Option<Instant>>(5)?,
                row.get::<Instant>(6)?,
                row.get::<Option<Instant>>(7)?,
            ))
        },
    )?;
    let Some((session, id, role, all_areas, name, factor_at, seen_at, confirmed_at)) = found else {
        return Ok(None);
    };
    let role = Role::parse(&role)
        .ok_or_else(|| Fault::new("an account has a role that this version does not know"))?;
    let name = Personal::new(tx.keys().open_text("account", "name_sealed", id, &name)?);
    let account = Account {
        id,
        session,
        name,
        role,
        all_areas,
        factor_shown: factor_at.is_some(),
    };
    Ok(Some(SignedIn {
        viewer: Viewer(Kind::Account(account)),
        seen_at,
        needs_factor: confirmed_at.is_none(),
    }))
}
