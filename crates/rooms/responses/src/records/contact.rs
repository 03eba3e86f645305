//! Statements about ways to be reached that people left with their answers.

/// The contact `n` is in sight as its session or its link is.
macro_rules! contact_in_scope {
    () => {
        concat!(
            "(",
            access::session_in_scope!(),
            " or (l.id is not null and ",
            access::link_in_scope!(),
            "))"
        )
    };
}
macro_rules! of_contact {
    () => {
        "from left_contact n join response r on r.id = n.response_id left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id "
    };
}

store::statements! {
    /// Keeps a way to reach somebody.
    LEAVE = "insert into left_contact (id, response_id, contact_sealed, day, erased_at, version) values (?1, ?2, ?3, ?4, null, 1)";
    /// One in sight.
    CONTACT_GUARD = concat!("select n.version ", of_contact!(), "where n.id = ?3 and ", contact_in_scope!());
    /// Those in sight, the latest day first: what was asked of whom, how many answered in that session, and the request that waits, or the newest. ?3 rows,
    /// ?4 after this one, ?5 asked since, ?6 one of them.
    CONTACTS = concat!("select n.id, v.title, c.title, a.name, b.name, n.day, n.erased_at, n.version,
        (select count(*) from response o where o.session_id = r.session_id and o.purpose = r.purpose), q.state, q.asked_at, q.decided_at
        from left_contact n join response r on r.id = n.response_id join instrument_version v on v.id = r.instrument_version_id
        left join session s on s.id = r.session_id left join course c on c.id = s.course_id left join area a on a.id = s.area_id
        left join answer_link l on l.id = r.answer_link_id left join area b on b.id = l.area_id
        left join contact_request q on q.id = (select x.id from contact_request x where x.contact_id = n.id order by case when x.state = 'asked' then 0 else 1 end, x.id desc limit 1)
        where ", contact_in_scope!(), " {filters} order by n.day desc, n.id desc limit ?3"),
        filters { after: "and (n.day, n.id) < (select k.day, k.id from left_contact k where k.id = ?4)", left: "and n.erased_at is null",
            asked: "and q.state = 'asked' and q.asked_at > ?5", one: "and n.id = ?6" };
    /// The requests to see one: what waits, then the newest.
    REQUESTS = "select q.id, q.state, q.asked_by, w.name_sealed, w.state, q.asked_at, q.reason_sealed, q.decided_by, d.name_sealed, q.decided_at, q.words_sealed
        from contact_request q join account w on w.id = q.asked_by left join account d on d.id = q.decided_by where q.contact_id = ?1 order by case when q.state = 'asked' then 0 else 1 end, q.id desc limit 100";
    /// Requests in sight that wait for somebody else, counted to 1,001. ?3 asked since.
    WAITING = concat!("select count(*) from (select 1 from contact_request q join left_contact n on n.id = q.contact_id join response r on r.id = n.response_id
        left join session s on s.id = r.session_id left join answer_link l on l.id = r.answer_link_id
        where q.state = 'asked' and q.asked_at > ?3 and q.asked_by <> ?1 and ", contact_in_scope!(), " limit 1001) counted");
    /// Requests on which nobody decided in time. ?2 asked before.
    LAPSE = "update contact_request set state = 'lapsed' where contact_id = ?1 and state = 'asked' and asked_at <= ?2";
    /// Asks to see one.
    ASK = "insert into contact_request (id, contact_id, state, asked_by, asked_at, reason_sealed) values (?1, ?2, 'asked', ?3, ?4, ?5)";
    /// A second person decides.
    DECIDE = "update contact_request set state = ?2, decided_by = ?3, decided_at = ?4, words_sealed = ?5 where id = ?1 and state = 'asked'";
    /// What was left.
    SEALED = "select contact_sealed from left_contact where id = ?1";
    /// Erases it.
    ERASE = "update left_contact set contact_sealed = null, erased_at = ?3, version = version + 1 where id = ?1 and version = ?2 and erased_at is null";
}
