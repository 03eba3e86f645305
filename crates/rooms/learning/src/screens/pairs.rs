//! People with two records: the list of those to look at, and holding the people of two bookings against each other.

use super::hand::{Hand, first_page, next_page, query_id, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{PairLine, PairList, PairState};
use crate::pairs::{find, reading};
use access::actions::JoinLearners;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Filters, Input, Pagination, Select, Table};
use kernel::{Problems, Stop};

/// Places above these pages.
pub(super) const PLACES: &[(&str, &str)] = &[("/courses", "Courses")];
const TITLE: &str = "People with two records";

/// A state in colour.
pub(super) fn colour(state: PairState) -> &'static str {
    match state {
        PairState::Found => "blue",
        PairState::Proposed => "yellow",
        PairState::Joined => "green",
        PairState::Different | PairState::Parted => "grey",
    }
}

fn table(lines: &[PairLine]) -> Table {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::link(
                &format!("/learners/{}", line.id),
                &format!("{} and {}", line.names.0, line.names.1),
            ),
            Cell::text(&line.facts.text()),
            tag(line.state.label(), colour(line.state)),
            Cell::text(&line.changed.day().text()),
        ]
    });
    Table::new(TITLE)
        .hide_caption()
        .column("Names")
        .column("What agrees")
        .column("State")
        .column("Since")
        .rows(rows)
        .when_empty("There is nothing to look at. Every night all names are looked through.")
}

async fn page(desk: &Desk<JoinLearners>, values: &Typed, problems: &Problems) -> Answer {
    let show = desk.query("show");
    let list = PairList::ALL
        .into_iter()
        .find(|list| list.code() == show)
        .unwrap_or_default();
    let after = query_id(desk, "after");
    let (lines, next) = desk
        .view(move |tx, scope| {
            let (lines, next) = reading::page(tx, scope, list, after)?;
            let records = lines.iter().map(|line| ("learner_pair", line.id.0)).collect();
            let value = (lines, next);
            Ok(Seen { value, records })
        })
        .await?;
    let filters = Filters::new("/learners")
        .field(
            &Select::new("show", "Show")
                .options(PairList::ALL.map(|list| (list.code(), list.label())))
                .value(list.code()),
        )
        .active(list != PairList::Open);
    let field = |name: &str, label: &str| {
        Input::new(name, label)
            .value(values.text(name))
            .problems(problems)
    };
    let form = FormPart::new("/learners", &desk.hidden())
        .field(&field("one", "Reference of one booking").hint("For example B-2345678"))
        .field(&field("other", "Reference of the other booking"))
        .button(Button::new("Hold them against each other").kind(ButtonKind::Secondary));
    let page = Page::new(TITLE)
        .problems(problems)
        .text("Somebody who books with two addresses, or comes without giving one, has two records and counts as two people. Records of one name of which two more things agree are shown here. One coordinator proposes to join them, another agrees, and it can be taken back. You see people all of whose sessions you may see.")
        .html(&filters)
        .html(&table(&lines))
        .html(&Pagination::new(None, next_page(desk, next.as_ref())).first(first_page(desk)))
        .heading("Look at two bookings")
        .with(Part::Form(form));
    if problems.is_empty() {
        under(desk, TITLE, &page, PLACES)
    } else {
        wrong(desk, TITLE, &page, PLACES)
    }
}

/// `GET /learners`
pub(crate) async fn show(desk: Desk<JoinLearners>) -> Answer {
    page(&desk, &Typed::none(), &Problems::none()).await
}

/// `POST /learners`
pub(crate) async fn compare(desk: Desk<JoinLearners>, form: Form) -> Answer {
    let values = typed(&form, &["one", "other"], &[])?;
    let hand = Hand::of(&desk);
    let (one, other) = (values.text("one").to_owned(), values.text("other").to_owned());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = find::by_hand(tx, scope, &hand.moment(), [&one, &other])?;
            Ok(done.map(|id| LocalPath::of(format!("/learners/{id}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => page(&desk, &values, &problems).await,
        other => Ok(other?),
    }
}
