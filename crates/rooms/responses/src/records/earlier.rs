//! Statements about filled-in forms of earlier years.

/// The responses of a file.
macro_rules! of_import {
    () => {
        "select e.response_id from earlier_response e where e.import_id = ?1"
    };
}

store::statements! {
    /// The programme of a course.
    COURSE_PROGRAMME = "select programme_id from course where id = ?1";
    /// Those of files that stand, other than ?1, whatever their days: a corrected file may say other days.
    EARLIER_PRINTS_STANDING = "select e.id, e.name, e.account_id, p.prints_sealed from earlier_print p join earlier_import e on e.id = p.import_id \
        where e.id <> ?1 and e.state in ('taken', 'leaving') order by e.taken_at, e.id";
    /// The fingerprints of a file that is taken back.
    EARLIER_CLEAR_PRINTS = "delete from earlier_print where import_id = ?1";
    /// Responses of a file that are coded, quoted or set aside.
    EARLIER_RESPONSES_USED = "select count(*) from earlier_response e where e.import_id = ?1 and (exists (select 1 from kept_quote q where q.response_id = e.response_id) \
        or exists (select 1 from left_contact l where l.response_id = e.response_id) \
        or exists (select 1 from coding_item c where c.response_id = e.response_id) or exists (select 1 from blanking b where b.response_id = e.response_id))";
    /// What they were added up in by session.
    EARLIER_CLEAR_SUMS_OF_SESSIONS = "delete from answer_sum where session_id is not null and exists (select 1 from earlier_response e join response r on r.id = e.response_id \
        where e.import_id = ?1 and r.session_id = answer_sum.session_id and r.purpose = answer_sum.purpose and r.instrument_version_id = answer_sum.instrument_version_id)";
    /// What they were added up in by programme and day.
    EARLIER_CLEAR_SUMS_OF_DAYS = "delete from answer_sum where session_id is null and exists (select 1 from earlier_response e join response r on r.id = e.response_id \
        where e.import_id = ?1 and r.session_id is null and r.programme_id = answer_sum.programme_id and r.purpose = answer_sum.purpose \
        and r.instrument_version_id = answer_sum.instrument_version_id and r.day = answer_sum.day)";
    /// What came with them alone is owed as it was before they came.
    EARLIER_OWED_AGAIN = "update owed set received_at = null, version = version - 1 where received_at is not null \
        and exists (select 1 from earlier_response e join response r on r.id = e.response_id where e.import_id = ?1 and r.session_id = owed.session_id and r.purpose = owed.kind) \
        and not exists (select 1 from response r where r.session_id = owed.session_id and r.purpose = owed.kind \
            and not exists (select 1 from earlier_response e where e.import_id = ?1 and e.response_id = r.id))";
    /// Their answers.
    EARLIER_CLEAR_ANSWERS = concat!("delete from answer where response_id in (", of_import!(), ")");
    /// They themselves.
    EARLIER_CLEAR_RESPONSES = concat!("delete from response where id in (", of_import!(), ")");
    /// Which they were.
    EARLIER_CLEAR_LIST = "delete from earlier_response where import_id = ?1";
}
