//! The list of courses with comments: what it counts, and its pages.

use crate::comments::{first_session, thirty_more};
use crate::world::{World, raw};
use kernel::Id;
use store::values;

store::statements! {
    WRITTEN = "select count(distinct r.id), count(a.question_key), count(q.id) from session s join course c on c.id = s.course_id join response r on r.session_id = s.id
        left join answer a on a.response_id = r.id and a.text_sealed is not null
        left join kept_quote q on q.response_id = a.response_id and q.question_key = a.question_key and q.occurrence = a.occurrence and q.state = 'kept'
        where c.title = 'Difficult conversations (invented)' and r.purpose = 'feedback'";
    MORE_COURSES = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at)
        select ?1, ?2, c.programme_id, ?3, c.kind, '', 3, 1, 'room', '', null, ?4, 0 from course c where c.title = 'Difficult conversations (invented)'";
    MORE_SESSIONS = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
        select ?1, ?2, ?3, s.area_id, '', '', 10, 0, s.first_day, s.last_day, 'held', s.listed, 0 from session s where s.id = ?4";
    MORE_FORMS = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, link_code, source)
        select ?1, r.instrument_version_id, ?2, r.programme_id, r.purpose, r.day, null, r.source from response r where r.session_id = ?3 and r.purpose = 'feedback' order by r.id limit 1";
}

/// The list says how many forms came, how many comments stand in them and how many of these are kept as quotes, as counting each of them
/// says.
#[test]
fn the_list_counts_what_was_written() {
    let world = World::demonstration();
    thirty_more(&world);
    let counted = world
        .db
        .read_now(|tx| {
            let read = |row: &store::Row<'_>| Ok([row.get::<i64>(0)?, row.get(1)?, row.get(2)?]);
            Ok(tx.one(&WRITTEN, &[], read)?)
        })
        .unwrap()
        .unwrap();
    assert!(
        counted[0] > 30 && counted[1] > 30 && counted[2] > 0,
        "{counted:?}"
    );
    let list = world.browser("coordinator", None).get("/comments");
    let row = &list.rows_with("Difficult conversations (invented)")[0];
    assert_eq!(row[1..], counted.map(|number| number.to_string()));
}

/// The list of courses comes in pages that hold each course once.
#[test]
fn courses_with_comments_come_in_pages() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let before = browser.get("/comments").rows().len();
    let session = first_session(&world);
    raw(&world.db, move |tx| {
        for number in 0..60_u128 {
            let id = |kind: u128| Id(uuid::Uuid::from_u128(kind * 1_000 + number));
            let title = format!("Course {}", number % 7);
            tx.run(
                &MORE_COURSES,
                values![id(1), format!("C-X{number:02}"), title, false],
            )?;
            tx.run(
                &MORE_SESSIONS,
                values![id(2), format!("S-X{number:02}"), id(1), session],
            )?;
            tx.run(&MORE_FORMS, values![id(3), id(2), session])?;
        }
        Ok(())
    });
    let (mut next, mut sizes) = ("/comments".to_owned(), Vec::new());
    loop {
        let seen = browser.get(&next);
        sizes.push(seen.rows().len());
        let text = seen.text().replace("&amp;", "&");
        let Some(link) = text
            .split("href=\"")
            .find(|part| part.starts_with("/comments?after="))
        else {
            break;
        };
        next = link.split('"').next().unwrap().to_owned();
        assert!(sizes.len() < 9, "without end");
    }
    assert_eq!(sizes.iter().sum::<usize>(), before + 60, "{sizes:?}");
    assert_eq!(sizes[0], 50);
}
