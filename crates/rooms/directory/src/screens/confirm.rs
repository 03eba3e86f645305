//! What holding an account back and letting a person start again do, asked before it is done.

use super::pages::FormPage;
use super::person::id_of;
use access::actions::ManageAccounts;
use axum::extract::Path;
use front::{Answer, Desk, Page};
use govuk::{Button, ButtonKind, Html};
use identity::AccountId;
use identity::accounts;
use identity::guards::Any;

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

async fn ask(desk: Desk<ManageAccounts>, id: AccountId, (end, title, lead): (&str, &str, &str)) -> Answer {
    let account = desk
        .read(move |tx, scope| {
            drop(scope.pass::<Any>(tx, id)?);
            accounts::fetch(tx, id)
        })
        .await?;
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
