-- Work to be done later, and mail on its way out. Both rows are written in the transaction that causes them.
--| job | | A piece of work to be done later, at least once.
--| job.id | 0 | Record id.
--| job.kind | 0 | What is to be done.
--| job.payload | 0 | Ids the work needs; never a name or an address.
--| job.dedupe_key | 0 | The same work is queued once.
--| job.made_at | 0 | When it was queued.
--| job.run_after | 0 | Earliest moment to run.
--| job.locked_until | 0 | A runner holds it until then.
--| job.attempts | 0 | Times it was tried.
--| job.state | 0 | queued, done, dead (given up) or withdrawn.
--| job.last_error | 0 | Why the last try failed; no personal value.
--| job.ended_at | 0 | When it was done, given up or withdrawn.
create table job (
  id $id not null primary key,
  kind $text not null,
  payload $text not null,
  dedupe_key $text not null,
  made_at $instant not null,
  run_after $instant not null,
  locked_until $instant not null default 0,
  attempts $int not null default 0,
  state $text not null check (state in ('queued', 'done', 'dead', 'withdrawn')),
  last_error $text,
  ended_at $instant
);
create unique index job_by_dedupe on job (dedupe_key);
create index job_by_turn on job (state, run_after);

--| mail | | The outbox: one message to one person.
--| mail.id | 0 | Record id; also the stable part of the Message-ID.
--| mail.template | 0 | Which neutral text it is.
--| mail.recipient_sealed | 1 | The address, sealed.
--| mail.content_sealed | 1 | Subject, text and calendar file, sealed; emptied once sent.
--| mail.dedupe_key | 0 | The same message is queued once.
--| mail.made_at | 0 | When it was queued.
--| mail.run_after | 0 | Earliest moment to send.
--| mail.locked_until | 0 | A sender holds it until then.
--| mail.attempts | 0 | Times it was tried.
--| mail.state | 0 | queued, sent, dead (given up) or withdrawn.
--| mail.last_error | 0 | Why the last try failed; no personal value.
--| mail.ended_at | 0 | When it was sent, given up or withdrawn.
create table mail (
  id $id not null primary key,
  template $text not null,
  recipient_sealed $bytes not null,
  content_sealed $bytes not null,
  dedupe_key $text not null,
  made_at $instant not null,
  run_after $instant not null,
  locked_until $instant not null default 0,
  attempts $int not null default 0,
  state $text not null check (state in ('queued', 'sent', 'dead', 'withdrawn')),
  last_error $text,
  ended_at $instant
);
create unique index mail_by_dedupe on mail (dedupe_key);
create index mail_by_turn on mail (state, run_after);
