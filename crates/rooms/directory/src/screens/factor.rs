//! Another phone for the second factor. The new secret follows from the session and the account's version, so that
//! looking at the page stores nothing.

use crate::screens::account::{Stays, own, own_origin};
use crate::screens::account_acts::proves;
use crate::screens::code::{code_input, to_scan, wrong_code};
use crate::screens::pages::{FormPage, summary, too_often, wait};
use access::actions::OwnAccount;
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, Html, Input, InputKind};
use identity::accounts;
use identity::factor::Secret;
use identity::guards::Own;
use identity::history::{self, What};
use kernel::{Id, Problems, Refusal, Stop};

/// Bytes of a secret.
const SECRET: usize = 20;

fn offered(desk: &Desk<OwnAccount>, version: i64) -> Secret {
    let session = desk
        .viewer()
        .session_id()
        .map(|id| id.to_string())
        .unwrap_or_default();
    let bytes = desk
        .keys()
        .derive(&format!("second factor offered {session} {version}"));
    Secret::from_bytes(bytes.into_iter().take(SECRET).collect())
}

/// The page.
pub(crate) async fn show(desk: Desk<OwnAccount>) -> Answer {
    page(&desk, &Problems::none()).await?.answer()
}

async fn page(desk: &Desk<OwnAccount>, problems: &Problems) -> Result<Page, front::Failure> {
    let id = own(desk)?;
    let account = desk.read(move |tx, _| accounts::fetch(tx, id)).await?;
    let form = FormPage {
        title: "Change to another phone".to_owned(),
        problems: summary(problems),
        lead: vec!["Scan this code with the authenticator app on the new phone.".to_owned()],
        above: to_scan(&offered(desk, account.version), account.email.reveal())?,
        action: "/account/factor".to_owned(),
        hidden: desk.hidden(),
        fields: vec![
            code_input(
                "old-code",
                "Code from the old phone",
                "Six digits, or one of your recovery codes",
                problems,
            ),
            Html::from(
                &Input::new("new-code", "Code from the new phone")
                    .kind(InputKind::Code)
                    .autocomplete("one-time-code")
                    .hint("Six digits")
                    .width(10)
                    .problems(problems),
            ),
        ],
        button: Html::from(&Button::new("Change")),
        ..FormPage::default()
    };
    let page = Page::new(desk, "Change to another phone", &form)?
        .above(&BackLink::new("/account", "Back to your account"));
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// Both codes arrive.
pub(crate) async fn send(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["old-code", "new-code"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let (id, now) = (own(&desk)?, desk.now());
    let account = desk.read(move |tx, _| accounts::fetch(tx, id)).await?;
    let secret = offered(&desk, account.version);
    let Some(step) = secret.step_of(form.text("new-code"), now, 0) else {
        // The other sending of the same form may have been the quicker one: then another secret is offered by now.
        if let Some(answer) = desk.answered(&form).await? {
            return Ok(answer);
        }
        let wrong = Problems::one("new-code", "This is not the present code of the new phone");
        return page(&desk, &wrong).await?.answer();
    };
    let code = form.text("old-code").to_owned();
    let proved = desk
        .write(move |tx, scope| {
            let pass = scope.pass::<Own>(tx, id)?;
            let proved = proves(tx, id, &code, now)?;
            let what = if proved { "code shown" } else { "wrong code" };
            Done::recorded(tx, pass, Change::new(what), now, proved)
        })
        .await;
    let proved = match proved {
        Err(Stop::Refusal(Refusal::TooMany(seconds))) => {
            return Ok(too_often(page(&desk, &wait("old-code", seconds)).await?, seconds));
        }
        other => other?,
    };
    if !proved {
        if let Some(answer) = desk.answered(&form).await? {
            return Ok(answer);
        }
        return page(&desk, &wrong_code("old-code")).await?.answer();
    }
    let (stays, origin, entropy) = (Stays::of(&desk), own_origin(&desk), desk.shared_entropy());
    let event = Id::fresh(desk.clock(), desk.entropy());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Own>(tx, id)?;
            accounts::replace_factor(tx, id, (&secret, step), stays.keep(), entropy.as_ref(), now)?;
            let what = What::FactorChanged;
            history::write(tx, Some(id), what, &origin, event, entropy.as_ref(), now)?;
            Done::recorded(
                tx,
                pass,
                Change::new("second factor changed"),
                now,
                LocalPath::of("/account?done=factor"),
            )
        })
        .await?;
    Ok(answer)
}
