//! Statements about translations, the question bank and what is not to be used any more.

store::statements! {
    /// The last round of each language of a version.
    TRANSLATIONS_OF = "select t.content from instrument_translation t where t.instrument_version_id = ?1
        and not exists (select 1 from instrument_translation o where o.instrument_version_id = t.instrument_version_id and o.language = t.language and o.round > t.round)
        order by t.language";
    /// The last round of one language.
    TRANSLATION_ROUND = "select round from instrument_translation where instrument_version_id = ?1 and language = ?2 order by round desc limit 1";
    /// Saves a round.
    TRANSLATION_INSERT = "insert into instrument_translation (instrument_version_id, language, round, content, made_at, made_by) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// Puts a question into the bank.
    BANK_INSERT = "insert into bank_question (id, instrument_version_id, question_key, wording, kind, text, search, content, kept_at, kept_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    /// Versions whose questions are not in the bank yet.
    BANK_MISSING = "select v.id, v.definition, v.published_at, v.hash from instrument_version v where not exists (select 1 from bank_question b where b.instrument_version_id = v.id) limit 1000";
    /// Questions of the newest versions and those that were kept, the last first. ?1 rows, ?2 after this one, ?3 words, ?4 kind.
    BANK_LIST = "select b.id, b.text, b.kind, b.wording, v.title, v.version, b.content from bank_question b left join instrument_version v on v.id = b.instrument_version_id
        where (v.id is null or not exists (select 1 from instrument_version w where w.key = v.key and w.version > v.version)) {filters} order by b.id desc limit ?1",
        filters { after: "and b.id < ?2", words: "and b.search like ?3 escape '!'", kind: "and b.kind = ?4", kept: "and b.instrument_version_id is null" };
    /// A question of the bank for its guard.
    BANK_GUARD = "select 1 from bank_question where id = ?3";
    /// One question of the bank.
    BANK_FETCH = "select content from bank_question where id = ?1";
    /// Questions that are counted by a wording key, the last first.
    BANK_WORDED = "select content from bank_question where wording = ?1 and instrument_version_id is not null order by id desc limit 50";
    /// Somebody has kept just this question.
    BANK_KEPT = "select 1 from bank_question where instrument_version_id is null and content = ?1 limit 1";
    /// What of a questionnaire is not to be used any more.
    RETIRED_OF = "select id, version, reason, retired_at from instrument_retirement where key = ?1 and back_at is null order by version";
    /// Retires a questionnaire, or a version of it.
    RETIRE = "insert into instrument_retirement (id, key, version, reason, retired_at, back_at) values (?1, ?2, ?3, ?4, ?5, null)";
    /// Takes that back.
    RETIRE_BACK = "update instrument_retirement set back_at = ?2 where id = ?1 and back_at is null";
}
