//! Opening a questionnaire to anybody, and changing what may be changed while answers come.

use super::links::{ABOVE, named};
use crate::books::version_by_key;
use crate::links::{self, Draft};
use crate::model::{InstrumentVersion, LinkId};
use crate::records::link::Link;
use access::actions::OpenQuestionnaires;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, Checkboxes, Choice, DateInput, Input, InputKind, Select};
use kernel::{Day, Id, Problems, Refusal, Stop};

const NUMBERS: [&str; 3] = ["target", "cap", "daily"];

/// A version with the areas it can be opened for.
struct Loaded {
    version: InstrumentVersion,
    areas: Vec<(Id, String)>,
}

async fn load(desk: &Desk<OpenQuestionnaires>, key: String, version: i64) -> Result<Loaded, Stop> {
    desk.read(move |tx, scope| {
        let version = version_by_key(tx, &key, Some(version))?.ok_or(Refusal::Unknown)?;
        let areas = links::areas(tx, scope)?;
        Ok(Loaded { version, areas })
    })
    .await
}

fn date(form: &Form, name: &str, legend: &str, hint: &str, problems: &Problems) -> DateInput {
    let part = |part: &str| form.text(&format!("{name}-{part}")).to_owned();
    DateInput::new(name, legend)
        .hint(hint)
        .typed(&part("day"), &part("month"), &part("year"))
        .problems(problems)
}

fn number(form: &Form, name: &str, label: &str, hint: &str, problems: &Problems) -> Input {
    Input::new(name, label)
        .hint(hint)
        .kind(InputKind::Number)
        .width(5)
        .value(form.text(name))
        .problems(problems)
}

/// The fields that a link has from its beginning to its end.
fn fields(part: FormPart, form: &Form, problems: &Problems) -> FormPart {
    part.field(
        &Input::new("name", "What do you call it?")
            .hint("Only staff see it. For example: Stall at the summer fair")
            .value(form.text("name"))
            .problems(problems),
    )
    .field(&date(
        form,
        "closes",
        "Last day",
        "It closes by itself at the end of this day.",
        problems,
    ))
    .field(&number(
        form,
        "target",
        "How many answers do you hope for?",
        "May be left empty.",
        problems,
    ))
    .field(&number(
        form,
        "cap",
        "How many answers are taken at most?",
        "Then it says that there are enough.",
        problems,
    ))
    .field(&number(
        form,
        "daily",
        "How many on one day?",
        "So that nobody can fill it by machine over night.",
        problems,
    ))
}

fn page(desk: &Desk<OpenQuestionnaires>, loaded: &Loaded, form: &Form, problems: &Problems) -> Page {
    let definition = loaded.version.published.definition();
    let areas = loaded
        .areas
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let mut part = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Select::new("area", "For which area?")
                .option("", "All areas")
                .options(areas)
                .value(form.text("area"))
                .problems(problems),
        )
        .field(&date(form, "opens", "First day", "", problems));
    part = fields(part, form, problems);
    let mut boxes = Checkboxes::new("sparing", "Which questions say who somebody is, and are put to some people only?")
        .hint("Such questions are asked only where the answers are needed. Who is asked is chance. Leave all empty to put every question to everybody.")
        .small();
    for question in definition.questions().filter(|question| !question.link) {
        boxes = boxes.choice(Choice::new(&question.key, &question.text));
    }
    for chosen in form.all("sparing") {
        boxes = boxes.value(chosen);
    }
    let part = part
        .field(&boxes.problems(problems))
        .field(&number(
            form,
            "quota",
            "To how many people are they put?",
            "50 or more. Left empty, as long as the link is open.",
            problems,
        ))
        .field(&number(
            form,
            "share",
            "To how many of a hundred who come?",
            "10 to 100; left empty, to all until there are enough.",
            problems,
        ))
        .button(Button::new("Make the link"));
    Page::new("Open it to anybody")
        .caption(&format!("{}, version {}", definition.title, definition.version))
        .problems(problems)
        .text("Whoever has the link can answer, without an account and without a name. The answers belong to no session.")
        .with(Part::Form(part))
}

/// GET /instruments/{key}/{version}/open
pub(crate) async fn ask(desk: Desk<OpenQuestionnaires>, Path((key, version)): Path<(String, i64)>) -> Answer {
    let loaded = load(&desk, key, version).await?;
    let (year, month, day) = desk.now().day().parts();
    let form = Form::of(vec![
        ("opens-day".to_owned(), day.to_string()),
        ("opens-month".to_owned(), month.to_string()),
        ("opens-year".to_owned(), year.to_string()),
        ("cap".to_owned(), "500".to_owned()),
        ("daily".to_owned(), "200".to_owned()),
    ]);
    let page = page(&desk, &loaded, &form, &Problems::none());
    under(&desk, "Open it to anybody", &page, &ABOVE)
}

fn day(form: &Form, name: &str, problems: &mut Problems) -> Option<Day> {
    let part = |part: &str| form.text(&format!("{name}-{part}"));
    match DateInput::read(part("day"), part("month"), part("year")) {
        Ok(day) => Some(day),
        Err(words) => {
            problems.add(name, words);
            None
        }
    }
}

/// A number; `None` where nothing was typed.
fn whole(form: &Form, name: &str, problems: &mut Problems) -> Option<i64> {
    match form.text(name) {
        "" => None,
        text => text.parse().map_or_else(
            |_| {
                problems.add(name, "Enter a whole number");
                None
            },
            Some,
        ),
    }
}

