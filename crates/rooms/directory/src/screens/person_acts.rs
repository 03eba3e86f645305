//! The buttons on the page of one account: sessions, holding back, links, the leaver.

use super::person::{back, id_of};
use access::Scope;
use access::actions::ManageAccounts;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form};
use identity::AccountId;
use identity::accounts::{self, Account, State};
use identity::guards::Any;
use identity::links::Purpose;
use identity::sessions::{self, Keep};
use identity::sign_in::Draw;
use kernel::{Id, Instant, Refusal, Stop};
use post::address::Address;
use post::outbox::{self, Letter};
use post::template::Template as Text;
use store::Tx;

/// A button of the page: what it does, what the trail says, what the next page says.
async fn act<F>(
    desk: &Desk<ManageAccounts>,
    form: &Form,
    id: AccountId,
    (said, done): (&'static str, &'static str),
    act: F,
) -> Answer
where
    F: Fn(&mut Tx<'_>, &Scope<ManageAccounts>, AccountId, Instant) -> Result<(), Stop> + Send + 'static,
{
    form.only(&[], &[])?;
    if desk.viewer().account_id() == Some(id.0) && said != "sessions ended" {
        return Err(Refusal::NotAllowed("change one's own account here").into());
    }
    let now = desk.now();
    let answer = desk
        .submit(form, move |tx, scope| {
            let pass = scope.pass::<Any>(tx, id)?;
            act(tx, scope, id, now)?;
            Done::recorded(tx, pass, Change::new(said), now, back(id, done))
        })
        .await?;
    Ok(answer)
}

/// Ends every session of the account.
pub(crate) async fn end_sessions(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("sessions ended", "sessions"),
        |tx, _, id, now| {
            sessions::end_others(tx, id, Keep::BROWSERS, "ended by an administrator", now)?;
            Ok(())
        },
    )
    .await
}

/// Holds the account back.
pub(crate) async fn hold(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("held back", "held"),
        |tx, _, id, now| {
            in_state(tx, id, State::Active)?;
            accounts::suspend(tx, id, true, now)
        },
    )
    .await
}

/// Lets the account go on.
pub(crate) async fn go_on(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("let go on", "goes-on"),
        |tx, _, id, now| {
            in_state(tx, id, State::Suspended)?;
            accounts::suspend(tx, id, false, now)
        },
    )
    .await
}

/// The account is in this state; else somebody was first.
fn in_state(tx: &mut Tx<'_>, id: AccountId, state: State) -> Result<Account, Stop> {
    let account = accounts::fetch(tx, id)?;
    if account.state == state {
        Ok(account)
    } else {
        Err(
            Refusal::Closed("The account's state has changed meanwhile. Look at its page again.".to_owned())
                .into(),
        )
    }
}

/// Sends a link to set a password.
pub(crate) async fn link(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    let send = Sending::new(&desk);
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("link sent", "link"),
        move |tx, _, id, now| send.send(tx, id, now),
    )
    .await
}

/// Takes password and second factor away and sends a link.
pub(crate) async fn start_again(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    let send = Sending::new(&desk);
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("let start again", "again"),
        move |tx, _, id, now| {
            in_state(tx, id, State::Active)?;
            accounts::start_again(tx, id, now)?;
            send.send(tx, id, now)
        },
    )
    .await
}

/// Everything a link and its message need, made before the transaction.
struct Sending {
    draw: Draw,
    mail: Id,
    link: String,
    entropy: std::sync::Arc<dyn kernel::Entropy>,
}

impl Sending {
    fn new(desk: &Desk<ManageAccounts>) -> Self {
        let draw = Draw::fresh(desk.clock(), desk.entropy());
        Self {
            link: format!("{}/set-password/{}", desk.public_url(), draw.token.reveal()),
            mail: Id::fresh(desk.clock(), desk.entropy()),
            entropy: desk.shared_entropy(),
            draw,
        }
    }

    fn send(&self, tx: &mut Tx<'_>, id: AccountId, now: Instant) -> Result<(), Stop> {
        let account = accounts::fetch(tx, id)?;
        let (purpose, text) = match account.state {
            State::Invited => (Purpose::Invite, Text::Invite),
            State::Active => (Purpose::Reset, Text::Reset),
            State::Suspended | State::Left => {
                return Err(Refusal::Closed("This account is not in use.".to_owned()).into());
            }
        };
        accounts::link(tx, id, purpose, &self.draw, now)?;
        if let Some(to) = Address::parse(account.email.reveal()) {
            let letter = Letter::new(to, text, &self.link);
            let key = self.mail.to_string();
            outbox::enqueue(tx, &letter, self.mail, &key, now, self.entropy.as_ref(), now)?;
        }
        Ok(())
    }
}

/// The leaver, in one step.
pub(crate) async fn leave(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("left", "left"),
        |tx, scope, id, now| {
            accounts::leave(tx, id, now)?;
            // What was typed and never sent goes with the person.
            Ok(front::forget_drafts_of(tx, scope, id.0)?)
        },
    )
    .await
}
