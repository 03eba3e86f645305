//! Filled-in forms of earlier years from a spreadsheet: mapped onto a questionnaire, taken in whole or not at all, counted, taken back whole.

use crate::counting::leave;
use crate::world::{BASE, World};
use access::actions::{PlanCourses, SystemJob};
use access::{Scope, Viewer};
use kernel::{Clock, Day, Entropy, Id, Instant, Stop};
use learning::Moment;
use learning::earlier::work::EarlierYears;
use learning::earlier::{Kind, State, keep};
use learning::sittings::Sittings;
use paper::sheet::Sheet;
use post::jobs::Job;
use post::work::{Ahead, Work};
use responses::FORMS;
use responses::tallies::{self, Filter};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::values;

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    ANSWERS = "select a.question_key, coalesce(a.option_key, cast(a.number as varchar), a.non_answer, 'words'), count(*) from response r join answer a on a.response_id = r.id \
        where r.source = 'loaded' group by 1, 2 order by 1, 2";
    HEAPS = "select count(*) from answer_sum";
    LEFT = "select (select count(*) from earlier_response) + (select count(*) from answer) + (select count(*) from earlier_print)";
    OWED_OF_IT = "insert into owed (id, kind, session_id, since, received_at, version) values (?1, ?2, ?3, '2026-03-01', 1, ?4)";
    OWED = "select kind, case when received_at is null then 0 else 1 end, version from owed order by kind";
    SAID = "insert into kept_quote (id, response_id, question_key, occurrence, scope, state, version, kept_at) select r.id, r.id, 'comments', 0, 'readers', 'kept', 1, 0 from response r limit 1";
}

/// What the ledger keeps of a session: when it came and its version, by kind.
type Owed = Vec<(String, bool, i64)>;

const HEAD: [&str; 6] = [
    "Session reference",
    "The day gave me what I came for",
    "knowledge-after",
    "How likely are you to use what you learnt?",
    "When do you expect to use it first?",
    "Comments",
];

type Counts = BTreeMap<(String, Option<i64>, Option<String>, Option<String>), i64>;

/// What the evidence pages read.
fn counts(world: &World) -> (Counts, i64) {
    let programme = world.programme.0;
    let all = Filter::default();
    let (counts, responses) = world
        .db
        .read_now(|tx| {
            let sittings = Sittings::read(tx, &leave(), programme)?;
            let found = tallies::counts(tx, &leave(), &sittings, "feedback", &all)?;
            Ok((found.counts, found.responses))
        })
        .unwrap();
    let mut found = Counts::new();
    for one in counts {
        *found
            .entry((one.question, one.number, one.option, one.non_answer))
            .or_default() += one.count;
    }
    (found, responses)
}

/// A world in which the session is over.
pub(crate) fn over() -> (World, String) {
    let world = World::new();
    world
        .clock
        .set(Instant::on(Day::new(2026, 4, 1).unwrap(), "09:00").unwrap());
    let reference = world
        .all(&REFERENCE, values![world.session.0], |row| row.get(0))
        .remove(0);
    (world, reference)
}

pub(crate) fn act<T: Send + 'static>(
    world: &World,
    work: impl Fn(&mut store::Tx, &Scope<PlanCourses>, &Moment) -> Result<audit::Done<T>, Stop> + Send + 'static,
) -> Result<T, Stop> {
    let (now, entropy, viewer) = (
        world.clock.now(),
        world.entropy.clone(),
        world.coordinator.viewer.clone(),
    );
    world.db.write_now(move |tx| {
        let scope = Scope::<PlanCourses>::of(&viewer)?;
        work(tx, &scope, &Moment::new(now, &*entropy, BASE))
    })
}

pub(crate) fn look(world: &World, id: Id) -> keep::Looked {
    let today = world.clock.now().day();
    let scope = Scope::<PlanCourses>::of(&world.coordinator.viewer).unwrap();
    world
        .db
        .read_now(|tx| keep::look(tx, &scope, id, (FORMS, today)))
        .unwrap()
}

