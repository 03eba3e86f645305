-- Quotes are kept only as far as whoever wrote them agreed; and whoever wants an answer can leave a way to be reached, which is kept apart
-- and shown only after a second person agreed.

-- Nobody whose words stand in the table `quote` was asked whether they may be quoted: its rows stay, and nothing reads them any more.

--| kept_quote | | A comment that is kept as a quote. Withdrawing keeps the row.
--| kept_quote.id | 0 | Record id.
--| kept_quote.response_id | 0 | The response it stands in.
--| kept_quote.question_key | 0 | The question it answers.
--| kept_quote.occurrence | 0 | Which answer to the question, from 0.
--| kept_quote.scope | 0 | How far it goes: readers (whoever may read comments), partnership or published.
--| kept_quote.programme_id | 0 | The programme it counts for.
--| kept_quote.course_kind | 0 | The kind of course it is about; empty where fewer than five answered in that year.
--| kept_quote.year | 0 | The year of that course; empty like its kind.
--| kept_quote.area_id | 0 | The area it was held in; empty where fewer than five answered there to such a course in that year.
--| kept_quote.state | 0 | kept or withdrawn.
--| kept_quote.version | 0 | Counts its steps.
--| kept_quote.kept_at | 0 | When it was first kept.
create table kept_quote (
  id $id not null primary key,
  response_id $id not null references response (id),
  question_key $text not null,
  occurrence $int not null,
  scope $text not null check (scope in ('readers', 'partnership', 'published')),
  programme_id $id references programme (id),
  course_kind $text,
  year $int,
  area_id $id references area (id),
  state $text not null check (state in ('kept', 'withdrawn')),
  version $int not null,
  kept_at $instant not null
);
create unique index kept_quote_once on kept_quote (response_id, question_key, occurrence);
create index kept_quote_by_programme on kept_quote (programme_id, id);
create index kept_quote_by_scope on kept_quote (scope, state, id);

--| kept_quote_step | | What was done with a quote, one row for each version of it.
--| kept_quote_step.quote_id | 0 | The quote.
--| kept_quote_step.version | 0 | The version that the step made.
--| kept_quote_step.step | 0 | kept, scope (it goes further, or less far), withdrawn or back.
--| kept_quote_step.scope | 0 | How far it went then.
--| kept_quote_step.reason_sealed | 1 | Why, sealed.
--| kept_quote_step.made_by | 1 | Who.
--| kept_quote_step.made_at | 0 | When.
create table kept_quote_step (
  quote_id $id not null references kept_quote (id),
  version $int not null,
  step $text not null check (step in ('kept', 'scope', 'withdrawn', 'back')),
  scope $text not null check (scope in ('readers', 'partnership', 'published')),
  reason_sealed $bytes not null,
  made_by $id not null references account (id),
  made_at $instant not null,
  primary key (quote_id, version)
);

--| left_contact | | A way to reach somebody that she left with her answers. Its id is fully random, and SQLite keeps the rows in the order of the ids.
--| left_contact.id | 0 | Record id, fully random.
--| left_contact.response_id | 1 | The response it was left with.
--| left_contact.contact_sealed | 2 | What she left, sealed; empty once it is erased.
--| left_contact.day | 0 | The day of the response.
--| left_contact.erased_at | 0 | When it was erased.
--| left_contact.version | 0 | Counts its changes.
create table left_contact (
  id $id not null primary key,
  response_id $id not null references response (id),
  contact_sealed $bytes,
  day $day not null,
  erased_at $instant,
  version $int not null
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create unique index left_contact_once on left_contact (response_id);
create index left_contact_by_day on left_contact (day, id);

--| contact_request | | Somebody asks to see who gave an answer, and what a second person said to it.
--| contact_request.id | 0 | Record id.
--| contact_request.contact_id | 1 | What she asks to see.
--| contact_request.state | 0 | asked, agreed, refused, or lapsed where nobody decided in time.
--| contact_request.asked_by | 1 | Who asks.
--| contact_request.asked_at | 0 | When.
--| contact_request.reason_sealed | 2 | Why, sealed.
--| contact_request.decided_by | 1 | Who agreed or refused.
--| contact_request.decided_at | 0 | When.
--| contact_request.words_sealed | 2 | What she said to it, sealed.
create table contact_request (
  id $id not null primary key,
  contact_id $id not null references left_contact (id),
  state $text not null check (state in ('asked', 'agreed', 'refused', 'lapsed')),
  asked_by $id not null references account (id),
  asked_at $instant not null,
  reason_sealed $bytes not null,
  decided_by $id references account (id),
  decided_at $instant,
  words_sealed $bytes,
  check (decided_by <> asked_by)
);
create index contact_request_by_contact on contact_request (contact_id, id);
create unique index contact_request_open on contact_request (contact_id) where state = 'asked';
create index contact_request_by_state on contact_request (state, asked_at);
