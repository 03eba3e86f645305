//! Forms of earlier years are written aside in small units of work and put in place in one short one: whoever answers meanwhile is counted, and what
//! changed meanwhile is looked at.

use crate::counting::{answer, bring};
use crate::earlier::{YEARS, act, ahead, ahead_with, ask, back, job, look, map, over, stage_as, work};
use crate::earlier_alike::forms;
use crate::sums::{counted, summed, words};
use crate::world::{World, raw};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use instrument::Value;
use kernel::{Clock, Entropy, Id, Problems, SeededEntropy, Stop};
use learning::earlier::{Kind, State, keep};
use learning::model::Purpose;
use paper::sheet::Sheet;
use post::work::Work;
use responses::FORMS;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::channel;
use store::{Stmt, values};

store::statements! {
    THERE = "select (select count(*) from response) + (select count(*) from answer) + (select count(*) from answer_sum) + (select count(*) from earlier_response) \
        + (select count(*) from earlier_print)";
    ASIDE = "select (select count(*) from earlier_form) + (select count(*) from earlier_form_answer) + (select count(*) from earlier_form_sum) \
        + (select count(*) from earlier_form_print)";
    FORMS_ASIDE = "select count(*) from earlier_form";
    SUMS = "select session_id, programme_id, purpose, responses, sums, coded, texts from answer_sum";
    CODED = "select coded from answer_sum where coded is not null";
    FORGET = "delete from answer_sum";
    NOT_QUEUED = "update earlier_import set state = 'open' where id = ?1";
    CHANGED = "update session set version = version + 1 where id in (select f.session_id from earlier_form f where f.import_id = ?1)";
    CANCELLED = "update session set state = 'cancelled' where id in (select f.session_id from earlier_form f where f.import_id = ?1)";
    STANDS = "update earlier_import set state = 'taken' where state = 'open' and id <> ?1";
    LOST = "delete from earlier_form where response_id in (select f.response_id from earlier_form f where f.import_id = ?1 order by f.response_id limit 1)";
    NO_SUM = "delete from earlier_form_sum where import_id = ?1";
    NO_PRINT = "delete from earlier_form_print where import_id = ?1";
}

fn count(world: &World, statement: &'static Stmt) -> i64 {
    world.all(statement, values![], |row| row.get(0))[0]
}

/// A file of these forms, asked to be taken in.
fn asked(world: &World, name: &str, rows: Vec<Vec<String>>) -> Id {
    let id = stage_as(world, (name, name), rows);
    ask(world, id).unwrap();
    id
}

fn system() -> Result<Scope<SystemJob>, Stop> {
    Ok(Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of(
        "test",
    )))?)
}

/// The last unit of work of a file after a change, all of it undone again: its statements, or nothing where the file is matched anew.
fn tried(world: &World, import: Id, change: Option<&'static Stmt>) -> Option<u64> {
    let (entropy, job) = (world.entropy.clone(), job(world, import));
    let (told, heard) = channel();
    let undone = world.db.write_now(move |tx| {
        if let Some(change) = change {
            assert_eq!(tx.changed(change, values![import])?, 1, "{}", change.name);
        }
        let before = tx.queries();
        let outcome = YEARS.run(tx, &system()?, &job, &*entropy, job.made_at);
        let statements = tx.queries() - before;
        let fits = outcome.inspect_err(|stop| assert!(matches!(stop, Stop::Fault(_)), "{stop:?}"));
        let _ = told.send(fits.is_ok().then_some(statements));
        Err::<audit::Done<()>, _>(Stop::from(Problems::one("undone", "undone")))
    });
    assert!(matches!(undone, Err(Stop::Problems(_))), "{undone:?}");
    heard.recv().unwrap()
}

/// A sum without its day, and without its id and its words, which are of another seal each time.
type Sum = (Option<Id>, Id, String, i64, Vec<u8>, Option<Vec<u8>>, i64);

fn sums(world: &World) -> Vec<Sum> {
    let mut sums: Vec<Sum> = world.all(&SUMS, values![], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
        ))
    });
    sums.sort();
    sums
}

/// What is added up is what counting the answers says, and what comes of them when they are added up anew.
fn assert_summed(world: &World, purpose: &'static str, responses: i64) {
    let (found, many) = summed(world, purpose);
    assert_eq!(many, responses);
    assert_eq!(found, counted(world, purpose));
    let before = sums(world);
    raw(&world.db, |tx| Ok(tx.run(&FORGET, values![])?));
    let system = Viewer::system(ticket::Ticket::of("test"));
    let entropy: Arc<dyn Entropy> = world.entropy.clone();
    let heaps = responses::add_up_missing(&world.db, &system, &entropy).unwrap();
    assert_eq!((heaps, sums(world)), (before.len(), before));
}

