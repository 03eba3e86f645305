-- Questionnaires that are open to anybody by a link, without a session, and questions of them that are put to some people only.

--| answer_link | | A questionnaire that is open to whoever has its address.
--| answer_link.id | 0 | Record id.
--| answer_link.instrument_version_id | 0 | The questionnaire.
--| answer_link.name | 0 | What staff call it.
--| answer_link.area_id | 0 | The area it is for; empty for all.
--| answer_link.token | 1 | The last part of its address, 128 random bits.
--| answer_link.opens | 0 | The first day.
--| answer_link.closes | 0 | The last day.
--| answer_link.closed_at | 0 | When somebody closed it before.
--| answer_link.target | 0 | How many answers are hoped for.
--| answer_link.cap | 0 | How many answers are taken.
--| answer_link.daily | 0 | How many answers are taken on one day.
--| answer_link.quota | 0 | To how many people some questions are put; empty where they are put to everybody.
--| answer_link.share | 0 | To how many of a hundred of those who come they are put.
--| answer_link.version | 0 | Counts its changes.
--| answer_link.made_at | 0 | When it was made.
--| answer_link.made_by | 1 | Who made it.
create table answer_link (
  id $id not null primary key,
  instrument_version_id $id not null references instrument_version (id),
  name $text not null,
  area_id $id references area (id),
  token $text not null,
  opens $day not null,
  closes $day not null,
  closed_at $instant,
  target $int check (target between 1 and 100000),
  cap $int not null check (cap between 1 and 100000),
  daily $int not null check (daily between 1 and 100000),
  quota $int check (quota between 50 and 100000),
  share $int not null check (share between 10 and 100),
  version $int not null,
  made_at $instant not null,
  made_by $id not null references account (id)
);
create unique index answer_link_by_token on answer_link (token);

--| answer_link_sparing | | A question that is put to some people only.
--| answer_link_sparing.answer_link_id | 0 | The link.
--| answer_link_sparing.question_key | 0 | The question.
create table answer_link_sparing (
  answer_link_id $id not null references answer_link (id),
  question_key $text not null,
  primary key (answer_link_id, question_key)
);

--| response.answer_link_id | 0 | The link by which it came, if it came by one.
alter table response add column answer_link_id $id references answer_link (id);
create index response_by_link on response (answer_link_id, day);
