//! The statements of the directory.

store::statements! {
    /// All areas, groups first.
    AREA_LIST = "select id, parent_id, name, gss, kind, version from area order by kind desc, name";
    /// Names of an account's areas.
    AREA_NAMES_OF = "select ar.name from account_area aa join area ar on ar.id = aa.area_id where aa.account_id = ?1 order by ar.name";
    /// A new area.
    AREA_INSERT = "insert into area (id, parent_id, name, gss, kind) values (?1, ?2, ?3, ?4, ?5) on conflict (name) do nothing";
    /// Another name, code or group, if nobody changed the area first.
    AREA_CHANGE = "update area set name = ?2, gss = ?3, parent_id = ?4, version = version + 1 where id = ?1 and version = ?5";
    /// Somebody else has the name.
    AREA_NAMED = "select id from area where lower(name) = lower(?1) and id <> ?2";
    /// Guard: an area, for whoever manages the directory.
    AREA_GUARD = "select version from area where id = ?3";

    /// Programmes by name.
    PROGRAMME_LIST = "select id, slug, name, period_start, period_end, version from programme order by period_start, name";
    /// One programme.
    PROGRAMME_FETCH = "select id, slug, name, period_start, period_end, version from programme where id = ?1";
    /// A change, if nobody changed it first.
    PROGRAMME_CHANGE = "update programme set name = ?2, period_start = ?3, period_end = ?4, version = version + 1 where id = ?1 and version = ?5";
    /// Another programme has the name.
    PROGRAMME_NAMED = "select id from programme where lower(name) = lower(?1) and id <> ?2";
    /// Guard: a programme, for whoever manages the directory.
    PROGRAMME_GUARD = "select version from programme where id = ?3";
    /// A new programme.
    PROGRAMME_INSERT = "insert into programme (id, slug, name, period_start, period_end) values (?1, ?2, ?3, ?4, ?5)";

    /// Organisations by name.
    ORGANISATION_LIST = "select id, name, sector, by_and_for, version from organisation
        where lower(name) like ?1 order by name, id limit 1001";
    /// A page of organisations by name.
    ORGANISATION_PAGE = "select o.id, o.name, o.sector, o.by_and_for, o.version from organisation o
        where lower(o.name) like ?1 {filters} order by o.name, o.id limit ?2",
        filters { after: "and (o.name, o.id) > (select l.name, l.id from organisation l where l.id = ?3)" };
    /// One organisation.
    ORGANISATION_FETCH = "select id, name, sector, by_and_for, version from organisation where id = ?1";
    /// A new organisation.
    ORGANISATION_INSERT = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, ?3, ?4)";
    /// A change, if nobody changed it first.
    ORGANISATION_CHANGE = "update organisation set name = ?2, sector = ?3, by_and_for = ?4, version = version + 1
        where id = ?1 and version = ?5";
    /// Somebody else has the name.
    ORGANISATION_NAMED = "select id from organisation where lower(name) = lower(?1) and id <> ?2";
    /// Guard: an organisation, for whoever manages the directory.
    ORGANISATION_GUARD = "select version from organisation where id = ?3";

    /// Guard: a job or a message that was given up.
    QUEUED_GUARD = "select q.attempts from (select id, attempts, state from job union all select id, attempts, state from mail) q
        where q.id = ?3 and q.state = 'dead'";
}
