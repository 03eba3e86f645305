//! One's own mentoring, from the link to one's record: what was agreed, how far, and what the two did, to be entered by either.

use super::feed;
use super::hand::{Hand, limit, typed};
use super::mentoring_entry::{ENTRY, entries, entry_form, read_entry};
use super::mentoring_one::{calendar_words, next_date, stages};
use super::own_record::TRIES;
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::mentoring::reading::{self, Course, Reader};
use crate::mentoring::{log, meeting};
use crate::model::{MENTORED_FOR, Mentoring, MentoringId, MentoringState};
use crate::own_record;
use access::actions::SeeOwnRecord;
use axum::extract::Path;
use directory::model::label_of;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Select, SummaryList};
use kernel::{Id, Problems, Refusal, Stop};

const TITLE: &str = "Your mentoring";

async fn load(desk: &Desk<SeeOwnRecord>, token: &str) -> Result<Vec<(Mentoring, Course)>, Stop> {
    limit(desk, TRIES)?;
    let (asked, now) = (token.to_owned(), desk.now());
    desk.read(move |tx, scope| {
        let holder = own_record::by_token(tx, scope, now, &asked)?;
        let mut all = Vec::new();
        for mentoring in reading::own(tx, scope, &holder)? {
            let course = reading::course(tx, scope, &mentoring, Reader::Mentee(holder.learner))?;
            all.push((mentoring, course));
        }
        Ok(all)
    })
    .await
}

fn agreed(mentoring: &Mentoring, course: &Course) -> SummaryList {
    let mentor = course.mentor().map_or("Nobody", |mentor| mentor.name.as_str());
    SummaryList::new()
        .row("Mentor", mentor)
        .row("For", label_of(MENTORED_FOR, &mentoring.kind))
        .row("State", mentoring.state.label())
        .row("Agreed", &mentoring.aims)
        .row("Next date", &next_date(mentoring, course))
}

fn page(
    desk: &Desk<SeeOwnRecord>,
    token: &str,
    all: &[(Mentoring, Course)],
    values: &Typed,
    problems: &Problems,
) -> Page {
    let own = format!("/record/{token}/mentoring");
    let mut page = Page::new(TITLE).problems(problems);
    if all.is_empty() {
        page = page.text("Nobody mentors you here.");
    }
    for (mentoring, course) in all {
        page = page
            .heading(label_of(MENTORED_FOR, &mentoring.kind))
            .html(&agreed(mentoring, course));
        if let Some(words) = calendar_words(course, desk.now()) {
            let path = format!("{own}/{}", mentoring.id);
            page = page.with(Part::Links(vec![(path, words.to_owned())]));
        }
        page = page.html(&stages(&course.stages)).html(&entries(&course.entries));
    }
    let running: Vec<&(Mentoring, Course)> = all
        .iter()
        .filter(|(one, _)| one.state != MentoringState::Ended)
        .collect();
    if let Some((first, _)) = running.first() {
        let form = FormPart::new(&own, &desk.hidden());
        let form =
            if running.len() > 1 {
                form.field(
                    &Select::new("which", "For which mentoring?")
                        .options(running.iter().map(|(one, _)| {
                            (one.id.to_string(), label_of(MENTORED_FOR, &one.kind).to_owned())
                        }))
                        .value(values.text("which")),
                )
            } else {
                form.value("which", &first.id.to_string())
            };
        page = page
            .heading("Enter what you did")
            .with(Part::Form(entry_form(form, values, problems)));
    }
    for (mentoring, course) in running {
        let own_entries = course.entries.iter().filter(|entry| entry.by_mentee);
        if let Some(last) = own_entries.max_by_key(|entry| entry.id) {
            let words = format!("Take back what you entered for {}", last.day.text());
            page = page.with(Part::Form(
                FormPart::new(&own, &desk.hidden())
                    .value("which", &mentoring.id.to_string())
                    .value("what", "strike")
                    .value("entry", &last.id.to_string())
                    .button(Button::new(&words).kind(ButtonKind::Secondary)),
            ));
        }
    }
    page.with(Part::Links(vec![(
        format!("/record/{token}"),
        "Your record".to_owned(),
    )]))
}

/// `GET /record/{token}/mentoring`
pub(crate) async fn show(desk: Desk<SeeOwnRecord>, Path(token): Path<String>) -> Answer {
    let all = load(&desk, &token).await?;
    let done = match desk.query("done").as_str() {
        "log" => "It is entered.",
        "strike" => "The entry is taken back.",
        _ => "",
    };
    let values = Typed::none().with_day("day", desk.now().day());
    let page = page(&desk, &token, &all, &values, &Problems::none()).done(done);
    front::Page::new(&desk, TITLE, &page)?.answer()
}

/// `GET /record/{token}/mentoring/{id}`
pub(crate) async fn calendar(desk: Desk<SeeOwnRecord>, Path((token, id)): Path<(String, String)>) -> Answer {
    limit(&desk, TRIES)?;
    let id = Id::parse(&id).map(MentoringId).ok_or(Refusal::Unknown)?;
    let now = desk.now();
    let text = desk
        .read(move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            meeting::for_mentee(tx, scope, &holder, id, now)
        })
        .await?;
    Ok(feed::file(text))
}

/// `POST /record/{token}/mentoring`
pub(crate) async fn keep(desk: Desk<SeeOwnRecord>, Path(token): Path<String>, form: Form) -> Answer {
    let fields = match form.text("what") {
        "log" => [ENTRY, &["which"]].concat(),
        _ => vec!["what", "which", "entry"],
    };
    let values = typed(&form, &fields, &[])?;
    limit(&desk, TRIES)?;
    let which = Id::parse(values.text("which"))
        .map(MentoringId)
        .ok_or(Refusal::Unknown)?;
    let (what, struck) = (values.text("what").to_owned(), Id::parse(values.text("entry")));
    let read = if what == "log" {
        read_entry(&values).map(Some)
    } else {
        Ok(None)
    };
    let problems = match read {
        Ok(entry) => {
            let (hand, now, named) = (Hand::of(&desk), desk.now(), token.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let holder = own_record::by_token(tx, scope, now, &named)?;
                    let moment = hand.moment();
                    let done = match (what.as_str(), &entry, struck) {
                        ("log", Some(entry), _) => log::by_mentee(tx, scope, &moment, &holder, which, entry)?,
                        ("strike", _, Some(entry)) => {
                            log::strike_own(tx, scope, &moment, &holder, which, entry)?
                        }
                        _ => return Err(Refusal::Unknown.into()),
                    };
                    let home = format!("/record/{named}/mentoring?done={what}");
                    Ok(done.map(|()| LocalPath::of(home)))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let all = load(&desk, &token).await?;
    let page = page(&desk, &token, &all, &values, &problems);
    front::Page::new(&desk, TITLE, &page)?.with_problems().answer()
}
