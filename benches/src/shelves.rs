//! What stands on the shelves of a large partnership: questionnaires, quotes, ways to be reached, exports, files of earlier years, organisations.

use crate::lists::rows;
use crate::world::fresh;
use crate::years::spread;
use anyhow::{Context, Result, anyhow};
use instrument::Published;
use kernel::{Clock, Day, Fault, Id, SystemClock, SystemEntropy};
use std::collections::BTreeMap;
use store::{Db, Value, values};

const ORGANISATIONS: usize = 3_000;
/// Questionnaires; each has two versions, and two of three a draft.
const QUESTIONNAIRES: usize = 110;
const DRAFTS: usize = 80;
const IMPORTS: usize = 500;
const RELEASES: usize = 500;
/// Figures of an export.
const CELLS: usize = 120;
const QUOTES: i64 = 1_500;
const CONTACTS: i64 = 2_000;

store::statements! {
    STAFF = "select id from account where role in ('coordinator', 'evaluator') and state = 'active' order by role, id limit 2";
    PROGRAMME = "select p.slug from session s join course c on c.id = s.course_id join programme p on p.id = c.programme_id group by p.slug order by count(*) desc, p.slug limit 1";
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, ?3, ?4)";
    DRAFT = "insert into instrument_draft (id, key, title, base_version, content, version, state, made_at, made_by, changed_at) values (?1, ?2, ?3, 2, ?4, 1, ?5, ?6, ?7, ?6)";
    IMPORT = "insert into earlier_import (id, account_id, made_at, name, file_hash, state, headings, mapping_sealed, sessions, taken_at, kind, people) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?3, ?10, ?11)";
    RELEASE = "insert into release (id, page, query, profile, format, hash, cells, released_by, at, recipient_sealed, reason_sealed, claims) values (?1, ?2, ?3, ?4, 'csv', ?5, ?6, ?7, ?8, ?9, ?10, '[]')";
    QUOTABLE = "select r.id, a.question_key, a.occurrence, k.option_key, r.programme_id, c.kind, cast(substr(s.first_day, 1, 4) as bigint), s.area_id from response r \
        join answer k on k.response_id = r.id and k.question_key = 'may-quote' and k.option_key in ('partnership', 'published') \
        join answer a on a.response_id = r.id and a.text_sealed is not null and a.question_key <> 'reach-me' \
        join session s on s.id = r.session_id join course c on c.id = s.course_id \
        where not exists (select 1 from kept_quote q where q.response_id = r.id) order by r.id, a.question_key, a.occurrence limit ?1";
    QUOTE = "insert into kept_quote (id, response_id, question_key, occurrence, scope, programme_id, course_kind, year, area_id, state, version, kept_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11)";
    QUOTE_STEP = "insert into kept_quote_step (quote_id, version, step, scope, reason_sealed, made_by, made_at) values (?1, 1, 'kept', ?2, ?3, ?4, ?5)";
    ANSWERED = "select r.id, r.day from response r where r.session_id is not null and not exists (select 1 from left_contact n where n.response_id = r.id) order by r.id desc limit ?1";
    CONTACT = "insert into left_contact (id, response_id, contact_sealed, day, erased_at, version) values (?1, ?2, ?3, ?4, ?5, 1)";
    REQUEST = "insert into contact_request (id, contact_id, state, asked_by, asked_at, reason_sealed, decided_by, decided_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?5)";
}

/// A comment whose writer agreed to be quoted.
#[derive(Clone)]
struct Quotable {
    response: Id,
    question: String,
    occurrence: i64,
    scope: String,
    programme: Option<Id>,
    kind: String,
    year: i64,
    area: Id,
}

/// Adds all of it to what [`crate::years`] has made.
pub(crate) fn fill(db: &Db) -> Result<()> {
    let (staff, slug) = db
        .read_now(|tx| {
            let staff = tx.all(&STAFF, &[], |row| row.get::<Id>(0))?;
            let staff = <[Id; 2]>::try_from(staff).map_err(|_| Fault::new("nobody to keep quotes"))?;
            Ok((staff, tx.one(&PROGRAMME, &[], |row| row.get::<String>(0))?))
        })
        .map_err(|stop| anyhow!("{stop:?}"))?;
    let slug = slug.context("no programme has sessions")?;
    organisations(db)?;
    questionnaires(db, staff)?;
    imports(db, staff)?;
    releases(db, staff, &slug)?;
    quotes(db, staff)?;
    contacts(db, staff)
}

