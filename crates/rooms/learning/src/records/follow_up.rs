//! Statements about asking people what became of it.

use super::first_hand::first_hand;

store::statements! {
    /// After how many months the courses that ask do so the first and the second time.
    FOLLOW_UP_RULES = "select 1 as wave, c.follow_up_first as months from course c where c.follow_up_first is not null \
          and exists (select 1 from course_instrument ci where ci.course_id = c.id and ci.purpose = 'follow-up') \
        union select 2, c.follow_up_second from course c where c.follow_up_second is not null \
          and exists (select 1 from course_instrument ci where ci.course_id = c.id and ci.purpose = 'follow-up') order by 1, 2";
    /// Sessions that ended between two days, at which somebody was, not as a file of earlier years says alone, and of which nobody was asked yet. ?1 which time, ?2 after how many months, ?5 today.
    FOLLOW_UP_DUE = concat!("select s.id, s.last_day from session s join course c on c.id = s.course_id \
        where s.state <> 'cancelled' and s.last_day >= ?3 and s.last_day <= ?4 and s.last_day < ?5 \
          and (case when cast(?1 as bigint) = 1 then c.follow_up_first else c.follow_up_second end) = ?2 \
          and exists (select 1 from course_instrument ci where ci.course_id = c.id and ci.purpose = 'follow-up') \
          and exists (select 1 from attendance t where t.session_id = s.id and ", first_hand!(), ") \
          and not exists (select 1 from follow_up_wave w where w.session_id = s.id and w.wave = ?1) order by s.last_day, s.id limit ?6");
    /// Who was there on every day of a session and did not withdraw. Of whom a file of earlier years says so nobody is asked: it was said that nobody
    /// is written to.
    FOLLOW_UP_PEOPLE = concat!("select l.id, l.name_sealed, l.email_sealed, l.record_round \
        from (select t.learner_id as person, count(*) as there from attendance t where t.session_id = ?1 and ", first_hand!(), " group by t.learner_id) a join learner l on l.id = a.person \
        where a.there >= (select count(*) from session_day d where d.session_id = ?1) \
          and not exists (select 1 from booking b where b.session_id = ?1 and b.learner_id = l.id and b.state = 'cancelled') order by l.id");
    /// Records of people who were at a session that are joined to others: the one that stands, and the one that is joined to it.
    FOLLOW_UP_JOINED = "select l.joined_to, l.id from learner l where l.joined_to in (select t.learner_id from attendance t where t.session_id = ?1) order by l.id";
    /// People of a session begin to be asked; no row when they were before.
    WAVE_INSERT = "insert into follow_up_wave (session_id, wave, due, attended, asked, asked_at) values (?1, ?2, ?3, ?4, 0, ?5) on conflict (session_id, wave) do nothing";
    /// So many were.
    WAVE_ASKED = "update follow_up_wave set asked = ?3 where session_id = ?1 and wave = ?2";
    /// One of them.
    ASKED_INSERT = "insert into follow_up_asked (session_id, wave, mark) values (?1, ?2, ?3) on conflict (session_id, wave, mark) do nothing";
    /// Whether somebody is one of them.
    ASKED_KNOWN = "select 1 from follow_up_asked where session_id = ?1 and wave = ?2 and mark = ?3";
    /// Those that were asked before a moment, are still open and had no reminder. ?2 the day of asking from which on links are open.
    WAVE_TO_REMIND = "select w.session_id, w.wave, w.due from follow_up_wave w join session s on s.id = w.session_id \
        where w.reminded_at is null and w.asked_at < ?1 and w.due >= ?2 and s.state <> 'cancelled' order by w.due, w.session_id, w.wave limit ?3";
    /// They have had their reminder; no row when they had before.
    WAVE_REMINDED = "update follow_up_wave set reminded_at = ?3 where session_id = ?1 and wave = ?2 and reminded_at is null";
    /// What a link asks about.
    WAVE_ANSWERED = "select w.due, c.title, ci.instrument_key from follow_up_wave w join session s on s.id = w.session_id join course c on c.id = s.course_id \
        join course_instrument ci on ci.course_id = c.id and ci.purpose = 'follow-up' where w.session_id = ?1 and w.wave = ?2 and s.state <> 'cancelled'";
    /// The times of asking of a session.
    WAVES_OF_SESSION = "select wave, due, attended, asked, reminded_at from follow_up_wave where session_id = ?1 order by wave";
    /// An address is asked no more.
    STOP_INSERT = "insert into follow_up_stop (mark) values (?1) on conflict (mark) do nothing";
    /// It is asked again.
    STOP_DELETE = "delete from follow_up_stop where mark = ?1";
    /// Whether it is asked no more.
    STOP_KNOWN = "select 1 from follow_up_stop where mark = ?1";
    /// Nothing is ever in sight as a wish not to be asked.
    STOP_GUARD = "select 1 from session s where s.id = ?3 and 1 = 0";
}
