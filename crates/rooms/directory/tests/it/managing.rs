//! Accounts, organisations, areas, jobs.

use crate::browser::{House, PASSWORD, unbase32};
use access::Role;
use http::StatusCode;
use kernel::Clock;
use store::{Stmt, values};

#[tokio::test]
async fn every_statement_compiles() {
    let house = House::new();
    store::testing::check_catalogue(&house.db, &directory::catalogue()).unwrap();
}

/// Proves SD8.
#[tokio::test]
async fn a_changed_password_ends_the_other_browsers() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut one = house.signed_in("amara@x.example", &secret).await;
    let mut other = house.signed_in("amara@x.example", &secret).await;
    let new = "seventeen damp umbrellas";
    let wrong = one
        .fill_on(
            "/account",
            "/account/password",
            &[("old-password", "not the password"), ("new-password", new)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("This is not your present password"));
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
    let changed = one
        .fill_on(
            "/account",
            "/account/password",
            &[("old-password", PASSWORD), ("new-password", new)],
        )
        .await;
    assert_eq!(changed.location, "/account?done=password", "{}", changed.text);
    assert_eq!(one.get("/account").await.status, StatusCode::OK);
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Proves SD8: another phone, against a code of the old one.
#[tokio::test]
async fn a_changed_phone_ends_the_other_browsers() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut one = house.signed_in("amara@x.example", &secret).await;
    let mut other = house.signed_in("amara@x.example", &secret).await;
    let page = one.get("/account/factor").await;
    let key = page.all(".govuk-inset-text")[0].clone();
    assert_eq!(
        one.get("/account/factor").await.all(".govuk-inset-text")[0],
        key,
        "looking changes nothing"
    );
    let session = one.get("/account").await;
    assert!(session.status.is_success());
    let typed = key.replace("Cannot scan? Type this key: ", "").replace(' ', "");
    let new = identity::factor::Secret::from_bytes(unbase32(&typed));
    let (old_code, new_code) = (secret.code_at(house.clock.now()), new.code_at(house.clock.now()));
    let wrong = one
        .fill(
            "/account/factor",
            &[("old-code", "000000"), ("new-code", &new_code)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = one
        .fill(
            "/account/factor",
            &[("old-code", &old_code), ("new-code", &new_code)],
        )
        .await;
    assert_eq!(done.location, "/account?done=factor", "{}", done.text);
    assert_eq!(one.get("/account").await.status, StatusCode::OK);
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
    house.clock.advance(60);
    let mut fresh = house.browser();
    fresh
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    let with_old = fresh
        .fill("/sign-in/code", &[("code", &secret.code_at(house.clock.now()))])
        .await;
    assert_eq!(with_old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let with_new = fresh
        .fill("/sign-in/code", &[("code", &new.code_at(house.clock.now()))])
        .await;
    assert_eq!(with_new.location, "/today");
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let code = secret.code_at(house.clock.now());
    let page = browser
        .fill_on("/account", "/account/recovery-codes", &[("code", &code)])
        .await;
    let old = page.all(".trellis-codes li");
    assert_eq!(old.len(), 10, "{}", page.text);
    house.clock.advance(60);
    let code = secret.code_at(house.clock.now());
    let page = browser
        .fill_on("/account", "/account/recovery-codes", &[("code", &code)])
        .await;
    let codes = page.all(".trellis-codes li");
    assert_eq!(codes.len(), 10, "{}", page.text);
    assert!(old.iter().all(|code| !codes.contains(code)));
    house.clock.advance(60);
    let mut fresh = house.browser();
    fresh
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    let page = fresh.fill("/sign-in/code", &[("code", &old[4])]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "an old one");
    let page = fresh.fill("/sign-in/code", &[("code", &codes[4])]).await;
    assert_eq!(page.location, "/today");
    let own = browser.get("/account").await;
    assert!(
        own.text.contains("Signed in with a recovery code") && own.text.contains("Recovery codes left: 9")
    );
}

/// The administrator changes a role, lets somebody start again, and closes an account; each ends what was signed in.
#[tokio::test]
async fn an_administrator_looks_after_accounts() {
    let house = House::new();
    let (_, admin_secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, secret) = house.person("amara@x.example", Role::Trainer);
    let mut admin = house.signed_in("admin@x.example", &admin_secret).await;
    let path = format!("/accounts/{amara}");

    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let page = admin
        .fill_on("/accounts", "/accounts/search", &[("words", "amara")])
        .await;
    assert_eq!(page.all("tbody tr").len(), 1);
    let changed = admin
        .fill_on(
            &path,
            &format!("{path}/reach"),
            &[("role", "coordinator"), ("all-areas", "yes")],
        )
        .await;
    assert_eq!(changed.location, format!("{path}?done=reach"), "{}", changed.text);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);

    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let asked = format!("{path}/start-again");
    let offered = admin.get(&path).await;
    assert!(
        offered.all(&format!("form[action=\"{asked}\"]")).is_empty(),
        "asked on a page of its own first"
    );
    let again = admin.fill_on(&asked, &asked, &[]).await;
    assert_eq!(again.location, format!("{path}?done=again"));
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
    let link = house.link_for("amara@x.example").unwrap();
    house.browser().fill(&link, &[("password", PASSWORD)]).await;
    let mut fresh = house.browser();
    let step = fresh
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(step.location, "/sign-in/set-up");

    let asked = admin.get(&format!("{path}/leave")).await;
    assert!(asked.text.contains("This cannot be undone"));
    let left = admin.fill(&format!("{path}/leave"), &[]).await;
    assert_eq!(left.location, format!("{path}?done=left"));
    let gone = house
        .browser()
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.get("/accounts?left=yes").await.all("tbody tr").len(), 1);

    let history = house
        .db
        .read_now(|tx| {
            Ok(audit::history_of(
                tx,
                "account",
                amara.0,
                audit::Part::All,
                None,
                100,
            )?)
        })
        .unwrap();
    let changes: Vec<&str> = history.iter().map(|entry| entry.change.as_str()).collect();
    for wanted in [
        "left",
        "let start again",
        "changed",
        "signed in",
        "viewed",
        "password set by a link",
    ] {
        assert!(changes.contains(&wanted), "{wanted} in {changes:?}");
    }
}

/// Nobody but an administrator reaches accounts and jobs, and nobody changes herself into something else.
#[tokio::test]
async fn others_do_not_reach_accounts() {
    let house = House::new();
    let (_, secret) = house.person("cora@x.example", Role::Coordinator);
    let (admin, admin_secret) = house.person("admin@x.example", Role::Administrator);
    let mut browser = house.signed_in("cora@x.example", &secret).await;
    for path in [
        "/accounts",
        "/accounts/new",
        "/jobs",
        &format!("/accounts/{admin}"),
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            house.browser().get(path).await.status,
            StatusCode::SEE_OTHER,
            "{path}"
        );
    }
    assert_eq!(browser.get("/organisations").await.status, StatusCode::OK);
    let mut admin_browser = house.signed_in("admin@x.example", &admin_secret).await;
    let own = format!("/accounts/{admin}");
    let refused = admin_browser
        .fill_on(
            &own,
            &format!("{own}/reach"),
            &[("role", "trainer"), ("all-areas", "yes")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = admin_browser.fill(&format!("{own}/leave"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for unknown in [
        "/accounts/nonsense",
        "/accounts/01890000-0000-7000-8000-000000000000",
    ] {
        assert_eq!(admin_browser.get(unknown).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn organisations_and_areas_are_added_and_changed() {
    let house = House::new();
    let (_, secret) = house.person("cora@x.example", Role::Coordinator);
    let mut browser = house.signed_in("cora@x.example", &secret).await;
    let twice = browser
        .fill(
            "/organisations/new",
            &[("name", "homerton hospital"), ("sector", "health")],
        )
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("<title>Error: "), "{}", twice.text);
    let added = browser
        .fill(
            "/organisations/new",
            &[
                ("name", "<b>Asha & Co</b>"),
                ("sector", "voluntary"),
                ("by-and-for", "yes"),
            ],
        )
        .await;
    assert_eq!(added.location, "/organisations?done=yes", "{}", added.text);
    let list = browser
        .fill_on("/organisations", "/organisations/search", &[("words", "asha")])
        .await;
    assert_eq!(list.all("tbody tr").len(), 1);
    assert!(!list.text.contains("<b>Asha"));
    let path = format!("/organisations/{}", house.organisation);
    let stale = browser.get(&path).await.hidden(&path);
    let fields = [("name", "Homerton"), ("sector", "health")];
    assert_eq!(
        browser.fill(&path, &fields).await.location,
        "/organisations?done=yes"
    );
    let late = browser
        .post(&path, &stale, &[("name", "Other"), ("sector", "health")])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let bad = browser
        .fill(
            "/areas/new",
            &[
                ("name", "Hackney"),
                ("gss", "x"),
                ("parent", ""),
                ("kind", "borough"),
            ],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = browser
        .fill(
            "/areas/new",
            &[
                ("name", "Hackney"),
                ("gss", "E09000012"),
                ("parent", ""),
                ("kind", "borough"),
            ],
        )
        .await;
    assert_eq!(good.location, "/areas?done=yes", "{}", good.text);
    assert_eq!(browser.get("/areas").await.all("tbody tr").len(), 1);
}

/// Proves SR17: what was given up is seen by the administrator and tried again from the page.
#[tokio::test]
async fn a_dead_letter_is_tried_again_from_the_page() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (clock, entropy) = (house.clock.clone(), house.entropy.clone());
    let job = post::jobs::NewJob {
        id: kernel::Id::fresh(clock.as_ref(), entropy.as_ref()),
        kind: "nobody does this",
        payload: serde_json::json!({}),
        key: "k".to_owned(),
        run_after: clock.now(),
    };
    let id = job.id;
    let now = clock.now();
    house
        .write(move |tx| Ok(post::jobs::enqueue(tx, &job, now)?))
        .unwrap();
    let runner = post::runner::Runner::new(house.db.db.clone(), clock.clone(), entropy, None, Vec::new());
    for _ in 0..14 {
        runner.round().unwrap();
        clock.advance(7200);
    }
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    let page = admin.get("/jobs").await;
    assert!(
        page.text.contains("Given up") && page.text.contains("nobody does this"),
        "{}",
        page.text
    );
    let again = admin
        .fill_on("/jobs", "/jobs/again", &[("id", &id.to_string())])
        .await;
    assert_eq!(again.location, "/jobs?done=yes", "{}", again.text);
    let page = admin.get("/jobs").await;
    assert!(!page.text.contains("Given up"), "{}", page.text);
}

static OLD: [Stmt; 3] = [
    Stmt {
        name: "OLD_SESSIONS",
        sql: "select count(*) from session_token where expires_at < ?1",
        optional: &[],
    },
    Stmt {
        name: "OLD_STEPS",
        sql: "select count(*) from sign_in_step where expires_at < ?1",
        optional: &[],
    },
    Stmt {
        name: "OLD_BUDGETS",
        sql: "select count(*) from guess_budget where next_at < ?1",
        optional: &[],
    },
];

/// The daily sweep drops what is old and keeps what is in use.
#[tokio::test]
async fn the_sweep_keeps_what_is_in_use() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut old = house.signed_in("amara@x.example", &secret).await;
    // A try that nobody makes again.
    house
        .browser()
        .fill(
            "/sign-in",
            &[("email", "nobody@x.example"), ("password", "a wrong password")],
        )
        .await;
    let old_ones = || {
        let before = house.clock.now().plus_seconds(-86_400);
        let count = |statement: &'static Stmt| {
            house
                .db
                .read_now(|tx| Ok(tx.one(statement, values![before], |row| row.get::<i64>(0))?))
                .unwrap()
                .unwrap()
        };
        [count(&OLD[0]), count(&OLD[1]), count(&OLD[2])]
    };
    assert_eq!(old_ones(), [0, 0, 0]);
    house.clock.advance(100 * 86_400);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let before = old_ones();
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let runner = post::runner::Runner::new(
        house.db.db.clone(),
        house.clock.clone(),
        house.entropy.clone(),
        None,
        directory::works("http://127.0.0.1:8700"),
    );
    assert_eq!(runner.round().unwrap().done, 1);
    assert_eq!(old_ones(), [0, 0, 0]);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert_eq!(old.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Proves SR8: the second of two editors of an area, an organisation or an account is shown who was first and both texts of each field
/// that differs, keeps what she typed, and may save it.
#[tokio::test]
async fn the_second_editor_is_shown_both_texts() {
    type Fields = &'static [(&'static str, &'static str)];
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, _) = house.person("amara@x.example", Role::Trainer);
    let mut first = house.signed_in("admin@x.example", &secret).await;
    let mut second = house.signed_in("admin@x.example", &secret).await;
    let area = [("name", "Hackney"), ("gss", ""), ("parent", "")];
    let made = first
        .fill("/areas/new", &[&area[..], &[("kind", "borough")]].concat())
        .await;
    assert_eq!(made.location, "/areas?done=yes");
    let list = first.get("/areas").await.text;
    let link = list
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/areas/0"))
        .unwrap()
        .to_owned();
    let organisation = format!("/organisations/{}", house.organisation);
    let account = format!("/accounts/{amara}");
    let reach = format!("{account}/reach");
    let cases: [(&str, &str, Fields, Fields, [&str; 2]); 3] = [
        (
            &link,
            &link,
            &[("name", "Hackney Wick"), ("gss", "E09000012"), ("parent", "")],
            &[("name", "Hackney Downs"), ("gss", ""), ("parent", "")],
            ["Hackney Wick", "Hackney Downs"],
        ),
        (
            &organisation,
            &organisation,
            &[("name", "Homerton"), ("sector", "health")],
            &[
                ("name", "Homerton Hospital"),
                ("sector", "health"),
                ("by-and-for", "yes"),
            ],
            ["Homerton", "Homerton Hospital"],
        ),
        (
            &account,
            &reach,
            &[("role", "coordinator"), ("all-areas", "yes")],
            &[("role", "evaluator"), ("all-areas", "yes")],
            ["Coordinator", "Evaluator"],
        ),
    ];
    for (page, action, mine, theirs, [saved, typed]) in cases {
        let stale = second.get(page).await.hidden(action);
        let done = first.fill_on(page, action, mine).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{page} {}", done.text);
        let when = house.clock.now().text();
        house.clock.advance(120);
        let late = second.post(action, &stale, theirs).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{page} {}", late.text);
        assert!(
            late.text
                .contains(&format!("Person admin saved a change on {when} while")),
            "{page} {}",
            late.text
        );
        let cells = late.all("table td, table th");
        for text in [saved, typed] {
            assert!(
                cells.iter().any(|cell| cell == text),
                "{page}: {text} in {cells:?}"
            );
        }
        let chosen = late.all("option[selected]").concat() + &late.text;
        assert!(
            chosen.contains(typed),
            "{page}: what was typed stands in the form"
        );
        let again = second.post(action, &late.hidden(action), theirs).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{page} {}", again.text);
    }
}

/// A choice that is in no list is a problem at its field, and no fault of ours.
#[tokio::test]
async fn a_forged_choice_is_refused_at_its_field() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, _) = house.person("amara@x.example", Role::Trainer);
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    let unknown = "01890000-0000-7000-8000-000000000000";
    let own = house.organisation.to_string();
    for (organisation, area, field) in [(unknown, "", "organisation"), (&own, unknown, "areas")] {
        let mut fields = vec![
            ("name", "Robin Example"),
            ("email", "robin@x.example"),
            ("organisation", organisation),
            ("role", "trainer"),
        ];
        fields.push(if area.is_empty() {
            ("all-areas", "yes")
        } else {
            ("areas", area)
        });
        let refused = admin.fill("/accounts/new", &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        assert!(
            refused.text.contains(&format!("id=\"{field}-error\"")),
            "{}",
            refused.text
        );
        assert!(refused.text.contains("Robin Example"), "what was typed is kept");
    }
    let path = format!("/accounts/{amara}");
    let refused = admin
        .fill_on(
            &path,
            &format!("{path}/reach"),
            &[("role", "evaluator"), ("areas", unknown)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("id=\"areas-error\"")
            && refused.all("option[selected]").contains(&"Evaluator".to_owned()),
        "{}",
        refused.text
    );
}

/// Proves SB1: each search for accounts is in the trail, also the same one again; looking at the list is noted once.
#[tokio::test]
async fn every_search_for_accounts_is_in_the_trail() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    for _ in 0..3 {
        let found = admin
            .fill_on("/accounts", "/accounts/search", &[("words", "admin")])
            .await;
        assert_eq!(found.status, StatusCode::OK);
    }
    let events = house
        .db
        .read_now(|tx| {
            Ok(audit::history_of(
                tx,
                "accounts",
                kernel::Id::NIL,
                audit::Part::All,
                None,
                100,
            )?)
        })
        .unwrap();
    let changes: Vec<&str> = events.iter().map(|event| event.change.as_str()).collect();
    assert_eq!(changes, ["searched", "searched", "searched", "viewed"]);
}

/// A programme is added and changed; a wrong date and a taken name are named at their field, and the second of two editors is shown what
/// the first wrote.
#[tokio::test]
async fn programmes_are_added_and_changed() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let mut browser = house.signed_in("admin@x.example", &secret).await;
    assert!(
        browser
            .get("/programmes")
            .await
            .text
            .contains("There is no programme yet")
    );
    let first = [
        ("name", "Safer together"),
        ("start-day", "1"),
        ("start-month", "4"),
        ("start-year", "2026"),
    ];
    let wrong = browser
        .fill(
            "/programmes/new",
            &[
                ("name", "Safer together"),
                ("start-day", "31"),
                ("start-month", "2"),
                ("start-year", "2026"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Safer together"), "what was typed is kept");
    let added = browser.fill("/programmes/new", &first).await;
    assert_eq!(added.location, "/programmes?done=yes", "{}", added.text);
    let twice = browser.fill("/programmes/new", &first).await;
    assert!(
        twice.text.contains("There is a programme with this name already"),
        "{}",
        twice.text
    );
    let path = browser
        .get("/programmes")
        .await
        .text
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/programmes/0"))
        .unwrap()
        .to_owned();
    let stale = browser.get(&path).await.hidden(&path);
    let backwards = browser
        .fill(
            &path,
            &[
                ("name", "Safer together"),
                ("start-day", "2"),
                ("start-month", "4"),
                ("start-year", "2026"),
                ("end-day", "1"),
                ("end-month", "4"),
                ("end-year", "2026"),
            ],
        )
        .await;
    assert!(
        backwards.text.contains("must not be before the first"),
        "{}",
        backwards.text
    );
    let renamed = [
        ("name", "Safer homes"),
        ("start-day", "1"),
        ("start-month", "4"),
        ("start-year", "2026"),
    ];
    assert_eq!(
        browser.fill(&path, &renamed).await.location,
        "/programmes?done=yes"
    );
    let late = browser
        .post(
            &path,
            &stale,
            &[
                ("name", "Kinder homes"),
                ("start-day", "1"),
                ("start-month", "4"),
                ("start-year", "2026"),
            ],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text.contains("Safer homes") && late.text.contains("Kinder homes"),
        "{}",
        late.text
    );
}