fn organisations(db: &Db) -> Result<()> {
    let sectors = [
        "council",
        "health",
        "police-justice",
        "education",
        "housing",
        "voluntary",
    ];
    rows(db, ORGANISATIONS, move |tx, place| {
        let sector = sectors
            .get(spread(place, sectors.len()))
            .copied()
            .unwrap_or("council");
        let name = format!("Example Organisation of the years {place}");
        let own = place.is_multiple_of(9);
        Ok(tx.run(&ORGANISATION, values![fresh(), name, sector, own])?)
    })
}

/// Published twice each, as our own questionnaire under another name, and drafts of what comes next.
fn questionnaires(db: &Db, staff: [Id; 2]) -> Result<()> {
    let ours = db
        .read_now(|tx| Ok(responses::version_by_key(tx, "follow-up", None)?))
        .map_err(|stop| anyhow!("{stop:?}"))?
        .context("a questionnaire is missing")?;
    let system = access::Viewer::system(ticket::Ticket::of("load test"));
    for number in 0..QUESTIONNAIRES {
        for version in 1..=2 {
            let mut definition = ours.published.definition().clone();
            definition.key = key(number);
            definition.title = format!("What became of it, {number}");
            definition.version = version;
            let published = Published::publish(definition).map_err(|wrong| anyhow!("{wrong:?}"))?;
            responses::loading::publish(db, &system, &published, &SystemClock, &SystemEntropy)
                .map_err(|stop| anyhow!("{stop:?}"))?;
        }
    }
    let definition = ours.published.definition().clone();
    rows(db, DRAFTS, move |tx, place| {
        let mut own = definition.clone();
        own.key = key(place);
        own.title = format!("What became of it, {place}");
        own.version = 3;
        let state = if place.is_multiple_of(5) { "aside" } else { "open" };
        let by = staff.first().copied();
        let row = values![
            fresh(),
            &own.key,
            &own.title,
            instrument::Draft::of(own.clone()).written(),
            state,
            SystemClock.now(),
            by
        ];
        Ok(tx.run(&DRAFT, row)?)
    })
}

fn key(number: usize) -> String {
    format!("of-the-years-{number}")
}

fn imports(db: &Db, staff: [Id; 2]) -> Result<()> {
    const MAPPING: &[u8] = br#"{"sheet":0,"heading":0,"columns":{"day":0,"course":1,"area":2},"order":null,"areas":{},"courses":{},"asks":false}"#;
    rows(db, IMPORTS, move |tx, place| {
        let (id, ago) = (fresh(), i64::try_from(place).unwrap_or(0));
        let sealed = tx
            .keys()
            .seal("earlier_import", "mapping_sealed", id, MAPPING, &SystemEntropy);
        let kind = ["sessions", "people", "forms"]
            .get(place % 3)
            .copied()
            .unwrap_or("sessions");
        let state = if place.is_multiple_of(4) { "gone" } else { "taken" };
        let row = values![
            id,
            staff.first().copied(),
            SystemClock.now().plus_seconds(-3_600 * ago),
            format!("Log of before, part {place}"),
            format!("{place:064x}"),
            state,
            format!("{place:032}").into_bytes(),
            sealed,
            if kind == "sessions" { 40_i64 } else { 0 },
            kind,
            if kind == "sessions" { 0_i64 } else { 900 }
        ];
        Ok(tx.run(&IMPORT, row)?)
    })
}

