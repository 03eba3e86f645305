-- Areas, programmes, organisations and the people who work for them.
--| area | | A borough, or a group of boroughs that a programme treats as one.
--| area.id | 0 | Record id.
--| area.parent_id | 0 | The group of boroughs this area belongs to, if any.
--| area.name | 0 | Name as people say it.
--| area.gss | 0 | Code of the Office for National Statistics, where one exists.
--| area.kind | 0 | borough or group.
create table area (
  id $id not null primary key,
  parent_id $id references area (id),
  name $text not null,
  gss $text,
  kind $text not null check (kind in ('borough', 'group'))
);
create unique index area_by_name on area (name);
create index area_by_parent on area (parent_id);

--| programme | | A funded programme of work with a name and a period.
--| programme.id | 0 | Record id.
--| programme.slug | 0 | Short name for addresses.
--| programme.name | 0 | Name as published.
--| programme.period_start | 0 | First day of the funding period.
--| programme.period_end | 0 | Last day of the funding period; empty while it is open.
create table programme (
  id $id not null primary key,
  slug $text not null,
  name $text not null,
  period_start $day not null,
  period_end $day
);
create unique index programme_by_slug on programme (slug);

--| organisation | | An agency of the partnership.
--| organisation.id | 0 | Record id.
--| organisation.name | 0 | Name as the agency writes it.
--| organisation.sector | 0 | Sector, from the coded list in directory::model.
--| organisation.by_and_for | 0 | Led by and for the community it serves.
--| organisation.version | 0 | Counts the changes, to notice two people editing.
create table organisation (
  id $id not null primary key,
  name $text not null,
  sector $text not null,
  by_and_for $flag not null,
  version $int not null default 1
);
create unique index organisation_by_name on organisation (name);

--| worker | | A person who works for an organisation. The name stands in the account.
--| worker.id | 1 | Record id.
--| worker.organisation_id | 1 | Whom the person works for.
--| worker.left_at | 1 | When the person left.
create table worker (
  id $id not null primary key,
  organisation_id $id not null references organisation (id),
  left_at $instant
);
create index worker_by_organisation on worker (organisation_id);
