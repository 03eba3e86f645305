//! Series: repeated all or none, changed together, and what clashes with what.

use crate::pages::{Browser, Seen};
use crate::pages_days::{coordinator, own};
use crate::world::{World, day, why};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::{Day, Id, Stop};
use learning::model::{DayDraft, Mode, SessionId};
use learning::plan::clashes::{Wanted, clashes};
use learning::plan::series;
use learning::plan::session::{Reach, Saved, update};
use store::values;

store::statements! {
    SERIES = "select first_day, venue, capacity, state from session where series_id = ?1 order by first_day";
    SESSIONS = "select count(*) from session";
    IDS = "select id from session where series_id = ?1 order by first_day";
    VERSION = "select version from session where id = ?1";
    TRAINERS = "select account_id from session_trainer where session_id = ?1";
    MOVED_WEST = "update session set area_id = ?1 where id = ?2";
    CREATED = "select count(*) from audit_event where record_kind = 'session' and change = 'created in a series'";
    REMINDERS = "select count(*) from job where kind = 'learning.reminder' and state = 'queued'";
}

fn repeat(world: &World, session: SessionId, firsts: Vec<Day>) -> Result<usize, Stop> {
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        series::repeat(tx, scope, moment, session, &firsts)
    })
}

fn first_days(world: &World, series: SessionId) -> Vec<String> {
    world.all(&SERIES, values![series.0], |row| Ok(row.get::<Day>(0)?.iso()))
}

fn problem(stop: Stop) -> String {
    match stop {
        Stop::Problems(problems) => problems.0.into_iter().map(|one| one.message).collect(),
        other => panic!("{other:?}"),
    }
}

/// Each repeat has the days of the first, as far apart, its own reminder, and its own line in the trail.
#[test]
fn a_repeat_has_everything_of_the_session_but_its_days() {
    let world = World::new();
    let session = world.session_on(7, &[day(2026, 3, 12), day(2026, 3, 19)]);
    assert_eq!(
        repeat(&world, session, vec![day(2026, 4, 16), day(2026, 5, 14)]).unwrap(),
        2
    );
    assert_eq!(
        first_days(&world, session),
        ["2026-03-12", "2026-04-16", "2026-05-14"]
    );
    let all = world.all(&SERIES, values![session.0], |row| {
        Ok((row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<String>(3)?))
    });
    let same = ("Library".to_owned(), 7, "planned".to_owned());
    assert!(all.iter().all(|one| *one == same), "{all:?}");
    let last = *world
        .all(&IDS, values![session.0], |row| row.get::<Id>(0))
        .last()
        .unwrap();
    assert_eq!(world.days(SessionId(last)).len(), 2);
    assert_eq!(world.count(&REMINDERS, None), 3);
    assert_eq!(world.count(&CREATED, None), 2);
    // A repeat of a repeat is in the same series.
    repeat(&world, SessionId(last), vec![day(2026, 6, 11)]).unwrap();
    assert_eq!(first_days(&world, session).len(), 4);
}

