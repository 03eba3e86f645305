//! Hostile and secret words in every field of every form, and where they may never turn up.

use super::crawl::{Form, Kind, body, forms};
use super::world::{PEOPLE, World};
use http::{Method, StatusCode};
use scraper::{Html, Selector};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

/// Fills a form in so that it is taken where that can be guessed, with `word` wherever people type.
pub(super) fn fill(form: &Form, word: &str, number: usize) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, kind) in &form.fields {
        let value = match (kind, name.as_str()) {
            // What no person sees stays as it is.
            (_, "website") => String::new(),
            (Kind::Hidden(value), _) => value.clone(),
            (Kind::One(of) | Kind::Many(of), _) => of
                .iter()
                .find(|value| !value.is_empty())
                .cloned()
                .unwrap_or_default(),
            (Kind::Line(kind), _) if kind == "email" => format!("word{number}@work.example"),
            (Kind::Line(kind), _) if kind == "number" => "3".to_owned(),
            (_, "days") => "1".to_owned(),
            (_, "gss") => format!("E{:08}", 9_000_100 + number),
            // One day is enough.
            (_, name)
                if ["-2", "-3", "-4", "-5", "-6"]
                    .iter()
                    .any(|part| name.contains(part)) =>
            {
                String::new()
            }
            (_, name) if name.ends_with("-day") || name == "code-day" => "7".to_owned(),
            (_, name) if name.ends_with("-month") => "6".to_owned(),
            (_, name) if name.ends_with("-year") => "2026".to_owned(),
            (_, name) if name.contains("starts") => "09:30".to_owned(),
            (_, name) if name.contains("ends") => "16:30".to_owned(),
            (_, name) if name.starts_with("day") || name.contains("date") => "2026-06-07".to_owned(),
            (_, "follow-first") => "3".to_owned(),
            (_, "hours" | "capacity" | "target" | "refresher" | "follow-second" | "code-phone") => {
                "6".to_owned()
            }
            (Kind::Line(_) | Kind::Lines, _) => format!("{word} {number}"),
        };
        fields.push((name.clone(), value));
    }
    fields
}

/// Sends every form once with each word; the addresses whose form was taken.
async fn send_all(world: &mut World, words: &[&str], look: impl Fn(&str, &str)) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    let forms = forms(world).await;
    let each = forms
        .iter()
        .flat_map(|form| words.iter().map(move |word| (form, *word)));
    for (number, (form, word)) in each.enumerate() {
        let body = body(&world.hidden(form.who).await, &fill(form, word, number));
        let seen = world.ask(form.who, Method::POST, &form.action, &body).await;
        assert!(!seen.status.is_server_error(), "{}: {}", form.action, seen.status);
        if seen.is_page() {
            look(&format!("the answer of {}", form.action), &seen.text);
        }
        if seen.status == StatusCode::SEE_OTHER && !World::location(&seen).starts_with("/sign-in") {
            taken.insert(form.action.clone());
        }
        world.keep_signed_in(form.who).await;
    }
    taken
}

/// Every page by everybody, and what hangs below the lists.
async fn look_at_all(world: &World, look: impl Fn(&str, &str)) -> usize {
    let mut looked = 0;
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        for who in PEOPLE {
            let seen = world.ask(who, Method::GET, &path, "").await;
            if seen.is_page() {
                look(&format!("{path} as {who}"), &seen.text);
                looked += 1;
            }
        }
    }
    looked
}

/// Text that ends what it stands in and begins something that runs: a value, an element that holds text, a comment, a template, an
/// address. Short enough for a name.
const HOSTILE: [&str; 6] = [
    "\"><img src=x onerror=alert(7)><script>alert(7)</script>' onmouseover='alert(7) {{7*7}}",
    "</textarea></title></option></style></script><svg/onload=alert(7)><iframe srcdoc=\"<script>alert(7)</script>\">",
    "javascript:alert(7)//\" autofocus onfocus=alert(7) x=\"--><!--<a href=\"javascript:alert(7)\">x</a>",
    "<math><mtext><img src=x onerror=alert(7)></mtext></math>&lt;script&gt;alert(7)&#60;/script&#62;&quot; onclick=alert(7)",
    "`${alert(7)}` %3Cscript%3Ealert(7)%3C/script%3E <details open ontoggle=alert(7)> ]]> <body onpageshow=alert(7)>",
    "<a href=\"data:text/html,<script>alert(7)</script>\">x</a><form action=//evil.example><base href=//evil.example>",
];

