//! The words with which a coordinator asks people to a session that has places free. They are hers to send: nothing is sent from here, but
//! that she sent them is put on record, so that no two coordinators write to the same people.

use super::hand::{Hand, changed, typed, under};
use super::parts::{FormPart, Page, Part};
use super::public_list::left;
use super::session_change::places;
use crate::model::Session;
use crate::plan::message as plan;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Input, InsetText, Textarea};
use kernel::{Id, Instant, Refusal, Stop};

const TITLE: &str = "A message that asks people to come";

/// A session, and who said last that she sent the message.
struct Loaded {
    session: Session,
    messenger: Option<(Id, String)>,
}

async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<Loaded, Stop> {
    let loaded = desk
        .read(move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let messenger = reading::messenger(tx, session.id)?;
            Ok(Loaded { session, messenger })
        })
        .await?;
    if !loaded.session.open_for_booking(desk.now()) {
        let words = "This session is cancelled or has begun, so nobody is asked to come.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(loaded)
}

/// `GET /sessions/{reference}/message`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    under(&desk, TITLE, &page(&desk, &loaded), &places(&loaded.session))
}

/// `POST /sessions/{reference}/message`: it was sent.
pub(crate) async fn sent(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["seen"], &[])?;
    let name = reference.clone();
    let loaded = load(&desk, reference).await?;
    let (hand, id, own) = (Hand::of(&desk), loaded.session.id, desk.path().to_owned());
    let seen = values.text("seen").parse().ok().map(Instant::from_millis);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = plan::sent(tx, scope, &hand.moment(), id, seen)?;
            Ok(done.map(|()| LocalPath::of(&own)))
        })
        .await;
    match answer {
        // Somebody else sent it first: who and when stands on the page.
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let now = load(&desk, name).await?;
            changed(&desk, TITLE, &page(&desk, &now), &places(&now.session))
        }
        other => Ok(other?),
    }
}

fn page(desk: &Desk<PlanCourses>, loaded: &Loaded) -> Page {
    let session = &loaded.session;
    let link = session
        .public_path()
        .filter(|_| session.takes_bookings(desk.now()))
        .map(|path| format!("{}{path}", desk.public_url()));
    let leads = if link.is_some() {
        "the link leads to the page where they book."
    } else {
        "nobody can book this session by themselves now, so they answer you, and you add them."
    };
    let mut page = Page::new(TITLE).caption(&session.title);
    if let Some(words) = last_sent(desk, loaded) {
        page = page.html(&InsetText::new(&words));
    }
    let seen = session.message_at.map(|at| at.millis().to_string());
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("seen", &seen.unwrap_or_default())
        .button(Button::new("I sent it"));
    page.text(&format!("Copy it into a message of your own. It names neither the course nor the service, so that a mail that is seen by somebody else gives nothing away; {leads}"))
        .html(&Input::new("subject", "Subject").value("Places are free: will you come?"))
        .html(
            &Textarea::new("message", "Message")
                .rows(12)
                .value(&message(session, link.as_deref())),
        )
        .text("When you have sent it, say so here: others who plan see it, and nobody is written to twice.")
        .with(Part::Form(form))
}

/// Who said when that she sent it.
fn last_sent(desk: &Desk<PlanCourses>, loaded: &Loaded) -> Option<String> {
    let day = loaded.session.message_at?.day().text();
    let (id, name) = loaded.messenger.as_ref()?;
    let who = if desk.viewer().account_id() == Some(*id) {
        "You"
    } else {
        name
    };
    Some(format!("{who} sent the message on {day}."))
}

/// The message; `link`: to the page where they book by themselves.
fn message(session: &Session, link: Option<&str>) -> String {
    let free = if session.left() == 0 {
        "There is a waiting list.".to_owned()
    } else {
        format!("{}.", left(session.left()))
    };
    let closes = session
        .closes_on()
        .filter(|_| link.is_some())
        .map_or_else(String::new, |day| {
            format!(" Book by the end of {}.", day.long_text())
        });
    let how = link.map_or_else(
        || " If you want to come, or to know what it is about, answer this message.".to_owned(),
        |link| format!(" What it is about, whom it is for, how to get in and how to book:\n{link}"),
    );
    format!(
        "Hello,\n\nThere is training for which you, or somebody you work with, may want a place:\n\n{}\n{}\n\n{free}{closes}{how}\n\nPlease pass this on to colleagues.\n",
        session.days_text().join("\n"),
        session.area_name,
    )
}
