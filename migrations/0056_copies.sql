-- Copies of personal data that left as files: for whom, why and until when, each with a mark of its own.

--| copy_out | | A file with personal data that left.
--| copy_out.id | 1 | Record id.
--| copy_out.mark | 1 | The mark that stands in this copy and in no other.
--| copy_out.kind | 0 | What it holds.
--| copy_out.session_id | 0 | The session that it is of; empty for lists over several.
--| copy_out.account_id | 1 | Who took it.
--| copy_out.recipient_sealed | 1 | For whom, sealed.
--| copy_out.reason_sealed | 1 | Why, sealed.
--| copy_out.lines | 0 | How many rows it holds.
--| copy_out.format | 0 | csv, xlsx or pdf.
--| copy_out.made_at | 0 | When it left.
--| copy_out.until | 0 | The last day on which it is needed.
--| copy_out.deleted_at | 0 | When somebody confirmed that it is deleted; empty before.
--| copy_out.deleted_by | 1 | Who did.
--| copy_out.version | 0 | Counts the changes.
create table copy_out (
  id $id not null primary key,
  mark $text not null unique,
  kind $text not null,
  session_id $id references session (id),
  account_id $id not null references account (id),
  recipient_sealed $bytes not null,
  reason_sealed $bytes not null,
  lines $int not null,
  format $text not null check (format in ('csv', 'xlsx', 'pdf')),
  made_at $instant not null,
  until $day not null,
  deleted_at $instant,
  deleted_by $id references account (id),
  version $int not null default 1
);
create index copy_out_by_time on copy_out (made_at, id);
create index copy_out_by_account on copy_out (account_id, made_at);
create index copy_out_by_session on copy_out (session_id);
create index copy_out_by_until on copy_out (deleted_at, until);
