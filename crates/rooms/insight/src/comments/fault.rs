//! A fault of a venue, raised from what somebody wrote. Who wrote it stays unknown: the fault names the venue of the session, and only where
//! five people or more answered there.

use super::{Commented, Given, place, source};
use crate::comments::blank;
use crate::comments::records;
use access::Scope;
use access::actions::ManageFaults;
use askama::Template;
use axum::extract::Path;
use directory::model::AreaId;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, DateInput, ErrorSummary, Html, Select, Textarea};
use kernel::{Day, Id, Personal, Problems, Refusal, Stop};
use learning::Moment;
use learning::faults;
use learning::model::{FaultDraft, FaultKind, SessionId};
use responses::tallies::FEWEST;
use store::{Tx, values};

const FIELDS: [&str; 7] = [
    "comment",
    "kind",
    "words",
    "owner",
    "due-day",
    "due-month",
    "due-year",
];

#[derive(Template)]
#[template(path = "comment-fault.html")]
struct Shape {
    errors: ErrorSummary,
    text: String,
    action: String,
    hidden: Html,
    comment: String,
    kind: Select,
    words: Textarea,
    owner: Select,
    due: DateInput,
    button: Button,
}

/// A comment, and where what it says is to be mended.
struct Loaded {
    course: Commented,
    text: String,
    session: SessionId,
    area: AreaId,
    venue: String,
    owners: Vec<(Id, String)>,
}

fn load(tx: &mut Tx<'_>, scope: &Scope<ManageFaults>, reference: &str, name: &str) -> Result<Loaded, Stop> {
    let course = source(tx, scope, reference)?;
    if course.given != Given::AtTheEnd {
        return Err(Refusal::Unknown.into());
    }
    let place = place(tx, scope, &course, name)?;
    let keys = tx.keys().clone();
    let found = tx.one(
        &records::COMMENT_OF,
        values![place.response, &place.question_key, place.occurrence],
        |row| {
            let whole = keys.open_text(
                "answer",
                &place.question_key,
                place.response,
                &row.get::<Vec<u8>>(0)?,
            )?;
            let text = blank::Blanked::read(row, 1, &keys)?.shown(&whole);
            Ok((
                text,
                row.get::<Id>(4)?,
                row.get::<Id>(5)?,
                row.get::<String>(6)?,
                row.get::<i64>(7)?,
            ))
        },
    )?;
    let (text, session, area, venue, answered) = found.ok_or(Refusal::Unknown)?;
    if answered < FEWEST {
        let words = "Few people answered in the session of this comment: a fault that names its venue would show which one it was. Raise the fault from the page of a session.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(Loaded {
        course,
        text,
        session: SessionId(session),
        area: AreaId(area),
        venue,
        owners: faults::owners(tx, scope, area)?,
    })
}

async fn loaded(desk: &Desk<ManageFaults>, reference: String, name: String) -> Result<Loaded, Stop> {
    desk.view(move |tx, scope| {
        let found = load(tx, scope, &reference, &name)?;
        let id = found.course.id;
        Ok(Seen::one(found.course.given.kind(), id, found))
    })
    .await
}

fn drawn(desk: &Desk<ManageFaults>, found: &Loaded, form: &Form, problems: &Problems) -> Answer {
    let part = |part: &str| form.text(&format!("due-{part}")).to_owned();
    let due = DateInput::new("due", "Until which day");
    let due = if ["day", "month", "year"].iter().all(|name| part(name).is_empty()) && problems.is_empty() {
        due.day(desk.now().day().plus(14))
    } else {
        due.typed(&part("day"), &part("month"), &part("year"))
    };
    let name = match form.text("comment") {
        "" => desk.query("comment"),
        name => name.to_owned(),
    };
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        text: found.text.clone(),
        action: format!("/comments/{}/fault", found.course.reference),
        hidden: desk.hidden(),
        comment: name,
        kind: Select::new("kind", "What is at fault")
            .option("", "Choose")
            .options(FaultKind::ALL.map(|kind| (kind.code(), kind.label())))
            .value(form.text("kind"))
            .problems(problems),
        words: Textarea::new("words", "What is wrong")
            .hint("In your own words. Do not name anyone, and do not copy what was written.")
            .rows(3)
            .value(form.text("words"))
            .problems(problems),
        owner: Select::new("owner", "Who is to mend it")
            .option("", "Choose")
            .options(
                found
                    .owners
                    .iter()
                    .map(|(id, name)| (id.to_string(), name.clone())),
            )
            .value(form.text("owner"))
            .problems(problems),
        due: due.problems(problems),
        button: Button::new("Raise it"),
    };
    let back = format!("/comments/{}", found.course.reference);
    let page = Page::new(desk, "Raise a fault", &shape)?.above(&BackLink::new(&back, "Back to the comments"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /comments/{reference}/fault?comment=`
pub(super) async fn show(desk: Desk<ManageFaults>, Path(reference): Path<String>) -> Answer {
    let found = loaded(&desk, reference, desk.query("comment")).await?;
    drawn(&desk, &found, &Form::default(), &Problems::none())
}

fn day(form: &Form, problems: &mut Problems) -> Option<Day> {
    let part = |part: &str| form.text(&format!("due-{part}")).to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    DateInput::read(&day, &month, &year).map_or_else(
        |words| {
            problems.add("due", words);
            None
        },
        Some,
    )
}

/// `POST /comments/{reference}/fault`
pub(super) async fn send(desk: Desk<ManageFaults>, Path(reference): Path<String>, form: Form) -> Answer {
    form.only(&FIELDS, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let found = loaded(&desk, reference, form.text("comment").to_owned()).await?;
    let mut problems = Problems::none();
    let draft = FaultDraft {
        area: found.area,
        session: Some(found.session),
        venue: found.venue.clone(),
        kind: FaultKind::parse(form.text("kind")),
        words: Personal::new(form.text("words").to_owned()),
        heard: true,
        owner: Id::parse(form.text("owner")),
        due: day(&form, &mut problems),
    };
    let (now, entropy, base) = (desk.now(), desk.shared_entropy(), desk.public_url().to_owned());
    let answer = if problems.is_empty() {
        desk.submit(&form, move |tx, scope| {
            let moment = Moment::new(now, &*entropy, &base);
            let done = faults::raise(tx, scope, &moment, &draft)?;
            Ok(done.map(|id| LocalPath::of(format!("/faults/{id}?done=raised"))))
        })
        .await
    } else {
        Err(Stop::Problems(problems))
    };
    match answer {
        Err(Stop::Problems(problems)) => drawn(&desk, &found, &form, &problems),
        other => Ok(other?),
    }
}
