//! Row predicates, as text that statements are put together from with `concat!`.

/// True for rows of `session s` in the viewer's sight: `?1` the account, `?2` whether it sees every area.
#[macro_export]
macro_rules! session_in_scope {
    () => {
        "(?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = s.area_id) \
          or exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1))"
    };
}

/// True for rows of `course c` in the viewer's sight: those offered everywhere, in one of the viewer's areas, or with a
/// session that the viewer trains.
#[macro_export]
macro_rules! course_in_scope {
    () => {
        "(?2 or not exists (select 1 from course_area ca where ca.course_id = c.id) \
          or exists (select 1 from course_area ca join account_area aa on aa.area_id = ca.area_id where ca.course_id = c.id and aa.account_id = ?1) \
          or exists (select 1 from session cs join session_trainer st on st.session_id = cs.id where cs.course_id = c.id and st.account_id = ?1))"
    };
}

/// True for rows of `answer_link l` in the viewer's sight: those of no area in particular, and those of one of the viewer's areas.
#[macro_export]
macro_rules! link_in_scope {
    () => {
        "(?2 or l.area_id is null or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = l.area_id))"
    };
}