/// Proves SR10: forms are written aside in small units of work, and until all of them are put in place nothing of them is there. Somebody who answers
/// between is counted with them; the unit of work that puts them in place takes as many statements for a hundred as for six.
#[test]
fn answers_come_while_forms_are_taken_in() {
    let (world, reference) = over();
    let few = asked(&world, "Few", forms(&reference, 0, 6));
    let many = asked(&world, "Many", forms(&reference, 1_000, 120));
    ahead(&world, few);
    let commits = world.db.commits();
    ahead(&world, many);
    let pieces = world.db.commits() - commits;
    assert!(pieces >= 6, "written aside in {pieces} units of work");
    assert_eq!(count(&world, &THERE), 0);
    let own = vec![vec![answer("expectations", Value::Number(5))]];
    bring(&world, "end-of-session", Purpose::Feedback, world.session, own);
    let statements = tried(&world, few, None);
    assert!(statements.is_some());
    assert_eq!(tried(&world, many, None), statements);
    work(&world, many);
    assert_eq!(look(&world, many).import.state, State::Taken);
    assert_eq!(world.responses(), 121);
    assert_summed(&world, "feedback", 121);
    assert_eq!(tried(&world, few, None), None, "another file stands by now");
    assert_eq!(count(&world, &FORMS_ASIDE), 6 + 120);
    ahead(&world, many);
    assert_eq!(
        count(&world, &FORMS_ASIDE),
        6,
        "what stood aside of it is deleted"
    );
}

/// Chance that ends after so many draws, as a program does that is killed.
struct Ending(SeededEntropy, AtomicI64);

impl Entropy for Ending {
    fn fill(&self, buffer: &mut [u8]) {
        assert!(self.1.fetch_sub(1, Ordering::SeqCst) > 0, "killed");
        self.0.fill(buffer);
    }
}

/// Proves SR10: wherever writing aside ends, nothing of the file is there, and nothing is put in place; the next time all of it is, and once.
#[test]
fn forms_that_were_cut_off_are_written_aside_anew() {
    let (world, reference) = over();
    let id = asked(&world, "Many", forms(&reference, 0, 120));
    let killed = |draws: u32, stand: i64| {
        let chance = Ending(SeededEntropy::new(draws.into()), AtomicI64::new(draws.into()));
        let entropy: Arc<dyn Entropy> = Arc::new(chance);
        let ended = catch_unwind(AssertUnwindSafe(|| ahead_with(&world, id, &entropy)));
        assert!(ended.is_err(), "{draws}");
        assert_eq!(count(&world, &FORMS_ASIDE), stand, "{draws}");
        assert_eq!(count(&world, &THERE), 0, "{draws}");
        assert_eq!(tried(&world, id, None), None, "{draws}");
    };
    // One draw for the round, two for each form: of its id, and of the seal of its words. Then one for their sum, and one for the fingerprints.
    let cuts = [(31, 0), (121, 50), (239, 100), (241, 120), (242, 120)];
    for (draws, stand) in cuts {
        killed(draws, stand);
    }
    ahead(&world, id);
    assert!(tried(&world, id, None).is_some());
    // A round was finished before: what was begun since is not taken for it.
    for (draws, stand) in cuts {
        killed(draws, stand);
    }
    work(&world, id);
    assert_eq!(world.responses(), 120);
    assert_eq!(
        count(&world, &FORMS_ASIDE),
        120,
        "there are no rows of two rounds"
    );
    assert_summed(&world, "feedback", 120);
}

/// Proves SR10: what stands aside is put in place only while all that it rests on is as it was, and while nothing of it is missing; what makes no
/// difference hinders nothing.
#[test]
fn what_changed_since_forms_were_written_aside_is_matched_anew() {
    let (world, reference) = over();
    let id = asked(&world, "East 2022", forms(&reference, 0, 6));
    stage_as(&world, ("Open", "Open"), forms(&reference, 100, 6));
    assert_eq!(tried(&world, id, None), None, "nothing stands aside yet");
    ahead(&world, id);
    assert!(tried(&world, id, Some(&CHANGED)).is_some());
    for change in [&CANCELLED, &STANDS, &LOST, &NO_SUM, &NO_PRINT] {
        assert_eq!(tried(&world, id, Some(change)), None, "{}", change.name);
    }
    raw(&world.db, move |tx| Ok(tx.run(&CANCELLED, values![id])?));
    ahead(&world, id);
    let import = look(&world, id).import;
    assert_eq!(import.state, State::Open);
    assert!(import.told.unwrap().starts_with("Rows of it are wrong"));
    assert_eq!((count(&world, &ASIDE), count(&world, &THERE)), (0, 0));
}

