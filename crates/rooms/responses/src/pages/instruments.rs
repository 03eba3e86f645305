//! The questionnaires: all of them, each with its versions and the courses that use it, and a version as those who answer see it.

use super::draft_list::next_page;
use super::fields::{Shown, sections};
use super::instrument_retire::what;
use super::translation_form::extent_in_words;
use crate::books::version_by_key;
use crate::lists::{self, InstrumentQuery};
use crate::records::draft as sql;
use crate::{retiring, sparing, translations};
use access::actions::{ManageInstruments, OpenQuestionnaires, ReadCourses, ReadInstruments};
use askama::Template;
use axum::extract::Path;
use front::parts::{Page as Parts, Part, TOP, under};
use front::{Answer, Desk, Form, Page};
use govuk::{
    Breadcrumbs, Button, ButtonKind, Cell, Filters, Html, Input, InputKind, InsetText, Pagination, Select,
    SummaryList, Table,
};
use instrument::Sheet;
use kernel::{Instant, Problems, Refusal};
use learning::model::Purpose;
use store::values;

#[derive(Template)]
#[template(path = "instrument.html")]
struct One {
    language: &'static str,
    direction: &'static str,
    links: Vec<(String, String)>,
    title: String,
    facts: SummaryList,
    introduction: String,
    sections: Vec<Shown>,
}

/// A count that is taken to 1,000.
pub(super) fn counted(count: i64) -> String {
    if count > 1000 {
        "more than 1,000".to_owned()
    } else {
        count.to_string()
    }
}

/// GET /instruments
pub(crate) async fn list(desk: Desk<ReadInstruments>) -> Answer {
    let query = InstrumentQuery {
        words: desk.query("words"),
        show: desk.query("show"),
        after: desk.query("after"),
    };
    let (words, show) = (query.words.clone(), query.show.clone());
    let found = desk
        .read(move |tx, scope| lists::instruments(tx, scope, &query))
        .await?;
    let next = found.rows.last().filter(|_| found.more);
    let next = next.map(|last| next_page(&desk, &last.key));
    let writes = desk.viewer().may::<ManageInstruments>().is_ok();
    let rows = found.rows.iter().map(|line| {
        let mut cells = vec![
            Cell::link(&format!("/instruments/{}", line.key), &line.title),
            Cell::text(&line.key),
            Cell::number(line.version),
            Cell::text(&line.published_at.day().text()),
            Cell::number(line.courses),
            Cell::number(counted(line.responses)),
            Cell::text(if line.retired { "Retired" } else { "In use" }),
        ];
        if writes {
            cells.push(if line.drafts == 0 {
                Cell::number(0)
            } else {
                Cell::link(
                    &format!("/instruments/drafts?key={}", line.key),
                    &line.drafts.to_string(),
                )
            });
        }
        cells
    });
    let mut table = Table::new("Published questionnaires")
        .hide_caption()
        .column("Questionnaire")
        .column("Key")
        .figures("Newest version")
        .column("Published")
        .figures("Courses")
        .figures("Responses")
        .column("State");
    if writes {
        table = table.figures("Drafts");
    }
    let table = table
        .rows(rows)
        .when_empty("No published questionnaire fits these filters.");
    let filters = Filters::new("/instruments")
        .field(
            &Input::new("words", "Title or key")
                .kind(InputKind::Search)
                .value(&words),
        )
        .field(
            &Select::new("show", "Show")
                .option("", "All")
                .option("used", "Used by a course")
                .option("unused", "Used by no course")
                .option("drafted", "With a draft")
                .option("retired", "Retired")
                .value(&show),
        )
        .active(!desk.query_text().is_empty());
    let mut page = Parts::new("Questionnaires")
        .text("A published version never changes. Answers of two versions are added up only where the wording and the scale are the same.");
    if writes {
        page = page.with(Part::Actions(vec![
            Button::link("Begin a draft", "/instruments/new"),
            Button::link("Drafts", "/instruments/drafts").kind(ButtonKind::Secondary),
            Button::link("Question bank", "/instruments/bank").kind(ButtonKind::Secondary),
            Button::link("Open to anybody", "/instruments/links").kind(ButtonKind::Secondary),
        ]));
    }
    let export = |format: &str| {
        let filters = desk.query_text();
        let more = if filters.is_empty() { "" } else { "&" };
        format!("/instruments/export?format={format}{more}{filters}")
    };
    let page = page
        .html(&filters)
        .html(&table)
        .html(&Pagination::new(None, next))
        .with(Part::Links(vec![
            (export("csv"), "Take the list as CSV".to_owned()),
            (export("xlsx"), "Take the list as XLSX".to_owned()),
        ]));
    under(&desk, "Questionnaires", &page, TOP)
}

/// A version in the list of a questionnaire's.
struct VersionLine {
    version: i64,
    title: String,
    hash: String,
    published_at: Instant,
    responses: i64,
}

