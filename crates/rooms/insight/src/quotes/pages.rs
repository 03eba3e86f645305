//! The pages of quotes: keeping one, the list, and one with its history.

use super::keep::{self, Loaded, Offered};
use super::steps::{self, Kept, Step};
use super::{Narrowed, Quote, QuoteRecord, Reach, export, quotes, said};
use crate::view::programmes;
use access::actions::{ExportEvidence, MarkQuotes, ReadComments, ReadEvidence};
use access::{Action, Guarded};
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Routes, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Html, Input, Pagination, Radios, Select, SummaryList, Table};
use instrument::Consent;
use kernel::{Id, Problems, Refusal, Stop};

/// Rows of a page.
const ROWS: usize = 50;
const ABOVE: [(&str, &str); 2] = [("/evidence", "Evidence"), ("/quotes", "Quotes")];

/// The pages above the list: trainers read comments and no evidence.
fn above_list<A: Action>(desk: &Desk<A>) -> &'static [(&'static str, &'static str)] {
    if desk.viewer().may::<ReadEvidence>().is_ok() {
        &ABOVE[..1]
    } else {
        &[]
    }
}

/// The pages above one quote.
fn above_one<A: Action>(desk: &Desk<A>) -> &'static [(&'static str, &'static str)] {
    if desk.viewer().may::<ReadEvidence>().is_ok() {
        &ABOVE
    } else {
        &ABOVE[1..]
    }
}

/// Routes of the quotes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<MarkQuotes, _, _>("/comments/{reference}/keep", ask)
        .post::<MarkQuotes, _, _>("/comments/{reference}/keep", send)
        .get::<ReadComments, _, _>("/quotes", list)
        .get::<ReadComments, _, _>("/quotes/{id}", one)
        .post::<MarkQuotes, _, _>("/quotes/{id}", act)
        .get::<ExportEvidence, _, _>("/quotes/export", export::ask)
        .post::<ExportEvidence, _, _>("/quotes/export", export::take)
}

fn reaches(consent: Consent, chosen: &str, problems: &Problems) -> Radios {
    Radios::new("scope", "How far may the quote go?")
        .hint("No further than whoever wrote it agreed.")
        .choices(Reach::within(consent).map(|reach| (reach.code(), reach.label())))
        .value(chosen)
        .problems(problems)
}

fn reason(label: &str, form: &Form, problems: &Problems) -> Input {
    Input::new("reason", label)
        .value(form.text("reason"))
        .problems(problems)
}

/// A reach that a form names; `None` where nothing was chosen.
fn reach(code: &str) -> Result<Option<Reach>, Stop> {
    match (code, Reach::parse(code)) {
        ("", _) => Ok(None),
        (_, Some(reach)) => Ok(Some(reach)),
        _ => Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
    }
}

async fn offered(desk: &Desk<MarkQuotes>, reference: String, name: String) -> Result<Offered, Stop> {
    desk.view(move |tx, scope| {
        let found = keep::offered(tx, scope, &reference, &name)?;
        let (kind, id) = (found.source.given.kind(), found.source.id);
        Ok(Seen::one(kind, id, found))
    })
    .await
}

fn asking(
    desk: &Desk<MarkQuotes>,
    reference: &str,
    found: &Offered,
    (form, problems): (&Form, &Problems),
) -> Answer {
    let comment = &found.comment;
    let home = format!("/comments/{reference}");
    let part = FormPart::new(&format!("{home}/keep"), &desk.hidden())
        .value("comment", &comment.name)
        .field(&reaches(found.origin.consent, form.text("scope"), problems))
        .field(&reason("Why it is kept", form, problems))
        .button(Button::new("Keep the quote"));
    let page = Page::new("Keep a quote")
        .problems(problems)
        .html(Html::quotation(&comment.text))
        .text("Read whether it names anyone or shows who somebody is. If it does, have the passage blanked first.")
        .html(
            &SummaryList::new()
                .row("Question", &comment.question)
                .row("Whoever wrote it", said(found.origin.consent))
                .row("What the quote says of where it is from", &found.origin.words()),
        )
        .with(Part::Form(part));
    let places = [("/comments", "Comments"), (home.as_str(), &found.source.title)];
    if problems.is_empty() {
        under(desk, "Keep a quote", &page, &places)
    } else {
        wrong(desk, "Keep a quote", &page, &places)
    }
}

/// `GET /comments/{reference}/keep?comment=`
async fn ask(desk: Desk<MarkQuotes>, Path(reference): Path<String>) -> Answer {
    let found = offered(&desk, reference.clone(), desk.query("comment")).await?;
    asking(&desk, &reference, &found, (&Form::default(), &Problems::none()))
}

