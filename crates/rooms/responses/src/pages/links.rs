//! Questionnaires that are open to anybody, for staff: the list, a link with its figures, its poster.

use super::links_figures::figures;
use crate::books::version_by_key;
use crate::links::{self, Standing};
use crate::lists::{self, LinkQuery};
use crate::model::LinkId;
use crate::records::link::Link;
use access::actions::OpenQuestionnaires;
use askama::Template;
use axum::extract::Path;
use front::parts::{FormPart, Page as Parts, Part, under};
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, ButtonKind, Cell, Filters, Html, Pagination, Select, SummaryList, Table};
use kernel::{Id, Refusal};

/// Above the pages of one link.
pub(super) const ABOVE: [(&str, &str); 2] = [
    ("/instruments", "Questionnaires"),
    ("/instruments/links", "Open to anybody"),
];

const fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYet => "Not open yet",
        Standing::Open => "Open",
        Standing::Full => "Full",
        Standing::Closed => "Closed",
    }
}

/// GET /instruments/links
pub(crate) async fn list(desk: Desk<OpenQuestionnaires>) -> Answer {
    let (after, show, today) = (
        Id::parse(&desk.query("after")),
        desk.query("show"),
        desk.now().day(),
    );
    let query = LinkQuery {
        open_on: (show == "open").then_some(today),
        after,
    };
    let found = desk
        .read(move |tx, scope| lists::links(tx, scope, &query, today))
        .await?;
    let next = found.rows.last().filter(|_| found.more).map(|last| {
        let filter = if show.is_empty() {
            String::new()
        } else {
            format!("&show={show}")
        };
        format!("/instruments/links?after={}{filter}", last.id)
    });
    let rows = found.rows.iter().map(|link| {
        let hoped = link
            .target
            .map_or_else(String::new, |target| format!(" of {target}"));
        vec![
            Cell::link(&format!("/instruments/links/{}", link.id), &link.called),
            Cell::text(&link.questionnaire),
            Cell::text(link.area.as_deref().unwrap_or("All areas")),
            Cell::text(&link.opens.text()),
            Cell::text(&link.closes.text()),
            Cell::number(format!("{}{hoped}", link.answers)),
            Cell::text(state(link.standing)),
        ]
    });
    let table = Table::new("Links")
        .hide_caption()
        .column("Link")
        .column("Questionnaire")
        .column("For")
        .column("Opens")
        .column("Last day")
        .figures("Answers")
        .column("State")
        .rows(rows)
        .when_empty("No questionnaire is open by a link.");
    let filters = Filters::new("/instruments/links")
        .field(
            &Select::new("show", "Show")
                .option("", "All")
                .option("open", "Those that are not over")
                .value(&show),
        )
        .active(!desk.query_text().is_empty());
    let page = Parts::new("Questionnaires open to anybody")
        .text("A link with a code to scan, for an event, a survey of staff or a poster. It is made on the page of a questionnaire's version.")
        .html(&filters)
        .html(&table)
        .html(&Pagination::new(None, next));
    under(&desk, "Open to anybody", &page, &ABOVE[..1])
}

/// The link that an address names.
pub(super) fn named(id: &str) -> Result<LinkId, Refusal> {
    Id::parse(id).map(LinkId).ok_or(Refusal::Unknown)
}

/// The address that people open.
fn address(desk: &Desk<OpenQuestionnaires>, link: &Link) -> String {
    format!(
        "{}/answer/{}",
        desk.public_url().trim_end_matches('/'),
        link.token
    )
}

