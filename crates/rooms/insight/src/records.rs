//! The statements of the evidence pages.

store::statements! {
    /// Programmes, the latest first.
    PROGRAMMES = "select id, slug, name, period_start, period_end from programme order by period_start desc, id";
    /// Areas in sight that have sessions of a programme. Figures are about areas: a trainer's own session opens none.
    AREAS = "select a.id, a.name from area a where (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id))
        and exists (select 1 from session s join course c on c.id = s.course_id where s.area_id = a.id and c.programme_id = ?3) order by a.name, a.id";
    /// Years of a programme, from 1, in which areas in sight have sessions that count or were cancelled. ?3 the programme, ?4 and ?5 the year and the
    /// month and date, like `04-01`, of its first day.
    YEARS = concat!("select distinct cast(substr(s.first_day, 1, 4) as bigint) - case when substr(s.first_day, 6) < ?5 then 1 else 0 end - cast(?4 as bigint) + 1
        from session s join course c on c.id = s.course_id where c.programme_id = ?3 and (s.state = 'cancelled' or ", learning::session_counts!(), ")
        and (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = s.area_id))");
    /// Courses of a programme. ?2 how many.
    COURSES = "select c.id, c.title from course c where c.programme_id = ?1 order by c.title, c.id limit ?2";
    /// A course, if it is of a programme.
    COURSE_OF_PROGRAMME = "select c.id, c.title from course c where c.programme_id = ?1 and c.id = ?2";
    /// Courses of a programme by their reference or title: two at most tell whether there is one.
    COURSES_CALLED = "select c.id, c.title from course c where c.programme_id = ?1 and (upper(c.reference) = upper(?2) or lower(c.title) = lower(?2)) order by c.id limit 2";
    /// How many feedback forms each sum of answers is of, with its session, of whatever programme. They are added up where they are read: that costs
    /// the database as much as finding them.
    FORMS = "select session_id, responses from answer_sum where purpose = 'feedback' and session_id is not null";
    /// The sessions with answers before, and those with answers after.
    ANSWERED_TWICE = "select t.session_id, case when t.purpose = 'post' then 1 else 0 end from answer_sum t where t.purpose in ('pre', 'post') and t.session_id is not null";
    /// Logs an export.
    RELEASE_INSERT = "insert into release (id, page, query, profile, format, hash, cells, released_by, at, recipient_sealed, reason_sealed, claims)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    /// The names of an area and a course. ?1 the area, ?2 the course.
    NAMED = "select (select name from area where id = ?1), (select title from course where id = ?2)";
    /// Exports, the latest first: everybody's, or for who does not see all areas her own. ?3 the one before, ?4 how many.
    RELEASE_LIST = "select r.id, r.at, r.page, r.query, r.profile, r.format, r.recipient_sealed, r.reason_sealed, r.released_by, a.name_sealed
        from release r join account a on a.id = r.released_by where (?2 or r.released_by = ?1) {filters} order by r.id desc limit ?4",
        filters { before: "and r.id < ?3" };
    /// Areas by name.
    AREA_NAMES = "select id, name from area";
    /// Names of areas and courses, for the filters of an export.
    NAMES = "select id, name from area union all select id, title from course";
    /// What earlier exports of a programme printed, of any page and under any profile that leaves, each once, the latest first: others are about
    /// other sessions. The same filters again count too, because records grow. ?1 and ?2 the programme.
    RELEASE_EARLIER = "select profile, cells, query, claims from release where profile <> 'internal' and (query = ?1 or query like ?2)
        group by profile, cells, query, claims order by max(at) desc";
    /// What earlier exports of mentoring printed, of whatever programme, each with the days of its programme.
    MENTORING_EARLIER = "select r.profile, r.cells, r.query, r.at, p.period_start, p.period_end from release r
        left join programme p on (r.query = 'programme=' || p.slug or r.query like 'programme=' || p.slug || ' %')
        where r.page = 'mentoring' and r.profile <> 'internal' order by r.at desc, r.id";
    /// The days of a programme. ?1 `programme=` and its slug.
    PROGRAMME_DAYS = "select period_start, period_end from programme where 'programme=' || slug = ?1";
    /// What was entered of mentoring, when, and to whom it was given, whichever of her records that was under.
    MENTORING_ENTRIES = "select e.kind, e.day, e.made_at, coalesce(l.joined_to, l.id) from mentoring_entry e
        join mentoring m on m.id = e.mentoring_id join learner l on l.id = m.mentee_id";
    /// How much has left.
    RELEASE_COUNT = "select count(*) from release";
    /// Where the sessions of a programme that count stand. ?1 its slug.
    UNITS = concat!("select distinct a.name, c.title, s.first_day, c.mode from session s join course c on c.id = s.course_id join area a on a.id = s.area_id
        join programme p on p.id = c.programme_id where p.slug = ?1 and ", learning::session_counts!());
    /// A release, for its guard: always new.
    RELEASE_GUARD = "select 1 from release where id = ?3 and 1 = 0";
}
