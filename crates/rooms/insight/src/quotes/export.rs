//! Quotes that leave: those of a list that may go where somebody says, as a file that is logged.

use super::pages::{address, listed, narrowed};
use super::{Narrowed, Reach, quotes};
use crate::release::{Purpose, Release, check, log};
use access::Action;
use access::actions::ExportEvidence;
use audit::{Change, Done};
use axum::response::{IntoResponse, Response};
use evidence::disclosure::{Profile, Released};
use front::parts::FormPart;
use front::{Answer, Desk, Form};
use govuk::{Button, ButtonKind, Input, Radios};
use http::{HeaderValue, header};
use kernel::{Id, Problems, Refusal, Stop};

/// Quotes of a file at most.
const MOST: usize = 10_000;

/// The page of the list, with the form that takes it out.
pub(super) async fn page<A: Action>(desk: &Desk<A>, form: &Form, problems: &Problems) -> Answer {
    let may = desk.viewer().may::<ExportEvidence>().is_ok();
    let own = address(|name| desk.query(name));
    let action = own.replacen("/quotes", "/quotes/export", 1);
    let out = may.then(|| {
        FormPart::new(&action, &desk.hidden())
            .field(
                &Radios::new("where", "Where do they go?")
                    .choices([
                        (Reach::Partnership.code(), Reach::Partnership.label()),
                        (Reach::Published.code(), "Into published reports"),
                    ])
                    .value(form.text("where"))
                    .problems(problems),
            )
            .field(
                &Input::new("recipient", "Who it is for")
                    .value(form.text("recipient"))
                    .problems(problems),
            )
            .field(
                &Input::new("reason", "Why it leaves")
                    .value(form.text("reason"))
                    .problems(problems),
            )
            .button(Button::new("Export quotes").kind(ButtonKind::Secondary))
    });
    listed(desk, out, problems).await
}

/// `POST /quotes/export`, with the filters of the list in its address.
pub(super) async fn send(desk: Desk<ExportEvidence>, form: Form) -> Answer {
    form.only(&["where", "recipient", "reason"], &[])?;
    let purpose = Purpose {
        recipient: form.text("recipient").to_owned().into(),
        reason: form.text("reason").to_owned().into(),
    };
    let wanted = narrowed(|name| desk.query(name))?;
    let mut problems = purpose.problems(Profile::Public);
    let reach = match form.text("where") {
        "partnership" => Reach::Partnership,
        "published" => Reach::Published,
        "" => {
            problems.add("where", "Choose where they go");
            Reach::Published
        }
        _ => return Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
    };
    if !problems.is_empty() {
        return page(&desk, &form, &problems).await;
    }
    let of = Narrowed {
        before: None,
        leaves: true,
        // What may be published may go to the partnership as well.
        reach: match (wanted.reach, reach) {
            (None, Reach::Partnership) => None,
            (None, _) => Some(Reach::Published),
            (narrow, _) => narrow,
        },
        ..wanted
    };
    let (mut found, more) = desk
        .read(move |tx, scope| Ok(quotes(tx, scope, of, MOST)?))
        .await?;
    found.retain(|quote| quote.reach >= reach);
    if more {
        problems.add("where", "There are more than 10,000: narrow the list first");
    } else if found.is_empty() {
        problems.add("where", "None of these quotes may go there");
    }
    if !problems.is_empty() {
        return page(&desk, &form, &problems).await;
    }
    let head = ["Quote", "Question", "From", "Programme", "How far it goes"];
    let mut grid = paper::Grid::new("Quotes", head);
    for quote in &found {
        let cells = [
            quote.words.as_str(),
            &quote.question,
            &quote.origin,
            &quote.programme,
            quote.reach.label(),
        ];
        grid.row(cells.map(paper::Cell::from).to_vec());
    }
    grid.note("Whoever wrote these words agreed that they are quoted, as far as each row says. Others are not in this file.");
    let bytes = paper::csv::write(&grid).map_err(Stop::from)?;
    logged(&desk, reach, bytes, purpose).await
}

/// Logs the file and gives it out.
async fn logged(desk: &Desk<ExportEvidence>, reach: Reach, bytes: Vec<u8>, purpose: Purpose) -> Answer {
    let profile = if reach == Reach::Published {
        Profile::Public
    } else {
        Profile::Partner
    };
    let release = Release {
        id: Id::fresh(desk.clock(), desk.entropy()),
        page: "quotes",
        query: "quotes".to_owned(),
        start: desk.now().day(),
        profile,
        format: "csv",
        bytes: bytes.clone(),
        cells: Released {
            profile,
            cells: std::collections::BTreeMap::new(),
        },
        claims: Vec::new(),
        purpose,
    };
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    desk.write(move |tx, scope| {
        let checked = check(tx, &release)?;
        let pass = log(tx, scope, &release, checked, now, &*entropy)?;
        let change = Change::new("quotes exported").reason(format!("quotes{}", release.purpose.words()));
        Done::recorded(tx, pass, change, now, ())
    })
    .await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"table.csv\""),
        ),
    ];
    let file: Response = (headers, bytes).into_response();
    Ok(file)
}