/// GET /instruments/{key}
pub(crate) async fn one(desk: Desk<ReadInstruments>, Path(key): Path<String>) -> Answer {
    let wanted = key.clone();
    let (versions, courses, retired, rule) = desk
        .read(move |tx, _| {
            let versions = tx.all(&sql::VERSION_LINES, values![&wanted], |row| {
                Ok(VersionLine {
                    version: row.get(0)?,
                    title: row.get(1)?,
                    hash: row.get(2)?,
                    published_at: row.get(3)?,
                    responses: row.get(4)?,
                })
            })?;
            let courses = tx.all(&sql::COURSES_USING, values![&wanted], |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<String>(1)?,
                    row.get::<String>(2)?,
                    row.get::<bool>(3)?,
                ))
            })?;
            let retired = retiring::of(tx, &wanted)?;
            let rule = match sparing::of(tx, &wanted)? {
                Some(rule) => {
                    let newest = crate::books::newest(tx, &wanted)?.ok_or(Refusal::Unknown)?;
                    Some(super::sparing::in_words(&rule, newest.published.definition()))
                }
                None => None,
            };
            Ok((versions, courses, retired, rule))
        })
        .await?;
    let newest = versions.first().ok_or(Refusal::Unknown)?;
    let rows = versions.iter().map(|line| {
        vec![
            Cell::link(
                &format!("/instruments/{key}/{}", line.version),
                &format!("Version {}", line.version),
            ),
            Cell::text(&line.title),
            Cell::text(&line.published_at.day().text()),
            Cell::text(line.hash.get(..8).unwrap_or_default()),
            Cell::number(counted(line.responses)),
            Cell::text(if retired.iter().any(|gone| gone.version == Some(line.version)) {
                "Retired"
            } else {
                "In use"
            }),
        ]
    });
    let table = Table::new("Versions")
        .column("Version")
        .column("Title")
        .column("Published")
        .column("Mark")
        .figures("Responses")
        .column("State")
        .rows(rows);
    let reads = desk.viewer().may::<ReadCourses>().is_ok();
    let courses = courses.iter().map(|(reference, title, purpose, archived)| {
        vec![
            if reads {
                Cell::link(&format!("/courses/{reference}"), title)
            } else {
                Cell::text(title)
            },
            Cell::text(Purpose::parse(purpose).map_or("", Purpose::label)),
            Cell::text(if *archived { "Archived" } else { "Current" }),
        ]
    });
    let courses = Table::new("Courses that use it")
        .column("Course")
        .column("For what")
        .column("State")
        .rows(courses)
        .when_empty("No course uses it.");
    let mut page = Parts::new(&newest.title)
        .caption(&format!("Questionnaire {key}"))
        .done(match desk.query("done").as_str() {
            "published" => "The questionnaire is published.",
            _ => "",
        });
    if desk.viewer().may::<ManageInstruments>().is_ok() {
        page = page.with(Part::Actions(vec![
            Button::link("Write the next version", &format!("/instruments/new?key={key}")),
            Button::link("Drafts of it", &format!("/instruments/drafts?key={key}"))
                .kind(ButtonKind::Secondary),
            Button::link(
                "Put questions to some only",
                &format!("/instruments/{key}/sparing"),
            )
            .kind(ButtonKind::Secondary),
            Button::link("Retire", &format!("/instruments/{key}/retire")).kind(ButtonKind::Secondary),
        ]));
    }
    if let Some(rule) = &rule {
        page = page.html(&InsetText::new(rule));
    }
    for gone in &retired {
        let words = format!(
            "{} is retired since {}: {}",
            what(gone),
            gone.at.day().text(),
            gone.reason
        );
        page = page.html(&InsetText::new(&words));
    }
    let page = page
        .html(&table)
        .with(Part::Links(vec![(
            format!("/instruments/{key}/compare"),
            "Compare two versions".to_owned(),
        )]))
        .html(&courses);
    under(
        &desk,
        "Questionnaire",
        &page,
        &[("/instruments", "Questionnaires")],
    )
}

/// GET /instruments/{key}/{version}
pub(crate) async fn show(desk: Desk<ReadInstruments>, Path((key, version)): Path<(String, i64)>) -> Answer {
    let home = format!("/instruments/{key}");
    let found = desk
        .read(move |tx, _| {
            let found = version_by_key(tx, &key, Some(version))?.ok_or(Refusal::Unknown)?;
            let known = translations::of(tx, found.id)?;
            Ok((found, known))
        })
        .await?;
    let (found, known) = found;
    let definition = found.published.definition();
    let own = format!("{home}/{version}");
    let language = desk.query("lang");
    let sheet = if language.is_empty() {
        Sheet::written(definition)
    } else {
        let wanted = known.iter().find(|known| known.language == language);
        Sheet::translated(definition, wanted.ok_or(Refusal::Unknown)?)
    };
    let mut links: Vec<(String, String)> = known
        .iter()
        .filter_map(|translation| {
            let language = translation.language()?;
            let extent = extent_in_words(translation.extent(definition));
            Some((
                format!("{own}?lang={}", language.code),
                format!("{} ({extent})", language.name),
            ))
        })
        .collect();
    if !language.is_empty() {
        links.push((own.clone(), "English".to_owned()));
    }
    if desk.viewer().may::<ManageInstruments>().is_ok() {
        links.push((format!("{own}/translations"), "Translate it".to_owned()));
    }
    let mut facts = SummaryList::new()
        .row("Key", &definition.key)
        .row("Version", &definition.version.to_string())
        .row("Published", &found.published_at.text())
        .row("Hash", found.published.hash())
        .html(
            "In other programs",
            Html::link(&format!("{own}/form"), "Take it out as an XLSForm (Kobo, ODK)"),
        );
    if desk.viewer().may::<OpenQuestionnaires>().is_ok() {
        facts = facts.html(
            "For anybody",
            Html::link(&format!("{own}/open"), "Open it to anybody by a link"),
        );
    }
    let one = One {
        language: sheet.language.code,
        direction: sheet.language.direction(),
        links,
        title: sheet.definition.title.clone(),
        facts,
        introduction: sheet.definition.introduction.clone(),
        sections: sections(&sheet, &Form::default(), &Problems::none()),
    };
    let trail = Breadcrumbs::new()
        .to("/instruments", "Questionnaires")
        .to(&home, &definition.title);
    Page::new(&desk, "Questionnaire", &one)?.above(&trail).answer()
}
