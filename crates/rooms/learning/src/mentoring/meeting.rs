//! When two people meet next, and the file for their calendars: "Meeting", and nothing of who they are (SH4). A meeting that is moved or called
//! off keeps its random name, so that a calendar finds it again, also when it is agreed anew before its time was over; one that is agreed when the
//! last one has begun has another, unless it reaches into that one, or that one was called off and is not over.

use super::log::{hers, refuse_ended};
use crate::guards::{MentorRecord, MentoringRecord};
use crate::model::{Meeting, Mentoring, MentoringId, NextDraft};
use crate::moment::Moment;
use crate::own_record::Holder;
use crate::records::mentoring as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Instant, Refusal, Stop};
use paper::calendar::{self, Method};
use store::{Tx, Value, values};

/// The meeting with a time that two people agreed last.
pub(super) fn agreed(tx: &mut Tx, id: MentoringId) -> Result<Option<Meeting>, Fault> {
    tx.one(&sql::MEETING_FETCH, values![id.0], sql::meeting)
}

fn put(tx: &mut Tx, id: MentoringId, meeting: &Meeting) -> Result<(), Fault> {
    let row = values![
        id.0,
        meeting.uid.as_str(),
        meeting.sequence,
        meeting.starts,
        meeting.ends,
        meeting.called_off,
        meeting.changed
    ];
    tx.run(&sql::MEETING_PUT, row)
}

/// The entry in their calendars that new times are about: of the meeting to come; of the one under way, where they reach into it; and of one that was
/// called off and is not over, which a calendar may still hold.
fn same(known: &Meeting, times: Option<(Instant, Instant)>, now: Instant) -> bool {
    if known.called_off {
        return times.is_some() && known.ends > now;
    }
    let reaches = times.is_some_and(|(starts, _)| starts < known.ends);
    known.starts > now || (known.ends > now && reaches)
}

/// Puts the next meeting in the place of the last one. What was done, in words of the history.
fn settle(
    tx: &mut Tx,
    moment: &Moment,
    id: MentoringId,
    times: Option<(Instant, Instant)>,
) -> Result<&'static str, Fault> {
    let known = agreed(tx, id)?.filter(|known| same(known, times, moment.now));
    let (meeting, word) = match (known, times) {
        (Some(known), Some((starts, ends)))
            if known.called_off || (known.starts, known.ends) != (starts, ends) =>
        {
            let word = if known.called_off {
                "meeting agreed"
            } else {
                "meeting moved"
            };
            let moved = Meeting {
                sequence: known.sequence.saturating_add(1),
                starts,
                ends,
                called_off: false,
                changed: moment.now,
                ..known
            };
            (moved, word)
        }
        (Some(known), None) => {
            let off = Meeting {
                sequence: known.sequence.saturating_add(1),
                called_off: true,
                changed: moment.now,
                ..known
            };
            (off, "meeting called off")
        }
        (None, Some((starts, ends))) => {
            let new = Meeting {
                uid: calendar::fresh_uid(moment.entropy()),
                sequence: 0,
                starts,
                ends,
                called_off: false,
                changed: moment.now,
            };
            (new, "meeting agreed")
        }
        (Some(_), Some(_)) | (None, None) => return Ok("next date set"),
    };
    put(tx, id, &meeting)?;
    Ok(word)
}

/// When the two meet next; nothing where that is open.
pub fn meet(
    tx: &mut Tx,
    scope: &Scope<actions::LogMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    draft: &NextDraft,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<MentorRecord>(tx, mentoring.id)?;
    refuse_ended(mentoring)?;
    let times = draft.times(moment.now)?;
    tx.run(
        &sql::MENTORING_NEXT,
        values![mentoring.id.0, Value::from(draft.day)],
    )?;
    let word = settle(tx, moment, mentoring.id, times)?;
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

/// The mentoring ends: nobody meets any more.
pub(super) fn call_off(tx: &mut Tx, moment: &Moment, id: MentoringId) -> Result<(), Fault> {
    tx.run(&sql::MENTORING_NEXT, values![id.0, Value::from(None::<Day>)])?;
    settle(tx, moment, id, None)?;
    Ok(())
}

/// The file that puts the meeting to come into a calendar, moves it there, or takes it out.
fn file(tx: &mut Tx, id: MentoringId, now: Instant) -> Result<String, Stop> {
    let known = agreed(tx, id)?.filter(|meeting| meeting.ends > now);
    let known = known.ok_or(Refusal::Unknown)?;
    let method = if known.called_off {
        Method::Cancel
    } else {
        Method::Publish
    };
    let meeting = calendar::Meeting {
        uid: known.uid,
        sequence: u32::try_from(known.sequence).unwrap_or(0),
        stamp: known.changed,
        days: vec![(known.starts, known.ends)],
    };
    Ok(calendar::write(&meeting, method)?)
}

/// The file for the mentor's calendar: of a mentoring in sight.
pub fn for_mentor(
    tx: &mut Tx,
    scope: &Scope<actions::ReadMentoring>,
    mentoring: &Mentoring,
    now: Instant,
) -> Result<String, Stop> {
    drop(scope.pass::<MentoringRecord>(tx, mentoring.id)?);
    file(tx, mentoring.id, now)
}

/// The file for the mentee's calendar, by the link to her record.
pub fn for_mentee(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
    id: MentoringId,
    now: Instant,
) -> Result<String, Stop> {
    let (mentoring, _) = hers(tx, scope, holder, id)?;
    file(tx, mentoring.id, now)
}
