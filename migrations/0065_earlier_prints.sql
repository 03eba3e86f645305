-- Forms of earlier years that stand already from another file are known again by keyed fingerprints of their answers.

--| earlier_print | | The fingerprints of the forms of a file of earlier years that was taken in.
--| earlier_print.import_id | 1 | The file.
--| earlier_print.first_day | 0 | The first day that a form of it is of.
--| earlier_print.last_day | 0 | The last.
--| earlier_print.prints_sealed | 1 | For each row its line and keyed hashes of its session, or course and day, and of its answers; sealed as a whole.
create table earlier_print (
  import_id $id not null primary key references earlier_import (id),
  first_day $day not null,
  last_day $day not null,
  prints_sealed $bytes not null
);
