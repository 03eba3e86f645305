//! Sessions as rows of lists.

use super::{Mode, SessionId, SessionState};
use kernel::{Day, Instant};

/// A row of a list of sessions for staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionLine {
    /// Its id.
    pub id: SessionId,
    /// Its short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Where it meets.
    pub venue: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// Where it stands.
    pub state: SessionState,
    /// Places.
    pub capacity: i64,
    /// Places taken.
    pub taken: i64,
    /// People on the waiting list.
    pub waiting: i64,
}

/// A session that meets today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TodayLine {
    /// The session.
    pub session: SessionLine,
    /// Start of today, `HH:MM`.
    pub starts: String,
    /// End of today, `HH:MM`.
    pub ends: String,
}

/// A session with few bookings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FewLine {
    /// The session.
    pub session: SessionLine,
    /// When somebody last said that she sent the message that asks people to come.
    pub message_at: Option<Instant>,
}

/// A row of the public list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicLine {
    /// Its id, for the next page.
    pub id: SessionId,
    /// Its short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// How the course is given.
    pub mode: Mode,
    /// Name of the area.
    pub area: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// Places left.
    pub left: i64,
}
