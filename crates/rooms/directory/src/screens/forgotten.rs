//! A forgotten password: the page says the same whether there is an account or not (SD4).

use crate::screens::pages::{FormPage, summary};
use crate::screens::sign_in::origin;
use access::actions::SignIn;
use askama::Template;
use audit::{Change, Done};
use front::{Answer, Desk, Form, Page};
use govuk::{Button, Html, Input, InputKind};
use identity::guards::AtDoor;
use identity::sign_in::{self, Draw, Try};
use kernel::{Id, Personal, Problems};
use post::address::Address;
use post::outbox::{self, Letter};
use post::template::Template as Text;

#[derive(Template)]
#[template(
    source = "<h1 class=\"govuk-heading-l\">Look into your mailbox</h1><p class=\"govuk-body\">If there is an account with this address, a message with a link is on its way to it. The link works once and for one hour.</p><p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/sign-in\">Back to signing in</a></p>",
    ext = "html"
)]
struct OnItsWay;

/// The page.
pub(crate) async fn show(desk: Desk<SignIn>) -> Answer {
    page(&desk, &Problems::none())?.answer()
}

fn page(desk: &Desk<SignIn>, problems: &Problems) -> Result<Page, front::Failure> {
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
    form.only(&["email"], &[])?;
    let email = form.text("email").to_owned();
    if email.is_empty() {
        return page(&desk, &Problems::one("email", "Enter your e-mail address"))?.answer();
    }
    let who = Try {
        email: Personal::new(email),
        origin: origin(&desk),
        device: None,
    };
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    let draw = Draw::fresh(desk.clock(), desk.entropy());
    let mail = Id::fresh(desk.clock(), desk.entropy());
    let link = format!("{}/set-password/{}", desk.public_url(), draw.token.reveal());
    desk.write(move |tx, scope| {
        let found = sign_in::forgotten(tx, &who, &draw, entropy.as_ref(), now)?;
        let Some((account, address)) = found else {
            return Ok(Done::upkeep(scope, ()));
        };
        if let Some(to) = Address::parse(address.reveal()) {
            let letter = Letter::new(to, Text::Reset, &link);
            outbox::enqueue(tx, &letter, mail, &mail.to_string(), now, entropy.as_ref(), now)?;
        }
        let pass = scope.pass::<AtDoor>(tx, account)?;
        Done::recorded(tx, pass, Change::new("link asked for"), now, ())
    })
    .await?;
    Page::new(&desk, "Look into your mailbox", &OnItsWay)?.answer()
}
