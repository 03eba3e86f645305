//! The paper sheet of a day: printed from the system with a number before each name, keyed in by those numbers. A booking keeps its number
//! for as long as its session stands, because bookings are only ever added: a sheet that was printed early is still right.

use super::register::{self, Save};
use super::sign_in::{Marked, day_of, held, mark};
use super::undo::{self, Undoing};
use crate::guards::DayRecord;
use crate::model::{BookingId, BookingState, How, LearnerId, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::records::door as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Stop};
use std::collections::BTreeSet;
use store::{Tx, values};

/// A line of the sheet.
#[derive(Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// Its number.
    pub number: usize,
    /// The booking.
    pub booking: BookingId,
    /// The person.
    pub learner: LearnerId,
    /// Where the booking stands.
    pub state: BookingState,
    /// Her name.
    pub name: String,
    /// Whom she works for.
    pub organisation: String,
    /// How she is marked on the day, if she is.
    pub how: Option<How>,
}

kernel::masked!(SheetLine);

/// The bookings of a session with their numbers: the day's guard and one statement.
pub fn lines(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
    day: SessionDayId,
) -> Result<Vec<SheetLine>, Stop> {
    drop(scope.pass::<DayRecord>(tx, day)?);
    numbered(tx, session, day)
}

fn numbered(tx: &mut Tx, session: SessionId, day: SessionDayId) -> Result<Vec<SheetLine>, Stop> {
    let closed = tx.all(&sql::SHEET_LINES, values![session.0, day.0], sql::booked_line)?;
    let mut lines = Vec::with_capacity(closed.len());
    for (place, line) in closed.into_iter().enumerate() {
        let (Some(booking), Some(state)) = (line.booking, line.state) else {
            continue;
        };
        lines.push(SheetLine {
            number: place + 1,
            booking,
            learner: line.learner,
            state,
            name: people::learner_name(tx.keys(), line.learner, &line.name)?,
            organisation: line.organisation,
            how: line.mark.map(|(_, how)| how),
        });
    }
    Ok(lines)
}

/// The numbers that somebody keyed, like `1 2 5-9`. What is wrong with them is a problem of `numbers`.
pub fn numbers(text: &str, lines: &[SheetLine]) -> Result<BTreeSet<usize>, Problems> {
    let known: BTreeSet<usize> = lines.iter().map(|line| line.number).collect();
    let last = known.last().copied().unwrap_or(0);
    let wrong = |words: String| Err(Problems::one("numbers", &words));
    // However it was typed: commas, full stops, and a dash with spaces around it.
    let text = text.replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let text = text.replace(" - ", "-").replace("- ", "-").replace(" -", "-");
    let mut found = BTreeSet::new();
    for part in text
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '.' | '+'))
        .filter(|part| !part.is_empty())
    {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (Ok(from), Ok(to)) = (from.parse::<usize>(), to.parse::<usize>()) else {
            return wrong(format!(
                "{} is no number. Key numbers like 1 2 5-9",
                shortened(part)
            ));
        };
        if from > to {
            return wrong(format!("{from}-{to} runs backwards"));
        }
        if from < 1 || to > last {
            return wrong(format!(
                "The sheet has the numbers 1 to {last}, not {}",
                shortened(part)
            ));
        }
        found.extend(from..=to);
    }
    if found.is_empty() {
        return wrong("Key the numbers of those who signed, like 1 2 5-9".to_owned());
    }
    Ok(found)
}

fn shortened(part: &str) -> String {
    part.chars().take(20).collect()
}

/// Keys a sheet in: whoever's number was keyed is there. Nobody's mark is taken away. It can be undone as a save of the register can.
pub fn key_in(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    text: &str,
    reason: &str,
) -> Result<Done<Save>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    register::refuse_shut(&open, moment.now)?;
    register::refuse_late(&open, moment.now, reason)?;
    let lines = numbered(tx, open.session, day)?;
    let keyed = numbers(text, &lines)?;
    let (mut save, mut undoing) = (Save::default(), Undoing::default());
    for line in lines.iter().filter(|line| keyed.contains(&line.number)) {
        let made = mark(
            tx,
            moment,
            &open,
            Some(line.booking),
            line.learner,
            How::Paper,
            None,
        )?;
        if let Marked::New(id) = made {
            undoing.made.push(id.to_string());
            save.made += 1;
        }
    }
    let saved = tx.one(&sql::REGISTER_AT, values![day.0], |row| row.get(0))?;
    undo::keep(tx, scope, moment, day, saved.flatten(), &undoing)?;
    tx.run(&sql::REGISTER_SAVED, values![day.0, moment.now])?;
    held(tx, moment, open.session)?;
    let change = Change::new("paper sheet keyed in").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, save)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn sheet(count: usize) -> Vec<SheetLine> {
        (1..=count)
            .map(|number| SheetLine {
                number,
                booking: BookingId(Id::NIL),
                learner: LearnerId(Id::NIL),
                state: BookingState::Booked,
                name: String::new(),
                organisation: String::new(),
                how: None,
            })
            .collect()
    }

    #[test]
    fn numbers_are_read_however_they_are_typed() {
        let read = |text: &str| numbers(text, &sheet(12)).map(|found| found.into_iter().collect::<Vec<_>>());
        assert_eq!(read("1 2 5-9").unwrap(), [1, 2, 5, 6, 7, 8, 9]);
        assert_eq!(read(" 3,1;2 . 2\n12 ").unwrap(), [1, 2, 3, 12]);
        assert_eq!(read("4 \u{2013} 6").unwrap(), [4, 5, 6]);
        for wrong in [
            "",
            "  ",
            "0",
            "13",
            "9-13",
            "6-4",
            "x",
            "1-2-3",
            "99999999999999999999",
            "-3",
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        assert!(
            numbers("1-999999999", &sheet(3)).is_err(),
            "nothing is counted up that is not there"
        );
    }
}
