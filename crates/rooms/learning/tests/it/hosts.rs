//! A session's host: chosen from the directory, told to staff, and to the public only where the venue names it anyway.

use crate::earlier::{course, id_in, upload, work};
use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::Id;
use learning::plan::series;
use store::values;

store::statements! {
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', false)";
    HOSTED = "select count(*) from session s join organisation o on o.id = s.host_id where o.name = ?1";
    OF_EARLIER = "select es.line, o.name from earlier_session es join session s on s.id = es.session_id left join organisation o on o.id = s.host_id order by es.line";
}

fn organisation(world: &World, name: &'static str) -> Id {
    let id = Id::fresh(&world.clock, world.entropy.as_ref());
    world.raw(move |tx| Ok(tx.run(&ORGANISATION, values![id, name])?));
    id
}

fn hosted(world: &World, name: &str) -> i64 {
    world.one(&HOSTED, values![name], |row| row.get(0)).unwrap()
}

/// What the facts of a page say of the host.
fn told(browser: &Browser, page: &str) -> Vec<String> {
    let rows = browser.get(page).all(".govuk-summary-list__row");
    rows.into_iter().filter(|row| row.starts_with("Host ")).collect()
}

/// Staff see who hosts a session; people who book see it where the venue names it, as a word and not as a piece of one.
#[test]
fn a_host_is_told_to_the_public_where_the_venue_names_it() {
    let world = World::new();
    let (session, ark) = (world.session(5), organisation(&world, "Ark"));
    let (page, browser, public) = (
        own(&world, session),
        coordinator(&world),
        Browser::of(&world, None),
    );
    let edit = format!("{page}/edit");
    let host = ark.to_string();
    let save = |venue: &str, host: &str| browser.fill(&edit, "/edit", &[("venue", venue), ("host", host)]);
    assert!(told(&browser, &format!("{page}/plan")).is_empty());
    for (venue, shown) in [
        ("Park Lane Library", false),
        ("The Hub", false),
        ("The ARK, Park Lane", true),
    ] {
        let saved = save(venue, &host);
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        assert_eq!(told(&browser, &format!("{page}/plan")), ["Host Ark"], "{venue}");
        assert_eq!(!told(&public, &page).is_empty(), shown, "{venue}");
    }
    let history = browser.get(&format!("{page}/history")).main();
    assert!(history.contains("host"), "{history}");
    let (target, mut fields) = browser.get(&edit).form("/edit", &[]);
    assert!(
        fields.contains(&("host".to_owned(), host)),
        "it stands in the form"
    );
    fields.retain(|(name, _)| name != "host");
    fields.push(("host".to_owned(), world.east.to_string()));
    let wrong = browser.post(&target, &fields);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.all("[id='host-error']").len(), 1);
    // A repeat has the same host; who takes it away takes it from one.
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            series::repeat(tx, scope, moment, session, &[day(2026, 4, 16)])
        })
        .unwrap();
    assert_eq!(hosted(&world, "Ark"), 2);
    assert_eq!(save("The Hub", "").status, StatusCode::SEE_OTHER);
    assert_eq!(hosted(&world, "Ark"), 1);
}

/// The host that a file of earlier years names is kept where an organisation is called so, however it is written.
#[test]
fn the_host_of_earlier_years_is_kept_where_it_is_known() {
    let world = World::new();
    course(&world);
    organisation(&world, "Rosebank Refuge");
    let browser = coordinator(&world);
    let file = "Date,Course,Borough,Venue,Host\n\
        23/04/2019,Multi-agency,East,Library,rosebank refuge\n\
        24/04/2019,Multi-agency,East,Library,Somebody Else\n\
        25/04/2019,Multi-agency,East,Library,\n";
    let sent = upload(&browser, "With hosts", file.as_bytes());
    let (to, fields) = browser.get(&sent.location).form("take-in", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&sent.location));
    let found = world.all(&OF_EARLIER, values![], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Option<String>>(1)?))
    });
    assert_eq!(
        found,
        [(2, Some("Rosebank Refuge".to_owned())), (3, None), (4, None)]
    );
}