/// While a file is being taken in it is neither taken back nor thrown away; taken back right after, nothing is left of it anywhere. What stands aside of
/// a file that is not being taken in any more goes with the night's work.
#[test]
fn nothing_is_left_aside() {
    let (world, reference) = over();
    let id = asked(&world, "East 2022", forms(&reference, 0, 6));
    ahead(&world, id);
    assert!(
        act(&world, move |tx, scope, moment| keep::ask_back(
            tx, scope, moment, id, FORMS
        ))
        .is_err()
    );
    assert!(
        act(&world, move |tx, scope, moment| keep::discard(
            tx, scope, moment, id
        ))
        .is_err()
    );
    work(&world, id);
    assert!(count(&world, &ASIDE) > 0 && count(&world, &THERE) > 0);
    back(&world, id);
    assert_eq!(look(&world, id).import.state, State::Gone);
    assert_eq!((count(&world, &ASIDE), count(&world, &THERE)), (0, 0));
    let other = asked(&world, "West 2022", forms(&reference, 100, 6));
    ahead(&world, other);
    let night = || {
        let (entropy, now, job) = (world.entropy.clone(), world.clock.now(), job(&world, other));
        raw(&world.db, move |tx| {
            learning::jobs::Tidying.run(tx, &system()?, &job, &*entropy, now)
        });
    };
    let aside = count(&world, &ASIDE);
    night();
    assert_eq!(count(&world, &ASIDE), aside, "it is being taken in");
    raw(&world.db, move |tx| Ok(tx.run(&NOT_QUEUED, values![other])?));
    night();
    assert_eq!(count(&world, &ASIDE), 0);
}

/// Forms of before a course, some of its session and some of its day in another year.
fn befores(world: &World, reference: &str, name: &'static str) -> Id {
    let head = ["Session reference", "Course", "Date", "knowledge", "three-words"];
    let head = head.map(str::to_owned).to_vec();
    let rows = (0..8).map(|number| {
        let (reference, course, day) = match number % 2 {
            0 => (reference, "", ""),
            _ => ("", "Responding well", "2019-05-03"),
        };
        let said = format!("calm, {name} {number}");
        [reference, course, day, "3", said.as_str()]
            .map(str::to_owned)
            .to_vec()
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let id = act(world, move |tx, scope, moment| {
        let sheets = [Sheet {
            name: String::new(),
            rows: rows.clone(),
        }];
        keep::stage(tx, scope, moment, Kind::Forms, (name, name), &sheets)
    })
    .unwrap();
    let looked = look(world, id);
    let mut mapping = looked.mapping;
    let mut versions = looked.versions.iter();
    let (version, _) = versions
        .find(|(_, title)| title.starts_with("Before the course"))
        .unwrap();
    mapping.form.version = version.to_string();
    "pre".clone_into(&mut mapping.form.purpose);
    mapping.form.loose = true;
    map(world, id, mapping);
    ask(world, id).unwrap();
    id
}

/// What is put in place is added to what stands by then: words and counts of a session and of a day, and codes of those who came otherwise.
#[test]
fn forms_are_added_to_what_stands() {
    let (world, reference) = over();
    let first = befores(&world, &reference, "one");
    ahead(&world, first);
    let own = [
        ("code-parent", Value::Text("ma".to_owned())),
        ("code-day", Value::Number(7)),
        ("code-phone", Value::Text("42".to_owned())),
        ("knowledge", Value::Number(6)),
        ("three-words", Value::Text("glad".to_owned())),
    ];
    let own = own.map(|(key, value)| answer(key, value)).to_vec();
    bring(&world, "before", Purpose::Pre, world.session, vec![own]);
    let codes = || world.all(&CODED, values![], |row| row.get::<Vec<u8>>(0));
    let before = codes();
    assert_eq!(before.len(), 1);
    assert!(tried(&world, first, None).is_some());
    work(&world, first);
    let second = befores(&world, &reference, "two");
    work(&world, second);
    assert_eq!(look(&world, second).import.state, State::Taken);
    assert_eq!(codes(), before);
    let [together, apart] = words(&world);
    assert_eq!(together.len(), 8 + 1 + 8);
    assert!(together == apart, "answers in a few words");
    assert_summed(&world, "pre", 17);
    back(&world, first);
    assert_summed(&world, "pre", 9);
}
