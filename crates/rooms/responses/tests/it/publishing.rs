//! Published versions, and reading them.

use crate::browser::Browser;
use crate::world::{World, raw};
use access::Viewer;
use http::StatusCode;
use instrument::{Definition, Kind, Published};
use store::values;

store::statements! {
    VERSIONS = "select key, hash from instrument_version order by key, version";
    SPOIL = "update instrument_version set definition = replace(definition, 'I would tell', 'Would you tell') where key = 'end-of-session'";
}

fn published(text: &str) -> Published {
    Published::publish(Definition::parse(text).unwrap()).unwrap()
}

#[test]
fn every_statement_compiles() {
    let database = store::testing::database();
    let count = store::testing::check_catalogue(&database, &responses::catalogue())
        .unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")));
    assert!(count > 15);
}

#[test]
fn our_questionnaires_are_published_once() {
    let world = World::new();
    let versions = world.all(&VERSIONS, values![], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    });
    let keys: Vec<&str> = versions.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["after", "before", "end-of-session", "follow-up"]);
    assert!(versions.iter().all(|(_, hash)| hash.len() == 64));
    let again = responses::publish_ours(
        &world.db,
        &Viewer::system(ticket::Ticket::of("test")),
        &*world.clock,
        &*world.entropy,
    )
    .unwrap();
    assert_eq!(again, 0, "nothing new");
}

/// Proves SF5: a stored questionnaire whose text was altered is not used: its hash no longer fits.
#[test]
fn an_altered_version_is_not_used() {
    let world = World::new();
    let path = format!("/feedback/{}", world.link());
    let browser = Browser::of(&world, None);
    assert_eq!(browser.get(&path).status, StatusCode::OK);
    raw(&world.db, |tx| {
        assert_eq!(tx.changed(&SPOIL, values![])?, 1);
        Ok(())
    });
    let page = browser.get(&path);
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!page.text.contains("Would you tell"));
    let told = responses::publish_ours(
        &world.db,
        &Viewer::system(ticket::Ticket::of("test")),
        &*world.clock,
        &*world.entropy,
    );
    assert_eq!(
        told.unwrap(),
        0,
        "the hash that was published still stands for the version"
    );
}

/// Proves SA3: those who may read questionnaires read them; a practitioner and a visitor do not.
#[test]
fn versions_are_listed_and_shown_to_those_who_may() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let list = coordinator.get("/instruments");
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.all("tbody tr").len(), 4);
    let links = list.attributes("tbody a", "href");
    assert_eq!(links.len(), 4);
    for link in links {
        let versions = coordinator.get(&link);
        assert_eq!(versions.status, StatusCode::OK, "{link}");
        let newest = versions
            .attributes("main a", "href")
            .into_iter()
            .find(|found| {
                let version = found.strip_prefix(&format!("{link}/"));
                version.is_some_and(|version| version.bytes().all(|digit| digit.is_ascii_digit()))
            })
            .unwrap();
        let page = coordinator.get(&newest);
        assert_eq!(page.status, StatusCode::OK, "{link}");
        assert!(!page.all("fieldset").is_empty());
        assert_eq!(
            page.attributes("main form", "method").len(),
            0,
            "nothing can be sent"
        );
    }
    for missing in [
        "/instruments/before/3",
        "/instruments/nothing/1",
        "/instruments/nothing",
    ] {
        assert_eq!(coordinator.get(missing).status, StatusCode::NOT_FOUND);
    }
    let practitioner = Browser::of(&world, Some(&world.practitioner));
    assert_eq!(practitioner.get("/instruments").status, StatusCode::FORBIDDEN);
    assert_eq!(
        Browser::of(&world, None).get("/instruments").status,
        StatusCode::SEE_OTHER
    );
}

#[test]
fn scales_reach_the_evidence_engine_with_their_better_end() {
    let feedback = published(include_str!("../../../../../instruments/end-of-session.toml"));
    let statements = responses::statements(&feedback).unwrap();
    assert_eq!(
        statements.items().len(),
        17,
        "fifteen statements, knowledge before and after"
    );
    let first = &statements.items()[0];
    assert_eq!(
        (first.key.as_str(), first.wording.as_str()),
        ("expectations", "expectations-1")
    );
    assert_eq!(first.scale.side(2), Some(evidence::Side::Better));
    let before = published(include_str!("../../../../../instruments/before.toml"));
    let before = responses::statements(&before).unwrap();
    let side = |key: &str, point| {
        let item = before.items().iter().find(|item| item.key == key).unwrap();
        item.scale.side(point).unwrap()
    };
    assert_eq!(side("confidence", 7), evidence::Side::Better);
    assert_eq!(side("hopeful", 7), evidence::Side::Better);
    assert_eq!(
        side("anxious", 7),
        evidence::Side::Worse,
        "more fear is not better"
    );
    assert_eq!(side("overwhelmed", 1), evidence::Side::Better);
}

/// One coded list of backgrounds stands on the booking form and in the questionnaire.
#[test]
fn backgrounds_are_the_coded_list() {
    let feedback = published(include_str!("../../../../../instruments/end-of-session.toml"));
    let question = feedback.question("background").unwrap();
    assert_eq!(question.kind, Kind::Single);
    let codes: Vec<&str> = directory::model::BACKGROUNDS
        .iter()
        .filter(|entry| !entry.non_answer)
        .map(|entry| entry.code)
        .collect();
    let ours: Vec<&str> = question
        .options
        .iter()
        .map(|option| option.key.as_str())
        .collect();
    assert_eq!(ours, codes);
}
