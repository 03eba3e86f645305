//! Forms sent to records that are out of reach.

use super::crawl::{Form, body, forms};
use super::hostile::fill;
use super::rows::unchanged;
use super::world::World;
use access::{Role, Who};
use http::{Method, StatusCode};
use kernel::Id;
use std::collections::BTreeMap;
use store::values;

store::statements! {
    COURSES_OF_EAST = "insert into course_area (course_id, area_id) select id, ?1 from course where not exists (select 1 from course_area where course_id = course.id)";
    ELSEWHERE_SESSION = "select reference from session where area_id = ?1 order by id limit 1";
    LINES = "select count(*) from audit_event";
}

/// Routes whose path names nothing that could be out of reach of somebody who may send their form, and why.
pub(super) const OPEN: [(&str, &str); 23] = [
    ("/accounts/{id}", "an administrator looks after every account"),
    ("/areas/{id}", "every coordinator keeps the directory"),
    (
        "/trainers/{id}",
        "a trainer runs sessions in any area, so every coordinator signs off",
    ),
    (
        "/coding/frames/{id}",
        "themes belong to a question, and it to no area",
    ),
    (
        "/coding/themes/{id}",
        "themes belong to a question, and it to no area",
    ),
    ("/instruments/{key}", "questionnaires belong to no area"),
    (
        "/instruments/drafts/{id}",
        "questionnaires belong to no area, and every coordinator writes them",
    ),
    (
        "/pathways/{reference}",
        "a pathway is of no area; who is on one is asked for as bookings are, which its own tests hold",
    ),
    ("/organisations/{id}", "every coordinator keeps the directory"),
    ("/programmes/{id}", "every coordinator keeps the directory"),
    (
        "/booking/{token}",
        "who has the link to a booking may, whoever it is",
    ),
    (
        "/agreement/{token}",
        "who has the link to a manager's answer may, whoever it is",
    ),
    (
        "/record/{token}",
        "who has the link to a record may, whoever it is",
    ),
    ("/door/{code}", "who stands at the door may, whoever it is"),
    (
        "/answer/{token}",
        "who has the address of an open questionnaire may, whoever it is",
    ),
    ("/feedback/{code}", "who came through the door may, whoever it is"),
    (
        "/intention/{code}",
        "who came through the door may, whoever it is",
    ),
    (
        "/commitment/{token}",
        "who has the link to a commitment may, whoever it is",
    ),
    (
        "/follow-up/{token}",
        "who has the link to the questions may, whoever it is",
    ),
    (
        "/no-follow-up/{token}",
        "who has the link may say that no more is wanted, whoever it is",
    ),
    ("/set-password/{token}", "who has the link may, whoever it is"),
    ("/sessions/{reference}/book", "booking is open to everybody"),
    (
        "/evidence/{subject}",
        "names a subject, not a record; its figures are those of the own area",
    ),
];

/// A course of no area is everybody's; here each is of East at least.
pub(super) fn every_course_has_an_area(world: &World) {
    let east = world.area("East");
    world.write(move |tx| Ok(tx.run(&COURSES_OF_EAST, values![east])?));
}

/// A page without what is drawn anew for each of its forms.
pub(super) fn plain(text: &str) -> String {
    text.split("name=\"form-id\" value=\"")
        .enumerate()
        .map(|(place, part)| match part.split_once('"') {
            Some((_, rest)) if place > 0 => rest,
            _ => part,
        })
        .collect()
}

pub(super) fn may(who: Who, role: Role) -> bool {
    matches!(who, Who::Roles(roles) if roles.contains(&role))
}

/// Forms after which all tables are looked at: each look copies them.
const TOGETHER: usize = 12;

/// The tables, which what was tried has left as they were.
fn still(world: &World, before: &BTreeMap<String, String>, tried: &[String]) -> BTreeMap<String, String> {
    let after = world.contents();
    unchanged(before, &after, &tried.join(", "));
    after
}

/// Proves SA2 and SA3: each form that names a record, filled in as somebody in reach gets it, is answered to the same role of another
/// area and to a trainer of other sessions with the bytes of a record that does not exist; no row of any table changes, and
/// each try leaves a line in the trail.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_to_a_record_out_of_reach_changes_nothing() {
    let world = World::new();
    every_course_has_an_area(&world);
    let tri_borough: Id = world.area("Tri-borough");
    let own: String = world.one(&ELSEWHERE_SESSION, values![tri_borough], |row| row.get(0));
    let forms = forms(&world).await;
    let lines = || world.one(&LINES, &[], |row| row.get::<i64>(0));
    let (mut tried, mut in_reach) = (0, Vec::new());
    let (mut before, mut tried_since) = (world.contents(), Vec::new());
    for entry in world.entries.iter().filter(|entry| entry.method == Method::POST) {
        let open = OPEN.iter().any(|(path, _)| {
            let rest = entry.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if open || !entry.path.contains('{') {
            continue;
        }
        let stands = |form: &&Form| world.route_of(&form.action) == Some(entry.path);
        let offered: Vec<_> = forms.iter().filter(stands).collect();
        assert!(!offered.is_empty(), "no page has a form for {}", entry.path);
        for (who, role) in [
            ("coordinator elsewhere", Role::Coordinator),
            ("trainer elsewhere", Role::Trainer),
        ] {
            if !may(entry.who, role) {
                continue;
            }
            for form in offered.iter().filter(|form| !form.who.contains("elsewhere")) {
                let fields = fill(form, "Out of reach", 7);
                let missing = world.missing(entry.path);
                let mut paths = vec![form.action.clone()];
                // The record of another session, asked for below one that is in reach.
                if let Some((_, below)) = form.action.split_once("/bookings/B-") {
                    paths.push(format!("/sessions/{own}/bookings/B-{below}"));
                }
                let body_for = async || body(&world.hidden(who).await, &fields);
                let unknown = world.ask(who, Method::POST, &missing, &body_for().await).await;
                for path in paths {
                    let noted = lines();
                    let seen = world.ask(who, Method::POST, &path, &body_for().await).await;
                    let what = format!("{path} as {who} with {fields:?}");
                    assert_eq!(seen.status, StatusCode::NOT_FOUND, "{what}");
                    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{missing}");
                    assert_eq!(plain(&seen.text), plain(&unknown.text), "{what}");
                    assert_eq!(seen.headers, unknown.headers, "{what}");
                    if path == form.action {
                        assert_eq!(lines(), noted + 1, "{what}: a line in the trail");
                    }
                    tried += 1;
                }
            }
            tried_since.push(format!("{} as {who}", entry.path));
            if tried_since.len() == TOGETHER {
                before = still(&world, &before, &tried_since);
                tried_since.clear();
            }
        }
        in_reach.extend(offered.into_iter().filter(|form| form.who == "coordinator"));
    }
    still(&world, &before, &tried_since);
    assert!(tried >= 20, "{tried}");
    // From those in reach the same forms are read, and most of them taken: it was not the forms that were refused.
    let mut taken = 0;
    for form in in_reach {
        let fields = fill(form, "In reach", 8);
        let seen = world
            .ask(
                form.who,
                Method::POST,
                &form.action,
                &body(&world.hidden(form.who).await, &fields),
            )
            .await;
        assert_ne!(seen.status, StatusCode::NOT_FOUND, "{}", form.action);
        taken += usize::from(seen.status.is_success() || seen.status.is_redirection());
    }
    assert!(taken >= 8, "only {taken} were taken from somebody in reach");
}
