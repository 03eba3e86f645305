//! A subject's page: filters, chart, tables, and the form that takes them out of the system.

use super::asked::Asked;
use super::subject_of;
use crate::subjects::Subject;
use access::actions::ReadEvidence;
use askama::Template;
use axum::extract::Path;
use evidence::disclosure::Profile;
use evidence::table::RowKind;
use front::{Answer, Desk, Page, Seen};
use govuk::{
    Bar, BarChart, Breadcrumbs, Button, ButtonKind, Cell, ErrorSummary, Filters, Html, Input, Select, Table,
};
use kernel::{Day, Id};

#[derive(Template)]
#[template(path = "evidence.html")]
struct Shape {
    errors: ErrorSummary,
    title: &'static str,
    question: &'static str,
    profile: String,
    profile_words: &'static str,
    filters: Filters,
    chart: Option<BarChart>,
    tables: Vec<Shown>,
    hidden: Html,
    kept: Vec<Html>,
    choose_profile: Select,
    choose_format: Select,
    export: Button,
    action: String,
}

struct Shown {
    table: Table,
    foot: Vec<String>,
    ledger: bool,
}

const fn profile_label(profile: Profile) -> &'static str {
    match profile {
        Profile::Internal => "Internal: nothing hidden",
        Profile::Partner => "Partner: counts of 1 to 4 hidden",
        Profile::Public => "Public: small counts hidden, the rest rounded",
        Profile::Nhs => "NHS: rounded to 5",
    }
}

/// `GET /evidence/{subject}`
pub(super) async fn show(desk: Desk<ReadEvidence>, Path(word): Path<String>) -> Answer {
    let subject = subject_of(&word)?;
    let asked = Asked::of(|name| desk.query(name));
    let (typed, (_, problems)) = ((asked.from.clone(), asked.to.clone()), asked.days());
    // Nothing is hidden from ourselves, so the looking is recorded.
    let (view, choices, tables) = desk
        .view(move |tx, scope| {
            let (view, choices) = asked.view(tx, scope)?;
            let tables = subject.tables(tx, &view)?;
            let records = if view.profile == Profile::Internal {
                vec![("evidence of programme", view.programme.id)]
            } else {
                Vec::new()
            };
            Ok(Seen {
                value: (view, choices, tables),
                records,
            })
        })
        .await?;
    let ids = |list: &[(Id, String)], all: bool| -> Vec<(String, String)> {
        all.then(|| (String::new(), "All".to_owned()))
            .into_iter()
            .chain(list.iter().map(|(id, name)| (id.to_string(), name.clone())))
            .collect()
    };
    let text = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let year = view.year.map(|year| year.to_string()).unwrap_or_default();
    let profiles = || {
        Profile::ALL
            .iter()
            .map(|profile| (profile.name(), profile_label(*profile)))
    };
    let filters = Filters::new(&format!("/evidence/{word}"))
        .field(
            &Select::new("programme", "Programme")
                .options(
                    choices
                        .programmes
                        .iter()
                        .map(|known| (known.slug.clone(), known.name.clone())),
                )
                .value(&view.programme.slug),
        )
        .field(
            &Select::new("area", "Area")
                .options(ids(&choices.areas, choices.every_area))
                .value(&text(view.area)),
        )
        .field(
            &Select::new("course", "Course")
                .options(ids(&choices.courses, true))
                .value(&text(view.course)),
        )
        .field(
            &Select::new("year", "Year of the programme")
                .options([("", "All"), ("1", "1"), ("2", "2"), ("3", "3")])
                .value(&year),
        )
        .field(
            &Input::new("from", "From")
                .hint("Like 1 4 2026")
                .value(&typed.0)
                .problems(&problems),
        )
        .field(
            &Input::new("to", "To")
                .hint("Like 31/3/2027")
                .value(&typed.1)
                .problems(&problems),
        )
        .field(
            &Select::new("profile", "Shown as")
                .options(profiles())
                .value(view.profile.name()),
        )
        .active(
            view.area.is_some() || view.course.is_some() || view.year.is_some() || view.days != (None, None),
        );
    let kept = [
        ("programme", view.programme.slug.clone()),
        ("area", text(view.area)),
        ("course", text(view.course)),
        ("year", year),
        ("from", view.days.0.map(Day::iso).unwrap_or_default()),
        ("to", view.days.1.map(Day::iso).unwrap_or_default()),
    ]
    .into_iter()
    .map(|(name, value)| Html::hidden(name, &value))
    .collect();
    let may_read_ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let shape = Shape {
        errors: ErrorSummary::new(&problems),
        title: subject.title(),
        question: subject.question(),
        profile: profile_label(view.profile).to_owned(),
        profile_words: view.profile.words(),
        filters,
        chart: chart(subject, &tables),
        tables: tables.iter().map(|table| shown(table, may_read_ledger)).collect(),
        hidden: desk.hidden(),
        kept,
        choose_profile: Select::new("profile-of-export", "For whom")
            .options(profiles())
            .value(Profile::Public.name()),
        choose_format: Select::new("format", "As").options([("csv", "CSV"), ("xlsx", "XLSX workbook")]),
        export: Button::new("Export").kind(ButtonKind::Secondary),
        action: format!("/evidence/{word}/export"),
    };
    let page =
        Page::new(&desk, subject.title(), &shape)?.above(&Breadcrumbs::new().to("/evidence", "Evidence"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// A finished table as the page shows it.
fn shown(table: &evidence::Table, may_read_ledger: bool) -> Shown {
    let heads = table
        .columns
        .iter()
        .filter(|column| column.kind == evidence::table::ColumnKind::Label)
        .count();
    let mut out = Table::new(&table.title);
    for (place, column) in table.columns.iter().enumerate() {
        out = if place < heads {
            out.column(&column.label)
        } else {
            out.figures(&column.label)
        };
    }
    for row in table.html_rows() {
        let words = |text: &str| {
            if row.kind != RowKind::Body && text == "all" {
                "All".to_owned()
            } else {
                text.to_owned()
            }
        };
        let cells = row
            .labels
            .iter()
            .map(|cell| Cell::text(&words(&cell.display)))
            .chain(row.figures.iter().map(|cell| Cell::number(&cell.display)));
        out = out.row(cells.collect::<Vec<_>>());
    }
    Shown {
        table: out.when_empty("No records match these filters."),
        foot: table.foot(),
        ledger: table.completeness.is_some() && may_read_ledger,
    }
}

/// Bars for tables of statements; their figures are the table's own.
fn chart(subject: Subject, tables: &[evidence::Table]) -> Option<BarChart> {
    if !matches!(subject, Subject::Feedback | Subject::Use) {
        return None;
    }
    let table = tables.first()?;
    let mut chart = BarChart::new(
        "statements",
        subject.title(),
        "One bar for each statement: the better side, neither, the worse side. The same figures stand in the table below.",
    );
    for row in table.html_rows() {
        let count = |place: usize| row.figures.get(place).and_then(|cell| cell.n);
        let (Some(better), Some(neither), Some(worse)) = (count(0), count(1), count(2)) else {
            continue;
        };
        chart = chart.bar(Bar {
            label: row
                .labels
                .first()
                .map(|cell| cell.display.clone())
                .unwrap_or_default(),
            better,
            neither,
            worse,
            figure: row
                .figures
                .first()
                .map(|cell| cell.display.clone())
                .unwrap_or_default(),
        });
    }
    Some(chart)
}
