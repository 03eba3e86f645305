//! What a person changes of her own account, and whom that signs out.

use crate::browser::{House, PASSWORD, unbase32};
use access::Role;
use http::StatusCode;
use kernel::Clock;

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

/// Proves SR7: the forms of one's own account count once. A password that is sent twice is changed once and said to be; of new recovery
/// codes the second sending says what to do, and the first ones hold; a new phone is taken once.
#[tokio::test]
async fn what_is_sent_twice_is_done_once() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let page = browser.get("/account").await;
    let (password, codes) = ("/account/password", "/account/recovery-codes");
    let fields = [
        ("old-password", PASSWORD),
        ("new-password", "seventeen damp umbrellas"),
    ];
    for _ in 0..2 {
        let sent = browser.post(password, &page.hidden(password), &fields).await;
        assert_eq!(sent.location, "/account?done=password", "{}", sent.text);
    }
    let code = secret.code_at(house.clock.now());
    let hidden = page.hidden(codes);
    let first = browser.post(codes, &hidden, &[("code", &code)]).await;
    let shown = first.all(".trellis-codes li");
    assert_eq!(shown.len(), 10);
    let second = browser.post(codes, &hidden, &[("code", &code)]).await;
    assert_eq!(second.location, "/account?done=codes", "{}", second.text);
    let told = browser.get(&second.location).await.text;
    assert!(
        told.contains("If you have not seen them, make new ones below"),
        "{told}"
    );
    assert!(told.contains("Recovery codes left: 10"));
    house.clock.advance(60);
    let page = browser.get("/account/factor").await;
    let key = page.all(".govuk-inset-text")[0].replace("Cannot scan? Type this key: ", "");
    let new = identity::factor::Secret::from_bytes(unbase32(&key.replace(' ', "")));
    let hidden = page.hidden("/account/factor");
    let now = house.clock.now();
    let (old_code, new_code) = (secret.code_at(now), new.code_at(now));
    for _ in 0..2 {
        let fields = [("old-code", old_code.as_str()), ("new-code", &new_code)];
        let sent = browser.post("/account/factor", &hidden, &fields).await;
        assert_eq!(sent.location, "/account?done=factor", "{}", sent.text);
    }
}

/// A form that was sent too often is shown again with the time to wait.
#[tokio::test]
async fn too_many_tries_of_ones_own_are_told_in_the_form() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    for (action, fields) in [
        (
            "/account/password",
            vec![
                ("old-password", "not the password"),
                ("new-password", "seventeen damp umbrellas"),
            ],
        ),
        ("/account/recovery-codes", vec![("code", "000000")]),
    ] {
        let mut last = None;
        for _ in 0..8 {
            let page = browser.fill_on("/account", action, &fields).await;
            if page.status == StatusCode::TOO_MANY_REQUESTS {
                last = Some(page);
                break;
            }
        }
        let page = last.unwrap();
        assert!(page.headers.contains_key("retry-after"));
        assert!(
            page.text.contains("There were too many tries. Wait"),
            "{}",
            page.text
        );
        page.hidden(action);
    }
    assert_eq!(
        browser.get("/account/password").await.location,
        "/account",
        "a reload leads to the page"
    );
}

/// A session that is none of hers, or is over, is not said to have been ended: not to her, and not in the trail.
#[tokio::test]
async fn only_an_open_session_is_ended() {
    let house = House::new();
    let (account, secret) = house.person("amara@x.example", Role::Trainer);
    let mut one = house.signed_in("amara@x.example", &secret).await;
    let mut others = [
        house.signed_in("amara@x.example", &secret).await,
        house.signed_in("amara@x.example", &secret).await,
    ];
    let page = one.get("/account").await.text;
    let offered = page.split("name=\"session\" value=\"").nth(1).unwrap();
    let session = offered.split('"').next().unwrap();
    let ended = || {
        let events = house.db.read_now(|tx| {
            let all = audit::Part::All;
            Ok(audit::history_of(tx, "account", account.0, all, None, 100)?)
        });
        let said = events.unwrap().into_iter().map(|event| event.change);
        said.filter(|change| change == "sessions ended").count()
    };
    for (named, status, events) in [
        ("c46272bb807f6ebf1b742b77ba233714", StatusCode::GONE, 0),
        (session, StatusCode::SEE_OTHER, 1),
        (session, StatusCode::GONE, 1),
    ] {
        let answer = one
            .fill_on("/account", "/account/sessions/end", &[("session", named)])
            .await;
        assert_eq!(answer.status, status, "{named}: {}", answer.text);
        assert_eq!(ended(), events, "{named}");
    }
    let mut out = 0;
    for other in &mut others {
        out += usize::from(other.get("/account").await.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(out, 1);
}
