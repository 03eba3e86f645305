//! Signing in, first page: e-mail address and password.

use crate::screens::cookies::{self, DEVICE, STEP};
use crate::screens::hashing::hashing;
use crate::screens::pages::{FormPage, done, summary, too_often, wait};
use access::actions::SignIn;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{Button, Html, Input, InputKind};
use http::header;
use identity::factor::Secret;
use identity::history::Origin;
use identity::password::Cost;
use identity::sign_in::{self, Draw, STEP_STANDS, Try};
use kernel::{Personal, Problems, Refusal, Stop};

/// Where a request comes from.
pub(crate) fn origin(desk: &Desk<SignIn>) -> Origin {
    Origin {
        source: Personal::new(desk.source().to_owned()),
        user_agent: desk.user_agent().to_owned(),
    }
}

/// The page.
pub(crate) async fn show(desk: Desk<SignIn>) -> Answer {
    let next = LocalPath::after_sign_in(&desk.query("next"));
    if desk.viewer().account_id().is_some() {
        return Ok(next.unwrap_or_else(|| LocalPath::of("/today")).into_response());
    }
    let page = page(&desk, "", &Problems::none())?;
    let mut response = page.into_response();
    if next.is_some() {
        let cookie = cookies::set_next(&desk, next.as_ref());
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn page(desk: &Desk<SignIn>, email: &str, problems: &Problems) -> Result<Page, front::Failure> {
    let form = FormPage {
        title: "Sign in".to_owned(),
        notice: done(
            &desk.query("done"),
            &[
                ("password", "Your password is set. Sign in with it."),
                ("out", "You are signed out."),
            ],
        ),
        problems: summary(problems),
        action: "/sign-in".to_owned(),
        hidden: desk.hidden(),
        fields: vec![
            Html::from(
                &Input::new("email", "E-mail address")
                    .kind(InputKind::Email)
                    .autocomplete("username")
                    .value(email)
                    .problems(problems),
            ),
            Html::from(
                &Input::new("password", "Password")
                    .kind(InputKind::Password)
                    .autocomplete("current-password")
                    .problems(problems),
            ),
        ],
        button: Html::from(&Button::new("Continue")),
        below: vec![Html::link("/sign-in/forgotten", "I have forgotten my password")],
        ..FormPage::default()
    };
    let page = Page::new(desk, "Sign in", &form)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// The password arrives.
pub(crate) async fn send(desk: Desk<SignIn>, form: Form) -> Answer {
    form.only(&["email", "password"], &[])?;
    let (email, password) = (form.text("email").to_owned(), form.raw("password").to_owned());
    let mut problems = Problems::none();
    if email.is_empty() {
        problems.add("email", "Enter your e-mail address");
    }
    if password.is_empty() {
        problems.add("password", "Enter your password");
    }
    if !problems.is_empty() {
        return page(&desk, &email, &problems)?.answer();
    }
    let who = Try {
        email: Personal::new(email.clone()),
        origin: origin(&desk),
        device: cookies::get(&desk, DEVICE),
    };
    let now = desk.now();
    let asked = desk
        .write(move |tx, _| Ok(sign_in::ask(tx, &who, now)?.counted()))
        .await;
    let asked = match asked {
        Err(Stop::Refusal(Refusal::TooMany(seconds))) => {
            return Ok(too_often(page(&desk, &email, &wait("email", seconds))?, seconds));
        }
        other => other?,
    };
    let entropy = desk.shared_entropy();
    let checked = hashing(move || asked.check(&password, Cost::NOW, entropy.as_ref())).await?;
    let (draw, entropy, origin) = (
        Draw::fresh(desk.clock(), desk.entropy()),
        desk.shared_entropy(),
        origin(&desk),
    );
    let token = draw.token.reveal().clone();
    // Drawn for everybody, used only by an account that has no second factor yet.
    let fresh = Secret::fresh(desk.entropy());
    let found = desk
        .write(move |tx, _| {
            let answered = sign_in::answer(tx, &checked, &origin, &draw, entropy.as_ref(), now)?;
            let confirmed = match answered.account() {
                None => None,
                Some(account) => {
                    let confirmed = sign_in::factor(tx, account)?.confirmed;
                    if !confirmed {
                        sign_in::offer(tx, account, &fresh, entropy.as_ref())?;
                    }
                    Some(confirmed)
                }
            };
            Ok(answered.counted().map(|_| confirmed))
        })
        .await?;
    let Some(confirmed) = found else {
        let wrong = Problems::one(
            "email",
            "E-mail address and password do not go together. Check both",
        );
        return page(&desk, &email, &wrong)?.answer();
    };
    let path = if confirmed {
        "/sign-in/code"
    } else {
        "/sign-in/set-up"
    };
    let mut response = LocalPath::of(path).into_response();
    let cookie = cookies::set(&desk, STEP, &token, STEP_STANDS);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
