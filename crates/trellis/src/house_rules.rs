//! Rules of the whole house, checked on the house itself.

use crate::service::routes;
use access::Who;
use axum::body::Body;
use front::{App, Settings};
use http::{Method, Request, StatusCode};
use kernel::{FixedClock, Instant, SeededEntropy};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::testing::{check_catalogue, database};
use tower::ServiceExt;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every statement of every crate compiles on the engine, with no fragment, each, and all.
#[test]
fn every_statement_compiles() {
    let database = database();
    let all = [
        access::catalogue(),
        audit::catalogue(),
        front::catalogue(),
        identity::catalogue(),
        post::catalogue(),
        directory::catalogue(),
        learning::catalogue(),
        responses::catalogue(),
        ledger::catalogue(),
        insight::catalogue(),
    ]
    .concat();
    assert!(all.len() > 150, "{} statements", all.len());
    check_catalogue(&database, &all).unwrap();
}

/// What each crate may import of ours (docs/architecture.md); rooms and the program are below.
const MAY: [(&str, &[&str]); 11] = [
    ("kernel", &[]),
    ("evidence", &["kernel"]),
    ("instrument", &["kernel"]),
    ("govuk", &["kernel"]),
    ("store", &["kernel"]),
    ("access", &["kernel", "store"]),
    ("audit", &["kernel", "access", "store"]),
    ("identity", &["kernel", "access", "store", "audit"]),
    ("post", &["kernel", "access", "store", "audit"]),
    ("paper", &["kernel", "access", "store", "audit"]),
    (
        "front",
        &["kernel", "access", "store", "audit", "govuk", "identity"],
    ),
];

#[test]
fn crates_import_only_what_they_may() {
    let ours: Vec<&str> = MAY
        .iter()
        .map(|(name, _)| *name)
        .chain([
            "directory",
            "learning",
            "responses",
            "ledger",
            "insight",
            "demo",
            "trellis",
        ])
        .collect();
    let imports = |folder: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join("crates").join(folder).join("Cargo.toml")).unwrap();
        let used = text
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default()
            .to_owned();
        used.lines()
            .filter_map(|line| {
                line.split_once(".workspace")
                    .map(|(name, _)| name.trim().to_owned())
            })
            .filter(|name| ours.contains(&name.as_str()))
            .collect()
    };
    for (name, allowed) in MAY {
        for import in imports(name) {
            assert!(allowed.contains(&import.as_str()), "{name} imports {import}");
        }
    }
    for room in ["directory", "learning", "responses", "ledger", "insight"] {
        for import in imports(&format!("rooms/{room}")) {
            assert!(
                !["demo", "trellis"].contains(&import.as_str()),
                "{room} imports {import}"
            );
        }
    }
}

/// Proves SE7: no template switches escaping off.
#[test]
fn no_template_switches_escaping_off() {
    let mut folders = vec![root().join("crates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                seen += 1;
                let plain = std::fs::read_to_string(&path).unwrap().replace(' ', "");
                assert!(
                    !plain.contains("|safe") && !plain.contains("autoescapefalse"),
                    "{}",
                    path.display()
                );
            }
        }
    }
    assert!(seen > 20, "{seen} templates");
}

/// Proves SA3: every route of the house sends a stranger to the sign-in page, unless its action is for anyone; and no form is
/// taken without its token.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_asks_who() {
    let database = database();
    let clock = Arc::new(FixedClock::at(Instant::from_millis(1_800_000_000_000)));
    let app = App::new(
        database.db.clone(),
        clock,
        Arc::new(SeededEntropy::new(1)),
        Settings::default(),
    );
    let routes = routes();
    let entries = routes.entries().to_vec();
    assert!(entries.len() > 80, "{} routes", entries.len());
    let service = routes.service(app);
    for entry in entries {
        let path: String = entry
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let request = Request::builder()
            .method(entry.method.clone())
            .uri(&path)
            .header("content-type", "application/x-www-form-urlencoded");
        let status = service
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
            .status();
        if entry.method == Method::POST {
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        } else if matches!(entry.who, Who::Roles(_)) {
            assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        } else {
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        }
    }
}
