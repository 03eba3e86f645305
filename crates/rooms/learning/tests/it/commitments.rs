//! What a manager says that her organisation will review: made with her yes, answered by her own link, reminded, listed.

use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::{ManageBookings, PlanCourses, ReadEvidence, SystemJob};
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::{Clock, Day, Id};
use learning::commitments::own;
use learning::commitments::reading::{self, PAGE, Query};
use learning::commitments::remind::Commitments;
use learning::model::{CommitmentId, Rules, SessionId};
use learning::places::link;
use learning::plan::rules;
use post::runner::Work;
use store::values;

store::statements! {
    COURSE_OF = "select course_id from session where id = ?1";
    COMMITMENTS = "select id, state, due, first_due from commitment order by id";
    LETTERS = "select template from mail where template like 'promise%' order by made_at, id";
    SEALED = "select what_sealed, manager_sealed from commitment";
    HISTORY = "select change from audit_event where record_kind = 'commitment' order by sequence";
    COPY = "insert into commitment (id, session_id, booking_id, organisation, manager_sealed, what_sealed, due, state, made_at) \
        select ?1, session_id, ?2, organisation, ?4, ?5, ?3, 'open', made_at from commitment limit 1";
}

/// Ann booked and waits for her manager: the path of the manager's link.
pub(crate) fn asked(world: &World) -> (SessionId, String) {
    let session = world.session(3);
    let course = learning::model::CourseId(
        world
            .one(&COURSE_OF, values![session.0], |row| row.get(0))
            .unwrap(),
    );
    let wanted = Rules {
        manager: true,
        ..Rules::default()
    };
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            rules::set(tx, scope, moment, course, &wanted)
        })
        .unwrap();
    let mut draft = world.person("Ann One");
    "boss@work.example".clone_into(&mut draft.manager);
    world
        .act::<access::actions::BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
        .unwrap();
    let booking = world.booking(session, "Ann One");
    let token = link::token_for_manager(world.db.keys(), booking, 0, "boss@work.example");
    (session, format!("/agreement/{token}"))
}

const POLICY: &str = "How we write about who causes harm";

/// The manager agrees and names something to review by the first of May; the path of the link to it.
pub(crate) fn committed(world: &World) -> String {
    let (_, path) = asked(world);
    let public = Browser::of(world, None);
    let sent = public.fill(
        &path,
        &path,
        &[
            ("says", "yes"),
            ("what", POLICY),
            ("by-day", "1"),
            ("by-month", "5"),
            ("by-year", "2026"),
        ],
    );
    assert_eq!(
        sent.location,
        "/agreement-thanks?done=committed",
        "{}",
        sent.main()
    );
    let id = CommitmentId(known(world)[0].0);
    format!(
        "/commitment/{}",
        own::token(world.db.keys(), id, "boss@work.example")
    )
}

