-- What a trainer has been signed off for, kind of course by kind of course.

--| trainer_step | | A step of a trainer towards running a kind of course alone.
--| trainer_step.id | 1 | Record id.
--| trainer_step.account_id | 1 | The trainer's account.
--| trainer_step.kind | 0 | Kind of course, from the coded list in learning::model.
--| trainer_step.step | 0 | trained, observed or approved.
--| trainer_step.day | 0 | The day of it.
--| trainer_step.made_by | 1 | The account of who recorded it.
--| trainer_step.made_at | 0 | When it was recorded.
--| trainer_step.withdrawn_at | 0 | When it was taken back; empty while it stands.
create table trainer_step (
  id $id not null primary key,
  account_id $id not null references account (id),
  kind $text not null,
  step $text not null check (step in ('trained', 'observed', 'approved')),
  day $day not null,
  made_by $id not null references account (id),
  made_at $instant not null,
  withdrawn_at $instant
);
create unique index trainer_step_once on trainer_step (account_id, kind, step) where withdrawn_at is null;
