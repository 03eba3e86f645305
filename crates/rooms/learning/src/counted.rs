//! Which sessions count as work that was done, as text that statements are put together from with `concat!`: one rule for every figure.

/// True for rows of `session s` that were held, or that are running: somebody has signed in or answered. One row is asked for and not whether there
/// are any: for the latter PostgreSQL gathers all attendances and responses once it expects many sessions, whether they are planned or not.
#[macro_export]
macro_rules! session_counts {
    () => {
        "(s.state = 'held' or s.state = 'planned' and ((select 1 from attendance ct where ct.session_id = s.id limit 1) is not null \
          or (select 1 from response cr where cr.session_id = s.id limit 1) is not null))"
    };
}
