//! Saying months later what became of it, by the link in the mail; and saying that one does not want to be asked.

use super::sheet::{Put, Sheet, asking, flood, trapped, version_of};
use crate::answering::{Place, is_used, keep, use_up};
use crate::follow_ups::purpose;
use crate::guards::AnsweredSession;
use crate::intentions::by_link;
use crate::links::without;
use crate::model::ResponseId;
use crate::sparing::{self, Asking, Held};
use access::actions::AnswerInstrument;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front::{Allowance, Answer, Desk, Failure, Form, LocalPath, Page};
use govuk::{Button, ButtonKind, Html, Panel};
use kernel::{Problems, Refusal, Stop};
use learning::Moment;
use learning::follow_up::ask::{Answered, asked};
use learning::follow_up::link::{FollowUpLink, read};
use learning::follow_up::stop;
use learning::model::Purpose;

/// A source may try so many links.
pub(super) const TRIES: Allowance = Allowance {
    purpose: "follow-up",
    tries: 300,
    seconds: 600,
};

const TITLE: &str = "What became of it?";

#[derive(Template)]
#[template(path = "follow-up-thanks.html")]
struct Thanks {
    panel: Panel,
    /// Where she says what became of what she said that she would do; empty where she said nothing.
    said_at: String,
}

#[derive(Template)]
#[template(path = "follow-up-stop.html")]
struct Leave {
    stopped: bool,
    hidden: Html,
    button: Button,
}

pub(super) const ENDED: &str = "This link has ended. Thank you for thinking of it.";

/// What a link opens, as long as it does.
async fn opened(
    desk: &Desk<AnswerInstrument>,
    token: &str,
    version: Option<i64>,
    asking: Asking,
) -> Result<Opened, Failure> {
    if !desk.rehearses() {
        desk.allow(TRIES, desk.source())?;
    }
    let link = read(desk.keys(), token).ok_or(Refusal::Unknown)?;
    let today = desk.now().day();
    let opened = desk
        .read(move |tx, scope| {
            let about = asked(tx, scope, &link)?.filter(|about| today <= about.wave.until());
            let about = about.ok_or_else(|| Refusal::Closed(ENDED.to_owned()))?;
            let put = Put::of(tx, &about.instrument, version)?;
            let held = sparing::held(tx, &about.instrument, about.wave.session, asking)?;
            let used = is_used(tx, &link.nonce, &purpose(link.wave))?;
            let said = by_link(tx, &link.nonce)?;
            Ok(Opened {
                held,
                link: link.clone(),
                about,
                put,
                used,
                said: said.is_some_and(|said| said.words.is_some()),
            })
        })
        .await?;
    Ok(opened)
}

struct Opened {
    held: Option<Held>,
    link: FollowUpLink,
    about: Answered,
    put: Put,
    used: bool,
    /// She said at the end of the session what she would do.
    said: bool,
}

impl Opened {
    /// The questions; who said what she would do can go on to that without answering them.
    fn sheet<'s>(&'s self, desk: &'s Desk<AnswerInstrument>, token: &str) -> Sheet<'s> {
        Sheet::new(desk, self.about.title.clone(), &self.put, self.said_at(token)).held(self.held.as_ref())
    }

    fn said_at(&self, token: &str) -> String {
        if self.said {
            format!("/follow-up/{token}/intention")
        } else {
            String::new()
        }
    }
}

/// `GET /follow-up/{token}`
pub(super) async fn show(desk: Desk<AnswerInstrument>, Path(token): Path<String>) -> Answer {
    let opened = opened(&desk, &token, None, Asking::Page).await?;
    if opened.used {
        let panel = Panel::new("Thank you", "Your answers have been kept without your name.");
        let said_at = opened.said_at(&token);
        return Page::new(&desk, TITLE, &Thanks { panel, said_at })?.answer();
    }
    opened
        .sheet(&desk, &token)
        .page(&Form::default(), &Problems::none())?
        .answer()
}

/// `POST /follow-up/{token}`
pub(super) async fn send(desk: Desk<AnswerInstrument>, Path(token): Path<String>, form: Form) -> Answer {
    let flood = flood(&desk);
    let opened = opened(&desk, &token, version_of(&form)?, asking(&form)?).await?;
    let sheet = opened.sheet(&desk, &token);
    sheet.only_its_fields(&form)?;
    if let Some(refused) = sheet.flooded(flood, &form) {
        return refused;
    }
    let target = LocalPath::of(if opened.said {
        opened.said_at(&token)
    } else {
        format!("/follow-up/{token}")
    });
    if trapped(&form) {
        return Ok(target.into_response());
    }
    let answers = match sheet.answers(&form) {
        Ok(answers) => answers,
        Err(problems) => return sheet.page(&form, &problems)?.answer(),
    };
    let entropy = desk.shared_entropy();
    let id = ResponseId::random(&*entropy);
    let wave = opened.about.wave;
    let place = Place {
        session: Some(wave.session),
        programme: None,
        link: None,
        purpose: Purpose::FollowUp,
        // The day that is the same for everybody who was asked, and not the day of answering.
        day: wave.due,
        source: "online",
    };
    // The mark outlives every form that was opened in time.
    let (until, now) = (wave.until().plus(2), desk.now());
    let (link, version) = (opened.link.clone(), opened.put.version.clone());
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<AnsweredSession>(tx, wave.session)?;
            use_up(tx, &link.nonce, &purpose(link.wave), until, now.day())?;
            let definition = version.published.definition();
            let spared = sparing::spared(tx, &definition.key, wave.session)?;
            let answers = without(definition, &answers, &spared);
            keep(tx, id, &version, place, &answers, &*entropy)?;
            // The event names the session and never the response.
            let change = Change::new("questionnaire answered");
            Done::recorded(tx, pass, change, now, target.clone())
        })
        .await;
    match sent {
        Err(Stop::Refusal(Refusal::Closed(words))) => sheet.returned(&form, StatusCode::GONE, &words),
        sent => Ok(sent?),
    }
}

/// `GET /no-follow-up/{token}`. Looking changes nothing: programs look at links in mail by themselves.
pub(super) async fn ask_leave(desk: Desk<AnswerInstrument>, Path(token): Path<String>) -> Answer {
    if !desk.rehearses() {
        desk.allow(TRIES, desk.source())?;
    }
    let who = stop::by_token(desk.keys(), &token)?;
    let stopped = desk
        .read(move |tx, scope| Ok(stop::stopped(tx, scope, &who)?))
        .await?;
    let button = if stopped {
        Button::new("Ask me again after all")
            .kind(ButtonKind::Secondary)
            .sends("ask", "again")
    } else {
        Button::new("Do not ask me any more").sends("ask", "no-more")
    };
    let leave = Leave {
        stopped,
        hidden: desk.hidden(),
        button,
    };
    Page::new(&desk, "Messages about what became of it", &leave)?.answer()
}

/// `POST /no-follow-up/{token}`
pub(super) async fn leave(desk: Desk<AnswerInstrument>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&["ask"], &[])?;
    let stops = match form.text("ask") {
        "no-more" => true,
        "again" => false,
        _ => return Err(Refusal::Malformed("This form does not say what is wanted.").into()),
    };
    let who = stop::by_token(desk.keys(), &token)?;
    let (now, entropy, base) = (desk.now(), desk.shared_entropy(), desk.public_url().to_owned());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let moment = Moment::new(now, &*entropy, &base);
            let done = stop::set(tx, scope, &moment, &who, stops)?;
            Ok(done.map(|()| LocalPath::of(format!("/no-follow-up/{token}"))))
        })
        .await?;
    Ok(answer)
}
