//! Repeating a session: first the days are chosen, then each is looked at, with what it would clash with, before anything is made.

use super::clashing::texts;
use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_change::places;
use super::typed::Typed;
use crate::model::{Clash, DayDraft, MOST_REPEATS, Rhythm, Session, closing, first_days, overlap};
use crate::plan::clashes::{Wanted, clashes};
use crate::plan::series;
use crate::plan::session::refuse_archived;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Checkboxes, Choice, DateInput, Input, InputKind, Radios, Textarea};
use kernel::{Day, Problems, Stop};

const TITLE: &str = "Repeat the session";

/// What is repeated.
struct Loaded {
    session: Session,
    trainers: Vec<kernel::Id>,
    /// Names of trainers who have left.
    left: Vec<String>,
}

async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<Loaded, Stop> {
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        refuse_archived(&reading::course_by_id(tx, session.course)?)?;
        let all = reading::trainers(tx, session.id)?;
        let trainers = series::still_training(tx, &all)?;
        let left = all.into_iter().filter(|(id, _)| !trainers.contains(id));
        Ok(Loaded {
            left: left.map(|(_, name)| name).collect(),
            session,
            trainers,
        })
    })
    .await
}

/// The form that asks how often.
fn ask_page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let rhythm = Rhythm::ALL.iter().fold(
        Radios::new("rhythm", "How often?").problems(problems),
        |radios, one| radios.choice(Choice::new(one.code(), one.label())),
    );
    let form = FormPart::asking(desk.path())
        .field(&rhythm.value(values.text("rhythm")))
        .field(
            &Input::new("times", "How many more sessions?")
                .hint("Not needed for dates of your own")
                .kind(InputKind::Number)
                .width(3)
                .value(values.text("times"))
                .problems(problems),
        )
        .field(
            &Textarea::new("dates", "Dates of your own")
                .hint("First days, one on each line, like 12/3/2026")
                .rows(4)
                .value(values.text("dates"))
                .problems(problems),
        )
        .button(Button::new("See the days"));
    Page::new(TITLE)
        .caption(&loaded.session.title)
        .problems(problems)
        .text("The repeats have the same area, venue, places, trainers and times. Nothing is made before you have seen the days.")
        .with(Part::Bullets(loaded.session.days_text()))
        .with(Part::Form(form))
}

/// The first days that were asked for, with what is wrong with how they were asked for.
fn asked_for(values: &Typed, session: &Session, today: Day) -> Result<Vec<Day>, Problems> {
    let Some(rhythm) = Rhythm::parse(values.text("rhythm")) else {
        return Err(Problems::one("rhythm", "Choose how often"));
    };
    if rhythm == Rhythm::Dates {
        return typed_dates(values.text("dates"));
    }
    let times = values.text("times").trim().parse().unwrap_or(0);
    if !(1..=MOST_REPEATS).contains(&times) {
        let words = format!("Enter how many more sessions, between 1 and {MOST_REPEATS}");
        return Err(Problems::one("times", &words));
    }
    Ok(first_days(rhythm, session.first_day, times, today))
}

/// Dates on lines of their own; each line that is none is named.
fn typed_dates(text: &str) -> Result<Vec<Day>, Problems> {
    let (mut days, mut problems) = (Vec::new(), Problems::none());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match DateInput::read(line, "", "") {
            Ok(day) => days.push(day),
            Err(_) => problems.add(
                "dates",
                format!("\u{201c}{line}\u{201d} is no date like 12/3/2026"),
            ),
        }
    }
    if days.is_empty() && problems.is_empty() {
        problems.add("dates", "Enter at least one date");
    }
    if days.len() > MOST_REPEATS {
        problems.add("dates", format!("Enter {MOST_REPEATS} dates at most"));
    }
    days.sort_unstable();
    days.dedup();
    if problems.is_empty() {
        Ok(days)
    } else {
        Err(problems)
    }
}

