//! The drafts of questionnaires: those that are being written, and those put aside.

use super::draft_at::{LIST, named};
use crate::drafts;
use crate::lists::{self, DraftQuery};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Filters, Html, Input, InputKind, Pagination, Select, Table};
use kernel::Id;

/// GET /instruments/drafts
pub(crate) async fn list(desk: Desk<ManageInstruments>) -> Answer {
    let query = DraftQuery {
        aside: desk.query("state") == "aside",
        words: desk.query("words"),
        key: desk.query("key"),
        after: Id::parse(&desk.query("after")),
    };
    let (aside, words, asked) = (query.aside, query.words.clone(), query);
    let found = desk
        .read(move |tx, scope| lists::drafts(tx, scope, &asked))
        .await?;
    let filters = Filters::new("/instruments/drafts")
        .field(
            &Input::new("words", "Title or key")
                .kind(InputKind::Search)
                .value(&words),
        )
        .field(
            &Select::new("state", "Show")
                .option("", "Drafts that are being written")
                .option("aside", "Drafts put aside")
                .value(&desk.query("state")),
        )
        .active(!desk.query_text().is_empty());
    let next = found.rows.last().filter(|_| found.more);
    let next = next.map(|last| next_page(&desk, &last.id.to_string()));
    let rows = found.rows.iter().map(|line| {
        let path = format!("/instruments/drafts/{}", line.id);
        let title = if aside {
            Cell::text(&line.title)
        } else {
            Cell::link(&path, &line.title)
        };
        let base = line.base.map_or_else(
            || "New questionnaire".to_owned(),
            |base| format!("Version {base}"),
        );
        let mut cells = vec![
            title,
            Cell::text(&line.key),
            Cell::text(&base),
            Cell::text(&line.changed_at.text()),
        ];
        if aside {
            cells.push(Cell::html(Html::link_about(
                &format!("{path}/back"),
                "Bring it back",
                &line.title,
            )));
        }
        cells
    });
    let mut table = Table::new("Drafts")
        .hide_caption()
        .column("Title")
        .column("Key")
        .column("Begun from")
        .column("Changed");
    if aside {
        table = table.column("Take up again");
    }
    let table = table.rows(rows).when_empty(if aside {
        "No draft is put aside."
    } else {
        "No draft fits. Begin one to write a questionnaire of your own."
    });
    let page = Page::new("Drafts of questionnaires")
        .done(match desk.query("done").as_str() {
            "aside" => "The draft is put aside. Show the drafts put aside to bring it back.",
            _ => "",
        })
        .with(Part::Actions(vec![Button::link(
            "Begin a draft",
            "/instruments/new",
        )]))
        .html(&filters)
        .html(&table)
        .html(&Pagination::new(None, next));
    under(&desk, "Drafts of questionnaires", &page, LIST)
}

/// The address of the page after a key, with the filters as they are.
pub(crate) fn next_page<A: access::Action>(desk: &Desk<A>, key: &str) -> String {
    let kept: Vec<&str> = desk
        .query_text()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("after=") && !part.starts_with("done="))
        .collect();
    let after = format!("after={key}");
    let query: Vec<&str> = kept.into_iter().chain([after.as_str()]).collect();
    format!("{}?{}", desk.path(), query.join("&"))
}

/// GET /instruments/drafts/{id}/back
pub(crate) async fn ask_back(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let id = named(&id)?;
    let record = desk
        .read(move |tx, scope| {
            drop(scope.pass::<crate::guards::AsideDraft>(tx, id)?);
            drafts::any(tx, id)
        })
        .await?;
    let form = FormPart::new(desk.path(), &desk.hidden()).button(Button::new("Bring it back"));
    let page = Page::new("Bring the draft back?")
        .text(&format!(
            "‘{}’ can then be written on.",
            record.draft.definition.title
        ))
        .with(Part::Form(form))
        .with(Part::Links(vec![(
            "/instruments/drafts?state=aside".to_owned(),
            "Drafts put aside".to_owned(),
        )]));
    under(&desk, "Bring the draft back", &page, LIST)
}

/// POST /instruments/drafts/{id}/back
pub(crate) async fn back(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (id, now) = (named(&id)?, desk.now());
    Ok(desk
        .submit(&form, move |tx, scope| {
            let done = drafts::bring_back(tx, scope, id, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/instruments/drafts/{id}?done=back"))))
        })
        .await?)
}

/// The button that puts a draft aside.
pub(crate) fn aside_button() -> Button {
    Button::new("Put the draft aside")
        .kind(ButtonKind::Secondary)
        .sends("act", "aside")
}
