//! Ways to be reached that people left with their answers.

use crate::browser::Browser;
use crate::world::{Account, World, raw};
use access::actions::{AgreeWhoAnswered, AskWhoAnswered, ReadContacts};
use access::{Scope, Viewer};
use http::StatusCode;
use instrument::{Published, Question};
use kernel::{Clock, Id, Instant, SeededEntropy, Stop};
use responses::contacts::{self, Show};
use responses::model::{ContactId, ContactRequestId};
use store::values;

store::statements! {
    ANSWERS = "select question_key from answer order by question_key";
    LEFT = "select id from left_contact";
    SUMS = "select count(*) from answer where question_key = 'reach-me'";
    RESPONSE = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, source) select ?1, v.id, ?2, null, 'feedback', ?3, 'online' from instrument_version v where v.key = 'end-of-session' and v.version = 2";
    CONTACT = "insert into left_contact (id, response_id, contact_sealed, day, version) values (?1, ?2, ?3, ?4, 1)";
    OPEN = "select id from contact_request where contact_id = ?1 and state = 'asked'";
    WORKS = "update account set state = ?2 where id = ?1";
    EVENTS = "select change from audit_event where record_kind in ('contact left with an answer', 'who answered') order by sequence";
    VERSION = "select version from left_contact where id = ?1";
}

const LEFT_WORDS: &str = "Robin, robin@work.example, not by telephone";

/// The partnership with a questionnaire that asks at its end how somebody can be reached.
fn asking() -> World {
    let world = World::new();
    let before = world
        .db
        .read_now(|tx| Ok(responses::version_by_key(tx, "end-of-session", None)?))
        .unwrap()
        .unwrap();
    let mut definition = before.published.definition().clone();
    definition.version = 2;
    assert!(definition.close_with(Question::may_quote()));
    assert!(definition.close_with(Question::reach_me()));
    let published = Published::publish(definition).unwrap();
    let system = Viewer::system(ticket::Ticket::of("test"));
    responses::loading::publish(&world.db, &system, &published, &*world.clock, &*world.entropy).unwrap();
    world
}

/// Ways to be reached, each left with answers of its own.
fn left(world: &World, count: usize) -> Vec<ContactId> {
    let fresh = || Id::fresh(&*world.clock, &*world.entropy);
    let ids: Vec<(Id, Id)> = (0..count).map(|_| (fresh(), fresh())).collect();
    let (all, session, day) = (ids.clone(), world.session, world.clock.now().day());
    raw(&world.db, move |tx| {
        let entropy = SeededEntropy::new(5);
        for (contact, response) in &all {
            let sealed = tx.keys().seal(
                "left_contact",
                "contact_sealed",
                *contact,
                LEFT_WORDS.as_bytes(),
                &entropy,
            );
            tx.run(&RESPONSE, values![*response, session.0, day])?;
            tx.run(&CONTACT, values![*contact, *response, sealed, day])?;
        }
        Ok(())
    });
    ids.into_iter().map(|(contact, _)| ContactId(contact)).collect()
}

fn id_of(account: &Account) -> Id {
    account.viewer.account_id().unwrap()
}

/// One of two people does one thing, or time goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Move {
    Ask,
    AgreeSelf,
    Agree,
    RefuseSelf,
    Refuse,
    Day,
    Week,
    Leaves,
}

const MOVES: [Move; 8] = [
    Move::Ask,
    Move::AgreeSelf,
    Move::Agree,
    Move::RefuseSelf,
    Move::Refuse,
    Move::Day,
    Move::Week,
    Move::Leaves,
];

/// What should hold.
struct Expected {
    now: Instant,
    asked: Option<Instant>,
    shown_until: Option<Instant>,
    works: bool,
}

impl Expected {
    fn waits(&self) -> bool {
        self.asked
            .is_some_and(|at| self.now.seconds_since(at) < 7 * 86_400)
    }

    /// Makes a move; whether it was allowed.
    fn make(&mut self, step: Move) -> bool {
        match step {
            Move::Ask if !self.waits() => self.asked = Some(self.now),
            Move::Agree if self.waits() && self.works => {
                self.asked = None;
                self.shown_until = Some(self.now.plus_seconds(86_400));
            }
            Move::Refuse if self.waits() => self.asked = None,
            Move::Day => self.now = self.now.plus_seconds(25 * 3_600),
            Move::Week => self.now = self.now.plus_seconds(7 * 86_400),
            Move::Leaves => self.works = false,
            Move::Ask | Move::AgreeSelf | Move::Agree | Move::RefuseSelf | Move::Refuse => return false,
        }
        true
    }
}