/// GET /instruments/links/{id}
pub(crate) async fn show(desk: Desk<OpenQuestionnaires>, Path(id): Path<String>) -> Answer {
    let id = named(&id)?;
    let today = desk.now().day();
    let (link, sparing, tables) = desk
        .view(move |tx, scope| {
            let link = links::load(tx, scope, id)?;
            let version = version_by_key(tx, &link.key, Some(link.key_version))?.ok_or(Refusal::Unknown)?;
            let sparing = links::sparing_of(tx, &link)?;
            let tables = figures(tx, &link, version.published.definition())?;
            Ok(Seen::one("answer_link", id, (link, sparing, tables)))
        })
        .await?;
    let home = format!("/instruments/links/{id}");
    let mut facts = SummaryList::new()
        .row("State", state(link.standing(today)))
        .row(
            "Questionnaire",
            &format!("{} (version {})", link.questionnaire, link.key_version),
        )
        .row("For", link.area.as_deref().unwrap_or("All areas"))
        .row("Opens", &link.opens.long_text())
        .row("Last day", &link.closes.long_text())
        .row(
            "Answers",
            &match link.target {
                Some(target) => format!("{} of {target} hoped for; {} at most", link.answers, link.cap),
                None => format!("{}; {} at most", link.answers, link.cap),
            },
        )
        .row("On one day", &format!("{} at most", link.daily))
        .row("Address", &address(&desk, &link));
    if !sparing.is_empty() {
        let people = link.quota.map_or_else(
            || format!("{} of a hundred people", link.share),
            |quota| format!("{quota} people, {} of a hundred who come", link.share),
        );
        facts = facts.row("Put to some only", &format!("{}: {people}", sparing.join(", ")));
    }
    let closing = FormPart::new(&format!("{home}/close"), &desk.hidden());
    let closing = if link.closed_at.is_none() {
        closing.button(
            Button::new("Close it now")
                .kind(ButtonKind::Warning)
                .sends("what", "close"),
        )
    } else {
        closing.button(
            Button::new("Open it again")
                .kind(ButtonKind::Secondary)
                .sends("what", "open"),
        )
    };
    let mut page = Parts::new(&link.name)
        .caption("Open to anybody")
        .done(match desk.query("done").as_str() {
            "made" => "The link is made.",
            "changed" => "The link is changed.",
            "closed" => "The link is closed: no answer is taken any more.",
            "opened" => "The link is open again.",
            _ => "",
        })
        .with(Part::Actions(vec![
            Button::link("Poster to print", &format!("{home}/poster")),
            Button::link("Change", &format!("{home}/change")).kind(ButtonKind::Secondary),
        ]))
        .html(&facts)
        .with(Part::Form(closing))
        .heading("What was answered");
    if tables.is_empty() {
        page = page.text("Figures are shown from five answers on: of fewer an answer could have a face.");
    }
    for table in &tables {
        page = page.html(&table.table);
        page = page.text(&table.notes);
    }
    under(&desk, "Open to anybody", &page, &ABOVE)
}

/// POST /instruments/links/{id}/close
pub(crate) async fn close(desk: Desk<OpenQuestionnaires>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["what"], &[])?;
    let (id, now) = (named(&id)?, desk.now());
    let closes = match form.text("what") {
        "close" => true,
        "open" => false,
        _ => return Err(Refusal::Malformed("This form has a button that it does not offer.").into()),
    };
    Ok(desk
        .submit(&form, move |tx, scope| {
            let (done, word) = if closes {
                (links::close(tx, scope, id, now)?, "closed")
            } else {
                (links::reopen(tx, scope, id, now)?, "opened")
            };
            Ok(done.map(|()| LocalPath::of(format!("/instruments/links/{id}?done={word}"))))
        })
        .await?)
}

#[derive(Template)]
#[template(path = "poster.html")]
struct Poster {
    title: String,
    introduction: String,
    drawing: Html,
    address: String,
    closes: String,
}

/// GET /instruments/links/{id}/poster
pub(crate) async fn poster(desk: Desk<OpenQuestionnaires>, Path(id): Path<String>) -> Answer {
    let id = named(&id)?;
    let (link, introduction) = desk
        .view(move |tx, scope| {
            let link = links::load(tx, scope, id)?;
            let version = version_by_key(tx, &link.key, Some(link.key_version))?.ok_or(Refusal::Unknown)?;
            let introduction = version.published.definition().introduction.clone();
            Ok(Seen::one("answer_link", id, (link, introduction)))
        })
        .await?;
    let address = address(&desk, &link);
    let poster = Poster {
        title: link.questionnaire.clone(),
        introduction,
        drawing: Html::drawing(&paper::qr::svg(&address, "Scan to answer")?),
        address,
        closes: link.closes.long_text(),
    };
    Page::new(&desk, "Poster", &poster)?
        .above(&BackLink::new(&format!("/instruments/links/{id}"), "Link"))
        .answer()
}
