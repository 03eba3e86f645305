//! Answering by a link that is open to anybody: no account, no session, no name.

use super::sheet::{Put, Sheet, asked, flood, trapped};
use crate::links::{self, Filled};
use crate::model::ResponseId;
use access::actions::AnswerInstrument;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::Panel;
use kernel::{Day, Problems, Refusal, Stop};

#[derive(Template)]
#[template(path = "answer_thanks.html")]
struct Thanks {
    panel: Panel,
}

/// What somebody who came by a link is asked.
struct Opened {
    put: Put,
    closes: Day,
    sparing: Vec<String>,
    asks: bool,
}

/// `before`: what was put before, where a form was sent.
async fn open(desk: &Desk<AnswerInstrument>, token: String, before: Option<bool>) -> Result<Opened, Stop> {
    let (today, entropy) = (desk.now().day(), desk.shared_entropy());
    desk.read(move |tx, _| {
        let link = links::opened(tx, &token, today)?;
        let sparing = links::sparing_of(tx, &link)?;
        let asks = match before {
            Some(asks) => asks,
            None => links::asks(tx, &link, &sparing, &*entropy)?,
        };
        Ok(Opened {
            put: Put::of(tx, &link.key, Some(link.key_version))?,
            closes: link.closes,
            sparing,
            asks,
        })
    })
    .await
}

fn sheet<'s>(desk: &'s Desk<AnswerInstrument>, opened: &'s Opened) -> Sheet<'s> {
    let about = format!("Open until {}", opened.closes.long_text());
    Sheet::new(desk, about, &opened.put, String::new()).sparing(&opened.sparing, opened.asks)
}

/// GET /answer/{token}
pub(crate) async fn show(desk: Desk<AnswerInstrument>, Path(token): Path<String>) -> Answer {
    let opened = open(&desk, token, None).await?;
    sheet(&desk, &opened)
        .page(&Form::default(), &Problems::none())?
        .answer()
}

/// GET /answer/{token}/thanks
pub(crate) async fn thanks(desk: Desk<AnswerInstrument>, Path(_): Path<String>) -> Answer {
    let panel = Panel::new("Thank you", "Your answers have been kept without your name.");
    Page::new(&desk, "Thank you", &Thanks { panel })?.answer()
}

/// POST /answer/{token}
pub(crate) async fn send(desk: Desk<AnswerInstrument>, Path(token): Path<String>, form: Form) -> Answer {
    let flood = flood(&desk);
    let opened = open(&desk, token.clone(), Some(asked(&form)?)).await?;
    let sheet = sheet(&desk, &opened);
    sheet.only_its_fields(&form)?;
    if let Some(refused) = sheet.flooded(flood, &form) {
        return refused;
    }
    let thanks = LocalPath::of(format!("/answer/{token}/thanks"));
    if trapped(&form) {
        // A machine filled in what no person sees: it is thanked, and nothing is kept.
        return Ok(thanks.into_response());
    }
    let answers = match sheet.answers(&form) {
        Ok(answers) => answers,
        Err(problems) => return sheet.page(&form, &problems)?.answer(),
    };
    let (entropy, now, version) = (desk.shared_entropy(), desk.now(), opened.put.version.clone());
    let id = ResponseId::random(&*entropy);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let filled = Filled {
                id,
                version: &version,
                answers: &answers,
            };
            let done = links::take(tx, scope, &token, &filled, now, &*entropy)?;
            Ok(done.map(|()| thanks.clone()))
        })
        .await;
    match sent {
        Err(Stop::Refusal(Refusal::Closed(words))) => sheet.returned(&form, StatusCode::GONE, &words),
        sent => Ok(sent?),
    }
}