/// Makes a move in the house.
fn make(
    world: &World,
    (one, other): (&Account, &Account),
    contact: ContactId,
    step: Move,
    now: Instant,
) -> Result<(), Stop> {
    let entropy = world.entropy.clone();
    let request = ContactRequestId::fresh(&kernel::FixedClock::at(now), &*world.entropy);
    let who = match step {
        Move::Ask | Move::AgreeSelf | Move::RefuseSelf => one.viewer.clone(),
        _ => other.viewer.clone(),
    };
    match step {
        Move::Day | Move::Week => Ok(()),
        Move::Leaves => {
            let account = id_of(one);
            raw(&world.db, move |tx| Ok(tx.run(&WORKS, values![account, "left"])?));
            Ok(())
        }
        Move::Ask => world.db.write_now(move |tx| {
            let scope = Scope::<AskWhoAnswered>::of(&who)?;
            contacts::ask(
                tx,
                &scope,
                (contact, request),
                "A worry about a child",
                now,
                &*entropy,
            )
        }),
        Move::AgreeSelf | Move::Agree | Move::RefuseSelf | Move::Refuse => {
            let agrees = matches!(step, Move::AgreeSelf | Move::Agree);
            world.db.write_now(move |tx| {
                let scope = Scope::<AgreeWhoAnswered>::of(&who)?;
                let open = tx.one(&OPEN, values![contact.0], |row| row.get::<Id>(0))?;
                let open = open.map_or(request, ContactRequestId);
                contacts::decide(tx, &scope, (contact, open), (agrees, "I read it"), now, &*entropy)
            })
        }
    }
}

/// Who sees it now.
fn sees(world: &World, account: &Account, contact: ContactId, now: Instant) -> bool {
    let scope = Scope::<AskWhoAnswered>::of(&account.viewer).unwrap();
    let found = world.db.read_now(|tx| contacts::shown(tx, &scope, contact, now));
    found.is_ok_and(|(words, _)| words.reveal() == LEFT_WORDS)
}

/// Proves SI4: over every sequence of four steps of two people, time and somebody leaving, who gave an answer is shown to whoever asked, for
/// a day from when the other one agreed, and to nobody else at any other time.
#[test]
fn identity_is_shown_only_after_a_second_person_agreed() {
    let world = asking();
    let (one, other) = (world.coordinator.clone(), world.colleague());
    let mut sequences: Vec<Vec<Move>> = vec![Vec::new()];
    for length in 1..=3 {
        let longest: Vec<Vec<Move>> = sequences
            .iter()
            .filter(|sequence| sequence.len() + 1 == length)
            .cloned()
            .collect();
        sequences.extend(longest.iter().flat_map(|before| {
            MOVES.map(|step| {
                let mut next = before.clone();
                next.push(step);
                next
            })
        }));
    }
    // Nothing comes of a sequence before somebody asks: those of four begin with it.
    let asked = |rest: &Vec<Move>| [vec![Move::Ask], rest.clone()].concat();
    let whole: Vec<Vec<Move>> = sequences
        .iter()
        .filter(|rest| rest.len() == 3)
        .map(asked)
        .collect();
    sequences.retain(|sequence| sequence.len() == 3);
    sequences.extend(whole);
    let ids = left(&world, sequences.len());
    let (account, start) = (id_of(&one), world.clock.now());
    let mut shown = 0;
    for (sequence, contact) in sequences.iter().zip(ids) {
        let mut expected = Expected {
            now: start,
            asked: None,
            shown_until: None,
            works: true,
        };
        for step in sequence {
            // Whoever left does nothing any more: her sign-in ends with it.
            if !expected.works && matches!(step, Move::Ask | Move::AgreeSelf | Move::RefuseSelf) {
                continue;
            }
            let now = expected.now;
            let allowed = expected.make(*step);
            let made = make(&world, (&one, &other), contact, *step, now);
            assert_eq!(made.is_ok(), allowed, "{step:?} in {sequence:?}: {made:?}");
            let should = expected.shown_until.is_some_and(|until| expected.now < until);
            assert_eq!(
                sees(&world, &one, contact, expected.now),
                should,
                "{step:?} in {sequence:?}"
            );
            assert!(!sees(&world, &other, contact, expected.now), "{sequence:?}");
            shown += usize::from(should);
        }
        if !expected.works {
            raw(&world.db, move |tx| {
                Ok(tx.run(&WORKS, values![account, "active"])?)
            });
        }
    }
    assert!(shown > 50, "{shown}");
}