/// A day that is over, one that the series has, and one that is named twice: nothing at all is made.
#[test]
fn repeats_are_made_all_or_none() {
    let world = World::new();
    let session = world.session(7);
    repeat(&world, session, vec![day(2026, 4, 16)]).unwrap();
    for (wrong, words) in [
        (
            vec![day(2026, 5, 14), day(2026, 3, 1)],
            "1 March 2026: This day is over",
        ),
        (
            vec![day(2026, 5, 14), day(2026, 4, 16)],
            "a session on 16 April 2026 already",
        ),
        (
            vec![day(2026, 5, 14), day(2026, 3, 12)],
            "a session on 12 March 2026 already",
        ),
        (
            vec![day(2026, 5, 14), day(2026, 5, 14)],
            "a session on 14 May 2026 already",
        ),
        (vec![], "at least one day"),
    ] {
        let told = problem(repeat(&world, session, wrong).unwrap_err());
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(world.count(&SESSIONS, None), 2);
}

/// Only what was changed goes on to the sessions that follow: what one of them has of its own stays, and who booked there is told.
#[test]
fn a_change_is_carried_on_to_what_follows() {
    let world = World::new();
    let session = world.session(7);
    repeat(&world, session, vec![day(2026, 4, 16), day(2026, 5, 14)]).unwrap();
    let ids: Vec<SessionId> = world
        .all(&IDS, values![session.0], |row| row.get::<Id>(0))
        .into_iter()
        .map(SessionId)
        .collect();
    let save = |id: SessionId, version: i64, venue: &str, capacity: i64, reach: Reach| {
        let mut draft = world.session_draft(capacity, &[day(2026, 3, 12)]);
        venue.clone_into(&mut draft.venue);
        world.act::<PlanCourses, Saved>(&world.coordinator.viewer, move |tx, scope, moment| {
            update(tx, scope, moment, id, version, &draft, reach)
        })
    };
    // The last one has fewer places.
    save(ids[2], 1, "Library", 3, Reach::One).unwrap();
    world.book(ids[1], "Ann One").unwrap();
    let saved = save(ids[1], 1, "Town hall", 7, Reach::Later).unwrap();
    assert_eq!((saved.sessions, saved.told), (1, 1), "{saved:?}");
    let all = world.all(&SERIES, values![session.0], |row| {
        Ok((row.get::<String>(1)?, row.get::<i64>(2)?))
    });
    let of = |venue: &str, places| (venue.to_owned(), places);
    assert_eq!(
        all,
        [of("Library", 7), of("Town hall", 7), of("Town hall", 3)],
        "the one before stays, and the last keeps its places"
    );
    // Where it cannot be carried on, nothing is changed, and it is said where.
    world.book(ids[2], "Bea Two").unwrap();
    world.book(ids[2], "Cat Three").unwrap();
    let told = problem(save(ids[0], 1, "Library", 1, Reach::Later).unwrap_err());
    assert!(told.contains("2 places are taken on 14 May 2026"), "{told}");
    let places: Vec<i64> = world.all(&SERIES, values![session.0], |row| row.get(2));
    assert_eq!(places, [7, 7, 3]);
}

/// Of trainers those who were added and taken off are carried on; where nothing changed, nothing is touched.
#[test]
fn what_a_later_session_has_of_its_own_stays() {
    let world = World::new();
    let session = world.session(7);
    repeat(&world, session, vec![day(2026, 4, 16)]).unwrap();
    let ids: Vec<SessionId> = world
        .all(&IDS, values![session.0], |row| row.get::<Id>(0))
        .into_iter()
        .map(SessionId)
        .collect();
    let save = |id: SessionId, version: i64, trainers: Vec<Id>, reach: Reach| {
        let mut draft = world.session_draft(7, &[day(2026, 3, 12)]);
        draft.trainers = trainers;
        world.act::<PlanCourses, Saved>(&world.coordinator.viewer, move |tx, scope, moment| {
            update(tx, scope, moment, id, version, &draft, reach)
        })
    };
    let (one, two, three) = (world.trainer.id, world.coordinator.id, world.westerner.id);
    save(ids[1], 1, vec![one, two], Reach::One).unwrap();
    let nothing = save(session, 1, vec![one], Reach::Later).unwrap();
    assert_eq!(nothing.sessions, 0);
    let version = |id: SessionId| {
        world
            .one(&VERSION, values![id.0], |row| row.get::<i64>(0))
            .unwrap()
    };
    assert_eq!(version(ids[1]), 2, "nobody is told that somebody changed it");
    let saved = save(session, 2, vec![three], Reach::Later).unwrap();
    assert_eq!(saved.sessions, 1);
    let mut trainers = world.all(&TRAINERS, values![ids[1].0], |row| row.get::<Id>(0));
    trainers.sort_unstable();
    let mut wanted = vec![two, three];
    wanted.sort_unstable();
    assert_eq!(trainers, wanted, "the second trainer of the later session stays");
}

/// Of a series that reaches into another area, who works in one of them sees and changes her own.
#[test]
fn a_series_over_two_areas_is_seen_in_parts() {
    let world = World::new();
    let session = world.session(7);
    repeat(&world, session, vec![day(2026, 4, 16), day(2026, 5, 14)]).unwrap();
    let ids = world.all(&IDS, values![session.0], |row| row.get::<Id>(0));
    let (west, middle) = (world.west.0, ids[1]);
    world.raw(move |tx| Ok(tx.run(&MOVED_WEST, values![west, middle])?));
    let own_page = own(&world, SessionId(middle));
    let other = Browser::of(&world, Some(&world.westerner));
    let rows = |browser: &Browser| browser.get(&format!("{own_page}/plan")).all("tbody tr").len();
    assert_eq!((rows(&other), rows(&coordinator(&world))), (1, 3));
    assert!(!words(&other.get(&format!("{own_page}/edit"))).contains("later session"));
    // A cancelled session leaves its day free for another.
    let cancel = |id: Id| {
        world
            .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::change::cancel(tx, scope, moment, SessionId(id), 1, &why("ill"))
            })
            .unwrap();
    };
    cancel(ids[2]);
    assert_eq!(repeat(&world, session, vec![day(2026, 5, 14)]).unwrap(), 1);
}

