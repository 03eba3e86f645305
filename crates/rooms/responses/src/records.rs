//! The statements of the room.

pub(crate) mod aside;
pub(crate) mod contact;
pub(crate) mod draft;
pub(crate) mod earlier;
pub(crate) mod intention;
pub(crate) mod link;
pub(crate) mod paper;
pub(crate) mod shelf;
pub(crate) mod sparing;

store::statements! {
    /// Publishes a version.
    VERSION_INSERT = "insert into instrument_version (id, key, version, title, definition, hash, published_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    /// The latest version of a questionnaire that is in use.
    VERSION_LATEST = "select v.id, v.definition, v.published_at, v.hash from instrument_version v where v.key = ?1
        and not exists (select 1 from instrument_retirement r where r.key = v.key and r.version = v.version and r.back_at is null) order by v.version desc limit 1";
    /// The newest version of a questionnaire, in use or not.
    VERSION_NEWEST = "select id, definition, published_at, hash from instrument_version where key = ?1 order by version desc limit 1";
    /// Every version of a questionnaire.
    VERSIONS_OF = "select id, definition, published_at, hash from instrument_version where key = ?1 order by version";
    /// Every version of every questionnaire.
    VERSIONS = "select id, definition, published_at, hash from instrument_version order by published_at, key, version";
    /// One version.
    VERSION_FETCH = "select id, definition, published_at, hash from instrument_version where key = ?1 and version = ?2";
    /// A version for its guard.
    VERSION_GUARD = "select version from instrument_version where id = ?3";
    /// A session that takes answers: it was not cancelled.
    ANSWER_GUARD = "select version from session where id = ?3 and state <> 'cancelled'";
    /// Always new.
    LOAD_GUARD = "select 1 from response where id = ?3 and 1 = 0";
    /// The programme of a session's course.
    PROGRAMME_OF = "select c.programme_id from session s join course c on c.id = s.course_id where s.id = ?1";
    /// A response.
    RESPONSE_INSERT = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, link_code, source, answer_link_id) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    /// An answer.
    ANSWER_INSERT = "insert into answer (response_id, question_key, occurrence, number, option_key, day, non_answer, text_sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    /// The sum of the responses to a version (?1) that a session (?2) got for a purpose (?4).
    SUM_OF_SESSION = "select id, responses, sums, coded, few_sealed from answer_sum where session_id = ?2 and purpose = ?4 and instrument_version_id = ?1";
    /// The same of a day (?5) of a programme (?3), where there is no session.
    SUM_OF_DAY = "select id, responses, sums, coded, few_sealed from answer_sum where session_id is null and programme_id = ?3 and purpose = ?4 and instrument_version_id = ?1 and day = ?5";
    /// A new sum.
    SUM_INSERT = "insert into answer_sum (id, instrument_version_id, session_id, programme_id, purpose, day, responses, sums, coded, texts, few_sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    /// A response more.
    SUM_UPDATE = "update answer_sum set responses = ?2, sums = ?3, coded = ?4, texts = texts + ?5, few_sealed = ?6 where id = ?1";
    /// Sessions and days whose responses were never added up. ?1 how many.
    SUM_MISSING = "select r.instrument_version_id, r.session_id, r.programme_id, r.purpose, min(r.day), count(*) from response r
        where not exists (select 1 from answer_sum t where t.session_id = r.session_id and t.purpose = r.purpose and t.instrument_version_id = r.instrument_version_id)
        and not exists (select 1 from answer_sum t where r.session_id is null and t.session_id is null and t.programme_id = r.programme_id and t.purpose = r.purpose
            and t.instrument_version_id = r.instrument_version_id and t.day = r.day) and r.programme_id is not null
        group by r.instrument_version_id, r.session_id, r.programme_id, r.purpose, case when r.session_id is null then r.day end limit ?1";
    /// The answers of one of these, counted.
    SUM_COUNTED = "select a.question_key, a.number, a.option_key, a.non_answer, count(*) from response r join answer a on a.response_id = r.id
        where r.instrument_version_id = ?1 and r.purpose = ?4 and r.programme_id = ?3 and (r.session_id = ?2 or (cast(?2 as text) is null and r.session_id is null and r.day = ?5))
        and a.text_sealed is null group by a.question_key, a.number, a.option_key, a.non_answer";
    /// The answers of one of these that are in people's own words.
    SUM_WRITTEN = "select r.id, a.question_key, a.occurrence, a.text_sealed from response r join answer a on a.response_id = r.id
        where r.instrument_version_id = ?1 and r.purpose = ?4 and r.programme_id = ?3 and (r.session_id = ?2 or (cast(?2 as text) is null and r.session_id is null and r.day = ?5))
        and a.text_sealed is not null";
    /// The points of those of one of these who made a code, response by response.
    SUM_CODED = "select r.id, r.link_code, a.question_key, a.number from response r left join answer a on a.response_id = r.id and a.number is not null
        where r.instrument_version_id = ?1 and r.purpose = ?4 and r.programme_id = ?3 and (r.session_id = ?2 or (cast(?2 as text) is null and r.session_id is null and r.day = ?5))
        and r.link_code is not null and r.purpose in ('pre', 'post') order by r.id";
    /// A version by its id.
    VERSION_BY_ID = "select id, definition, published_at, hash from instrument_version where id = ?1";
    /// Whether a session's questionnaire has fewer responses than people signed in.
    ROOM_LEFT = "select 1 from session s where s.id = ?1
        and (select count(*) from response r where r.session_id = ?1 and r.purpose = ?2) < (select count(distinct t.learner_id) from attendance t where t.session_id = ?1)";
    /// A link was used; no row if it was before.
    ANSWERED_INSERT = "insert into answered (until, mark) values (?1, ?2) on conflict (until, mark) do nothing";
    /// A link that was used, on whichever day of its session.
    ANSWERED_KNOWN = "select 1 from answered where mark = ?1 limit 1";
    /// Forgets links that have ended.
    ANSWERED_SWEEP = "delete from answered where until < ?1";
    /// People who were there, who were asked and who answered, for each time of asking. ?1 programme, ?2 area, ?3 and ?4 first and last day, ?5 course.
    ASKED_AND_ANSWERED = concat!("select w.wave, count(*), cast(sum(w.attended) as bigint), cast(sum(w.asked) as bigint),
        cast(sum((select count(*) from response r where r.session_id = w.session_id and r.purpose = 'follow-up' and r.day = w.due)) as bigint)
        from follow_up_wave w join session s on s.id = w.session_id join course c on c.id = s.course_id
        where c.programme_id = ?1 and ", learning::session_counts!(), " {filters} group by w.wave order by w.wave"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
}
