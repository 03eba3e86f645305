//! Two keyings side by side: a decision for each answer on which they differ.

use super::keying::{ENDED, named, places, version_of};
use crate::keying::{self, Counts, Difference, difference_of, for_paper};
use crate::records::paper::Batch;
use access::actions::KeyAnswers;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, Choice, Radios};
use instrument::Sheet;
use kernel::{Problems, Refusal, Stop};

/// Differences of one page.
const SHOWN: usize = 50;

async fn load(desk: &Desk<KeyAnswers>, id: &str) -> Result<(Batch, Sheet, Vec<Difference>), Stop> {
    let id = named(id)?;
    desk.view(move |tx, scope| {
        let batch = keying::load(tx, scope, id)?;
        if batch.state != "open" {
            return Err(Refusal::Closed(ENDED.to_owned()).into());
        }
        let sheet = for_paper(version_of(tx, &batch)?.published.definition(), &batch.without);
        let (mut differ, _) = keying::differences(tx, &batch, &sheet)?;
        // Those that wait for a decision come first.
        differ.sort_by_key(|one| one.decided.is_some());
        Ok(Seen::one("paper_batch", id, (batch, sheet, differ)))
    })
    .await
}

fn page(
    desk: &Desk<KeyAnswers>,
    batch: &Batch,
    differ: &[Difference],
    typed: &Form,
    problems: &Problems,
) -> Page {
    let undecided = differ.iter().filter(|one| one.decided.is_none()).count();
    let page = Page::new("Where the keyings differ")
        .caption(&format!("{}: {}", batch.title, batch.questionnaire))
        .problems(problems);
    if differ.is_empty() {
        return page.text("Both keyings agree on everything that was keyed twice.");
    }
    let mut form = FormPart::new(&format!("/paper/{}/compare", batch.id), &desk.hidden());
    for one in differ.iter().take(SHOWN) {
        let field = one.field();
        let before = one.decided.map_or("", Counts::code);
        let value = if typed.text(&field).is_empty() {
            before
        } else {
            typed.text(&field)
        };
        let [first, second] = &one.keyed;
        form = form.field(
            &Radios::new(&field, &format!("Sheet {}: {}", one.number, one.text))
                .small()
                .choice(Choice::new(
                    Counts::First.code(),
                    &format!("First keying: {first}"),
                ))
                .choice(Choice::new(
                    Counts::Second.code(),
                    &format!("Second keying: {second}"),
                ))
                .choice(Choice::new(
                    Counts::Neither.code(),
                    "It cannot be read: leave it empty",
                ))
                .value(value)
                .problems(problems),
        );
    }
    let more = differ.len().saturating_sub(SHOWN);
    let left = if more > 0 {
        format!(" {more} more follow when these are decided.")
    } else {
        String::new()
    };
    page.text(&format!(
        "{undecided} of {} wait for a decision. Look at the sheet itself.{left}",
        differ.len()
    ))
    .with(Part::Form(form.button(Button::new("Keep these decisions"))))
}

/// GET /paper/{id}/compare
pub(crate) async fn show(desk: Desk<KeyAnswers>, Path(id): Path<String>) -> Answer {
    let (batch, _, differ) = load(&desk, &id).await?;
    let page = page(&desk, &batch, &differ, &Form::default(), &Problems::none());
    under(&desk, "Where the keyings differ", &page, &places(&batch))
}

/// POST /paper/{id}/compare
pub(crate) async fn decide(desk: Desk<KeyAnswers>, Path(id): Path<String>, form: Form) -> Answer {
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (batch, sheet, differ) = load(&desk, &id).await?;
    let names: Vec<String> = differ.iter().map(Difference::field).collect();
    form.only(&names.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
    let mut decisions = Vec::new();
    for (field, value) in form.fields().filter(|(_, value)| !value.is_empty()) {
        let (Some((number, question)), Some(counts)) = (difference_of(field), Counts::parse(value)) else {
            return Err(Refusal::Malformed("This form has a choice that it does not offer.").into());
        };
        decisions.push((number, question.to_owned(), counts));
    }
    if decisions.is_empty() {
        let first = names.first().map_or("", String::as_str);
        let problems = Problems::one(first, "Choose which keyings count");
        let page = page(&desk, &batch, &differ, &form, &problems);
        return wrong(&desk, "Where the keyings differ", &page, &places(&batch));
    }
    let (own, now) = (batch.id, desk.now());
    Ok(desk
        .submit(&form, move |tx, scope| {
            let done = keying::decide(tx, scope, own, &sheet, &decisions, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/paper/{own}?done=decided"))))
        })
        .await?)
}
