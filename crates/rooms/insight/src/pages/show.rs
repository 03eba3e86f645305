//! A subject's page: filters, chart, tables, and the form that takes them out of the system.

use super::asked::{Asked, Found};
use super::filters::{filters, kept, kept_to_compare, to_compare};
use super::gaps::gaps;
use super::subject_of;
use super::tables::{Shown, chart, shown};
use crate::release::{self, Purpose};
use crate::subjects::Subject;
use crate::subjects::compare::{self, Made};
use access::actions::{Includes, ReadEvidence};
use askama::Template;
use axum::extract::Path;
use evidence::disclosure::Profile;
use front::{Answer, Desk, Page, Seen};
use govuk::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Filters, Html, Input, IntervalMark, IntervalPlot, Select,
};
use kernel::{Problems, Stop};

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
    chart: Option<Html>,
    /// With which group the others are compared.
    against: Option<Html>,
    /// The page that compares, with these filters.
    compare: Option<String>,
    tables: Vec<Shown>,
    /// What the ledger waits for in this part, for who may read it.
    gaps: Vec<Html>,
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

/// The groups of a comparison with their intervals.
fn plot(made: &Made) -> Option<Html> {
    let title = &made.tables.first()?.title;
    if made.marks.iter().all(|mark| mark.share.is_none()) {
        return None;
    }
    let drawn = IntervalPlot::new(
        "groups",
        title,
        "One mark for each group, between 0% and 100%, with its 95% interval as a line. Where a share may not be shown there is no mark. The same figures stand in the table below.",
    );
    let marks = made.marks.iter().map(|mark| IntervalMark {
        label: mark.label.clone(),
        share: mark.share,
        interval: mark.interval,
        figure: mark.figure.clone(),
    });
    Some(Html::of(&marks.fold(drawn, IntervalPlot::mark)))
}

/// The form that chooses with which group the others are compared.
fn against(found: &Found, made: &Made, problems: &Problems) -> Option<Html> {
    let wrong = problems.of("against").is_some();
    if made.groups.len() < 2 && !wrong {
        return None;
    }
    let groups = made.groups.iter().map(|group| (group.as_str(), group.as_str()));
    let select = Select::new("against", "Compare with")
        .option("", "The first group with a share")
        .options(groups)
        .value(&found.view.compare.against)
        .problems(problems);
    let kept = kept_to_compare(found);
    Some(
        kept.iter()
            .fold(Html::default(), Html::and)
            .and(&Html::of(&select)),
    )
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
    let may_read_ledger = desk.viewer().may::<access::actions::ReadLedger>().is_ok();
    // Nothing is hidden from ourselves, so the looking is recorded.
    let (found, measures, made, gaps) = desk
        .view(move |tx, scope| {
            let mut found = asked.view(tx, scope, today)?;
            let compares = subject == Subject::Compare;
            let measures = compares.then(|| compare::measures(tx)).transpose()?;
            let made = match found.problems.is_empty() {
                false => Made::default(),
                true if compares => match compare::made(tx, &found.view) {
                    Err(Stop::Problems(problems)) => {
                        found.problems = problems;
                        Made::default()
                    }
                    made => made?,
                },
                true => Made {
                    tables: subject.tables(tx, &found.view)?,
                    ..Made::default()
                },
            };
            found.problems.0.extend(made.problems.0.iter().cloned());
            if !found.problems.is_empty() {
                return Ok(Seen {
                    value: (found, measures, made, Vec::new()),
                    records: Vec::new(),
                });
            }
            let gaps = if may_read_ledger {
                gaps(tx, scope, subject, &found.view)?
            } else {
                Vec::new()
            };
            let records = if found.view.profile == Profile::Internal {
                vec![(subject.look(), found.view.programme.id)]
            } else {
                Vec::new()
            };
            Ok(Seen {
                value: (found, measures, made, gaps),
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
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        title: subject.title(),
        question: subject.question(),
        profile: profile_label(view.profile).to_owned(),
        profile_words: view.profile.words(),
        filters: filters(subject, &found, &typed, measures.as_ref(), problems),
        whole: found.problems.is_empty(),
        chart: chart(subject, &made.tables)
            .map(|bars| Html::of(&bars))
            .or_else(|| crate::words::clouds(&made.tables).filter(|_| subject == Subject::Words))
            .or_else(|| plot(&made)),
        against: against(&found, &made, problems),
        compare: (subject != Subject::Compare).then(|| to_compare(&found)),
        tables: made
            .tables
            .iter()
            .map(|table| shown(table, may_read_ledger))
            .collect(),
        gaps,
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
