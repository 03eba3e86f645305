//! What holding an account back, letting a person start again and closing an account do, asked before it is done.

use super::pages::FormPage;
use super::person::id_of;
use access::actions::ManageAccounts;
use axum::extract::Path;
use front::{Answer, Desk, Page, Seen};
use govuk::{Button, ButtonKind, Html, Warning};
use identity::AccountId;
use identity::accounts::{self, Account};
use identity::guards::Any;
use kernel::{Refusal, Stop};

/// `GET /accounts/{id}/hold`
pub(crate) async fn hold(desk: Desk<ManageAccounts>, Path(id): Path<String>) -> Answer {
    let lead = "All sessions end at once and nobody can sign in with this account until you let it go on.";
    ask(desk, id_of(&id)?, ("hold", "Hold the account back", lead)).await
}

/// `GET /accounts/{id}/start-again`
pub(crate) async fn start_again(desk: Desk<ManageAccounts>, Path(id): Path<String>) -> Answer {
    let lead = "All sessions end at once. Password, second factor and recovery codes are taken away, and a link to set a new password is sent.";
    ask(
        desk,
        id_of(&id)?,
        ("start-again", "Let this person start again", lead),
    )
    .await
}

/// The account that is asked about; who looked is in the trail.
async fn look(desk: &Desk<ManageAccounts>, id: AccountId) -> Result<Account, Stop> {
    if desk.viewer().account_id() == Some(id.0) {
        return Err(Refusal::NotAllowed("change one's own account here").into());
    }
    desk.view(move |tx, scope| {
        drop(scope.pass::<Any>(tx, id)?);
        Ok(Seen::one("account", id, accounts::fetch(tx, id)?))
    })
    .await
}

async fn ask(desk: Desk<ManageAccounts>, id: AccountId, (end, title, lead): (&str, &str, &str)) -> Answer {
    let account = look(&desk, id).await?;
    let home = format!("/accounts/{id}");
    let template = FormPage {
        title: format!("{title}?"),
        lead: vec![account.name.reveal().to_owned(), lead.to_owned()],
        action: format!("{home}/{end}"),
        hidden: desk.hidden(),
        button: Html::from(&Button::new(title).kind(ButtonKind::Warning)),
        below: vec![Html::link(&home, "Back, change nothing")],
        ..FormPage::default()
    };
    Page::new(&desk, title, &template)?.answer()
}

/// `GET /accounts/{id}/leave`
pub(crate) async fn leave(desk: Desk<ManageAccounts>, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let account = look(&desk, id).await?;
    let template = FormPage {
        title: format!("{} is leaving", account.name.reveal()),
        lead: vec![
            "All sessions end at once. Password, second factor, recovery codes, open links and areas are taken away. Nobody can sign in with this account again.".to_owned(),
            "What the person recorded stays, under the same name.".to_owned(),
        ],
        above: Html::from(&Warning::new("This cannot be undone. Somebody who comes back gets a new account.")),
        action: format!("/accounts/{id}/leave"),
        hidden: desk.hidden(),
        button: Html::from(&Button::new("Close the account").kind(ButtonKind::Warning)),
        below: vec![Html::link(&format!("/accounts/{id}"), "Back, change nothing")],
        ..FormPage::default()
    };
    Page::new(&desk, "Leaving", &template)?.answer()
}
