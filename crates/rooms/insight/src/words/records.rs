//! The statements of counted words.

store::statements! {
    /// Answers to a question in a programme that are not sealed together, before, after or at another time. ?1 programme, ?2 to ?5 filters,
    /// ?6 the question, ?7 the version.
    GIVEN = concat!("select r.purpose, a.response_id, a.text_sealed, l.state, l.id, l.passages_sealed, r.session_id
        from answer a join response r on r.id = a.response_id left join session s on s.id = r.session_id
        left join blanking l on l.response_id = a.response_id and l.question_key = a.question_key and l.occurrence = a.occurrence
        where r.programme_id = ?1 and a.question_key = ?6 and r.instrument_version_id = ?7 and a.text_sealed is not null and (s.id is null or ", learning::session_counts!(), ") {filters}"),
        filters { area: "and s.area_id = ?2", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and s.course_id = ?5" };
    /// Answers to a question (?1) that are not read as they were given.
    NOT_AS_GIVEN = "select l.response_id, l.occurrence, l.state, l.id, l.passages_sealed from blanking l where l.question_key = ?1 and l.state in ('asked', 'blanked')";
    /// Answers to a question in sight, of sessions that count or of none, for who looks after its words. ?3 the question, ?4 how many at most.
    IN_SIGHT = concat!("select r.instrument_version_id, a.response_id, a.text_sealed, l.state, l.id, l.passages_sealed, r.programme_id, r.purpose, r.session_id
        from answer a join response r on r.id = a.response_id left join session s on s.id = r.session_id
        left join blanking l on l.response_id = a.response_id and l.question_key = a.question_key and l.occurrence = a.occurrence
        where a.question_key = ?3 and a.text_sealed is not null and (s.id is null or ", learning::session_counts!(), ") and ", access::session_in_scope!(), " order by a.response_id limit ?4");
    /// Rules that hold for the words of a wording.
    RULES = "select id, word, becomes, made_at from word_rule where wording = ?1 and undone_at is null order by word";
    /// A rule.
    RULE_INSERT = "insert into word_rule (id, wording, word, becomes, made_by, made_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// It holds no more.
    RULE_UNDO = "update word_rule set undone_by = ?2, undone_at = ?3 where id = ?1 and wording = ?4 and undone_at is null";
    /// Always new.
    RULE_GUARD = "select 1 from word_rule where id = ?3";
}
