//! Copies of personal data that left: who took which, for whom, why and until when; which are to be deleted by now; and whose mark is
//! found in a file.

use access::Role;
use access::actions::SeeCopies;
use axum::extract::Path;
use front::copies::{self, CopyOut, Held, Query, Which};
use front::parts::{FormPart, Page, Part, TOP, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Routes, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Html, Input, Pagination, Select, SummaryList, Table, Tag};
use kernel::{Day, Id, Problems, Refusal, Stop};

const TITLE: &str = "Copies that left";
const ONE: &str = "A copy that left";
/// Rows of a page.
const ROWS: usize = 50;
/// Records of a page of what a copy holds.
const HELD: usize = 100;

/// Routes of these pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<SeeCopies, _, _>("/copies", show)
        .get::<SeeCopies, _, _>("/copies/{id}", one)
        .post::<SeeCopies, _, _>("/copies/{id}", confirm)
}

/// What is asked for, and what is wrong with it.
fn asked(desk: &Desk<SeeCopies>) -> (Query, Problems) {
    let (word, typed) = (desk.query("show"), desk.query("mark"));
    let record = Id::parse(typed.trim());
    let mark = Some(copies::mark_of(&typed)).filter(|mark| !mark.is_empty() && record.is_none());
    let mut problems = Problems::none();
    let which = Which::ALL.into_iter().find(|which| which.code() == word);
    if which.is_none() && !word.is_empty() {
        problems.add("show", "Choose from the list");
    }
    let query = Query {
        mark,
        record,
        which,
        after: Id::parse(&desk.query("after")),
    };
    (query, problems)
}

/// How a copy stands: words, colour.
fn state(copy: &CopyOut, today: Day) -> (String, &'static str) {
    match copy.deleted_at {
        Some(at) => (format!("Deleted on {}", at.day().text()), "grey"),
        None if copy.over(today) => ("To be deleted now".to_owned(), "red"),
        None => ("In use".to_owned(), "blue"),
    }
}

fn filters(desk: &Desk<SeeCopies>, problems: &Problems) -> Filters {
    Filters::new("/copies")
        .field(
            &Select::new("show", "Show")
                .option("", "All")
                .options(Which::ALL.map(|which| (which.code(), which.label())))
                .value(&desk.query("show"))
                .problems(problems),
        )
        .field(
            &Input::new("mark", "Mark in a file, or the number of a record")
                .hint("A mark stands under the table, after the word Copy.")
                .width(30)
                .value(&desk.query("mark")),
        )
        .active(!desk.query("show").is_empty() || !desk.query("mark").is_empty())
}

/// `GET /copies`
async fn show(desk: Desk<SeeCopies>) -> Answer {
    let (query, problems) = asked(&desk);
    let (today, whole, looked_up) = (
        desk.now().day(),
        problems.is_empty(),
        query.mark.is_some() || query.record.is_some(),
    );
    let (found, next, count) = desk
        .view(move |tx, scope| {
            if !whole {
                return Ok(Seen {
                    value: (Vec::new(), None, 0),
                    records: Vec::new(),
                });
            }
            let (found, next) = copies::list(tx, scope, &query, today, ROWS)?;
            let count = copies::count(tx, scope, &query, today)?;
            let records = found.iter().map(|copy| ("copy", copy.id)).collect();
            Ok(Seen {
                value: (found, next, count),
                records,
            })
        })
        .await?;
    let rows = found.iter().map(|copy| {
        let (words, colour) = state(copy, today);
        vec![
            Cell::link(&format!("/copies/{}", copy.id), &copy.mark),
            Cell::text(&copy.made_at.text()),
            Cell::text(&copy.by),
            Cell::text(&copy.kind),
            Cell::number(copy.lines.to_string()),
            Cell::text(&copy.recipient),
            Cell::text(&copy.reason),
            Cell::text(&copy.until.text()),
            Cell::html(Html::from(&Tag::new(&words, colour))),
        ]
    });
    let table = Table::new(TITLE)
        .hide_caption()
        .column("Mark")
        .column("When")
        .column("Who took it")
        .column("What")
        .figures("Rows")
        .column("For whom")
        .column("Why")
        .column("Until")
        .column("State")
        .rows(rows)
        .when_empty(if looked_up {
            "No copy in your sight has this mark, or holds this record."
        } else {
            "No copy fits."
        });
    let next = next.map(|id| {
        let kept: String = desk
            .query_text()
            .split('&')
            .filter(|part| !part.is_empty() && !part.starts_with("after="))
            .flat_map(|part| [part, "&"])
            .collect();
        format!("/copies?{kept}after={id}")
    });
    let words = match count {
        1 => "1 copy".to_owned(),
        count if count > 1000 => "more than 1,000 copies".to_owned(),
        count => format!("{count} copies"),
    };
    let page = Page::new(TITLE)
        .problems(&problems)
        .text("Files with personal data that people took out. Each carries a mark of its own. When its last day is over, whoever took it is asked whether it is deleted.")
        .html(&filters(&desk, &problems))
        .text(&words)
        .html(&table)
        .html(&Pagination::new(None, next));
    if whole {
        under(&desk, TITLE, &page, TOP)
    } else {
        wrong(&desk, TITLE, &page, TOP)
    }
}

