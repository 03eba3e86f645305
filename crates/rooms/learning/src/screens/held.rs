//! Places kept back until a day: which there are, keeping some back, changing and releasing them.

use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::{Typed, together};
use crate::model::{HeldDraft, HeldFor, HeldPlaces, Session, normal_host};
use crate::places::held;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use directory::model::AreaId;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Choice, Html, Input, InputKind, Radios, Select, Table};
use kernel::{Day, Id, Problems, Refusal, Stop};

const FIELDS: &[&str] = &[
    "for",
    "area",
    "label",
    "host",
    "places",
    "until-day",
    "until-month",
    "until-year",
];

/// A session with its places kept back.
struct Loaded {
    session: Session,
    held: Vec<HeldPlaces>,
    boroughs: Vec<(Id, String)>,
}

async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<Loaded, Stop> {
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let held = held::list(tx, scope, session.id)?;
        let boroughs = reading::boroughs(tx)?;
        let id = session.id;
        let loaded = Loaded {
            session,
            held,
            boroughs,
        };
        Ok(Seen::one("session", id, loaded))
    })
    .await
}

impl Loaded {
    fn path(&self) -> String {
        format!("/sessions/{}/held", self.session.reference)
    }

    fn plan(&self) -> String {
        format!("/sessions/{}/plan", self.session.reference)
    }

    /// Those of an address that are kept back still.
    fn named(&self, id: &str) -> Result<&HeldPlaces, Refusal> {
        let id = Id::parse(id).ok_or(Refusal::Unknown)?;
        let held = self
            .held
            .iter()
            .find(|held| held.id == id)
            .ok_or(Refusal::Unknown)?;
        if held.released {
            let words = "These places were released: everybody can book them.";
            return Err(Refusal::Closed(words.to_owned()));
        }
        Ok(held)
    }
}

/// How those for whom places are kept are known.
fn known_by(held_for: &HeldFor) -> String {
    match held_for {
        HeldFor::Area(_) => "Work in this borough".to_owned(),
        HeldFor::Agency(host) => format!("Addresses that end with @{host}"),
        HeldFor::Code(code) => format!("Code {}", in_groups(code)),
    }
}

/// A code as people read it out: `H7K2 QMX4`.
fn in_groups(code: &str) -> String {
    let (first, rest) = code.split_at_checked(4).unwrap_or((code, ""));
    format!("{first} {rest}").trim_end().to_owned()
}

fn table(loaded: &Loaded) -> Table {
    let rows = loaded.held.iter().map(|held| {
        let until = if held.released {
            Cell::text("Released")
        } else {
            Cell::text(&held.until.text())
        };
        let change = if held.released {
            Cell::text("")
        } else {
            let path = format!("{}/{}", loaded.path(), held.id);
            Cell::html(Html::link_about(&path, "Change", &held.label))
        };
        vec![
            Cell::text(&held.label),
            Cell::text(&known_by(&held.held_for)),
            Cell::number(held.places),
            Cell::number(held.taken),
            until,
            change,
        ]
    });
    Table::new("Places kept back")
        .hide_caption()
        .column("For")
        .column("Known by")
        .figures("Places")
        .figures("Taken")
        .column("Until the end of")
        .column("Change")
        .rows(rows)
        .when_empty("No places are kept back.")
}

fn page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let session = &loaded.session;
    let mut page = Page::new("Places kept back")
        .caption(&format!("{}, {}", session.title, session.first_day.long_text()))
        .problems(problems)
        .text("Whoever they are kept for gets one of them when she books, and a place that is anybody's when they are all taken. After their last day everybody can book them, and who waits gets them first.")
        .html(&table(loaded));
    if !session.open_for_booking(desk.now()) {
        return page;
    }
    page = page.heading("Keep places back").text(&match session.left() {
        0 => "No place is free to be kept back.".to_owned(),
        1 => "1 place is free.".to_owned(),
        left => format!("{left} places are free."),
    });
    if session.left() == 0 && problems.is_empty() {
        return page;
    }
    let boroughs = loaded
        .boroughs
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Radios::new("for", "For whom?")
                .choice(Choice::new("area", "People who work in one borough"))
                .choice(
                    Choice::new("agency", "People of one organisation")
                        .hint("Known by their work e-mail address"),
                )
                .choice(Choice::new("code", "Whoever has a code").hint("We make the code; you pass it on"))
                .value(values.text("for"))
                .problems(problems),
        )
        .field(
            &Select::new("area", "Borough")
                .hint("Only for people of one borough")
                .option("", "Choose")
                .options(boroughs)
                .value(values.text("area"))
                .problems(problems),
        )
        .field(
            &Input::new("label", "Organisation, or whom you give the code to")
                .hint("Only staff see it")
                .value(values.text("label"))
                .problems(problems),
        )
        .field(
            &Input::new("host", "What their e-mail addresses end with")
                .hint("Only for people of one organisation. For example homerton.nhs.uk")
                .value(values.text("host"))
                .problems(problems),
        )
        .field(places_field(values, problems))
        .field(
            &values
                .date_input("until", "Until the end of which day?")
                .problems(problems),
        )
        .button(Button::new("Keep them back"));
    page.with(Part::Form(form))
}

fn places_field(values: &Typed, problems: &Problems) -> Html {
    Html::from(
        &Input::new("places", "Places")
            .kind(InputKind::Number)
            .width(4)
            .value(values.text("places"))
            .problems(problems),
    )
}

