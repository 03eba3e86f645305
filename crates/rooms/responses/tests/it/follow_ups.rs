//! Asking people months later what became of it: whom, when, how often, and what their answers tell.

use crate::browser::Browser;
use crate::world::{World, raw};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::{Clock, Day, Id, Instant, Stop};
use learning::model::{LearnerId, SessionDayId, SessionId};
use post::runner::Work;
use responses::FollowUps;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::values;

store::statements! {
    LEARNER = "insert into learner (id, name_sealed, name_blind, email_sealed, email_blind, made_at) values (?1, ?2, ?3, ?4, ?5, 0)";
    THERE = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at) values (?1, ?2, ?3, null, ?4, 'phone', 'Clinic', 'health-other', null, ?5)";
    WITHDREW = "insert into booking (id, reference, session_id, learner_id, state, organisation, background, source, made_at, changed_at, calendar_uid) \
        values (?1, 'B-TEST', ?2, ?3, 'cancelled', 'Clinic', 'health-other', 'public', 0, 0, 'uid')";
    CANCEL = "update session set state = 'cancelled' where id = ?1";
    MAILS = "select id, template, recipient_sealed, content_sealed from mail where template in ('follow-up', 'follow-up-again') order by made_at, id";
    KEYS = "select dedupe_key from mail";
    FORGET = "delete from mail";
    NOT_ASKED = "update course set follow_up_first = null";
    STOPS = "select mark from follow_up_stop";
    RESPONSES = "select day, link_code, source from response where purpose = 'follow-up'";
    EVENTS = "select count(*) from audit_event where change = ?1";
}

const BASE: &str = "https://trellis.example";

/// Somebody with an address is there on these days.
pub(crate) fn comes(
    world: &World,
    session: SessionId,
    days: &[SessionDayId],
    name: &'static str,
    email: &str,
) -> Id {
    let (entropy, clock, now) = (world.entropy.clone(), world.clock.clone(), world.clock.now());
    let learner = Id::fresh(&*clock, &*entropy);
    let (days, email) = (days.to_vec(), email.to_owned());
    raw(&world.db, move |tx| {
        let keys = tx.keys();
        let seal = |column, text: &str| keys.seal("learner", column, learner, text.as_bytes(), &*entropy);
        let (name_blind, address) = (
            keys.blind("learner name", name),
            keys.blind("learner email", &email),
        );
        let (name, sealed) = (seal("name_sealed", name), seal("email_sealed", &email));
        let known = (!email.is_empty()).then_some((sealed, address));
        let (sealed, address) = known.unzip();
        tx.run(&LEARNER, values![learner, name, name_blind, sealed, address])?;
        for day in &days {
            let id = Id::fresh(&*clock, &*entropy);
            tx.run(&THERE, values![id, day.0, session.0, learner, now])?;
        }
        Ok(())
    });
    learner
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Runs the daily job at ten o'clock of a day.
pub(crate) fn daily(world: &World, on: &str) {
    world.clock.set(Instant::on(day(on), "10:00").unwrap());
    let (entropy, now) = (world.entropy.clone(), world.clock.now());
    raw(&world.db, move |tx| run(tx, &entropy, now));
}

fn run(tx: &mut store::Tx<'_>, entropy: &Arc<kernel::SeededEntropy>, now: Instant) -> Result<(), Stop> {
    let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
    let work = FollowUps::new(BASE);
    let job = post::jobs::Job {
        id: Id::fresh(&kernel::FixedClock::at(now), &**entropy),
        kind: work.kind().to_owned(),
        payload: serde_json::Value::Null,
        attempt: 1,
        made_at: now,
        key: "today".to_owned(),
    };
    work.run(tx, &scope, &job, &**entropy, now)
}

/// A message: to whom, which, the link in it, and where to say that no more is wanted.
pub(crate) struct Mail {
    pub(crate) to: String,
    template: String,
    pub(crate) link: String,
    leave: String,
}

pub(crate) fn mails(world: &World) -> Vec<Mail> {
    let keys = world.db.keys().clone();
    let path = |content: &serde_json::Value, name: &str| {
        let whole = content[name].as_str().unwrap_or_default().to_owned();
        whole.strip_prefix(BASE).unwrap().to_owned()
    };
    world.all(&MAILS, &[], |row| {
        let id: Id = row.get(0)?;
        let to = keys.open_text("mail", "recipient_sealed", id, &row.get::<Vec<u8>>(2)?)?;
        let content = keys.open_text("mail", "content_sealed", id, &row.get::<Vec<u8>>(3)?)?;
        let content: serde_json::Value = serde_json::from_str(&content).unwrap();
        Ok(Mail {
            to,
            template: row.get(1)?,
            link: path(&content, "link"),
            leave: path(&content, "leave"),
        })
    })
}

fn told(world: &World) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = mails(world)
        .into_iter()
        .map(|mail| (mail.to, mail.template))
        .collect();
    all.sort();
    all
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter()
        .map(|(to, what)| ((*to).to_owned(), (*what).to_owned()))
        .collect()
}

