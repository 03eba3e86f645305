//! The statements of blanking.

use crate::comments::records::written_in_scope;

store::statements! {
    /// In the viewer's sight as its session or its link is.
    BLANKING_GUARD = concat!("select b.version from blanking b join response r on r.id = b.response_id left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id
        where b.id = ?3 and ", written_in_scope!());
    /// Somebody says that a comment shows who a person is: nobody reads it until somebody has looked.
    BLANKING_ASK = "insert into blanking (id, response_id, question_key, occurrence, state, passages_sealed, reason_sealed, version, asked_at, decided_by, decided_at)
        values (?1, ?2, ?3, ?4, 'asked', null, null, 1, ?5, null, null)
        on conflict (response_id, question_key, occurrence) do update set state = 'asked', version = blanking.version + 1, asked_at = ?5";
    /// The next step, from the states that it may follow on.
    BLANKING_STEP = "update blanking set state = ?2, passages_sealed = ?3, reason_sealed = ?4, decided_by = ?5, decided_at = ?6, version = version + 1
        where id = ?1 and version = ?7";
    /// A comment with what was blanked in it.
    BLANKING_FETCH = "select b.id, b.state, b.passages_sealed, b.reason_sealed, b.version, b.asked_at, b.decided_at, b.response_id, b.question_key, a.text_sealed
        from blanking b join answer a on a.response_id = b.response_id and a.question_key = b.question_key and a.occurrence = b.occurrence where b.id = ?1";
    /// Comments in sight that wait for somebody to look, or on which somebody decided, the longest waiting first. ?3 how many, ?4 the state,
    /// ?5 the one before.
    BLANKINGS = concat!("select b.id, b.state, b.asked_at, b.decided_at from blanking b join response r on r.id = b.response_id left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id
        where ", written_in_scope!(), " {filters} order by b.asked_at, b.id limit ?3"),
        filters { state: "and b.state = ?4", after: "and (b.asked_at, b.id) > (select k.asked_at, k.id from blanking k where k.id = ?5)" };
    /// How many wait in sight, counted to 1,000.
    BLANKINGS_WAIT = concat!("select count(*) from (select 1 from blanking b join response r on r.id = b.response_id left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id
        where b.state = 'asked' and ", written_in_scope!(), " limit 1000) counted");
}
