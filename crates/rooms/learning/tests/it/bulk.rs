//! Forms about many people at once.

use crate::world::{self, World, day};
use access::actions::RunDoor;
use kernel::{Entropy, Id, Instant, Refusal, SeededEntropy, Stop};
use learning::door::register;
use learning::model::{LearnerId, SessionId};
use std::collections::BTreeSet;

/// People on the register of a session's first day.
fn on_register(world: &World, session: SessionId) -> Vec<LearnerId> {
    let today = world.days(session)[0];
    let lines = world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            register::lines(tx, scope, session, today)
        })
        .unwrap();
    lines.iter().map(|line| line.learner).collect()
}

/// Proves SA7: a register is sixty times filled in by chance, with people who are on it and people who are not, wherever they stand in
/// it: any that does not belong refuses the whole and nothing is marked; without one it is saved as the single marks would be.
#[test]
fn any_line_that_does_not_belong_refuses_the_whole_register() {
    let world = World::new();
    let days = [day(2026, 3, 12)];
    let (session, other) = (world.session_on(20, &days), world.session_on(20, &days));
    for number in ["One", "Two", "Three", "Four", "Five", "Six"] {
        world.book(session, &format!("Ann {number}")).unwrap();
        world.book(other, &format!("Bea {number}")).unwrap();
    }
    world.clock.set(Instant::on(day(2026, 3, 12), "09:20").unwrap());
    let today = world.days(session)[0];
    let own = on_register(&world, session);
    let mut foreign = on_register(&world, other);
    foreign.push(LearnerId(session.0));
    foreign.push(LearnerId(Id::NIL));
    let dice = SeededEntropy::new(7);
    let pick = |below: usize| usize::try_from(dice.below(u64::try_from(below).unwrap())).unwrap();
    let (mut refused, mut saved) = (0, 0);
    let mut marked: BTreeSet<LearnerId> = BTreeSet::new();
    for _ in 0..60 {
        let mut present: BTreeSet<LearnerId> = own.iter().copied().filter(|_| pick(2) == 0).collect();
        let mut shown: BTreeSet<LearnerId> = own.iter().copied().filter(|_| pick(3) > 0).collect();
        let bad = pick(2) == 0;
        if bad {
            let one = foreign[pick(foreign.len())];
            if pick(2) == 0 {
                present.insert(one);
            } else {
                shown.insert(one);
                present.insert(one);
            }
        }
        let marks = register::Marks {
            shown: shown.clone(),
            present: present.iter().copied().collect(),
        };
        let done = world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            register::save(tx, scope, moment, today, &marks)
        });
        if bad {
            assert!(
                matches!(done, Err(Stop::Refusal(Refusal::Unknown))),
                "{present:?}"
            );
            refused += 1;
        } else {
            done.unwrap();
            // A mark that was shown and is not there any more was taken back.
            marked.retain(|one| present.contains(one) || !shown.contains(one));
            marked.extend(&present);
            saved += 1;
        }
        let count = world.count(&world::MARKS, Some(today.0));
        assert_eq!(usize::try_from(count).unwrap(), marked.len());
    }
    assert!(refused > 15 && saved > 15, "{refused} and {saved}");
}
