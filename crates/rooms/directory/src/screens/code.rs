//! Signing in, second page: the code from the phone, a recovery code, or setting the phone up for the first time.

use crate::screens::cookies::{self, DEVICE, STEP};
use crate::screens::pages::{FormPage, summary, too_often, wait};
use crate::screens::sign_in::origin;
use access::actions::SignIn;
use askama::Template;
use audit::{Change, Done};
use axum::response::{IntoResponse, Response};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{Button, Html, Input, InputKind, InsetText};
use http::header;
use identity::factor::{Secret, proved, recovery_codes};
use identity::guards::AtDoor;
use identity::sign_in::{self, Code, Draw, Outcome};
use identity::{AccountId, sessions};
use kernel::{Id, Personal, Problems, Refusal, Stop};

/// A new set of recovery codes with ids for their rows.
pub(crate) fn fresh_codes(
    clock: &dyn kernel::Clock,
    entropy: &dyn kernel::Entropy,
) -> Result<Vec<(Id, Personal<String>)>, kernel::Fault> {
    Ok(proved(recovery_codes(entropy))?
        .into_iter()
        .map(|code| (Id::fresh(clock, entropy), code))
        .collect())
}

/// Shown once.
#[derive(Template)]
#[template(path = "recovery.html")]
pub(crate) struct RecoveryPage {
    pub(crate) codes: Vec<String>,
    pub(crate) onward: Button,
}

/// A box for a code.
pub(crate) fn code_input(name: &str, label: &str, hint: &str, problems: &Problems) -> Html {
    Html::from(
        &Input::new(name, label)
            .hint(hint)
            .autocomplete("one-time-code")
            .width(20)
            .problems(problems),
    )
}

/// What to do with a phone that is not set up yet: the code to scan, and the same as text.
pub(crate) fn to_scan(secret: &Secret, email: &str) -> Result<Html, kernel::Fault> {
    let drawing = paper::qr::svg(&secret.address(email), "Code to scan")?;
    let typed = InsetText::new(&format!("Cannot scan? Type this key: {}", secret.typed()));
    Ok(Html::drawing(&drawing).and(&Html::from(&typed)))
}

/// The page that asks for a code.
pub(crate) async fn show(desk: Desk<SignIn>) -> Answer {
    if !owes_code(&desk).await? {
        return Ok(elsewhere(&desk).into_response());
    }
    asks(&desk, &Problems::none())?.answer()
}

