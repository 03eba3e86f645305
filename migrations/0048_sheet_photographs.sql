-- Photographs of the paper sheets that people sign, and what the virus scanner says of them.

--| sheet_photograph | | A photograph of the paper sheet of a day. It goes with its day.
--| sheet_photograph.id | 1 | Record id.
--| sheet_photograph.name | 1 | The random name that it is fetched by.
--| sheet_photograph.session_id | 1 | The session.
--| sheet_photograph.session_day_id | 1 | The day.
--| sheet_photograph.sent_by | 1 | The account of who sent it.
--| sheet_photograph.sent_at | 1 | When it was sent.
--| sheet_photograph.scan | 1 | none (sent while no virus scanner was set up), waiting, clean or infected.
--| sheet_photograph.scanned_at | 1 | When the scanner said so.
--| sheet_photograph.size | 1 | Bytes of the picture.
--| sheet_photograph.original_size | 1 | Bytes as it was sent, while that is kept.
--| sheet_photograph.picture_sealed | 1 | The picture, made anew from what can be seen, sealed: names and signatures. Emptied when the scanner found something.
--| sheet_photograph.original_sealed | 2 | As it was sent, sealed, for the scanner alone: it may say where it was taken. Emptied as soon as the scanner has answered.
create table sheet_photograph (
  id $id not null primary key,
  name $text not null,
  session_id $id not null references session (id),
  session_day_id $id not null references session_day (id) on delete cascade,
  sent_by $id not null references account (id),
  sent_at $instant not null,
  scan $text not null check (scan in ('none', 'waiting', 'clean', 'infected')),
  scanned_at $instant,
  size $int not null,
  original_size $int,
  picture_sealed $bytes,
  original_sealed $bytes
);
create unique index sheet_photograph_by_name on sheet_photograph (name);
create index sheet_photograph_by_day on sheet_photograph (session_day_id, sent_at, id);
create index sheet_photograph_to_scan on sheet_photograph (id) where scan in ('none', 'waiting');
create index sheet_photograph_infected on sheet_photograph (session_id) where scan = 'infected';
