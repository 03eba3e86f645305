//! The pages of the comments: which courses have some, and what was written about one.

use super::{Comment, Commented, Given, Written, comments, fault, source, sources};
use crate::quotes::said;
use access::actions::{ManageFaults, MarkQuotes, ReadComments};
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Page, Routes, Seen};
use govuk::{BackLink, Cell, Filters, Html, Pagination, Select, Table};
use kernel::Refusal;

/// Routes of the comments.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<ReadComments, _, _>("/comments", list)
        .get::<ReadComments, _, _>("/comments/{reference}", show)
        .get::<ManageFaults, _, _>("/comments/{reference}/fault", fault::show)
        .post::<ManageFaults, _, _>("/comments/{reference}/fault", fault::send)
}

#[derive(Template)]
#[template(path = "comments-list.html")]
struct List {
    filters: Filters,
    table: Table,
    pages: Pagination,
}

struct Shown {
    question: String,
    text: String,
    /// How far it may be quoted, for whoever decides on that.
    said: &'static str,
    /// What can be done with it, and what was.
    links: Vec<Html>,
}

#[derive(Template)]
#[template(path = "comments.html")]
struct Comments {
    given: &'static str,
    title: String,
    count: String,
    written: Vec<Shown>,
    pages: Pagination,
    quotes: String,
}

/// `GET /comments`
async fn list(desk: Desk<ReadComments>) -> Answer {
    let (after, of) = (desk.query("after"), desk.query("of"));
    let given = match of.as_str() {
        "" => Given::AtTheEnd,
        code => Given::parse(code).ok_or(Refusal::Unknown)?,
    };
    let later = !after.is_empty();
    let (found, more) = desk
        .read(move |tx, scope| Ok(sources(tx, scope, given, &after)?))
        .await?;
    let own = |after: &str| match given {
        Given::AtTheEnd => format!("/comments{}", after.replacen('&', "?", 1)),
        other => format!("/comments?of={}{after}", other.code()),
    };
    let next = found.last().filter(|_| more);
    let next = next.map(|last| own(&format!("&after={}", last.reference)));
    let rows = found.iter().map(|source| {
        if source.open() {
            vec![
                Cell::link(&format!("/comments/{}", source.reference), &source.title),
                Cell::number(source.forms),
                Cell::number(source.comments),
                Cell::number(source.quotes),
            ]
        } else {
            vec![
                Cell::text(&source.title),
                Cell::text("fewer than five"),
                Cell::text("not opened"),
                Cell::text(""),
            ]
        }
    });
    let table = Table::new(given.label())
        .hide_caption()
        .column(if given == Given::ByLink { "Link" } else { "Course" })
        .figures("Forms")
        .figures("Comments")
        .figures("Kept as quotes")
        .rows(rows)
        .when_empty("No such form has come from what is in your sight.");
    let list = List {
        filters: Filters::new("/comments")
            .field(
                &Select::new("of", "Written")
                    .options(Given::ALL.map(|given| (given.code(), given.label())))
                    .value(given.code()),
            )
            .active(given != Given::AtTheEnd),
        table,
        pages: Pagination::new(None, next).first(later.then(|| own(""))),
    };
    Page::new(&desk, "Comments", &list)?.answer()
}

/// `GET /comments/{reference}`
async fn show(desk: Desk<ReadComments>, Path(reference): Path<String>) -> Answer {
    let number = desk.query("page").parse::<usize>().unwrap_or(1).max(1);
    let (source, written) = desk
        .view(move |tx, scope| {
            let found = source(tx, scope, &reference)?;
            let written = comments(tx, scope, &found, number)?;
            Ok(Seen::one(found.given.kind(), found.id, (found, written)))
        })
        .await?;
    drawn(&desk, &source, &written, number)
}

/// What the viewer may do with a comment.
fn links(desk: &Desk<ReadComments>, source: &Commented, comment: &Comment) -> Vec<Html> {
    let own = address(source);
    let about: String = comment.text.chars().take(40).collect();
    let mut links = Vec::new();
    let path = |what: &str| format!("{own}/{what}?comment={}", comment.name);
    match comment.quote {
        Some((id, kept)) => {
            let words = if kept {
                "Kept as a quote"
            } else {
                "Withdrawn as a quote"
            };
            links.push(Html::link_about(
                &format!("/quotes/{id}"),
                words,
                &format!(": {about}"),
            ));
        }
        None if desk.viewer().may::<MarkQuotes>().is_ok() => {
            links.push(Html::link_about(
                &path("keep"),
                "Keep as a quote",
                &format!(": {about}"),
            ));
        }
        None => {}
    }
    if source.given == Given::AtTheEnd && desk.viewer().may::<ManageFaults>().is_ok() {
        links.push(Html::link_about(
            &path("fault"),
            "Raise a fault",
            &format!("from {about}"),
        ));
    }
    links
}

fn address(source: &Commented) -> String {
    format!("/comments/{}", source.reference)
}

fn drawn(desk: &Desk<ReadComments>, source: &Commented, found: &Written, number: usize) -> Answer {
    let own = address(source);
    let at = |number: usize| format!("{own}?page={number}");
    let decides = desk.viewer().may::<MarkQuotes>().is_ok();
    let shape = Comments {
        given: source.given.label(),
        title: source.title.clone(),
        count: if source.open() {
            format!("{} comments on {} forms.", source.comments, source.forms)
        } else {
            "Fewer than five forms have come: what was written is not opened for anybody, so that no comment has a face.".to_owned()
        },
        written: found
            .comments
            .iter()
            .map(|comment| Shown {
                question: comment.question.clone(),
                text: comment.text.clone(),
                said: if decides { said(comment.consent) } else { "" },
                links: links(desk, source, comment),
            })
            .collect(),
        pages: Pagination::new(
            (number > 1).then(|| at(number - 1)),
            found.more.then(|| at(number.saturating_add(1))),
        ),
        quotes: match source.quotes {
            0 => "None of these is kept as a quote yet.".to_owned(),
            1 => "1 of these is kept as a quote.".to_owned(),
            many => format!("{many} of these are kept as quotes."),
        },
    };
    Page::new(desk, "Comments", &shape)?
        .above(&match source.given {
            Given::AtTheEnd => BackLink::new("/comments", "Back to all courses"),
            Given::Later => BackLink::new("/comments?of=later", "Back to all courses"),
            Given::ByLink => BackLink::new("/comments?of=link", "Back to all links"),
        })
        .answer()
}
