//! Making a session and changing it.

use super::clashing::{SEEN, seen, unseen, warned};
use super::compare::compare;
use super::hand::{Hand, changed, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_change::places;
use super::session_days;
use super::session_form::{self, Choices, DaysOf, LATER, READINGS, fields, names};
use super::typed::Typed;
use crate::model::{
    Clash, Course, DayDraft, Session, SessionDraft, SessionId, SessionState, approved_for, venue_key,
};
use crate::plan::change::{Concerned, concerned};
use crate::plan::clashes::Wanted;
use crate::plan::session::{Reach, refuse_archived};
use crate::plan::{self, series};
use crate::reading;
use crate::records::course as sql;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Checkboxes, Html, InsetText, Warning};
use kernel::{Day, Instant, Problems, Refusal, Stop};
use store::Tx;

const PLACES: &[(&str, &str)] = &[("/courses", "Courses")];

/// Lists to choose from for a session of a kind of course.
fn choices(tx: &mut Tx, scope: &access::Scope<PlanCourses>, kind: &str) -> Result<Choices, Stop> {
    Ok(Choices {
        approved: approved_for(&reading::trainer_steps(tx, None)?, kind),
        areas: tx.all(&sql::AREA_OWN, &reading::scoped(scope, vec![]), sql::choice)?,
        trainers: reading::trainer_choices(tx)?,
        hosts: directory::organisations::list(tx, "")?
            .into_iter()
            .map(|organisation| (organisation.id.0, organisation.name))
            .collect(),
    })
}

fn read_form(form: &Form, days: bool) -> Result<Typed, Stop> {
    let names = names(days);
    let single: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "trainer")
        .collect();
    typed(form, &single, &["trainer"])
}

/// What stands above clashes that are shown before anything is saved.
const CLASHES: &str =
    "This clashes with other sessions. Nothing is saved yet: change it, or save it all the same.";

/// The button that saves.
const fn save(found: &[Clash]) -> &'static str {
    if found.is_empty() {
        "Save the session"
    } else {
        "Save it all the same"
    }
}

/// The form of a new session; `another`: with one more day than it had.
fn new_page(
    desk: &Desk<PlanCourses>,
    course: &Course,
    values: &Typed,
    choices: &Choices,
    problems: &Problems,
    another: bool,
    found: &[Clash],
) -> Page {
    let days = usize::try_from(course.draft.days).unwrap_or(1);
    let rows = session_days::rows(values, days, another);
    let mut form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .value(SEEN, values.text(SEEN))
        .value("rows", &rows.to_string());
    form.fields = session_days::fields(values, problems, rows);
    form.fields.extend(fields(values, choices, problems));
    form.buttons = session_days::buttons(save(found), rows);
    warned(
        Page::new("Create a session")
            .caption(&course.draft.title)
            .problems(problems),
        found,
        CLASHES,
    )
    .with(Part::Form(form))
}

/// `GET /courses/{reference}/sessions/new`
pub(crate) async fn new(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (course, choices) = load_course(&desk, reference).await?;
    let values = Typed::none().with("listed", "yes");
    let page = new_page(&desk, &course, &values, &choices, &Problems::none(), false, &[]);
    under(&desk, "Create a session", &page, PLACES)
}

async fn load_course(desk: &Desk<PlanCourses>, reference: String) -> Result<(Course, Choices), Stop> {
    desk.read(move |tx, scope| {
        let course = reading::course(tx, scope, &reference)?;
        refuse_archived(&course)?;
        let choices = choices(tx, scope, &course.draft.kind)?;
        Ok((course, choices))
    })
    .await
}

