//! People who left a way to be reached: the list, one of them with its requests, and how to reach her once two people agreed.

use crate::contacts::{self, Contact, MOST, OPEN_HOURS, Request, Show, Standing, WAITS_DAYS};
use crate::guards::ContactRecord;
use crate::model::{ContactId, ContactRequestId};
use access::actions::{AgreeWhoAnswered, AskWhoAnswered, ReadContacts};
use access::{Action, Guarded};
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, TOP, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Pagination, Select, SummaryList, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};
use store::Tx;

/// Rows of a page.
const ROWS: usize = 50;
const TITLE: &str = "People who want to be reached";
const ABOVE: [(&str, &str); 1] = [("/contacts", TITLE)];

fn named(id: &str) -> Result<ContactId, Refusal> {
    Id::parse(id).map(ContactId).ok_or(Refusal::Unknown)
}

fn standing(contact: &Contact) -> &'static str {
    match contact.newest {
        _ if contact.erased_at.is_some() => "Erased",
        None => "Nobody has asked",
        Some(newest) => newest.label(),
    }
}

/// GET /contacts
pub(crate) async fn list(desk: Desk<ReadContacts>) -> Answer {
    let (code, after, now) = (desk.query("show"), Id::parse(&desk.query("after")), desk.now());
    let show = Show::of(&code);
    let (found, more) = desk
        .read(move |tx, scope| Ok(contacts::list(tx, scope, show, after, (ROWS, now))?))
        .await?;
    let own = format!("/contacts?show={code}");
    let next = found.last().filter(|_| more);
    let next = next.map(|last| format!("{own}&after={}", last.id));
    let rows = found.iter().map(|contact| {
        vec![
            Cell::link(&format!("/contacts/{}", contact.id), &contact.questionnaire),
            Cell::text(&contact.course),
            Cell::text(&contact.area),
            Cell::text(&contact.day.month_text()),
            Cell::text(standing(contact)),
        ]
    });
    let filters = Filters::new("/contacts")
        .field(&Select::new("show", "Show").options(Show::CHOICES).value(&code))
        .active(!code.is_empty());
    let page = Page::new(TITLE)
        .text("They left their answers without a name, and beside them a way to be reached. Who they are is shown to one person who says why, after a second person agreed. Of everybody else who answered nobody can say who it was.")
        .html(&filters)
        .html(
            &Table::new(TITLE)
                .hide_caption()
                .column("Questionnaire")
                .column("Course")
                .column("Area")
                .column("Left in")
                .column("State")
                .rows(rows)
                .when_empty("Nobody in your sight has left a way to be reached."),
        )
        .html(&Pagination::new(None, next).first(after.map(|_| own.clone())));
    under(&desk, TITLE, &page, TOP)
}

/// What a page of one shows.
#[derive(Clone)]
struct Opened {
    contact: Contact,
    requests: Vec<Request>,
}

fn opened<A: Action>(
    tx: &mut Tx<'_>,
    scope: &access::Scope<A>,
    id: ContactId,
    now: kernel::Instant,
) -> Result<Seen<Opened>, Stop> {
    let contact = contacts::load(tx, scope, id, now)?;
    let requests = contacts::requests(tx, id, now)?;
    Ok(Seen::one(ContactRecord::KIND, id, Opened { contact, requests }))
}

async fn load<A: Action>(desk: &Desk<A>, id: ContactId) -> Result<Opened, Stop> {
    let now = desk.now();
    desk.view(move |tx, scope| opened(tx, scope, id, now)).await
}

fn history(requests: &[Request]) -> Table {
    let rows = requests.iter().map(|request| {
        let decided = match (&request.decider, request.decided_at) {
            (Some(who), Some(at)) => format!("{who}, {}", at.text()),
            _ => String::new(),
        };
        vec![
            Cell::text(&format!("{}, {}", request.asker, request.asked_at.text())),
            Cell::text(&request.reason),
            Cell::text(request.standing.label()),
            Cell::text(&decided),
            Cell::text(request.words.as_deref().unwrap_or_default()),
        ]
    });
    Table::new("Who asked")
        .column("Asked")
        .column("Why")
        .column("State")
        .column("Decided")
        .column("What was said to it")
        .rows(rows)
        .when_empty("Nobody has asked yet.")
}

