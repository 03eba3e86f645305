//! Registers kept on a device: what comes from there counts once, in whatever order, and is lost in no case.

use crate::doors::{arrive, open, walk_in};
use crate::world::{self, World, day};
use access::Viewer;
use access::actions::{ManageBookings, RunDoor, SignInAtDoor};
use kernel::{Clock, Entropy, Id, Instant, Refusal, SeededEntropy, Stop};
use learning::door::kept::{self, Pack};
use learning::door::marks::{self, Received, Sent};
use learning::door::settle::{self, About, Question, Settled};
use learning::model::{How, LearnerId, SessionDayId, SessionId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::values;

store::statements! {
    WHO = "select learner_id, how from attendance where session_day_id = ?1";
    AT = "select at from attendance where session_day_id = ?1";
    LEFT = "update account set state = 'left' where id = ?1";
    COMPLETE = "select register_at from session_day where id = ?1";
    STORED = "select state, walk_in_sealed from kept_mark order by seq";
    COPIES = "select count(*) from kept_register";
}

/// A device with a copy of the register.
pub(crate) struct Device {
    pub(crate) pack: Pack,
    seq: i64,
    made: Vec<Sent>,
}

impl Device {
    pub(crate) fn of(world: &World, session: SessionId) -> Self {
        let pack = world
            .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
                kept::keep(tx, scope, moment, session)
            })
            .unwrap();
        Self {
            pack,
            seq: 0,
            made: Vec::new(),
        }
    }

    pub(crate) fn id(&self, name: &str) -> String {
        self.pack
            .people
            .iter()
            .find(|person| person.name == name)
            .unwrap()
            .id
            .clone()
    }

    /// Marks somebody, or a day.
    pub(crate) fn mark(&mut self, world: &World, day: SessionDayId, who: &str, there: bool) -> Sent {
        self.seq += 1;
        let id = Id::fresh(&world.clock, &*world.entropy);
        let mark = Sent {
            id: id.to_string(),
            day: day.to_string(),
            who: if who.is_empty() {
                id.to_string()
            } else {
                who.to_owned()
            },
            there,
            at: world.clock.now().millis(),
            seq: self.seq,
            name: None,
            email: None,
        };
        self.made.push(mark.clone());
        mark
    }

    pub(crate) fn walk_in(&mut self, world: &World, day: SessionDayId, name: &str, email: &str) -> Sent {
        let mut mark = self.mark(world, day, "", true);
        mark.name = Some(name.to_owned());
        mark.email = Some(email.to_owned());
        *self.made.last_mut().unwrap() = mark.clone();
        mark
    }

    /// What was marked, in the order in which it was.
    pub(crate) fn made(&self) -> &[Sent] {
        &self.made
    }

    pub(crate) fn send_with(&self, world: &World, skew: i64, sent: &[Sent]) -> Result<Received, Stop> {
        let (id, token) = (Id::parse(&self.pack.id).unwrap(), self.pack.token.clone());
        let (now, sent) = (world.clock.now().millis() + skew, sent.to_vec());
        world.act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
            marks::receive(tx, scope, moment, id, &token, now, &sent)
        })
    }

    pub(crate) fn send(&self, world: &World, sent: &[Sent]) -> Received {
        self.send_with(world, 0, sent).unwrap()
    }

    pub(crate) fn send_all(&self, world: &World) -> Received {
        self.send(world, &self.made)
    }
}

pub(crate) fn there(world: &World, day: SessionDayId) -> BTreeMap<LearnerId, String> {
    let rows = world.all(&WHO, values![day.0], |row| {
        Ok((LearnerId(row.get(0)?), row.get::<String>(1)?))
    });
    let count = rows.len();
    let there: BTreeMap<_, _> = rows.into_iter().collect();
    assert_eq!(there.len(), count, "nobody stands there twice");
    there
}

pub(crate) fn questions(world: &World, session: SessionId) -> Vec<Question> {
    world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            settle::questions(tx, scope, session)
        })
        .unwrap()
}

pub(crate) fn settle(world: &World, session: SessionId, mark: Id, answer: Settled) -> Result<(), Stop> {
    world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
        settle::settle(tx, scope, moment, session, mark, answer)
    })
}

pub(crate) fn held(world: &World, viewer: &Viewer, session: SessionId) -> Result<Vec<settle::Held>, Stop> {
    world.see::<ManageBookings, _>(viewer, |tx, scope| settle::held(tx, scope, session))
}