/// Exports of figures that stand in none of today's tables: each is read where another leaves, and stops none.
fn releases(db: &Db, staff: [Id; 2], slug: &str) -> Result<()> {
    let query = format!("programme={slug}");
    rows(db, RELEASES, move |tx, place| {
        let (id, ago) = (fresh(), i64::try_from(place).unwrap_or(0));
        let cells: BTreeMap<String, usize> = (0..CELLS)
            .map(|cell| {
                (
                    format!("Of the years {} / Row {cell} / Count", place % 25),
                    20 + spread(place + cell, 900),
                )
            })
            .collect();
        let cells = serde_json::to_string(&cells).map_err(|error| Fault::caused("figures", error))?;
        let seal = |column, text: &str| {
            tx.keys()
                .seal("release", column, id, text.as_bytes(), &SystemEntropy)
        };
        let row = values![
            id,
            ["feedback", "delivery", "attendance-by-borough"]
                .get(place % 3)
                .copied()
                .unwrap_or("delivery"),
            &query,
            if place.is_multiple_of(2) {
                "partner"
            } else {
                "public"
            },
            format!("{place:064x}"),
            cells,
            staff.get(place % 2).copied(),
            SystemClock.now().plus_seconds(-7_200 * ago),
            seal("recipient_sealed", "The board of the partnership"),
            seal("reason_sealed", "Its meeting of the quarter")
        ];
        Ok(tx.run(&RELEASE, row)?)
    })
}

fn quotes(db: &Db, staff: [Id; 2]) -> Result<()> {
    let found = db
        .read_now(|tx| {
            Ok(tx.all(&QUOTABLE, values![QUOTES], |row| {
                Ok(Quotable {
                    response: row.get(0)?,
                    question: row.get(1)?,
                    occurrence: row.get(2)?,
                    scope: row.get(3)?,
                    programme: row.get(4)?,
                    kind: row.get(5)?,
                    year: row.get(6)?,
                    area: row.get(7)?,
                })
            })?)
        })
        .map_err(|stop| anyhow!("{stop:?}"))?;
    rows(db, found.len(), move |tx, place| {
        let Some(one) = found.get(place) else {
            return Ok(());
        };
        let (id, now) = (fresh(), SystemClock.now());
        let state = if place.is_multiple_of(10) {
            "withdrawn"
        } else {
            "kept"
        };
        tx.run(
            &QUOTE,
            values![
                id,
                one.response,
                &one.question,
                one.occurrence,
                &one.scope,
                Value::from(one.programme),
                &one.kind,
                one.year,
                one.area,
                state,
                now
            ],
        )?;
        let reason = tx.keys().seal(
            "kept_quote_step",
            "reason_sealed",
            id,
            b"Says what to change next time",
            &SystemEntropy,
        );
        let by = staff.get(1).copied();
        Ok(tx.run(&QUOTE_STEP, values![id, &one.scope, reason, by, now])?)
    })
}

fn contacts(db: &Db, staff: [Id; 2]) -> Result<()> {
    let found = db
        .read_now(|tx| {
            Ok(tx.all(&ANSWERED, values![CONTACTS], |row| {
                Ok((row.get::<Id>(0)?, row.get::<Day>(1)?))
            })?)
        })
        .map_err(|stop| anyhow!("{stop:?}"))?;
    rows(db, found.len(), move |tx, place| {
        let Some((response, day)) = found.get(place).copied() else {
            return Ok(());
        };
        let (id, now) = (fresh(), SystemClock.now());
        let erased = place.is_multiple_of(3);
        let sealed = (!erased).then(|| {
            let text = format!("Robin {place}, robin-{place}@years.example");
            tx.keys().seal(
                "left_contact",
                "contact_sealed",
                id,
                text.as_bytes(),
                &SystemEntropy,
            )
        });
        let erased = erased.then_some(now);
        let row = values![id, response, Value::from(sealed), day, Value::from(erased)];
        tx.run(&CONTACT, row)?;
        if place.is_multiple_of(5) {
            let asked = fresh();
            let reason = tx.keys().seal(
                "contact_request",
                "reason_sealed",
                asked,
                b"She asked to hear from us",
                &SystemEntropy,
            );
            let state = ["agreed", "refused"].get(place % 2).copied().unwrap_or("agreed");
            let [one, other] = staff;
            tx.run(&REQUEST, values![asked, id, state, one, now, reason, other])?;
        }
        Ok(())
    })
}
