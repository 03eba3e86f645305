//! Who may do what: every route, asked by everybody.

use super::root;
use super::world::{PEOPLE, Seen, World};
use http::{Method, StatusCode};
use std::fmt::Write as _;

/// What an answer means for the one who asked.
fn word(method: &Method, seen: &Seen) -> String {
    match seen.status {
        StatusCode::SEE_OTHER
            if World::location(seen).starts_with("/sign-in?") || World::location(seen) == "/sign-in" =>
        {
            "sign in".to_owned()
        }
        StatusCode::FORBIDDEN => "no".to_owned(),
        StatusCode::NOT_FOUND => "not there".to_owned(),
        StatusCode::GONE => "ended".to_owned(),
        StatusCode::OK | StatusCode::SEE_OTHER if *method == Method::GET => "yes".to_owned(),
        // Who left has no page of ours to send a form from, but any stranger's.
        StatusCode::BAD_REQUEST if seen.text.contains("out of date") => "no page".to_owned(),
        // The form carries a field that does not belong: whoever may send the form is told so.
        StatusCode::BAD_REQUEST if *method == Method::POST => "yes".to_owned(),
        other => other.as_u16().to_string(),
    }
}

/// Proves SA3: every route of the house is asked by every role, by people of another area, by a trainer of other sessions, by somebody
/// without a second factor, by somebody who left and by a stranger; docs/access-matrix.md holds what they get, and is only
/// changed by hand.
/// Proves SA11: whoever may send a form is refused when it carries a field that does not belong.
#[tokio::test(flavor = "multi_thread")]
async fn the_access_matrix_is_as_agreed() {
    let world = World::new();
    let mut text = "# Access matrix\n\nEvery route of the house and what everybody gets who asks for it, as the test `the_access_matrix_is_as_agreed` found it. The record asked \
         for lies in East; \"elsewhere\" is the same role in Tri-borough; the trainer is the session's own. *yes*: the page, or leave to send the form (whether the record is in reach is asked after that, as the line of its page shows); *no*: \
         refused, because the role may not; *not there*: the same as for a record that does not exist; *ended*: a link that is used up or over; *sign in*: led to the sign-in page; *no page*: who has no page of ours any more sends no form of ours.\n\n"
        .to_owned();
    writeln!(text, "| route | action | {} |", PEOPLE.join(" | ")).unwrap();
    writeln!(text, "| --- | --- |{}", " --- |".repeat(PEOPLE.len())).unwrap();
    let mut lines = Vec::new();
    for entry in &world.entries {
        let path = world.path(entry.path);
        let mut cells = Vec::new();
        for who in PEOPLE {
            let body = if entry.method == Method::POST {
                format!("{}&field-of-nobody=1", world.hidden(who).await)
            } else {
                String::new()
            };
            let seen = world.ask(who, entry.method.clone(), &path, &body).await;
            assert!(
                !seen.status.is_server_error(),
                "{} {path} as {who}: {}",
                entry.method,
                seen.status
            );
            cells.push(word(&entry.method, &seen));
        }
        lines.push(format!(
            "| {} `{}` | {} | {} |",
            entry.method,
            entry.path,
            entry.action,
            cells.join(" | ")
        ));
    }
    lines.sort();
    text.push_str(&lines.join("\n"));
    text.push('\n');
    let agreed = std::fs::read_to_string(root().join("docs/access-matrix.md")).unwrap_or_default();
    if agreed != text {
        let found = root().join("target/access-matrix.md");
        std::fs::create_dir_all(root().join("target")).unwrap();
        std::fs::write(&found, &text).unwrap();
        let changed: Vec<&str> = text
            .lines()
            .filter(|line| !agreed.contains(line))
            .take(12)
            .collect();
        panic!(
            "docs/access-matrix.md is not what the house does; if the house is right, copy target/access-matrix.md there. New lines:\n{}",
            changed.join("\n")
        );
    }
}