/// Sends rows, and says that they answer our feedback questionnaire.
pub(crate) fn stage(world: &World, rows: Vec<Vec<String>>) -> Id {
    let hash = rows.iter().take(100).flatten().cloned().collect::<String>();
    let hash = format!("{hash} {}", rows.len());
    stage_as(world, ("Forms", &hash), rows)
}

/// The same under a name, with what stands for the bytes of the file.
pub(crate) fn stage_as(world: &World, (name, hash): (&str, &str), rows: Vec<Vec<String>>) -> Id {
    let head = HEAD.map(str::to_owned).to_vec();
    stage_whole(world, (name, hash), std::iter::once(head).chain(rows).collect())
}

/// Forms with a course and a day before their cells, counted where their session is not known.
pub(crate) fn stage_loose(world: &World, name: &str, forms: Vec<Vec<String>>) -> Id {
    let head = [&["Course", "Date"][..], &HEAD].concat();
    let head = head.into_iter().map(str::to_owned).collect();
    let hash = forms.concat().concat() + name;
    let id = stage_whole(world, (name, &hash), std::iter::once(head).chain(forms).collect());
    let mut mapping = look(world, id).mapping;
    mapping.form.loose = true;
    map(world, id, mapping);
    id
}

/// Of a workbook with one more sheet, which has the first form alone.
fn stage_whole(world: &World, (name, hash): (&str, &str), rows: Vec<Vec<String>>) -> Id {
    let (name, hash) = (name.to_owned(), hash.to_owned());
    let id = act(world, move |tx, scope, moment| {
        let sheets = [rows.clone(), rows.iter().take(2).cloned().collect()].map(|rows| Sheet {
            name: String::new(),
            rows,
        });
        keep::stage(tx, scope, moment, Kind::Forms, (&name, &hash), &sheets)
    })
    .unwrap();
    let looked = look(world, id);
    assert!(looked.checked.is_none() || looked.mapping.form.version.len() > 1);
    let (version, _) = looked
        .versions
        .iter()
        .find(|(_, title)| title.starts_with("How was today?"))
        .unwrap();
    let mut mapping = looked.mapping.clone();
    mapping.form.version = version.to_string();
    map(world, id, mapping);
    id
}

pub(crate) fn map(world: &World, id: Id, mapping: learning::earlier::mapping::Mapping) {
    act(world, move |tx, scope, moment| {
        keep::map(tx, scope, moment, id, (FORMS, &mapping))
    })
    .unwrap();
}

/// Asks for a file to be taken in; where others stand it is said that these are other people.
pub(crate) fn ask(world: &World, id: Id) -> Result<(), Stop> {
    ask_as(world, id, true)
}

pub(crate) fn ask_as(world: &World, id: Id, others: bool) -> Result<(), Stop> {
    let shown = look(world, id).checked.unwrap().digest();
    let today = world.clock.now().day();
    let scope = Scope::<PlanCourses>::of(&world.coordinator.viewer)?;
    let agreed = world
        .db
        .read_now(|tx| keep::agreed(tx, &scope, id, (FORMS, today), (&shown, others)))?;
    act(world, move |tx, scope, moment| {
        keep::ask(tx, scope, moment, id, (agreed, &shown))
    })
}

/// The house's own work.
pub(crate) fn work(world: &World, import: Id) {
    ahead(world, import);
    let (entropy, job) = (world.entropy.clone(), job(world, import));
    world
        .db
        .write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            YEARS.run(tx, &scope, &job, &*entropy, job.made_at)?;
            Ok(audit::Done::upkeep(&scope, ()))
        })
        .unwrap();
}

pub(crate) const YEARS: EarlierYears = EarlierYears(FORMS);

/// What it does before the writer is taken.
pub(crate) fn ahead(world: &World, import: Id) {
    let entropy: Arc<dyn Entropy> = world.entropy.clone();
    ahead_with(world, import, &entropy);
}