/// Reads what both forms have; `opens` is known already where a link is changed.
fn read(form: &Form, opens: Option<Day>) -> Result<Draft, Problems> {
    let mut problems = Problems::none();
    let opens = opens.or_else(|| day(form, "opens", &mut problems));
    let closes = day(form, "closes", &mut problems);
    let [target, cap, daily] = NUMBERS.map(|name| whole(form, name, &mut problems));
    let (quota, share) = (
        whole(form, "quota", &mut problems),
        whole(form, "share", &mut problems),
    );
    let sparing: Vec<String> = form.all("sparing").into_iter().map(str::to_owned).collect();
    if sparing.is_empty() && (quota.is_some() || share.is_some()) {
        problems.add("sparing", "Choose the questions that are put to some people only");
    }
    if !sparing.is_empty() && quota.is_none() && share.is_none() {
        problems.add(
            "quota",
            "Enter to how many people they are put, or to how many of a hundred",
        );
    }
    problems.check()?;
    let (Some(opens), Some(closes)) = (opens, closes) else {
        return Err(Problems::none());
    };
    let draft = Draft {
        name: form.text("name").to_owned(),
        area: None,
        opens,
        closes,
        target,
        cap: cap.unwrap_or(0),
        daily: daily.unwrap_or(0),
        sparing,
        quota,
        share: share.unwrap_or(100),
    };
    draft.check()?;
    Ok(draft)
}

/// POST /instruments/{key}/{version}/open
pub(crate) async fn make(
    desk: Desk<OpenQuestionnaires>,
    Path((key, version)): Path<(String, i64)>,
    form: Form,
) -> Answer {
    let single = [
        "area",
        "name",
        "opens-day",
        "opens-month",
        "opens-year",
        "closes-day",
        "closes-month",
        "closes-year",
        "target",
        "cap",
        "daily",
        "quota",
        "share",
    ];
    form.only(&single, &["sparing"])?;
    let loaded = load(&desk, key, version).await?;
    let known = |key: &&str| {
        loaded
            .version
            .published
            .question(key)
            .is_some_and(|question| !question.link)
    };
    if !form.all("sparing").iter().all(known) {
        return Err(Refusal::Malformed("This form names a question that there is not.").into());
    }
    let area = match form.text("area") {
        "" => None,
        id => Some(Id::parse(id).ok_or(Refusal::Malformed(
            "This form names an area that it does not offer.",
        ))?),
    };
    let problems = match read(&form, None) {
        Err(problems) => problems,
        Ok(draft) => {
            let draft = Draft { area, ..draft };
            let (id, token, now) = (
                LinkId::fresh(desk.clock(), desk.entropy()),
                desk.entropy().token(),
                desk.now(),
            );
            let version = loaded.version.clone();
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = links::create(tx, scope, id, &token, &version, &draft, now)?;
                    Ok(done.map(|id| LocalPath::of(format!("/instruments/links/{id}?done=made"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
    };
    let page = page(&desk, &loaded, &form, &problems);
    wrong(&desk, "Open it to anybody", &page, &ABOVE)
}

async fn load_link(desk: &Desk<OpenQuestionnaires>, id: LinkId) -> Result<Link, Stop> {
    desk.view(move |tx, scope| Ok(Seen::one("answer_link", id, links::load(tx, scope, id)?)))
        .await
}

fn change_page(
    desk: &Desk<OpenQuestionnaires>,
    link: &Link,
    version: &str,
    form: &Form,
    problems: &Problems,
) -> Page {
    let part = FormPart::new(desk.path(), &desk.hidden()).value("version", version);
    let part = fields(part, form, problems).button(Button::new("Change"));
    Page::new("Change the link")
        .caption(&link.name)
        .problems(problems)
        .text("What is asked and of whom stays as it was when the link was made, so that the answers go together.")
        .with(Part::Form(part))
}

/// GET /instruments/links/{id}/change
pub(crate) async fn ask_change(desk: Desk<OpenQuestionnaires>, Path(id): Path<String>) -> Answer {
    let link = load_link(&desk, named(&id)?).await?;
    let (year, month, day) = link.closes.parts();
    let form = Form::of(vec![
        ("name".to_owned(), link.name.clone()),
        ("closes-day".to_owned(), day.to_string()),
        ("closes-month".to_owned(), month.to_string()),
        ("closes-year".to_owned(), year.to_string()),
        (
            "target".to_owned(),
            link.target.map_or_else(String::new, |target| target.to_string()),
        ),
        ("cap".to_owned(), link.cap.to_string()),
        ("daily".to_owned(), link.daily.to_string()),
    ]);
    let page = change_page(&desk, &link, &link.version.to_string(), &form, &Problems::none());
    under(&desk, "Change the link", &page, &ABOVE)
}

/// POST /instruments/links/{id}/change
pub(crate) async fn change(desk: Desk<OpenQuestionnaires>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(
        &[
            "version",
            "name",
            "closes-day",
            "closes-month",
            "closes-year",
            "target",
            "cap",
            "daily",
        ],
        &[],
    )?;
    let link = load_link(&desk, named(&id)?).await?;
    let problems = match read(&form, Some(link.opens)) {
        Err(problems) => problems,
        Ok(draft) => {
            let (id, version, now) = (link.id, form.text("version").parse().unwrap_or(-1), desk.now());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = links::change(tx, scope, id, version, &draft, now)?;
                    Ok(done.map(|()| LocalPath::of(format!("/instruments/links/{id}?done=changed"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
    };
    let page = change_page(&desk, &link, form.text("version"), &form, &problems);
    wrong(&desk, "Change the link", &page, &ABOVE)
}
