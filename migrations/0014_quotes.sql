-- Free text leaves by a person's decision, quote by quote.

--| quote | | A comment of which somebody decided that it may leave. Taking the decision back removes the row; both stand in the trail.
--| quote.response_id | 0 | The response it stands in.
--| quote.question_key | 0 | The question it answers.
--| quote.occurrence | 0 | Which answer to the question, from 0.
--| quote.decided_by | 1 | Who decided.
--| quote.decided_at | 0 | When.
create table quote (
  response_id $id not null references response (id),
  question_key $text not null,
  occurrence $int not null,
  decided_by $id not null references account (id),
  decided_at $instant not null,
  primary key (response_id, question_key, occurrence)
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create index answered_by_mark on answered (mark);
