//! Two keyings side by side, and which of them counts.

use super::batch::open;
use super::keyed::{Keyed, in_words};
use crate::guards::BatchRecord;
use crate::model::BatchId;
use crate::records::paper as sql;
use crate::records::paper::Batch;
use access::Scope;
use access::actions::KeyAnswers;
use audit::{Change, Done};
use instrument::{Definition, Kind, Sheet};
use kernel::{Instant, Refusal, Stop};
use std::collections::BTreeMap;
use store::{Tx, values};

/// Which keying counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Counts {
    First,
    Second,
    /// It cannot be read: the answer was not recorded.
    Neither,
}

impl Counts {
    pub(crate) const ALL: [Self; 3] = [Self::First, Self::Second, Self::Neither];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Neither => "neither",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// An answer on which two keyings differ.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) number: i64,
    pub(crate) question: String,
    /// The question's text.
    pub(crate) text: String,
    /// The two keyings in words.
    pub(crate) keyed: [String; 2],
    pub(crate) decided: Option<Counts>,
}

kernel::masked!(Difference);

impl Difference {
    /// Its field in a form: no key of a question has a full stop in it.
    pub(crate) fn field(&self) -> String {
        format!("sheet.{}.{}", self.number, self.question)
    }
}

/// The sheet and the question of a field.
pub(crate) fn difference_of(field: &str) -> Option<(i64, &str)> {
    let (number, question) = field.strip_prefix("sheet.")?.split_once('.')?;
    Some((number.parse().ok()?, question))
}

/// Everything that was keyed, by sheet, with what was decided.
pub(super) struct Whole {
    pub(super) sheets: BTreeMap<i64, [Option<Keyed>; 2]>,
    decided: BTreeMap<(i64, String), Counts>,
}

pub(super) fn whole(tx: &mut Tx<'_>, id: BatchId) -> Result<Whole, Stop> {
    let rows = tx.all(&sql::SHEETS_WHOLE, values![id.0], |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?))
    })?;
    let mut sheets = BTreeMap::<i64, [Option<Keyed>; 2]>::new();
    for (number, keying, sealed) in rows {
        let text = tx
            .keys()
            .open_text("paper_sheet", "answers_sealed", id.0, &sealed)?;
        let [first, second] = sheets.entry(number).or_default();
        *(if keying == 1 { first } else { second }) = Some(Keyed::parse(&text));
    }
    let decided = tx.all(&sql::DECISIONS_OF, values![id.0], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
    })?;
    let decided = decided
        .into_iter()
        .filter_map(|(number, question, counts)| Some(((number, question), Counts::parse(&counts)?)))
        .collect();
    Ok(Whole { sheets, decided })
}

/// How somebody wrote words down does not matter: capitals, blanks and lines.
fn same(kind: Kind, first: &[&str], second: &[&str]) -> bool {
    let plain = |sent: &[&str]| {
        let words = sent.join(" ").to_lowercase();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match kind {
        Kind::Text | Kind::LongText => plain(first) == plain(second),
        _ => first == second,
    }
}

impl Whole {
    /// Where the keyings of a sheet that was keyed twice differ; answers that agree, and all that were compared.
    pub(super) fn differences(&self, sheet: &Sheet) -> (Vec<Difference>, (i64, i64)) {
        let (mut found, mut agreed, mut compared) = (Vec::new(), 0, 0);
        let never = sheet.definition.never_asked(&[]);
        for (number, keyings) in &self.sheets {
            let [Some(first), Some(second)] = keyings else {
                continue;
            };
            let asked = sheet.definition.questions();
            for question in asked.filter(|question| !never.contains(&question.key)) {
                compared += 1;
                let (one, other) = (first.sent(&question.key), second.sent(&question.key));
                if same(question.kind, &one, &other) {
                    agreed += 1;
                    continue;
                }
                let words = |sent: &[&str]| {
                    let sent: Vec<String> = sent.iter().map(|text| (*text).to_owned()).collect();
                    in_words(sheet, question, &sent)
                };
                found.push(Difference {
                    number: *number,
                    question: question.key.clone(),
                    text: question.text.clone(),
                    keyed: [words(&one), words(&other)],
                    decided: self.decided.get(&(*number, question.key.clone())).copied(),
                });
            }
        }
        (found, (agreed, compared))
    }

    /// What counts of a sheet: what both keyed alike, and what was decided.
    pub(super) fn settled(&self, definition: &Definition, number: i64) -> Option<Keyed> {
        let [Some(first), Some(second)] = self.sheets.get(&number)? else {
            return None;
        };
        let mut settled = Keyed::default();
        for question in definition.questions() {
            let (one, other) = (first.sent(&question.key), second.sent(&question.key));
            let sent = if same(question.kind, &one, &other) {
                one
            } else {
                match self.decided.get(&(number, question.key.clone()))? {
                    Counts::First => one,
                    Counts::Second => other,
                    Counts::Neither => Vec::new(),
                }
            };
            if !sent.is_empty() {
                let sent = sent.into_iter().map(str::to_owned).collect();
                settled.0.insert(question.key.clone(), sent);
            }
        }
        Some(settled)
    }
}

/// Where the keyings of a batch differ; answers that agree, and all that were compared.
pub(crate) fn differences(
    tx: &mut Tx<'_>,
    batch: &Batch,
    sheet: &Sheet,
) -> Result<(Vec<Difference>, (i64, i64)), Stop> {
    Ok(whole(tx, batch.id)?.differences(sheet))
}

/// Decides which keyings count.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    id: BatchId,
    sheet: &Sheet,
    decisions: &[(i64, String, Counts)],
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<BatchRecord>(tx, id)?;
    let batch = open(tx, id)?;
    let (differ, _) = differences(tx, &batch, sheet)?;
    for (number, question, counts) in decisions {
        let known = differ
            .iter()
            .any(|one| one.number == *number && one.question == *question);
        if !known {
            let words = "Somebody keyed a sheet anew meanwhile. Look at the comparison again.";
            return Err(Refusal::Closed(words.to_owned()).into());
        }
        tx.run(
            &sql::DECISION_PUT,
            values![id.0, *number, question, counts.code()],
        )?;
    }
    let change = Change::new("decided between two keyings").reason(format!("{} answers", decisions.len()));
    Done::recorded(tx, pass, change, now, ())
}
