//! The statements of post.

store::statements! {
    /// Queues a message, once per key.
    MAIL_INSERT = "insert into mail (id, template, recipient_sealed, content_sealed, dedupe_key, made_at, run_after, state)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued') on conflict (dedupe_key) do nothing";
    /// A message is due.
    MAIL_DUE = "select run_after from mail where state = 'queued' and run_after <= ?1 and locked_until <= ?1 limit 1";
    /// Takes due messages on a lease. What makes them due stands in the inner part alone: repeated outside, it has PostgreSQL look
    /// for the due ones once for each message.
    MAIL_CLAIM = "update mail set locked_until = ?2, attempts = attempts + 1
        where id in (
            select id from mail where state = 'queued' and run_after <= ?1 and locked_until <= ?1 order by run_after, id limit ?3)
        returning id, template, recipient_sealed, content_sealed, attempts, made_at";
    /// It was taken and not tried.
    MAIL_BACK = "update mail set locked_until = 0, attempts = attempts - 1 where id = ?1 and state = 'queued' and attempts > 0";
    /// It went out; what it held is dropped.
    MAIL_SENT = "update mail set state = 'sent', ended_at = ?2, locked_until = 0, last_error = null,
        recipient_sealed = ?3, content_sealed = ?3 where id = ?1 and state = 'queued'";
    /// It did not go out: later again, or given up.
    MAIL_FAILED = "update mail set state = ?2, run_after = ?3, locked_until = 0, last_error = ?4, ended_at = ?5
        where id = ?1 and state = 'queued'";
    /// No longer wanted.
    MAIL_WITHDRAW = "update mail set state = 'withdrawn', ended_at = ?2, recipient_sealed = ?3, content_sealed = ?3
        where dedupe_key = ?1 and state in ('queued', 'dead')";
    /// Given up: once more.
    MAIL_AGAIN = "update mail set state = 'queued', run_after = ?2, attempts = 0, ended_at = null where id = ?1 and state = 'dead'";
    /// Numbers by state.
    MAIL_COUNT = "select state, count(*) from mail group by state order by state";
    /// For the administrator: what is given up, or waits after a failure.
    MAIL_STUCK = "select id, template, state, attempts, made_at, run_after, last_error from mail
        where (state = 'dead' or (state = 'queued' and attempts > 0)) order by made_at desc, id limit ?1";
    /// Drops what ended long ago.
    MAIL_SWEEP = "delete from mail where state in ('sent', 'withdrawn') and ended_at < ?1";

    /// Queues work, once per key.
    JOB_INSERT = "insert into job (id, kind, payload, dedupe_key, made_at, run_after, state)
        values (?1, ?2, ?3, ?4, ?5, ?6, 'queued') on conflict (dedupe_key) do nothing";
    /// Work is due.
    JOB_DUE = "select run_after from job where state = 'queued' and run_after <= ?1 and locked_until <= ?1 limit 1";
    /// Takes one due piece of work on a lease.
    JOB_CLAIM = "update job set locked_until = ?2, attempts = attempts + 1
        where id in (
            select id from job where state = 'queued' and run_after <= ?1 and locked_until <= ?1 order by run_after, id limit 1)
        returning id, kind, payload, attempts, made_at, dedupe_key";
    /// Done.
    JOB_DONE = "update job set state = 'done', ended_at = ?2, locked_until = 0, last_error = null where id = ?1 and state = 'queued'";
    /// Not done: later again, or given up.
    JOB_FAILED = "update job set state = ?2, run_after = ?3, locked_until = 0, last_error = ?4, ended_at = ?5
        where id = ?1 and state = 'queued'";
    /// No longer wanted.
    JOB_WITHDRAW = "update job set state = 'withdrawn', ended_at = ?2 where dedupe_key = ?1 and state in ('queued', 'dead')";
    /// At another time; work that was done or withdrawn is wanted again.
    JOB_MOVE = "update job set run_after = ?2, state = 'queued', attempts = 0, ended_at = null where dedupe_key = ?1";
    /// Given up: once more.
    JOB_AGAIN = "update job set state = 'queued', run_after = ?2, attempts = 0, ended_at = null where id = ?1 and state = 'dead'";
    /// Numbers by state.
    JOB_COUNT = "select state, count(*) from job group by state order by state";
    /// For the administrator: what is given up, or waits after a failure.
    JOB_STUCK = "select id, kind, state, attempts, made_at, run_after, last_error from job
        where (state = 'dead' or (state = 'queued' and attempts > 0)) order by made_at desc, id limit ?1";
    /// Drops what ended long ago.
    JOB_SWEEP = "delete from job where state in ('done', 'withdrawn') and ended_at < ?1";
}
