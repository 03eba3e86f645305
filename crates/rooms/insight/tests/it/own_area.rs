//! Pages of what belongs to no course or to no programme, for who works in one area.

use crate::world::{World, raw};
use http::StatusCode;

store::statements! {
    /// Two of three sessions of the programme: the one with commitments, and the one from whose people nothing came.
    MOVED = "update session set area_id = (select id from area where name = 'Tri-borough')
        where id in (select k.session_id from commitment k) or id in (select w.session_id from follow_up_wave w where w.asked = 12)";
    DONE_ELSEWHERE = "update commitment set state = 'done' where session_id in (select s.id from session s join area a on a.id = s.area_id where a.name = 'Tri-borough')";
    ASKED_ELSEWHERE = "update follow_up_wave set asked = 11 where session_id in (select s.id from session s join area a on a.id = s.area_id where a.name = 'Tri-borough')";
    SAID_ELSEWHERE = "update intention set asked = 1, outcome = 'done' where session_id in (select s.id from session s join area a on a.id = s.area_id where a.name = 'Tri-borough')";
    MENTORED_ELSEWHERE = "delete from mentoring_entry where mentoring_id in (select m.id from mentoring m join area a on a.id = m.area_id where a.name = 'Tri-borough')";
    OWED_ELSEWHERE = "update owed set waived_at = 1 where received_at is null and session_id in (select s.id from session s join area a on a.id = s.area_id where a.name = 'Tri-borough')";
}

const PAGES: [&str; 4] = [
    "use-in-practice?programme=example-earlier-courses",
    "said-and-done?programme=example-earlier-courses",
    "mentoring?programme=example-partnership",
    "mentoring?programme=example-earlier-courses",
];
const MANAGERS: &str = "What managers said that their organisations would review";
const CARRIED: &str = "What mentors carry";

/// Proves SA1: records of another area change no byte of what somebody of one area is shown of commitments, of those who were asked later, of what
/// they said, and of mentoring; what is told of all areas alone, she is not told.
#[test]
fn nothing_of_another_area_is_on_any_page() {
    let world = World::demonstration();
    assert_eq!(raw(&world.db, |tx| Ok(tx.changed(&MOVED, &[])?)), 2);
    let (east, all) = (
        world.browser("coordinator", Some("East")),
        world.browser("coordinator", None),
    );
    let see = |page: &str| {
        let seen = east.get(&format!("/evidence/{page}"));
        assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.text());
        seen
    };
    let whole = |page: &str| all.get(&format!("/evidence/{page}"));
    assert!(!whole(PAGES[0]).table(MANAGERS).is_empty() && see(PAGES[0]).table(MANAGERS).is_empty());
    assert!(!whole(PAGES[2]).table(CARRIED).is_empty() && see(PAGES[2]).table(CARRIED).is_empty());
    let before = PAGES.map(|page| see(page).shown());
    for statement in [
        &DONE_ELSEWHERE,
        &ASKED_ELSEWHERE,
        &SAID_ELSEWHERE,
        &MENTORED_ELSEWHERE,
        &OWED_ELSEWHERE,
    ] {
        assert!(
            raw(&world.db, |tx| Ok(tx.changed(statement, &[])?)) > 0,
            "{statement:?}"
        );
    }
    for (page, before) in PAGES.into_iter().zip(before) {
        assert_eq!(see(page).shown(), before, "{page}");
    }
}
