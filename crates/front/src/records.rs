//! The statements of the front: repeated forms, drafts, and a session's last use.

store::statements! {
    /// Where a form that was sent before had led.
    SUBMISSION_FETCH = "select location_sealed from submission where key = ?1";
    /// Keeps where a form led.
    SUBMISSION_INSERT = "insert into submission (key, location_sealed, day) values (?1, ?2, ?3)";
    /// Forgets forms sent before a moment.
    SUBMISSION_FORGET = "delete from submission where day < ?1";
    /// Notes a session's use.
    SESSION_TOUCH = "update session_token set seen_at = ?2 where token_hash = ?1 and seen_at < ?2 and ended_at is null";
    /// Whose session it was, if it only timed out, or if nobody had reason to end it in a hurry.
    SESSION_OWNER = "select account_id from session_token where token_hash = ?1 and (ended_at is null
        or (ended_at > ?2 and ended_why in ('signed out', 'role or areas changed')))";
    /// Keeps what was typed.
    DRAFT_KEEP = "insert into draft (account_id, path, form_sealed, at) values (?1, ?2, ?3, ?4)
        on conflict (account_id, path) do update set form_sealed = excluded.form_sealed, at = excluded.at";
    /// What was typed and kept.
    DRAFT_LIST = "select path, form_sealed, at from draft where account_id = ?1 order by at desc limit 20";
    /// Lets one go.
    DRAFT_DROP = "delete from draft where account_id = ?1 and path = ?2";
    /// Lets old ones go.
    DRAFT_FORGET = "delete from draft where at < ?1";
    /// Lets all of somebody go.
    DRAFT_FORGET_OF = "delete from draft where account_id = ?1";
}
