//! One file with data of earlier years: what its columns are, what is wrong with it, what would come of it; taking it in and back.

use super::earlier_columns::mapping_form;
use super::earlier_kept;
use super::earlier_parts::{FIXED, bad_grid, facts, made, what_comes};
use super::earlier_said::said;
use super::hand::{Hand, under, wrong};
use super::parts::{FormPart, Page, Part};
use crate::Moment;
use crate::earlier::forms::Forms;
use crate::earlier::keep::{self, Looked};
use crate::earlier::kept;
use crate::earlier::{Kind, State};
use access::Scope;
use access::actions::PlanCourses;
use audit::Done;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind};
use kernel::{Id, Problems, Refusal, Stop};
use store::Tx;

const PLACES: &[(&str, &str)] = &[("/courses", "Courses"), ("/imports", "Data of earlier years")];

fn id_of(text: &str) -> Result<Id, Refusal> {
    Id::parse(text).ok_or(Refusal::Unknown)
}

async fn load(forms: Forms, desk: &Desk<PlanCourses>, id: Id) -> Result<Looked, Stop> {
    let today = desk.now().day();
    desk.view(move |tx, scope| {
        let looked = keep::look(tx, scope, id, (forms, today))?;
        Ok(Seen::one("earlier import", id, looked))
    })
    .await
}

/// `GET /imports/{id}`
pub(crate) async fn show(forms: Forms, desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let looked = load(forms, &desk, id_of(&id)?).await?;
    let page = page(&desk, &looked, &Problems::none());
    under(&desk, &looked.import.name, &page, PLACES)
}

fn page(desk: &Desk<PlanCourses>, looked: &Looked, problems: &Problems) -> Page {
    page_with(desk, looked, ("", problems))
}

/// The page, with the name that was typed to keep under what was said.
fn page_with(desk: &Desk<PlanCourses>, looked: &Looked, (typed, problems): (&str, &Problems)) -> Page {
    let own = format!("/imports/{}", looked.import.id);
    let done = match desk.query("done").as_str() {
        "read" => "The columns are kept.",
        "kept" => "It is kept, and can be chosen for the next file with these headings.",
        "forgotten" => "It is kept no longer.",
        "queued" => "It is being taken in. Look again in a moment.",
        "leaving" => "It is being taken back. Look again in a moment.",
        _ => "",
    };
    let page = Page::new(&looked.import.name)
        .caption("Data of earlier years")
        .problems(problems)
        .done(done)
        .html(&facts(looked));
    match looked.import.state {
        State::Open => {
            let discard = FormPart::new(&format!("{own}/discard"), &desk.hidden())
                .button(Button::new("Throw the file away").kind(ButtonKind::Secondary));
            let page = what_comes(page, looked, (&own, &desk.hidden()), problems)
                .heading("What the columns are")
                .with(Part::Form(mapping_form(looked, &own, &desk.hidden(), problems)));
            earlier_kept::forms(page, looked, &own, &desk.hidden(), (typed, problems)).with(Part::Form(discard))
        }
        State::Queued | State::Leaving => page.with(Part::Links(vec![(own, "Look again".to_owned())])),
        State::Taken => page
            .text(match looked.import.kind {
                Kind::Sessions => "Of the people of these sessions only numbers are known: each stands for one of whom no more is recorded. What is missing of them is not asked for unless it was said.",
                Kind::People => "Its people stand on the registers of their sessions.",
                Kind::Forms => "Its answers count on the pages of the evidence. Nothing of it says who gave them.",
            })
            .with(Part::Actions(vec![
                Button::link("Take it back", &format!("{own}/undo")).kind(ButtonKind::Secondary),
            ])),
        State::Gone if looked.import.taken_at.is_none() => page.text("Nothing of it was taken in, and nothing of it is kept."),
        State::Gone => page.text("Everything that came of it is gone."),
    }
}

const WHAT: &str = "Rows of a file that are wrong";

/// What stands in a wrong cell may be a name.
fn leaving(
    forms: Forms,
    id: Id,
    today: kernel::Day,
) -> impl Fn(&mut Tx<'_>, &Scope<PlanCourses>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let looked = keep::look(tx, scope, id, (forms, today))?;
        // These rows are of nobody whom the house knows yet: the file that they came in is what can be named.
        Ok(Leaving::list(bad_grid(&looked), "earlier import", [id]).about("earlier import", id))
    }
}

/// `GET /imports/{id}/rows`
pub(crate) async fn ask_rows(forms: Forms, desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    copies::ask(&desk, WHAT, leaving(forms, id_of(&id)?, desk.now().day())).await
}

/// `POST /imports/{id}/rows`: the rows that are wrong, as a file.
pub(crate) async fn rows(
    forms: Forms,
    desk: Desk<PlanCourses>,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(forms, id_of(&id)?, desk.now().day())).await
}

/// `POST /imports/{id}/columns`
pub(crate) async fn columns(
    forms: Forms,
    desk: Desk<PlanCourses>,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id = id_of(&id)?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let mut looked = load(forms, &desk, id).await?;
    if looked.import.state != State::Open {
        return Err(
            Refusal::Closed("The columns of this file are not asked about any more.".to_owned()).into(),
        );
    }
    let (mapping, problems) = said(&looked, &form)?;
    if !problems.is_empty() {
        looked.mapping = mapping;
        let page = page(&desk, &looked, &problems);
        return wrong(&desk, &looked.import.name, &page, PLACES);
    }
    let hand = Hand::of(&desk);
    let to = LocalPath::of(format!("/imports/{id}?done=read"));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = keep::map(tx, scope, &hand.moment(), id, (forms, &mapping))?;
            Ok(done.map(|()| to.clone()))
        })
        .await?;
    Ok(answer)
}

