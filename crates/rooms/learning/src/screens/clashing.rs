//! What the writer of a form is told of clashes before it is saved: once of each that is new to her.

use super::parts::{Page, Part};
use super::typed::Typed;
use crate::model::Clash;
use crate::plan::clashes::{self, Wanted};
use access::actions::PlanCourses;
use front::Desk;
use govuk::Warning;
use kernel::Stop;

/// The field that says which clashes its writer was shown.
pub(crate) const SEEN: &str = "clashes";

/// Most clashes that are listed.
const MOST: usize = 20;

/// The clashes of what is wanted, if whoever sends this form was not shown every one of them.
pub(crate) async fn unseen(
    desk: &Desk<PlanCourses>,
    values: &Typed,
    wanted: Wanted,
) -> Result<Vec<Clash>, Stop> {
    let found = desk
        .read(move |tx, scope| clashes::clashes(tx, scope, &wanted))
        .await?;
    let known: Vec<&str> = values.text(SEEN).split(' ').collect();
    let told = found.iter().all(|clash| known.contains(&clash.key().as_str()));
    Ok(if told { Vec::new() } else { found })
}

/// What was typed, with the clashes its writer is shown now.
pub(crate) fn seen(values: Typed, found: &[Clash]) -> Typed {
    let keys: Vec<String> = found.iter().map(Clash::key).collect();
    values.with(SEEN, keys.join(" "))
}

/// A page with a warning of clashes, where there are any. The first sentence of `words` is of other sessions: where only the venue has faults it
/// is another one.
pub(crate) fn warned(page: Page, found: &[Clash], words: &str) -> Page {
    if found.is_empty() {
        return page;
    }
    let of_faults = found.iter().all(|clash| matches!(clash, Clash::Faults { .. }));
    let words = match words.split_once(". ").filter(|_| of_faults) {
        Some((_, rest)) => format!("The venue has open faults. {rest}"),
        None if of_faults => "The venue has open faults.".to_owned(),
        None => words.to_owned(),
    };
    page.html(&Warning::new(&words)).with(Part::Bullets(texts(found)))
}

/// Clashes in words, as many as a page holds.
pub(crate) fn texts(found: &[Clash]) -> Vec<String> {
    let mut texts: Vec<String> = found.iter().take(MOST).map(Clash::text).collect();
    if let more @ 1.. = found.len().saturating_sub(MOST) {
        texts.push(format!("and {more} more"));
    }
    texts
}