/// What came out of text on a page, if anything did.
fn came_out(page: &str) -> Option<String> {
    let html = Html::parse_document(page);
    let all = Selector::parse("*").unwrap();
    html.select(&all)
        .find(|element| {
            let value = element.value();
            let leads = |address: &str| {
                let plain = address.trim().to_ascii_lowercase();
                ["javascript:", "data:", "//"]
                    .iter()
                    .any(|scheme| plain.starts_with(scheme))
            };
            ["iframe", "base", "math", "object", "embed"].contains(&value.name())
                || value.name() == "script" && value.attr("src").is_none()
                || value.name() == "img" && value.attr("src") == Some("x")
                || value.attrs().any(|(name, text)| {
                    name.starts_with("on")
                        || name == "srcdoc"
                        || ["href", "action", "formaction"].contains(&name) && leads(text)
                })
        })
        .map(|element| element.html())
}

/// Proves SE7: hostile text of every kind in every field that anybody can write is text on every page: no element, no attribute, no
/// address and no script comes out of it.
#[tokio::test(flavor = "multi_thread")]
async fn text_stays_text_on_every_page() {
    for word in HOSTILE {
        assert!(
            came_out(&format!("<p title=\"{word}")).is_some()
                || came_out(&format!("<textarea>{word}")).is_some()
                || came_out(&format!("<p>{word}")).is_some(),
            "{word}"
        );
    }
    let mut world = World::new();
    let clean = |what: &str, page: &str| {
        let found = came_out(page);
        assert!(found.is_none(), "{what}: {found:?}");
        assert!(!page.contains("<script>alert"), "{what}");
    };
    // How text comes out is the same on every engine: PostgreSQL is given two of them.
    let words = match world.db.engine() {
        store::Engine::Sqlite => HOSTILE.as_slice(),
        store::Engine::Postgres => HOSTILE.split_at(2).0,
    };
    let taken = send_all(&mut world, words, clean).await;
    for needed in [
        "/courses/new",
        "/organisations/new",
        "/areas/new",
        "/accounts/new",
    ] {
        assert!(taken.contains(needed), "{needed} was not taken: {taken:?}");
    }
    assert!(taken.len() >= 12, "{taken:?}");
    let looked = look_at_all(&world, clean).await;
    assert!(looked > 500, "{looked}");
    let courses = world.ask("coordinator", Method::GET, "/courses", "").await;
    assert!(
        courses.text.contains("&lt;img") || courses.text.contains("&#60;img"),
        "the text is there, as text"
    );
}

/// A place for the log of this process.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Proves SK4: a secret word in every field of every form, of everybody, turns up in no line of the log, no count of the operations
/// page, no address that anybody is sent to and no title.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_word_leaves_by_the_log() {
    const SECRET: &str = "Quetzalwort";
    let log = Kept::default();
    let to = log.clone();
    let _ = tracing::subscriber::set_global_default(
        tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || to.clone())
            .finish(),
    );
    let mut world = World::new();
    let titles = |what: &str, page: &str| {
        let title = page
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"));
        assert!(
            title.is_none_or(|(title, _)| !title.to_lowercase().contains("quetzal")),
            "{what}"
        );
    };
    send_all(&mut world, &[SECRET], titles).await;
    let mut addresses = Vec::new();
    for form in forms(&world).await {
        let body = body(&world.hidden(form.who).await, &fill(&form, SECRET, 5000));
        let seen = world.ask(form.who, Method::POST, &form.action, &body).await;
        addresses.push(World::location(&seen).to_owned());
        world.keep_signed_in(form.who).await;
    }
    assert!(
        addresses
            .iter()
            .all(|address| !address.to_lowercase().contains("quetzal")),
        "{addresses:?}"
    );
    look_at_all(&world, titles).await;
    // A fault is logged with its cause: the worst place for a word.
    world
        .ask("coordinator", Method::GET, "/courses/Quetzalwort", "")
        .await;
    tracing::info!(checked = "the log is kept", "test");
    let metrics = world.metrics().await;
    assert!(metrics.contains("trellis_requests_total"), "{metrics}");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is kept"));
    for (name, text) in [("log", &log), ("metrics", &metrics)] {
        let text = text.to_lowercase();
        for word in ["quetzal", "@work.example", "robin example"] {
            let at = text.find(word).map(|at| {
                text.get(at.saturating_sub(200)..at + 40)
                    .unwrap_or_default()
                    .to_owned()
            });
            assert!(at.is_none(), "{word} stands in the {name}: {at:?}");
        }
    }
}
