//! Sums over mentorings.

store::statements! {
    /// Mentorings that ran in a period, by area, kind and where they stand, with their stages and those of them that were reached by its end.
    /// ?1 and ?2 the days, ?3 the area.
    STANDING = "select a.name, m.kind, m.state, m.outcome, count(*), \
        cast(sum((select count(*) from mentoring_stage g where g.mentoring_id = m.id)) as bigint), \
        cast(sum((select count(case when cast(?2 as text) is null or g.reached_on <= ?2 then g.reached_on end) from mentoring_stage g where g.mentoring_id = m.id)) as bigint) \
        from mentoring m join area a on a.id = m.area_id where m.id is not null {filters} group by a.name, m.kind, m.state, m.outcome order by a.name, m.kind, m.state, m.outcome",
        filters { from: "and (m.ended_on is null or m.ended_on >= ?1)", to: "and m.began <= ?2", area: "and m.area_id = ?3" };
    /// Running mentorings, and those that had contact since a day (?1) or began then. ?2 the area.
    CONTACT = "select count(*), count(case when m.began >= ?1 or exists (select 1 from mentoring_entry e where e.mentoring_id = m.id and e.day >= ?1) then 1 end) \
        from mentoring m where m.state = 'running' {filters}",
        filters { area: "and m.area_id = ?2" };
    /// Those who are mentored for each aim in mentorings that ran in a period: people, whichever of their records these are under. Otherwise as
    /// `STANDING`.
    BEHIND = "select m.kind, count(distinct coalesce(l.joined_to, l.id)) from mentoring m join learner l on l.id = m.mentee_id \
        where m.id is not null {filters} group by m.kind",
        filters { from: "and (m.ended_on is null or m.ended_on >= ?1)", to: "and m.began <= ?2", area: "and m.area_id = ?3" };
    /// What was given in a period, by area. ?1 and ?2 the days, ?3 the area.
    HOURS = "select a.name, count(case when e.kind = 'meeting' then 1 end), cast(coalesce(sum(case when e.kind = 'meeting' then e.minutes end), 0) as bigint), \
        count(case when e.kind = 'shadowing' then 1 end), cast(coalesce(sum(case when e.kind = 'shadowing' then e.minutes end), 0) as bigint), \
        cast(coalesce(sum(case when e.kind = 'other' then e.minutes end), 0) as bigint) \
        from mentoring_entry e join mentoring m on m.id = e.mentoring_id join area a on a.id = m.area_id where m.id is not null {filters} group by a.name order by a.name",
        filters { from: "and e.day >= ?1", to: "and e.day <= ?2", area: "and m.area_id = ?3" };
    /// How many people it was given to, by what it was. Otherwise as `HOURS`.
    GIVEN_TO = "select e.kind, count(distinct coalesce(l.joined_to, l.id)) \
        from mentoring_entry e join mentoring m on m.id = e.mentoring_id join learner l on l.id = m.mentee_id where m.id is not null {filters} group by e.kind",
        filters { from: "and e.day >= ?1", to: "and e.day <= ?2", area: "and m.area_id = ?3" };
    /// What mentors carry together: people, of whom a mentor may mentor one for two aims. ?1 the first day that counts.
    CARRIED = "select count(case when t.people > 0 then 1 end), cast(coalesce(sum(t.people), 0) as bigint), cast(coalesce(sum(t.people_offered), 0) as bigint), \
        cast(coalesce(sum(t.minutes), 0) as bigint), cast(coalesce(sum(t.hours_offered), 0) as bigint), \
        count(case when t.people > t.people_offered or t.minutes > t.hours_offered * 60 then 1 end) \
        from (select (select count(distinct m.mentee_id) from mentoring_mentor n join mentoring m on m.id = n.mentoring_id where n.account_id = ac.id and n.until is null and m.state = 'running') as people, \
            (select cast(coalesce(sum(e.minutes), 0) as bigint) from mentoring_entry e where e.account_id = ac.id and e.day >= ?1) as minutes, \
            o.people as people_offered, o.hours as hours_offered \
            from account ac left join mentor_offer o on o.account_id = ac.id where ac.state = 'active' and ac.role in ('trainer', 'coordinator')) t";
}
