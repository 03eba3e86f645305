//! What was typed when a session ran out: kept for its owner, and let go.

use crate::house::House;
use access::Role;
use http::StatusCode;
use kernel::Clock;

/// Proves SD5: a page that times out hands in what was typed before it leaves, while its session lives and also just after; a password
/// is not among it, and it leads to no other site.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_times_out_hands_in_what_was_typed() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    for (word, later) in [("alive", 0), ("over", 901)] {
        let body = format!(
            "{}&word={word}&new-password=secret&kept-path=%2Fform",
            house.hidden(&token).await
        );
        house.clock.advance(later);
        let got = house.post("/kept", Some(&token), body).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        house.clock.advance(-later);
        let kept = house.get("/kept", Some(&token)).await.text;
        assert!(kept.contains(word) && kept.contains("action=\"/form\""), "{kept}");
        assert!(!kept.contains("secret") && !kept.contains("kept-path"), "{kept}");
        assert_eq!(
            kept.matches("Send it now").count(),
            1,
            "one form, not one for each page: {kept}"
        );
    }
    let body = format!(
        "{}&word=x&kept-path=%2F%2Fevil.example",
        house.hidden(&token).await
    );
    let refused = house.post("/kept", Some(&token), body).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

/// What was typed is let go after 30 days, and at once when its owner leaves.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_is_let_go() {
    let house = House::new();
    let keep = async |token: &str, word: &str| {
        let body = format!("{}&word={word}", house.hidden(token).await);
        house.clock.advance(901);
        assert_eq!(
            house.post("/form", Some(token), body).await.status,
            StatusCode::SEE_OTHER
        );
        house.clock.advance(-901);
    };
    let kept = || {
        house
            .database
            .read_now(|tx| Ok(tx.one(&KEPT, &[], |row| row.get::<i64>(0))?))
            .unwrap()
            .unwrap()
    };
    let (account, token) = house.person(1, Role::Coordinator);
    let (_, other) = house.person(2, Role::Coordinator);
    keep(&token, "precious").await;
    keep(&other, "other").await;
    assert_eq!(kept(), 2);
    house.as_system(move |tx, system| front::forget_drafts_of(tx, &system.leave_to(), account));
    assert_eq!(kept(), 1, "the leaver's");
    let now = house.clock.now();
    house.as_system(move |tx, system| front::forget_forms(tx, system, now.plus_seconds(29 * 86_400)));
    assert_eq!(kept(), 1);
    let body = format!("{}&word=sent", house.hidden(&token).await);
    house.post("/form", Some(&token), body).await;
    let sent = || {
        house
            .database
            .read_now(|tx| Ok(tx.one(&SENT, &[], |row| row.get::<i64>(0))?))
    };
    assert_eq!(sent().unwrap(), Some(1));
    house.as_system(move |tx, system| front::forget_forms(tx, system, now.plus_seconds(31 * 86_400)));
    assert_eq!((kept(), sent().unwrap()), (0, Some(0)));
}

static SENT: store::Stmt = store::Stmt {
    name: "SENT",
    sql: "select count(*) from submission",
    optional: &[],
};

static KEPT: store::Stmt = store::Stmt {
    name: "KEPT",
    sql: "select count(*) from draft",
    optional: &[],
};

/// Proves SD5: what was typed when the session had timed out comes back to its owner after signing in, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_timed_out_form_is_kept_for_its_owner() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&word=precious", house.hidden(&token).await);
    house.clock.advance(1300);
    let refused = house.post("/form", Some(&token), body).await;
    assert_eq!(
        (refused.status, refused.location()),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Fkept")
    );
    let (_, stranger) = house.person(2, Role::Coordinator);
    assert!(
        !house
            .get("/kept", Some(&stranger))
            .await
            .text
            .contains("precious")
    );
    assert_eq!(house.get("/kept", None).await.status, StatusCode::SEE_OTHER);
    // The owner signs in again: a fresh session of the same account.
    house.clock.advance(-1300);
    let kept = house.get("/kept", Some(&token)).await;
    assert!(kept.text.contains("precious"));
    let sent = format!("{}&word=precious", house.hidden(&token).await);
    assert_eq!(
        house.post("/form", Some(&token), sent).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        !house.get("/kept", Some(&token)).await.text.contains("precious"),
        "sent: gone"
    );
}
