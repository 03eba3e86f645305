//! `trellis user link`: a way in for somebody whom no mail reaches, made by whoever keeps the data folder.

use crate::options::Link;
use crate::workplace::{open_current, told};
use access::{Scope, Viewer, actions::SystemJob};
use anyhow::Result;
use audit::{Change, Done};
use identity::guards::AtDoor;
use identity::links::{self, Purpose};
use kernel::{Clock, Id, Problems, SystemClock, SystemEntropy};
use std::io::Write;

/// Makes a new link for setting the password and prints it. The trail says so.
///
/// # Errors
/// When no account in use has this address.
pub(crate) fn link(options: &Link) -> Result<()> {
    let db = open_current(&options.place)?;
    let now = SystemClock.now();
    let token = identity::token::fresh(&SystemEntropy);
    let (made, id) = (token.clone(), Id::fresh(&SystemClock, &SystemEntropy));
    let email = options.email.clone();
    db.write_now(move |tx| {
        let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("user link")))?;
        let found = links::account_by_address(tx, &email)?;
        let Some((account, state)) = found else {
            return Err(Problems::one("email", "No account has this address").into());
        };
        if !["invited", "active"].contains(&state.as_str()) {
            let words = "This account is on hold or has ended. An administrator can take it off hold";
            return Err(Problems::one("email", words).into());
        }
        let pass = scope.pass::<AtDoor>(tx, account)?;
        let purpose = if state == "invited" {
            Purpose::Invite
        } else {
            Purpose::Reset
        };
        links::make(tx, account, purpose, id, &made, now)?;
        let change = Change::new("link made on the command line");
        Done::recorded(tx, pass, change, now, ())
    })
    .map_err(told)?;
    writeln!(
        std::io::stdout(),
        "Open this link within an hour to set the password; earlier links no longer work:\n  {}/set-password/{}",
        options.public_url,
        token.reveal()
    )?;
    Ok(())
}
