//! Getting in, getting back in, and getting out.

use crate::browser::{House, PASSWORD, unbase32};
use access::Role;
use http::StatusCode;
use kernel::Clock;

/// Proves SD1.
/// Proves SD11.
#[tokio::test]
async fn from_an_invitation_to_ones_own_account() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    let organisation = house.organisation.to_string();
    let sent = admin
        .fill(
            "/accounts/new",
            &[
                ("name", "Amara Okafor"),
                ("email", "amara@x.example"),
                ("organisation", &organisation),
                ("role", "trainer"),
                ("all-areas", "yes"),
            ],
        )
        .await;
    assert_eq!(sent.location, "/accounts?done=invited", "{}", sent.text);
    let link = house.link_for("amara@x.example").unwrap();

    let mut amara = house.browser();
    for _ in 0..5 {
        assert_eq!(amara.get(&link).await.status, StatusCode::OK);
    }
    let weak = amara.fill(&link, &[("password", "HomertonHospital1")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.text.contains("must not be made of"), "{}", weak.text);
    let set = amara.fill(&link, &[("password", PASSWORD)]).await;
    assert_eq!(set.location, "/sign-in?done=password");
    assert_eq!(amara.get(&link).await.status, StatusCode::GONE);

    let step = amara
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(step.location, "/sign-in/set-up");
    assert_eq!(
        amara.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "not in yet"
    );
    let page = amara.get("/sign-in/set-up").await;
    assert!(page.text.contains("<svg class=\"trellis-qr\""));
    let key = page.all(".govuk-inset-text")[0].replace("Cannot scan? Type this key: ", "");
    let secret = identity::factor::Secret::from_bytes(unbase32(&key.replace(' ', "")));
    let wrong = amara.fill("/sign-in/set-up", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = secret.code_at(house.clock.now());
    let done = amara.fill("/sign-in/set-up", &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.all(".trellis-codes li").len(), 10);
    let account = amara.get("/account").await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.text.contains("Amara Okafor") && account.text.contains("Recovery codes left: 10"));
    assert!(account.all("td").iter().any(|cell| cell.contains("This browser")));
}

/// Proves SD4: wrong password, unknown address and an account that is not in use give the same bytes and headers.
/// Proves SD7: nothing that was in the browser before signing in is good afterwards.
#[tokio::test]
async fn the_pages_tell_a_stranger_nothing() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let strip = |text: &str, email: &str| {
        let mut plain = text.replace(email, "ADDRESS");
        for (start, end) in [
            ("name=\"form-token\" value=\"", "\""),
            ("name=\"form-id\" value=\"", "\""),
        ] {
            while let Some(at) = plain.find(start) {
                let from = at + start.len();
                let to = from + plain[from..].find(end).unwrap();
                plain.replace_range(at..to, "HIDDEN");
            }
        }
        plain
    };
    let (held, _) = house.person("held@x.example", Role::Trainer);
    let now = house.clock.now();
    house
        .write(move |tx| identity::accounts::suspend(tx, held, true, now))
        .unwrap();
    for path in ["/sign-in", "/sign-in/forgotten"] {
        let mut pages = Vec::new();
        for email in ["amara@x.example", "nobody@x.example", "held@x.example"] {
            let mut browser = house.browser();
            let mut fields = vec![("email", email)];
            if path == "/sign-in" {
                fields.push(("password", "wrong wrong wrong"));
            }
            let page = browser.fill(path, &fields).await;
            assert!(browser.cookies.is_empty());
            let mut headers = page.headers.clone();
            // The page says the address as it was typed.
            headers.remove("content-length");
            pages.push((page.status, strip(&page.text, email), headers));
            house.clock.advance(400);
        }
        assert_eq!(pages[0], pages[1], "{path}");
        assert_eq!(pages[0], pages[2], "{path}");
    }
    let mut fixed = house.browser();
    fixed.cookies.insert("trellis".to_owned(), "a".repeat(64));
    fixed
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    let step = fixed.cookies["step"].clone();
    let code = secret.code_at(house.clock.now());
    fixed.fill("/sign-in/code", &[("code", &code)]).await;
    let session = fixed.cookies["trellis"].clone();
    assert!(session != "a".repeat(64) && session != step);
    assert!(!fixed.cookies.contains_key("step"));
    assert!(fixed.cookies.contains_key("device"));
    let mut other = house.browser();
    for old in ["a".repeat(64), step] {
        other.cookies.insert("trellis".to_owned(), old);
        assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
    }
    other.cookies.insert("trellis".to_owned(), session);
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
}

