//! Two records side by side, what joining them would change, and what people decide.

use super::hand::{Hand, tag, typed, under, version, wrong};
use super::pairs::{PLACES as ABOVE, colour};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{LearnerId, PairId, PairState, Said, Shared, Side};
use crate::pairs::decide;
use crate::pairs::reading::{self, Opened};
use access::actions::{JoinLearners, ManageBookings, ReadBookings};
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, InsetText, Radios, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

const TITLE: &str = "Two records";

/// Places above these pages.
pub(super) fn places() -> Vec<(&'static str, &'static str)> {
    let mut places = ABOVE.to_vec();
    places.push(("/learners", "People with two records"));
    places
}

pub(super) async fn load(desk: &Desk<JoinLearners>, id: &str) -> Result<Opened, Stop> {
    let id = Id::parse(id).map(PairId).ok_or(Refusal::Unknown)?;
    let today = desk.now().day();
    desk.view(move |tx, scope| Ok(Seen::one("pair", id, reading::one(tx, scope, id, today)?)))
        .await
}

/// What somebody said, each thing once.
fn said(side: &Side, of: impl Fn(&Said) -> String) -> String {
    let mut all: Vec<String> = side.said.iter().map(of).filter(|text| !text.is_empty()).collect();
    all.sort();
    all.dedup();
    all.join("; ")
}

/// An address, whole for who reads bookings: of others an administrator sees no more than what tells two addresses apart.
fn address(desk: &Desk<JoinLearners>, email: &str) -> String {
    if desk.viewer().may::<ReadBookings>().is_ok() {
        return email.to_owned();
    }
    email.rsplit_once('@').map_or_else(String::new, |(name, domain)| {
        let first: String = name.chars().take(1).collect();
        format!("{first}…@{domain}")
    })
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "None given".to_owned()
    } else {
        text
    }
}

/// Both people, line by line.
fn beside(desk: &Desk<JoinLearners>, opened: &Opened) -> Table {
    let (one, other) = &opened.sides;
    let line = |head: &str, of: &dyn Fn(&Side) -> String| {
        vec![Cell::text(head), Cell::text(&of(one)), Cell::text(&of(other))]
    };
    let count =
        |place: usize| move |side: &Side| side.counts.get(place).map(i64::to_string).unwrap_or_default();
    Table::new("Both records")
        .hide_caption()
        .column("What")
        .column("One record")
        .column("The other")
        .row(line("Name", &|side| side.name.clone()))
        .row(line("Work e-mail address", &|side| {
            or_none(address(desk, &side.email))
        }))
        .row(line("Organisation", &|side| {
            or_none(said(side, |said| said.organisation.clone()))
        }))
        .row(line("Professional background", &|side| {
            or_none(said(side, |said| {
                label_of(BACKGROUNDS, &said.background).to_owned()
            }))
        }))
        .row(line("Borough", &|side| {
            or_none(said(side, |said| {
                said.borough
                    .as_ref()
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default()
            }))
        }))
        .row(line("First seen", &|side| side.made_at.day().text()))
        .row(line("Bookings", &count(0)))
        .row(line("Days there", &count(1)))
        .row(line("Certificates", &count(2)))
        .row(line("Courses recognised", &count(3)))
}

/// Sessions that both booked and days on which both were there, with what becomes of them.
fn shared(opened: &Opened) -> Option<Table> {
    let session = |shared: &Shared| {
        let states = shared.states.map_or_else(String::new, |(one, other)| {
            format!("{} and {}", one.label(), other.label().to_lowercase())
        });
        let becomes = if shared.blocks {
            "Stands in the way: cancel one of the two first"
        } else {
            "The one that got further stays; the other counts as cancelled"
        };
        (states, becomes)
    };
    if opened.sessions.is_empty() && opened.days.is_empty() {
        return None;
    }
    let row = |shared: &Shared, what: &str, becomes: &str| {
        vec![
            Cell::link(&format!("/sessions/{}/plan", shared.reference), &shared.title),
            Cell::text(&shared.day.text()),
            Cell::text(what),
            Cell::text(becomes),
        ]
    };
    let sessions = opened.sessions.iter().map(|shared| {
        let (states, becomes) = session(shared);
        row(shared, &format!("Both booked: {states}"), becomes)
    });
    let days = opened
        .days
        .iter()
        .map(|shared| row(shared, "Both were there", "Counts once"));
    Some(
        Table::new("What both have")
            .column("Session")
            .column("Day")
            .column("What")
            .column("When they are joined")
            .rows(sessions.chain(days)),
    )
}

fn named(desk: &Desk<JoinLearners>, opened: &Opened, learner: Option<LearnerId>) -> String {
    let (one, other) = &opened.sides;
    let side = if learner == Some(one.learner) { one } else { other };
    if side.email.is_empty() {
        format!("{}, without address", side.name)
    } else {
        format!("{}, {}", side.name, address(desk, &side.email))
    }
}

fn button_form(
    desk: &Desk<JoinLearners>,
    opened: &Opened,
    what: &str,
    words: &str,
    kind: ButtonKind,
) -> Part {
    Part::Form(
        FormPart::new(&format!("/learners/{}", opened.pair.id), &desk.hidden())
            .value("what", what)
            .value("version", &opened.pair.version.to_string())
            .button(Button::new(words).kind(kind)),
    )
}

