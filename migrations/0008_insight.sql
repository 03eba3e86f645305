-- Tables that were taken out of the service: under which rules, and what they said, so that a later one cannot betray them.
--| release | | A page of evidence taken out as a file.
--| release.id | 0 | Record id.
--| release.page | 0 | Which page of the evidence room.
--| release.query | 0 | The programme and filters it was made with.
--| release.profile | 0 | The disclosure profile.
--| release.format | 0 | csv or xlsx.
--| release.hash | 0 | SHA-256 of the file.
--| release.cells | 0 | The counts it printed, by the name of their cell, as JSON.
--| release.released_by | 1 | Who took it.
--| release.at | 0 | When.
create table release (
  id $id not null primary key,
  page $text not null,
  query $text not null,
  profile $text not null check (profile in ('internal', 'partner', 'public', 'nhs')),
  format $text not null check (format in ('csv', 'xlsx')),
  hash $text not null,
  cells $text not null,
  released_by $id not null references account (id),
  at $instant not null
);
create index release_by_page on release (page, at);
