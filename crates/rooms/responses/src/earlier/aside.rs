//! Forms of a file before they are there: each is written aside as the response that it will be, with its answers and in small units of work, beside
//! what they add up to. One short unit of work puts all of it in place; which line each was is kept with none of them.

use super::answers;
use super::prints::{self, Printer};
use crate::answering::rows_of;
use crate::keying::for_paper;
use crate::model::ResponseId;
use crate::records::{aside as sql, earlier as earlier_sql};
use crate::sums::{self, Heap, Lot};
use kernel::{Fault, Id, Refusal, Stop};
use learning::Moment;
use learning::earlier::forms::Row;
use learning::earlier::mapping::OfForms;
use post::work::Ahead;
use std::collections::BTreeMap;
use store::{Stmt, Tx, Value, values};

/// Forms written in one unit of work, each with its answers.
const LOT: usize = 50;
/// Sums written in one.
const SUMS: usize = 250;

/// Rows of a statement that writes something aside.
type Rows = (&'static Stmt, Vec<Vec<Value>>);

/// Writes the forms of a file aside, in a round.
pub(super) fn write(
    house: &Ahead<'_>,
    (import, round): (Id, Id),
    of: &OfForms,
    rows: &[Row],
) -> Result<(), Stop> {
    let id = Id::parse(&of.version).ok_or(Refusal::Unknown)?;
    let (version, programmes, keys) = house.read(|tx| {
        let version = super::version(tx, id)?;
        Ok((version, programmes(tx, rows)?, tx.keys().clone()))
    })?;
    let (entropy, purpose) = (house.entropy(), of.purpose());
    let sheet = for_paper(version.published.definition(), &[]);
    let printer = Printer::new(&keys, &version, of);
    let (mut sums, mut prints) = (Lot::default(), Vec::with_capacity(rows.len()));
    for lot in rows.chunks(LOT) {
        let (mut forms, mut kept) = (Vec::with_capacity(lot.len()), Vec::new());
        for row in lot {
            let answers = answers(&sheet, row)
                .map_err(|_| Fault::new("a form that was read cannot be read any more"))?;
            prints.push(printer.print(row, &answers));
            let response = ResponseId::random(&*entropy);
            let programme = programmes.get(&row.course).copied().ok_or(Refusal::Unknown)?;
            let heap = Heap {
                session: row.session,
                programme: Some(programme),
                purpose,
                day: row.day,
            };
            sums.add(&version, (heap, programme), response, &answers)?;
            let form = values![
                response.0,
                round,
                import,
                id,
                row.session,
                programme,
                purpose.code(),
                row.day
            ];
            forms.push(form.to_vec());
            kept.extend(rows_of(&keys, (response, &version), &answers, &*entropy));
        }
        piece(
            house,
            vec![(&sql::FORM_ASIDE, forms), (&sql::FORM_ANSWER_ASIDE, kept)],
        )?;
    }
    for rows in sums.rows((import, round), id, &keys, &*entropy).chunks(SUMS) {
        piece(house, vec![(&sql::FORM_SUM_ASIDE, rows.to_vec())])?;
    }
    let sealed = prints::sealed(&keys, import, (rows, &prints), &*entropy);
    let print = sealed.map(|(first, last, sealed)| values![import, round, first, last, sealed].to_vec());
    piece(house, vec![(&sql::FORM_PRINT_ASIDE, print.into_iter().collect())])
}

/// Writes some of it in a unit of work of its own.
fn piece(house: &Ahead<'_>, all: Vec<Rows>) -> Result<(), Stop> {
    house.write(move |tx, _| {
        for (statement, rows) in &all {
            for row in rows {
                tx.run(statement, row)?;
            }
        }
        Ok(())
    })
}

/// The programme of each course that rows name.
fn programmes(tx: &mut Tx<'_>, rows: &[Row]) -> Result<BTreeMap<Id, Id>, Stop> {
    let mut programmes = BTreeMap::new();
    for row in rows {
        if programmes.contains_key(&row.course) {
            continue;
        }
        let found = tx.one(&earlier_sql::COURSE_PROGRAMME, values![row.course], |row| {
            row.get::<Id>(0)
        })?;
        programmes.insert(row.course, found.ok_or(Refusal::Unknown)?);
    }
    Ok(programmes)
}

/// Puts a round of a file in place. How many responses they are; nothing where a session is gone or was cancelled, or where something of it is missing.
pub(super) fn in_place(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    (import, round): (Id, Id),
) -> Result<Option<usize>, Stop> {
    let both = values![import, round];
    let stale = tx.one(&sql::FORMS_STALE, both, |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    let (stale, summed) = stale.unwrap_or_default();
    if stale > 0 {
        return Ok(None);
    }
    let many = tx.changed(&sql::FORMS_PUT, both)?;
    tx.run(&sql::FORM_ANSWERS_PUT, both)?;
    tx.run(&sql::FORM_LIST_PUT, both)?;
    let prints = tx.changed(&sql::FORM_PRINT_PUT, both)?;
    if prints != 1 || i64::try_from(many) != Ok(summed) {
        return Ok(None);
    }
    sums::join(tx, (import, round), moment.entropy())?;
    Ok(usize::try_from(many).ok())
}
