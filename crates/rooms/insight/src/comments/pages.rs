//! The pages of the comments: which courses have some, what was written about one, and the file of what may leave.

use super::{
    Commented, CommentedCourse, Written, comments, course, course_id, courses, decide, fault, place, quotes,
};
use crate::release::{Purpose, Release, check, log};
use access::actions::{ExportEvidence, ManageFaults, MarkQuotes, ReadComments};
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use evidence::disclosure::{Profile, Released};
use front::{Answer, Desk, Form, LocalPath, Page, Routes, Seen};
use govuk::{BackLink, Banner, Button, ButtonKind, Cell, ErrorSummary, Html, Input, Pagination, Table, Tag};
use http::{HeaderValue, header};
use kernel::{Fault, Id, Problems, Refusal, Stop};

/// Routes of the comments.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<ReadComments, _, _>("/comments", list)
        .get::<ReadComments, _, _>("/comments/{reference}", show)
        .post::<MarkQuotes, _, _>("/comments/{reference}/mark", mark)
        .post::<ExportEvidence, _, _>("/comments/{reference}/export", export)
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
    state: Html,
    form: Option<(Html, Button)>,
    name: String,
    /// Where a fault is raised from it.
    fault: Option<Html>,
}

#[derive(Template)]
#[template(path = "comments.html")]
struct Comments {
    errors: ErrorSummary,
    notice: Html,
    title: String,
    count: String,
    mark: String,
    written: Vec<Shown>,
    pages: Pagination,
    out: Option<Out>,
}

/// The form that takes quotes out.
struct Out {
    action: String,
    words: String,
    hidden: Html,
    recipient: Input,
    reason: Input,
    button: Button,
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
        .figures("May leave")
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
    page(&desk, reference, &Purpose::default(), Problems::none()).await
}

/// The page of its address, from 1.
fn number<A: access::Action>(desk: &Desk<A>) -> usize {
    desk.query("page").parse::<usize>().unwrap_or(1).max(1)
}

/// Comments that somebody reads: the looking is in the trail, whichever way it comes about.
async fn page<A: access::Action>(
    desk: &Desk<A>,
    reference: String,
    typed: &Purpose,
    problems: Problems,
) -> Answer {
    let number = number(desk);
    let (course, written) = desk
        .view(move |tx, scope| {
            let found = course(tx, scope, &reference)?;
            let written = comments(tx, scope, &found, number)?;
            Ok(Seen::one("comments of course", found.id, (found, written)))
        })
        .await?;
    drawn(desk, &course, &written, typed, &problems)
}

