-- Filled-in forms of earlier years: which responses came of which file, so that a whole file can be taken back; and what was said of the columns
-- of a file, kept under a name.

--| earlier_response | | A response that came of a file of earlier years. It says nothing of the line: rows of the file are in an order, responses are in none.
--| earlier_response.import_id | 1 | The file.
--| earlier_response.response_id | 0 | The response.
create table earlier_response (
  import_id $id not null references earlier_import (id),
  response_id $id not null,
  primary key (import_id, response_id)
);
create index earlier_response_by_response on earlier_response (response_id);

--| earlier_mapping | | What was said of the columns of a file of earlier years and of the names in it, kept for other files with the same headings.
--| earlier_mapping.id | 0 | Record id.
--| earlier_mapping.name | 0 | What it is called.
--| earlier_mapping.kind | 0 | What a row is: sessions, people or forms.
--| earlier_mapping.headings | 0 | Keyed hash of the headings, as in earlier_import.
--| earlier_mapping.mapping_sealed | 1 | What was said, sealed.
--| earlier_mapping.made_by | 1 | Who kept it.
--| earlier_mapping.made_at | 0 | When.
create table earlier_mapping (
  id $id not null primary key,
  name $text not null,
  kind $text not null check (kind in ('sessions', 'people', 'forms')),
  headings $bytes not null,
  mapping_sealed $bytes not null,
  made_by $id not null references account (id),
  made_at $instant not null
);
create unique index earlier_mapping_by_headings on earlier_mapping (headings, kind, name);
