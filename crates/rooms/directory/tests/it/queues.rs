//! The page of jobs and mail.

use crate::browser::House;
use access::Role;
use kernel::Clock;

/// Proves SR17: after a day of a mail server that was set up wrongly all messages are tried again at once, each with its line in
/// the trail.
#[tokio::test]
async fn all_that_was_given_up_is_tried_again_at_once() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (clock, entropy) = (house.clock.clone(), house.entropy.clone());
    let ids: Vec<kernel::Id> = (0..3)
        .map(|_| kernel::Id::fresh(clock.as_ref(), entropy.as_ref()))
        .collect();
    let (now, wanted) = (clock.now(), ids.clone());
    house
        .write(move |tx| {
            for id in &wanted {
                let job = post::jobs::NewJob {
                    id: *id,
                    kind: "nobody does this",
                    payload: serde_json::json!({}),
                    key: id.to_string(),
                    run_after: now,
                };
                post::jobs::enqueue(tx, &job, now)?;
            }
            Ok(())
        })
        .unwrap();
    let runner = post::runner::Runner::new(house.db.db.clone(), clock.clone(), entropy, None, Vec::new());
    for _ in 0..14 {
        runner.round().unwrap();
        clock.advance(7200);
    }
    let mut admin = house.signed_in("admin@x.example", &secret).await;
    assert!(admin.get("/jobs").await.text.contains("Try all again"));
    let again = admin.fill_on("/jobs", "/jobs/again", &[("id", "all")]).await;
    assert_eq!(again.location, "/jobs?done=yes", "{}", again.text);
    let page = admin.get("/jobs").await;
    assert!(!page.text.contains("Given up"), "{}", page.text);
    for id in ids {
        let lines = house
            .db
            .read_now(move |tx| Ok(audit::history_of(tx, "queued", id, audit::Part::All, None, 10)?))
            .unwrap();
        assert_eq!(lines.len(), 1);
    }
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
