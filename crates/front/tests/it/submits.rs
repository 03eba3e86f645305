//! Ten thousand forms, many of them sent again: at once, later, and after a restart.

use crate::house::{House, service};
use access::Role;
use http::StatusCode;
use kernel::{FixedClock, Instant};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::testing::keys;
use store::{Db, Limits};

const FORMS: usize = 2500;
/// Of these, so many are sent before the restart.
const EARLY: usize = 2000;
const CLIENTS: usize = 16;
/// How often a form is sent before its client gives up.
const TRIES: usize = 50;

/// Sends each form `times` times, by many clients at once; each form's answers.
async fn send(
    house: &Arc<House>,
    token: &str,
    forms: &[(usize, String)],
    times: usize,
) -> Vec<(usize, String)> {
    let next = Arc::new(AtomicUsize::new(0));
    let forms: Arc<Vec<(usize, String)>> = Arc::new(forms.to_vec());
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let (house, next, forms, token) = (
            Arc::clone(house),
            Arc::clone(&next),
            Arc::clone(&forms),
            token.to_owned(),
        );
        clients.spawn(async move {
            let mut answers = Vec::new();
            loop {
                // Neighbours in this order are the same form: two clients hold it at the same moment.
                let number = next.fetch_add(1, Ordering::SeqCst);
                let Some((form, body)) = forms.get(number / times) else {
                    return answers;
                };
                let mut got = house.post("/form", Some(&token), body.clone()).await;
                // A slow machine may say that it is busy: nothing was changed then, and the form is sent again as people do.
                for _ in 1..TRIES {
                    if got.status != StatusCode::SERVICE_UNAVAILABLE {
                        break;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    got = house.post("/form", Some(&token), body.clone()).await;
                }
                assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
                answers.push((*form, got.location().to_owned()));
            }
        });
    }
    clients.join_all().await.into_iter().flatten().collect()
}

async fn fetch(house: &House, token: &str, numbers: std::ops::Range<usize>) -> Vec<(usize, String)> {
    let mut forms = Vec::new();
    for number in numbers {
        forms.push((number, format!("{}&word=w{number}", house.hidden(token).await)));
    }
    forms
}

/// Proves SR7: 10,000 sendings of 2,500 forms, doubled at the same moment, repeated, and repeated again after the database was
/// opened anew: each form has one answer and one record, none is lost.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_submits_make_each_record_once() {
    let mut house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let before = house.events();
    let house_before = Arc::new(house);
    let early = fetch(&house_before, &token, 0..EARLY).await;
    let mut answers = send(&house_before, &token, &early, 2).await;
    house = Arc::into_inner(house_before).unwrap();

    let target = house.database.target().clone();
    let again = Db::open(&target, keys(), Limits::default()).unwrap();
    // As a restart a minute later finds it.
    house.clock = Arc::new(FixedClock::at(Instant::from_millis(1_800_000_060_000)));
    house.service = service(again, &house.clock, 5);
    let house = Arc::new(house);
    answers.extend(send(&house, &token, &early, 2).await);
    let late = fetch(&house, &token, EARLY..FORMS).await;
    answers.extend(send(&house, &token, &late, 4).await);

    assert_eq!(answers.len(), 10_000);
    let mut by_form: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (form, location) in &answers {
        by_form.entry(*form).or_default().insert(location);
    }
    assert_eq!(by_form.len(), FORMS);
    let several: Vec<_> = by_form.iter().filter(|(_, places)| places.len() != 1).collect();
    assert!(several.is_empty(), "forms with several answers: {several:?}");
    let places: BTreeSet<&&str> = by_form.values().flatten().collect();
    assert_eq!(places.len(), FORMS, "each form is a record of its own");
    assert_eq!(
        house.events(),
        before + i64::try_from(FORMS).unwrap(),
        "one record each, none lost"
    );
}

/// A page that the browser brought back holds the id of the form that was sent: with other words in it, it is another form, and what it
/// says is done too.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_brought_back_with_other_words_is_another_form() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let (hidden, before) = (house.hidden(&token).await, house.events());
    let mut led = BTreeSet::new();
    for word in ["hall+a", "hall+b", "hall+a", "hall+b"] {
        let got = house
            .post("/form", Some(&token), format!("{hidden}&word={word}"))
            .await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        led.insert(got.location().to_owned());
    }
    assert_eq!(led.len(), 2);
    assert_eq!(house.events(), before + 2, "each of them once");
}
