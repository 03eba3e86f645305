//! What a handler takes from its desk into a unit of work, and small things that all screens do alike.

use super::typed::Typed;
use crate::Moment;
use access::Action;
pub(crate) use front::parts::{TOP, changed, under, wrong};
use front::{Allowance, Desk, File, Form};
use govuk::{Cell, Html, Tag};
use kernel::{Entropy, Id, Instant, Refusal, Stop};
use paper::table::Sent;
use std::sync::Arc;

/// The moment of a request, owned.
#[derive(Clone)]
pub(crate) struct Hand {
    pub(crate) now: Instant,
    entropy: Arc<dyn Entropy>,
    base: String,
}

impl Hand {
    /// The moment at a desk.
    pub(crate) fn of<A: Action>(desk: &Desk<A>) -> Self {
        Self {
            now: desk.now(),
            entropy: desk.shared_entropy(),
            base: desk.public_url().to_owned(),
        }
    }

    /// As the room takes it.
    pub(crate) fn moment(&self) -> Moment<'_> {
        Moment::new(self.now, self.entropy.as_ref(), &self.base)
    }
}

/// Reads a form that has these fields and no others.
pub(crate) fn typed(form: &Form, single: &[&str], lists: &[&str]) -> Result<Typed, Stop> {
    form.only(single, lists)?;
    let mut typed = Typed::none();
    for name in single {
        typed = typed.with(name, form.text(name));
    }
    for name in lists {
        typed = typed.with_all(name, form.all(name).into_iter().map(str::to_owned).collect());
    }
    Ok(typed)
}

/// A state in a cell.
pub(crate) fn tag(text: &str, colour: &'static str) -> Cell {
    Cell::html(Html::from(&Tag::new(text, colour)))
}

/// A query's value as an id.
pub(crate) fn query_id<A: Action>(desk: &Desk<A>, name: &str) -> Option<Id> {
    Id::parse(&desk.query(name))
}

/// A query's value, unless it is empty.
pub(crate) fn query_text<A: Action>(desk: &Desk<A>, name: &str) -> Option<String> {
    Some(desk.query(name)).filter(|text| !text.is_empty())
}

/// The address of the page of the list at hand that goes on after a key.
pub(crate) fn next_page<A: Action>(desk: &Desk<A>, next: Option<&String>) -> Option<String> {
    next.map(|key| other_page(desk, Some(("after", key))))
}

/// The address of the page that ends before a key.
pub(crate) fn previous_page<A: Action>(desk: &Desk<A>, previous: Option<&String>) -> Option<String> {
    previous.map(|key| other_page(desk, Some(("before", key))))
}

/// The address of the first page, for those who are on a later one.
pub(crate) fn first_page<A: Action>(desk: &Desk<A>) -> Option<String> {
    (!desk.query("after").is_empty()).then(|| other_page(desk, None))
}

/// The same query at another place of the list.
fn other_page<A: Action>(desk: &Desk<A>, place: Option<(&str, &str)>) -> String {
    let kept = desk
        .query_text()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("after=") && !part.starts_with("before="))
        .map(str::to_owned)
        .chain(place.map(|(name, key)| format!("{name}={key}")))
        .collect::<Vec<_>>()
        .join("&");
    if kept.is_empty() {
        desk.path().to_owned()
    } else {
        format!("{}?{kept}", desk.path())
    }
}

/// The version a form is based on.
pub(crate) fn version(typed: &Typed) -> i64 {
    typed.text("version").parse().unwrap_or(-1)
}

/// A file as what reads tables takes it.
pub(crate) fn sent(file: &File) -> Sent<'_> {
    Sent {
        bytes: &file.bytes,
        extension: &file.extension,
        declared: &file.declared,
    }
}

/// A file as what makes photographs anew takes it.
pub(crate) fn photographed(file: &File) -> paper::photograph::Sent<'_> {
    paper::photograph::Sent {
        bytes: &file.bytes,
        extension: &file.extension,
        declared: &file.declared,
    }
}

/// Takes one try of the source of a request (SH10); not in a demonstration on one's own machine.
pub(crate) fn limit<A: Action>(desk: &Desk<A>, allowance: Allowance) -> Result<(), Refusal> {
    if desk.rehearses() {
        return Ok(());
    }
    desk.allow(allowance, desk.source())
}