fn found(world: &World, wanted: Wanted, as_westerner: bool) -> Vec<String> {
    let viewer = if as_westerner {
        &world.westerner.viewer
    } else {
        &world.coordinator.viewer
    };
    world
        .see::<PlanCourses, _>(viewer, |tx, scope| clashes(tx, scope, &wanted))
        .unwrap()
        .iter()
        .map(learning::model::Clash::text)
        .collect()
}

#[test]
fn a_trainer_and_a_room_are_in_one_session_at_a_time() {
    let world = World::new();
    let session = world.session(7);
    let at = |date, starts: &str, ends: &str| DayDraft {
        day: day(2026, 3, date),
        starts: starts.to_owned(),
        ends: ends.to_owned(),
    };
    let wanted = |days: Vec<DayDraft>| Wanted {
        days,
        ..Wanted::of(&world.session_draft(5, &[]), Mode::Room, None)
    };
    let both = found(
        &world,
        wanted(vec![at(11, "09:00", "17:00"), at(12, "12:00", "15:00")]),
        false,
    );
    assert_eq!(
        both,
        [
            "Tess Trainer runs \u{201c}Responding well\u{201d} in East: Thursday 12 March 2026, 09:30 to 13:00",
            "The venue has \u{201c}Responding well\u{201d} in East: Thursday 12 March 2026, 09:30 to 13:00",
        ]
    );
    assert!(found(&world, wanted(vec![at(12, "13:00", "15:00")]), false).is_empty());
    // Online nobody needs the room.
    let mut online = world.session_draft(5, &[]);
    online.days = vec![at(12, "12:00", "15:00")];
    assert_eq!(
        found(&world, Wanted::of(&online, Mode::Online, None), false).len(),
        1
    );
    // Itself is no clash, however its venue is written.
    let mut own = world.session_draft(5, &[day(2026, 3, 12)]);
    own.venue = "  LIBRARY ".to_owned();
    assert_eq!(found(&world, Wanted::of(&own, Mode::Room, None), false).len(), 2);
    assert!(found(&world, Wanted::of(&own, Mode::Room, Some(session)), false).is_empty());
    // Of what is out of sight it is told that it is there, and no more.
    let told = found(&world, Wanted::of(&own, Mode::Room, None), true);
    assert_eq!(
        told,
        [
            "Tess Trainer runs another session at this time: Thursday 12 March 2026",
            "The venue has another session at this time: Thursday 12 March 2026",
        ]
    );
    // What people work through alone takes up nobody.
    assert!(found(&world, Wanted::of(&own, Mode::SelfStudy, None), false).is_empty());
    // What is cancelled takes up nobody.
    let reason = "burst pipe";
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 1, &why(reason))
        })
        .unwrap();
    assert!(found(&world, Wanted::of(&own, Mode::Room, None), false).is_empty());
}

fn words(page: &Seen) -> String {
    page.main()
}