/// The days that are looked at, each with a box; `chosen`: the boxes that are ticked, at first all that can be.
async fn days_page(
    desk: &Desk<PlanCourses>,
    loaded: &Loaded,
    values: &Typed,
    offered: &[Day],
    chosen: Option<&[Day]>,
    problems: &Problems,
) -> Result<Page, Stop> {
    let session = &loaded.session;
    let wanted = Wanted {
        days: offered
            .iter()
            .flat_map(|first| series::shifted(session, *first))
            .collect(),
        ..Wanted::of(
            &series::draft_of(session, loaded.trainers.clone()),
            session.mode,
            None,
        )
    };
    let (asked, firsts) = (session.clone(), offered.to_vec());
    let (found, taken) = desk
        .read(move |tx, scope| {
            let taken = series::taken(tx, scope, &asked, &firsts)?;
            Ok((clashes(tx, scope, &wanted)?, taken))
        })
        .await?;
    let today = desk.now().day();
    let fits = |first: &Day| series::check(session, &taken, &[*first], today).is_empty();
    // Days that cannot be are offered with the reason, and not ticked.
    let chosen: Vec<Day> = match chosen {
        Some(days) => days.to_vec(),
        None => offered.iter().copied().filter(fits).collect(),
    };
    let mut boxes = Checkboxes::new("day", "Days").problems(problems);
    for first in offered {
        let days = series::shifted(session, *first);
        let words: Vec<String> = days
            .iter()
            .map(|day| format!("{}, {} to {}", day.day.long_text(), day.starts, day.ends))
            .collect();
        let clash: Vec<Clash> = found
            .iter()
            .filter(|clash| days.iter().any(|day| day.day == clash.day()))
            .cloned()
            .collect();
        let wrong = series::check(session, &taken, &[*first], today);
        let hint: Vec<String> = wrong
            .0
            .into_iter()
            .map(|problem| problem.message)
            .chain(holidays(&days))
            .chain(closed(session, *first, today))
            .chain(beside(session, *first, offered))
            .chain(texts(&clash).into_iter().map(|text| format!("Clash: {text}")))
            .collect();
        let choice = Choice::new(&first.iso(), &words.join(" and "));
        boxes = boxes.choice(if hint.is_empty() {
            choice
        } else {
            choice.hint(&hint.join(". "))
        });
    }
    for day in chosen {
        boxes = boxes.value(&day.iso());
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("rhythm", values.text("rhythm"))
        .value("times", values.text("times"))
        .value("dates", values.text("dates"))
        .field(&boxes)
        .button(Button::new("Create these sessions"))
        .button(Button::link("Choose other days", &again(desk.path(), values)).kind(ButtonKind::Secondary));
    Ok(Page::new("Are these the days?")
        .caption(&session.title)
        .problems(problems)
        .text("Untick a day on which there is to be no session.")
        .text(&left_out(&loaded.left))
        .with(Part::Form(form)))
}

/// That trainers who have left run none of the repeats.
fn left_out(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("{} can no longer train and is left out.", names.join(" and "))
}

/// A hint that one of the days is a bank holiday.
fn holidays(days: &[DayDraft]) -> Option<String> {
    let holiday = days.iter().find(|day| day.day.is_bank_holiday())?;
    Some(if days.len() == 1 {
        "This is a bank holiday".to_owned()
    } else {
        format!("{} is a bank holiday", holiday.day.text())
    })
}

/// A hint that nobody could book by herself any more.
fn closed(session: &Session, first: Day, today: Day) -> Option<String> {
    closing(first, session.closes_before)
        .filter(|day| *day < today)
        .map(|_| "Booking would be closed already".to_owned())
}

/// A hint that another repeat meets at the same time: of a session over several days the last of one may be the first of the next.
fn beside(session: &Session, first: Day, offered: &[Day]) -> Option<String> {
    let own = series::shifted(session, first);
    let other = offered.iter().filter(|other| **other != first).find(|other| {
        let days = series::shifted(session, **other);
        days.iter().any(|day| {
            own.iter()
                .any(|own| own.day == day.day && overlap((&own.starts, &own.ends), (&day.starts, &day.ends)))
        })
    })?;
    Some(format!(
        "Clash: the repeat of {} meets at the same time",
        other.text()
    ))
}

/// The address of the form with what was typed into it.
fn again(path: &str, values: &Typed) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("form", "again");
    for name in ASKED {
        query.append_pair(name, values.text(name));
    }
    format!("{path}?{}", query.finish())
}

/// The fields of the form that asks how often.
const ASKED: [&str; 3] = ["rhythm", "times", "dates"];

/// `GET /sessions/{reference}/repeat`: how often, and once that is asked, the days.
pub(crate) async fn ask(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    let values = ASKED
        .iter()
        .fold(Typed::none(), |typed, name| typed.with(name, desk.query(name)));
    if desk.query_text().is_empty() || desk.query("form") == "again" {
        let page = ask_page(&desk, &loaded, &values, &Problems::none());
        return shown(&desk, &loaded, &page);
    }
    let (session, today) = (&loaded.session, desk.now().day());
    match asked_for(&values, session, today) {
        Ok(offered) => {
            let none = Problems::none();
            let page = days_page(&desk, &loaded, &values, &offered, None, &none).await?;
            shown(&desk, &loaded, &page)
        }
        Err(problems) => {
            let page = ask_page(&desk, &loaded, &values, &problems);
            wrong(&desk, TITLE, &page, &places(&loaded.session))
        }
    }
}

fn shown(desk: &Desk<PlanCourses>, loaded: &Loaded, page: &Page) -> Answer {
    under(desk, TITLE, page, &places(&loaded.session))
}

/// `POST /sessions/{reference}/repeat`
pub(crate) async fn repeat(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &ASKED, &["day"])?;
    let loaded = load(&desk, reference).await?;
    let session = &loaded.session;
    let offered = asked_for(&values, session, desk.now().day())?;
    let problems = match chosen(&values, &offered) {
        Ok(firsts) => {
            let (hand, id, own) = (Hand::of(&desk), session.id, session.reference.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = series::repeat(tx, scope, &hand.moment(), id, &firsts)?;
                    Ok(done
                        .map(|made| LocalPath::of(format!("/sessions/{own}/plan?done=repeated&made={made}"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let ticked = chosen(&values, &offered).unwrap_or_default();
    let page = days_page(&desk, &loaded, &values, &offered, Some(&ticked), &problems).await?;
    wrong(&desk, TITLE, &page, &places(&loaded.session))
}

/// The days that are ticked, all of them offered.
fn chosen(values: &Typed, offered: &[Day]) -> Result<Vec<Day>, Problems> {
    let read = |text: &String| Day::parse(text).filter(|day| offered.contains(day));
    let days: Option<Vec<Day>> = values.all("day").iter().map(read).collect();
    days.ok_or_else(|| Problems::one("day", "Choose days from the list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_line_by_line_and_each_wrong_one_is_named() {
        let days = typed_dates(" 14/4/2026\n\n12/3/2026 \n12/3/2026\n").unwrap();
        let days: Vec<String> = days.into_iter().map(Day::iso).collect();
        assert_eq!(days, ["2026-03-12", "2026-04-14"]);
        let wrong = typed_dates("12/3/2026\n31/2/2026\nsoon").unwrap_err();
        let words: Vec<&str> = wrong.0.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(words.len(), 2, "{words:?}");
        assert!(words[0].contains("31/2/2026") && words[1].contains("soon"));
        assert!(typed_dates("\n").unwrap_err().of("dates").is_some());
    }
}