/// `POST /courses/{reference}/sessions/new`
pub(crate) async fn create(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, true)?;
    let another = session_days::wants_another(&form)?;
    let (course, choices) = load_course(&desk, reference).await?;
    // A form that was sent before would clash with the session that it made.
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    if another {
        let page = new_page(&desk, &course, &values, &choices, &Problems::none(), true, &[]);
        return under(&desk, "Create a session", &page, PLACES);
    }
    let problems = match session_form::read(&values, &choices, DaysOf::Form(desk.now().day())) {
        Ok(draft) => {
            let found = unseen(&desk, &values, Wanted::of(&draft, course.draft.mode, None)).await?;
            if !found.is_empty() {
                let values = seen(values, &found);
                let page = new_page(
                    &desk,
                    &course,
                    &values,
                    &choices,
                    &Problems::none(),
                    false,
                    &found,
                );
                return under(&desk, "It clashes: nothing is saved yet", &page, PLACES);
            }
            let (hand, id) = (Hand::of(&desk), course.id);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::create(tx, scope, &hand.moment(), id, &draft)?;
                    Ok(done.map(|made| LocalPath::of(format!("/sessions/{made}/plan?done=created"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = new_page(&desk, &course, &values, &choices, &problems, false, &[]);
    wrong(&desk, "Create a session", &page, PLACES)
}

/// What saving will do for people, as far as there are any.
fn consequences(session: &Session, people: Concerned, now: Instant) -> String {
    let mut words = Vec::new();
    if session.state == SessionState::Planned && !session.over(now) {
        match people.booked {
            0 => {}
            1 => words.push(
                "If you change the venue or the words about getting in, the 1 person with a place is written to."
                    .to_owned(),
            ),
            many => words.push(format!(
                "If you change the venue or the words about getting in, the {many} people with a place are written to."
            )),
        }
    }
    if session.open_for_booking(now) {
        match people.waiting {
            0 => {}
            1 => words.push("1 person waits: if you add places, they get one at once.".to_owned()),
            many => words.push(format!(
                "{many} people wait: if you add places, they go at once to those who have waited longest."
            )),
        }
    }
    words.join(" ")
}

fn edit_page(
    desk: &Desk<PlanCourses>,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
    found: &[Clash],
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .value(SEEN, values.text(SEEN));
    form.fields = fields(values, &loaded.choices, problems);
    if let Some(later) = later_field(loaded, values) {
        form.fields.push(later);
    }
    let mut page = Page::new("Change the session")
        .caption(&loaded.session.title)
        .problems(problems);
    let words = consequences(&loaded.session, loaded.people, desk.now());
    if !words.is_empty() {
        page = page.html(&InsetText::new(&words));
    }
    warned(page, found, CLASHES).with(Part::Form(form.button(Button::new(save(found)))))
}

/// The box that carries a change on to the sessions of a series that follow, and whom that concerns; none where there are none.
fn later_field(loaded: &Loaded, values: &Typed) -> Option<Html> {
    let words = match loaded.later.len() {
        0 => return None,
        1 => "Change the 1 later session of this series in the same way".to_owned(),
        many => format!("Change the {many} later sessions of this series in the same way"),
    };
    let people = loaded.later_people;
    let told = if people.all() == 0 {
        "Nobody has booked there.".to_owned()
    } else {
        format!(
            "There {} have a place and {} wait: they are written to as those of this session are.",
            people.booked, people.waiting
        )
    };
    let field = Checkboxes::new(LATER, "Series")
        .hint(&format!("Only what you change here. Days and times stay. {told}"))
        .choices([("yes", words.as_str())])
        .value(values.text(LATER));
    Some((&field).into())
}

/// What the form of a session needs.
struct Loaded {
    session: Session,
    /// As it is stored.
    values: Typed,
    choices: Choices,
    people: Concerned,
    /// Sessions of its series that follow.
    later: Vec<SessionId>,
    /// People in those.
    later_people: Concerned,
}

fn load(
    tx: &mut Tx,
    scope: &access::Scope<PlanCourses>,
    reference: &str,
    today: Day,
) -> Result<Loaded, Stop> {
    let session = reading::session(tx, scope, reference)?;
    let trainers = reading::trainers(tx, session.id)?;
    let values = session_form::of(&session, &trainers);
    let mut choices = choices(tx, scope, &session.kind)?;
    // A trainer of a session may plan it without working in its area: the area it has stays a choice.
    if !choices.areas.iter().any(|(id, _)| *id == session.area.0) {
        choices.areas.push((session.area.0, session.area_name.clone()));
    }
    // Of very many organisations the list ends somewhere.
    if let Some((id, name)) = &session.host
        && !choices.hosts.iter().any(|(known, _)| *known == id.0)
    {
        choices.hosts.push((id.0, name.clone()));
    }
    for trainer in trainers {
        if !choices.trainers.contains(&trainer) {
            choices.trainers.push(trainer);
        }
    }
    let people = concerned(tx, session.id)?;
    let later = series::later(tx, scope, &session, today)?;
    let later_people = series::later_concerned(tx, scope, &session, today)?;
    Ok(Loaded {
        session,
        values,
        choices,
        people,
        later,
        later_people,
    })
}

/// `GET /sessions/{reference}/edit`
pub(crate) async fn edit(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let today = desk.now().day();
    let loaded = desk
        .read(move |tx, scope| load(tx, scope, &reference, today))
        .await?;
    let page = edit_page(&desk, &loaded, &loaded.values, &Problems::none(), &[]);
    under(&desk, "Change the session", &page, &places(&loaded.session))
}

/// `POST /sessions/{reference}/edit`
pub(crate) async fn update(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, false)?;
    let (asked, today) = (reference.clone(), desk.now().day());
    let loaded = desk.read(move |tx, scope| load(tx, scope, &asked, today)).await?;
    let session = &loaded.session;
    let days = session
        .days
        .iter()
        .map(|day| DayDraft {
            day: day.day,
            starts: day.starts.clone(),
            ends: day.ends.clone(),
        })
        .collect();
    let problems = match session_form::read(&values, &loaded.choices, DaysOf::Session(days)) {
        Ok(draft) => {
            let reach = match values.text(LATER) {
                "yes" => Reach::Later,
                _ => Reach::One,
            };
            let mut wanted = newly_wanted(&loaded, &draft);
            if reach == Reach::Later {
                let (later, of) = (loaded.later.clone(), loaded.session.series);
                wanted.days.extend(
                    desk.read(move |tx, _| reading::days_of_later(tx, of, &later))
                        .await?,
                );
                wanted.except.extend(&loaded.later);
            }
            let found = if version(&values) == session.version && !session.over(desk.now()) {
                unseen(&desk, &values, wanted).await?
            } else {
                Vec::new()
            };
            if !found.is_empty() {
                let values = seen(values, &found);
                let page = edit_page(&desk, &loaded, &values, &Problems::none(), &found);
                return under(
                    &desk,
                    "It clashes: nothing is saved yet",
                    &page,
                    &places(&loaded.session),
                );
            }
            let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::update(tx, scope, &hand.moment(), id, based, &draft, reach)?;
                    Ok(done.map(|saved| {
                        LocalPath::of(format!(
                            "/sessions/{reference}/plan?done=changed&told={}&placed={}&later={}",
                            saved.told, saved.placed, saved.sessions
                        ))
                    }))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                Err(Stop::Refusal(Refusal::Changed { .. })) => {
                    return conflict(&desk, &loaded, values).await;
                }
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = edit_page(&desk, &loaded, &values, &problems, &[]);
    wrong(&desk, "Change the session", &page, &places(&loaded.session))
}

/// What a change asks for anew: what the session has already was asked before.
fn newly_wanted(loaded: &Loaded, draft: &SessionDraft) -> Wanted {
    let session = &loaded.session;
    let mut wanted = Wanted::of(draft, session.mode, Some(session.id));
    if venue_key(&wanted.venue) == venue_key(&session.venue) {
        wanted.venue.clear();
    }
    let had = loaded.values.all("trainer");
    wanted
        .trainers
        .retain(|trainer| !had.contains(&trainer.to_string()));
    wanted
}

/// Somebody saved first: shows both texts field by field and keeps what was typed.
async fn conflict(desk: &Desk<PlanCourses>, now: &Loaded, values: Typed) -> Answer {
    let id = now.session.id;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "session", id.0))
        .await?;
    let table = compare(READINGS, &now.choices, &now.values, &values);
    let values = values.with("version", now.session.version.to_string());
    let page = edit_page(desk, now, &values, &Problems::none(), &[]);
    let mut both = Page::new("Somebody changed this first")
        .html(&Warning::new(&format!(
            "{who} What you typed is in the form below. Saving it replaces the newer words."
        )))
        .html(&table);
    both.parts.extend(page.parts);
    changed(desk, "Somebody changed this first", &both, &places(&now.session))
}
