//! A forgotten password: the page says the same whether there is an account or not (SD4).

use crate::screens::cookies::{self, DEVICE};
use crate::screens::pages::{FormPage, summary, too_often, wait};
use crate::screens::sign_in::origin;
use access::Scope;
use access::actions::{SignIn, SystemJob};
use askama::Template;
use audit::Change;
use front::{Answer, Desk, Form, Page};
use govuk::{Button, Html, Input, InputKind};
use identity::guards::AtDoor;
use identity::history::Origin;
use identity::sign_in::{self, Draw, Try};
use kernel::{Entropy, Fault, FixedClock, Id, Instant, Personal, Problems, Refusal, Stop};
use post::address::Address;
use post::jobs::{self, Job, NewJob};
use post::outbox::{self, Letter};
use post::runner::Work;
use post::template::Template as Text;
use serde::{Deserialize, Serialize};
use store::{Keys, Tx};

#[derive(Template)]
#[template(
    source = "<h1 class=\"govuk-heading-l\">Look into your mailbox</h1><p class=\"govuk-body\">If there is an account with this address, a message with a link is on its way to it. The link works once and for one hour.</p><p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/sign-in\">Back to signing in</a></p>",
    ext = "html"
)]
struct OnItsWay;

/// The page.
pub(crate) async fn show(desk: Desk<SignIn>) -> Answer {
    page(&desk, "", &Problems::none())?.answer()
}

fn page(desk: &Desk<SignIn>, email: &str, problems: &Problems) -> Result<Page, front::Failure> {
    let form = FormPage {
        title: "Forgotten password".to_owned(),
        problems: summary(problems),
        lead: vec!["Type your e-mail address. We send a link with which you set a new password.".to_owned()],
        action: "/sign-in/forgotten".to_owned(),
        hidden: desk.hidden(),
        fields: vec![Html::from(
            &Input::new("email", "E-mail address")
                .kind(InputKind::Email)
                .autocomplete("username")
                .value(email)
                .problems(problems),
        )],
        button: Html::from(&Button::new("Send the link")),
        below: vec![Html::link("/sign-in", "Back to signing in")],
        ..FormPage::default()
    };
    let page = Page::new(desk, "Forgotten password", &form)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// The address arrives.
pub(crate) async fn send(desk: Desk<SignIn>, form: Form) -> Answer {
    desk.evenly(answer(&desk, form)).await
}

async fn answer(desk: &Desk<SignIn>, form: Form) -> Answer {
    form.only(&["email"], &[])?;
    let email = form.text("email").to_owned();
    if email.is_empty() {
        return page(desk, "", &Problems::one("email", "Enter your e-mail address"))?.answer();
    }
    let (now, entropy, typed) = (desk.now(), desk.shared_entropy(), email.clone());
    let wish = Wish {
        email: email.clone(),
        source: desk.source().to_owned(),
        browser: desk.user_agent().to_owned(),
    };
    let job = Id::fresh(desk.clock(), desk.entropy());
    let payload = wish.sealed(desk.keys(), job, &*entropy)?;
    let who = Try {
        email: Personal::new(email),
        origin: origin(desk),
        device: cookies::get(desk, DEVICE),
    };
    let sent = desk
        .write(move |tx, _| {
            let asked = sign_in::forgotten(tx, &who, now)?;
            let job = NewJob {
                id: job,
                kind: KIND,
                payload: payload.clone(),
                key: job.to_string(),
                run_after: now,
            };
            jobs::enqueue(tx, &job, now)?;
            Ok(asked.counted())
        })
        .await;
    if let Err(Stop::Refusal(Refusal::TooMany(seconds))) = sent {
        return Ok(too_often(page(desk, &typed, &wait("email", seconds))?, seconds));
    }
    sent?;
    Page::new(desk, "Look into your mailbox", &OnItsWay)?.answer()
}

/// The kind of the job.
const KIND: &str = "link asked for";

/// What was asked, sealed in the job that looks for the account: the one who asks waits for nothing that differs (SD4).
#[derive(Serialize, Deserialize)]
struct Wish {
    email: String,
    source: String,
    browser: String,
}

impl Wish {
    fn sealed(&self, keys: &Keys, job: Id, entropy: &dyn Entropy) -> Result<serde_json::Value, Fault> {
        let plain = serde_json::to_vec(self)
            .map_err(|error| Fault::caused("a wish could not be written down", error))?;
        Ok(serde_json::Value::from(
            keys.seal("job", "payload", job, &plain, entropy),
        ))
    }

    fn open(keys: &Keys, job: &Job) -> Result<Self, Fault> {
        let sealed: Vec<u8> = serde_json::from_value(job.payload.clone())
            .map_err(|error| Fault::caused("a wish could not be read", error))?;
        let plain = keys.open("job", "payload", job.id, &sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::new("a wish could not be read"))
    }
}

/// The work: a link for whoever has an account.
pub(crate) struct SendLink {
    public_url: String,
}

impl SendLink {
    /// Links lead to this address.
    pub(crate) fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.to_owned(),
        }
    }
}

impl Work for SendLink {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let wish = Wish::open(tx.keys(), job)?;
        let draw = Draw::fresh(&FixedClock::at(now), entropy);
        let from = Origin {
            source: Personal::new(wish.source),
            user_agent: wish.browser,
        };
        let Some((account, address)) = sign_in::send_link(tx, &wish.email, &from, &draw, entropy, now)?
        else {
            return Ok(());
        };
        if let Some(to) = Address::parse(address.reveal()) {
            let link = format!("{}/set-password/{}", self.public_url, draw.token.reveal());
            let letter = Letter::new(to, Text::Reset, &link);
            outbox::enqueue(tx, &letter, job.id, &job.key, now, entropy, now)?;
        }
        let pass = scope.pass::<AtDoor>(tx, account)?;
        audit::also(tx, &pass, Change::new("link asked for"), now)
    }
}
