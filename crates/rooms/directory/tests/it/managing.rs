//! The accounts of others, as an administrator manages them.

use crate::browser::{House, PASSWORD};
use access::Role;
use http::StatusCode;

/// The administrator changes a role, lets somebody start again, and closes an account; each ends what was signed in.
#[tokio::test]
async fn an_administrator_looks_after_accounts() {
    let house = House::new();
    let (_, admin_secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, secret) = house.person("amara@x.example", Role::Trainer);
    let mut admin = house.signed_in("admin@x.example", &admin_secret).await;
    let path = format!("/accounts/{amara}");

    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let searched = admin
        .fill_on("/accounts", "/accounts/search", &[("words", "amara")])
        .await;
    assert!(
        searched.location.starts_with("/accounts?search=") && !searched.location.contains("amara"),
        "{}",
        searched.location
    );
    // Also when she comes back to it.
    for _ in 0..2 {
        let page = admin.get(&searched.location).await;
        assert_eq!(page.all("tbody tr").len(), 1);
        assert_eq!(page.headers["cache-control"], "no-store");
    }
    let unknown = admin.get("/accounts?search=0123456789abcdef").await;
    assert!(unknown.text.contains("A search is kept for an hour") && unknown.text.contains("2 accounts"));
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
    let hidden = admin_browser.get(&own).await.hidden(&format!("{own}/reach"));
    for act in ["hold", "leave", "start-again"] {
        let path = format!("{own}/{act}");
        assert_eq!(
            admin_browser.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path} is not even asked"
        );
        let refused = admin_browser.post(&path, &hidden[..2], &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    for unknown in [
        "/accounts/nonsense",
        "/accounts/01890000-0000-7000-8000-000000000000",
    ] {
        assert_eq!(admin_browser.get(unknown).await.status, StatusCode::NOT_FOUND);
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

/// Proves SR8: a problem on the way hides no conflict: what was saved by somebody else meanwhile is shown, and not written over.
#[tokio::test]
async fn an_error_on_the_way_hides_no_conflict() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, _) = house.person("amara@x.example", Role::Trainer);
    let mut first = house.signed_in("admin@x.example", &secret).await;
    let mut second = house.signed_in("admin@x.example", &secret).await;
    let path = format!("/accounts/{amara}");
    let reach = format!("{path}/reach");
    let stale = second.get(&path).await.hidden(&reach);
    let saved = first
        .fill_on(&path, &reach, &[("role", "coordinator"), ("all-areas", "yes")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let wrong = second.post(&reach, &stale, &[("role", "evaluator")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("role", "evaluator"), ("all-areas", "yes")];
    let late = second.post(&reach, &wrong.hidden(&reach), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(late.all("table td").contains(&"Coordinator".to_owned()));
}

/// Proves SA5: a role and areas that are the account's already are told back, and its owner stays signed in.
#[tokio::test]
async fn an_unchanged_role_signs_nobody_out() {
    let house = House::new();
    let (_, admin_secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, secret) = house.person("amara@x.example", Role::Trainer);
    let mut admin = house.signed_in("admin@x.example", &admin_secret).await;
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let path = format!("/accounts/{amara}");
    let fields = [("role", "trainer"), ("all-areas", "yes")];
    let same = admin.fill_on(&path, &format!("{path}/reach"), &fields).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.text.contains("Nothing was changed"), "{}", same.text);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}

/// Everything that is wrong with an invitation is told at once, and what was typed stays.
#[tokio::test]
async fn an_invitation_is_told_all_its_problems() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    let long = "x".repeat(201);
    let wrong = admin
        .fill(
            "/accounts/new",
            &[
                ("name", &long),
                ("email", "no address"),
                ("organisation", ""),
                ("role", "trainer"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "email", "organisation", "areas"] {
        assert!(wrong.text.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    assert!(wrong.text.contains("no address"));
    let fields = [
        ("name", "Robin Example"),
        ("email", "admin@x.example"),
        ("organisation", ""),
        ("role", "trainer"),
        ("all-areas", "yes"),
    ];
    let taken = admin.fill("/accounts/new", &fields).await;
    for field in ["email", "organisation"] {
        assert!(taken.text.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    // The organisation may be named as well; the same form sent twice is one invitation.
    let hidden = admin.get("/accounts/new").await.hidden("/accounts/new");
    let named = [
        ("name", "Robin Example"),
        ("email", "robin@x.example"),
        ("organisation", "homerton hospital"),
        ("role", "trainer"),
        ("all-areas", "yes"),
    ];
    for _ in 0..2 {
        let sent = admin.post("/accounts/new", &hidden, &named).await;
        assert_eq!(sent.location, "/accounts?done=invited", "{}", sent.text);
    }
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
        assert_eq!(admin.get(&found.location).await.status, StatusCode::OK);
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
