//! The register that works without a connection: one page without anybody's data, its worker, its manifest, and where its marks arrive.

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use crate::door::marks::{self, Sent};
use access::actions::{BrowsePublicly, SignInAtDoor};
use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use front::{Allowance, Answer, Desk, Form};
use http::{HeaderValue, header};
use kernel::{Fault, Id, Refusal};

/// Many devices of a house share an address, and each sends what it has every quarter of a minute.
const SENDINGS: Allowance = Allowance {
    purpose: "kept marks",
    tries: 600,
    seconds: 600,
};

/// The picture under which a telephone keeps the page.
const TOUCH: &str = "icon-180.png";

#[derive(Template)]
#[template(path = "offline.html")]
struct Screen {
    style: &'static str,
    icon: &'static str,
    touch: &'static str,
    script: &'static str,
}

fn screen() -> Result<String, Fault> {
    let screen = Screen {
        style: govuk::asset_address("trellis.css"),
        icon: govuk::asset_address("icon.svg"),
        touch: govuk::asset_address(TOUCH),
        script: govuk::asset_address("offline.js"),
    };
    screen
        .render()
        .map_err(|error| Fault::caused("a template failed", error))
}

fn file(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

/// `GET /offline/register`
pub(crate) async fn page(_desk: Desk<BrowsePublicly>) -> Answer {
    Ok(file("text/html; charset=utf-8", screen()?))
}

/// What the worker keeps, and nothing else.
fn kept_files() -> [&'static str; 7] {
    [
        "/offline/register",
        "/offline/manifest.webmanifest",
        "/assets/kept.js",
        govuk::asset_address("offline.js"),
        govuk::asset_address("trellis.css"),
        govuk::asset_address("icon.svg"),
        govuk::asset_address(TOUCH),
    ]
}

/// `GET /offline/worker.js`: its name for what it keeps changes with every one of the files, so that a new version replaces the old.
pub(crate) async fn worker(_desk: Desk<BrowsePublicly>) -> Answer {
    let source = govuk::asset("worker.js").ok_or_else(|| Fault::new("the worker is missing"))?;
    let marked = [
        "kept.js",
        "offline.js",
        "trellis.css",
        "icon.svg",
        TOUCH,
        "worker.js",
    ]
    .map(govuk::asset_address)
    .join(" ");
    let name: String = format!("trellis-register-{marked}")
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' })
        .collect();
    let head = serde_json::to_string(&kept_files())
        .map_err(|error| Fault::caused("the worker's files cannot be named", error))?;
    let text = format!(
        "const NAME = '{name}'\nconst FILES = {head}\n{}",
        String::from_utf8_lossy(source.bytes)
    );
    Ok(file("text/javascript; charset=utf-8", text))
}

/// `GET /offline/manifest.webmanifest`
pub(crate) async fn manifest(_desk: Desk<BrowsePublicly>) -> Answer {
    let icon = |name: &str, sizes: &str, kind: &str| serde_json::json!({ "src": govuk::asset_address(name), "sizes": sizes, "type": kind, "purpose": "any" });
    let manifest = serde_json::json!({
        "name": "Trellis register",
        "short_name": "Register",
        "id": "/offline/register",
        "start_url": "/offline/register",
        "scope": "/offline/",
        "display": "standalone",
        "lang": "en-GB",
        "theme_color": "#0b5357",
        "background_color": "#ffffff",
        "icons": [
            icon("icon.svg", "any", "image/svg+xml"),
            icon("icon-192.png", "192x192", "image/png"),
            icon("icon-512.png", "512x512", "image/png"),
        ],
    });
    Ok(file("application/manifest+json", manifest.to_string()))
}

/// `GET /offline/marks`: the form that a device fills in by itself.
pub(crate) async fn ask(desk: Desk<SignInAtDoor>) -> Answer {
    let page = Page::new("Marks from a device")
        .text("Marks that were made on a device without a connection arrive here. Open the register on that device: it sends them by itself.")
        .with(Part::Links(vec![(
            "/offline/register".to_owned(),
            "Register on this device".to_owned(),
        )]))
        .with(Part::Form(
            FormPart::new("/offline/marks", &desk.hidden())
                .value("kept", "")
                .value("token", "")
                .value("now", "")
                .value("marks", ""),
        ));
    front::Page::new(&desk, "Marks from a device", &page)?.answer()
}

/// `POST /offline/marks`: the device proves itself by what it was given with its copy, so that marks also come from somebody whose session,
/// or whose access, has ended; the latter are held for the coordinator.
pub(crate) async fn receive(desk: Desk<SignInAtDoor>, form: Form) -> Answer {
    let values = typed(&form, &["kept", "token", "now", "marks"], &[])?;
    limit(&desk, SENDINGS)?;
    let unclear = || Refusal::Malformed("This is not what a device sends.");
    let id = Id::parse(values.text("kept")).ok_or_else(unclear)?;
    let now: i64 = values.text("now").parse().map_err(|_| unclear())?;
    let sent: Vec<Sent> = serde_json::from_str(values.text("marks")).map_err(|_| unclear())?;
    let (hand, token) = (Hand::of(&desk), values.text("token").to_owned());
    let received = desk
        .write(move |tx, scope| marks::receive(tx, scope, &hand.moment(), id, &token, now, &sent))
        .await?;
    Ok(Json(received).into_response())
}
