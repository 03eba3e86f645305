//! The signed link to one's own booking.

use crate::world::{self, World};
use access::Viewer;
use access::actions::ManageOwnBooking;
use kernel::{Clock, Instant, Refusal, Stop};
use learning::places::{link, own};

/// Proves SC6.
///
/// The link opens one booking; every other text of its shape opens nothing, and a new round withdraws it.
#[test]
fn only_the_signed_link_opens_a_booking() {
    let world = World::new();
    let session = world.session(3);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let (ann, bea) = (
        world.booking(session, "Ann One"),
        world.booking(session, "Bea Two"),
    );
    let keys = world.db.keys().clone();
    let open = |token: &str| {
        world.see::<ManageOwnBooking, _>(&Viewer::public(), |tx, scope| {
            own::by_token(tx, scope, world.clock.now(), token)
        })
    };
    let token = link::token(&keys, ann, 0);
    assert_eq!(token.len(), 64);
    let seen = open(&token).unwrap();
    assert_eq!(seen.booking.id, ann);
    assert_eq!(seen.booking.draft.access_needs, "hearing loop");
    let other = link::token(&keys, bea, 0);
    let mixed = format!("{}{}", &other[..32], &token[32..]);
    let later = link::token(&keys, ann, 1);
    let mut wrong: Vec<String> = vec![
        mixed,
        later,
        token.to_uppercase(),
        token[..63].to_owned(),
        String::new(),
        "é".repeat(32),
    ];
    for place in 32..64 {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
        wrong.push(String::from_utf8(bytes).unwrap());
    }
    for token in wrong {
        assert!(
            matches!(open(&token), Err(Stop::Refusal(Refusal::Unknown))),
            "{token}"
        );
    }
}

/// The link to a booking opens it up to thirty days after the session's last day, and from then on says that it ended.
#[test]
fn the_link_to_a_booking_ends() {
    let world = World::new();
    let session = world.session_on(3, &[world::day(2026, 3, 12), world::day(2026, 3, 13)]);
    world.book(session, "Ann One").unwrap();
    let token = link::token(world.db.keys(), world.booking(session, "Ann One"), 0);
    let address = format!("/booking/{token}");
    world
        .clock
        .set(Instant::on(world::day(2026, 4, 12), "23:59").unwrap());
    let browser = crate::pages::Browser::of(&world, None);
    assert!(browser.get(&address).main().contains("Ann One"));
    world
        .clock
        .set(Instant::on(world::day(2026, 4, 13), "00:01").unwrap());
    let browser = crate::pages::Browser::of(&world, None);
    for page in ["", "/change", "/cancel"] {
        let ended = browser.get(&format!("{address}{page}"));
        assert_eq!(ended.status, http::StatusCode::GONE);
        let text = ended.main();
        assert!(
            text.contains("30 days after") && text.contains("ask the coordinator"),
            "{text}"
        );
        assert!(
            !text.contains("Ann One") && !text.contains("hearing loop"),
            "{text}"
        );
    }
    let wrong = link::token(world.db.keys(), world.booking(session, "Ann One"), 1);
    assert_eq!(
        browser.get(&format!("/booking/{wrong}")).status,
        http::StatusCode::NOT_FOUND,
        "only a true link is told that it ended"
    );
}
