//! Entries come when a day is over and go when their papers come.

use crate::world::{World, system};
use ledger::reading::{Query, State, entries};
use ledger::{Part, Standing, completeness, completeness_of};

fn standing(due: u64, outstanding: u64) -> Standing {
    Standing {
        due,
        received: due - outstanding,
        outstanding,
        waived: 0,
        sessions: due,
        cancelled: 0,
    }
}

#[test]
fn every_statement_compiles() {
    let db = store::testing::database();
    store::testing::check_catalogue(&db, &ledger::catalogue()).unwrap();
}

#[test]
fn a_day_that_is_over_owes_its_papers_once() {
    let world = World::new();
    let over = world.session(world.east, "2026-02-10", "held", false);
    world.session(world.east, "2026-03-02", "planned", false);
    world.session(world.east, "2026-02-11", "cancelled", false);
    world.session(world.west, "2026-02-12", "held", true);
    assert_eq!(
        world.settle(),
        4,
        "register and feedback of the two days that were held"
    );
    assert_eq!(world.settle(), 0, "once");
    let count = |kind: &'static str| {
        world.see(|tx, _| Ok(completeness(tx, &system().leave_to(), world.programme, kind)?))
    };
    assert_eq!(count("register"), standing(2, 1));
    assert_eq!(count("feedback"), standing(2, 2));
    world.save_register(over);
    assert_eq!(
        count("register"),
        standing(2, 0),
        "a register saved a moment ago is not asked for"
    );
    world.settle();
    assert_eq!(count("register"), standing(2, 0));
}

#[test]
fn a_day_that_was_moved_to_later_owes_nothing_yet() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "planned", false);
    let trainer = world.named("trainer", None, "Tara Trainer");
    world.trains(session, trainer);
    assert_eq!(world.settle(), 2);
    world.move_to(session, "2026-04-01");
    assert_eq!(world.settle(), 0);
    assert_eq!(world.see(|tx, scope| Ok(ledger::outstanding(tx, scope)?)), 0);
}

#[test]
fn completeness_is_of_the_part_that_was_asked_for() {
    let world = World::new();
    for on in ["2026-02-03", "2026-02-10", "2026-02-17"] {
        world.session(world.east, on, "held", false);
    }
    world.session(world.west, "2026-02-10", "held", true);
    world.settle();
    let of = |part: Part| {
        world.see(|tx, _| {
            Ok(completeness_of(
                tx,
                &system().leave_to(),
                world.programme,
                "register",
                &part,
            )?)
        })
    };
    assert_eq!(of(Part::default()), standing(4, 3));
    let west = Part {
        area: Some(world.west),
        ..Part::default()
    };
    assert_eq!(of(west), standing(1, 0));
    let week = Part {
        from: Some(crate::world::day("2026-02-10")),
        to: Some(crate::world::day("2026-02-16")),
        ..Part::default()
    };
    assert_eq!(of(week), standing(2, 1));
}

/// A page costs one statement, however much is owed and in whichever order, and its pages hold everything once.
#[test]
fn pages_cost_the_same_and_hold_everything_once() {
    let world = World::new();
    for number in 0..60 {
        let on = format!("2026-01-{:02}", number % 28 + 1);
        world.session(
            if number % 2 == 0 { world.east } else { world.west },
            &on,
            "held",
            false,
        );
    }
    world.settle();
    for oldest in [false, true] {
        let mut query = Query {
            state: Some(State::Outstanding),
            oldest,
            ..Query::default()
        };
        let mut seen = std::collections::BTreeSet::new();
        let (mut pages, mut days) = (0, Vec::new());
        loop {
            let page = world.see(|tx, scope| {
                let before = tx.queries();
                let page = entries(tx, scope, &query)?;
                assert_eq!(tx.queries() - before, 1);
                Ok(page)
            });
            pages += 1;
            for row in &page.rows {
                assert!(seen.insert(row.id), "twice");
                days.push(row.since);
            }
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        assert_eq!((pages, seen.len()), (3, 120));
        assert!(days.is_sorted_by(|one, other| if oldest { one <= other } else { one >= other }));
    }
}
