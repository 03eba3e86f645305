//! One mentoring: what was agreed, stages, mentors and hours, what the two did; for its mentor the forms to keep it, for coordinators those to
//! change it.

use super::feed;
use super::hand::{Hand, tag, typed, under, wrong};
use super::mentoring_entry::{ENTRY, entries, entry_form, read_entry};
use super::mentorings::{PLACES, colour};
use super::parts::{FormPart, Page, Part};
use super::typed::{Typed, of_form};
use crate::mentoring::reading::{self, Course, Reader};
use crate::mentoring::{log, meeting};
use crate::model::{MENTORED_FOR, Mentoring, MentoringState, NextDraft, Stage, minutes_text};
use access::actions::{LogMentoring, PlanMentoring, ReadMentoring};
use axum::extract::Path;
use directory::model::label_of;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Input, Select, SummaryList, Table, Tag};
use kernel::{Day, Id, Instant, Problems, Refusal, Stop};

/// A mentoring with what belongs to it.
pub(super) struct Loaded {
    pub(super) mentoring: Mentoring,
    pub(super) course: Course,
}

pub(super) async fn load<A: access::Action>(desk: &Desk<A>, reference: String) -> Result<Loaded, Stop> {
    let account = desk.viewer().account_id();
    desk.view(move |tx, scope| {
        let mentoring = reading::one(tx, scope, &reference)?;
        let course = reading::course(tx, scope, &mentoring, Reader::Staff(account))?;
        let id = mentoring.id;
        Ok(Seen::one("mentoring", id, Loaded { mentoring, course }))
    })
    .await
}

fn agreed(loaded: &Loaded) -> SummaryList {
    let mentoring = &loaded.mentoring;
    let mentor = loaded
        .course
        .mentor()
        .map_or("Nobody", |mentor| mentor.name.as_str());
    let mut list = SummaryList::new()
        .row("Mentor", mentor)
        .row("For", label_of(MENTORED_FOR, &mentoring.kind))
        .row("Area", &mentoring.area)
        .html(
            "State",
            &Tag::new(mentoring.state.label(), colour(mentoring.state)),
        )
        .row("Since", &mentoring.began.text())
        .row("Agreed", &mentoring.aims)
        .row("Next date", &next_date(mentoring, &loaded.course));
    if let (Some(day), Some(outcome)) = (mentoring.ended, mentoring.outcome) {
        list = list.row("Ended", &format!("{}. {}", day.text(), outcome.label()));
    }
    list
}

/// When the two meet next.
pub(super) fn next_date(mentoring: &Mentoring, course: &Course) -> String {
    let Some(day) = mentoring.next else {
        return "Open".to_owned();
    };
    let meeting = course.meeting.as_ref().filter(|meeting| !meeting.called_off);
    match meeting.filter(|meeting| meeting.starts.day() == day) {
        Some(meeting) => format!(
            "{}, {} to {}",
            day.text(),
            meeting.starts.time_text(),
            meeting.ends.time_text()
        ),
        None => day.text(),
    }
}

/// The words of the link to the calendar file, where there is one.
pub(super) fn calendar_words(course: &Course, now: Instant) -> Option<&'static str> {
    let meeting = course.in_calendars(now)?;
    Some(if meeting.called_off {
        "Calendar file that takes the meeting out"
    } else {
        "Calendar file of the meeting"
    })
}

/// The stages with when each was reached.
pub(super) fn stages(stages: &[Stage]) -> Table {
    let rows = stages.iter().map(|stage| {
        let state = match stage.reached {
            Some(day) => tag(&format!("Reached on {}", day.text()), "green"),
            None => tag("To come", "grey"),
        };
        vec![Cell::text(&stage.title), state]
    });
    Table::new("Stages")
        .column("Stage")
        .column("Where it stands")
        .rows(rows)
}

fn mentors(course: &Course) -> Table {
    let rows = course.mentors.iter().map(|mentor| {
        vec![
            Cell::text(&mentor.name),
            Cell::text(&mentor.since.text()),
            Cell::text(&mentor.until.map_or_else(String::new, Day::text)),
            Cell::number(minutes_text(mentor.minutes)),
        ]
    });
    Table::new("Mentors")
        .column("Name")
        .column("Since")
        .column("Until")
        .figures("Time given")
        .rows(rows)
}

