//! A subject's page: filters, chart, tables, and the form that takes them out of the system.

use super::asked::Asked;
use super::filters::{filters, kept};
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
use kernel::Problems;

#[derive(Template)]
#[template(path = "evidence.html")]
struct Shape {
    errors: ErrorSummary,
    title: &'static str,
    question: &'static str,
    profile: String,
    profile_words: &'static str,
    filters: Filters,
    /// What was asked for can be shown.
    whole: bool,
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

pub(super) const fn profile_label(profile: Profile) -> &'static str {
    match profile {
        Profile::Internal => "Internal: nothing hidden",
        Profile::Partner => "Partner: counts of 1 to 4 hidden",
        Profile::Public => "Public: small counts hidden, the rest rounded",
        Profile::Nhs => "NHS: rounded to 5",
    }
}

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
    page(&desk, subject, asked, &Chosen::default(), &Problems::none()).await
}

/// The page, also when a file could not leave: then with what is wrong, and with everything that was chosen. Where a filter names nothing
/// there are no tables: those of everything would be taken for what was asked for.
pub(super) async fn page<A: Includes<ReadEvidence>>(
    desk: &Desk<A>,
    subject: Subject,
    asked: Asked,
    chosen: &Chosen,
    problems: &Problems,
) -> Answer {
    let (typed, today) = (asked.clone(), desk.now().day());
    // Nothing is hidden from ourselves, so the looking is recorded.
    let (found, tables) = desk
        .view(move |tx, scope| {
            let found = asked.view(tx, scope, today)?;
            if !found.problems.is_empty() {
                return Ok(Seen {
                    value: (found, Vec::new()),
                    records: Vec::new(),
                });
            }
            let tables = subject.tables(tx, &found.view)?;
            let records = if found.view.profile == Profile::Internal {
                vec![(subject.look(), found.view.programme.id)]
            } else {
                Vec::new()
            };
            Ok(Seen {
                value: (found, tables),
                records,
            })
        })
        .await?;
    let mut all = found.problems.clone();
    all.0.extend(
        problems
            .0
            .iter()
            .filter(|known| !found.problems.0.contains(known))
            .cloned(),
    );
    let (view, problems) = (&found.view, &all);
    let profiles = || {
        Profile::ALL
            .iter()
            .map(|profile| (profile.name(), profile_label(*profile)))
    };
    let may_read_ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        title: subject.title(),
        question: subject.question(),
        profile: profile_label(view.profile).to_owned(),
        profile_words: view.profile.words(),
        filters: filters(subject, &found, &typed, problems),
        whole: found.problems.is_empty(),
        chart: chart(subject, &tables),
        tables: tables.iter().map(|table| shown(table, may_read_ledger)).collect(),
        hidden: desk.hidden(),
        kept: kept(&found),
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
        action: format!("/evidence/{}/export", subject.word()),
    };
    let page =
        Page::new(desk, subject.title(), &shape)?.above(&Breadcrumbs::new().to("/evidence", "Evidence"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}