fn words(name: &str, label: &str, hint: &str, form: &Form, problems: &Problems) -> Textarea {
    Textarea::new(name, label)
        .hint(hint)
        .rows(3)
        .value(form.text(name))
        .problems(problems)
}

/// The page of one, with what the viewer may do.
fn page<A: Action>(desk: &Desk<A>, found: &Opened, form: &Form, problems: &Problems) -> Page {
    let contact = &found.contact;
    let home = format!("/contacts/{}", contact.id);
    let me = desk.viewer().account_id();
    let own = |request: &&Request| Some(request.asked_by) == me;
    let mut facts = SummaryList::new().row("Questionnaire", &contact.questionnaire);
    for (key, value) in [("Course", &contact.course), ("Area", &contact.area)] {
        if !value.is_empty() {
            facts = facts.row(key, value);
        }
    }
    facts = facts
        .row("Left in", &contact.day.month_text())
        .row("State", standing(contact));
    let mut page = Page::new("Somebody who wants to be reached")
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "asked" => "You asked. A second person has to agree before you see it.",
            "agreed" => "You agreed: whoever asked can see it for a day.",
            "refused" => "You refused. It is not shown.",
            "erased" => "It is erased.",
            _ => "",
        })
        .html(&facts)
        .html(&history(&found.requests));
    if contact.erased_at.is_some() {
        return page;
    }
    let hidden = desk.hidden();
    let may_ask = desk.viewer().may::<AskWhoAnswered>().is_ok();
    let mine = found.requests.iter().find(own).map(|request| request.standing);
    if let Some(Standing::Shown(until)) = mine {
        page = page
            .text(&format!("You can see it until {}.", until.text()))
            .with(Part::Actions(vec![Button::link(
                "See how to reach them",
                &format!("{home}/shown"),
            )]));
    }
    let waits = found
        .requests
        .first()
        .filter(|request| request.standing == Standing::Asked);
    if let Some(request) = waits {
        if own(&request) {
            page = page.text(&format!(
                "Your request waits for a second person, for {WAITS_DAYS} days at most."
            ));
        } else if desk.viewer().may::<AgreeWhoAnswered>().is_ok() {
            page = page.heading("Do you agree?").with(Part::Form(
                FormPart::new(&format!("{home}/decide"), &hidden)
                    .value("request", &request.id.to_string())
                    .field(&words(
                        "words",
                        "What you say to it",
                        "Needed if you refuse. You will not see who it is yourself.",
                        form,
                        problems,
                    ))
                    .button(Button::new("Agree").sends("decision", "agree"))
                    .button(
                        Button::new("Refuse")
                            .kind(ButtonKind::Secondary)
                            .sends("decision", "refuse"),
                    ),
            ));
        }
    } else if may_ask && !matches!(mine, Some(Standing::Shown(_))) {
        page = page.heading("Ask to see who it is").with(Part::Form(
            FormPart::new(&format!("{home}/ask"), &hidden)
                .field(&words(
                    "reason",
                    "Why you have to know who it is",
                    &format!(
                        "A second person reads this and decides. Then you see it for {OPEN_HOURS} hours. {MOST} characters at most."
                    ),
                    form,
                    problems,
                ))
                .button(Button::new("Ask")),
        ));
    }
    if may_ask && matches!(mine, Some(Standing::Shown(_) | Standing::Over)) {
        page = page
            .heading("When you are done")
            .text("Erase it once somebody has been in touch. This cannot be undone.")
            .with(Part::Form(
                FormPart::new(&format!("{home}/erase"), &hidden)
                    .value("version", &contact.version.to_string())
                    .field(&words(
                        "done",
                        "What was done",
                        "Do not name anyone.",
                        form,
                        problems,
                    ))
                    .button(Button::new("Erase it for good").kind(ButtonKind::Warning)),
            ));
    }
    page
}

