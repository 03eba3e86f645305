//! A course: its page, its form, putting it away.

use super::compare::compare;
use super::course_form::{self, Choices, FIELDS, READINGS, fields};
use super::course_rules;
use super::course_take_up::{take_up_table, target_table, without_target};
use super::hand::{Hand, changed, first_page, next_page, query_text, tag, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::lists;
use crate::model::{Course, KINDS, Purpose, SessionLine, SessionState};
use crate::plan::{self, rules};
use crate::reading;
use crate::records::course as sql;
use crate::targets;
use access::actions::{ManageBookings, PlanCourses, ReadCourses};
use axum::extract::Path;
use directory::model::label_of;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Pagination, SummaryList, Table, Warning};
use kernel::{Problems, Refusal, Stop};
use store::Tx;

const PLACES: &[(&str, &str)] = &[("/courses", "Courses")];

/// The places above a page about a course.
fn places(course: &Course) -> [(String, &'static str); 2] {
    [
        ("/courses".to_owned(), "Courses"),
        (format!("/courses/{}", course.reference), "Course"),
    ]
}
/// Targets on the page of a course: more than its areas have in years.
const TARGETS: usize = 500;

/// Lists to choose from, and the areas of a course that are not the viewer's to choose.
fn choices(
    tx: &mut Tx,
    scope: &access::Scope<PlanCourses>,
    course: Option<&Course>,
) -> Result<Choices, Stop> {
    let areas = tx.all(&sql::AREA_OWN, &reading::scoped(scope, vec![]), sql::choice)?;
    let mut fixed = match course {
        Some(course) => tx.all(&sql::COURSE_AREAS, store::values![course.id.0], sql::choice)?,
        None => Vec::new(),
    };
    fixed.retain(|area| !areas.contains(area));
    let mut instruments = tx.all(&sql::INSTRUMENT_CHOICES, &[], sql::titled)?;
    if let Some(course) = course {
        // What the course uses it may go on using.
        let own = tx.all(
            &sql::COURSE_INSTRUMENT_TITLES,
            store::values![course.id.0],
            sql::titled,
        )?;
        instruments.extend(
            own.into_iter()
                .filter(|one| !instruments.contains(one))
                .collect::<Vec<_>>(),
        );
    }
    Ok(Choices {
        programmes: tx.all(&sql::PROGRAMME_CHOICES, &[], sql::choice)?,
        areas,
        fixed,
        instruments,
    })
}

fn done(code: &str) -> &'static str {
    match code {
        "created" => "The course is created.",
        "changed" => "The course is changed.",
        "rules" => "The booking rules are changed. They count for bookings from now on.",
        "archived" => "The course is archived. Its sessions and records stay.",
        "restored" => "The course is current again.",
        _ => "",
    }
}