pub(crate) fn ahead_with(world: &World, import: Id, entropy: &Arc<dyn Entropy>) {
    let job = job(world, import);
    let house = Ahead::new(&world.db, entropy, job.made_at);
    YEARS.ahead(&house, &job).unwrap();
}

pub(crate) fn job(world: &World, import: Id) -> Job {
    Job {
        id: import,
        kind: YEARS.kind().to_owned(),
        payload: serde_json::json!({ "import": import.to_string() }),
        attempt: 1,
        made_at: world.clock.now(),
        key: String::new(),
    }
}

pub(crate) fn row(cells: [&str; 6]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Asks for a file to be taken back, which the house then does.
pub(crate) fn back(world: &World, id: Id) {
    act(world, move |tx, scope, moment| {
        keep::ask_back(tx, scope, moment, id, FORMS)
    })
    .unwrap();
    work(world, id);
}

/// Six forms, enough to be opened: words of the questionnaire, numbers for points, words of their own, empty cells.
fn six(reference: &str) -> Vec<Vec<String>> {
    let two = [
        row([reference, "Strongly agree", "2", "Quite sure", "", "It was good"]),
        row([reference, "agree", "", "Unlikely", "", ""]),
    ];
    [two.clone(), two.clone(), two].concat()
}

/// Words of the file are said once to be answers of the questionnaire.
fn say(world: &World, id: Id) {
    let looked = look(world, id);
    let likely = looked
        .asked
        .iter()
        .find(|asked| asked.key == "likelihood")
        .unwrap();
    let mut mapping = looked.mapping.clone();
    let words = [
        ("Quite sure", likely.choices[0].0.clone()),
        ("Unlikely", likely.choices.last().unwrap().0.clone()),
    ];
    let known = mapping.form.words.entry("likelihood".to_owned()).or_default();
    known.extend(words.map(|(word, value)| (word.to_owned(), value)));
    map(world, id, mapping);
}

/// Proves SR10: forms of earlier years are mapped onto the questions of a questionnaire, shown, taken in whole, counted by the evidence, and taken
/// back; the same forms again, in whatever order, are refused.
#[test]
fn forms_are_mapped_counted_and_taken_back() {
    let (world, reference) = over();
    let before = counts(&world);
    let id = stage(&world, six(&reference));
    let looked = look(&world, id);
    let columns: Vec<_> = looked.mapping.columns.keys().map(String::as_str).collect();
    assert_eq!(
        columns,
        [
            "q-comments",
            "q-expectations",
            "q-knowledge-after",
            "q-likelihood",
            "q-time-of-use",
            "reference"
        ]
    );
    let checked = looked.checked.unwrap();
    let words: Vec<_> = checked
        .words
        .iter()
        .map(|(key, word)| (key.as_str(), word.as_str()))
        .collect();
    assert_eq!(words, [("likelihood", "Quite sure"), ("likelihood", "Unlikely")]);
    assert!(
        ask(&world, id).is_err(),
        "nothing is taken in while a word means nothing"
    );
    say(&world, id);
    ask(&world, id).unwrap();
    assert_eq!(counts(&world), before, "it is the house's own work");
    work(&world, id);
    let answers: Vec<(String, String, i64)> = world.all(&ANSWERS, values![], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    });
    let count = |question: &str, value: &str| {
        let found = answers
            .iter()
            .find(|(key, known, _)| key == question && known == value);
        found.map_or(0, |(_, _, count)| *count)
    };
    assert_eq!(
        (count("expectations", "1"), count("expectations", "2")),
        (3, 3),
        "{answers:?}"
    );
    assert_eq!(
        (
            count("knowledge-after", "2"),
            count("knowledge-after", "not-recorded")
        ),
        (3, 3)
    );
    assert_eq!(
        count("objectives", "not-asked"),
        6,
        "a question without a column was not put"
    );
    assert_eq!(
        (count("comments", "words"), count("comments", "not-recorded")),
        (3, 3)
    );
    let (moved, responses) = counts(&world);
    assert_eq!(responses, 6);
    assert_eq!(
        moved.get(&("expectations".to_owned(), Some(1), None, None)),
        Some(&3),
        "{moved:?}"
    );
    // The same forms again, the other way round, are known although nothing says who filled them in.
    let mut turned = six(&reference);
    turned.reverse();
    let again = stage(&world, turned);
    assert_eq!(
        look(&world, again).twice.as_deref(),
        Some("Forms"),
        "their words are known by now"
    );
    assert!(ask(&world, again).is_err());
    act(&world, move |tx, scope, moment| {
        keep::ask_back(tx, scope, moment, id, FORMS)
    })
    .unwrap();
    work(&world, id);
    assert_eq!(counts(&world), before);
    assert_eq!(world.all(&LEFT, values![], |row| row.get::<i64>(0)), [0]);
    assert_eq!(world.all(&HEAPS, values![], |row| row.get::<i64>(0)), [0]);
    assert_eq!(look(&world, id).import.state, State::Gone);
}