/// Something that is done to a file without more words.
async fn act(
    desk: Desk<PlanCourses>,
    id: &str,
    form: Form,
    to: &str,
    work: impl Fn(&mut Tx, &Scope<PlanCourses>, &Moment, Id) -> Result<Done<()>, Stop> + Send + 'static,
) -> Answer {
    let id = id_of(id)?;
    form.only(FIXED, &[])?;
    let hand = Hand::of(&desk);
    let to = LocalPath::of(to.replace("{id}", &id.to_string()));
    let answer = desk
        .submit(&form, move |tx, scope| {
            Ok(work(tx, scope, &hand.moment(), id)?.map(|()| to.clone()))
        })
        .await?;
    Ok(answer)
}

/// `POST /imports/{id}/take-in`
pub(crate) async fn take_in(
    forms: Forms,
    desk: Desk<PlanCourses>,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id = id_of(&id)?;
    form.only(&["shown", "others"], &[])?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (hand, shown) = (Hand::of(&desk), form.text("shown").to_owned());
    let others = form.ticked("others")?;
    let to = LocalPath::of(format!("/imports/{id}?done=queued"));
    let (today, named) = (desk.now().day(), shown.clone());
    // Everybody is matched before the writer is asked, which others wait for.
    let agreed = desk
        .read(move |tx, scope| keep::agreed(tx, scope, id, (forms, today), (&named, others)))
        .await;
    let answer = match agreed {
        Ok(agreed) => {
            let asked = move |tx: &mut Tx, scope: &Scope<PlanCourses>| {
                let done = keep::ask(tx, scope, &hand.moment(), id, (agreed, &shown))?;
                Ok(done.map(|()| to.clone()))
            };
            desk.submit(&form, asked).await
        }
        Err(stop) => Err(stop),
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let looked = load(forms, &desk, id).await?;
            let page = page(&desk, &looked, &problems);
            wrong(&desk, &looked.import.name, &page, PLACES)
        }
        other => Ok(other?),
    }
}

/// `POST /imports/{id}/kept`: what was said of the columns is kept under a name, used again, or kept no longer.
pub(crate) async fn keep_columns(
    forms: Forms,
    desk: Desk<PlanCourses>,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id = id_of(&id)?;
    match form.text("what") {
        "keep" => form.only(&["what", "kept-name"], &[])?,
        _ => form.only(&["what", "kept"], &[])?,
    }
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let what = form.text("what").to_owned();
    let done = match what.as_str() {
        "keep" => "kept",
        "use" => "read",
        "forget" => "forgotten",
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    let (hand, name) = (Hand::of(&desk), form.text("kept-name").to_owned());
    let typed = name.clone();
    let chosen = Id::parse(form.text("kept"));
    let to = LocalPath::of(format!("/imports/{id}?done={done}"));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let moment = hand.moment();
            let done = match what.as_str() {
                "keep" => kept::keep(tx, scope, &moment, id, &name)?,
                "use" => kept::apply(tx, scope, &moment, id, chosen)?,
                _ => kept::forget(tx, scope, &moment, id, chosen)?,
            };
            Ok(done.map(|()| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let looked = load(forms, &desk, id).await?;
            let page = page_with(&desk, &looked, (&typed, &problems));
            wrong(&desk, &looked.import.name, &page, PLACES)
        }
        other => Ok(other?),
    }
}

/// `POST /imports/{id}/discard`
pub(crate) async fn discard(desk: Desk<PlanCourses>, Path(id): Path<String>, form: Form) -> Answer {
    act(desk, &id, form, "/imports?done=gone", keep::discard).await
}

/// `GET /imports/{id}/undo`: what taking it back means, before it happens.
pub(crate) async fn ask_undo(forms: Forms, desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let looked = load(forms, &desk, id).await?;
    if looked.import.state != State::Taken {
        return Err(Refusal::Closed("Only what was taken in can be taken back.".to_owned()).into());
    }
    let form = FormPart::new(&format!("/imports/{id}/undo"), &desk.hidden())
        .button(Button::new("Take it back").kind(ButtonKind::Warning));
    let page = Page::new("Take the file back")
        .caption(&looked.import.name)
        .text(&match looked.import.kind {
            Kind::Sessions => format!(
                "{} sessions that came of it are deleted, with the numbers of their people and what they owe. That cannot be undone: to have them again, the file has to be sent again. If one of them was changed since, or something was entered for it (a booking, a signature, an answer, forms on paper, a fault of the venue, a day of shadowing), nothing is taken back. Copies of its registers that left stay on record.",
                made(&looked.import)
            ),
            Kind::Forms => format!(
                "{} forms are deleted with their answers, and the evidence counts without them. That cannot be undone: to have them again, the file has to be sent again. If a comment among them was coded, quoted or set aside, nothing is taken back.",
                made(&looked.import)
            ),
            Kind::People => format!(
                "What came of {} rows is deleted: bookings, marks, and people of whom nothing else is known. That cannot be undone: to have them again, the file has to be sent again. If a session of theirs was changed since, or somebody booked, signed in, got a certificate of it or of a pathway, or passed it on at work, nothing is taken back.",
                made(&looked.import)
            ),
        })
        .with(Part::Form(form));
    let own = format!("/imports/{id}");
    let places = [PLACES, &[(own.as_str(), looked.import.name.as_str())]].concat();
    under(&desk, "Take the file back", &page, &places)
}

/// `POST /imports/{id}/undo`
pub(crate) async fn undo(
    forms: Forms,
    desk: Desk<PlanCourses>,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let work = move |tx: &mut Tx, scope: &Scope<PlanCourses>, moment: &Moment, id| {
        keep::ask_back(tx, scope, moment, id, forms)
    };
    act(desk, &id, form, "/imports/{id}?done=leaving", work).await
}