/// The browser holds a step that still stands.
async fn owes_code(desk: &Desk<SignIn>) -> Result<bool, Stop> {
    let (Ok(token), now) = (step_token(desk), desk.now()) else {
        return Ok(false);
    };
    let found = desk
        .read(move |tx, _| sign_in::step(tx, &token, now).map(|_| ()))
        .await;
    match found {
        Ok(()) => Ok(true),
        Err(Stop::Refusal(Refusal::SignIn)) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// Nobody owes a code here: who is in goes on, anybody else begins.
fn elsewhere(desk: &Desk<SignIn>) -> LocalPath {
    if desk.viewer().account_id().is_some() {
        cookies::next(desk)
    } else {
        LocalPath::of("/sign-in")
    }
}

fn asks(desk: &Desk<SignIn>, problems: &Problems) -> Result<Page, front::Failure> {
    let form = FormPage {
        title: "Enter your code".to_owned(),
        problems: summary(problems),
        lead: vec![
            "Open the authenticator app on your phone and type the six digits it shows for Trellis."
                .to_owned(),
        ],
        action: "/sign-in/code".to_owned(),
        hidden: desk.hidden(),
        fields: vec![code_input(
            "code",
            "Code",
            "Six digits, or one of your recovery codes",
            problems,
        )],
        button: Html::from(&Button::new("Sign in")),
        below: vec![Html::link("/sign-in", "Start again")],
        ..FormPage::default()
    };
    let page = Page::new(desk, "Enter your code", &form)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// The page that sets a phone up.
pub(crate) async fn show_set_up(desk: Desk<SignIn>) -> Answer {
    if !owes_code(&desk).await? {
        return Ok(elsewhere(&desk).into_response());
    }
    set_up(&desk, &Problems::none()).await?.answer()
}

async fn set_up(desk: &Desk<SignIn>, problems: &Problems) -> Result<Page, front::Failure> {
    let (token, now) = (step_token(desk)?, desk.now());
    let factor = desk
        .read(move |tx, _| {
            let step = sign_in::step(tx, &token, now)?;
            sign_in::factor(tx, step.account)
        })
        .await?;
    let secret = factor
        .secret
        .filter(|_| !factor.confirmed)
        .ok_or(Refusal::SignIn)?;
    let form = FormPage {
        title: "Set up your second factor".to_owned(),
        problems: summary(problems),
        lead: vec![
            "A password alone is not enough here. You need an authenticator app on a phone or tablet; any of the usual ones will do.".to_owned(),
            "Scan this code with the app, then type the six digits that it shows.".to_owned(),
        ],
        above: to_scan(&secret, factor.email.reveal())?,
        action: "/sign-in/set-up".to_owned(),
        hidden: desk.hidden(),
        fields: vec![Html::from(
            &Input::new("code", "Code")
                .hint("Six digits")
                .kind(InputKind::Code)
                .autocomplete("one-time-code")
                .width(10)
                .problems(problems),
        )],
        button: Html::from(&Button::new("Confirm and sign in")),
        ..FormPage::default()
    };
    let page = Page::new(desk, "Set up your second factor", &form)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// The code arrives.
pub(crate) async fn send(desk: Desk<SignIn>, form: Form) -> Answer {
    form.only(&["code"], &[])?;
    let onward = cookies::next(&desk);
    match try_code(&desk, &form, &onward, None).await? {
        Tried::In(mut signed_in) => {
            let mut response = onward.into_response();
            signed_in.dress(&mut response);
            Ok(response)
        }
        Tried::Before(answer) => Ok(answer),
        Tried::Wrong => asks(&desk, &wrong_code("code"))?.answer(),
        Tried::TooOften(seconds) => Ok(too_often(asks(&desk, &wait("code", seconds))?, seconds)),
    }
}

/// The first code of a new phone arrives.
pub(crate) async fn send_set_up(desk: Desk<SignIn>, form: Form) -> Answer {
    form.only(&["code"], &[])?;
    let codes = fresh_codes(desk.clock(), desk.entropy())?;
    let shown = codes.iter().map(|(_, code)| code.reveal().clone()).collect();
    match try_code(&desk, &form, &LocalPath::of("/account?done=codes"), Some(codes)).await? {
        Tried::In(mut signed_in) => {
            let page = RecoveryPage {
                codes: shown,
                onward: Button::link("Continue", cookies::next(&desk).as_str()),
            };
            let mut response = Page::new(&desk, "Recovery codes", &page)?.into_response();
            signed_in.dress(&mut response);
            Ok(response)
        }
        Tried::Before(answer) => Ok(answer),
        Tried::Wrong => set_up(&desk, &wrong_code("code")).await?.answer(),
        Tried::TooOften(seconds) => Ok(too_often(set_up(&desk, &wait("code", seconds)).await?, seconds)),
    }
}

/// That the code in a field is not the present one.
pub(crate) fn wrong_code(field: &str) -> Problems {
    Problems::one(
        field,
        "This is not the present code. Wait for the next one and type it",
    )
}

fn step_token(desk: &Desk<SignIn>) -> Result<String, Refusal> {
    cookies::get(desk, STEP).ok_or(Refusal::SignIn)
}

enum Tried {
    In(SignedIn),
    /// The same form signed in a moment ago.
    Before(Response),
    Wrong,
    TooOften(i64),
}

/// The cookies of a browser that is signed in now.
struct SignedIn(Vec<http::HeaderValue>);

impl SignedIn {
    fn dress(&mut self, response: &mut Response) {
        for cookie in self.0.drain(..) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// Tries the code of a form. A form that is sent twice signs in once; the second time it leads to `onward` (SR7).
async fn try_code(
    desk: &Desk<SignIn>,
    form: &Form,
    onward: &LocalPath,
    setting_up: Option<Vec<(Id, Personal<String>)>>,
) -> Result<Tried, front::Failure> {
    if let Some(answer) = desk.answered(form).await? {
        return Ok(Tried::Before(answer));
    }
    let given = Code {
        code: Personal::new(form.text("code").to_owned()),
        setting_up,
        origin: origin(desk),
        device: cookies::get(desk, DEVICE),
    };
    let (step, now, entropy) = (step_token(desk)?, desk.now(), desk.shared_entropy());
    let draw = Draw::fresh(desk.clock(), desk.entropy());
    let (token, device) = (draw.token.reveal().clone(), draw.device.reveal().clone());
    let before = desk.viewer().account_id().zip(desk.viewer().session_id());
    let (once, leads) = (desk.once(form), onward.clone());
    let outcome = desk
        .write(move |tx, scope| {
            let step = sign_in::step(tx, &step, now)?;
            let outcome = sign_in::code(tx, &step, &given, &draw, entropy.as_ref(), now)?;
            match outcome {
                Outcome::In { account, .. } => {
                    let pass = scope.pass::<AtDoor>(tx, account)?;
                    if let Some((owner, session)) = before {
                        // This browser was signed in already: its old token ends with the new one.
                        sessions::end_one(tx, AccountId(owner), session, "signed in anew", now)?;
                    }
                    let mut change = Change::new("signed in");
                    if given.setting_up.is_some() {
                        change = change.field("second factor");
                    }
                    once.keep(tx, &leads)?;
                    Done::let_in(tx, pass, change, now, outcome)
                }
                Outcome::Wrong | Outcome::TooMany(_) => Ok(outcome.counted()?),
            }
        })
        .await;
    if matches!(outcome, Err(Stop::Refusal(Refusal::SignIn)) | Ok(Outcome::Wrong))
        && let Some(answer) = desk.answered(form).await?
    {
        // The other sending was the quicker one.
        return Ok(Tried::Before(answer));
    }
    match outcome? {
        Outcome::Wrong => Ok(Tried::Wrong),
        Outcome::TooMany(seconds) => Ok(Tried::TooOften(seconds)),
        Outcome::In { new_device, .. } => {
            let mut all = vec![
                desk.session_cookie(&token),
                cookies::set(desk, STEP, "", 0),
                cookies::set_next(desk, None),
            ];
            if new_device {
                all.push(cookies::set_device(desk, &device));
            }
            Ok(Tried::In(SignedIn(all)))
        }
    }
}
