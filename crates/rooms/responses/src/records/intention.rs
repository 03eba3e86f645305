//! Statements about what people say that they will do.

store::statements! {
    /// Whether people of a session (?1) are asked later what became of it: who is not is not asked what she will do.
    INTENTION_OFFERED = "select 1 from session s join course c on c.id = s.course_id where s.id = ?1 and s.state <> 'cancelled' \
        and (c.follow_up_first is not null or c.follow_up_second is not null) \
        and exists (select 1 from course_instrument ci where ci.course_id = c.id and ci.purpose = 'follow-up')";
    /// Whether fewer have said something than signed in.
    INTENTION_ROOM = "select 1 from session s where s.id = ?1 and (select count(*) from intention i where i.session_id = ?1) \
        < (select count(distinct t.learner_id) from attendance t where t.session_id = ?1)";
    /// The one that a link leads to.
    INTENTION_BY_MARK = "select id, words_sealed, outcome, reason from intention where mark = ?1";
    /// Those of a session that still have words.
    INTENTIONS_OF = "select id, mark, words_sealed from intention where session_id = ?1 and words_sealed is not null";
    /// A new one; a link has one at most.
    INTENTION_INSERT = "insert into intention (id, session_id, mark, words_sealed, asked) values (?1, ?2, ?3, ?4, 0) on conflict (mark) do nothing";
    /// It says something else, as long as nobody was asked about it.
    INTENTION_CHANGE = "update intention set words_sealed = ?2 where id = ?1 and asked = 0";
    /// It is taken back, as long as nobody was asked about it.
    INTENTION_DELETE = "delete from intention where id = ?1 and asked = 0";
    /// From now on another link leads to it. ?4 which time of asking.
    INTENTION_TURN = "update intention set mark = ?2, words_sealed = ?3, asked = ?4 where id = ?1";
    /// What became of it.
    INTENTION_OUTCOME = "update intention set outcome = ?2, reason = ?3 where id = ?1 and asked > 0";
    /// Words to which nobody can come back: of sessions that ended before a day (?1), and of those whose last time of asking began before
    /// another (?2).
    INTENTION_FORGET = "update intention set words_sealed = null where words_sealed is not null and (session_id in (select s.id from session s where s.last_day < ?1) \
        or session_id in (select w.session_id from follow_up_wave w where w.wave = 2 and w.due < ?2))";
    /// How many said something, and how it stands. ?1 programme, ?2 area, ?3 and ?4 first and last day, ?5 course.
    INTENTIONS_COUNTED = concat!("select i.asked, i.outcome, i.reason, count(*) from intention i join session s on s.id = i.session_id join course c on c.id = s.course_id
        where c.programme_id = ?1 and ", learning::session_counts!(), " {filters} group by i.asked, i.outcome, i.reason"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
    /// How many answered what became of it, by area, course and the calendar year in which a year of the programme began. ?1 programme, ?2 area,
    /// ?3 the month and date, like `04-01`, on which its years begin.
    INTENTIONS_ANSWERED = concat!("select s.area_id, s.course_id, cast(substr(s.first_day, 1, 4) as bigint) - case when substr(s.first_day, 6) < ?3 then 1 else 0 end, count(*)
        from intention i join session s on s.id = i.session_id join course c on c.id = s.course_id
        where c.programme_id = ?1 and i.outcome is not null and ", learning::session_counts!(), " {filters} group by 1, 2, 3"),
        filters { area: "and s.area_id = ?2" };
    /// Sessions that took place and whose people are asked later, and those of them at which somebody said something.
    INTENTION_SESSIONS = concat!("select count(*), count(case when exists (select 1 from intention i where i.session_id = s.id) then 1 end)
        from session s join course c on c.id = s.course_id where c.programme_id = ?1 and ", learning::session_counts!(), "
        and (c.follow_up_first is not null or c.follow_up_second is not null)
        and exists (select 1 from course_instrument ci where ci.course_id = c.id and ci.purpose = 'follow-up') {filters}"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
}
