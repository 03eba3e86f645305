//! `trellis init`: a new data folder with the first administrator, whole or not at all.

use crate::folder::Folder;
use crate::options::Init;
use crate::sealed;
use crate::service::say;
use crate::workplace::{open_place, told};
use access::{Role, Scope, Viewer, actions::SystemJob};
use anyhow::{Result, bail};
use audit::{Change, Done};
use directory::model::{Organisation, OrganisationId};
use directory::organisations::OrganisationRecord;
use identity::accounts::Invitation;
use identity::guards::Any;
use kernel::{Clock, Personal, SystemClock, SystemEntropy};

/// Makes a data folder and the first administrator. What fails leaves the place as it was: the private backup key is shown once, at
/// the end.
///
/// # Errors
/// When the folder or the database is in use, or the administrator's name or address is none.
pub(crate) fn init(options: &Init) -> Result<()> {
    let organisation = Organisation {
        id: OrganisationId::fresh(&SystemClock, &SystemEntropy),
        name: "This partnership".to_owned(),
        sector: "council".to_owned(),
        by_and_for: false,
        version: 1,
    };
    let mut first = Invitation::new(
        &SystemClock,
        &SystemEntropy,
        organisation.id.0,
        Role::Administrator,
    );
    first.name = Personal::new(options.name.clone());
    first.email = Personal::new(options.email.clone());
    first.check().check().map_err(|problems| told(problems.into()))?;
    let folder = Folder::at(&options.place.data);
    let there = folder.path().is_dir();
    folder.make(&SystemEntropy, false)?;
    let (private, link) =
        fill(&folder, options, organisation, first).inspect_err(|_| folder.unmake(there))?;
    say(&format!("Made {}.", folder.path().display()))?;
    say(&format!(
        "\nStart it with `trellis serve --data {}`, then open this link within an hour to set the password and second factor:\n  {}/set-password/{link}",
        folder.path().display(),
        options.public_url,
    ))?;
    say(&format!(
        "\nBackups are sealed. This private key opens them. Keep it on another machine; it is not kept here and is not shown again:\n  {private}"
    ))
}

/// Fills the folder and the database; the private backup key and the first administrator's link.
fn fill(
    folder: &Folder,
    options: &Init,
    organisation: Organisation,
    first: Invitation,
) -> Result<(String, String)> {
    let (private, public) = sealed::fresh_keys();
    folder.set_recipient(&public)?;
    let db = open_place(&options.place)?;
    if !db.is_blank()? {
        bail!("there are records in this database already: it is left alone. Name an empty one");
    }
    db.migrate(&SystemClock)?;
    responses::publish_ours(
        &db,
        &Viewer::system(ticket::Ticket::of("publish instruments")),
        &SystemClock,
        &SystemEntropy,
    )
    .map_err(told)?;
    let now = SystemClock.now();
    let token = identity::token::fresh(&SystemEntropy);
    let link = token.reveal().clone();
    let link_id = kernel::Id::fresh(&SystemClock, &SystemEntropy);
    db.write_now(move |tx| {
        let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("init")))?;
        directory::organisations::add(tx, &scope.leave_to(), &organisation)?;
        let account = identity::accounts::invite(tx, &first, &SystemEntropy, now)?;
        identity::links::make(
            tx,
            account,
            identity::links::Purpose::Invite,
            link_id,
            &Personal::new(link.clone()),
            now,
        )?;
        let change = Change::new("invited").fields(&["name", "e-mail", "organisation", "role"]);
        let own = scope.pass_new::<OrganisationRecord>(organisation.id);
        audit::also(tx, &own, Change::new("added"), now)?;
        Done::recorded(tx, scope.pass_new::<Any>(account), change, now, ())
    })
    .map_err(told)?;
    Ok((private, token.reveal().clone()))
}
