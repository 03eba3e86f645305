//! The pages around a register kept on a device, as browsers see them.

use crate::doors::{self, arrive};
use crate::pages::{Browser, Seen};
use crate::world::{self, World, day};
use http::StatusCode;
use kernel::{Clock, Id};
use learning::model::{SessionDayId, SessionId};
use serde_json::{Value, json};
use store::values;

store::statements! {
    GONE = "delete from session_trainer where account_id = ?1";
    REFERENCE = "select reference from session where id = ?1";
}

/// The session of the door's tests, with everybody who was signed in still so.
pub(crate) fn open() -> (World, SessionId, SessionDayId) {
    let (world, session, today) = doors::open();
    world.on(day(2026, 3, 12), "09:20");
    (world, session, today)
}

fn register(world: &World, session: SessionId) -> String {
    let reference: String = world
        .one(&REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}/register")
}

fn kept_json(browser: &Browser, register: &str, fields: &[(&str, &str)]) -> Seen {
    let keep = format!("{register}/keep");
    let (to, mut form) = browser.get(&keep).form("/register/keep", &[]);
    form.retain(|(name, _)| name.starts_with("form-"));
    form.extend(
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    browser.post(&to, &form)
}

fn json_of(seen: &Seen) -> Value {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    serde_json::from_slice(&seen.bytes).unwrap()
}

fn send(world: &World, browser: &Browser, pack: &Value, marks: &Value) -> Seen {
    let now = world.clock.now().millis().to_string();
    let (to, mut form) = browser.get("/offline/marks").form("/offline/marks", &[]);
    form.retain(|(name, _)| name.starts_with("form-"));
    for (name, value) in [
        ("kept", pack["id"].as_str().unwrap()),
        ("token", pack["token"].as_str().unwrap()),
        ("now", &now),
        ("marks", &marks.to_string()),
    ] {
        form.push((name.to_owned(), value.to_owned()));
    }
    browser.post(&to, &form)
}

fn mark(world: &World, day: SessionDayId, who: &str, seq: i64, there: bool) -> Value {
    let id = Id::fresh(&world.clock, &*world.entropy);
    json!({ "id": id.to_string(), "day": day.to_string(), "who": who, "there": there, "at": world.clock.now().millis(), "seq": seq })
}

/// Proves SE5 and SR9: the page says what is stored, the copy comes only on an explicit press and with what its device needs, and marks come
/// from there without a session and count once.
#[test]
fn a_register_is_kept_on_a_device_and_its_marks_arrive() {
    let (world, session, today) = open();
    let register = register(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    let page = trainer.get(&register);
    assert!(
        page.attributes("main a", "href")
            .contains(&format!("{register}/keep"))
    );
    let page = trainer.get(&format!("{register}/keep"));
    let words = page.main();
    assert!(
        words.contains("72 hours") && words.contains("encrypted"),
        "{words}"
    );
    assert!(
        !words.contains("Ann One"),
        "nobody is named before it is asked for"
    );
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("trusted-types trellis-worker"), "{policy}");
    assert!(
        trainer.get(&register).headers["content-security-policy"]
            .to_str()
            .unwrap()
            .ends_with("trusted-types 'none'")
    );
    let plain = trainer.fill(
        &format!("{register}/keep"),
        "/register/keep",
        &[("code", "ABC 234 DEF")],
    );
    assert_eq!(plain.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain.main().contains("needs JavaScript") && !plain.text().contains("Ann One"));
    let answer = kept_json(&trainer, &register, &[("what", "pack")]);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let text = answer.text();
    assert!(
        text.contains("Ann One") && !text.contains('@'),
        "names, and no address: {text}"
    );
    let pack = json_of(&answer);
    let key = json_of(&kept_json(
        &trainer,
        &register,
        &[("what", "key"), ("kept", pack["id"].as_str().unwrap())],
    ));
    assert_eq!(key["key"], pack["key"]);
    let elsewhere = Browser::of(&world, Some(&world.westerner));
    assert_eq!(
        elsewhere.get(&format!("{register}/keep")).status,
        StatusCode::NOT_FOUND
    );
    let nobody = Browser::of(&world, None);
    let ann = pack["people"][0]["id"].as_str().unwrap();
    let bea = pack["people"][1]["id"].as_str().unwrap();
    let marks = json!([
        mark(&world, today, ann, 1, true),
        mark(&world, today, bea, 2, false)
    ]);
    for _ in 0..2 {
        let told = json_of(&send(&world, &nobody, &pack, &marks));
        assert_eq!(told["taken"].as_array().unwrap().len(), 2);
        assert!(!told.to_string().contains("Ann"), "ids, no names");
    }
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    let mut wrong = pack.clone();
    wrong["token"] = json!("0".repeat(64));
    assert_eq!(send(&world, &nobody, &wrong, &marks).status, StatusCode::GONE);
    for nonsense in [
        json!({}),
        json!([{ "id": 7 }]),
        json!([{ "id": "x", "day": "y", "who": "z", "there": true, "at": 1, "seq": 1 }]),
    ] {
        assert_eq!(
            send(&world, &nobody, &pack, &nonsense).status,
            StatusCode::BAD_REQUEST
        );
    }
}

/// Proves SE5: the page that is kept, its worker and its manifest hold nobody's data, and the worker keeps that page and its files alone.
#[test]
fn the_page_that_is_kept_names_nobody() {
    let (world, ..) = open();
    let nobody = Browser::of(&world, None);
    let page = nobody.get("/offline/register");
    assert_eq!(page.heading(), "Register");
    for path in [
        "/offline/register",
        "/offline/worker.js",
        "/offline/manifest.webmanifest",
    ] {
        let seen = nobody.get(path);
        assert_eq!(seen.status, StatusCode::OK);
        assert!(!seen.text().contains("Ann"), "{path}");
    }
    let worker = nobody.get("/offline/worker.js");
    assert!(
        worker.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/javascript")
    );
    let text = worker.text();
    let files: Vec<String> = serde_json::from_str(
        text.lines()
            .find_map(|line| line.strip_prefix("const FILES = "))
            .unwrap(),
    )
    .unwrap();
    for file in &files {
        let harmless = file.starts_with("/assets/")
            || ["/offline/register", "/offline/manifest.webmanifest"].contains(&file.as_str());
        assert!(harmless, "{file}");
        assert_eq!(nobody.get(file).status, StatusCode::OK, "{file}");
    }
    for needed in page
        .attributes("link, script", "href")
        .into_iter()
        .chain(page.attributes("script", "src"))
    {
        assert!(
            files.contains(&needed),
            "{needed} is not there without a connection"
        );
    }
    let manifest: Value = serde_json::from_slice(&nobody.get("/offline/manifest.webmanifest").bytes).unwrap();
    assert_eq!(manifest["scope"], "/offline/");
}

/// Devices keep the page under a picture of the size that they show: not all of them read SVG, and some look beside the manifest.
#[test]
fn the_page_that_is_kept_has_pictures_of_the_sizes_that_devices_show() {
    let (world, ..) = open();
    let nobody = Browser::of(&world, None);
    let manifest: Value = serde_json::from_slice(&nobody.get("/offline/manifest.webmanifest").bytes).unwrap();
    let mut icons: Vec<(String, String, String)> = manifest["icons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|icon| {
            ["sizes", "type", "src"]
                .map(|name| icon[name].as_str().unwrap().to_owned())
                .into()
        })
        .collect();
    let touch = nobody
        .get("/offline/register")
        .attributes("link[rel=apple-touch-icon]", "href");
    icons.push(("180x180".to_owned(), "image/png".to_owned(), touch.concat()));
    let said: Vec<(&str, &str)> = icons
        .iter()
        .map(|(sizes, kind, _)| (sizes.as_str(), kind.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("any", "image/svg+xml"),
            ("192x192", "image/png"),
            ("512x512", "image/png"),
            ("180x180", "image/png")
        ]
    );
    for (sizes, kind, address) in &icons {
        let seen = nobody.get(address);
        assert_eq!(seen.status, StatusCode::OK, "{address}");
        assert_eq!(seen.headers["content-type"].to_str().unwrap(), kind);
        if kind == "image/png" {
            assert!(seen.bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{address}");
            let number = |place: usize| u32::from_be_bytes(seen.bytes[place..place + 4].try_into().unwrap());
            assert_eq!(format!("{}x{}", number(16), number(20)), *sizes);
        }
    }
}

#[test]
fn what_waits_is_settled_on_a_page() {
    let (world, session, today) = open();
    let register = register(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    let settle = format!("{register}/settle");
    assert!(
        trainer
            .get(&settle)
            .main()
            .contains("Nothing that came from a device waits")
    );
    assert!(
        trainer
            .get("/registers/waiting")
            .main()
            .contains("No mark that came from a device waits")
    );
    let pack = json_of(&kept_json(&trainer, &register, &[("what", "pack")]));
    let bea = pack["people"][1]["id"].as_str().unwrap();
    let mut walk_in = mark(&world, today, bea, 1, true);
    walk_in["who"] = walk_in["id"].clone();
    walk_in["name"] = json!("Ann One");
    let against = mark(&world, today, bea, 2, false);
    assert!(arrive(&world, today, "bea.two@work.example"));
    let nobody = Browser::of(&world, None);
    let told = json_of(&send(&world, &nobody, &pack, &json!([walk_in, against])));
    assert_eq!(told["waiting"], 2);
    let page = trainer.get(&register);
    assert!(
        page.main().contains("2 marks from a device to settle"),
        "{}",
        page.main()
    );
    assert!(
        trainer
            .get("/registers/waiting")
            .attributes("main a", "href")
            .contains(&settle)
    );
    let page = trainer.get(&settle);
    assert!(page.main().contains("The same person: Ann One") && page.main().contains("signed in on a phone"));
    let name = format!("answer-{}", walk_in["id"].as_str().unwrap());
    let (to, fields) = page.form("/settle", &[]);
    assert_eq!(
        trainer.post(&to, &fields).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one has to be chosen"
    );
    let (to, fields) = page.form("/settle", &[(&name, "other")]);
    assert_eq!(trainer.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(
        trainer.post(&to, &fields).status,
        StatusCode::SEE_OTHER,
        "sent twice is sent once"
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
    let name = format!("answer-{}", against["id"].as_str().unwrap());
    let seen = trainer.fill(&settle, "/settle", &[(&name, "there")]);
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    assert!(
        trainer
            .get(&settle)
            .main()
            .contains("Nothing that came from a device waits")
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
}

/// Proves SR9: the coordinator finds what is held from the register, takes it in or says why not.
#[test]
fn what_is_held_is_decided_on_a_page() {
    let (world, session, today) = open();
    let register = register(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    let pack = json_of(&kept_json(&trainer, &register, &[("what", "pack")]));
    let trained = world.trainer.id;
    world.raw(move |tx| Ok(tx.run(&GONE, values![trained])?));
    let nobody = Browser::of(&world, None);
    let ann = pack["people"][0]["id"].as_str().unwrap();
    let told = json_of(&send(
        &world,
        &nobody,
        &pack,
        &json!([mark(&world, today, ann, 1, true)]),
    ));
    assert_eq!(told["ends"], true);
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let held = format!("{register}/held");
    assert!(
        coordinator
            .get(&register)
            .attributes("main a", "href")
            .contains(&held)
    );
    let page = coordinator.get(&held);
    assert!(
        page.main().contains("Ann One") && page.main().contains("no access any more"),
        "{}",
        page.main()
    );
    let (to, fields) = page.form_for("/held", "reject", &[("reason", "")]);
    assert_eq!(
        coordinator.post(&to, &fields).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let (to, fields) = page.form_for("/held", "take", &[]);
    assert_eq!(coordinator.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    assert!(coordinator.get(&held).main().contains("Nothing is held"));
}
