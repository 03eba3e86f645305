//! Sums of responses before they are there: worked out and written aside with them, and added to what stands by then when they are put in place.

use super::{Heap, Sums, texts};
use crate::few::Few;
use crate::model::{InstrumentVersion, ResponseId};
use crate::records::aside as sql;
use instrument::Answer;
use kernel::{Day, Entropy, Fault, Id};
use std::collections::BTreeMap;
use store::{Keys, Tx, values};

/// What the responses of one heap add up to.
#[derive(Default)]
struct Added {
    responses: i64,
    sums: Sums,
    texts: i64,
    few: Few,
}

/// A session, or a programme and a day where there is none.
type Place = (Option<Id>, Id, Option<Day>);

/// Responses to one version and for one purpose, heap by heap with the day of the first. None of them has a code.
#[derive(Default)]
pub(crate) struct Lot(BTreeMap<Place, (Heap, Added)>);

impl Lot {
    /// Adds a response.
    pub(crate) fn add(
        &mut self,
        version: &InstrumentVersion,
        (heap, programme): (Heap, Id),
        response: ResponseId,
        answers: &[Answer],
    ) -> Result<(), Fault> {
        let place = (
            heap.session,
            programme,
            heap.session.is_none().then_some(heap.day),
        );
        let (_, added) = self.0.entry(place).or_insert_with(|| (heap, Added::default()));
        added.responses = added.responses.saturating_add(1);
        added.sums.add(&version.published, answers)?;
        added.texts = added.texts.saturating_add(texts(&version.published, answers));
        added.few.add(&version.published, response.0, answers);
        Ok(())
    }

    /// As they are written aside, of a file and in a round.
    pub(crate) fn rows(
        self,
        (import, round): (Id, Id),
        version: Id,
        keys: &Keys,
        entropy: &dyn Entropy,
    ) -> Vec<Vec<store::Value>> {
        let rows = self
            .0
            .into_iter()
            .map(|((session, programme, _), (heap, added))| {
                let id = ResponseId::random(entropy).0;
                let row = values![
                    id,
                    round,
                    import,
                    version,
                    session,
                    programme,
                    heap.purpose.code(),
                    heap.day,
                    added.responses,
                    added.sums.packed(),
                    added.texts,
                    added.few.sealed(keys, id, entropy)
                ];
                row.to_vec()
            });
        rows.collect()
    }
}

/// A sum that stands aside, and the one to which it is added.
struct Known {
    aside: (Id, Vec<u8>, Option<Vec<u8>>),
    stands: (Id, Vec<u8>, Option<Vec<u8>>),
    responses: i64,
    texts: i64,
}

/// Adds the sums of a round of a file to those that stand, and puts the others beside them.
pub(crate) fn join(tx: &mut Tx<'_>, (import, round): (Id, Id), entropy: &dyn Entropy) -> Result<(), Fault> {
    let known = tx.all(&sql::SUMS_KNOWN, values![import, round], |row| {
        Ok(Known {
            aside: (row.get(0)?, row.get(1)?, row.get(2)?),
            stands: (row.get(3)?, row.get(4)?, row.get(5)?),
            responses: row.get(6)?,
            texts: row.get(7)?,
        })
    })?;
    // What stands was read before these are there: none is added to itself.
    tx.run(&sql::SUMS_NEW, values![import, round])?;
    for one in known {
        let ((aside, packed, own), (id, stands, sealed)) = (one.aside, one.stands);
        let mut sums = Sums::default();
        sums.take(&stands)?;
        sums.take(&packed)?;
        let mut few = Few::open(tx.keys(), id, sealed.as_deref())?;
        few.join(Few::open(tx.keys(), aside, own.as_deref())?);
        let few = few.sealed(tx.keys(), id, entropy);
        let values = values![id, one.responses, sums.packed(), one.texts, few];
        tx.run(&sql::SUM_JOINED, values)?;
    }
    Ok(())
}
