//! The pages of the comments: which courses have some, and what was written about one.

use super::{Comment, Commented, Written, comments, course, courses, fault};
use crate::quotes::said;
use access::actions::{AskWhoAnswered, ManageFaults, MarkQuotes, ReadComments};
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Page, Routes, Seen};
use govuk::{BackLink, Cell, Html, Pagination, Table};

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
    title: String,
    count: String,
    written: Vec<Shown>,
    pages: Pagination,
    quotes: String,
}

/// `GET /comments`
async fn list(desk: Desk<ReadComments>) -> Answer {
    let after = desk.query("after");
    let later = !after.is_empty();
    let (found, more) = desk
        .read(move |tx, scope| Ok(courses(tx, scope, &after)?))
        .await?;
    let next = found.last().filter(|_| more);
    let next = next.map(|course| format!("/comments?after={}", course.reference));
    let rows = found.iter().map(|course| {
        if course.open() {
            vec![
                Cell::link(&format!("/comments/{}", course.reference), &course.title),
                Cell::number(course.forms),
                Cell::number(course.comments),
                Cell::number(course.quotes),
            ]
        } else {
            vec![
                Cell::text(&course.title),
                Cell::text("fewer than five"),
                Cell::text("not opened"),
                Cell::text(""),
            ]
        }
    });
    let table = Table::new("Courses with feedback")
        .hide_caption()
        .column("Course")
        .figures("Forms")
        .figures("Comments")
        .figures("Kept as quotes")
        .rows(rows)
        .when_empty("No feedback has come from the sessions in your sight.");
    let list = List {
        table,
        pages: Pagination::new(None, next).first(later.then(|| "/comments".to_owned())),
    };
    Page::new(&desk, "Comments", &list)?.answer()
}

/// `GET /comments/{reference}`
async fn show(desk: Desk<ReadComments>, Path(reference): Path<String>) -> Answer {
    let number = desk.query("page").parse::<usize>().unwrap_or(1).max(1);
    let (course, written) = desk
        .view(move |tx, scope| {
            let found = course(tx, scope, &reference)?;
            let written = comments(tx, scope, &found, number)?;
            Ok(Seen::one("comments of course", found.id, (found, written)))
        })
        .await?;
    drawn(&desk, &course, &written, number)
}

/// What the viewer may do with a comment.
fn links(desk: &Desk<ReadComments>, own: &str, comment: &Comment) -> Vec<Html> {
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
    if desk.viewer().may::<ManageFaults>().is_ok() {
        links.push(Html::link_about(
            &path("fault"),
            "Raise a fault",
            &format!("from {about}"),
        ));
    }
    if let Some(contact) = comment
        .contact
        .filter(|_| desk.viewer().may::<AskWhoAnswered>().is_ok())
    {
        let path = format!("/contacts/{contact}");
        links.push(Html::link_about(
            &path,
            "They left a way to be reached",
            &format!(": {about}"),
        ));
    }
    links
}

fn drawn(desk: &Desk<ReadComments>, course: &Commented, found: &Written, number: usize) -> Answer {
    let own = format!("/comments/{}", course.reference);
    let at = |number: usize| format!("{own}?page={number}");
    let decides = desk.viewer().may::<MarkQuotes>().is_ok();
    let shape = Comments {
        title: course.title.clone(),
        count: if course.open() {
            format!("{} comments on {} forms.", course.comments, course.forms)
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
                links: links(desk, &own, comment),
            })
            .collect(),
        pages: Pagination::new(
            (number > 1).then(|| at(number - 1)),
            found.more.then(|| at(number.saturating_add(1))),
        ),
        quotes: match course.quotes {
            0 => "None of these is kept as a quote yet.".to_owned(),
            1 => "1 of these is kept as a quote.".to_owned(),
            many => format!("{many} of these are kept as quotes."),
        },
    };
    Page::new(desk, "Comments", &shape)?
        .above(&BackLink::new("/comments", "Back to all courses"))
        .answer()
}
