//! Jobs and mail for the administrator: how the queues stand, what was given up, and trying it again. No page shows to
//! whom a message goes or what it says.

use crate::screens::pages::{ListPage, button_form, done};
use access::Guarded;
use access::actions::ReadJobs;
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{Button, ButtonKind, Cell, Html, Table, Tag};
use kernel::{Id, Refusal};
use post::jobs::{self, Standing, Stuck};
use store::Stmt;

kernel::id!(
    /// A job or a message.
    QueuedId
);

/// A job or a message as a guarded record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queued;

impl Guarded for Queued {
    type Id = QueuedId;
    const KIND: &'static str = "queued";
    const GUARD: &'static Stmt = &crate::records::QUEUED_GUARD;
}

/// Rows of each kind that the page shows at most.
const MOST: i64 = 200;
/// What the form sends in the place of an id for all that the page shows as given up.
const ALL: &str = "all";

/// The page.
pub(crate) async fn show(desk: Desk<ReadJobs>) -> Answer {
    let standing = desk.read(|tx, _| Ok(jobs::standing(tx, MOST)?)).await?;
    let counts = |caption: &str, rows: &[(String, i64)]| {
        Html::from(
            &Table::new(caption)
                .column("State")
                .figures("Number")
                .when_empty("Nothing yet.")
                .rows(
                    rows.iter()
                        .map(|(state, number)| vec![Cell::text(words(state)), Cell::number(number)]),
                ),
        )
    };
    let template = ListPage {
        title: "Jobs and mail".to_owned(),
        notice: done(&desk.query("done"), &[("yes", "What you chose will be tried again at once.")]),
        lead: vec!["What could not be done is tried again, each time later. What is given up stays here until somebody tries it again.".to_owned(), scanner(desk.scans()).to_owned()],
        tables: vec![
            trouble(&desk, "Messages in trouble", &standing.stuck_mails),
            trouble(&desk, "Jobs in trouble", &standing.stuck_jobs),
            counts("Messages", &standing.mails),
            counts("Jobs", &standing.jobs),
        ],
        below: if dead(&standing).count() > 1 {
            let all = Button::new("Try all again")
                .kind(ButtonKind::Secondary)
                .sends("id", ALL);
            vec![button_form("/jobs/again", desk.hidden(), &all)]
        } else {
            Vec::new()
        }
        .into_iter()
        .chain([Html::link("/ledger/schedule", "Where the house itself asks for what is owed")])
        .collect(),
        ..ListPage::default()
    };
    Page::new(&desk, "Jobs and mail", &template)?.answer()
}

/// Whether photographs that people send are looked at.
const fn scanner(set_up: bool) -> &'static str {
    if set_up {
        "A virus scanner is set up: photographs that people send wait for it, and until it has passed one only the organisation it came from can fetch it."
    } else {
        "No virus scanner is set up: photographs that people send are made anew, and nothing else looks at them. Whoever runs the server sets one up with --scanner."
    }
}

/// What is given up, of the rows that the page shows.
fn dead(standing: &Standing) -> impl Iterator<Item = QueuedId> {
    let rows = standing.stuck_mails.iter().chain(&standing.stuck_jobs);
    rows.filter(|row| row.state == "dead").map(|row| QueuedId(row.id))
}

fn words(state: &str) -> &str {
    match state {
        "queued" => "Waiting",
        "sent" => "Sent",
        "done" => "Done",
        "dead" => "Given up",
        "withdrawn" => "Withdrawn",
        other => other,
    }
}

fn trouble(desk: &Desk<ReadJobs>, caption: &str, rows: &[Stuck]) -> Html {
    let table = Table::new(caption)
        .column("Queued")
        .column("What")
        .column("State")
        .figures("Tries")
        .column("Next try")
        .column("Why")
        .column("Try again")
        .when_empty(&format!("{caption}: none."))
        .rows(rows.iter().map(|row| {
            let dead = row.state == "dead";
            let again = Button::new("Try again")
                .kind(ButtonKind::Secondary)
                .about(&format!("what was queued on {}", row.made_at.text()))
                .sends("id", &row.id.to_string());
            vec![
                Cell::text(&row.made_at.text()),
                Cell::text(&row.what.replace('-', " ")),
                Cell::html(&Tag::new(words(&row.state), if dead { "red" } else { "yellow" })),
                Cell::number(row.attempts),
                Cell::text(&if dead {
                    "None".to_owned()
                } else {
                    row.run_after.text()
                }),
                Cell::text(row.last_error.as_deref().unwrap_or_default()),
                if dead {
                    Cell::html(button_form("/jobs/again", desk.hidden(), &again))
                } else {
                    Cell::text("By itself")
                },
            ]
        }));
    Html::from(&table)
}

/// Tries one once more, or all that is given up.
pub(crate) async fn again(desk: Desk<ReadJobs>, form: Form) -> Answer {
    form.only(&["id"], &[])?;
    let one = match form.text("id") {
        ALL => None,
        id => Some(QueuedId(Id::parse(id).ok_or(Refusal::Unknown)?)),
    };
    let now = desk.now();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let ids = match one {
                Some(id) => vec![id],
                None => dead(&jobs::standing(tx, MOST)?).collect(),
            };
            let (first, rest) = ids.split_first().ok_or(Refusal::Unknown)?;
            for id in rest {
                let pass = scope.pass::<Queued>(tx, *id)?;
                jobs::try_again(tx, id.0, now)?;
                audit::also(tx, &pass, Change::new("tried again"), now)?;
            }
            let pass = scope.pass::<Queued>(tx, *first)?;
            jobs::try_again(tx, first.0, now)?;
            Done::recorded(
                tx,
                pass,
                Change::new("tried again"),
                now,
                LocalPath::of("/jobs?done=yes"),
            )
        })
        .await?;
    Ok(answer)
}
