//! What a file comes to: it is checked against what is in the database, where its sender works.

use super::alike;
use super::attended;
use super::check::{Checked, Known, check};
use super::forms::{self, Asked, Forms};
use super::mapping::Mapping;
use super::rows::Bad;
use super::{Import, Kind, LONGEST};
use crate::reading;
use crate::records::{course as course_sql, earlier as sql};
use kernel::{Day, Fault, Id, Refusal, Stop};
use paper::sheet::Sheet;
use std::collections::HashSet;
use store::{Tx, Value, values};

/// The first day of which anything is taken in.
fn first_day() -> Result<Day, Fault> {
    Day::new(1990, 1, 1).ok_or_else(|| Fault::new("there is no first day"))
}

/// What is in the database of what a sheet names: three statements, however long it is.
fn known(tx: &mut Tx, kind: Kind, sight: &[Value], today: Day) -> Result<Known, Stop> {
    let courses = tx.all(&sql::EARLIER_COURSES, sight, sql::course)?;
    if kind != Kind::Sessions {
        // People work anywhere, and not only where who sent the file does.
        return Ok(Known {
            areas: reading::boroughs(tx)?,
            courses,
            sessions: HashSet::new(),
        });
    }
    let areas = tx.all(&course_sql::AREA_OWN, sight, course_sql::choice)?;
    let sessions: HashSet<_> = tx
        .all(&sql::EARLIER_THERE, values![first_day()?, today], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .into_iter()
        .collect();
    Ok(Known {
        areas,
        courses,
        sessions,
    })
}

/// What a file comes to now, and what it was matched with.
pub(super) struct Found {
    pub(super) known: Known,
    pub(super) people: attended::Known,
    /// What its questionnaire asks.
    pub(super) asked: Vec<Asked>,
    /// Nothing while columns are missing.
    pub(super) checked: Option<Checked>,
}

/// Checks a file where its sender works, whoever looks at it or takes it in: so both find the same.
pub(super) fn found(
    tx: &mut Tx,
    import: &Import,
    sheets: &[Sheet],
    mapping: &Mapping,
    (forms, today): (Forms, Day),
) -> Result<Found, Stop> {
    let sender = tx.one(&sql::EARLIER_SENDER, values![import.id], |row| {
        Ok((row.get::<Id>(0)?, row.get::<bool>(1)?, row.get::<bool>(2)?))
    })?;
    let (account, all, active) = sender.ok_or(Refusal::Unknown)?;
    let sight = values![account, all];
    let known = known(tx, import.kind, sight, today)?;
    let sheet = sheets
        .get(mapping.sheet)
        .filter(|_| mapping.lacks(import.kind).is_empty());
    let asked = forms.of(tx, import, mapping)?;
    let people = match (import.kind, sheet) {
        (Kind::People | Kind::Forms, Some(_)) => attended::known(tx, sight, first_day()?, today)?,
        _ => attended::Known::default(),
    };
    let mut checked = sheet.map(|sheet| match import.kind {
        Kind::Sessions => check(sheet, mapping, &known, today),
        Kind::People => attended::check(sheet, mapping, &known, &people, tx.keys(), today),
        Kind::Forms => forms::check(sheet, mapping, &known, &people.days, &asked, today),
    });
    if let Some(checked) = &mut checked {
        checked.away = !active;
        checked.said = mapping.said_of_all(import.kind);
    }
    if let (Some(checked), Some(version)) = (&mut checked, Id::parse(&mapping.form.version)) {
        for (line, key, why) in (forms.unfit)(tx, version, &checked.forms)? {
            let question = asked.iter().find(|question| question.key == key);
            let sent = checked.forms.iter().find(|row| row.line == line);
            let value = sent
                .and_then(|row| row.sent.get(&key))
                .map(|sent| sent.join("; "));
            checked.bad.push(Bad {
                line,
                column: question.map(|question| question.text.clone()).unwrap_or_default(),
                value: value.unwrap_or_default().chars().take(LONGEST).collect(),
                why,
            });
        }
    }
    if let Some(checked) = &mut checked
        && import.kind == Kind::Forms
        && checked.bad.is_empty()
    {
        checked.standing = alike::standing(tx, import, mapping, &checked.forms, forms)?;
        alike::name(checked, &known, &people.days);
    }
    Ok(Found {
        known,
        people,
        asked,
        checked,
    })
}