/// A clash is told once before a session is saved, and saving it all the same does.
#[test]
fn a_clash_is_told_before_it_is_saved_and_never_refused() {
    let world = World::new();
    let session = world.session(7);
    let browser = coordinator(&world);
    let plan = browser.get(&format!("{}/plan", own(&world, session)));
    assert!(!words(&plan).contains("clashes"));
    let course = plan.attributes(".govuk-breadcrumbs a", "href")[1].clone();
    let area = world.east.to_string();
    let trainer = world.trainer.id.to_string();
    let typed = [
        ("day-1-day", "12"),
        ("day-1-month", "3"),
        ("day-1-year", "2026"),
        ("starts-1", "12:00"),
        ("ends-1", "14:00"),
        ("area", area.as_str()),
        ("venue", "library"),
        ("capacity", "9"),
        ("trainer", trainer.as_str()),
    ];
    let told = browser.fill(&format!("{course}/sessions/new"), "/sessions/new", &typed);
    assert_eq!(told.status, StatusCode::OK, "it is no mistake");
    assert!(words(&told).contains("Tess Trainer runs"), "{}", words(&told));
    assert!(words(&told).contains("The venue has"), "{}", words(&told));
    assert_eq!(
        told.attributes("[name=capacity]", "value"),
        ["9"],
        "nothing typed is lost"
    );
    assert_eq!(world.count(&SESSIONS, None), 1);
    // With another start it clashes with the same: it was told. Sent twice it is one session, and its sender hears of no clash with it.
    let (target, fields) = told.form("/sessions/new", &[("starts-1", "12:30")]);
    let saved = browser.post(&target, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved));
    let again = browser.post(&target, &fields);
    assert_eq!((again.status, &again.location), (saved.status, &saved.location));
    assert_eq!(world.count(&SESSIONS, None), 2);
    let page = browser.get(&saved.location);
    assert!(
        words(&page).contains("This clashes with other sessions."),
        "{}",
        words(&page)
    );
    // A change that asks for nothing new is not held up; one that asks for another trainer at this time is.
    let edit = saved.location.replace("/plan?done=created", "/edit");
    let changed = browser.fill(&edit, "/edit", &[("capacity", "12")]);
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    let alone = browser.fill(&edit, "/edit", &[("trainer", ""), ("venue", "Town hall")]);
    assert_eq!(alone.status, StatusCode::SEE_OTHER);
    let again = browser.fill(&edit, "/edit", &[("trainer", trainer.as_str())]);
    assert_eq!(again.status, StatusCode::OK);
    assert!(words(&again).contains("Save it all the same") || words(&again).contains("runs"));
    // Moving away from a clash is not held up, moving into one is.
    let away = edit.replace("/edit", "/reschedule");
    let moved = browser.fill(
        &away,
        "/reschedule",
        &[
            ("day-1-day", "13"),
            ("cause", "trainer"),
            ("asked_by", "us"),
            ("reason", "ill"),
        ],
    );
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    browser.fill(&edit, "/edit", &[("trainer", trainer.as_str())]);
    let into = browser.fill(
        &away,
        "/reschedule",
        &[
            ("day-1-day", "12"),
            ("cause", "trainer"),
            ("asked_by", "us"),
            ("reason", "well again"),
        ],
    );
    assert_eq!(into.status, StatusCode::OK);
    assert!(words(&into).contains("Nothing is moved yet"), "{}", words(&into));
    let (target, fields) = into.form("/reschedule", &[]);
    assert_eq!(browser.post(&target, &fields).status, StatusCode::SEE_OTHER);
}