/// Proves SD7: signing in again in the same browser ends the token it had.
#[tokio::test]
async fn signing_in_again_ends_the_old_token() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let old = browser.cookies["trellis"].clone();
    let mut second = house.browser();
    second
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    second.cookies.insert("trellis".to_owned(), old.clone());
    let code = secret.code_at(house.clock.now());
    second.fill("/sign-in/code", &[("code", &code)]).await;
    assert_ne!(second.cookies["trellis"], old);
    assert_eq!(second.get("/account").await.status, StatusCode::OK);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Proves SD6: signing out ends the session and tells the browser to forget.
#[tokio::test]
async fn signing_out_clears_the_browser() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let session = browser.cookies["trellis"].clone();
    let out = browser.fill_on("/account", "/sign-out", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert!(!browser.cookies.contains_key("trellis"));
    assert!(
        browser.cookies.contains_key("device"),
        "the known browser stays known"
    );
    browser.cookies.insert("trellis".to_owned(), session);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Proves SE4: after signing in one goes only to pages of ours.
#[tokio::test]
async fn the_way_in_leads_only_to_our_own_pages() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    for (next, leads) in [
        ("/courses?area=east", "/courses?area=east"),
        ("//evil.example", "/today"),
        ("https://evil.example", "/today"),
    ] {
        let mut browser = house.browser();
        let query: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        browser.get(&format!("/sign-in?next={query}")).await;
        browser
            .fill(
                "/sign-in",
                &[("email", "amara@x.example"), ("password", PASSWORD)],
            )
            .await;
        let code = secret.code_at(house.clock.now());
        let page = browser.fill("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.location, leads);
        house.clock.advance(400);
    }
}

/// Who goes back to the pages of signing in when she is in, or opens them with no sign-in begun, is led on and not in a circle.
#[tokio::test]
async fn the_steps_of_signing_in_lead_on() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    for step in ["/sign-in/code", "/sign-in/set-up"] {
        let mut browser = house.browser();
        assert_eq!(browser.get(step).await.location, "/sign-in");
        // A bookmark, or a link from a page of an older version.
        let next: String = form_urlencoded::byte_serialize(step.as_bytes()).collect();
        browser.get(&format!("/sign-in?next={next}")).await;
        let fields = [("email", "amara@x.example"), ("password", PASSWORD)];
        browser.fill("/sign-in", &fields).await;
        let code = secret.code_at(house.clock.now());
        let page = browser.fill("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.location, "/today");
        for back in ["/sign-in/code", "/sign-in/set-up", "/sign-in"] {
            assert_eq!(browser.get(back).await.location, "/today", "{back}");
        }
        house.clock.advance(400);
    }
    // A step that has run out.
    let mut slow = house.browser();
    let fields = [("email", "amara@x.example"), ("password", PASSWORD)];
    slow.fill("/sign-in", &fields).await;
    house.clock.advance(601);
    assert_eq!(slow.get("/sign-in/code").await.location, "/sign-in");
}

/// Proves SR7: a code that is sent twice signs in once, and the second sending goes where the first went.
#[tokio::test]
async fn a_code_that_is_sent_twice_signs_in_once() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut browser = house.browser();
    browser.get("/sign-in?next=%2Faccount").await;
    let fields = [("email", "amara@x.example"), ("password", PASSWORD)];
    browser.fill("/sign-in", &fields).await;
    let hidden = browser.get("/sign-in/code").await.hidden("/sign-in/code");
    let code = secret.code_at(house.clock.now());
    let before = browser.cookies.clone();
    for _ in 0..2 {
        let sent = browser.post("/sign-in/code", &hidden, &[("code", &code)]).await;
        assert_eq!(sent.location, "/account", "{}", sent.text);
    }
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    // The browser that sent it twice at once sent the same cookies twice.
    browser.cookies = before;
    let again = browser.post("/sign-in/code", &hidden, &[("code", &code)]).await;
    assert_eq!(again.location, "/account");
}

