//! The statements of what two readers found.

/// The comment `i` was read by two who found different themes. What was split since is read again first.
macro_rules! differs {
    () => {
        "exists (select 1 from code k join theme t on t.id = k.theme_id where k.item_id = i.id and k.reading in (1, 2) and t.counts_as is not null \
         and not exists (select 1 from code o join theme u on u.id = o.theme_id where o.item_id = i.id and o.reading = 3 - k.reading and u.counts_as = t.counts_as)) \
         and exists (select 1 from coding x where x.item_id = i.id and x.reading = 1) and exists (select 1 from coding x where x.item_id = i.id and x.reading = 2)"
    };
}

store::statements! {
    /// Who read which comment of a round that two shall read.
    READ_TWICE = "select i.id, c.reading, c.coder_id from coding_item i join coding c on c.item_id = i.id where i.round_id = ?1 and i.twice and c.reading > 0 order by i.id, c.reading";
    /// What they found.
    FOUND_TWICE = "select distinct k.item_id, k.reading, t.counts_as from code k join coding_item i on i.id = k.item_id join theme t on t.id = k.theme_id
        where i.round_id = ?1 and i.twice and k.reading > 0 and t.counts_as is not null";
    /// Comments of a round in which two found different things, in their order. ?2 the place before, ?3 how many, ?4 one comment.
    DIFFERENCES = concat!("select i.id, i.place, i.response_id, i.question_key, a.text_sealed, l.state, l.id, l.passages_sealed, d.at
        from coding_item i join answer a on a.response_id = i.response_id and a.question_key = i.question_key and a.occurrence = i.occurrence
        left join blanking l on l.response_id = i.response_id and l.question_key = i.question_key and l.occurrence = i.occurrence
        left join coding d on d.item_id = i.id and d.reading = 0
        where i.round_id = ?1 and i.place > ?2 and ", differs!(), " {filters} order by i.place limit ?3"),
        filters { open: "and d.item_id is null", settled: "and d.item_id is not null", one: "and i.id = ?4" };
    /// How many there are, and how many of them are settled.
    DIFFERENCE_COUNTS = concat!("select count(*), count(d.item_id) from coding_item i left join coding d on d.item_id = i.id and d.reading = 0
        where i.round_id = ?1 and ", differs!());
    /// The themes of the readings of some comments, and of what was settled.
    CODES_OF = "select k.item_id, k.reading, t.counts_as, t.name from code k join theme t on t.id = k.theme_id
        where k.item_id in (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) order by t.place";
}
