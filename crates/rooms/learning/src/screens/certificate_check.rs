//! The public page that says whether a certificate is valid, and nothing else (SH11): a code that is mistyped, unknown or withdrawn gets
//! one and the same answer.

use super::hand::limit;
use super::parts::{FormPart, Page, Part};
use crate::certificates::check;
use access::actions::BrowsePublicly;
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form};
use govuk::{Button, Input, InsetText};
use kernel::Problems;

/// A source may try so many codes. At this pace one of 2^100 codes is not met in the age of the world, however many are issued.
const TRIES: Allowance = Allowance {
    purpose: "certificate check",
    tries: 60,
    seconds: 600,
};

fn page(desk: &Desk<BrowsePublicly>, code: &str, answer: Option<bool>, problems: &Problems) -> Answer {
    let mut page = Page::new("Check a certificate").problems(problems);
    if let Some(valid) = answer {
        let words = if valid {
            "This certificate is valid."
        } else {
            "This certificate is not valid."
        };
        page = page.html(&InsetText::new(words));
    }
    let form = FormPart::new("/certificates", &desk.hidden())
        .field(
            &Input::new("code", "Check code")
                .hint("20 letters and digits in five groups, at the foot of the certificate. Capitals and hyphens do not count.")
                .value(code)
                .problems(problems),
        )
        .button(Button::new("Check"));
    page = page
        .with(Part::Form(form))
        .text("The answer is valid or not valid. Whose certificate it is and what it is for stand on the certificate only.");
    let page = front::Page::new(desk, "Check a certificate", &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /certificates`
pub(crate) async fn ask(desk: Desk<BrowsePublicly>) -> Answer {
    page(&desk, "", None, &Problems::none())
}

/// `POST /certificates`
pub(crate) async fn answer(desk: Desk<BrowsePublicly>, form: Form) -> Answer {
    form.only(&["code"], &[])?;
    let code = form.text("code").trim().to_owned();
    if code.is_empty() {
        return page(&desk, "", None, &Problems::one("code", "Enter the check code"));
    }
    look(&desk, code).await
}

/// `GET /certificates/{check}`: what the QR code leads to.
pub(crate) async fn linked(desk: Desk<BrowsePublicly>, Path(code): Path<String>) -> Answer {
    look(&desk, code).await
}

async fn look(desk: &Desk<BrowsePublicly>, code: String) -> Answer {
    limit(desk, TRIES)?;
    let valid = desk
        .evenly(desk.read(move |tx, scope| Ok(check::valid(tx, scope, &code)?)))
        .await?;
    page(desk, "", Some(valid), &Problems::none())
}
