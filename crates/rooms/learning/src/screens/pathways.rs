//! The list of pathways, and entering or changing one.

use super::hand::{Hand, first_page, next_page, query_text, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{Pathway, PathwayDraft, WaysOn};
use crate::pathways::plan;
use access::actions::{PlanCourses, ReadCourses};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Cell, Checkboxes, Choice, Filters, Input, InputKind, Pagination, Select, Table};
use kernel::{Problems, Stop};

/// Places above these pages.
pub(super) const PLACES: &[(&str, &str)] = &[("/courses", "Courses"), ("/pathways", "Pathways")];

/// `GET /pathways`
pub(crate) async fn show(desk: Desk<ReadCourses>) -> Answer {
    let archived = desk.query("state") == "archived";
    let after = query_text(&desk, "after");
    let (lines, next) = desk
        .read(move |tx, scope| plan::page(tx, scope, archived, after.as_deref()))
        .await?;
    let filters = Filters::new("/pathways")
        .field(
            &Select::new("state", "Show")
                .option("", "Current pathways")
                .option("archived", "Archived pathways")
                .value(&desk.query("state")),
        )
        .active(archived);
    let rows = lines.iter().map(|line| {
        vec![
            Cell::link(&format!("/pathways/{}", line.reference), &line.title),
            Cell::text(&line.audience),
            Cell::number(line.steps),
        ]
    });
    let table = Table::new("Pathways")
        .hide_caption()
        .column("Title")
        .column("For whom")
        .figures("Steps")
        .rows(rows)
        .when_empty("There is no pathway here.");
    let mut page = Page::new("Pathways").text(
        "A pathway leads through several courses and what is signed off between them. Who is on one sees on her own record how far she is, and what she can book next.",
    );
    if desk.viewer().may::<PlanCourses>().is_ok() {
        page = page.with(Part::Actions(vec![Button::link(
            "Create a pathway",
            "/pathways/new",
        )]));
    }
    let page = page
        .html(&filters)
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)));
    under(&desk, "Pathways", &page, &[("/courses", "Courses")])
}

const TICKS: [&str; 4] = ["in_order", "open", "by_first", "archived"];

/// A pathway as its form shows it.
fn of(pathway: &Pathway) -> Typed {
    let draft = &pathway.draft;
    let ticks = [
        draft.in_order,
        draft.ways_on.open,
        draft.ways_on.by_first,
        draft.archived,
    ];
    let rules = TICKS
        .iter()
        .zip(ticks)
        .filter(|(_, on)| *on)
        .map(|(code, _)| (*code).to_owned());
    Typed::none()
        .with("title", draft.title.as_str())
        .with("audience", draft.audience.as_str())
        .with(
            "months",
            draft.months.map_or_else(String::new, |months| months.to_string()),
        )
        .with_all("rules", rules.collect())
        .with("version", pathway.version.to_string())
}

/// The draft in what was typed, with everything that is wrong.
fn read(values: &Typed) -> Result<PathwayDraft, Problems> {
    let mut problems = Problems::none();
    let months = match values.text("months").trim() {
        "" => None,
        _ => Some(values.whole(
            "months",
            &mut problems,
            "Enter months between 1 and 120, or leave it empty",
        )),
    };
    if values
        .all("rules")
        .iter()
        .any(|rule| !TICKS.contains(&rule.as_str()))
    {
        problems.add("rules", "Choose from the list");
    }
    let has = |rule: &str| values.all("rules").iter().any(|one| one == rule);
    let draft = PathwayDraft {
        title: values.text("title").to_owned(),
        audience: values.text("audience").to_owned(),
        in_order: has("in_order"),
        months,
        ways_on: WaysOn {
            open: has("open"),
            by_first: has("by_first"),
        },
        archived: has("archived"),
    };
    let problems = super::typed::together(problems, draft.problems());
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

fn form_page(desk: &Desk<PlanCourses>, heading: &str, values: &Typed, problems: &Problems) -> Page {
    let field = |name: &str, label: &str| {
        Input::new(name, label)
            .value(values.text(name))
            .problems(problems)
    };
    let mut rules = Checkboxes::new("rules", "How it works")
        .choice(Choice::new("in_order", "The steps are taken one after another"))
        .choice(
            Choice::new("open", "People may put themselves on it")
                .hint("From their own record, which they open by the link in a message"),
        )
        .choice(
            Choice::new("by_first", "Whoever attends its first step is put on it")
                .hint("By the night's work, also for what was attended before"),
        )
        .choice(Choice::new("archived", "Archived").hint("Nobody is put on it any more"))
        .problems(problems);
    for value in values.all("rules") {
        rules = rules.value(value);
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .field(&field("title", "Title"))
        .field(&field("audience", "For whom"))
        .field(
            &field("months", "For how many months does a step count? (optional)")
                .hint("Empty: for good. What has run out is to be done again.")
                .kind(InputKind::Number)
                .width(3),
        )
        .field(&rules)
        .button(Button::new("Save"));
    Page::new(heading).problems(problems).with(Part::Form(form))
}

const FIELDS: &[&str] = &["title", "audience", "months", "version"];

/// `GET /pathways/new`
pub(crate) async fn new(desk: Desk<PlanCourses>) -> Answer {
    let values = Typed::none().with_all("rules", vec!["in_order".to_owned()]);
    let page = form_page(&desk, "Create a pathway", &values, &Problems::none());
    under(&desk, "Create a pathway", &page, PLACES)
}

/// `POST /pathways/new`
pub(crate) async fn create(desk: Desk<PlanCourses>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &["rules"])?;
    let problems = match read(&values) {
        Ok(draft) => {
            let hand = Hand::of(&desk);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::create(tx, scope, &hand.moment(), &draft)?;
                    Ok(done.map(|reference| LocalPath::of(format!("/pathways/{reference}?done=created"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = form_page(&desk, "Create a pathway", &values, &problems);
    wrong(&desk, "Create a pathway", &page, PLACES)
}

async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<Pathway, Stop> {
    desk.read(move |tx, scope| plan::one(tx, scope, &reference)).await
}

/// `GET /pathways/{reference}/edit`
pub(crate) async fn edit(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let pathway = load(&desk, reference).await?;
    let page = form_page(&desk, "Change the pathway", &of(&pathway), &Problems::none());
    under(&desk, "Change the pathway", &page, PLACES)
}

/// `POST /pathways/{reference}/edit`
pub(crate) async fn update(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &["rules"])?;
    let pathway = load(&desk, reference).await?;
    let problems = match read(&values) {
        Ok(draft) => {
            let (hand, version, home) = (
                Hand::of(&desk),
                version(&values),
                format!("/pathways/{}?done=saved", pathway.reference),
            );
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::update(tx, scope, &hand.moment(), &pathway, version, &draft)?;
                    Ok(done.map(|()| LocalPath::of(home.clone())))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = form_page(&desk, "Change the pathway", &values, &problems);
    wrong(&desk, "Change the pathway", &page, PLACES)
}
