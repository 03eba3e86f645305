//! Sums over what readers found in comments.

/// The year of the programme in which the comment's session began. ?6 the month and date, like `04-01`, on which its years begin.
macro_rules! year {
    () => {
        "cast(substr(coalesce(s.first_day, r.day), 1, 4) as bigint) - case when substr(coalesce(s.first_day, r.day), 6) < ?6 then 1 else 0 end"
    };
}

/// Comments of a programme that were drawn, each with the reading that counts: what was settled, or else the first reader's.
macro_rules! of_view {
    () => {
        concat!(
            "from coding_item i join coding_round g on g.id = i.round_id join response r on r.id = i.response_id \
             left join session s on s.id = r.session_id left join course c on c.id = s.course_id \
             left join coding d on d.item_id = i.id and d.reading = (select min(x.reading) from coding x where x.item_id = i.id)",
        )
    };
}

/// The comment was read, and none of the themes found in it was split since.
macro_rules! counted {
    () => {
        "(d.item_id is not null and not exists (select 1 from code k join theme t on t.id = k.theme_id where k.item_id = d.item_id and k.reading = d.reading and t.state = 'split'))"
    };
}

/// The comment is of the programme. Said so that no engine begins with all forms of the programme, and so are area and course so that none
/// begins with all their sessions: few comments are coded.
macro_rules! of_programme {
    () => {
        concat!(
            "(r.programme_id = ?1) is true and (s.id is null or ",
            learning::session_counts!(),
            ")"
        )
    };
}

store::statements! {
    /// How many comments were drawn, how many of them count as read, and in how many of those there was nothing to code; by frame, course
    /// and year. ?1 the programme, ?2 to ?5 filters, ?6 when its years begin.
    READ = concat!("select g.frame_id, c.title, ", year!(), ", count(*), count(case when ", counted!(), " then 1 end),
        count(case when ", counted!(), " and d.outcome = 'nothing' then 1 end) ", of_view!(), "
        where ", of_programme!(), " {filters} group by 1, 2, 3"),
        filters { area: "and (s.area_id = ?2) is true", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and (s.course_id = ?5) is true" };
    /// In how many of those that count a theme was found; the same groups.
    FOUND = concat!("select g.frame_id, c.title, ", year!(), ", h.counts_as, count(distinct i.id) ", of_view!(), "
        join code n on n.item_id = d.item_id and n.reading = d.reading join theme h on h.id = n.theme_id
        where ", of_programme!(), " and ", counted!(), " {filters} group by 1, 2, 3, 4"),
        filters { area: "and (s.area_id = ?2) is true", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and (s.course_id = ?5) is true" };
    /// The themes under which something is counted, question by question.
    THEMES = "select f.id, f.question, t.id, t.name from code_frame f join theme t on t.frame_id = f.id where t.counts_as = t.id order by f.question, f.id, t.place";
    /// Who read which comment that two shall read.
    READ_TWICE = concat!("select g.frame_id, i.id, y.reading, y.coder_id from coding y join coding_item i on i.id = y.item_id
        join coding_round g on g.id = i.round_id join response r on r.id = i.response_id left join session s on s.id = r.session_id
        where i.twice and y.reading > 0 and ", of_programme!(), " {filters}"),
        filters { area: "and (s.area_id = ?2) is true", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and (s.course_id = ?5) is true" };
    /// What they found.
    FOUND_TWICE = concat!("select distinct i.id, n.reading, h.counts_as from code n join theme h on h.id = n.theme_id join coding_item i on i.id = n.item_id
        join response r on r.id = i.response_id left join session s on s.id = r.session_id
        where i.twice and n.reading > 0 and h.counts_as is not null and ", of_programme!(), " {filters}"),
        filters { area: "and (s.area_id = ?2) is true", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and (s.course_id = ?5) is true" };
    /// How many people of which role read the comments of a frame.
    READERS = concat!("select g.frame_id, w.role, count(distinct w.id) from coding y join account w on w.id = y.coder_id join coding_item i on i.id = y.item_id
        join coding_round g on g.id = i.round_id join response r on r.id = i.response_id left join session s on s.id = r.session_id
        where y.reading > 0 and ", of_programme!(), " {filters} group by g.frame_id, w.role order by w.role"),
        filters { area: "and (s.area_id = ?2) is true", from: "and coalesce(s.first_day, r.day) >= ?3", to: "and coalesce(s.first_day, r.day) <= ?4", course: "and (s.course_id = ?5) is true" };
}
