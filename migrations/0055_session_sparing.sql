-- Questions that say who somebody is are asked in sessions only where the group is large enough, and until enough people were asked.

--| sparing_rule | | How the questions of a questionnaire are put that are put to some only, in sessions. Questions that are open to anybody by a link have rules of their own.
--| sparing_rule.instrument_key | 0 | The questionnaire.
--| sparing_rule.fewest | 0 | In a session with fewer people they are not asked.
--| sparing_rule.quota | 0 | They are asked until so many people of a course were asked; empty: always.
--| sparing_rule.set_by | 1 | Who set it last.
--| sparing_rule.set_at | 0 | When.
create table sparing_rule (
  instrument_key $text not null primary key,
  fewest $int not null check (fewest between 5 and 1000),
  quota $int check (quota between 50 and 100000),
  set_by $id not null references account (id),
  set_at $instant not null
);

--| sparing_question | | A question that is put to some only, in sessions.
--| sparing_question.instrument_key | 0 | The questionnaire.
--| sparing_question.question_key | 0 | The question.
create table sparing_question (
  instrument_key $text not null references sparing_rule (instrument_key) on delete cascade,
  question_key $text not null,
  primary key (instrument_key, question_key)
);