/// `GET /courses/{reference}`
pub(crate) async fn show(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let after = query_text(&desk, "after");
    let (course, areas, sessions, (take_up, targets, untold), rules, titles) = desk
        .view(move |tx, scope| {
            let course = reading::course(tx, scope, &reference)?;
            let areas = tx.all(&sql::COURSE_AREAS, store::values![course.id.0], sql::choice)?;
            let sessions = lists::sessions_of(tx, scope, course.id, after.as_deref())?;
            let of = reading::scoped(scope, store::values![course.id.0].to_vec());
            let take_up = tx.all(&sql::COURSE_TAKE_UP, &of, sql::take_up)?;
            let wanted = targets::Query {
                course: Some(course.id),
                most: Some(TARGETS),
                ..targets::Query::default()
            };
            let (targets, _) = targets::list(tx, scope, &wanted)?;
            let own = tx.all(&sql::AREA_OWN, &scope.values(), sql::choice)?;
            let untold = without_target(&take_up, &own, &targets);
            let rules = rules::of(tx, course.id)?;
            let titles = tx.all(
                &sql::COURSE_INSTRUMENT_TITLES,
                store::values![course.id.0],
                sql::titled,
            )?;
            Ok(Seen::one(
                "course",
                course.id,
                (course, areas, sessions, (take_up, targets, untold), rules, titles),
            ))
        })
        .await?;
    let draft = &course.draft;
    let names: Vec<&str> = areas.iter().map(|(_, name)| name.as_str()).collect();
    let own = format!("/courses/{}", course.reference);
    let mut facts = SummaryList::new()
        .row("Reference", &course.reference)
        .row("Programme", &course.programme_name)
        .row("Kind", label_of(KINDS, &draft.kind))
        .row("Aims", &draft.aims)
        .row(
            "Length",
            &format!(
                "{} hours over {} {}",
                draft.hours,
                draft.days,
                if draft.days == 1 { "day" } else { "days" }
            ),
        )
        .row("How it is given", draft.mode.label())
        .row("Whom it is for", &draft.audience)
        .row(
            "People one run should reach",
            &draft
                .target
                .map_or_else(|| "Not set".to_owned(), |target| target.to_string()),
        )
        .row(
            "Due again",
            &match draft.refresher_months {
                None => "Not needed".to_owned(),
                Some(1) => "After 1 month".to_owned(),
                Some(months) => format!("After {months} months"),
            },
        )
        .row(
            "Areas",
            &if names.is_empty() {
                "Everywhere".to_owned()
            } else {
                names.join(", ")
            },
        );
    let words = course_rules::in_words(&rules);
    facts = facts.row(
        "Booking rules",
        &if words.is_empty() {
            "Places are given at once".to_owned()
        } else {
            words.join(" ")
        },
    );
    for (purpose, key) in &draft.instruments {
        let title = titles
            .iter()
            .find(|(known, _)| known == key)
            .map_or(key.as_str(), |(_, title)| title.as_str());
        if *purpose == Purpose::FollowUp {
            let when = match draft.follow_up.in_words() {
                words if words.is_empty() => "not sent: no months are set".to_owned(),
                words => format!("sent {words}"),
            };
            facts = facts.row(purpose.label(), &format!("{title} ({when})"));
        } else {
            facts = facts.row(purpose.label(), title);
        }
    }
    let mut page = Page::new(&draft.title)
        .done(done(&desk.query("done")))
        .html(&facts);
    let planner = desk.viewer().may::<PlanCourses>().is_ok();
    if planner {
        let mut actions = Vec::new();
        if !course.archived {
            actions.push(Button::link("Create a session", &format!("{own}/sessions/new")));
        }
        actions.push(Button::link("Change the course", &format!("{own}/edit")).kind(ButtonKind::Secondary));
        actions.push(Button::link("Booking rules", &format!("{own}/rules")).kind(ButtonKind::Secondary));
        page = page.with(Part::Actions(actions));
    }
    let mut links = vec![(format!("{own}/history"), "History of this course".to_owned())];
    if draft.refresher_months.is_some() && desk.viewer().may::<ManageBookings>().is_ok() {
        links.push((format!("{own}/refreshers"), "Who should come again".to_owned()));
    }
    page = page
        .heading("Sessions")
        .html(&session_table(&sessions.rows))
        .html(&Pagination::new(None, next_page(&desk, sessions.next.as_ref())).first(first_page(&desk)))
        .with(Part::Links(links));
    if !untold.is_empty() || !targets.is_empty() {
        page = page
            .heading("Targets by area")
            .text("Measured over the days of each target, whatever was planned, held or cancelled. People are counted once.")
            .html(&target_table(&targets, &untold, false, planner));
    }
    if planner && !course.archived {
        let set = format!("/planning/targets/new?course={}", course.reference);
        page = page.with(Part::Links(vec![(set, "Set a target".to_owned())]));
    }
    if !take_up.is_empty() {
        page = page
            .heading("Take-up by area")
            .html(&take_up_table(&take_up, draft.target));
        if draft.target.is_some() {
            page = page.text("Expected of the runs held: the people one run should reach, times the sessions that were held. It falls when sessions are cancelled, so it is no target.");
        }
    }
    if planner {
        let (word, value) = if course.archived {
            ("Bring the course back", "no")
        } else {
            ("Archive the course", "yes")
        };
        page = page.with(Part::Form(
            FormPart::new(&format!("{own}/archive"), &desk.hidden())
                .value("version", &course.version.to_string())
                .value("archived", value)
                .button(Button::new(word).kind(ButtonKind::Secondary)),
        ));
    }
    under(&desk, "Course", &page, PLACES)
}

/// Sessions in a table.
pub(crate) fn session_table(lines: &[SessionLine]) -> Table {
    let rows = lines.iter().map(|line| {
        let (text, colour) = state(line.state);
        vec![
            Cell::link(
                &format!("/sessions/{}/plan", line.reference),
                &line.first_day.text(),
            ),
            Cell::text(&line.area),
            Cell::text(&line.venue),
            Cell::number(format!("{} of {}", line.taken, line.capacity)),
            Cell::number(line.waiting),
            tag(text, colour),
        ]
    });
    Table::new("Sessions")
        .hide_caption()
        .column("First day")
        .column("Area")
        .column("Venue")
        .figures("Places taken")
        .figures("Waiting")
        .column("State")
        .rows(rows)
        .when_empty("No sessions yet.")
}

/// A session's state in words and colour.
pub(crate) const fn state(state: SessionState) -> (&'static str, &'static str) {
    match state {
        SessionState::Planned => ("Planned", "blue"),
        SessionState::Held => ("Held", "green"),
        SessionState::Cancelled => ("Cancelled", "grey"),
    }
}

