//! The headers of every answer that the house can give.

use super::rows::unchanged;
use super::world::{PEOPLE, Seen, World};
use http::{Method, StatusCode};

/// What a page may do, whole: a part more or less is a change of the house.
const POLICY: [&str; 12] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
];

/// The policy of a file that came from people.
const SANDBOX: [&str; 5] = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "sandbox",
];

fn value<'s>(seen: &'s Seen, name: &str) -> &'s str {
    seen.headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn check(seen: &Seen, what: &str) {
    let policy: Vec<&str> = value(seen, "content-security-policy").split("; ").collect();
    // The one page that starts the worker of a register on a device may make one address of a script.
    let worker = seen.text.contains("data-keep ");
    let last = if worker {
        "trusted-types trellis-worker"
    } else {
        "trusted-types 'none'"
    };
    let mut wanted = POLICY.to_vec();
    wanted.pop();
    wanted.push(last);
    if value(seen, "content-disposition") == "attachment; filename=\"sheet.pdf\"" {
        // What somebody sent is only saved, and could do nothing if it were shown.
        wanted = SANDBOX.to_vec();
    }
    assert_eq!(policy, wanted, "{what}");
    assert!(!worker || what.contains("/register/keep "), "{what}");
    // A secret beside text that somebody else chose is not to be guessed by its compressed length.
    if seen.text.contains("form-token") {
        assert!(!seen.headers.contains_key("content-encoding"), "{what}");
    }
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(value(seen, name), wanted, "{what}: {name}");
    }
    assert!(
        value(seen, "permissions-policy").contains("geolocation=()"),
        "{what}"
    );
}

/// A title that stands in the window, the history and on a locked screen says nothing of what the service is for (SH1).
fn neutral(page: &str, what: &str) {
    let page = page.to_lowercase();
    let title = page
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    for word in [
        "abuse",
        "violence",
        "harmful",
        "genital",
        "marriage",
        "perpetrator",
        "survivor",
    ] {
        assert!(
            title.is_none_or(|(title, _)| !title.contains(word)),
            "{what}: {title:.200?}"
        );
    }
}

/// Proves SE1, SE2, SE3, SE5, SG2 and SH1: every route, by everybody, with every outcome (page, redirect, refusal, unknown, form without
/// token, file) carries the headers; no page with a token is compressed; no title says what the service is for; nothing but the embedded files and the public pages may be kept, and only those may be found.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_every_route_carries_the_headers() {
    let world = World::new();
    let mut outcomes = std::collections::BTreeSet::new();
    let mut asked = 0;
    for entry in &world.entries {
        let path = world.path(entry.path);
        for who in PEOPLE {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                let seen = world.ask(who, method.clone(), &path, "").await;
                let what = format!("{method} {path} as {who}: {}", seen.status);
                check(&seen, &what);
                neutral(&seen.text, &what);
                assert_eq!(value(&seen, "cache-control"), "no-store", "{what}");
                let public = matches!(entry.path, "/" | "/sessions" | "/sessions/{reference}");
                if !(public && seen.status == StatusCode::OK) {
                    assert_eq!(value(&seen, "x-robots-tag"), "noindex, nofollow", "{what}");
                }
                outcomes.insert(seen.status.as_u16());
                asked += 1;
            }
        }
    }
    for path in [
        "/no-such-page",
        "/assets/no-such-file",
        "/robots.txt",
        "/assets/trellis.css",
        "/courses/C-2222222/",
    ] {
        let seen = world.ask("stranger", Method::GET, path, "").await;
        check(&seen, path);
        outcomes.insert(seen.status.as_u16());
    }
    // What somebody sent, saved for a reason.
    let (year, month, day) = kernel::Clock::now(&world.clock).day().plus(20).parts();
    let body = format!(
        "{}&recipient=The+trainer&reason=To+key+it+in&until-day={day}&until-month={month}&until-year={year}",
        world.hidden("coordinator").await
    );
    let photograph = world.path("/photographs/{token}");
    let seen = world.ask("coordinator", Method::POST, &photograph, &body).await;
    assert_eq!(value(&seen, "content-type"), "application/pdf", "{}", seen.status);
    assert_eq!(
        value(&seen, "content-disposition"),
        "attachment; filename=\"sheet.pdf\""
    );
    check(&seen, &photograph);
    // A form that arrives where there is only a page.
    let hidden = world.hidden("coordinator").await;
    let seen = world.ask("coordinator", Method::POST, "/today", &hidden).await;
    assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED);
    check(&seen, "POST /today");
    assert!(asked > 2500, "{asked}");
    for outcome in [200, 303, 400, 403, 404] {
        assert!(
            outcomes.contains(&outcome),
            "no answer was {outcome}: {outcomes:?}"
        );
    }
}

/// Proves SH6 and SE3: link previewers and mail scanners that fetch every address, the personal links too, see no title of anything, change
/// nothing, and are told to keep nothing.
#[tokio::test(flavor = "multi_thread")]
async fn robots_learn_and_change_nothing() {
    const ROBOTS: [&str; 8] = [
        "facebookexternalhit/1.1",
        "WhatsApp/2.24",
        "Slackbot-LinkExpanding 1.0",
        "Twitterbot/1.0",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Microsoft Office/16.0 (Microsoft Outlook Mail 16.0)",
        "BarracudaCentral/1.0",
    ];
    let world = World::new();
    let before = world.contents();
    for robot in ROBOTS {
        for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
            let path = world.path(entry.path);
            let request = http::Request::builder()
                .uri(&path)
                .header(http::header::HOST, "trellis.example")
                .header(http::header::USER_AGENT, robot)
                .body(axum::body::Body::empty())
                .unwrap();
            let seen = world.send(request).await;
            let text = seen.text.to_lowercase();
            assert!(!text.contains("og:") && !text.contains("twitter:"), "{path}");
            neutral(&text, &path);
            if !matches!(entry.path, "/" | "/sessions" | "/sessions/{reference}") {
                assert_eq!(value(&seen, "x-robots-tag"), "noindex, nofollow", "{path}");
            }
        }
    }
    unchanged(&before, &world.contents(), "a visit changed something");
}
