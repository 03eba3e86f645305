//! Statements about the responses that a file of earlier years will make: written aside, and put in place all at once.

/// Sums that stand aside with what they say. ?1 the file, ?2 the round.
macro_rules! sums_known {
    ($own:literal) => {
        concat!(
            "select s.id, s.sums, s.few_sealed, t.id, t.sums, t.few_sealed, s.responses, s.texts from earlier_form_sum s join answer_sum t on ",
            $own,
            " and t.purpose = s.purpose and t.instrument_version_id = s.instrument_version_id where s.import_id = ?1 and s.round_id = ?2"
        )
    };
}

store::statements! {
    /// A response is written aside.
    FORM_ASIDE = "insert into earlier_form (response_id, round_id, import_id, instrument_version_id, session_id, programme_id, purpose, day) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    /// An answer of it.
    FORM_ANSWER_ASIDE = "insert into earlier_form_answer (response_id, question_key, occurrence, number, option_key, day, non_answer, text_sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    /// What some of them add up to.
    FORM_SUM_ASIDE = "insert into earlier_form_sum (id, round_id, import_id, instrument_version_id, session_id, programme_id, purpose, day, responses, sums, texts, few_sealed) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    /// The fingerprints of all of them, with the first and the last day.
    FORM_PRINT_ASIDE = "insert into earlier_form_print (import_id, round_id, first_day, last_day, prints_sealed) values (?1, ?2, ?3, ?4, ?5)";
    /// Responses of a round whose session is gone or was cancelled, and how many responses its sums are of.
    FORMS_STALE = "select (select count(*) from earlier_form f where f.import_id = ?1 and f.round_id = ?2 and f.session_id is not null \
            and not exists (select 1 from session s where s.id = f.session_id and s.state <> 'cancelled')), \
        (select cast(coalesce(sum(s.responses), 0) as bigint) from earlier_form_sum s where s.import_id = ?1 and s.round_id = ?2)";
    /// The responses of a round are kept; in the order of their ids, which says nothing of their lines.
    FORMS_PUT = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, source) \
        select f.response_id, f.instrument_version_id, f.session_id, f.programme_id, f.purpose, f.day, 'loaded' from earlier_form f \
        where f.import_id = ?1 and f.round_id = ?2 order by f.response_id";
    /// Their answers.
    FORM_ANSWERS_PUT = "insert into answer (response_id, question_key, occurrence, number, option_key, day, non_answer, text_sealed) \
        select a.response_id, a.question_key, a.occurrence, a.number, a.option_key, a.day, a.non_answer, a.text_sealed \
        from earlier_form f join earlier_form_answer a on a.response_id = f.response_id where f.import_id = ?1 and f.round_id = ?2 order by f.response_id";
    /// That they came of the file.
    FORM_LIST_PUT = "insert into earlier_response (import_id, response_id) select f.import_id, f.response_id from earlier_form f \
        where f.import_id = ?1 and f.round_id = ?2 order by f.response_id";
    /// Their fingerprints.
    FORM_PRINT_PUT = "insert into earlier_print (import_id, first_day, last_day, prints_sealed) \
        select p.import_id, p.first_day, p.last_day, p.prints_sealed from earlier_form_print p where p.import_id = ?1 and p.round_id = ?2";
    /// Sums of a round where one stands: its id, counts and words, those of the one that stands, how many responses, and how many of their answers are words.
    SUMS_KNOWN = concat!(sums_known!("t.session_id = s.session_id"), " union all ", sums_known!("s.session_id is null and t.session_id is null and t.programme_id = s.programme_id and t.day = s.day"));
    /// The other sums of a round.
    SUMS_NEW = "insert into answer_sum (id, instrument_version_id, session_id, programme_id, purpose, day, responses, sums, texts, few_sealed) \
        select s.id, s.instrument_version_id, s.session_id, s.programme_id, s.purpose, s.day, s.responses, s.sums, s.texts, s.few_sealed from earlier_form_sum s \
        where s.import_id = ?1 and s.round_id = ?2 \
        and not exists (select 1 from answer_sum t where t.session_id = s.session_id and t.purpose = s.purpose and t.instrument_version_id = s.instrument_version_id) \
        and not exists (select 1 from answer_sum t where s.session_id is null and t.session_id is null and t.programme_id = s.programme_id and t.purpose = s.purpose \
            and t.instrument_version_id = s.instrument_version_id and t.day = s.day)";
    /// Responses more, with the counts and words of all.
    SUM_JOINED = "update answer_sum set responses = responses + ?2, sums = ?3, texts = texts + ?4, few_sealed = ?5 where id = ?1";
}