/// One day of marks on two devices, whose sendings are cut, repeated and put out of order, while people sign in on their phones.
fn simulated_day(seed: u64) {
    const NAMES: [&str; 6] = [
        "Ann One",
        "Bea Two",
        "Cay Three",
        "Dee Four",
        "Eli Five",
        "Fay Six",
    ];
    let dice = SeededEntropy::new(seed);
    let chance = |of: u64| dice.below(of) == 0;
    let world = World::new();
    let session = world.session_on(9, &[day(2026, 3, 12)]);
    for name in NAMES {
        world.book(session, name).unwrap();
    }
    world.clock.set(Instant::on(day(2026, 3, 12), "09:20").unwrap());
    let today = world.days(session)[0];
    let mut devices = [Device::of(&world, session), Device::of(&world, session)];
    let skews = [0, 1, 2].map(|_| i64::try_from(dice.below(7_200_000)).unwrap() - 3_600_000);
    let (mut last, mut phones) = (BTreeMap::new(), BTreeSet::new());
    for _ in 0..30 {
        world.clock.advance(20);
        let person = NAMES[usize::try_from(dice.below(6)).unwrap()];
        if chance(6) {
            assert!(arrive(&world, today, &world.person(person).person.email));
            phones.insert(person);
            continue;
        }
        let which = usize::try_from(dice.below(2)).unwrap();
        let device = &mut devices[which];
        let (who, yes) = (device.id(person), !chance(3));
        device.mark(&world, today, &who, yes);
        last.insert((which, person), yes);
        // A lot that breaks off: any part of what was made so far, in any order, once or twice.
        if chance(3) {
            let mut lot: Vec<Sent> = device.made.iter().filter(|_| chance(2)).cloned().collect();
            if chance(2) {
                lot.reverse();
            }
            for _ in 0..=dice.below(2) {
                device.send_with(&world, skews[which], &lot).unwrap();
            }
        }
    }
    // In the end each device has sent everything, one of them backwards and one mark at a time.
    for one in devices[0].made.iter().rev() {
        devices[0]
            .send_with(&world, skews[0], std::slice::from_ref(one))
            .unwrap();
    }
    devices[1].send_all(&world);
    devices[1].send_all(&world);
    let expected: BTreeSet<String> = NAMES
        .into_iter()
        .filter(|name| phones.contains(name) || (0..2).any(|which| last.get(&(which, *name)) == Some(&true)))
        .map(|name| devices[0].id(name))
        .collect();
    let found: BTreeSet<String> = there(&world, today).keys().map(ToString::to_string).collect();
    assert_eq!(found, expected, "seed {seed}");
    // Whom one device says was not there though she is marked is asked about; nobody else is.
    let asked: BTreeSet<String> = questions(&world, session)
        .into_iter()
        .map(|one| one.name)
        .collect();
    let against: BTreeSet<String> = NAMES
        .into_iter()
        .filter(|name| {
            expected.contains(&devices[0].id(name))
                && (0..2).any(|which| last.get(&(which, *name)) == Some(&false))
        })
        .map(str::to_owned)
        .collect();
    assert_eq!(asked, against, "seed {seed}");
}

/// Proves SR9: cut, repeated, out of order, with clocks an hour wrong, on two devices, with own sign-ins in between: nothing lost, nothing
/// doubled.
#[test]
fn what_comes_from_devices_counts_once_in_whatever_order() {
    for seed in 0..25 {
        simulated_day(seed);
    }
}

/// Proves SR9: signing in on a phone and being marked on a device is one attendance, and own signatures are not taken away from there.
#[test]
fn a_device_never_takes_away_who_signed_in_herself() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let (ann, bea) = (device.id("Ann One"), device.id("Bea Two"));
    device.mark(&world, today, &ann, true);
    device.mark(&world, today, &bea, false);
    assert!(arrive(&world, today, "ann.one@work.example"));
    assert!(arrive(&world, today, "bea.two@work.example"));
    let told = device.send_all(&world);
    assert_eq!(told.taken.len(), 2);
    assert_eq!(told.waiting, 1, "Bea says so herself, the device says not");
    assert_eq!(there(&world, today).len(), 2);
    let asked = questions(&world, session);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].name, "Bea Two");
    assert!(matches!(asked[0].about, About::There(How::Phone)));
    settle(&world, session, asked[0].mark, Settled::NotThere).unwrap();
    assert_eq!(there(&world, today).len(), 1);
    assert!(questions(&world, session).is_empty());
    assert!(
        matches!(
            settle(&world, session, asked[0].mark, Settled::There),
            Err(Stop::Refusal(Refusal::Closed(_)))
        ),
        "settled once"
    );
}

/// What a trainer ticked at the desk after the copy was taken is not undone by it either; what she had ticked before is hers to take back.
#[test]
fn a_device_takes_back_only_what_it_knew() {
    let (world, session, today) = open();
    let save = |learner: &str| {
        let marks = learning::door::register::Marks {
            shown: BTreeSet::new(),
            present: BTreeSet::from([LearnerId(Id::parse(learner).unwrap())]),
        };
        world
            .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
                learning::door::register::save(tx, scope, moment, today, &marks)
            })
            .unwrap();
    };
    let ann = Device::of(&world, session).id("Ann One");
    save(&ann);
    world.clock.advance(60);
    let mut device = Device::of(&world, session);
    world.clock.advance(60);
    let bea = device.id("Bea Two");
    save(&bea);
    device.mark(&world, today, &ann, false);
    device.mark(&world, today, &bea, false);
    device.send_all(&world);
    let left: Vec<String> = there(&world, today).keys().map(ToString::to_string).collect();
    assert_eq!(left, [bea]);
    assert_eq!(questions(&world, session).len(), 1);
}