/// Everybody who was there on every day and gave an address is asked three and six months later, and reminded once each time unless she has
/// answered; running the work again, or being cut off in it, asks nobody twice.
#[test]
fn whoever_was_there_is_asked_once_and_reminded_once() {
    let world = World::new();
    let (session, days) = world.over_days("Two days", 2);
    comes(&world, session, &days, "Ann", "ann@work.example");
    comes(&world, session, &days, "Bea", "bea@work.example");
    comes(&world, session, &days[1..], "Cee", "cee@work.example");
    comes(&world, session, &days, "Dee", "");
    daily(&world, "2026-06-12");
    assert_eq!(told(&world), [], "the last day was the 13th of March");

    // Cut off before the end: nothing is left of it.
    world.clock.set(Instant::on(day("2026-06-13"), "10:00").unwrap());
    let (entropy, now) = (world.entropy.clone(), world.clock.now());
    let cut_off = world.db.write_now(move |tx| -> Result<audit::Done<()>, Stop> {
        run(tx, &entropy, now)?;
        Err(kernel::Fault::new("the power failed").into())
    });
    assert!(cut_off.is_err());
    assert_eq!(told(&world), []);

    let both = [
        ("ann@work.example", "follow-up"),
        ("bea@work.example", "follow-up"),
    ];
    for on in ["2026-06-13", "2026-06-13", "2026-06-14", "2026-06-26"] {
        daily(&world, on);
        assert_eq!(told(&world), pairs(&both), "{on}");
    }
    let bea = mails(&world)
        .into_iter()
        .find(|mail| mail.to.starts_with("bea"))
        .unwrap();
    let browser = Browser::of(&world, None);
    let sent = browser.fill(&bea.link, &[("used", "2")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());

    let reminded = [both[0], ("ann@work.example", "follow-up-again"), both[1]];
    for on in ["2026-06-27", "2026-06-28", "2026-07-20", "2026-08-30"] {
        daily(&world, on);
        assert_eq!(told(&world), pairs(&reminded), "{on}");
    }
    raw(&world.db, |tx| Ok(tx.run(&FORGET, &[])?));
    daily(&world, "2026-09-13");
    assert_eq!(told(&world), pairs(&both), "once more after six months");
    let event = |change: &str| world.all(&EVENTS, values![change], |row| row.get::<i64>(0))[0];
    assert_eq!(
        (
            event("asked what became of it"),
            event("reminded of what is asked")
        ),
        (2, 1)
    );
}

#[test]
fn who_withdrew_and_who_was_at_what_was_cancelled_is_not_asked() {
    let world = World::new();
    let (session, days) = (world.session, [world.day]);
    comes(&world, session, &days, "Ann", "ann@work.example");
    let bea = comes(&world, session, &days, "Bea", "bea@work.example");
    let (off, off_day) = world.another("Called off");
    comes(&world, off, &[off_day], "Cee", "cee@work.example");
    let id = Id::fresh(&*world.clock, &*world.entropy);
    raw(&world.db, move |tx| {
        tx.run(&WITHDREW, values![id, session.0, bea])?;
        Ok(tx.run(&CANCEL, values![off.0])?)
    });
    daily(&world, "2026-06-12");
    assert_eq!(told(&world), pairs(&[("ann@work.example", "follow-up")]));

    // Whoever withdraws after she was asked is not reminded, and cannot answer about what was cancelled since.
    let link = mails(&world)[0].link.clone();
    raw(&world.db, move |tx| Ok(tx.run(&CANCEL, values![session.0])?));
    daily(&world, "2026-06-28");
    assert_eq!(told(&world).len(), 1);
    assert_eq!(Browser::of(&world, None).get(&link).status, StatusCode::GONE);
}

#[test]
fn nobody_is_asked_of_what_is_long_ago_or_where_nothing_is_asked() {
    let world = World::new();
    comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    daily(&world, "2026-07-13");
    assert_eq!(told(&world), [], "31 days late");
    daily(&world, "2026-07-12");
    assert_eq!(told(&world).len(), 1, "30 days late");

    let world = World::new();
    comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    raw(&world.db, |tx| Ok(tx.run(&NOT_ASKED, &[])?));
    daily(&world, "2026-06-12");
    assert_eq!(told(&world), [], "the course asks nothing after three months");
    daily(&world, "2026-09-12");
    assert_eq!(told(&world).len(), 1, "and something after six");
}

/// Proves SH10: looking stops nothing; one press does, for every later time and every session, and what is kept is not the address.
#[test]
fn one_press_and_this_address_is_never_asked_again() {
    let world = World::new();
    comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    comes(&world, world.session, &[world.day], "Bea", "bea@work.example");
    daily(&world, "2026-06-12");
    let leave = mails(&world)[0].leave.clone();
    let (stays, goes) = if mails(&world)[0].to.starts_with("ann") {
        ("bea", "ann")
    } else {
        ("ann", "bea")
    };
    let browser = Browser::of(&world, None);
    let stops = || world.all(&STOPS, &[], |row| row.get::<Vec<u8>>(0));
    assert_eq!(browser.get(&leave).status, StatusCode::OK);
    assert_eq!(stops().len(), 0, "a program that looks at links stops nothing");
    for place in 14..leave.len() {
        let mut altered: Vec<char> = leave.chars().collect();
        altered[place] = if altered[place] == '0' { '1' } else { '0' };
        let altered: String = altered.into_iter().collect();
        assert_eq!(
            browser.get(&altered).status,
            StatusCode::NOT_FOUND,
            "place {place}"
        );
    }
    for _ in 0..2 {
        let mut fields = browser.get(&leave).form(&[]);
        fields.push(("ask".to_owned(), "no-more".to_owned()));
        let pressed = browser.post(&leave, &fields);
        assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{}", pressed.main());
    }
    assert_eq!(stops().len(), 1);
    assert!(!String::from_utf8_lossy(&stops()[0]).contains("work"));
    assert!(browser.get(&leave).main().contains("You are not asked any more"));
    let mut strange = browser.get(&leave).form(&[]);
    strange.push(("ask".to_owned(), "everything".to_owned()));
    assert_eq!(browser.post(&leave, &strange).status, StatusCode::BAD_REQUEST);

    raw(&world.db, |tx| Ok(tx.run(&FORGET, &[])?));
    daily(&world, "2026-06-26");
    let stays = format!("{stays}@work.example");
    assert_eq!(
        told(&world),
        pairs(&[(&stays, "follow-up-again")]),
        "no reminder to {goes}"
    );
    daily(&world, "2026-09-12");
    assert_eq!(told(&world).len(), 2, "nor the next time");

    let mut fields = browser.get(&leave).form(&[]);
    fields.push(("ask".to_owned(), "again".to_owned()));
    browser.post(&leave, &fields);
    assert_eq!(stops().len(), 0, "it can be taken back");
}

/// Proves SH10, SH11 and SF3: a link answers once, in its time, and nothing else opens; what is kept carries the same day for everybody, no
/// code and no trace of whose link it was.
#[test]
fn answers_months_later_say_nothing_about_who_gave_them() {
    let world = World::new();
    let ann = comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    comes(&world, world.session, &[world.day], "Bea", "bea@work.example");
    daily(&world, "2026-06-12");
    let plain = |id: Id| id.to_string().replace('-', "");
    let (ann_link, keys) = (
        format!(
            "/follow-up/{}",
            learning::follow_up::link::token(world.db.keys(), world.session, 1, LearnerId(ann))
        ),
        world.all(&KEYS, &[], |row| row.get::<String>(0)),
    );
    assert!(mails(&world).iter().any(|mail| mail.link == ann_link));
    for text in keys.iter().chain([&ann_link]) {
        assert!(
            !text.contains(&plain(ann)) && !text.contains(&ann.to_string()),
            "{text}"
        );
    }
    let browser = Browser::of(&world, None);
    let sheet = browser.get(&ann_link);
    assert_eq!(sheet.status, StatusCode::OK);
    for place in 11..ann_link.len() {
        let mut altered: Vec<char> = ann_link.chars().collect();
        altered[place] = if altered[place] == '0' { '1' } else { '0' };
        let altered: String = altered.into_iter().collect();
        assert_eq!(
            browser.get(&altered).status,
            StatusCode::NOT_FOUND,
            "place {place}"
        );
    }
    let early = sheet.form(&[("used", "1")]);
    world.clock.set(Instant::on(day("2026-07-03"), "23:15").unwrap());
    let empty = browser.fill(&ann_link, &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = browser.fill(&ann_link, &[("used", "3"), ("hindered", "Nothing did")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert!(
        browser
            .get(&sent.location)
            .main()
            .contains("kept without your name")
    );
    let twice = browser.post(&ann_link, &early);
    assert!(
        twice.status == StatusCode::GONE || twice.status == StatusCode::BAD_REQUEST,
        "{}",
        twice.main()
    );
    let again = browser.get(&format!("/follow-up/{}", "0".repeat(97)));
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let kept = world.all(&RESPONSES, &[], |row| {
        Ok((
            row.get::<Day>(0)?,
            row.get::<Option<Vec<u8>>>(1)?,
            row.get::<String>(2)?,
        ))
    });
    assert_eq!(kept, [(day("2026-06-12"), None, "online".to_owned())]);

    // The other link ends by itself.
    let bea = mails(&world)
        .into_iter()
        .find(|mail| mail.to.starts_with("bea"))
        .unwrap();
    let fields = browser.get(&bea.link).form(&[("used", "2")]);
    world.clock.set(Instant::on(day("2026-08-12"), "09:00").unwrap());
    assert_eq!(browser.get(&bea.link).status, StatusCode::GONE);
    assert_ne!(browser.post(&bea.link, &fields).status, StatusCode::SEE_OTHER);
    let links: BTreeSet<String> = mails(&world).into_iter().map(|mail| mail.link).collect();
    assert_eq!(links.len(), 2, "each has her own");
}

/// A second set of answers by the same link is refused, also when its page was open before the first was sent.
#[test]
fn a_link_to_the_questions_answers_once() {
    let world = World::new();
    comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    daily(&world, "2026-06-12");
    let link = mails(&world)[0].link.clone();
    let browser = Browser::of(&world, None);
    let pages = [(); 2].map(|()| browser.get(&link).form(&[("used", "2")]));
    assert_eq!(browser.post(&link, &pages[0]).status, StatusCode::SEE_OTHER);
    let second = browser.post(&link, &pages[1]);
    assert_eq!(second.status, StatusCode::GONE, "{}", second.main());
    assert!(
        second.main().contains("were not taken"),
        "what was filled in still stands there"
    );
    assert_eq!(world.responses(), 1);
}

/// How many were asked and how many answered is counted by time of asking.
#[test]
fn who_was_asked_and_who_answered_is_counted() {
    let world = World::new();
    for (name, email) in [
        ("Ann", "ann@work.example"),
        ("Bea", "bea@work.example"),
        ("Cee", ""),
    ] {
        comes(&world, world.session, &[world.day], name, email);
    }
    daily(&world, "2026-06-12");
    let link = mails(&world)[0].link.clone();
    Browser::of(&world, None).fill(&link, &[("used", "2")]);
    daily(&world, "2026-09-12");
    let found = world
        .db
        .read_now(|tx| {
            let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let filter = responses::tallies::Filter::default();
            Ok(responses::follow_ups::asked(
                tx,
                &system.leave_to(),
                world.programme.0,
                &filter,
            )?)
        })
        .unwrap();
    let of = |wave, answered| responses::follow_ups::Asked {
        wave,
        sessions: 1,
        attended: 3,
        asked: 2,
        answered,
    };
    assert_eq!(found, [of(1, 1), of(2, 0)]);
}
