//! Statements about the calendar of one's own bookings.

store::statements! {
    /// Whether a person has turned her calendar on, which of its addresses is the living one, and which record stands for her.
    FEED_FETCH = "select feed_on, feed_round, coalesce(joined_to, id) from learner where id = ?1";
    /// Turns a calendar on at an address of its own.
    FEED_ON = "update learner set feed_on = true, feed_round = feed_round + 1 where id = ?1";
    /// Ends it, and that of a record that was joined to hers.
    FEED_OFF = "update learner set feed_on = false where id = ?1 or joined_to = ?1";
    /// The days of the sessions for which a person has a place, from a day on: the first 500.
    FEED_DAYS = "select b.calendar_uid, b.calendar_sequence, b.changed_at, d.day, d.starts, d.ends from booking b join session s on s.id = b.session_id \
        join session_day d on d.session_id = s.id where b.learner_id = ?1 and b.state = 'booked' and s.state <> 'cancelled' and s.last_day >= ?2 \
        order by s.first_day, b.id, d.day limit 500";
}
