//! The main menu: the same five places for everyone, less what the viewer may not see and what is not built yet.

use access::Viewer;
use access::actions::{ManageAccounts, ManageDirectory, ReadCourses, ReadEvidence, ReadLedger, SeeToday};
use govuk::MenuItem;

const PARTNERSHIP: &[&str] = &[
    "/accounts",
    "/organisations",
    "/areas",
    "/programmes",
    "/jobs",
    "/audit",
];
const EVIDENCE: &[&str] = &[
    "/evidence",
    "/ledger",
    "/instruments",
    "/comments",
    "/coding",
    "/quotes",
    "/contacts",
];

/// The entries for a viewer on the page at `path`.
pub(crate) fn of(viewer: &Viewer, path: &str) -> Vec<MenuItem> {
    if viewer.account_id().is_none() {
        return Vec::new();
    }
    let reads = viewer.may::<ReadEvidence>().is_ok() || viewer.may::<ReadLedger>().is_ok();
    let evidence = if viewer.may::<ReadEvidence>().is_ok() {
        "/evidence"
    } else {
        "/ledger"
    };
    let partnership = if viewer.may::<ManageAccounts>().is_ok() {
        "/accounts"
    } else {
        "/organisations"
    };
    let courses = viewer.may::<ReadCourses>().is_ok();
    [
        (
            "/today",
            "Today",
            viewer.may::<SeeToday>().is_ok(),
            vec!["/today"],
        ),
        (
            "/courses",
            "Learning",
            courses,
            vec![
                "/courses",
                "/sessions",
                "/planning",
                "/trainers",
                "/faults",
                "/imports",
                "/learners",
                "/pathways",
                "/mentoring",
                "/passed-on",
                "/commitments",
                "/copies",
                "/registers",
                "/paper",
                "/photographs",
            ],
        ),
        (
            partnership,
            "Partnership",
            viewer.may::<ManageDirectory>().is_ok(),
            // An administrator reads no evidence, and looks after two of its pages.
            [PARTNERSHIP, if reads { &[] } else { &["/contacts", "/ledger"] }].concat(),
        ),
        (
            evidence,
            "Evidence",
            reads,
            // Who reads no courses takes out quotes.
            [EVIDENCE, if courses { &[] } else { &["/copies"] }].concat(),
        ),
    ]
    .into_iter()
    .filter(|(_, _, allowed, _)| *allowed)
    .map(|(href, text, _, under)| MenuItem {
        href: href.to_owned(),
        text: text.to_owned(),
        current: under.iter().any(|place| path.starts_with(place)),
    })
    .collect()
}
