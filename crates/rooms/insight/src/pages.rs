//! The evidence pages: filters, tables, charts, exports.

use crate::records;
use crate::release::{Release, cells, log};
use crate::subjects::Subject;
use crate::view::{Programme, View, programmes};
use access::actions::{ExportEvidence, ReadEvidence};
use access::{Action, Scope};
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use axum::response::IntoResponse;
use evidence::disclosure::Profile;
use evidence::table::RowKind;
use front::{Answer, Desk, Failure, Form, Page, Routes, Seen};
use govuk::{Bar, BarChart, Breadcrumbs, Button, ButtonKind, Cell, Filters, Html, Select, Table};
use http::{HeaderValue, header};
use kernel::{Id, Refusal, Stop};
use paper::{Cell as GridCell, Grid};
use store::{Tx, values};

/// Routes of this room.
pub fn routes() -> Routes {
    Routes::new()
        .get::<ReadEvidence, _, _>("/evidence", index)
        .get::<ReadEvidence, _, _>("/evidence/published", published)
        .get::<ReadEvidence, _, _>("/evidence/{subject}", show)
        .post::<ExportEvidence, _, _>("/evidence/{subject}/export", export)
}

#[derive(Template)]
#[template(path = "evidence-index.html")]
struct Index {
    subjects: Vec<Subject>,
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct Shape {
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

#[derive(Template)]
#[template(path = "published.html")]
struct PublishedPage {
    summary: String,
    tables: Vec<Table>,
}

struct Choices {
    programmes: Vec<Programme>,
    areas: Vec<(Id, String)>,
    courses: Vec<(Id, String)>,
    every_area: bool,
}

async fn index(desk: Desk<ReadEvidence>) -> Answer {
    Page::new(
        &desk,
        "Evidence",
        &Index {
            subjects: Subject::ALL.to_vec(),
        },
    )?
    .answer()
}

/// What was asked for, from the words of a query or a form. Unknown words are no filter.
struct Asked {
    programme: String,
    area: String,
    course: String,
    year: String,
    profile: Profile,
}

impl Asked {
    fn of(word: impl Fn(&str) -> String) -> Self {
        Self {
            programme: word("programme"),
            area: word("area"),
            course: word("course"),
            year: word("year"),
            profile: word("profile").parse().unwrap_or(Profile::Internal),
        }
    }

    /// The view, within the viewer's sight: who works in some areas gets the figures of one of these, never of all.
    fn view<A: Action>(&self, tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<(View, Choices), Stop> {
        let programmes = programmes(tx)?;
        let programme = programmes
            .iter()
            .find(|known| known.slug == self.programme)
            .or_else(|| programmes.iter().min_by_key(|known| known.start))
            .cloned()
            .ok_or(Refusal::Unknown)?;
        let pair = |row: &store::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
        let areas = tx.all(&records::AREAS, &scope.values_and(values![programme.id]), pair)?;
        let courses = tx.all(&records::COURSES, values![programme.id], pair)?;
        let known = |text: &str, list: &[(Id, String)]| {
            Id::parse(text).filter(|id| list.iter().any(|(known, _)| known == id))
        };
        let mut area = known(&self.area, &areas);
        if area.is_none() && !scope.sees_all() {
            // Nothing of this programme in sight: not even that there is something.
            area = Some(areas.first().ok_or(Refusal::Unknown)?.0);
        }
        let view = View {
            area,
            course: known(&self.course, &courses),
            year: self.year.parse().ok().filter(|year| (1..=20).contains(year)),
            profile: self.profile,
            programme,
        };
        Ok((
            view,
            Choices {
                programmes,
                areas,
                courses,
                every_area: scope.sees_all(),
            },
        ))
    }
}

fn subject_of(word: &str) -> Result<Subject, Failure> {
    Ok(Subject::parse(word).ok_or(Refusal::Unknown)?)
}

async fn show(desk: Desk<ReadEvidence>, Path(word): Path<String>) -> Answer {
    let subject = subject_of(&word)?;
    let asked = Asked::of(|name| desk.query(name));
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
            &Select::new("profile", "Shown as")
                .options(profiles())
                .value(view.profile.name()),
        )
        .active(view.area.is_some() || view.course.is_some() || view.year.is_some());
    let kept = [
        ("programme", view.programme.slug.clone()),
        ("area", text(view.area)),
        ("course", text(view.course)),
        ("year", year),
    ]
    .into_iter()
    .map(|(name, value)| Html::hidden(name, &value))
    .collect();
    let may_read_ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let shape = Shape {
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
    Page::new(&desk, subject.title(), &shape)?
        .above(&Breadcrumbs::new().to("/evidence", "Evidence"))
        .answer()
}

const fn profile_label(profile: Profile) -> &'static str {
    match profile {
        Profile::Internal => "Internal: nothing hidden",
        Profile::Partner => "Partner: counts of 1 to 4 hidden",
        Profile::Public => "Public: small counts hidden, the rest rounded",
        Profile::Nhs => "NHS: rounded to 5",
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
            if row.kind == RowKind::Body {
                text.to_owned()
            } else {
                text.replace("all", "All")
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

async fn export(desk: Desk<ExportEvidence>, Path(word): Path<String>, form: Form) -> Answer {
    form.only(
        &[
            "programme",
            "area",
            "course",
            "year",
            "profile-of-export",
            "format",
        ],
        &[],
    )?;
    let subject = subject_of(&word)?;
    // A profile that is not known must not become the open one.
    if form.text("profile-of-export").parse::<Profile>().is_err() {
        return Err(Refusal::Malformed("Choose for whom the table is.").into());
    }
    let asked = Asked::of(|name| {
        form.text(if name == "profile" {
            "profile-of-export"
        } else {
            name
        })
        .to_owned()
    });
    let xlsx = form.text("format") == "xlsx";
    let (view, tables) = desk
        .read(move |tx, scope| {
            let (view, _) = asked.view(tx, scope)?;
            let tables = subject.tables(tx, &view)?;
            Ok((view, tables))
        })
        .await?;
    let grid = grid(&tables);
    let (bytes, kind, name) = if xlsx {
        (
            paper::xlsx::write(&grid, desk.now())?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"table.xlsx\"",
        )
    } else {
        (
            paper::csv::write(&grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"table.csv\"",
        )
    };
    let release = Release {
        id: Id::fresh(desk.clock(), desk.entropy()),
        page: subject.word(),
        query: view.words(),
        profile: view.profile,
        format: if xlsx { "xlsx" } else { "csv" },
        bytes: bytes.clone(),
        cells: cells(&tables),
    };
    let now = desk.now();
    desk.write(move |tx, scope| {
        let pass = log(tx, scope, &release, now)?;
        Done::recorded(
            tx,
            pass,
            Change::new("evidence exported").reason(format!("{} as {}", release.page, release.profile)),
            now,
            (),
        )
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, bytes).into_response())
}

/// All tables of a page under each other: what the preview shows and nothing else (SG6).
fn grid(tables: &[evidence::Table]) -> Grid {
    let width = tables.iter().map(|table| table.columns.len()).max().unwrap_or(1);
    let title = tables.first().map_or("Table", |table| table.title.as_str());
    let pad = |mut cells: Vec<GridCell>| {
        cells.resize(width, GridCell::Empty);
        cells
    };
    let head: Vec<String> = tables
        .first()
        .map(|table| table.columns.iter().map(|column| column.label.clone()).collect())
        .unwrap_or_default();
    let mut grid = Grid::new(
        title,
        head.iter()
            .map(String::as_str)
            .chain(std::iter::repeat_n("", width.saturating_sub(head.len()))),
    );
    for (place, table) in tables.iter().enumerate() {
        if place > 0 {
            grid.row(pad(Vec::new()));
            grid.row(pad(vec![GridCell::Text(table.title.clone())]));
            grid.row(pad(table
                .columns
                .iter()
                .map(|column| GridCell::Text(column.label.clone()))
                .collect()));
        }
        for row in &table.rows {
            grid.row(pad(row
                .cells
                .iter()
                .map(|cell| GridCell::Text(cell.display.clone()))
                .collect()));
        }
        for line in table.foot() {
            grid.note(&line);
        }
    }
    grid
}

async fn published(desk: Desk<ReadEvidence>) -> Answer {
    let report = desk
        .read(|tx, scope| {
            // The comparison is of whole programmes.
            if !scope.sees_all() {
                return Err(Refusal::Unknown.into());
            }
            crate::published::compare(tx)
        })
        .await?;
    let tables = report
        .sections()
        .into_iter()
        .map(|(title, lines)| {
            let rows = lines.into_iter().map(|line| {
                vec![
                    Cell::text(&line.figure),
                    Cell::number(&line.printed),
                    Cell::number(&line.computed),
                    Cell::text(line.verdict()),
                ]
            });
            Table::new(&title)
                .column("Figure")
                .figures("Published")
                .figures("Recomputed")
                .column("Verdict")
                .rows(rows)
        })
        .collect();
    Page::new(
        &desk,
        "Published and recomputed",
        &PublishedPage {
            summary: report.summary(),
            tables,
        },
    )?
    .above(&Breadcrumbs::new().to("/evidence", "Evidence"))
    .answer()
}
