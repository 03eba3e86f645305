-- What a copy that left was asked for, and whose records it holds.

--| copy_out.asked_sealed | 1 | The address that gave it, with its filters, sealed; empty for the first copies.
--| copy_out.hash | 0 | The hash of the file; empty for the first copies.
alter table copy_out add column asked_sealed $bytes;
alter table copy_out add column hash $text;

--| copy_held | | A record that a copy holds.
--| copy_held.copy_id | 0 | The copy.
--| copy_held.place | 0 | Its row in the file, from 1.
--| copy_held.kind | 0 | What it is.
--| copy_held.record_id | 1 | The record.
create table copy_held (
  copy_id $id not null references copy_out (id),
  place $int not null,
  kind $text not null,
  record_id $id not null,
  primary key (copy_id, place)
);
create index copy_held_by_record on copy_held (record_id);
