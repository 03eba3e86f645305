-- The last save of a register can be taken back without its names standing in an address; and names are found again whatever kind of
-- apostrophe, dash or letter form they were written with.

--| register_undo | | What the last save of a day's register did, so that it can be taken back for a short while. Emptied by the night's work.
--| register_undo.session_day_id | 1 | The day.
--| register_undo.save_id | 1 | The save, as the button to take it back names it.
--| register_undo.account_id | 1 | Who saved.
--| register_undo.saved_at | 1 | When.
--| register_undo.register_before | 1 | When the register had been saved before; empty when it had not.
--| register_undo.marks_sealed | 1 | The marks that were made and those that were taken away, as they were.
create table register_undo (
  session_day_id $id not null primary key references session_day (id) on delete cascade,
  save_id $id not null,
  account_id $id not null references account (id),
  saved_at $instant not null,
  register_before $instant,
  marks_sealed $bytes not null
);

--| learner.name_form | 0 | Which way of reading a name its keyed hash was made with; the night's work makes old ones anew.
alter table learner add column name_form $int not null default 0;
create index learner_by_form on learner (name_form);