/// Days are looked at before anything is made; what was chosen is kept over mistakes, and sending twice makes no second series.
#[test]
fn repeating_shows_the_days_first() {
    let world = World::new();
    let session = world.session(7);
    let path = format!("{}/repeat", own(&world, session));
    let browser = coordinator(&world);
    let look = |query: &str| browser.get(&format!("{path}?{query}"));
    assert_eq!(browser.get(&path).status, StatusCode::OK);
    let none = look("times=3");
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(words(&none).contains("Choose how often"));
    assert_eq!(
        none.attributes("[name=times]", "value"),
        ["3"],
        "nothing typed is lost"
    );
    let many = look("rhythm=week&times=400");
    assert!(words(&many).contains("between 1 and 52"), "{}", words(&many));
    let days = look("rhythm=week&times=3");
    assert_eq!(days.status, StatusCode::OK);
    assert_eq!(
        days.attributes("[name=day][checked]", "value"),
        ["2026-03-19", "2026-03-26", "2026-04-02"]
    );
    assert_eq!(world.count(&SESSIONS, None), 1, "nothing is made yet");
    // Back to the question with what was typed.
    let again = days.attributes(".govuk-button-group a", "href").concat();
    assert_eq!(browser.get(&again).attributes("[name=times]", "value"), ["3"]);
    let (target, mut fields) = days.form("/repeat", &[]);
    fields.retain(|(_, value)| value != "2026-03-26");
    let made = browser.post(&target, &fields);
    let twice = browser.post(&target, &fields);
    assert_eq!(
        (made.status, made.location.clone()),
        (twice.status, twice.location)
    );
    let page = browser.get(&made.location);
    assert!(
        words(&page).contains("2 more sessions are created"),
        "{}",
        words(&page)
    );
    assert_eq!(
        first_days(&world, session),
        ["2026-03-12", "2026-03-19", "2026-04-02"]
    );
    // Own dates, one of them taken by the series: it is offered with the reason, and not ticked.
    let own_dates = look("rhythm=dates&dates=2%2F4%2F2026%0D%0A9%2F4%2F2026");
    assert_eq!(
        own_dates.attributes("[name=day][checked]", "value"),
        ["2026-04-09"]
    );
    assert!(words(&own_dates).contains("There is a session on 2 April 2026 already"));
    let easter = look("rhythm=dates&dates=6%2F4%2F2026%0A7%2F4%2F2026");
    assert_eq!(words(&easter).matches("This is a bank holiday").count(), 1);
    // Days that were not offered are refused, and days with a clash say so.
    let (target, mut fields) = own_dates.form("/repeat", &[]);
    fields.push(("day".to_owned(), "2026-12-24".to_owned()));
    assert_eq!(
        browser.post(&target, &fields).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let other = world.session_on(3, &[day(2026, 4, 9)]);
    assert_ne!(other, session);
    let clash = look("rhythm=dates&dates=9%2F4%2F2026");
    assert!(
        !words(&clash).contains("the repeat of"),
        "one day is beside nothing"
    );
    assert!(
        words(&clash).contains("Clash: Tess Trainer runs"),
        "{}",
        words(&clash)
    );
}

/// Of a session over two days a week apart each weekly repeat begins when the one before ends: that is told although neither is made yet.
#[test]
fn repeats_that_clash_with_each_other_say_so() {
    let world = World::new();
    let session = world.session_on(7, &[day(2026, 3, 12), day(2026, 3, 19)]);
    let path = format!("{}/repeat?rhythm=week&times=2", own(&world, session));
    let page = coordinator(&world).get(&path);
    for beside in ["the repeat of 19 March 2026", "the repeat of 26 March 2026"] {
        assert!(words(&page).contains(beside), "{beside}: {}", words(&page));
    }
}

/// A session that is taken back says what has taken its time meanwhile.
#[test]
fn taking_a_cancellation_back_tells_of_clashes() {
    let world = World::new();
    let session = world.session(7);
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 1, &why("ill"))
        })
        .unwrap();
    let ask = format!("{}/restore", own(&world, session));
    assert!(!words(&coordinator(&world).get(&ask)).contains("taken its time"));
    world.session(7);
    let page = coordinator(&world).get(&ask);
    assert!(
        words(&page).contains("others have taken its time"),
        "{}",
        words(&page)
    );
}

/// Who plans in another area cannot repeat what is out of her sight.
#[test]
fn what_is_out_of_sight_is_not_repeated() {
    let world = World::new();
    let session = world.session(7);
    let path = format!("{}/repeat", own(&world, session));
    let other = Browser::of(&world, Some(&world.westerner));
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
    let refused = world.act::<PlanCourses, _>(&world.westerner.viewer, move |tx, scope, moment| {
        series::repeat(tx, scope, moment, session, &[day(2026, 4, 16)])
    });
    assert!(refused.is_err());
    assert_eq!(world.count(&SESSIONS, None), 1);
}
