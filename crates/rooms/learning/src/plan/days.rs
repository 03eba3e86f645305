//! The days of a session: written, and put in place of others.

use crate::model::{DayDraft, SessionDay, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::records::{door, kept, photograph, session as sql};
use kernel::{Day, Fault, Id, Problems, Stop};
use store::{Tx, Value, values};

/// First and last of the days.
pub(crate) fn ends(days: &[DayDraft]) -> Result<(Day, Day), Stop> {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => Ok((first.day, last.day)),
        _ => Err(Problems::one("day-1", "Enter a date").into()),
    }
}

/// Writes a day.
pub(crate) fn insert_day(tx: &mut Tx, moment: &Moment, id: SessionId, day: &DayDraft) -> Result<(), Stop> {
    tx.run(
        &sql::SESSION_DAY_INSERT,
        values![
            moment.id(),
            id.0,
            day.day,
            day.starts.as_str(),
            day.ends.as_str(),
            Value::Null
        ],
    )?;
    Ok(())
}

/// Dates and times are the same.
pub(crate) fn unchanged(old: &[SessionDay], new: &[DayDraft]) -> bool {
    old.len() == new.len()
        && old
            .iter()
            .zip(new)
            .all(|(old, new)| old.day == new.day && old.starts == new.starts && old.ends == new.ends)
}

/// Dates are the same, whatever the times.
pub(crate) fn same_dates(old: &[SessionDay], new: &[DayDraft]) -> bool {
    old.iter().map(|day| day.day).eq(new.iter().map(|day| day.day))
}

/// Puts the new days in place of the old ones. A day that keeps its date keeps its record; others are moved in order. What was
/// recorded on a date stays there: a day on which somebody was recorded, or of whose sheet there is a photograph, cannot go or move, which is
/// a problem of the field `has-1`, `has-2` and so on, by its place among the old days; a day whose register came in empty goes and is not used again.
pub(crate) fn replace_days(
    tx: &mut Tx,
    moment: &Moment,
    id: SessionId,
    old: &[SessionDay],
    new: &[DayDraft],
) -> Result<(), Stop> {
    let marked: Vec<SessionDayId> = tx
        .all(&door::ATTENDANCE_COUNTS, values![id.0], |row| {
            Ok((SessionDayId(row.get::<Id>(0)?), row.get::<i64>(1)?))
        })?
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(day, _)| day)
        .collect();
    let photographed: Vec<SessionDayId> = tx.all(&photograph::PHOTOGRAPH_DAYS, values![id.0], |row| {
        Ok(SessionDayId(row.get(0)?))
    })?;
    let mut problems = Problems::none();
    let (mut loose, mut gone) = (Vec::new(), Vec::new());
    for (place, day) in old.iter().enumerate() {
        if new.iter().any(|n| n.day == day.day) {
            continue;
        }
        if marked.contains(&day.id) {
            let words = format!(
                "People are recorded as there on {}. This day cannot be moved or taken away",
                day.day.text()
            );
            problems.add(&format!("has-{}", place + 1), words);
        } else if photographed.contains(&day.id) {
            let words = format!(
                "A photograph of the sheet of {} is attached. Remove it before this day is moved or taken away",
                day.day.text()
            );
            problems.add(&format!("has-{}", place + 1), words);
        } else if day.register_at.is_some() {
            gone.push(day);
        } else {
            loose.push(day);
        }
    }
    problems.check()?;
    loose.reverse();
    for day in new {
        let kept = old
            .iter()
            .find(|known| known.day == day.day)
            .or_else(|| loose.pop());
        match kept {
            Some(known) => {
                let rows = tx.changed(
                    &sql::SESSION_DAY_UPDATE,
                    values![known.id.0, day.day, day.starts.as_str(), day.ends.as_str()],
                )?;
                if rows != 1 {
                    return Err(Fault::new("a day just read is gone").into());
                }
            }
            None => insert_day(tx, moment, id, day)?,
        }
    }
    for day in loose.into_iter().chain(gone) {
        if tx.changed(&sql::SESSION_DAY_DELETE, values![day.id.0])? == 0 {
            return Err(Fault::new("somebody is recorded on a day just seen to be empty").into());
        }
    }
    tx.run(&kept::KEPT_WITHOUT_DAY, values![id.0])?;
    Ok(())
}
