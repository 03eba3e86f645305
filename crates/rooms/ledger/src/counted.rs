//! Which registers count as returned, as text that statements are put together from with `concat!`.

/// True for rows of `session s` whose register came: it was seen, or every day of it is saved and nobody gave it up. Where it did not,
/// nobody knows who stayed away.
#[macro_export]
macro_rules! register_came {
    () => {
        "exists (select 1 from owed ro where ro.session_id = s.id and ro.kind = 'register' and (ro.received_at is not null \
          or ro.waived_at is null and exists (select 1 from session_day rd where rd.session_id = s.id) \
            and not exists (select 1 from session_day rd where rd.session_id = s.id and rd.register_at is null)))"
    };
}