/// `GET /sessions/{reference}/held`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    let placed = match desk.query("placed").parse::<u32>() {
        Ok(1) => " 1 person who waited has a place now and was told so.".to_owned(),
        Ok(many) if many > 1 => format!(" {many} people who waited have a place now and were told so."),
        _ => String::new(),
    };
    let done = match desk.query("done").as_str() {
        "kept" => "The places are kept back.",
        "changed" => "The places kept back are changed.",
        "released" => "The places are released: everybody can book them.",
        _ => "",
    };
    let page = page(&desk, &loaded, &Typed::none(), &Problems::none()).done(&format!("{done}{placed}"));
    under(&desk, "Places kept back", &page, &[(&loaded.plan(), "Session")])
}

/// A number of places and a day in what was typed.
fn number(values: &Typed, problems: &mut Problems) -> Option<(i64, Day)> {
    let places = values.whole("places", problems, "Enter the number of places, 1 or more");
    values.day("until", problems).map(|until| (places, until))
}

/// The draft in what was typed, with everything that is wrong. `code` is the one that whoever asks for one is given.
fn read(values: &Typed, code: String) -> Result<HeldDraft, Problems> {
    let mut problems = Problems::none();
    let held_for = match values.text("for") {
        "area" => Id::parse(values.text("area")).map(|area| HeldFor::Area(AreaId(area))),
        "agency" => normal_host(values.text("host")).map(HeldFor::Agency),
        "code" => Some(HeldFor::Code(code)),
        _ => {
            problems.add("for", "Choose for whom the places are kept");
            None
        }
    };
    match (held_for.is_none(), values.text("for")) {
        (true, "area") => problems.add("area", "Choose the borough"),
        (true, "agency") => problems.add(
            "host",
            "Enter what their addresses end with, like homerton.nhs.uk",
        ),
        _ => {}
    }
    let label = values.text("label").to_owned();
    if ["agency", "code"].contains(&values.text("for")) && label.trim().is_empty() {
        problems.add("label", "Enter for whom the places are kept");
    }
    let number = number(values, &mut problems);
    match (held_for, number) {
        (Some(held_for), Some((places, until))) if problems.is_empty() => Ok(HeldDraft {
            held_for,
            label,
            places,
            until,
        }),
        _ => Err(together(problems, Problems::none())),
    }
}

/// `POST /sessions/{reference}/held`
pub(crate) async fn keep(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &[])?;
    let loaded = load(&desk, reference).await?;
    let hand = Hand::of(&desk);
    let code = held::fresh_code(&hand.moment());
    let problems = match read(&values, code) {
        Ok(draft) => {
            let (session, home) = (loaded.session.id, loaded.path());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = held::keep(tx, scope, &hand.moment(), session, &draft)?;
                    Ok(done.map(|_| LocalPath::of(format!("{home}?done=kept"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = page(&desk, &loaded, &values, &problems);
    wrong(&desk, "Places kept back", &page, &[(&loaded.plan(), "Session")])
}

fn one_page(
    desk: &Desk<PlanCourses>,
    loaded: &Loaded,
    held: &HeldPlaces,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("what", "change")
        .field(places_field(values, problems))
        .field(
            &values
                .date_input("until", "Until the end of which day?")
                .problems(problems),
        )
        .button(Button::new("Change"));
    let release = FormPart::new(desk.path(), &desk.hidden())
        .value("what", "release")
        .button(Button::new("Release them now").kind(ButtonKind::Warning));
    Page::new(&held.label)
        .caption("Places kept back")
        .problems(problems)
        .text(&format!("{}. {} of {} are taken.", known_by(&held.held_for), held.taken, held.places))
        .with(Part::Form(form))
        .heading("Release them")
        .text("Everybody can book those that nobody has taken; who waits gets them first, and is told. Who has one keeps it.")
        .with(Part::Form(release))
        .with(Part::Links(vec![(loaded.path(), "All places kept back".to_owned())]))
}

/// Where the pages of one group lead back to.
fn under_one(loaded: &Loaded) -> [(String, &'static str); 2] {
    [(loaded.plan(), "Session"), (loaded.path(), "Places kept back")]
}

/// `GET /sessions/{reference}/held/{id}`
pub(crate) async fn show_one(
    desk: Desk<PlanCourses>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let loaded = load(&desk, reference).await?;
    let held = loaded.named(&id)?;
    let values = Typed::none()
        .with("places", held.places.to_string())
        .with_day("until", held.until);
    let page = one_page(&desk, &loaded, held, &values, &Problems::none());
    under(&desk, "Places kept back", &page, &under_one(&loaded))
}

/// `POST /sessions/{reference}/held/{id}`
pub(crate) async fn change(
    desk: Desk<PlanCourses>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let values = typed(
        &form,
        &["what", "places", "until-day", "until-month", "until-year"],
        &[],
    )?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, reference).await?;
    let held = loaded.named(&id)?;
    let (hand, session, which, home) = (Hand::of(&desk), loaded.session.id, held.id, loaded.path());
    let mut problems = Problems::none();
    let answer = if values.text("what") == "release" {
        desk.submit(&form, move |tx, scope| {
            let done = held::release(tx, scope, &hand.moment(), session, which)?;
            Ok(done.map(|placed| LocalPath::of(format!("{home}?done=released&placed={placed}"))))
        })
        .await
    } else {
        match number(&values, &mut problems) {
            Some(wanted) if problems.is_empty() => {
                desk.submit(&form, move |tx, scope| {
                    let done = held::change(tx, scope, &hand.moment(), session, which, wanted)?;
                    Ok(done.map(|placed| LocalPath::of(format!("{home}?done=changed&placed={placed}"))))
                })
                .await
            }
            _ => Err(Stop::Problems(problems)),
        }
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = one_page(&desk, &loaded, held, &values, &problems);
            wrong(&desk, "Places kept back", &page, &under_one(&loaded))
        }
        other => Ok(other?),
    }
}