/// Proves SD3: who set a new password gets in with it at once, in the browser that opened the link, while a stranger goes on guessing.
#[tokio::test]
async fn nobody_keeps_out_who_has_set_a_new_password() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut stranger = house.browser();
    let mut refused = false;
    for _ in 0..12 {
        let fields = [("email", "amara@x.example"), ("password", "wrong wrong wrong")];
        let page = stranger.fill("/sign-in", &fields).await;
        refused |= page.status == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(refused);
    let mut owner = house.browser();
    owner
        .fill("/sign-in/forgotten", &[("email", "amara@x.example")])
        .await;
    let link = house.link_for("amara@x.example").unwrap();
    let new = "seventeen damp umbrellas";
    owner.fill(&link, &[("password", new)]).await;
    assert!(owner.cookies.contains_key("device"));
    let fields = [("email", "amara@x.example"), ("password", new)];
    let step = owner.fill("/sign-in", &fields).await;
    assert_eq!(step.location, "/sign-in/code", "{}", step.text);
    let code = secret.code_at(house.clock.now());
    assert_eq!(
        owner.fill("/sign-in/code", &[("code", &code)]).await.location,
        "/today"
    );
    let dead = owner.get(&link).await;
    assert_eq!(dead.status, StatusCode::GONE);
    assert!(dead.text.contains("href=\"/sign-in/forgotten\""), "{}", dead.text);
}

/// Proves SD11: a forgotten password; everything that was signed in ends.
#[tokio::test]
async fn a_forgotten_password_is_set_anew() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut old = house.signed_in("amara@x.example", &secret).await;
    let mut browser = house.browser();
    browser
        .fill("/sign-in/forgotten", &[("email", "amara@x.example")])
        .await;
    browser
        .fill("/sign-in/forgotten", &[("email", "nobody@x.example")])
        .await;
    assert!(house.link_for("nobody@x.example").is_none());
    let mut again = house.browser();
    again
        .fill("/sign-in/forgotten", &[("email", "amara@x.example")])
        .await;
    let link = house.link_for("amara@x.example").unwrap();
    let page = again.get(&link).await;
    let hidden = page.hidden(&link);
    let fields = [("password", "seventeen damp umbrellas")];
    let first = again.post(&link, &hidden, &fields).await;
    let second = again.post(&link, &hidden, &fields).await;
    assert_eq!(first.location, "/sign-in?done=password");
    assert_eq!(second.location, first.location, "the same form sent twice");
    assert_eq!(old.get("/account").await.status, StatusCode::SEE_OTHER);
    let with_old = again
        .fill(
            "/sign-in",
            &[("email", "amara@x.example"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(with_old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let step = again
        .fill(
            "/sign-in",
            &[
                ("email", "amara@x.example"),
                ("password", "seventeen damp umbrellas"),
            ],
        )
        .await;
    assert_eq!(
        step.location, "/sign-in/code",
        "the second factor is still asked for"
    );
}

/// Proves SD3: the eleventh guess gets 429 with the time to wait.
#[tokio::test]
async fn too_many_guesses_are_told_to_wait() {
    let house = House::new();
    house.person("amara@x.example", Role::Trainer);
    let mut browser = house.browser();
    let mut refused = None;
    for _ in 0..12 {
        let page = browser
            .fill(
                "/sign-in",
                &[("email", "amara@x.example"), ("password", "wrong wrong wrong")],
            )
            .await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(page);
            break;
        }
    }
    let page = refused.unwrap();
    assert!(page.headers.contains_key("retry-after"));
    assert!(
        page.text.contains("value=\"amara@x.example\"")
            && page.text.contains("There were too many tries. Wait"),
        "{}",
        page.text
    );
    page.hidden("/sign-in");
}

/// Whoever looks for somebody's acts in the trail finds when she signed in.
#[tokio::test]
async fn a_sign_in_is_an_act_of_its_person() {
    let house = House::new();
    let (account, secret) = house.person("amara@x.example", Role::Trainer);
    house.signed_in("amara@x.example", &secret).await;
    let hers = house
        .db
        .read_now(|tx| Ok(audit::latest(tx, None, 10, Some(account.0), Some("sign in"))?))
        .unwrap();
    let said: Vec<(&str, &str)> = hers
        .iter()
        .map(|event| (event.who.reveal().as_str(), event.change.as_str()))
        .collect();
    assert_eq!(said, [("Person amara", "signed in")]);
}
