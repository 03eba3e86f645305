//! Statements about questionnaires that are being written, and about the list of all questionnaires.

store::statements! {
    /// A draft that is being written.
    DRAFT_GUARD = "select version from instrument_draft where id = ?3 and state = 'open'";
    /// A draft that was put aside.
    ASIDE_GUARD = "select version from instrument_draft where id = ?3 and state = 'aside'";
    /// One draft.
    DRAFT_FETCH = "select id, key, base_version, version, state, content, changed_at from instrument_draft where id = ?1";
    /// Begins a draft.
    DRAFT_INSERT = "insert into instrument_draft (id, key, title, base_version, content, version, state, made_at, made_by, changed_at) values (?1, ?2, ?3, ?4, ?5, 1, 'open', ?6, ?7, ?6)";
    /// Changes a draft that nobody changed meanwhile.
    DRAFT_UPDATE = "update instrument_draft set title = ?3, content = ?4, changed_at = ?5, version = version + 1 where id = ?1 and version = ?2 and state = 'open'";
    /// Puts a draft aside, brings it back or closes it.
    DRAFT_STATE = "update instrument_draft set state = ?3, changed_at = ?4, version = version + 1 where id = ?1 and version = ?2";
    /// Drafts, those begun last first. ?1 rows, ?2 after this one, ?3 state, ?4 words, ?5 questionnaire.
    DRAFT_LIST = "select d.id, d.key, d.title, d.base_version, d.changed_at from instrument_draft d where d.state = ?3 {filters} order by d.id desc limit ?1",
        filters { after: "and d.id < ?2", words: "and (lower(d.title) like ?4 escape '!' or d.key like ?4 escape '!')", key: "and d.key = ?5" };
    /// What a draft was before a change.
    STEP_INSERT = "insert into instrument_draft_step (draft_id, number, what, content) values (?1, ?2, ?3, ?4)";
    /// The last change that can be undone.
    STEP_LAST = "select number, what, content from instrument_draft_step where draft_id = ?1 and content is not null order by number desc limit 1";
    /// The last change that can be undone, for its button.
    STEP_WHAT = "select what from instrument_draft_step where draft_id = ?1 and content is not null order by number desc limit 1";
    /// Forgets what a draft was before one change.
    STEP_USED = "update instrument_draft_step set content = null where draft_id = ?1 and number = ?2";
    /// Forgets what a draft was long ago.
    STEP_PRUNE = "update instrument_draft_step set content = null where draft_id = ?1 and number <= ?2 and content is not null";
    /// A questionnaire or a draft of one has this key.
    KEY_TAKEN = "select 1 from instrument_version where key = ?1 union all select 1 from instrument_draft where key = ?1 limit 1";
    /// A changed question that counts as the same.
    MENDED_INSERT = "insert into instrument_mended (instrument_version_id, question_key, reason) values (?1, ?2, ?3)";
    /// Changed questions of a version that count as the same.
    MENDED_OF = "select question_key, reason from instrument_mended where instrument_version_id = ?1 order by question_key";
    /// Questionnaires by key, each with its newest version. ?1 rows, ?2 after this key, ?3 words.
    INSTRUMENT_LIST = "select v.key, v.version, v.title, v.published_at,
        (select count(*) from (select 1 from response r join instrument_version o on o.id = r.instrument_version_id where o.key = v.key limit 1001) counted),
        (select count(*) from instrument_draft d where d.key = v.key and d.state = 'open'),
        (select count(distinct ci.course_id) from course_instrument ci where ci.instrument_key = v.key),
        exists (select 1 from instrument_retirement r where r.key = v.key and r.version = 0 and r.back_at is null)
        from instrument_version v where not exists (select 1 from instrument_version w where w.key = v.key and w.version > v.version) {filters} order by v.key limit ?1",
        filters { after: "and v.key > ?2", words: "and (lower(v.title) like ?3 escape '!' or v.key like ?3 escape '!')",
            used: "and exists (select 1 from course_instrument ci where ci.instrument_key = v.key)",
            unused: "and not exists (select 1 from course_instrument ci where ci.instrument_key = v.key)",
            retired: "and exists (select 1 from instrument_retirement r where r.key = v.key and r.version = 0 and r.back_at is null)",
            drafted: "and exists (select 1 from instrument_draft d where d.key = v.key and d.state = 'open')" };
    /// The newest versions, to begin a draft from.
    NEWEST_CHOICES = "select v.key, v.version, v.title from instrument_version v where not exists (select 1 from instrument_version w where w.key = v.key and w.version > v.version) order by v.title, v.key limit 500";
    /// Versions of a questionnaire, the newest first, with how often each was answered (counted to 1,000).
    VERSION_LINES = "select v.version, v.title, v.hash, v.published_at,
        (select count(*) from (select 1 from response r where r.instrument_version_id = v.id limit 1001) counted)
        from instrument_version v where v.key = ?1 order by v.version desc limit 200";
    /// Courses that use a questionnaire, and for what.
    COURSES_USING = "select c.reference, c.title, ci.purpose, c.archived from course_instrument ci join course c on c.id = ci.course_id where ci.instrument_key = ?1 order by c.archived, c.title, c.reference, ci.purpose limit 200";
}
