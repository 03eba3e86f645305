//! What sessions from files of earlier years lack is missing and not asked for, unless that is wanted.

use crate::world::World;
use ledger::reading::{Query, State, entries};
use store::values;

store::statements! {
    FILE = "insert into earlier_import (id, account_id, made_at, name, file_hash, state, headings, mapping_sealed) values (?1, ?2, 0, 'Before', '00', 'taken', ?3, ?3)";
    FROM_FILE = "insert into earlier_session (session_id, import_id, line, asked_for) values (?1, ?2, 2, ?3)";
    LOST = "update session_day set register_at = null where session_id = ?1";
    RESTORED = "update owed set waived_at = null, waived_by = null, reason_sealed = null, version = version + 1 where session_id = ?1";
}

fn listed(world: &World, state: State) -> Vec<kernel::Id> {
    let query = Query {
        state: Some(state),
        ..Query::default()
    };
    let page = world.see(|tx, scope| Ok(entries(tx, scope, &query)?));
    page.rows.iter().map(|row| row.id).collect()
}

/// A register of before that came is there, one that did not is missing, and nobody is asked for it; what a coordinator takes back of that stays
/// taken back.
#[test]
fn what_earlier_years_lack_is_not_asked_for() {
    let world = World::new();
    let account = world.named("coordinator", Some(world.east), "Edda East");
    let (lacks, has, wanted) = (
        world.session(world.east, "2026-02-10", "held", false),
        world.session(world.east, "2026-02-11", "held", true),
        world.session(world.east, "2026-02-12", "held", false),
    );
    let file = world.id();
    world.raw(move |tx| {
        tx.run(&FILE, values![file, account, vec![1_u8]])?;
        for (session, asked) in [(lacks, false), (has, false), (wanted, true)] {
            tx.run(&FROM_FILE, values![session, file, asked])?;
        }
        Ok(())
    });
    world.settle();
    let count = |state| listed(&world, state).len();
    assert_eq!(
        (
            count(State::Outstanding),
            count(State::Received),
            count(State::Waived)
        ),
        (2, 1, 3),
        "what is wanted is asked for: a register and feedback; the other three papers are missing"
    );
    world.raw(move |tx| Ok(tx.run(&RESTORED, values![lacks])?));
    world.settle();
    assert_eq!((count(State::Outstanding), count(State::Waived)), (4, 1));
}

/// A register that came is owed again when it is taken back, by hand or with a file of earlier years.
#[test]
fn a_register_that_is_taken_back_is_owed_again() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "held", true);
    world.session(world.east, "2026-02-11", "held", true);
    world.settle();
    let count = |state| listed(&world, state).len();
    assert_eq!((count(State::Outstanding), count(State::Received)), (2, 2));
    world.raw(move |tx| Ok(tx.run(&LOST, values![session])?));
    world.settle();
    assert_eq!((count(State::Outstanding), count(State::Received)), (3, 1));
    world.save_register(session);
    world.settle();
    assert_eq!((count(State::Outstanding), count(State::Received)), (2, 2));
}
