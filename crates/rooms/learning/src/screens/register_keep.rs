//! Keeping a session's register on a device: what is stored there and for how long, then on an explicit press.

use super::hand::{Hand, typed};
use super::parts::FormPart;
use crate::door::kept;
use crate::reading;
use access::actions::RunDoor;
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, Seen};
use govuk::{BackLink, Button, Input};
use kernel::{Id, Problems, Refusal};

#[derive(Template)]
#[template(path = "keep.html")]
struct Screen {
    caption: String,
    days: usize,
    form: FormPart,
    sheet: String,
    script: &'static str,
    told: String,
}

fn page(
    desk: &Desk<RunDoor>,
    reference: &str,
    title: &str,
    days: usize,
    told: &str,
) -> Result<front::Page, front::Failure> {
    let none = Problems::none();
    let form = FormPart::new(&format!("/sessions/{reference}/register/keep"), &desk.hidden())
        .value("what", "keep")
        .field(
            &Input::new("code", "Code for this device")
                .hint("It opens the register when there is no connection. Write it down, or choose your own: ten letters and digits at least, five of them different. It does not leave this device.")
                .width(20)
                .problems(&none),
        )
        .button(Button::new("Keep this register on this device"));
    let screen = Screen {
        caption: title.to_owned(),
        days,
        form,
        sheet: format!("/sessions/{reference}/sheet"),
        script: govuk::asset_address("keep.js"),
        told: told.to_owned(),
    };
    let back = BackLink::new(&format!("/sessions/{reference}/register"), "Register");
    Ok(
        front::Page::new(desk, "Keep this register on this device", &screen)?
            .above(&back)
            .starts_worker(),
    )
}

/// `GET /sessions/{reference}/register/keep`
pub(crate) async fn ask(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let session = desk
        .read(move |tx, scope| reading::session(tx, scope, &reference))
        .await?;
    page(&desk, &session.reference, &session.title, session.days.len(), "")?.answer()
}

/// `POST /sessions/{reference}/register/keep`: what the page's script asks for. `pack` takes a copy, `key` gives the server's half of what
/// opens it again.
pub(crate) async fn keep(desk: Desk<RunDoor>, Path(reference): Path<String>, form: Form) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "key" => &["what", "kept"],
        "keep" => &["what", "code"],
        _ => &["what"],
    };
    let values = typed(&form, fields, &[])?;
    let session = desk
        .read(move |tx, scope| reading::session(tx, scope, &reference))
        .await?;
    match values.text("what") {
        "pack" => {
            let hand = Hand::of(&desk);
            let pack = desk
                .write(move |tx, scope| kept::keep(tx, scope, &hand.moment(), session.id))
                .await?;
            Ok(Json(pack).into_response())
        }
        "key" => {
            let id = Id::parse(values.text("kept")).ok_or(Refusal::Unknown)?;
            let now = desk.now();
            let key = desk
                .noted("opened on a device", move |tx, scope| {
                    let key = kept::key(tx, scope, session.id, id, now)?;
                    Ok(Seen::one("kept_register", id, key))
                })
                .await?;
            Ok(Json(serde_json::json!({ "key": key })).into_response())
        }
        "keep" => {
            let told = "This needs JavaScript. Without it, print the paper sheet and key it in afterwards.";
            page(
                &desk,
                &session.reference,
                &session.title,
                session.days.len(),
                told,
            )?
            .with_problems()
            .answer()
        }
        _ => Err(Refusal::Malformed("This form is not complete. Reload the page and send it again.").into()),
    }
}