/// Taking a file back leaves the sums of what came by other ways as they were; and a comment that was quoted keeps its file.
#[test]
fn what_came_otherwise_stays_counted() {
    let (world, reference) = over();
    let id = stage(&world, six(&reference));
    say(&world, id);
    ask(&world, id).unwrap();
    work(&world, id);
    let once = counts(&world);
    let other = stage(&world, vec![row([&reference, "Disagree", "3", "", "", ""])]);
    ask(&world, other).unwrap();
    work(&world, other);
    assert_eq!(counts(&world).1, 7);
    act(&world, move |tx, scope, moment| {
        keep::ask_back(tx, scope, moment, other, FORMS)
    })
    .unwrap();
    work(&world, other);
    assert_eq!(counts(&world), once);
    world
        .db
        .write_now(|tx| {
            tx.run(&SAID, values![])?;
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            Ok(audit::Done::upkeep(&scope, ()))
        })
        .unwrap();
    let back = act(&world, move |tx, scope, moment| {
        keep::ask_back(tx, scope, moment, id, FORMS)
    });
    assert!(back.is_err(), "a comment of it is quoted");
}

fn owed(world: &World) -> Owed {
    world.all(&OWED, values![], |row| {
        Ok((row.get(0)?, row.get::<i64>(1)? == 1, row.get(2)?))
    })
}

/// Feedback that came with the forms of a file alone is owed as it was before they came, when they are taken back: of the same version, which says
/// whether anybody has done anything about it since. What came otherwise stays there.
#[test]
fn what_came_with_forms_is_owed_again_without_them() {
    let (world, reference) = over();
    let (session, ids) = (
        world.session.0,
        [
            Id::fresh(&*world.clock, &*world.entropy),
            Id::fresh(&*world.clock, &*world.entropy),
        ],
    );
    let [one, other] = [
        six(&reference),
        vec![row([&reference, "Disagree", "3", "", "", ""])],
    ]
    .map(|rows| {
        let id = stage(&world, rows);
        say(&world, id);
        ask(&world, id).unwrap();
        work(&world, id);
        id
    });
    // The ledger waived both before they came, and found then that they had.
    world
        .db
        .write_now(move |tx| {
            tx.run(&OWED_OF_IT, values![ids[0], "feedback", session, 3_i64])?;
            tx.run(&OWED_OF_IT, values![ids[1], "follow-up", session, 2_i64])?;
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            Ok(audit::Done::upkeep(&scope, ()))
        })
        .unwrap();
    let came = owed(&world);
    let back = |id: Id| {
        act(&world, move |tx, scope, moment| {
            keep::ask_back(tx, scope, moment, id, FORMS)
        })
        .unwrap();
        work(&world, id);
    };
    back(one);
    assert_eq!(owed(&world), came, "the other file brought some too");
    back(other);
    let [feedback, follow_up] = [("feedback", false, 2), ("follow-up", true, 2)];
    let named = |(kind, came, version): (&str, bool, i64)| (kind.to_owned(), came, version);
    assert_eq!(owed(&world), [named(feedback), named(follow_up)]);
}

