//! Signing out: the session ends, and the browser is told to forget what it kept (SD6).

use access::actions::SignIn;
use audit::{Change, Done};
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath};
use http::{HeaderName, header};
use identity::guards::AtDoor;
use identity::{AccountId, sessions};

/// Ends the browser's session, if it has one.
pub(crate) async fn send(desk: Desk<SignIn>, form: Form) -> Answer {
    form.only(&["idle"], &[])?;
    // The page's own clock ran out: nobody asked to leave.
    let idle = form.ticked("idle")?;
    if let (Some(account), Some(session)) = (desk.viewer().account_id(), desk.viewer().session_id()) {
        let now = desk.now();
        desk.write(move |tx, scope| {
            let account = AccountId(account);
            let pass = scope.pass::<AtDoor>(tx, account)?;
            sessions::end_one(tx, account, session, "signed out", now)?;
            Done::recorded(tx, pass, Change::new("signed out"), now, ())
        })
        .await?;
    }
    let mut response = LocalPath::of("/sign-in?done=out").into_response();
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, desk.no_session_cookie());
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        front::forgets(idle && desk.keeps_register()),
    );
    Ok(response)
}
