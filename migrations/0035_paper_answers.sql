-- Questionnaires filled in on paper: batches of sheets that two people key in, each for herself.

--| paper_batch | | Sheets of one questionnaire of a session that are keyed in together.
--| paper_batch.id | 0 | Record id.
--| paper_batch.session_id | 0 | The session.
--| paper_batch.instrument_version_id | 0 | The version that was printed.
--| paper_batch.purpose | 0 | feedback, pre or post.
--| paper_batch.sheets | 0 | How many sheets there are.
--| paper_batch.state | 0 | open, taken or undone.
--| paper_batch.version | 0 | Counts its changes.
--| paper_batch.made_at | 0 | When it was begun.
--| paper_batch.made_by | 1 | Who began it.
--| paper_batch.agreed | 0 | Answers on which both keyings agreed, once it is taken.
--| paper_batch.compared | 0 | Answers that were compared, once it is taken.
create table paper_batch (
  id $id not null primary key,
  session_id $id not null references session (id),
  instrument_version_id $id not null references instrument_version (id),
  purpose $text not null check (purpose in ('feedback', 'pre', 'post')),
  sheets $int not null check (sheets between 1 and 100),
  state $text not null check (state in ('open', 'taken', 'undone')),
  version $int not null,
  made_at $instant not null,
  made_by $id not null references account (id),
  agreed $int,
  compared $int
);
create index paper_batch_by_session on paper_batch (session_id, id);

--| paper_sheet | | One keying of one sheet. Gone when its batch is taken or undone.
--| paper_sheet.batch_id | 0 | The batch.
--| paper_sheet.number | 0 | The sheet's number.
--| paper_sheet.keying | 0 | 1 or 2.
--| paper_sheet.keyed_by | 1 | Who keyed it.
--| paper_sheet.answers_sealed | 2 | What was keyed, sealed.
create table paper_sheet (
  batch_id $id not null references paper_batch (id),
  number $int not null,
  keying $int not null check (keying in (1, 2)),
  keyed_by $id not null references account (id),
  answers_sealed $bytes not null,
  primary key (batch_id, number, keying)
);

--| paper_decision | | Which of two keyings of an answer counts. Gone when its batch is taken or undone.
--| paper_decision.batch_id | 0 | The batch.
--| paper_decision.number | 0 | The sheet's number.
--| paper_decision.question_key | 0 | The question.
--| paper_decision.counts | 0 | first, second or neither.
create table paper_decision (
  batch_id $id not null references paper_batch (id),
  number $int not null,
  question_key $text not null,
  counts $text not null check (counts in ('first', 'second', 'neither')),
  primary key (batch_id, number, question_key)
);