/// Proves SR9: a clock that is wrong is set right by what it shows as it sends, and no mark is older than its copy or younger than now.
#[test]
fn a_wrong_clock_is_set_right() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let hours = 5 * 3_600_000;
    world.clock.advance(600);
    let ann = device.id("Ann One");
    let mut mark = device.mark(&world, today, &ann, true);
    let made = world.clock.now();
    mark.at += hours;
    world.clock.advance(600);
    device.send_with(&world, hours, &[mark]).unwrap();
    let at = |world: &World| world.all(&AT, values![today.0], |row| row.get::<Instant>(0));
    assert_eq!(at(&world), [made]);
    let bea = device.id("Bea Two");
    let mut early = device.mark(&world, today, &bea, true);
    early.at = 0;
    device.send(&world, &[early]);
    let oldest = made.plus_seconds(-600);
    assert!(at(&world).contains(&oldest), "not before the copy was taken");
}

/// Proves SR9 and SA7: only the device that was given the copy sends for it, only its keeper opens it again, and not for ever.
#[test]
fn a_copy_is_opened_and_sent_by_its_own_alone() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let other = Device::of(&world, session);
    let ann = device.id("Ann One");
    let mark = device.mark(&world, today, &ann, true);
    let wrong = Device {
        pack: Pack {
            token: other.pack.token.clone(),
            id: device.pack.id.clone(),
            ..Device::of(&world, session).pack
        },
        seq: 0,
        made: Vec::new(),
    };
    assert!(matches!(
        wrong.send_with(&world, 0, std::slice::from_ref(&mark)),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    assert!(there(&world, today).is_empty());
    let id = Id::parse(&device.pack.id).unwrap();
    let key = |viewer: &Viewer| {
        let now = world.clock.now();
        world.see::<RunDoor, _>(viewer, |tx, scope| kept::key(tx, scope, session, id, now))
    };
    assert_eq!(key(&world.trainer.viewer).unwrap(), device.pack.key);
    assert_ne!(device.pack.key, other.pack.key);
    for stranger in [&world.coordinator.viewer, &world.westerner.viewer] {
        assert!(matches!(key(stranger), Err(Stop::Refusal(Refusal::Unknown))));
    }
    world.clock.advance(kept::KEPT_SECONDS + 1);
    assert!(matches!(
        key(&world.trainer.viewer),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    let many = vec![mark; marks::MOST_MARKS + 1];
    assert!(matches!(
        device.send_with(&world, 0, &many),
        Err(Stop::Refusal(Refusal::Malformed(_)))
    ));
}

#[test]
fn a_register_is_complete_when_the_device_says_so() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let at = |world: &World| world.one(&COMPLETE, values![today.0], |row| row.get::<Option<Instant>>(0));
    assert_eq!(at(&world), Some(None));
    let ann = device.id("Ann One");
    device.mark(&world, today, &ann, true);
    device.send_all(&world);
    assert_eq!(at(&world), Some(None), "a mark alone does not make it complete");
    device.mark(&world, today, &today.to_string(), true);
    let said = world.clock.now();
    world.clock.advance(60);
    assert!(!device.send_all(&world).ends, "the second day is still to come");
    assert_eq!(at(&world), Some(Some(said)));
    world.clock.set(Instant::on(day(2026, 3, 13), "16:01").unwrap());
    assert!(device.send_all(&world).ends, "the last day is over");
}

/// A device is given names and organisations, and who is marked: nothing else of anybody.
#[test]
fn a_copy_holds_names_and_nothing_else_of_anybody() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "ann.one@work.example"));
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let device = Device::of(&world, session);
    let people: Vec<_> = device
        .pack
        .people
        .iter()
        .map(|one| (one.name.as_str(), one.note.as_str(), one.there.len()))
        .collect();
    assert_eq!(
        people,
        [
            ("Ann One", "Housing", 1),
            ("Bea Two", "Housing", 0),
            ("Wanda Walk", "Housing", 1)
        ]
    );
    assert_eq!(device.pack.days.len(), 2);
    assert_eq!(device.pack.seconds, 72 * 3600);
}

/// The night's work lets go of what came from devices a month after, but not of what still waits.
#[test]
fn what_came_from_a_device_goes_after_a_month() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let mut other = Device::of(&world, session);
    let ann = device.id("Ann One");
    device.mark(&world, today, &ann, true);
    device.send_all(&world);
    other.walk_in(&world, today, "Bea Two", "");
    other.send_all(&world);
    world.clock.advance(34 * 86_400);
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::Tidying)];
    let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
    assert_eq!(world.count(&COPIES, None), 1);
    assert_eq!(questions(&world, session).len(), 1);
    assert_eq!(
        world.count(&world::MARKS, Some(today.0)),
        1,
        "the attendance stays"
    );
}

/// What somebody signed herself stays, also when she had not booked.
#[test]
fn a_walk_in_who_signed_herself_stays() {
    let (world, session, today) = open();
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let mut device = Device::of(&world, session);
    let wanda = device.id("Wanda Walk");
    let gone = device.mark(&world, today, &wanda, false);
    device.send(&world, &[gone]);
    assert_eq!(there(&world, today).len(), 1);
}