/// `GET /copies/{id}`
async fn one(desk: Desk<SeeCopies>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let after = desk.query("after").parse::<i64>().unwrap_or(0);
    let (copy, own, held, more) = desk
        .view(move |tx, scope| {
            let copy = copies::one(tx, scope, id)?;
            let own = copy.is_of(scope);
            let (held, more) = copies::held(tx, scope, id, after, HELD)?;
            Ok(Seen::one("copy", id, (copy, own, held, more)))
        })
        .await?;
    let (words, _) = state(&copy, desk.now().day());
    let mut facts = SummaryList::new()
        .row("Mark", &copy.mark)
        .row("What", &copy.kind)
        .row("Rows", &copy.lines.to_string())
        .row("As", &copy.format)
        .row("Taken by", &copy.by)
        .row("When", &copy.made_at.text())
        .row("For whom", &copy.recipient)
        .row("Why", &copy.reason)
        .row("Until", &copy.until.long_text())
        .row("State", &words);
    if let Some(asked) = &copy.asked {
        // An administrator looks after every copy and reads no list that one comes from.
        let list = list_of(asked).filter(|_| desk.viewer().role() != Some(Role::Administrator));
        facts = match list {
            None => facts.row("What was asked for", asked),
            Some(list) => facts.html("What was asked for", Html::link(&list, asked)),
        };
    }
    let (does, button) = if copy.deleted_at.is_some() {
        (
            "kept",
            Button::new("It is not deleted after all").kind(ButtonKind::Secondary),
        )
    } else {
        ("deleted", Button::new("It is deleted everywhere"))
    };
    let mut page = Page::new(ONE)
        .done(match desk.query("done").as_str() {
            "deleted" => "Thank you. It is noted as deleted.",
            "kept" => "It is noted as not deleted.",
            _ => "",
        })
        .html(&facts);
    if own {
        page = page.with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .value("what", does)
                .button(button),
        ));
    } else {
        page = page.text("Whoever took it, or an administrator, says when it is deleted.");
    }
    let next = held.last().filter(|_| more);
    let next = next.map(|last| format!("/copies/{id}?after={}", last.place));
    let page = page
        .html(&table(&held))
        .html(&Pagination::new(None, next).first((after > 0).then(|| format!("/copies/{id}"))));
    under(&desk, ONE, &page, &[("/copies", TITLE)])
}

/// The page from which a file was asked for: its address without the last part. A photograph's name stands under no page; its record leads to
/// the register.
fn list_of(asked: &str) -> Option<String> {
    let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
    if path.starts_with("/photographs/") {
        return None;
    }
    let list = path.rsplit_once('/').map_or(path, |(list, _)| list);
    Some(if query.is_empty() {
        list.to_owned()
    } else {
        format!("{list}?{query}")
    })
}

/// The records that a copy holds: whoever is to be told of a file that was found stands behind them.
fn table(held: &[Held]) -> Table {
    let rows = held.iter().map(|one| {
        let id = one.id.to_string();
        vec![
            Cell::number(one.place.to_string()),
            Cell::text(&one.kind.replace('_', " ")),
            match &one.page {
                Some(page) => Cell::link(page, &id),
                None => Cell::text(&id),
            },
        ]
    });
    Table::new("Whose records it holds")
        .figures("Row")
        .column("What")
        .column("Record")
        .rows(rows)
        .when_empty("Of the first copies this was not kept.")
}

/// `POST /copies/{id}`
async fn confirm(desk: Desk<SeeCopies>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["what"], &[])?;
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (deleted, word) = match form.text("what") {
        "deleted" => (true, "deleted"),
        "kept" => (false, "kept"),
        _ => return Err(Stop::from(Refusal::Malformed("This form does not say what it is.")).into()),
    };
    let now = desk.now();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = copies::confirm(tx, scope, id, deleted, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/copies/{id}?done={word}"))))
        })
        .await?;
    Ok(answer)
}