fn form_page(
    desk: &Desk<PlanCourses>,
    action: &str,
    values: &Typed,
    choices: &Choices,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(action, &desk.hidden()).value("version", values.text("version"));
    form.fields = fields(values, choices, problems);
    let heading = if action == "/courses/new" {
        "Create a course"
    } else {
        "Change the course"
    };
    Page::new(heading)
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Save the course"))))
}

fn read_form(form: &Form) -> Result<Typed, Stop> {
    let single: Vec<&str> = FIELDS.iter().copied().filter(|name| *name != "area").collect();
    typed(form, &single, &["area"])
}

/// `GET /courses/new`
pub(crate) async fn new(desk: Desk<PlanCourses>) -> Answer {
    let choices = desk.read(|tx, scope| choices(tx, scope, None)).await?;
    let page = form_page(
        &desk,
        "/courses/new",
        &course_form::blank(),
        &choices,
        &Problems::none(),
    );
    under(&desk, "Create a course", &page, PLACES)
}

/// `POST /courses/new`
pub(crate) async fn create(desk: Desk<PlanCourses>, form: Form) -> Answer {
    let values = read_form(&form)?;
    let choices = desk.read(|tx, scope| choices(tx, scope, None)).await?;
    let problems = match course_form::read(&values, &choices) {
        Ok(draft) => {
            let hand = Hand::of(&desk);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::course::create(tx, scope, &hand.moment(), &draft)?;
                    Ok(done.map(|reference| LocalPath::of(format!("/courses/{reference}?done=created"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = form_page(&desk, "/courses/new", &values, &choices, &problems);
    wrong(&desk, "Create a course", &page, PLACES)
}

/// What the form of a course needs.
fn load(tx: &mut Tx, scope: &access::Scope<PlanCourses>, reference: &str) -> Result<(Course, Choices), Stop> {
    let course = reading::course(tx, scope, reference)?;
    let choices = choices(tx, scope, Some(&course))?;
    Ok((course, choices))
}

/// `GET /courses/{reference}/edit`
pub(crate) async fn edit(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (course, choices) = desk.read(move |tx, scope| load(tx, scope, &reference)).await?;
    let page = form_page(
        &desk,
        desk.path(),
        &course_form::of(&course),
        &choices,
        &Problems::none(),
    );
    under(&desk, "Change the course", &page, &places(&course))
}

/// `POST /courses/{reference}/edit`
pub(crate) async fn update(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form)?;
    let asked = reference.clone();
    let (course, choices) = desk.read(move |tx, scope| load(tx, scope, &asked)).await?;
    let problems = match course_form::read(&values, &choices) {
        Ok(draft) => {
            let (hand, id, based) = (Hand::of(&desk), course.id, version(&values));
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::course::update(tx, scope, &hand.moment(), id, based, &draft)?;
                    Ok(done.map(|()| LocalPath::of(format!("/courses/{reference}?done=changed"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                Err(Stop::Refusal(Refusal::Changed { .. })) => {
                    return conflict(&desk, &course, values, &choices).await;
                }
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = form_page(&desk, desk.path(), &values, &choices, &problems);
    wrong(&desk, "Change the course", &page, &places(&course))
}

/// Somebody saved first: shows both texts field by field, keeps what was typed, and lets it be saved over the newer one.
async fn conflict(desk: &Desk<PlanCourses>, now: &Course, values: Typed, choices: &Choices) -> Answer {
    let id = now.id;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "course", id.0))
        .await?;
    let table = compare(READINGS, choices, &course_form::of(now), &values);
    let values = values.with("version", now.version.to_string());
    let page = form_page(desk, desk.path(), &values, choices, &Problems::none());
    let mut both = Page::new("Somebody changed this first")
        .html(&Warning::new(&format!(
            "{who} What you typed is in the form below. Saving it replaces the newer words."
        )))
        .html(&table);
    both.parts.extend(page.parts);
    changed(desk, "Somebody changed this first", &both, &places(now))
}

/// `POST /courses/{reference}/archive`
pub(crate) async fn archive(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["version", "archived"], &[])?;
    let asked = reference.clone();
    let course = desk
        .read(move |tx, scope| reading::course(tx, scope, &asked))
        .await?;
    let archived = match values.text("archived") {
        "yes" => true,
        "no" => false,
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    let (hand, based) = (Hand::of(&desk), version(&values));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = plan::course::archive(tx, scope, &hand.moment(), course.id, based, archived)?;
            let word = if archived { "archived" } else { "restored" };
            Ok(done.map(|()| LocalPath::of(format!("/courses/{reference}?done={word}"))))
        })
        .await?;
    Ok(answer)
}