/// GET /contacts/{id}
pub(crate) async fn one(desk: Desk<ReadContacts>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, named(&id)?).await?;
    let page = page(&desk, &found, &Form::default(), &Problems::none());
    under(&desk, "Somebody who wants to be reached", &page, &ABOVE)
}

/// The answer to a form: the page again, with what is wrong with it.
async fn answered<A: Action>(
    desk: &Desk<A>,
    id: ContactId,
    form: &Form,
    answer: Result<axum::response::Response, Stop>,
) -> Answer {
    match answer {
        Err(Stop::Problems(problems)) => {
            let found = load(desk, id).await?;
            let page = page(desk, &found, form, &problems);
            wrong(desk, "Somebody who wants to be reached", &page, &ABOVE)
        }
        other => Ok(other?),
    }
}

/// POST /contacts/{id}/ask
pub(crate) async fn ask(desk: Desk<AskWhoAnswered>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["reason"], &[])?;
    let (id, reason, now) = (named(&id)?, form.text("reason").to_owned(), desk.now());
    let (request, entropy) = (
        ContactRequestId::fresh(desk.clock(), desk.entropy()),
        desk.shared_entropy(),
    );
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = contacts::ask(tx, scope, (id, request), &reason, now, &*entropy)?;
            Ok(done.map(|()| LocalPath::of(format!("/contacts/{id}?done=asked"))))
        })
        .await;
    answered(&desk, id, &form, answer).await
}

/// POST /contacts/{id}/decide
pub(crate) async fn decide(desk: Desk<AgreeWhoAnswered>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["words", "decision", "request"], &[])?;
    let agrees = match form.text("decision") {
        "agree" => true,
        "refuse" => false,
        _ => return Err(Refusal::Malformed("Choose whether you agree.").into()),
    };
    let request = Id::parse(form.text("request"))
        .map(ContactRequestId)
        .ok_or(Refusal::Malformed("This form lacks its request."))?;
    let (id, words, now) = (named(&id)?, form.text("words").to_owned(), desk.now());
    let entropy = desk.shared_entropy();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let said = (agrees, words.as_str());
            let done = contacts::decide(tx, scope, (id, request), said, now, &*entropy)?;
            let word = if agrees { "agreed" } else { "refused" };
            Ok(done.map(|()| LocalPath::of(format!("/contacts/{id}?done={word}"))))
        })
        .await;
    answered(&desk, id, &form, answer).await
}

/// GET /contacts/{id}/shown
pub(crate) async fn shown(desk: Desk<AskWhoAnswered>, Path(id): Path<String>) -> Answer {
    let (id, now) = (named(&id)?, desk.now());
    let (contact, until) = desk
        .view(move |tx, scope| {
            let found = contacts::shown(tx, scope, id, now)?;
            Ok(Seen::one("who answered", id, found))
        })
        .await?;
    let home = format!("/contacts/{id}");
    let page = Page::new("How to reach them")
        .html(&SummaryList::new().row("They left", contact.reveal()))
        .text(&format!(
            "Shown to you alone, until {}. Use it for the reason that you gave, and nothing else. Think of who may see a message, hear a call or open a letter.",
            until.text()
        ))
        .with(Part::Links(vec![(
            home.clone(),
            "When you are done: erase it".to_owned(),
        )]));
    under(
        &desk,
        "How to reach them",
        &page,
        &[ABOVE[0], (home.as_str(), "Somebody who wants to be reached")],
    )
}

/// POST /contacts/{id}/erase
pub(crate) async fn erase(desk: Desk<AskWhoAnswered>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["done", "version"], &[])?;
    let version = form
        .text("version")
        .parse::<i64>()
        .map_err(|_| Refusal::Malformed("This form lacks its version."))?;
    let (id, words, now) = (named(&id)?, form.text("done").to_owned(), desk.now());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = contacts::erase(tx, scope, (id, version), &words, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/contacts/{id}?done=erased"))))
        })
        .await;
    answered(&desk, id, &form, answer).await
}
