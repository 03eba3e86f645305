-- The audit trail and what keeps a form from being sent twice or lost.

--| audit_event | | One thing that was done, seen or refused. Rows are only ever added.
--| audit_event.sequence | 0 | Place in the chain, from 1.
--| audit_event.at | 0 | When.
--| audit_event.actor_kind | 0 | public, account or system.
--| audit_event.actor | 1 | The account, or the job's name.
--| audit_event.action | 0 | The action the pass was for.
--| audit_event.change | 0 | What happened, as a word that pages translate.
--| audit_event.record_kind | 0 | Kind of record.
--| audit_event.record_id | 1 | The record.
--| audit_event.fields | 0 | Names of the fields that changed.
--| audit_event.reason_sealed | 2 | The reason given, sealed.
--| audit_event.previous | 0 | Hash of the event before.
--| audit_event.hash | 0 | Keyed hash over this event and the one before.
create table audit_event (
  sequence $int not null primary key,
  at $instant not null,
  actor_kind $text not null check (actor_kind in ('public', 'account', 'system')),
  actor $text not null,
  action $text not null,
  change $text not null,
  record_kind $text not null,
  record_id $id not null,
  fields $text not null,
  reason_sealed $bytes,
  previous $bytes not null,
  hash $bytes not null
);
create index audit_event_by_record on audit_event (record_kind, record_id, sequence);
create index audit_event_by_actor on audit_event (actor, sequence);
-- only: sqlite
create trigger audit_event_keep before update on audit_event
begin
  select raise(abort, 'the audit trail is only ever added to');
end;
create trigger audit_event_stay before delete on audit_event
begin
  select raise(abort, 'the audit trail is only ever added to');
end;
-- only: postgres
create function audit_event_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only ever added to';
end;
$$;
create trigger audit_event_keep before update or delete on audit_event for each row execute function audit_event_refuse();
-- both

--| submission | | A form that was sent, so that sending it again gives the same answer (30 days).
--| submission.key | 0 | Keyed hash of the form's own id, its address and who sent it.
--| submission.location_sealed | 1 | Where the answer led, sealed: it may be somebody's own link.
--| submission.day | 0 | The day; forgotten after 30 days.
create table submission (
  key $bytes not null primary key,
  location_sealed $bytes not null,
  day $day not null
);
create index submission_by_day on submission (day);

--| draft | | What was typed into a form when its session had timed out.
--| draft.account_id | 1 | Whose.
--| draft.path | 0 | The form's address.
--| draft.form_sealed | 2 | The fields, sealed.
--| draft.at | 0 | When.
create table draft (
  account_id $id not null references account (id),
  path $text not null,
  form_sealed $bytes not null,
  at $instant not null,
  primary key (account_id, path)
);
