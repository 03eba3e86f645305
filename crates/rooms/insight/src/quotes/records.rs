//! The statements of quotes.

use crate::comments::records::{trained, written_in_scope};

/// The form `r` of a quote with the session or the link by which it came.
macro_rules! quoted_form {
    () => {
        "join response r on r.id = q.response_id left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id "
    };
}
/// How the form `r` was given.
macro_rules! given {
    () => {
        "case when r.answer_link_id is not null then 'link' when r.purpose = 'follow-up' then 'later' else 'end' end"
    };
}
/// How many answered by the link `l` in the year of the form `r`, counted to five.
macro_rules! by_link {
    () => {
        "(select count(*) from (select 1 from response o where o.answer_link_id = l.id and substr(o.day, 1, 4) = substr(r.day, 1, 4) limit 5) f)"
    };
}
/// Whoever wrote the words of the quote `q` agreed to it as far as it goes.
macro_rules! agreed {
    () => {
        "(q.scope = 'readers' or exists (select 1 from answer k where k.response_id = q.response_id and k.question_key = 'may-quote' \
          and (k.option_key = 'published' or (k.option_key = 'partnership' and q.scope = 'partnership'))))"
    };
}

store::statements! {
    /// A quote that the viewer may read: words that go no further than the readers of comments are in sight as their session or link is.
    QUOTE_GUARD = concat!("select q.version from kept_quote q ", quoted_form!(), "where q.id = ?3 and ", agreed!(), " and (q.scope <> 'readers' or (", written_in_scope!(), " and ", trained!(), "))");
    /// A quote that she may change: of a session or link in sight.
    OWN_QUOTE_GUARD = concat!("select q.version from kept_quote q ", quoted_form!(), "where q.id = ?3 and ", written_in_scope!());
    /// Quotes that the viewer may read, the latest first. ?3 how many, ?4 before this one, ?5 the state, ?6 how far they go, ?7 the programme,
    /// ?8 a theme found in them, ?9 one of them.
    QUOTES = concat!("select q.id, q.response_id, q.question_key, a.text_sealed, v.key, b.state, b.id, b.passages_sealed, q.scope, p.name, q.course_kind, q.year, d.name, q.state, q.version,
        (select k.option_key from answer k where k.response_id = q.response_id and k.question_key = 'may-quote'), ", given!(), ",
        q.programme_id, r.purpose, q.area_id, ", by_link!(), " from kept_quote q ", quoted_form!(), "join instrument_version v on v.id = r.instrument_version_id
        join answer a on a.response_id = q.response_id and a.question_key = q.question_key and a.occurrence = q.occurrence
        left join blanking b on b.response_id = q.response_id and b.question_key = q.question_key and b.occurrence = q.occurrence
        left join programme p on p.id = q.programme_id left join area d on d.id = q.area_id
        where ", agreed!(), " and (q.scope <> 'readers' or ", written_in_scope!(), ") {filters} order by q.id desc limit ?3"),
        filters { own: "and (q.scope <> 'readers' or exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1))",
            before: "and q.id < ?4", state: "and q.state = ?5", scope: "and q.scope = ?6", programme: "and q.programme_id = ?7", theme: "and exists (select 1 from coding_item i
            join coding g on g.item_id = i.id and g.reading = (select min(x.reading) from coding x where x.item_id = i.id)
            join code n on n.item_id = g.item_id and n.reading = g.reading join theme h on h.id = n.theme_id
            where i.response_id = q.response_id and i.question_key = q.question_key and i.occurrence = q.occurrence and h.counts_as = ?8)",
            one: "and q.id = ?9", leaves: "and q.state = 'kept' and q.scope <> 'readers' and (b.state is null or b.state <> 'asked')" };
    /// How many answered about courses of a kind, in a programme and a year, area by area. ?1 and ?2 the first and last day of the years.
    ANSWERED_ABOUT = "select t.programme_id, t.purpose, c.kind, cast(substr(s.first_day, 1, 4) as bigint), s.area_id, cast(sum(t.responses) as bigint)
        from answer_sum t join session s on s.id = t.session_id join course c on c.id = s.course_id where t.purpose in ('feedback', 'follow-up')
        and s.first_day >= ?1 and s.first_day <= ?2 group by t.programme_id, t.purpose, c.kind, substr(s.first_day, 1, 4), s.area_id";
    /// Themes under which comments are counted.
    QUOTE_THEMES = "select t.id, t.name, f.question from theme t join code_frame f on f.id = t.frame_id where t.counts_as = t.id order by f.question, t.place, t.id limit 500";
    /// Where a comment comes from: its programme, the kind and year of its course, its area, how far whoever wrote it agreed, whether five
    /// answered about such a course of that programme in that year, and in that area, and how it was given. What came by a link has no course: its year is that of the
    /// form, its area that of the link, and five answered by it in that year. ?1 the form, ?2 and ?3 the comment.
    QUOTE_ORIGIN = concat!("select r.programme_id, c.kind, cast(substr(coalesce(s.first_day, r.day), 1, 4) as bigint), d.id, d.name,
        (select k.option_key from answer k where k.response_id = r.id and k.question_key = 'may-quote'),
        case when l.id is null then (select count(*) from (select 1 from response o join session t on t.id = o.session_id join course e on e.id = t.course_id
            where o.purpose = r.purpose and e.kind = c.kind and substr(t.first_day, 1, 4) = substr(s.first_day, 1, 4) and o.programme_id = r.programme_id limit 5) f) else ", by_link!(), " end,
        case when l.id is null then (select count(*) from (select 1 from response o join session t on t.id = o.session_id join course e on e.id = t.course_id
            where o.purpose = r.purpose and e.kind = c.kind and substr(t.first_day, 1, 4) = substr(s.first_day, 1, 4) and t.area_id = s.area_id and o.programme_id = r.programme_id limit 5) f) else ", by_link!(), " end, ", given!(), "
        from response r left join session s on s.id = r.session_id left join course c on c.id = s.course_id left join answer_link l on l.id = r.answer_link_id
        left join area d on d.id = coalesce(s.area_id, l.area_id)
        where r.id = ?1 and (s.id is not null or l.id is not null)
        and exists (select 1 from answer a where a.response_id = r.id and a.question_key = ?2 and a.occurrence = ?3 and a.text_sealed is not null)");
    /// Keeps a comment as a quote.
    QUOTE_INSERT = "insert into kept_quote (id, response_id, question_key, occurrence, scope, programme_id, course_kind, year, area_id, state, version, kept_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'kept', 1, ?10) on conflict (response_id, question_key, occurrence) do nothing";
    /// The next step, if it is still the one that was looked at.
    QUOTE_STEP = "update kept_quote set state = ?2, scope = ?3, version = version + 1 where id = ?1 and version = ?4";
    /// Notes a step.
    STEP_INSERT = "insert into kept_quote_step (quote_id, version, step, scope, reason_sealed, made_by, made_at)
        values (?1, (select version from kept_quote where id = ?1), ?2, ?3, ?4, ?5, ?6)";
    /// The steps of a quote, the latest first.
    STEPS = "select h.step, h.scope, h.reason_sealed, h.made_by, w.name_sealed, h.made_at from kept_quote_step h join account w on w.id = h.made_by
        where h.quote_id = ?1 order by h.version desc limit 200";
}
