//! The calendar of one's own bookings.

use crate::own_records::link;
use crate::pages::Browser;
use crate::world::{World, day};
use http::StatusCode;
use learning::places;

pub(crate) fn path(world: &World, session: learning::model::SessionId) -> String {
    let booking = world.booking(session, "Ann One");
    format!(
        "/booking/{}/calendar",
        places::link::token(world.db.keys(), booking, 0)
    )
}

pub(crate) fn address(seen: &crate::pages::Seen) -> Option<String> {
    let shown = seen.attributes("#address", "value").pop()?;
    shown.find("/calendar/").map(|place| shown[place..].to_owned())
}

/// Proves SH5: off until it is turned on, at an address of its own that ends when another is made or it is turned off.
#[test]
fn a_calendar_is_turned_on_by_its_owner_and_its_address_ends() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12), day(2026, 3, 13)]);
    world.book(session, "Ann One").unwrap();
    let public = Browser::of(&world, None);
    let page = path(&world, session);
    assert_eq!(address(&public.get(&page)), None);
    let turn = |to: &str| {
        let (target, mut fields) = public.get(&page).form("/calendar", &[]);
        fields.retain(|(name, _)| name != "turn");
        fields.push(("turn".to_owned(), to.to_owned()));
        assert_eq!(public.post(&target, &fields).location, page);
        address(&public.get(&page))
    };
    let first = turn("on").unwrap();
    assert_eq!(public.get(&first).status, StatusCode::OK);
    let second = turn("on").unwrap();
    assert_ne!(first, second);
    assert_eq!(public.get(&first).status, StatusCode::NOT_FOUND);
    assert_eq!(public.get(&second).status, StatusCode::OK);
    let mut wrong = second.clone();
    let last = if wrong.ends_with('0') { '1' } else { '0' };
    wrong.pop();
    wrong.push(last);
    for unknown in [
        wrong.as_str(),
        "/calendar/x",
        &page.replace("/booking/", "/calendar/"),
    ] {
        assert_eq!(public.get(unknown).status, StatusCode::NOT_FOUND, "{unknown}");
    }
    assert_eq!(turn("off"), None);
    assert_eq!(public.get(&second).status, StatusCode::NOT_FOUND);
}

/// Proves SH5: who has no booking's link any more ends the calendar from her record.
#[test]
fn a_calendar_is_ended_from_ones_own_record() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    let public = Browser::of(&world, None);
    let page = path(&world, session);
    let record = link(&world, "Ann One");
    assert!(!public.get(&record).main().contains("calendar"));
    let (target, fields) = public.get(&page).form("/calendar", &[]);
    public.post(&target, &fields);
    let feed = address(&public.get(&page)).unwrap();
    assert_eq!(public.get(&feed).status, StatusCode::OK);
    let sent = public.fill(&record, "/calendar", &[]);
    assert_eq!(sent.location, record);
    assert_eq!(public.get(&feed).status, StatusCode::NOT_FOUND);
    assert!(!public.get(&record).main().contains("calendar"));
}

/// Proves SH4: nothing stands in it but times.
#[test]
fn a_calendar_holds_the_days_of_places_and_nothing_else() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12), day(2026, 3, 13)]);
    let other = world.session_on(1, &[day(2026, 4, 9)]);
    world.book(session, "Ann One").unwrap();
    world.book(other, "Bea Two").unwrap();
    world.book(other, "Ann One").unwrap();
    let public = Browser::of(&world, None);
    let page = path(&world, session);
    let (target, fields) = public.get(&page).form("/calendar", &[]);
    public.post(&target, &fields);
    let feed = address(&public.get(&page)).unwrap();
    let text = public.get(&feed).text();
    assert_eq!(
        text.matches("BEGIN:VEVENT").count(),
        2,
        "not where she waits: {text}"
    );
    for told in [
        "DTSTART:20260312T093000Z",
        "DTSTART:20260313T093000Z",
        "SUMMARY:Meeting",
        "CLASS:PRIVATE",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    for kept in ["Ann", "Responding", "LOCATION", "ATTENDEE", "DESCRIPTION"] {
        assert!(!text.contains(kept), "{kept}: {text}");
    }
    world.cancel(world.booking(other, "Bea Two")).unwrap();
    assert!(
        public.get(&feed).text().contains("DTSTART:20260409T083000Z"),
        "summer time"
    );
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(public.get(&feed).text().matches("BEGIN:VEVENT").count(), 1);
}