/// What its mentor does.
fn for_mentor(
    mut page: Page,
    desk: &Desk<ReadMentoring>,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let own = format!("/mentoring/{}", loaded.mentoring.reference);
    let doing = values.text("what");
    let form = || FormPart::new(&own, &desk.hidden());
    page = page.heading("Enter what you did").with(Part::Form(entry_form(
        form(),
        values,
        &of_form(doing, "log", problems),
    )));
    let mine = loaded
        .course
        .entries
        .iter()
        .filter(|entry| !entry.by_mentee && Some(entry.mentor) == desk.viewer().account_id());
    if let Some(last) = mine.max_by_key(|entry| entry.id) {
        page = page.with(Part::Form(
            form()
                .value("what", "strike")
                .value("entry", &last.id.to_string())
                .button(
                    Button::new(&format!("Take back what you entered for {}", last.day.text()))
                        .kind(ButtonKind::Secondary),
                ),
        ));
    }
    page.heading("A stage")
        .with(Part::Form(stage_form(
            form(),
            loaded,
            values,
            &of_form(doing, "reach", problems),
        )))
        .heading("The next date")
        .with(Part::Form(next_form(
            form(),
            values,
            &of_form(doing, "next", problems),
        )))
}

fn stage_form(form: FormPart, loaded: &Loaded, values: &Typed, problems: &Problems) -> FormPart {
    let stages = loaded.course.stages.iter();
    form.value("what", "reach")
        .field(
            &Select::new("stage", "Stage")
                .option("", "Choose")
                .options(stages.map(|stage| (stage.id.to_string(), stage.title.clone())))
                .value(values.text("stage"))
                .problems(problems),
        )
        .field(
            &values
                .date_input("reached", "Reached on (empty: not reached after all)")
                .problems(problems),
        )
        .button(Button::new("Save the stage").kind(ButtonKind::Secondary))
}

fn time_input(values: &Typed, name: &str, label: &str, problems: &Problems) -> Input {
    let hint = "Like 09:30. With a time there is a file for your calendars.";
    Input::new(name, label)
        .hint(if name == "starts" { hint } else { "" })
        .width(5)
        .value(values.text(name))
        .problems(problems)
}

fn next_form(form: FormPart, values: &Typed, problems: &Problems) -> FormPart {
    form.value("what", "next")
        .field(
            &values
                .date_input("next", "You meet next on (empty: open)")
                .problems(problems),
        )
        .field(&time_input(values, "starts", "From (optional)", problems))
        .field(&time_input(values, "ends", "To (optional)", problems))
        .button(Button::new("Save the date").kind(ButtonKind::Secondary))
}

fn is_mentor(desk: &Desk<ReadMentoring>, loaded: &Loaded) -> bool {
    let mentor = loaded.course.mentor().map(|mentor| mentor.account);
    mentor.is_some() && mentor == desk.viewer().account_id()
}

fn page(desk: &Desk<ReadMentoring>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let mentoring = &loaded.mentoring;
    let own = format!("/mentoring/{}", mentoring.reference);
    let mut page = Page::new(&mentoring.name)
        .caption(&mentoring.reference)
        .problems(problems)
        .html(&agreed(loaded))
        .html(&stages(&loaded.course.stages))
        .html(&entries(&loaded.course.entries))
        .html(&mentors(&loaded.course));
    if is_mentor(desk, loaded) && mentoring.state != MentoringState::Ended {
        page = for_mentor(page, desk, loaded, values, problems);
    }
    let mut links = vec![(format!("{own}/history"), "History of this mentoring".to_owned())];
    let calendar = calendar_words(&loaded.course, desk.now()).filter(|_| is_mentor(desk, loaded));
    links.extend(calendar.map(|words| (format!("{own}/meeting"), words.to_owned())));
    if desk.viewer().may::<PlanMentoring>().is_ok() {
        links.insert(
            0,
            (
                format!("{own}/manage"),
                "Change the mentor, pause or end it".to_owned(),
            ),
        );
    }
    page.with(Part::Links(links))
}

/// The next date in the boxes of its form.
fn typed_next(values: Typed, loaded: &Loaded) -> Typed {
    let Some(day) = loaded.mentoring.next else {
        return values;
    };
    let values = values.with_day("next", day);
    let meeting = loaded.course.meeting.as_ref();
    match meeting.filter(|meeting| !meeting.called_off && meeting.starts.day() == day) {
        Some(meeting) => values
            .with("starts", meeting.starts.time_text())
            .with("ends", meeting.ends.time_text()),
        None => values,
    }
}

