-- Tables that were taken out of the service: under which rules, and what they said, so that a later one cannot betray them.
--| table_release | | A table taken out as a file.
--| table_release.id | 0 | Record id.
--| table_release.page | 0 | Which page of the evidence room.
--| table_release.place | 0 | Which table of the page, from 0.
--| table_release.programme_id | 0 | The programme it is about.
--| table_release.query | 0 | The filters it was made with.
--| table_release.profile | 0 | The disclosure profile.
--| table_release.format | 0 | csv or xlsx.
--| table_release.hash | 0 | SHA-256 of the file.
--| table_release.cells | 0 | The counts it printed, by the name of their cell, as JSON.
--| table_release.account_id | 1 | Who took it.
--| table_release.at | 0 | When.
create table table_release (
  id $id not null primary key,
  page $text not null,
  place $int not null,
  programme_id $id not null references programme (id),
  query $text not null,
  profile $text not null,
  format $text not null check (format in ('csv', 'xlsx')),
  hash $text not null,
  cells $text not null,
  account_id $id not null references account (id),
  at $instant not null
);
create index table_release_by_page on table_release (programme_id, page, place, profile, at);