/// `POST /comments/{reference}/keep`
async fn send(desk: Desk<MarkQuotes>, Path(reference): Path<String>, form: Form) -> Answer {
    form.only(&["comment", "scope", "reason"], &[])?;
    let reach = reach(form.text("scope"))?;
    let (id, now, entropy) = (
        Id::fresh(desk.clock(), desk.entropy()),
        desk.now(),
        desk.shared_entropy(),
    );
    let (name, why) = (form.text("comment").to_owned(), form.text("reason").to_owned());
    let own = reference.clone();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let kept = Kept {
                id,
                who: scope.account_id().ok_or(Refusal::SignIn)?,
                reach,
                reason: &why,
            };
            let done = steps::keep(tx, scope, (&own, &name), &kept, now, &*entropy)?;
            Ok(done.map(|id| LocalPath::of(format!("/quotes/{id}?done=kept"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let found = offered(&desk, reference.clone(), form.text("comment").to_owned()).await?;
            asking(&desk, &reference, &found, (&form, &problems))
        }
        other => Ok(other?),
    }
}

/// What the address narrows the list to. What there is not narrows it to what there is not, rather than to everything.
pub(super) fn narrowed(query: impl Fn(&str) -> String) -> Result<Narrowed, Refusal> {
    let id = |name: &str| match query(name).as_str() {
        "" => Ok(None),
        text => Id::parse(text).map(Some).ok_or(Refusal::Unknown),
    };
    Ok(Narrowed {
        kept: match query("state").as_str() {
            "withdrawn" => Some(false),
            "all" => None,
            _ => Some(true),
        },
        reach: Reach::parse(&query("scope")),
        programme: id("programme")?,
        theme: id("theme")?,
        before: id("before")?,
        one: None,
        leaves: false,
    })
}

/// The address of a list narrowed like this one, without where it begins.
pub(super) fn address(query: impl Fn(&str) -> String) -> String {
    let parts: Vec<String> = ["state", "scope", "programme", "theme"]
        .into_iter()
        .map(|name| (name, query(name)))
        .filter(|(_, value)| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("/quotes?{}", parts.join("&"))
}

fn row(quote: &Quote) -> Vec<Cell> {
    let beginning: String = quote.words.chars().take(40).collect();
    let state = if quote.kept { "Kept" } else { "Withdrawn" };
    vec![
        Cell::text(&quote.words),
        Cell::text(&quote.origin),
        Cell::text(&quote.programme),
        Cell::text(quote.reach.label()),
        Cell::html(Html::link_about(
            &format!("/quotes/{}", quote.id),
            state,
            &beginning,
        )),
    ]
}

/// `GET /quotes`
async fn list(desk: Desk<ReadComments>) -> Answer {
    listed(&desk, &Problems::none()).await
}

/// The list with its filters, and the ways out of it for whoever may.
pub(super) async fn listed<A: Action>(desk: &Desk<A>, problems: &Problems) -> Answer {
    let wanted = narrowed(|name| desk.query(name))?;
    let (found, more, known, themes) = desk
        .view(move |tx, scope| {
            let (found, more) = quotes(tx, scope, wanted, ROWS)?;
            let records = found.iter().map(|quote| (QuoteRecord::KIND, quote.id)).collect();
            let value = (found, more, programmes(tx)?, keep::themes(tx)?);
            Ok(Seen { value, records })
        })
        .await?;
    let own = address(|name| desk.query(name));
    let next = found.last().filter(|_| more);
    let next = next.map(|last| format!("{own}&before={}", last.id));
    let chosen = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let filters = Filters::new("/quotes")
        .field(
            &Select::new("scope", "How far they go")
                .option("", "All")
                .options(Reach::ALL.map(|reach| (reach.code(), reach.label())))
                .value(wanted.reach.map_or("", Reach::code))
                .problems(problems),
        )
        .field(
            &Select::new("programme", "Programme")
                .option("", "All")
                .options(known.iter().map(|one| (one.id.to_string(), one.name.clone())))
                .value(&chosen(wanted.programme)),
        )
        .field(
            &Select::new("theme", "Theme")
                .option("", "All")
                .options(themes.iter().map(|(id, name)| (id.to_string(), name.clone())))
                .value(&chosen(wanted.theme)),
        )
        .field(
            &Select::new("state", "State")
                .option("", "Kept")
                .option("withdrawn", "Withdrawn")
                .option("all", "All")
                .value(&desk.query("state")),
        )
        .active(own != "/quotes?");
    let mut page = Page::new("Quotes")
        .problems(problems)
        .text("What people wrote, kept by somebody who says why, and no further than they agreed. A quote never says who wrote it, and its area only where five people or more answered there.")
        .html(&filters)
        .html(
            &Table::new("Quotes")
                .hide_caption()
                .column("Quote")
                .column("From")
                .column("Programme")
                .column("How far it goes")
                .column("State")
                .rows(found.iter().map(row))
                .when_empty("No quote is kept here. One is kept from the comments of a course or of a link that is open to anybody."),
        )
        .html(&Pagination::new(None, next).first(wanted.before.map(|_| own.clone())));
    let ways = export::ways(desk, &wanted);
    if !ways.is_empty() {
        page = page
            .heading("Take quotes out of the system")
            .text("The file holds those of this list that may go so far, and nothing else. It leaves as a copy: you are asked for whom, why and until when.")
            .with(Part::Links(ways));
    }
    if problems.is_empty() {
        under(desk, "Quotes", &page, above_list(desk))
    } else {
        wrong(desk, "Quotes", &page, above_list(desk))
    }
}

async fn load<A: Action>(desk: &Desk<A>, id: &str) -> Result<Loaded, Stop> {
    let id = Id::parse(id).ok_or(Refusal::Unknown)?;
    let decides = desk.viewer().may::<MarkQuotes>().is_ok();
    desk.view(move |tx, scope| {
        let loaded = keep::loaded(tx, scope, id, decides)?;
        Ok(Seen::one(QuoteRecord::KIND, id, loaded))
    })
    .await
}

fn drawn<A: Action>(
    desk: &Desk<A>,
    Loaded { quote, history, left }: &Loaded,
    form: &Form,
    problems: &Problems,
) -> Answer {
    let rows = history.iter().map(|step| {
        vec![
            Cell::text(&step.at.text()),
            Cell::text(step.label()),
            Cell::text(step.reach.label()),
            Cell::text(&step.who),
            Cell::text(&step.reason),
        ]
    });
    let mut page = Page::new("Quote")
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "kept" => "The quote is kept.",
            "withdraw" => "The quote is withdrawn. You can take that back.",
            "back" => "The quote is kept again.",
            "scope" => "It is changed how far the quote goes.",
            _ => "",
        })
        .html(Html::quotation(&quote.words))
        .html(
            &SummaryList::new()
                .row("State", if quote.kept { "Kept" } else { "Withdrawn" })
                .row("How far it goes", quote.reach.label())
                .row("Whoever wrote it", said(quote.consent))
                .row("From", &quote.origin)
                .row("Programme", &quote.programme)
                .row("Question", &quote.question),
        );
    if desk.viewer().may::<MarkQuotes>().is_ok() {
        let part = FormPart::new(&format!("/quotes/{}", quote.id), &desk.hidden())
            .value("version", &quote.version.to_string());
        let chosen = match form.text("scope") {
            "" => quote.reach.code(),
            chosen => chosen,
        };
        let part = if quote.kept {
            part.field(&reaches(quote.consent, chosen, problems))
                .field(&reason("Reason", form, problems))
                .button(Button::new("Change how far it goes").sends("decision", "scope"))
                .button(
                    Button::new("Withdraw the quote")
                        .kind(ButtonKind::Warning)
                        .sends("decision", "withdraw"),
                )
        } else {
            part.field(&reason("Reason", form, problems))
                .button(Button::new("Keep it again").sends("decision", "back"))
        };
        page = page.heading("Change it").with(Part::Form(part));
    }
    if !left.0.is_empty() || left.1 > 0 {
        page = export::left(page, quote, left);
    }
    let page = page.html(
        &Table::new("What was done with it")
            .column("When")
            .column("What")
            .column("How far")
            .column("Who")
            .column("Why")
            .rows(rows),
    );
    if problems.is_empty() {
        under(desk, "Quote", &page, above_one(desk))
    } else {
        wrong(desk, "Quote", &page, above_one(desk))
    }
}

/// `GET /quotes/{id}`
async fn one(desk: Desk<ReadComments>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, &id).await?;
    drawn(&desk, &found, &Form::default(), &Problems::none())
}

/// `POST /quotes/{id}`
async fn act(desk: Desk<MarkQuotes>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["scope", "reason", "decision", "version"], &[])?;
    let word = form.text("decision").to_owned();
    let chosen = reach(form.text("scope"))?;
    let step = match (word.as_str(), chosen) {
        ("withdraw", _) => Step::Withdraw,
        ("back", _) => Step::Back,
        ("scope", Some(reach)) => Step::Reach(reach),
        _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
    };
    let version = form
        .text("version")
        .parse::<i64>()
        .map_err(|_| Refusal::Malformed("This form lacks its version."))?;
    let quote = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (why, now, entropy) = (form.text("reason").to_owned(), desk.now(), desk.shared_entropy());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let what = (step, why.as_str());
            let done = steps::step(tx, scope, (quote, version), what, now, &*entropy)?;
            Ok(done.map(|()| LocalPath::of(format!("/quotes/{quote}?done={word}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let found = load(&desk, &id).await?;
            drawn(&desk, &found, &form, &problems)
        }
        other => Ok(other?),
    }
}