/// `GET /mentoring/{reference}`
pub(crate) async fn show(desk: Desk<ReadMentoring>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    let done = match desk.query("done").as_str() {
        "agreed" => "The mentoring is entered.",
        "log" => "It is entered.",
        "strike" => "The entry is taken back.",
        "reach" => "The stage is saved.",
        "next" => "The date is saved.",
        "swap" => "The mentor is changed.",
        "state" => "It is saved.",
        _ => "",
    };
    let values = typed_next(Typed::none().with_day("day", desk.now().day()), &loaded);
    let page = page(&desk, &loaded, &values, &Problems::none()).done(done);
    under(&desk, "Mentoring", &page, PLACES)
}

/// A day of three boxes, or nothing where all are empty.
fn maybe(values: &Typed, name: &str, problems: &mut Problems) -> Option<Day> {
    if values.day_is_empty(name) {
        return None;
    }
    values.day(name, problems)
}

/// `POST /mentoring/{reference}`
pub(crate) async fn keep(desk: Desk<LogMentoring>, Path(reference): Path<String>, form: Form) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "log" => ENTRY,
        "strike" => &["what", "entry"],
        "reach" => &["what", "stage", "reached-day", "reached-month", "reached-year"],
        _ => &["what", "next-day", "next-month", "next-year", "starts", "ends"],
    };
    let values = typed(&form, fields, &[])?;
    let (hand, what) = (Hand::of(&desk), values.text("what").to_owned());
    let mut problems = Problems::none();
    let entry = if what == "log" {
        match read_entry(&values) {
            Ok(entry) => Some(entry),
            Err(found) => {
                problems = found;
                None
            }
        }
    } else {
        None
    };
    let reached = maybe(&values, "reached", &mut problems);
    let next = NextDraft {
        day: maybe(&values, "next", &mut problems),
        starts: values.text("starts").to_owned(),
        ends: values.text("ends").to_owned(),
    };
    let (stage, struck) = (Id::parse(values.text("stage")), Id::parse(values.text("entry")));
    if what == "reach" && stage.is_none() {
        problems.add("stage", "Choose the stage");
    }
    if problems.is_empty() {
        let named = reference.clone();
        let answer = desk
            .submit(&form, move |tx, scope| {
                let moment = hand.moment();
                let mentoring = reading::one(tx, scope, &named)?;
                let done = match (what.as_str(), &entry, stage, struck) {
                    ("log", Some(entry), ..) => log::by_mentor(tx, scope, &moment, &mentoring, entry)?,
                    ("strike", _, _, Some(entry)) => log::strike(tx, scope, &moment, &mentoring, entry)?,
                    ("reach", _, Some(stage), _) => {
                        log::reach(tx, scope, &moment, &mentoring, stage, reached)?
                    }
                    ("next", ..) => meeting::meet(tx, scope, &moment, &mentoring, &next)?,
                    _ => return Err(Refusal::Unknown.into()),
                };
                let home = format!("/mentoring/{}?done={what}", mentoring.reference);
                Ok(done.map(|()| LocalPath::of(home)))
            })
            .await;
        match answer {
            Err(Stop::Problems(found)) => problems = found,
            other => return Ok(other?),
        }
    }
    again(&desk, reference, &values, &problems).await
}

/// `GET /mentoring/{reference}/meeting`
pub(crate) async fn calendar(desk: Desk<ReadMentoring>, Path(reference): Path<String>) -> Answer {
    let now = desk.now();
    let text = desk
        .view(move |tx, scope| {
            let mentoring = reading::one(tx, scope, &reference)?;
            let text = meeting::for_mentor(tx, scope, &mentoring, now)?;
            Ok(Seen::one("mentoring", mentoring.id, text))
        })
        .await?;
    Ok(feed::file(text))
}

/// The page of the mentoring once more, with what is wrong.
async fn again(desk: &Desk<LogMentoring>, reference: String, values: &Typed, problems: &Problems) -> Answer {
    let loaded = load(desk, reference).await?;
    let own = format!("/mentoring/{}", loaded.mentoring.reference);
    let doing = values.text("what");
    let form = || FormPart::new(&own, &desk.hidden());
    let part = match doing {
        "log" => entry_form(form(), values, problems),
        "reach" => stage_form(form(), &loaded, values, problems),
        _ => next_form(form(), values, problems),
    };
    let page = Page::new(&loaded.mentoring.name)
        .caption(&loaded.mentoring.reference)
        .problems(problems)
        .with(Part::Form(part));
    wrong(
        desk,
        "Mentoring",
        &page,
        &[PLACES, &[(own.as_str(), "Mentoring")]].concat(),
    )
}
