//! Setting a password by a link: opening the link changes nothing, sending the form uses it up (SD11).

use crate::screens::cookies;
use crate::screens::hashing::hashing;
use crate::screens::pages::{FormPage, summary};
use crate::screens::sign_in::origin;
use access::actions::SignIn;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{Button, Html, Input, InputKind};
use http::{StatusCode, header};
use identity::guards::AtDoor;
use identity::history::{self, What};
use identity::password::{self, Cost};
use identity::sign_in::Draw;
use identity::{accounts, links, rules};
use kernel::{Id, Problems, Refusal, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The page.
pub(crate) async fn show(desk: Desk<SignIn>, Path(token): Path<String>) -> Answer {
    let (text, now) = (token.clone(), desk.now());
    let found = desk
        .read(move |tx, _| links::find(tx, &text, now).map(|_| ()))
        .await;
    match found {
        Err(Stop::Refusal(Refusal::Closed(text))) => gone(&desk, text),
        Err(stop) => Err(stop.into()),
        Ok(()) => page(&desk, &token, &Problems::none())?.answer(),
    }
}

#[derive(Template)]
#[template(
    source = "<h1 class=\"govuk-heading-l\">This link no longer works</h1><p class=\"govuk-body\">{{ text }}</p><p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/sign-in/forgotten\">Ask for a new link</a></p><p class=\"govuk-body\">If you have set your password already, <a class=\"govuk-link\" href=\"/sign-in\">sign in</a>. If you were invited and never got in, ask your administrator for a new invitation.</p>",
    ext = "html"
)]
struct Gone {
    text: String,
}

/// A dead link says what to do instead.
fn gone(desk: &Desk<SignIn>, text: String) -> Answer {
    Page::new(desk, "This link no longer works", &Gone { text })?
        .status(StatusCode::GONE)
        .answer()
}

/// A box for a new password.
pub(crate) fn new_password(name: &str, problems: &Problems) -> Html {
    Html::from(
        &Input::new(name, "New password")
            .kind(InputKind::Password)
            .autocomplete("new-password")
            .hint("12 characters or more; 15 or more is better. Three or four words that have nothing to do with each other make a good one. You may paste it from a password manager.")
            .problems(problems),
    )
}

fn page(desk: &Desk<SignIn>, token: &str, problems: &Problems) -> Result<Page, front::Failure> {
    let form = FormPage {
        title: "Set your password".to_owned(),
        problems: summary(problems),
        action: format!("/set-password/{token}"),
        hidden: desk.hidden(),
        fields: vec![new_password("password", problems)],
        button: Html::from(&Button::new("Set password")),
        ..FormPage::default()
    };
    let page = Page::new(desk, "Set your password", &form)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// The password arrives.
pub(crate) async fn send(desk: Desk<SignIn>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&["password"], &[])?;
    let given = form.raw("password").to_owned();
    let (text, now) = (token.clone(), desk.now());
    let words = desk
        .read(move |tx, _| match links::find(tx, &text, now) {
            Ok(link) => Ok(Some(accounts::own_words(tx, link.account)?)),
            // A form sent twice: the link is used, the first answer still holds.
            Err(Stop::Refusal(_)) => Ok(None),
            Err(other) => Err(other),
        })
        .await?;
    if let Some(words) = &words {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Err(problems) = rules::check("password", &given, &words) {
            return page(&desk, &token, &problems)?.answer();
        }
    }
    let hash = if words.is_some() {
        let entropy = desk.shared_entropy();
        hashing(move || password::hash(&given, Cost::NOW, entropy.as_ref())).await?
    } else {
        String::new()
    };
    let (text, entropy, origin) = (token, desk.shared_entropy(), origin(&desk));
    let event = Id::fresh(desk.clock(), desk.entropy());
    let draw = Draw::fresh(desk.clock(), desk.entropy());
    let device = draw.device.reveal().clone();
    let first = Arc::new(AtomicBool::new(false));
    let ran = Arc::clone(&first);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let link = links::find(tx, &text, now)?;
            let pass = scope.pass::<AtDoor>(tx, link.account)?;
            links::set_password(tx, &link, &hash, &draw, now)?;
            ran.store(true, Ordering::Relaxed);
            history::write(
                tx,
                Some(link.account),
                What::PasswordSetByLink,
                &origin,
                event,
                entropy.as_ref(),
                now,
            )?;
            Done::recorded(
                tx,
                pass,
                Change::new("password set by a link"),
                now,
                LocalPath::of("/sign-in?done=password"),
            )
        })
        .await;
    match sent {
        Err(Stop::Refusal(Refusal::Closed(text))) => gone(&desk, text),
        Err(stop) => Err(stop.into()),
        Ok(mut answer) => {
            // Sent twice, the form leads to the same page; this browser's token was drawn the first time.
            if first.load(Ordering::Relaxed) {
                let cookie = cookies::set_device(&desk, &device);
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(answer)
        }
    }
}
