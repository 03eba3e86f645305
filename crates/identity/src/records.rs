//! The statements of identity.

store::statements! {
    /// Whether there is an account.
    ACCOUNT_ANY = "select 1 from account limit 1";
    /// Guard: one's own account.
    GUARD_OWN = "select version from account where id = ?3 and id = ?1 and state = 'active'";
    /// Guard: any account, for an administrator.
    GUARD_ANY = "select a.version from account a where a.id = ?3 and exists (
        select 1 from account me where me.id = ?1 and me.role = 'administrator' and me.state = 'active')";
    /// Guard: an account at its door.
    GUARD_DOOR = "select version from account where id = ?3 and state in ('invited', 'active')";
    /// An account by the keyed hash of its address, with what signing in needs.
    ACCOUNT_BY_EMAIL = "select id, state, password_hash from account where email_blind = ?1";
    /// One account as its pages show it.
    ACCOUNT_FETCH = "select a.id, a.name_sealed, a.email_sealed, a.role, a.all_areas, a.state, o.name, o.id, a.signed_in_at,
        a.version, a.totp_confirmed_at, a.created_at, a.password_changed_at, a.worker_id
        from account a join worker w on w.id = a.worker_id join organisation o on o.id = w.organisation_id where a.id = ?1";
    /// Accounts for the administrator's list.
    ACCOUNT_LIST = "select a.id, a.name_sealed, a.email_sealed, a.role, a.all_areas, a.state, o.name, o.id, a.signed_in_at,
        a.version, a.totp_confirmed_at, a.created_at, a.password_changed_at, a.worker_id
        from account a join worker w on w.id = a.worker_id join organisation o on o.id = w.organisation_id
        where a.state in ('invited', 'active', 'suspended', 'left') {filters} order by a.id desc limit ?1",
        filters { left: "and a.state = 'left'", here: "and a.state <> 'left'", role: "and a.role = ?2", older: "and a.id < ?3" };
    /// A new account.
    ACCOUNT_INSERT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'invited', ?8)";
    /// A new worker.
    WORKER_INSERT = "insert into worker (id, organisation_id) values (?1, ?2)";
    /// The worker left.
    WORKER_LEFT = "update worker set left_at = ?2 where id = (select worker_id from account where id = ?1)";
    /// Another role or reach, if nobody changed the account first.
    ACCOUNT_CHANGE = "update account set role = ?2, all_areas = ?3, version = version + 1 where id = ?1 and version = ?4";
    /// Another state.
    ACCOUNT_STATE = "update account set state = ?2, left_at = ?3, version = version + 1 where id = ?1";
    /// The last full sign-in.
    SIGNED_IN = "update account set signed_in_at = ?2 where id = ?1";
    /// Counts a change.
    ACCOUNT_TOUCH = "update account set version = version + 1 where id = ?1";
    /// The areas of an account.
    AREAS_OF = "select area_id from account_area where account_id = ?1 order by area_id";
    /// Takes all areas away.
    AREAS_CLEAR = "delete from account_area where account_id = ?1";
    /// Gives an area.
    AREA_GIVE = "insert into account_area (account_id, area_id) values (?1, ?2)";
    /// Words a password must not be made of: everybody knows the areas.
    AREA_NAMES = "select name from area";

    /// A new password; an invited account becomes active.
    PASSWORD_SET = "update account set password_hash = ?2, password_changed_at = ?3,
        state = case when state = 'invited' then 'active' else state end, version = version + 1
        where id = ?1 and state in ('invited', 'active')";
    /// The same password under a dearer hash.
    PASSWORD_RENEW = "update account set password_hash = ?2 where id = ?1 and password_hash = ?3";
    /// The stored hash.
    PASSWORD_FETCH = "select password_hash from account where id = ?1 and state = 'active'";
    /// No password until a link sets one.
    PASSWORD_CLEAR = "update account set password_hash = null where id = ?1";

    /// The second factor as stored.
    FACTOR_FETCH = "select totp_sealed, totp_confirmed_at, totp_last_step, email_sealed, state from account where id = ?1";
    /// A secret waiting to be proved.
    FACTOR_OFFER = "update account set totp_sealed = ?2, totp_last_step = 0 where id = ?1 and totp_confirmed_at is null";
    /// The secret was proved.
    FACTOR_CONFIRM = "update account set totp_confirmed_at = ?2, totp_last_step = ?3, version = version + 1
        where id = ?1 and totp_confirmed_at is null and totp_sealed is not null";
    /// Another secret in place of a proved one.
    FACTOR_REPLACE = "update account set totp_sealed = ?2, totp_confirmed_at = ?3, totp_last_step = ?4, version = version + 1
        where id = ?1 and totp_confirmed_at is not null";
    /// Uses a time step up: works once.
    FACTOR_USE = "update account set totp_last_step = ?2 where id = ?1 and totp_last_step < ?2";
    /// No second factor until it is set up anew.
    FACTOR_CLEAR = "update account set totp_sealed = null, totp_confirmed_at = null, totp_last_step = 0 where id = ?1";
    /// Keeps a recovery code's hash.
    RECOVERY_INSERT = "insert into recovery_code (id, account_id, code_hash) values (?1, ?2, ?3)";
    /// Uses a recovery code up: works once.
    RECOVERY_USE = "update recovery_code set used_at = ?3 where account_id = ?1 and code_hash = ?2 and used_at is null";
    /// Withdraws the whole set.
    RECOVERY_CLEAR = "delete from recovery_code where account_id = ?1";
    /// Codes left.
    RECOVERY_LEFT = "select count(*) from recovery_code where account_id = ?1 and used_at is null";

    /// A budget as it stands.
    GUESS_FETCH = "select failures, forgot_at, next_at from guess_budget where bucket = ?1";
    /// A budget's first guess.
    GUESS_OPEN = "insert into guess_budget (bucket, failures, forgot_at, next_at) values (?1, ?2, ?3, ?4)";
    /// A further guess, if nobody took one meanwhile.
    GUESS_TAKE = "update guess_budget set failures = ?2, forgot_at = ?3, next_at = ?4 where bucket = ?1 and next_at = ?5 and failures = ?6";
    /// The guess was right: it is given back.
    GUESS_FORGIVE = "update guess_budget set failures = case when failures > 0 then failures - 1 else 0 end,
        next_at = case when next_at > ?2 then ?2 else next_at end where bucket = ?1";
    /// Drops budgets that no longer matter.
    GUESS_SWEEP = "delete from guess_budget where next_at < ?1";

    /// A half-finished sign-in.
    STEP_INSERT = "insert into sign_in_step (id, account_id, token_hash, expires_at) values (?1, ?2, ?3, ?4)";
    /// An open half-finished sign-in.
    STEP_FETCH = "select s.id, s.account_id from sign_in_step s join account a on a.id = s.account_id
        where s.token_hash = ?1 and s.used_at is null and s.expires_at > ?2 and a.state = 'active'";
    /// Uses the step up.
    STEP_USE = "update sign_in_step set used_at = ?2 where id = ?1 and used_at is null";
    /// Ends all half-finished sign-ins of an account.
    STEP_END = "update sign_in_step set used_at = ?2 where account_id = ?1 and used_at is null";
    /// Drops old steps.
    STEP_SWEEP = "delete from sign_in_step where expires_at < ?1";

    /// A session.
    SESSION_INSERT = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device)
        values (?1, ?2, ?3, ?4, ?4, ?5, ?4, ?6)";
    /// Open sessions of an account, newest first.
    SESSION_LIST = "select id, made_at, seen_at, device from session_token
        where account_id = ?1 and ended_at is null and expires_at > ?2 order by seen_at desc, id";
    /// Ends one session of an account.
    SESSION_END = "update session_token set ended_at = ?3, ended_why = ?4 where id = ?2 and account_id = ?1 and ended_at is null";
    /// Ends every session of an account but this one.
    SESSION_END_OTHERS = "update session_token set ended_at = ?3, ended_why = ?4
        where account_id = ?1 and ended_at is null and id <> ?2";
    /// Drops old sessions.
    SESSION_SWEEP = "delete from session_token where expires_at < ?1";

    /// A browser that has signed in.
    DEVICE_INSERT = "insert into known_device (id, account_id, token_hash, made_at) values (?1, ?2, ?3, ?4)";
    /// The browser is known for this account.
    DEVICE_KNOWN = "select made_at from known_device where token_hash = ?1 and account_id = ?2";
    /// Forgets the browsers of an account but one.
    DEVICE_FORGET = "delete from known_device where account_id = ?1 and token_hash <> ?2";

    /// Something that happened at the account's door.
    EVENT_INSERT = "insert into sign_in_event (id, account_id, at, what, device, source_sealed) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// What happened lately, newest first.
    EVENT_LIST = "select id, at, what, device, source_sealed from sign_in_event where account_id = ?1 order by at desc, id desc limit ?2";

    /// Drops entries that belong to nobody, and old ones.
    EVENT_SWEEP = "delete from sign_in_event where (account_id is null and at < ?1) or at < ?2";

    /// A link to set a password.
    LINK_INSERT = "insert into account_link (id, account_id, purpose, token_hash, made_at, expires_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// An open link. Reading it changes nothing.
    LINK_FETCH = "select l.id, l.account_id, l.purpose from account_link l join account a on a.id = l.account_id
        where l.token_hash = ?1 and l.used_at is null and l.expires_at > ?2 and a.state in ('invited', 'active')";
    /// Uses the link up: works once.
    LINK_USE = "update account_link set used_at = ?2 where id = ?1 and used_at is null";
    /// Withdraws the open links of an account.
    LINK_WITHDRAW = "update account_link set used_at = ?2 where account_id = ?1 and used_at is null";
    /// Drops old links.
    LINK_SWEEP = "delete from account_link where expires_at < ?1";
}