fn known(world: &World) -> Vec<(Id, String, Day, Option<Day>)> {
    world.all(&COMMITMENTS, &[], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
}

fn letters(world: &World) -> Vec<String> {
    world.all(&LETTERS, &[], |row| row.get(0))
}

/// One of the forms of the page, filled in and sent.
fn says(world: &World, path: &str, what: &str, more: &[(&str, &str)]) -> crate::pages::Seen {
    let public = Browser::of(world, None);
    let (_, mut fields) = public.get(path).form(path, &[]);
    fields.retain(|(name, _)| name.starts_with("form-"));
    fields.push(("says".to_owned(), what.to_owned()));
    fields.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    public.post(path, &fields)
}

fn daily(world: &World, on: Day) {
    world.on(on, "07:00");
    let (entropy, now, id) = (
        std::sync::Arc::clone(&world.entropy),
        world.clock.now(),
        Id::fresh(&world.clock, world.entropy.as_ref()),
    );
    world.raw(move |tx| {
        let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
        let work = Commitments::new("https://trellis.example");
        let job = post::jobs::Job {
            id,
            kind: work.kind().to_owned(),
            payload: serde_json::Value::Null,
            attempt: 1,
            made_at: now,
            key: "today".to_owned(),
        };
        work.run(tx, &scope, &job, entropy.as_ref(), now)
    });
}

/// A manager may name something when she agrees, and need not; half of it is told at its field and nothing is taken.
#[test]
fn a_manager_commits_when_she_agrees() {
    let world = World::new();
    let (session, path) = asked(&world);
    let public = Browser::of(&world, None);
    for (what, date, field) in [
        ("", ["1", "5", "2026"], "what"),
        (POLICY, ["", "", ""], "by"),
        (POLICY, ["1", "2", "2026"], "by"),
        (POLICY, ["1", "5", "2036"], "by"),
    ] {
        let values = [
            ("says", "yes"),
            ("what", what),
            ("by-day", date[0]),
            ("by-month", date[1]),
            ("by-year", date[2]),
        ];
        let sent = public.fill(&path, &path, &values);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{what} {date:?}");
        let problems = sent.attributes(".govuk-error-summary a", "href");
        assert!(problems[0].starts_with(&format!("#{field}")), "{problems:?}");
        assert_eq!(sent.all("#what"), [what], "what was typed stays");
    }
    assert_eq!((known(&world).len(), world.places(session).1), (0, 0));
    let sent = public.fill(
        &path,
        &path,
        &[
            ("says", "yes"),
            ("what", POLICY),
            ("by-day", "1"),
            ("by-month", "5"),
            ("by-year", "2026"),
        ],
    );
    assert_eq!(sent.location, "/agreement-thanks?done=committed");
    assert!(public.get(&sent.location).main().contains("on its way to you"));
    assert_eq!(world.places(session).1, 1, "she has her place");
    let found = known(&world);
    assert_eq!(
        (found.len(), found[0].1.as_str(), found[0].2),
        (1, "open", day(2026, 5, 1))
    );
    assert_eq!(letters(&world), ["promise"]);
    let sealed = world.all(&SEALED, &[], |row| {
        Ok([row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?].concat())
    });
    let sealed = String::from_utf8_lossy(&sealed[0]).into_owned();
    assert!(!sealed.contains("harm") && !sealed.contains("boss"));

    let world = World::new();
    let (session, path) = asked(&world);
    let sent = Browser::of(&world, None).fill(&path, &path, &[("says", "yes")]);
    assert_eq!(sent.location, "/agreement-thanks");
    assert_eq!(
        (known(&world).len(), world.places(session).1),
        (0, 1),
        "she need not"
    );
}

/// Proves SH10: the link opens this commitment only, and nothing else does; it is done, opened again, moved once and withdrawn, each with
/// its words and its line in the trail.
#[test]
fn a_commitment_is_done_moved_once_or_withdrawn_by_its_link() {
    let world = World::new();
    let path = committed(&world);
    let public = Browser::of(&world, None);
    for place in 12..path.len() {
        let mut altered: Vec<char> = path.chars().collect();
        altered[place] = if altered[place] == '0' { '1' } else { '0' };
        let altered: String = altered.into_iter().collect();
        assert_eq!(
            public.get(&altered).status,
            StatusCode::NOT_FOUND,
            "place {place}"
        );
    }
    assert!(public.get(&path).main().contains(POLICY));
    for (what, field) in [("done", "changed"), ("not", "why-not")] {
        let sent = says(&world, &path, what, &[]);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            sent.attributes(".govuk-error-summary a", "href"),
            [format!("#{field}")]
        );
    }
    assert_eq!(
        says(&world, &path, "everything", &[]).status,
        StatusCode::BAD_REQUEST
    );
    let june = [("by-day", "1"), ("by-month", "6"), ("by-year", "2026")];
    assert_eq!(
        says(&world, &path, "later", &june).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "without a reason"
    );
    let moved = says(
        &world,
        &path,
        "later",
        &[&june[..], &[("why-later", "Two posts are empty")]].concat(),
    );
    assert_eq!(moved.location, format!("{path}?done=later"), "{}", moved.main());
    assert_eq!(known(&world)[0].2, day(2026, 6, 1));
    let page = public.get(&path).main();
    assert!(
        page.contains("moved from Friday 1 May 2026") && page.contains("Two posts are empty"),
        "{page}"
    );
    assert!(!page.contains("It needs more time"), "once only");
    let july = [
        ("by-day", "1"),
        ("by-month", "7"),
        ("by-year", "2026"),
        ("why-later", "Again"),
    ];
    assert_eq!(says(&world, &path, "later", &july).status, StatusCode::GONE);

    let done = says(
        &world,
        &path,
        "done",
        &[("changed", "The form names who causes it")],
    );
    assert_eq!(done.location, format!("{path}?done=done"));
    assert_eq!(
        says(&world, &path, "not", &[("why-not", "x")]).status,
        StatusCode::GONE,
        "it is done"
    );
    assert!(public.get(&path).main().contains("The form names who causes it"));
    assert_eq!(says(&world, &path, "open", &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(known(&world)[0].1, "open");
    assert_eq!(
        says(&world, &path, "not", &[("why-not", "The team was closed")]).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(known(&world)[0].1, "withdrawn");
    let changes: Vec<String> = world.all(&HISTORY, &[], |row| row.get(0));
    assert_eq!(
        changes,
        ["committed", "moved", "done", "opened again", "withdrawn"]
    );
}

/// Two weeks before the day and once after it, however often the work runs; of another day again; never of what is done.
#[test]
fn a_manager_is_reminded_before_the_day_and_after_it() {
    let world = World::new();
    let path = committed(&world);
    daily(&world, day(2026, 4, 16));
    assert_eq!(letters(&world), ["promise"]);
    for on in [17, 17, 18, 30] {
        daily(&world, day(2026, 4, on));
        assert_eq!(letters(&world), ["promise", "promise-soon"], "{on}");
    }
    daily(&world, day(2026, 5, 1));
    assert_eq!(letters(&world).len(), 2, "on the day it is not over");
    for on in [2, 3, 20] {
        daily(&world, day(2026, 5, on));
        assert_eq!(
            letters(&world),
            ["promise", "promise-soon", "promise-over"],
            "{on}"
        );
    }
    let moved = says(
        &world,
        &path,
        "later",
        &[
            ("by-day", "1"),
            ("by-month", "7"),
            ("by-year", "2026"),
            ("why-later", "Ill"),
        ],
    );
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.main());
    daily(&world, day(2026, 6, 20));
    assert_eq!(letters(&world).len(), 4, "of the new day");
    assert_eq!(
        says(&world, &path, "done", &[("changed", "All of it")]).status,
        StatusCode::SEE_OTHER
    );
    daily(&world, day(2026, 7, 2));
    assert_eq!(letters(&world).len(), 4, "it is done");
}

/// A page of the list is one statement, however many there are, and what is out of the area is out of sight.
#[test]
fn a_coordinator_lists_commitments_page_by_page() {
    let world = World::new();
    committed(&world);
    world.book(world.session(60), "Other Person").unwrap();
    for number in 0..60 {
        let name = format!("Person {number}");
        let session = world.session(1);
        world.book(session, &name).unwrap();
        let (id, booking) = (
            Id::fresh(&world.clock, world.entropy.as_ref()),
            world.booking(session, &name).0,
        );
        let due = day(2026, 6, 1).plus(number);
        let entropy = std::sync::Arc::clone(&world.entropy);
        world.raw(move |tx| {
            let seal = |column, text: &str| {
                tx.keys()
                    .seal("commitment", column, id, text.as_bytes(), entropy.as_ref())
            };
            let (manager, what) = (
                seal("manager_sealed", "boss@work.example"),
                seal("what_sealed", POLICY),
            );
            Ok(tx.run(&COPY, values![id, booking, due, manager, what])?)
        });
    }
    let today = day(2026, 3, 2);
    let page = |query: Query| {
        world
            .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
                let before = tx.queries();
                let (found, next) = reading::list(tx, scope, query, today, PAGE)?;
                Ok((
                    found.len(),
                    next,
                    tx.queries() - before,
                    found.last().map(|last| last.due),
                ))
            })
            .unwrap()
    };
    let (first, next, cost, last) = page(Query::default());
    assert_eq!((first, cost, last), (PAGE, 1, Some(day(2026, 7, 19))));
    let (second, end, cost, _) = page(Query {
        after: next,
        ..Query::default()
    });
    assert_eq!((second, end, cost), (11, None, 1));
    world.on(day(2026, 6, 11), "09:00");
    let browser = Browser::of(&world, Some(&world.coordinator));
    let over = browser.get("/commitments?state=overdue");
    assert_eq!(over.all("main tbody tr").len(), 11, "{}", over.main());
    assert!(over.main().contains("11 commitments") && over.main().contains(POLICY));
    let file = browser
        .copy("/commitments/export?format=csv&state=overdue")
        .text();
    assert_eq!(file.matches(POLICY).count(), 11);
    let elsewhere = Browser::of(&world, Some(&world.westerner)).get("/commitments");
    assert_eq!(elsewhere.all("main tbody tr"), Vec::<String>::new());
    assert!(
        elsewhere.main().contains("No commitment fits"),
        "{}",
        elsewhere.main()
    );
    assert!(!elsewhere.text().contains(POLICY));
    assert_eq!(
        Browser::of(&world, Some(&world.trainer))
            .get("/commitments")
            .status,
        StatusCode::FORBIDDEN
    );
}

/// The session of the commitment is on 12 March.
#[test]
fn commitments_are_counted_of_the_part_that_was_asked_for() {
    let world = World::new();
    committed(&world);
    let made = |area, from: Option<Day>, to: Option<Day>| {
        let part = learning::Part {
            area,
            from,
            to,
            course: None,
        };
        world
            .see::<ReadEvidence, _>(&world.coordinator.viewer, |tx, scope| {
                Ok(reading::standing(tx, scope, world.programme.0, &part)?.made)
            })
            .unwrap()
    };
    let march = |number| Some(day(2026, 3, number));
    assert_eq!(made(None, None, None), 1);
    assert_eq!(made(None, march(10), march(16)), 1);
    assert_eq!(made(None, march(12), march(12)), 1);
    assert_eq!(made(None, march(13), None), 0);
    assert_eq!(made(None, None, march(11)), 0);
    assert_eq!(made(Some(world.west.0), None, None), 0);
}