/// Proves SI4: what somebody left is kept apart from her answers; two people and the trail stand between it and whoever reads it, and it is
/// erased when it is done with.
#[test]
fn what_somebody_left_is_kept_apart_and_read_by_one_person() {
    let world = asking();
    let (asker, second) = (
        Browser::of(&world, Some(&world.coordinator)),
        world.administrator(),
    );
    let (second, anybody) = (Browser::of(&world, Some(&second)), Browser::of(&world, None));
    let sheet = format!("/feedback/{}", world.link());
    let page = anybody.get(&sheet);
    assert!(page.main().contains("How can we reach you?"), "{}", page.main());
    let sent = anybody.post(
        &sheet,
        &page.form(&[("expectations", "2"), ("reach-me", LEFT_WORDS)]),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let answers: Vec<String> = world.all(&ANSWERS, values![], |row| row.get(0));
    assert!(!answers.is_empty() && !answers.contains(&"reach-me".to_owned()));
    let contact: Id = world.all(&LEFT, values![], |row| row.get(0))[0];
    let home = format!("/contacts/{contact}");
    for who in [&asker, &second] {
        let list = who.get("/contacts");
        assert!(list.main().contains("Nobody has asked"), "{}", list.main());
        assert!(!who.get(&home).main().contains("robin@"));
    }
    assert_eq!(asker.get(&format!("{home}/shown")).status, StatusCode::GONE);
    let ask = |browser: &Browser, action: &str, values: &[(&str, &str)]| {
        let page = browser.get(&home);
        let path = format!("{home}/{action}");
        // A button is no field of the form: it comes with it when it is pressed.
        let is_button = |name: &str| name == "decision";
        let mut typed = values.to_vec();
        typed.retain(|(name, _)| !is_button(name));
        let mut fields = page.form_in(&format!("form[action='{path}']"), &typed);
        let pressed = values.iter().filter(|(name, _)| is_button(name));
        fields.extend(pressed.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        browser.post(&path, &fields)
    };
    let bare = ask(&asker, "ask", &[("reason", " ")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.main());
    assert!(bare.main().contains("Enter why you have to know who it is"));
    let asked = ask(&asker, "ask", &[("reason", "A worry about a child")]);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
    assert!(!asker.get(&home).main().contains("Do you agree?"));
    let read = second.get(&home);
    assert!(read.main().contains("A worry about a child"), "{}", read.main());
    let refused = ask(&second, "decide", &[("words", ""), ("decision", "refuse")]);
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.main()
    );
    let agreed = ask(&second, "decide", &[("words", ""), ("decision", "agree")]);
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.main());
    assert_eq!(second.get(&format!("{home}/shown")).status, StatusCode::FORBIDDEN);
    assert!(!second.get(&home).main().contains("robin@"));
    let shown = asker.get(&format!("{home}/shown"));
    assert!(shown.main().contains(LEFT_WORDS), "{}", shown.main());
    let erased = ask(&asker, "erase", &[("done", "Spoken with them")]);
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.main());
    assert_eq!(asker.get(&format!("{home}/shown")).status, StatusCode::GONE);
    assert!(asker.get("/contacts").main().contains("Nobody in your sight"));
    assert!(asker.get("/contacts?show=all").main().contains("Erased"));
    let events: Vec<String> = world.all(&EVENTS, values![], |row| row.get(0));
    let mut wanted = [
        "viewed",
        "asked to see who answered",
        "agreed to show who answered",
        "erased how to reach who answered",
    ]
    .iter()
    .filter(|change| !events.iter().any(|known| known == *change));
    assert_eq!(wanted.next(), None, "{events:?}");
}

/// Only whoever it was shown to erases it; the list comes in pages of one statement, however many there are.
#[test]
fn contacts_come_in_pages_and_are_erased_by_who_saw_them() {
    let world = asking();
    let now = world.clock.now();
    let costs = |show: Show| {
        let scope = Scope::<ReadContacts>::of(&world.coordinator.viewer).unwrap();
        let page = world.db.read_now(|tx| {
            let before = tx.queries();
            let (found, more) = contacts::list(tx, &scope, show, None, (50, now))?;
            Ok((found.len(), more, tx.queries() - before))
        });
        page.unwrap()
    };
    let few = left(&world, 2);
    assert_eq!(costs(Show::Left), (2, false, 1));
    left(&world, 118);
    assert_eq!(costs(Show::Left), (50, true, 1));
    assert_eq!(costs(Show::Asked), (0, false, 1));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let (mut next, mut seen) = ("/contacts".to_owned(), 0);
    loop {
        let page = browser.get(&next);
        seen += page.all("tbody tr").len();
        let links = page.attributes(".govuk-pagination__next a", "href");
        let Some(link) = links.first() else { break };
        next.clone_from(link);
    }
    assert_eq!(seen, 120);
    let (contact, viewer) = (few[0], world.coordinator.viewer.clone());
    let version: i64 = world.all(&VERSION, values![contact.0], |row| row.get(0))[0];
    let erased = world.db.write_now(move |tx| {
        let scope = Scope::<AskWhoAnswered>::of(&viewer)?;
        contacts::erase(tx, &scope, (contact, version), "Nothing", now)
    });
    assert!(erased.is_err(), "nobody has been in touch");
}
