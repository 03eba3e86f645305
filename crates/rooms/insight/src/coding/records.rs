//! The statements of coding.

/// A round in the viewer's sight: of one of her areas, or any for who sees all.
macro_rules! round_in_scope {
    () => {
        "(?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = cr.area_id))"
    };
}

/// The comment `i` waits for somebody to look whether it shows who a person is: until then nobody reads it.
macro_rules! held_back {
    () => {
        "exists (select 1 from blanking b where b.response_id = i.response_id and b.question_key = i.question_key and b.occurrence = i.occurrence and b.state = 'asked')"
    };
}

/// The reading `c` names a theme that was split since.
macro_rules! split_since {
    () => {
        "exists (select 1 from code k join theme t on t.id = k.theme_id where k.item_id = c.item_id and k.reading = c.reading and t.state = 'split')"
    };
}
store::statements! {
    /// A frame's themes are everybody's who codes.
    FRAME_GUARD = "select version from code_frame where id = ?3";
    /// A theme.
    THEME_GUARD = "select version from theme where id = ?3";
    /// A round.
    ROUND_GUARD = concat!("select 1 from coding_round cr where cr.id = ?3 and ", round_in_scope!());
    /// Makes a frame.
    FRAME_INSERT = "insert into code_frame (id, wording, question, version, made_at) values (?1, ?2, ?3, 0, ?4) on conflict (wording) do nothing";
    /// The frame of a wording.
    FRAME_OF = "select id from code_frame where wording = ?1";
    /// One frame.
    FRAME_FETCH = "select id, question, version from code_frame where id = ?1";
    /// Frames, by their question.
    FRAME_LIST = "select f.id, f.question, f.version, (select count(*) from theme t where t.frame_id = f.id and t.state in ('draft', 'in-use'))
        from code_frame f order by f.question, f.id limit 200";
    /// The next version of a frame.
    FRAME_STEP = "update code_frame set version = version + 1 where id = ?1";
    /// The themes of a frame, in their order.
    THEMES = "select id, name, belongs, belongs_not, example, state, merged_into, came_from, counts_as, version from theme where frame_id = ?1 order by place";
    /// The frame of a theme.
    THEME_FRAME = "select frame_id from theme where id = ?1";
    /// Adds a theme at the end.
    THEME_INSERT = "insert into theme (id, frame_id, name, belongs, belongs_not, example, state, merged_into, counts_as, came_from, place, version, made_by, made_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, null, ?1, ?8, (select coalesce(max(place), 0) + 1 from theme where frame_id = ?2), 1, ?9, ?10)";
    /// Words a theme anew, if it is still the one that was looked at.
    THEME_WORD = "update theme set name = ?2, belongs = ?3, belongs_not = ?4, example = ?5, version = version + 1 where id = ?1 and version = ?6";
    /// Where a theme stands.
    THEME_STATE = "update theme set state = ?2, merged_into = ?3, version = version + 1 where id = ?1";
    /// Under which theme it is counted.
    THEME_COUNTS_AS = "update theme set counts_as = ?2 where id = ?1";
    /// Notes a change.
    CHANGE_INSERT = "insert into theme_change (frame_id, version, theme_id, change, name, belongs, belongs_not, example, other_id, made_by, made_at)
        values (?1, (select version from code_frame where id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    /// The changes to a frame, the latest first. ?2 those before a version, ?3 how many.
    CHANGES = "select h.version, h.change, h.name, h.belongs, h.belongs_not, h.example, t.name, o.name, h.made_at, h.made_by, w.name_sealed
        from theme_change h join theme t on t.id = h.theme_id left join theme o on o.id = h.other_id left join account w on w.id = h.made_by
        where h.frame_id = ?1 and h.version < ?2 order by h.version desc limit ?3";
    /// Areas to draw from.
    AREAS = "select a.id, a.name from area a where (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id)) order by a.name, a.id";
    /// Courses to draw from that have sessions in sight.
    COURSES = "select c.id, c.title from course c where exists (select 1 from session s where s.course_id = c.id
        and (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = s.area_id))) order by c.title, c.id limit 200";
    /// Comments to one question that nobody has drawn, each with its session, what it was asked for and how many answered there. ?1 the question.
    UNDRAWN = "select a.response_id, a.question_key, a.occurrence, r.instrument_version_id, r.session_id,
        (select count(*) from response o where o.session_id = r.session_id and o.purpose = r.purpose)
        from answer a join response r on r.id = a.response_id left join session s on s.id = r.session_id
        where a.question_key = ?1 and a.text_sealed is not null
        and not exists (select 1 from coding_item i where i.response_id = a.response_id and i.question_key = a.question_key and i.occurrence = a.occurrence) {filters}",
        filters { area: "and s.area_id = ?2", course: "and s.course_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5" };
    /// A round.
    ROUND_INSERT = "insert into coding_round (id, frame_id, area_id, course_id, from_day, to_day, sample, seed, twice, there, drawn, left_out, made_by, made_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    /// A comment of a round.
    ITEM_INSERT = "insert into coding_item (id, round_id, place, response_id, question_key, occurrence, twice) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        on conflict (response_id, question_key, occurrence) do nothing";
    /// Rounds in sight, the latest first, with how many of their comments were read. ?3 the one before, ?4 how many, ?5 one round, ?6 one frame.
    ROUNDS = concat!("select cr.id, cr.frame_id, f.question, a.name, c.title, cr.from_day, cr.to_day, cr.sample, cr.seed, cr.twice, cr.there, cr.drawn, cr.left_out, cr.made_at,
        (select count(*) from coding_item i where i.round_id = cr.id and exists (select 1 from coding c where c.item_id = i.id))
        from coding_round cr join code_frame f on f.id = cr.frame_id left join area a on a.id = cr.area_id left join course c on c.id = cr.course_id
        where ", round_in_scope!(), " {filters} order by cr.id desc limit ?4"),
        filters { before: "and cr.id < ?3", one: "and cr.id = ?5", frame: "and cr.frame_id = ?6" };
    /// How far a round is. ?2 who asks.
    PROGRESS = concat!("select count(*), cast(coalesce(sum(case when exists (select 1 from coding c where c.item_id = i.id) then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when i.twice then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when (select count(*) from coding c where c.item_id = i.id and c.reading > 0) = 2 then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when exists (select 1 from coding c where c.item_id = i.id and c.reading > 0 and c.coder_id = ?2) then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when exists (select 1 from coding_skip k where k.item_id = i.id and k.account_id = ?2) then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when ", held_back!(), " then 1 else 0 end), 0) as bigint)
        from coding_item i where i.round_id = ?1");
    /// The next comment of a round for a reader: one that she has not read (or whose theme was split since), that is not hers to read again
    /// later, and that fewer have read than shall. What the others found is not looked at. ?1 the round, ?2 the reader, ?3 one comment.
    NEXT = concat!("select i.id, i.response_id, i.question_key, i.occurrence, a.text_sealed, l.state, l.id, l.passages_sealed
        from coding_item i join answer a on a.response_id = i.response_id and a.question_key = i.question_key and a.occurrence = i.occurrence
        left join blanking l on l.response_id = i.response_id and l.question_key = i.question_key and l.occurrence = i.occurrence
        where i.round_id = ?1 and not ", held_back!(), "
        and not exists (select 1 from coding c where c.item_id = i.id and c.reading > 0 and c.coder_id = ?2 and not ", split_since!(), ")
        and (select count(*) from coding c where c.item_id = i.id and c.reading > 0 and (c.coder_id is null or c.coder_id <> ?2)) < case when i.twice then 2 else 1 end
        {filters} order by i.place limit 1"),
        filters { fresh: "and not exists (select 1 from coding_skip k where k.item_id = i.id and k.account_id = ?2)", one: "and i.id = ?3" };
    /// The comments of a round in their order.
    ITEMS = "select i.id, i.response_id, i.question_key, i.twice, a.text_sealed from coding_item i join answer a on a.response_id = i.response_id
        and a.question_key = i.question_key and a.occurrence = i.occurrence where i.round_id = ?1 order by i.place";
    /// The readings of a comment.
    READINGS_OF = "select reading, coder_id from coding where item_id = ?1 and reading > 0 order by reading";
    /// Keeps a reading.
    CODING_INSERT = "insert into coding (item_id, reading, coder_id, outcome, version, at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// Keeps a theme of it.
    CODE_INSERT = "insert into code (item_id, reading, theme_id) values (?1, ?2, ?3)";
    /// Takes a reading's themes back.
    CODE_DELETE = "delete from code where item_id = ?1 and reading = ?2";
    /// Takes a reading back.
    CODING_DELETE = "delete from coding where item_id = ?1 and reading = ?2";
    /// What somebody read last in a round, and whether its differences were settled.
    LAST_READ = "select c.item_id, c.reading, (select count(*) from coding d where d.item_id = c.item_id and d.reading = 0)
        from coding c join coding_item i on i.id = c.item_id where i.round_id = ?1 and c.coder_id = ?2 and c.reading > 0 order by c.at desc, i.place desc limit 1";
    /// Leaves a comment for later.
    SKIP_INSERT = "insert into coding_skip (item_id, account_id) values (?1, ?2) on conflict (item_id, account_id) do nothing";
    /// Later is now.
    SKIPS_DELETE = "delete from coding_skip where account_id = ?2 and item_id in (select i.id from coding_item i where i.round_id = ?1)";
}
