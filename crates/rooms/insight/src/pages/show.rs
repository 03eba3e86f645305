//! A subject's page: filters, chart, tables, and the form that takes them out of the system.

use super::asked::Asked;
use super::subject_of;
use super::tables::{Shown, chart, shown};
use crate::release::{self, Purpose};
use crate::subjects::Subject;
use access::actions::{Includes, ReadEvidence};
use askama::Template;
use axum::extract::Path;
use evidence::disclosure::Profile;
use front::{Answer, Desk, Page, Seen};
use govuk::{BarChart, Breadcrumbs, Button, ButtonKind, ErrorSummary, Filters, Html, Input, Select};
use kernel::{Day, Id, Problems};

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
    recipient: Input,
    reason: Input,
    export: Button,
    action: String,
}

const fn profile_label(profile: Profile) -> &'static str {
    match profile {
        Profile::Internal => "Internal: nothing hidden",
        Profile::Partner => "Partner: counts of 1 to 4 hidden",
        Profile::Public => "Public: small counts hidden, the rest rounded",
        Profile::Nhs => "NHS: rounded to 5",
    }
}

/// The kind under which the trail notes a look at figures of which nothing is hidden.
pub(super) const LOOK: &str = "evidence of programme";

/// What was chosen for the file, to be shown again.
pub(super) struct Chosen {
    pub(super) profile: String,
    pub(super) format: String,
    pub(super) purpose: Purpose,
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            profile: Profile::Public.name().to_owned(),
            format: String::new(),
            purpose: Purpose::default(),
        }
    }
}

/// `GET /evidence/{subject}`
pub(super) async fn show(desk: Desk<ReadEvidence>, Path(word): Path<String>) -> Answer {
    let subject = subject_of(&word)?;
    let asked = Asked::of(|name| desk.query(name));
    let problems = asked.days().1;
    page(&desk, subject, asked, &Chosen::default(), &problems).await
}

/// The page, also when a file could not leave: then with what is wrong, and with everything that was chosen.
pub(super) async fn page<A: Includes<ReadEvidence>>(
    desk: &Desk<A>,
    subject: Subject,
    asked: Asked,
    chosen: &Chosen,
    problems: &Problems,
) -> Answer {
    let word = subject.word();
    let typed = (asked.from.clone(), asked.to.clone());
    // Nothing is hidden from ourselves, so the looking is recorded.
    let (view, choices, tables) = desk
        .view(move |tx, scope| {
            let (view, choices) = asked.view(tx, scope)?;
            let tables = subject.tables(tx, &view)?;
            let records = if view.profile == Profile::Internal {
                vec![(LOOK, view.programme.id)]
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
                .problems(problems),
        )
        .field(
            &Input::new("to", "To")
                .hint("Like 31/3/2027")
                .value(&typed.1)
                .problems(problems),
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
        ("profile", view.profile.name().to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| Html::hidden(name, &value))
    .collect();
    let may_read_ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        title: subject.title(),
        question: subject.question(),
        profile: profile_label(view.profile).to_owned(),
        profile_words: view.profile.words(),
        filters,
        chart: chart(subject, &tables),
        tables: tables.iter().map(|table| shown(table, may_read_ledger)).collect(),
        hidden: desk.hidden(),
        kept,
        choose_profile: Select::new(release::FIELD, "For whom")
            .options(profiles())
            .value(&chosen.profile)
            .problems(problems),
        choose_format: Select::new("format", "As")
            .options([("csv", "CSV"), ("xlsx", "XLSX workbook")])
            .value(&chosen.format),
        recipient: Input::new("recipient", "Who it is for")
            .hint("An organisation or a role. Not needed for internal use.")
            .value(chosen.purpose.recipient.reveal())
            .problems(problems),
        reason: Input::new("reason", "Why it leaves")
            .hint("For example: report to the board, March 2027. Not needed for internal use.")
            .value(chosen.purpose.reason.reveal())
            .problems(problems),
        export: Button::new("Export").kind(ButtonKind::Secondary),
        action: format!("/evidence/{word}/export"),
    };
    let page =
        Page::new(desk, subject.title(), &shape)?.above(&Breadcrumbs::new().to("/evidence", "Evidence"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}
