//! The statements of the comments.

store::statements! {
    /// A page of the courses with feedback in sight: how many forms, how many comments. ?3 how many courses, ?4 the reference of the last one
    /// before, ?5 one course.
    COMMENTED_COURSES = concat!("select c.id, c.reference, c.title, cast(sum(t.responses) as bigint), cast(sum(t.texts) as bigint)
        from (select c.id, c.reference, c.title from course c where exists (select 1 from session s join answer_sum t on t.session_id = s.id
            where s.course_id = c.id and t.purpose = 'feedback' and ", access::session_in_scope!(), " {filters}) order by c.title, c.reference limit ?3) c
        join session s on s.course_id = c.id join answer_sum t on t.session_id = s.id
        where t.purpose = 'feedback' and ", access::session_in_scope!(), " {filters} group by c.id, c.reference, c.title order by c.title, c.reference"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)",
            after: "and (c.title, c.reference) > (select k.title, k.reference from course k where k.reference = ?4)", course: "and c.id = ?5" };
    /// How many comments in sight are kept as quotes, course by course: quotes are gone through first, as they are few. ?3 one course.
    QUOTED = concat!("select s.course_id, cast(sum(q.quotes) as bigint) from (select response_id, count(*) as quotes from kept_quote where state = 'kept' group by response_id) q
        join response r on r.id = q.response_id join session s on s.id = r.session_id
        where (r.purpose = 'feedback') is true and ", access::session_in_scope!(), " {filters} group by s.course_id"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)", course: "and s.course_id = ?3" };
    /// Which comments a course in sight has: their places, with nothing opened. ?3 the course.
    COMMENT_PLACES = concat!("select a.response_id, a.question_key, a.occurrence from response r join session s on s.id = r.session_id
        join answer a on a.response_id = r.id where s.course_id = ?3 and r.purpose = 'feedback' and a.text_sealed is not null and ", access::session_in_scope!(), " {filters}"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)" };
    /// Comments of a course in sight, those on some forms: with the quote that is kept of each, what whoever wrote it said to that, and whether
    /// she left a way to be reached. ?3 the course, ?4 to ?23 the forms.
    COMMENTS = concat!("select a.response_id, a.question_key, a.occurrence, a.text_sealed, v.key, q.id, q.state,
        (select k.option_key from answer k where k.response_id = r.id and k.question_key = 'may-quote'), l.state, l.id, l.passages_sealed, n.id
        from response r join session s on s.id = r.session_id join answer a on a.response_id = r.id join instrument_version v on v.id = r.instrument_version_id
        left join kept_quote q on q.response_id = a.response_id and q.question_key = a.question_key and q.occurrence = a.occurrence
        left join blanking l on l.response_id = a.response_id and l.question_key = a.question_key and l.occurrence = a.occurrence
        left join left_contact n on n.response_id = r.id and n.erased_at is null
        where s.course_id = ?3 and r.purpose = 'feedback' and a.text_sealed is not null
        and r.id in (?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) and ", access::session_in_scope!(), " {filters}"),
        filters { own: "and exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1)" };
    /// A course by its reference, in sight or not: its guard decides.
    COURSE_NAMED = "select id from course where reference = ?1";
    /// A course with feedback in sight.
    COMMENTED_GUARD = concat!("select c.version from course c where c.id = ?3
        and exists (select 1 from session s join response r on r.session_id = s.id where s.course_id = c.id and r.purpose = 'feedback' and ", access::session_in_scope!(), ")");
    /// A comment, and the session in which it was written with how many answered there. ?1 the form, ?2 the question, ?3 which answer.
    COMMENT_OF = "select a.text_sealed, l.state, l.id, l.passages_sealed, s.id, s.area_id, s.venue,
        (select count(*) from response o where o.session_id = s.id and o.purpose = r.purpose)
        from answer a join response r on r.id = a.response_id join session s on s.id = r.session_id
        left join blanking l on l.response_id = a.response_id and l.question_key = a.question_key and l.occurrence = a.occurrence
        where a.response_id = ?1 and a.question_key = ?2 and a.occurrence = ?3";
}