fn proposing(desk: &Desk<JoinLearners>, opened: &Opened, values: &Typed, problems: &Problems) -> Part {
    let (one, other) = &opened.sides;
    let choices =
        [one, other].map(|side| (side.learner.to_string(), named(desk, opened, Some(side.learner))));
    Part::Form(
        FormPart::new(&format!("/learners/{}", opened.pair.id), &desk.hidden())
            .value("what", "propose")
            .value("version", &opened.pair.version.to_string())
            .field(
                &Radios::new("kept", "Which record stays?")
                    .hint("Letters go to its address. With the other address the person is known as before.")
                    .choices(choices.iter().map(|(id, words)| (id.as_str(), words.as_str())))
                    .value(values.text("kept"))
                    .problems(problems),
            )
            .field(
                &Textarea::new("reason", "How do you know that they are one person?")
                    .hint("For example: she told you so on the telephone. Kept in the history.")
                    .rows(3)
                    .value(values.text("reason"))
                    .problems(problems),
            )
            .button(Button::new("Propose to join them")),
    )
}

/// What can be done about the pair now.
fn with_deeds(
    mut page: Page,
    desk: &Desk<JoinLearners>,
    opened: &Opened,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let pair = &opened.pair;
    let two = || button_form(desk, opened, "two", "They are two people", ButtonKind::Secondary);
    let hindrance = decide::hindrance(opened);
    if let Some(words) = hindrance.filter(|_| pair.state != PairState::Joined) {
        page = page.html(&InsetText::new(words));
    }
    match pair.state {
        PairState::Joined => page
            .text(&format!(
                "One record stands for both: {}. Taken apart, each has again what it had.",
                named(desk, opened, pair.kept)
            ))
            .with(Part::Actions(vec![
                Button::link("Take them apart", &format!("/learners/{}/part", pair.id))
                    .kind(ButtonKind::Secondary),
            ])),
        PairState::Proposed => {
            page = page.heading("Proposed").text(&format!(
                "{} proposes to join them and to keep this record: {}. The reason: {}",
                opened.proposed_by,
                named(desk, opened, pair.kept),
                pair.reason
            ));
            if pair.proposed_by == desk.viewer().account_id() {
                return page.text("Another coordinator has to agree.").with(button_form(
                    desk,
                    opened,
                    "withdraw",
                    "Withdraw the proposal",
                    ButtonKind::Secondary,
                ));
            }
            if hindrance.is_none() {
                page = page.with(button_form(
                    desk,
                    opened,
                    "agree",
                    "Agree and join them",
                    ButtonKind::Main,
                ));
            }
            page.with(two())
        }
        PairState::Found => {
            if hindrance.is_none() {
                page = page
                    .heading("One person?")
                    .with(proposing(desk, opened, values, problems));
            }
            page.heading("Two people?")
                .text("This is remembered: nobody is asked again.")
                .with(two())
        }
        PairState::Different | PairState::Parted if hindrance.is_none() => page
            .heading("One person after all?")
            .with(proposing(desk, opened, values, problems)),
        PairState::Different | PairState::Parted => page,
    }
}

fn page(desk: &Desk<JoinLearners>, opened: &Opened, values: &Typed, problems: &Problems) -> Page {
    let state = opened.pair.state;
    let facts = Table::new("What agrees")
        .hide_caption()
        .column("What agrees")
        .column("State")
        .row(vec![
            Cell::text(&opened.facts.text()),
            tag(state.label(), colour(state)),
        ]);
    let mut page = Page::new(TITLE)
        .problems(problems)
        .html(&beside(desk, opened))
        .html(&facts);
    if let Some(table) = shared(opened) {
        page = page.html(&table);
    }
    let mut links = Vec::new();
    if desk.viewer().may::<ManageBookings>().is_ok() {
        let (one, other) = &opened.sides;
        for (side, which) in [(one, "One record"), (other, "The other record")] {
            links.push((format!("/learners/records/{}", side.learner), which.to_owned()));
        }
    }
    links.push((
        format!("/learners/{}/history", opened.pair.id),
        "History of these two".to_owned(),
    ));
    with_deeds(page, desk, opened, values, problems).with(Part::Links(links))
}

/// `GET /learners/{id}`
pub(crate) async fn show(desk: Desk<JoinLearners>, Path(id): Path<String>) -> Answer {
    let opened = load(&desk, &id).await?;
    let done = match desk.query("done").as_str() {
        "propose" => "It is proposed. Another coordinator has to agree.",
        "agree" => "The two records are joined.",
        "two" => "It is remembered that they are two people.",
        "withdraw" => "The proposal is withdrawn.",
        "parted" => "The two records are taken apart.",
        _ => "",
    };
    let page = page(&desk, &opened, &Typed::none(), &Problems::none()).done(done);
    under(&desk, TITLE, &page, &places())
}

/// `POST /learners/{id}`
pub(crate) async fn decide(desk: Desk<JoinLearners>, Path(id): Path<String>, form: Form) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "propose" => &["what", "version", "kept", "reason"],
        _ => &["what", "version"],
    };
    let values = typed(&form, fields, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let pair = Id::parse(&id).map(PairId).ok_or(Refusal::Unknown)?;
    let (hand, deed, version) = (Hand::of(&desk), values.text("what").to_owned(), version(&values));
    let kept = Id::parse(values.text("kept")).map(LearnerId);
    let reason = values.text("reason").to_owned();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let moment = hand.moment();
            let done = match deed.as_str() {
                "propose" => decide::propose(tx, scope, &moment, pair, version, kept, &reason)?,
                "agree" => decide::agree(tx, scope, &moment, pair, version)?,
                "two" => decide::refuse(tx, scope, &moment, pair, version)?,
                "withdraw" => decide::withdraw(tx, scope, &moment, pair, version)?,
                _ => return Err(Refusal::Unknown.into()),
            };
            let back = format!("/learners/{pair}?done={deed}");
            Ok(done.map(|()| LocalPath::of(back)))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let opened = load(&desk, &id).await?;
            let page = page(&desk, &opened, &values, &problems);
            wrong(&desk, TITLE, &page, &places())
        }
        other => Ok(other?),
    }
}
