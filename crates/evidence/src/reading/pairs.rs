//! Two files of responses joined by a link code: codes exact, answers packed, nothing else kept.

use super::people::{Batch, PER_WORD, People};
use super::plan::{Plan, header};
use super::rows::read_rows;
use super::source::Source;
use super::{Input, Trouble};
use crate::change::Transitions;
use crate::scale::Distribution;
use crate::statements::Statements;
use crate::value::{ABSENT, Answer};

/// What before and after say of one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paired {
    /// All answers before.
    pub before: Distribution,
    /// All answers after.
    pub after: Distribution,
    /// From which point to which, for those who answered both times.
    pub moves: Transitions,
}

/// What two files say together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pairing {
    /// Rows before.
    pub rows_before: u64,
    /// Rows after.
    pub rows_after: u64,
    /// Persons found in both.
    pub pairs: u64,
    /// Codes found in both that came more than once in one of them: left unpaired.
    pub repeated: u64,
    /// For each statement.
    pub items: Vec<Paired>,
}

/// Counters of one file's distributions.
struct Totals {
    rows: u64,
    counts: Vec<[u64; PER_WORD]>,
}

impl Totals {
    fn new(statements: &Statements) -> Self {
        Self {
            rows: 0,
            counts: vec![[0; PER_WORD]; statements.items().len()],
        }
    }

    #[inline]
    fn count(&mut self, codes: &[u8]) {
        self.rows += 1;
        for (slots, code) in self.counts.iter_mut().zip(codes) {
            if let Some(slot) = slots.get_mut(usize::from(*code & 15)) {
                *slot += 1;
            }
        }
    }
}

/// Joins two files by a column of link codes. Rows without a code count on their side and are never paired.
pub fn read_paired(
    before: Input<'_>,
    after: Input<'_>,
    statements: &Statements,
    code: &str,
) -> Result<Pairing, Trouble> {
    let (mut first, mut second) = (Totals::new(statements), Totals::new(statements));
    let mut people = People::new(statements.items().len());
    let mut batch = Batch::default();

    let mut source = Source::new(before.bytes);
    let names = header(before.name, &mut source)?;
    let plan = Plan::new(before.name, names, statements, &[], Some(code))?;
    read_rows(before.name, &mut source, &plan, statements, |record| {
        first.count(record.codes);
        let full = !record.code.is_empty() && batch.push(record.code, record.codes);
        if full { people.before(&mut batch) } else { Ok(()) }
    })?;
    people
        .before(&mut batch)
        .map_err(|message| Trouble::Asked(format!("{}: {message}", before.name)))?;

    let mut source = Source::new(after.bytes);
    let names = header(after.name, &mut source)?;
    let plan = Plan::new(after.name, names, statements, &[], Some(code))?;
    read_rows(after.name, &mut source, &plan, statements, |record| {
        second.count(record.codes);
        if !record.code.is_empty() && batch.push(record.code, record.codes) {
            people.after(&mut batch);
        }
        Ok(())
    })?;
    people.after(&mut batch);

    let (pairs, repeated, moves) = joined(&people, statements);
    let sides = first.counts.iter().zip(&second.counts);
    let items = statements
        .items()
        .iter()
        .zip(moves)
        .zip(sides)
        .map(|((item, moves), (before, after))| {
            let points = item.scale.points();
            let (before, after) = (
                Distribution::from_codes(before, points),
                Distribution::from_codes(after, points),
            );
            Paired { before, after, moves }
        });
    Ok(Pairing {
        rows_before: first.rows,
        rows_after: second.rows,
        pairs,
        repeated,
        items: items.collect(),
    })
}

/// Counts the pairs, the codes that came too often, and who moved from where to where.
fn joined(people: &People, statements: &Statements) -> (u64, u64, Vec<Transitions>) {
    let (mut pairs, mut repeated) = (0, 0);
    let mut steps = vec![[0_u64; PER_WORD * PER_WORD]; statements.items().len()];
    for person in people.each() {
        match person.seen {
            (_, 0) => continue,
            (1, 1) => pairs += 1,
            _ => {
                repeated += 1;
                continue;
            }
        }
        for ((old, new), steps) in person.old.iter().zip(person.new).zip(steps.chunks_mut(PER_WORD)) {
            let (mut old, mut new) = (*old, *new);
            for item in steps {
                let step = (old & 15) << 4 | (new & 15);
                if let Some(slot) = usize::try_from(step).ok().and_then(|step| item.get_mut(step)) {
                    *slot += 1;
                }
                old >>= 4;
                new >>= 4;
            }
        }
    }
    let moves = statements.items().iter().zip(steps).map(|(item, steps)| {
        let mut moves = Transitions::new(item.scale.points());
        for (step, persons) in (0..=u8::MAX).zip(steps) {
            let (was, is) = (Answer::from_code(step >> 4), Answer::from_code(step & 15));
            if let (Answer::Point(was), Answer::Point(is)) = (was, is) {
                moves.add(was, is, persons);
            }
        }
        moves
    });
    (pairs, repeated, moves.collect())
}

const _: () = assert!(
    ABSENT + crate::scale::MOST_POINTS as usize <= PER_WORD,
    "a code fits in four bits"
);