/// Forms whose session nobody knows count for the programme of their course, where that is said; every row that is wrong is told.
#[test]
fn a_course_is_enough_where_it_is_said() {
    let (world, _) = over();
    let head = ["Course", "Date", "expectations", "likelihood", "time-of-use"];
    let wrong = ["Responding well", "2019-05-03", "", "", "this-week"];
    let rows = vec![
        head.map(str::to_owned).to_vec(),
        ["Responding well", "2019-05-03", "Agree", "high", ""]
            .map(str::to_owned)
            .to_vec(),
        wrong.map(str::to_owned).to_vec(),
    ];
    let id = act(&world, move |tx, scope, moment| {
        let sheets = [Sheet {
            name: String::new(),
            rows: rows.clone(),
        }];
        keep::stage(tx, scope, moment, Kind::Forms, ("Old", "01"), &sheets)
    })
    .unwrap();
    let looked = look(&world, id);
    let mut mapping = looked.mapping.clone();
    mapping.form.version = looked
        .versions
        .iter()
        .find(|(_, title)| title.starts_with("How was"))
        .unwrap()
        .0
        .to_string();
    map(&world, id, mapping.clone());
    let checked = look(&world, id).checked.unwrap();
    assert!(
        checked
            .bad
            .iter()
            .any(|bad| bad.why.starts_with("No session of yours"))
    );
    let mut mapping = look(&world, id).mapping;
    mapping.form.loose = true;
    mapping
        .form
        .words
        .entry("time-of-use".to_owned())
        .or_default()
        .insert(
            "this-week".to_owned(),
            look(&world, id)
                .asked
                .iter()
                .find(|asked| asked.key == "time-of-use")
                .unwrap()
                .choices[0]
                .0
                .clone(),
        );
    map(&world, id, mapping);
    let checked = look(&world, id).checked.unwrap();
    let told: Vec<_> = checked
        .bad
        .iter()
        .map(|bad| (bad.line, bad.why.as_str()))
        .collect();
    assert_eq!(
        told,
        [(
            3,
            "This is only asked after another answer, which the row does not have"
        )]
    );
    assert_eq!((checked.forms.len(), checked.forms[0].session), (2, None));
    let mut mapping = look(&world, id).mapping;
    mapping.columns.remove("q-time-of-use");
    map(&world, id, mapping);
    let checked = look(&world, id).checked.unwrap();
    assert_eq!(
        checked.bad.len(),
        1,
        "nothing is left of line 3: {:?}",
        checked.bad.iter().map(|bad| &bad.why).collect::<Vec<_>>()
    );
}

/// Proves SR10: of fifty thousand forms one, the last but one, is wrong: none is taken, and looking takes as many statements as for ten.
#[test]
fn one_wrong_of_fifty_thousand_forms_leaves_none() {
    let (world, reference) = over();
    let rows = |many: usize, last: &str| {
        let mut rows = vec![row([&reference, "Agree", "3", "", "", ""]); many];
        last.clone_into(&mut rows[many - 2][1]);
        rows
    };
    let (few, many) = (
        stage(&world, rows(10, "Perhaps")),
        stage(&world, rows(50_000, "Perhaps")),
    );
    let statements = |id: Id| {
        let (today, scope) = (
            world.clock.now().day(),
            Scope::<PlanCourses>::of(&world.coordinator.viewer).unwrap(),
        );
        world
            .db
            .read_now(|tx| {
                let looked = keep::look(tx, &scope, id, (FORMS, today))?;
                Ok((looked.checked.unwrap(), tx.queries()))
            })
            .unwrap()
    };
    let (checked, cost) = statements(few);
    assert_eq!((checked.bad.len(), checked.forms.len()), (1, 9));
    let (checked, more) = statements(many);
    assert_eq!((checked.bad.len(), checked.bad[0].line, more), (1, 50_000, cost));
    assert!(ask(&world, many).is_err());
    work(&world, many);
    assert_eq!(world.responses(), 0);
}
