//! People who are known from a file of earlier years alone: nobody writes to them.

use crate::certificates::there;
use crate::earlier::{id_in, upload_of, work};
use crate::earlier_people::{ask, before};
use crate::pages::Browser;
use crate::world::{World, day};
use http::StatusCode;
use kernel::Id;
use learning::model::CourseId;
use store::values;

store::statements! {
    HALF_YEARLY = "update course set refresher_months = 6";
    OURS = "select id, reference from course where title = 'Multi-agency'";
    FIRST = "select reference from session where first_day = '2019-04-23'";
    MAILS = "select count(*) from mail where template in ('due-again', 'certificate')";
    CERTIFICATES = "select count(*) from certificate";
    SENT = "select count(*) from audit_event e join learner l on l.id = e.record_id where l.email_blind = ?1 and e.change = 'sent the link to the record'";
    CERTIFICATE_OF = "select k.id from certificate k join learner l on l.id = k.learner_id where l.email_blind = ?1";
    LOADED = "update booking set source = 'loaded'";
}

const SHEET: &str = "Date,Course,Email\n\
    23/04/2019,Multi-agency,ann.one@work.example\n\
    23/04/2019,Multi-agency,bea.two@work.example\n";

/// A world in which a file says that Ann and Bea came in 2019, and the course of it.
fn came_with_a_file() -> (World, Browser, CourseId, String) {
    let (world, browser) = before();
    let sent = upload_of(&browser, "people", "Sheet", SHEET.as_bytes());
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&sent.location));
    world.raw(|tx| Ok(tx.run(&HALF_YEARLY, &[])?));
    let (course, reference) = world
        .one(&OURS, values![], |row| {
            Ok((CourseId(row.get(0)?), row.get::<String>(1)?))
        })
        .unwrap();
    (world, browser, course, format!("/courses/{reference}/refreshers"))
}

/// Whose turn it is by a file alone is listed, and left out by the press that writes; the page says how many. Who has booked since is told.
#[test]
fn who_is_known_from_a_file_alone_is_not_told() {
    let (world, browser, course, own) = came_with_a_file();
    let page = browser.get(&own).main();
    assert!(
        page.contains("Left out: 2 people known from a file of earlier years alone"),
        "{page}"
    );
    assert_eq!(page.matches("Came with a file: not written to").count(), 2);
    let refused = browser.fill(&own, &own, &[]);
    assert_eq!(refused.status, StatusCode::GONE, "{}", refused.main());
    assert!(
        refused
            .main()
            .contains("known from a file of earlier years alone")
    );
    assert_eq!(world.count(&MAILS, None), 0);
    // Who books gives her address herself, also when she cancels.
    let next = world.session_of(course, 9, &[day(2026, 3, 12)]);
    world.book(next, "Ann One").unwrap();
    assert!(browser.get(&own).main().contains("Has a place on 12 March 2026"));
    world.cancel(world.booking(next, "Ann One")).unwrap();
    let page = browser.get(&own).main();
    assert!(page.contains("Left out: 1 person known"), "{page}");
    assert_eq!(browser.fill(&own, &own, &[]).location, format!("{own}?told=1"));
    assert_eq!(world.count(&MAILS, None), 1);
    let later = browser.get(&format!("{own}?turn=later")).main();
    assert!(!later.contains("Left out"), "{later}");
}

/// Certificates of a session of a file are issued to everybody who was there, and a message goes to those who are known otherwise.
#[test]
fn certificates_of_a_file_are_issued_and_sent_to_nobody() {
    let (world, browser, course, _) = came_with_a_file();
    let session: String = world.one(&FIRST, values![], |row| row.get(0)).unwrap();
    let page = format!("/sessions/{session}/certificates");
    let rows = browser.get(&page).all("tbody tr");
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert!(
            row.ends_with("Came with a file: not written to by this press"),
            "{row}"
        );
    }
    let other = world.session_of(course, 9, &[day(2026, 3, 12)]);
    world.book(other, "Bea Two").unwrap();
    let sent = browser.fill(&page, "/certificates", &[]);
    let words = browser.get(&sent.location).main();
    assert!(
        words.contains("2 certificates are issued. 1 person is written to. Known from a file of earlier years alone, and not written to: 1."),
        "{words}"
    );
    assert_eq!(
        (world.count(&CERTIFICATES, None), world.count(&MAILS, None)),
        (2, 1)
    );
    let [ann, bea] = ["ann.one@work.example", "bea.two@work.example"]
        .map(|email| world.db.keys().blind("learner email", email));
    let sent = || {
        [&ann, &bea].map(|who| {
            world
                .one(&SENT, values![who.clone()], |row| row.get::<i64>(0))
                .unwrap()
        })
    };
    assert_eq!(sent(), [0, 1], "a link stands in the history of who got one");
    // Whoever thinks of her alone writes to her, for the first time.
    let one = |who: &[u8]| -> String {
        let id: Id = world
            .one(&CERTIFICATE_OF, values![who.to_vec()], |row| row.get(0))
            .unwrap();
        format!("{page}/{id}")
    };
    let words = browser.get(&one(&ann)).main();
    assert!(
        words.contains("known from a file of earlier years alone") && !words.contains("again"),
        "{words}"
    );
    assert!(browser.get(&one(&bea)).main().contains("Send the message again"));
    let written = browser.send(&one(&ann), "send", &[]);
    let words = browser.get(&written.location).main();
    assert!(
        words.contains("The message is on its way, with a link."),
        "{words}"
    );
    assert_eq!((sent(), world.count(&MAILS, None)), ([1, 1], 2));
    let history = browser.get(&format!("{}/history", one(&ann))).main();
    assert!(
        history.contains("Coordinator Sent ") && !history.contains("Sent again"),
        "{history}"
    );
}

/// Who was marked at a session of ours is known by that too, whatever a file says of her.
#[test]
fn a_mark_of_ours_is_first_hand() {
    let (world, _, course, own) = came_with_a_file();
    let session = world.session_of(course, 9, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    world.on(day(2026, 3, 12), "14:00");
    there(&world, session, "Ann One", &[0]);
    world.raw(|tx| Ok(tx.run(&LOADED, &[])?));
    world.on(day(2026, 10, 1), "10:00");
    let page = Browser::of(&world, Some(&world.coordinator)).get(&own).main();
    assert!(page.contains("Left out: 1 person known"), "{page}");
    assert!(page.contains("Not told yet"), "{page}");
}