fn drawn<A: access::Action>(
    desk: &Desk<A>,
    course: &Commented,
    found: &Written,
    typed: &Purpose,
    problems: &Problems,
) -> Answer {
    let own = format!("/comments/{}", course.reference);
    let number = number(desk);
    let may_mark = desk.viewer().may::<MarkQuotes>().is_ok();
    let may_raise = desk.viewer().may::<ManageFaults>().is_ok();
    let written = found
        .comments
        .iter()
        .map(|comment| {
            let state = comment.decided.as_ref().map_or_else(Html::default, |(who, at)| {
                Html::of(&Tag::new("May leave", "green"))
                    .and(&Html::text(&format!(" Decided by {who}, {}", at.text())))
            });
            let button = if comment.decided.is_some() {
                Button::new("Take back").sends("decision", "stay")
            } else {
                Button::new("May leave").sends("decision", "leave")
            };
            let about: String = comment.text.chars().take(40).collect();
            Shown {
                question: comment.question.clone(),
                text: comment.text.clone(),
                state,
                form: may_mark.then(|| (desk.hidden(), button.kind(ButtonKind::Secondary).about(&about))),
                name: comment.name.clone(),
                fault: may_raise.then(|| {
                    let path = format!("{own}/fault?comment={}", comment.name);
                    Html::link_about(&path, "Raise a fault", &format!("from {about}"))
                }),
            }
        })
        .collect();
    let at = |number: usize| format!("{own}?page={number}");
    let shape = Comments {
        errors: ErrorSummary::new(problems),
        notice: match desk.query("done").as_str() {
            "leave" => Html::of(&Banner::success("The quote may leave. You can take that back.")),
            "stay" => Html::of(&Banner::success("It is taken back: the quote stays.")),
            _ => Html::default(),
        },
        title: course.title.clone(),
        count: if course.open() {
            format!("{} comments on {} forms.", course.comments, course.forms)
        } else {
            "Fewer than five forms have come: what was written is not opened for anybody, so that no comment has a face.".to_owned()
        },
        mark: format!("{own}/mark?page={number}"),
        written,
        pages: Pagination::new(
            (number > 1).then(|| at(number - 1)),
            found.more.then(|| at(number.saturating_add(1))),
        ),
        out: desk.viewer().may::<ExportEvidence>().is_ok().then(|| Out {
            action: format!("{own}/export"),
            words: match course.quotes {
                0 => "None of these comments may leave yet.".to_owned(),
                1 => "1 of these comments may leave. The file holds that one and nothing else.".to_owned(),
                many => format!("{many} of these comments may leave. The file holds these and nothing else."),
            },
            hidden: desk.hidden(),
            recipient: Input::new("recipient", "Who it is for")
                .value(typed.recipient.reveal())
                .problems(problems),
            reason: Input::new("reason", "Why it leaves")
                .value(typed.reason.reveal())
                .problems(problems),
            button: Button::new("Export quotes").kind(ButtonKind::Secondary),
        }),
    };
    let page = Page::new(desk, "Comments", &shape)?.above(&BackLink::new("/comments", "Back to all courses"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `POST /comments/{reference}/mark`: a decision on one comment, under the name of who makes it.
async fn mark(desk: Desk<MarkQuotes>, Path(reference): Path<String>, form: Form) -> Answer {
    form.only(&["comment", "decision"], &[])?;
    let leave = match form.text("decision") {
        "leave" => true,
        "stay" => false,
        _ => return Err(Refusal::Malformed("Choose whether the quote may leave.").into()),
    };
    let (name, now, number) = (form.text("comment").to_owned(), desk.now(), number(&desk));
    let done = desk
        .submit(&form, move |tx, scope| {
            let id = course_id(tx, &reference)?;
            let pass = scope.pass::<CommentedCourse>(tx, id)?;
            let found = course(tx, scope, &reference)?;
            let comment = place(tx, scope, &found, &name)?;
            let who = scope
                .account_id()
                .ok_or_else(|| Fault::new("a decision without an account"))?;
            if !decide(tx, &comment, leave, who, now)? {
                return Err(Refusal::Closed("Somebody has decided this already.".to_owned()).into());
            }
            // The trail names the course and never the comment: who wrote it stays unknown.
            let change = if leave { "quote may leave" } else { "quote stays" };
            Done::recorded(
                tx,
                pass,
                Change::new(change),
                now,
                LocalPath::of(format!(
                    "/comments/{reference}?page={number}&done={}",
                    if leave { "leave" } else { "stay" }
                )),
            )
        })
        .await?;
    Ok(done)
}

/// `POST /comments/{reference}/export`
async fn export(desk: Desk<ExportEvidence>, Path(reference): Path<String>, form: Form) -> Answer {
    form.only(&["recipient", "reason"], &[])?;
    let purpose = Purpose {
        recipient: form.text("recipient").to_owned().into(),
        reason: form.text("reason").to_owned().into(),
    };
    let named = reference.clone();
    let (course, quotes) = desk
        .view(move |tx, scope| {
            let found = course(tx, scope, &named)?;
            let quotes = quotes(tx, scope, &found)?;
            Ok(Seen::one("comments of course", found.id, (found, quotes)))
        })
        .await?;
    // Quotes leave for others: both are asked for.
    let mut problems = purpose.problems(Profile::Public);
    if quotes.is_empty() && problems.is_empty() {
        problems.add("recipient", "None of these comments may leave yet");
    }
    if !problems.is_empty() {
        return page(&desk, reference, &purpose, problems).await;
    }
    let mut grid = paper::Grid::new("Quotes", ["Course", "Question", "Quote"]);
    for quote in quotes {
        grid.row(vec![
            paper::Cell::from(course.title.as_str()),
            paper::Cell::from(quote.question.as_str()),
            paper::Cell::from(quote.text.as_str()),
        ]);
    }
    grid.note("Each quote was let out by a person's decision. Others are not in this file.");
    let bytes = paper::csv::write(&grid).map_err(Stop::from)?;
    send(&desk, &course, bytes, purpose).await
}

/// Logs the file and gives it out.
async fn send(desk: &Desk<ExportEvidence>, course: &Commented, bytes: Vec<u8>, purpose: Purpose) -> Answer {
    let release = Release {
        id: Id::fresh(desk.clock(), desk.entropy()),
        page: "comments",
        query: format!("quotes course={}", course.id),
        start: desk.now().day(),
        profile: Profile::Public,
        format: "csv",
        bytes: bytes.clone(),
        cells: Released {
            profile: Profile::Public,
            cells: std::collections::BTreeMap::new(),
        },
        claims: Vec::new(),
        purpose,
    };
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    desk.write(move |tx, scope| {
        let checked = check(tx, &release)?;
        let pass = log(tx, scope, &release, checked, now, &*entropy)?;
        Done::recorded(
            tx,
            pass,
            Change::new("quotes exported").reason(format!("quotes{}", release.purpose.words())),
            now,
            (),
        )
    })
    .await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"table.csv\""),
        ),
    ];
    let file: Response = (headers, bytes).into_response();
    Ok(file)
}
