//! Ways back: after signing in, from the address of a form, to a search, and to what was typed.

use crate::house::House;
use access::Role;
use access::actions::{OwnAccount, PlanCourses, SignIn};
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, Routes, Search};
use http::StatusCode;
use kernel::{Clock, Refusal};
use store::{Stmt, values};

/// Pages of a door that nobody has a step at, of a list that is searched, and of forms without a page of their own.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<SignIn, _, _>("/sign-in/code", |_: Desk<SignIn>| nobody())
        .post::<SignIn, _, _>("/sign-in/code", |_: Desk<SignIn>, _: Form| nobody())
        .get::<PlanCourses, _, _>("/list", list)
        .post::<PlanCourses, _, _>("/list/search", |desk: Desk<PlanCourses>, form: Form| async move {
            Ok::<_, front::Failure>(desk.search("/list", &form).into_response())
        })
        .get::<PlanCourses, _, _>("/one/{id}/page", list)
        .post::<PlanCourses, _, _>("/one/{id}/page/some/act", |_: Desk<PlanCourses>| nobody())
        .post::<OwnAccount, _, _>("/alone", |_: Desk<OwnAccount>| nobody())
}

fn nobody() -> std::future::Ready<Answer> {
    std::future::ready(Err(Refusal::SignIn.into()))
}

async fn list(desk: Desk<PlanCourses>) -> Answer {
    Ok(match desk.searched() {
        Search::None => "all".to_owned(),
        Search::For(form) => format!("only {}", form.text("word")),
        Search::Forgotten => "forgotten".to_owned(),
    }
    .into_response())
}

/// A code that is owed at the door is no place to come back to: it would lead to the door again.
#[tokio::test(flavor = "multi_thread")]
async fn the_door_does_not_lead_back_to_itself() {
    let house = House::new();
    let seen = house.get("/sign-in/code", None).await;
    assert_eq!(
        (seen.status, seen.location()),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    let sent = house
        .post("/sign-in/code", None, house.public_hidden().await)
        .await;
    assert_eq!(sent.location(), "/sign-in");
    assert_eq!(house.get("/list", None).await.location(), "/sign-in?next=%2Flist");
}

/// Proves SD5: nothing that is typed at the door is kept, and no code from anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn no_code_is_kept() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&code=K7Q2-MX4A-99BC", house.public_hidden().await);
    house.post("/sign-in/code", Some(&token), body).await;
    assert!(
        house
            .get("/kept", Some(&token))
            .await
            .text
            .contains("Nothing is waiting")
    );
    let body = format!(
        "{}&word=precious&code=111222&old-code=333444&new-code=555666&new-password=secret",
        house.hidden(&token).await
    );
    house.clock.advance(901);
    house.post("/form", Some(&token), body).await;
    house.clock.advance(-901);
    let kept = house.get("/kept", Some(&token)).await.text;
    assert!(kept.contains("precious"), "{kept}");
    for secret in ["111222", "333444", "555666", "secret"] {
        assert!(!kept.contains(secret), "{secret}: {kept}");
    }
}

static END: Stmt = Stmt {
    name: "END",
    sql: "update session_token set ended_at = ?2, ended_why = ?1",
    optional: &[],
};
static DRAFTS: Stmt = Stmt {
    name: "DRAFTS",
    sql: "select count(*) from draft",
    optional: &[],
};

/// Proves SD5: what was typed is kept as well when its owner signed out meanwhile or may do other things now; not when all sessions
/// were ended because somebody else may hold one.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_ended_session_is_kept_unless_it_was_ended_for_safety() {
    for (why, kept) in [
        ("signed out", 1),
        ("role or areas changed", 1),
        ("ended by its owner", 0),
        ("password set by a link", 0),
    ] {
        let house = House::new();
        let (_, token) = house.person(1, Role::Coordinator);
        let body = format!("{}&word=precious", house.hidden(&token).await);
        let now = house.clock.now();
        house.as_system(move |tx, _| tx.run(&END, values![why, now]));
        let sent = house.post("/form", Some(&token), body).await;
        assert_eq!(sent.location(), "/sign-in?next=%2Fkept");
        let found = house
            .database
            .read_now(|tx| Ok(tx.one(&DRAFTS, &[], |row| row.get::<i64>(0))?))
            .unwrap();
        assert_eq!(found, Some(kept), "{why}");
    }
}

/// Whoever opens the address of a form, by a reload or after signing in, comes to the page that has it.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_form_leads_to_its_page() {
    let house = House::new();
    for (form, page) in [
        ("/list/search", "/list"),
        ("/one/7/page/some/act", "/one/7/page"),
        ("/alone", "/"),
    ] {
        let got = house.get(form, None).await;
        assert_eq!(
            (got.status, got.location()),
            (StatusCode::SEE_OTHER, page),
            "{form}"
        );
    }
    let (_, token) = house.person(1, Role::Coordinator);
    assert_eq!(house.get("/form", Some(&token)).await.status, StatusCode::OK);
}

/// A search has an address that does not say what was searched for; it shows the same again, to whoever searched, for an hour.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_found_again_by_whoever_searched() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let (_, other) = house.person(2, Role::Coordinator);
    let body = format!("{}&word=precious", house.hidden(&token).await);
    let sent = house.post("/list/search", Some(&token), body).await;
    let address = sent.location().to_owned();
    assert!(
        address.starts_with("/list?search=") && !address.contains("precious"),
        "{address}"
    );
    for _ in 0..2 {
        assert_eq!(house.get(&address, Some(&token)).await.text, "only precious");
    }
    assert_eq!(house.get(&address, Some(&other)).await.text, "forgotten");
    let elsewhere = address.replace("/list", "/one/1/page");
    assert_eq!(house.get(&elsewhere, Some(&token)).await.text, "forgotten");
    assert_eq!(house.get("/list", Some(&token)).await.text, "all");
    // Ten minutes at a time, so that the session lives.
    for _ in 0..6 {
        house.clock.advance(600);
        house.get("/form", Some(&token)).await;
    }
    assert_eq!(house.get(&address, Some(&token)).await.text, "forgotten");
}

/// A refusal for too many tries says how long in plain words.
#[test]
fn a_second_is_one_second() {
    assert_eq!(front::wait(1), "Wait 1 second and try again.");
    assert_eq!(front::wait(16), "Wait 16 seconds and try again.");
}
