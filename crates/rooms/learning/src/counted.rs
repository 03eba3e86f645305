//! Which sessions count as work that was done, as text that statements are put together from with `concat!`: one rule for every figure.

/// True for rows of `session s` that were held, or that are running: somebody has signed in or answered.
#[macro_export]
macro_rules! session_counts {
    () => {
        "(s.state = 'held' or s.state = 'planned' and (exists (select 1 from attendance ct where ct.session_id = s.id) \
          or exists (select 1 from response cr where cr.session_id = s.id)))"
    };
}

/// What a row of `session s`, of its `course c` and its `area a` is grouped by. The first parameter says by what (`area`, `mode`, `year`,
/// `quarter`; anything else is one group of all), the second is the month and date, like `04-01`, on which a year begins. A group by area
/// is called by the area's name, one by mode by its word, one by year by the calendar year in which it begins, and one by quarter `2026-2`.
#[macro_export]
macro_rules! session_group {
    ($by:literal, $begins:literal) => {
        concat!(
            "case ",
            $by,
            " when 'area' then a.name when 'mode' then c.mode \
              when 'year' then cast(cast(substr(s.first_day, 1, 4) as integer) - case when substr(s.first_day, 6) < ",
            $begins,
            " then 1 else 0 end as varchar) \
              when 'quarter' then substr(s.first_day, 1, 5) || cast((cast(substr(s.first_day, 6, 2) as integer) + 2) / 3 as varchar) \
              else '' end"
        )
    };
}
