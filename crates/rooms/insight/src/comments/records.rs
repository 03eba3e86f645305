//! The statements of the comments.

/// The link `l` is one whose comments the viewer reads: trainers read what was said of their own sessions and of nothing else.
macro_rules! link_read {
    () => {
        concat!(
            "(l.id is not null and ",
            access::link_in_scope!(),
            " and not exists (select 1 from account w where w.id = ?1 and w.role = 'trainer'))"
        )
    };
}
/// What was written on the response `r` is in sight as its session `s` or its link `l` is.
macro_rules! written_in_scope {
    () => {
        concat!(
            "(",
            access::session_in_scope!(),
            " or ",
            $crate::comments::records::link_read!(),
            ")"
        )
    };
}
/// A trainer reads what was said of her own sessions, others what was said in their areas (`s`): asked by the guards, so that a refusal is noted.
macro_rules! trained {
    () => {
        "(not exists (select 1 from account w where w.id = ?1 and w.role = 'trainer') \
          or exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1))"
    };
}
pub(crate) use {link_read, trained, written_in_scope};

/// A comment with the quote that is kept of it, what whoever wrote it said to that.
macro_rules! comments {
    () => {
        "select a.response_id, a.question_key, a.occurrence, a.text_sealed, v.key, q.id, q.state,
        (select k.option_key from answer k where k.response_id = r.id and k.question_key = 'may-quote'), b.state, b.id, b.passages_sealed
        from response r join answer a on a.response_id = r.id join instrument_version v on v.id = r.instrument_version_id
        left join kept_quote q on q.response_id = a.response_id and q.question_key = a.question_key and q.occurrence = a.occurrence
        left join blanking b on b.response_id = a.response_id and b.question_key = a.question_key and b.occurrence = a.occurrence "
    };
}
/// Of those on some forms: ?4 to ?23.
macro_rules! on_forms {
    () => {
        "a.text_sealed is not null and r.id in (?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) and "
    };
}

store::statements! {
    /// A page of the courses with forms in sight: how many forms, how many comments. ?3 how many courses, ?4 the reference of the last one
    /// before, ?5 one course, ?6 what the forms were for.
    COMMENTED_COURSES = concat!("select c.id, c.reference, c.title, cast(sum(t.responses) as bigint), cast(sum(t.texts) as bigint)
        from (select c.id, c.reference, c.title from course c where exists (select 1 from session s join answer_sum t on t.session_id = s.id
            where s.course_id = c.id and t.purpose = ?6 and ", access::session_in_scope!(), " {filters}) order by c.title, c.reference limit ?3) c
        join session s on s.course_id = c.id join answer_sum t on t.session_id = s.id
        where t.purpose = ?6 and ", access::session_in_scope!(), " {filters} group by c.id, c.reference, c.title order by c.title, c.reference"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)",
            after: "and (c.title, c.reference) > (select k.title, k.reference from course k where k.reference = ?4)", course: "and c.id = ?5" };
    /// How many comments in sight are kept as quotes, course by course: quotes are gone through first, as they are few. ?3 one course,
    /// ?4 what the forms were for.
    QUOTED = concat!("select s.course_id, cast(sum(q.quotes) as bigint) from (select response_id, count(*) as quotes from kept_quote where state = 'kept' group by response_id) q
        join response r on r.id = q.response_id join session s on s.id = r.session_id
        where (r.purpose = ?4) is true and ", access::session_in_scope!(), " {filters} group by s.course_id"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)", course: "and s.course_id = ?3" };
    /// Which comments a course in sight has: their places, with nothing opened. ?3 the course, ?4 what the forms were for.
    COMMENT_PLACES = concat!("select a.response_id, a.question_key, a.occurrence from response r join session s on s.id = r.session_id
        join answer a on a.response_id = r.id where s.course_id = ?3 and r.purpose = ?4 and a.text_sealed is not null and ", access::session_in_scope!(), " {filters}"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)" };
    /// Comments of a course in sight, those on some forms. ?3 the course, ?4 to ?23 the forms, ?24 what they were for.
    COMMENTS = concat!(comments!(), "join session s on s.id = r.session_id where s.course_id = ?3 and r.purpose = ?24 and ", on_forms!(), access::session_in_scope!(), " {filters}"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)" };
    /// A page of the links in sight by which somebody answered, the newest first: how many forms, how many comments, how many of these are kept as
    /// quotes. ?3 how many links, ?4 the last one before, ?5 one link.
    COMMENTED_LINKS = concat!("select l.id, l.name, (select count(*) from response r where r.answer_link_id = l.id),
        (select count(*) from response r join answer a on a.response_id = r.id where r.answer_link_id = l.id and a.text_sealed is not null),
        (select count(*) from response r join kept_quote q on q.response_id = r.id where r.answer_link_id = l.id and q.state = 'kept')
        from answer_link l where exists (select 1 from response r where r.answer_link_id = l.id) and ", link_read!(), " {filters} order by l.id desc limit ?3"),
        filters { before: "and l.id < ?4", one: "and l.id = ?5" };
    /// Which comments came by a link in sight. ?3 the link.
    LINK_PLACES = concat!("select a.response_id, a.question_key, a.occurrence from answer_link l join response r on r.answer_link_id = l.id
        join answer a on a.response_id = r.id where l.id = ?3 and a.text_sealed is not null and ", link_read!());
    /// Comments that came by a link in sight, those on some forms. ?3 the link, ?4 to ?23 the forms.
    LINK_COMMENTS = concat!(comments!(), "join answer_link l on l.id = r.answer_link_id where l.id = ?3 and ", on_forms!(), link_read!());
    /// A course by its reference, in sight or not: its guard decides.
    COURSE_NAMED = "select id from course where reference = ?1";
    /// A link in sight by which somebody answered.
    COMMENTED_LINK_GUARD = concat!("select l.version from answer_link l where l.id = ?3
        and exists (select 1 from response r where r.answer_link_id = l.id) and ", link_read!());
    /// A course in sight of which somebody said something months later.
    LATER_GUARD = concat!("select c.version from course c where c.id = ?3
        and exists (select 1 from session s join response r on r.session_id = s.id where s.course_id = c.id and r.purpose = 'follow-up' and ", trained!(), " and ", access::session_in_scope!(), ")");
    /// A course with feedback in sight.
    COMMENTED_GUARD = concat!("select c.version from course c where c.id = ?3
        and exists (select 1 from session s join response r on r.session_id = s.id where s.course_id = c.id and r.purpose = 'feedback' and ", trained!(), " and ", access::session_in_scope!(), ")");
    /// A comment, and the session in which it was written with how many answered there. ?1 the form, ?2 the question, ?3 which answer.
    COMMENT_OF = "select a.text_sealed, l.state, l.id, l.passages_sealed, s.id, s.area_id, s.venue,
        (select count(*) from response o where o.session_id = s.id and o.purpose = r.purpose)
        from answer a join response r on r.id = a.response_id join session s on s.id = r.session_id
        left join blanking l on l.response_id = a.response_id and l.question_key = a.question_key and l.occurrence = a.occurrence
        where a.response_id = ?1 and a.question_key = ?2 and a.occurrence = ?3";
}
