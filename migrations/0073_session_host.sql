-- Who hosts a session: not always for whose people it is, nor where.

--| session.host_id | 0 | The organisation that hosts it; empty where none does or nobody said.
alter table session add column host_id $id references organisation (id);
create index session_by_host on session (host_id);
update session set host_id = (select o.id from organisation o join earlier_session e on lower(o.name) = lower(e.host) where e.session_id = session.id order by o.id limit 1)
  where id in (select e.session_id from earlier_session e where e.host is not null);
