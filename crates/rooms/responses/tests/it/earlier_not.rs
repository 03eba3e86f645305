//! What of earlier years is not taken in as it stands: forms of a session that was cancelled, other forms than were shown, and people to write to.

use crate::earlier::{look, map, over, row, stage};
use crate::follow_ups::{comes, daily, mails};
use crate::world::{World, raw};
use store::values;

store::statements! {
    CANCELLED = "update session set state = 'cancelled' where id = ?1";
    BY_FILE = "insert into earlier_person (import_id, line, session_day_id, learner_id, attendance_id) select ?1, 2, t.session_day_id, t.learner_id, t.id from attendance t where t.learner_id = ?2";
    FILE = "insert into earlier_import (id, account_id, made_at, name, file_hash, state, headings, mapping_sealed, kind) \
        select ?1, a.id, 0, 'Before', '00', 'taken', ?2, ?2, 'people' from account a limit 1";
    WAVES = "select count(*) from follow_up_wave";
}

/// Proves SR10: nobody filled in a form of a session that was cancelled: a row that says so is wrong, and told.
#[test]
fn a_form_of_a_cancelled_session_is_told() {
    let (world, reference) = over();
    let session = world.session.0;
    let id = stage(&world, vec![row([&reference, "Agree", "3", "", "", ""])]);
    assert_eq!(look(&world, id).checked.unwrap().forms.len(), 1);
    raw(&world.db, move |tx| Ok(tx.run(&CANCELLED, values![session])?));
    let checked = look(&world, id).checked.unwrap();
    assert_eq!((checked.forms.len(), checked.bad.len()), (0, 1));
    let told = &checked.bad[0];
    assert_eq!((told.line, told.column.as_str()), (2, "Session reference"));
    assert!(told.why.starts_with("The session was cancelled"), "{}", told.why);
}

/// Proves SR10: the same answers of another purpose are other forms than were shown.
#[test]
fn what_forms_were_for_is_shown_too() {
    let (world, reference) = over();
    let id = stage(&world, vec![row([&reference, "Agree", "3", "", "", ""])]);
    let shown = || look(&world, id).checked.unwrap().digest();
    let before = shown();
    let mut mapping = look(&world, id).mapping;
    assert_eq!(mapping.form.purpose, "");
    mapping.form.purpose = "feedback".to_owned();
    map(&world, id, mapping.clone());
    assert_eq!(before, shown(), "it was that before");
    mapping.form.purpose = "pre".to_owned();
    map(&world, id, mapping);
    assert_ne!(before, shown());
}

/// Of whom only a file of earlier years says that she came nobody asks what became of it: it was said that nobody is written to.
#[test]
fn people_of_a_file_are_not_written_to() {
    let world = World::new();
    comes(&world, world.session, &[world.day], "Ann", "ann@work.example");
    let bea = comes(&world, world.session, &[world.day], "Bea", "bea@work.example");
    let (other, other_day) = world.another("Of before");
    let cee = comes(&world, other, &[other_day], "Cee", "cee@work.example");
    let (one, two) = (world.session.0, other.0);
    raw(&world.db, move |tx| {
        for (import, learner) in [(one, bea), (two, cee)] {
            tx.run(&FILE, values![import, vec![1_u8]])?;
            tx.run(&BY_FILE, values![import, learner])?;
        }
        Ok(())
    });
    daily(&world, "2026-06-12");
    let told: Vec<_> = mails(&world).into_iter().map(|mail| mail.to).collect();
    assert_eq!(told, ["ann@work.example"]);
    let waves: i64 = world.all(&WAVES, values![], |row| row.get(0))[0];
    assert_eq!(
        waves, 1,
        "of a session that only the file tells of nobody is asked"
    );
    daily(&world, "2026-06-28");
    assert!(mails(&world).iter().all(|mail| mail.to.starts_with("ann")));
}
