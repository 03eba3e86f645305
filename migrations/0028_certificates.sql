-- Certificates of attendance, a person's own record by signed link, and after how many months a course is due again.

--| certificate | | A certificate that a person was there on every day of a session.
--| certificate.id | 1 | Record id.
--| certificate.session_id | 1 | The session.
--| certificate.learner_id | 1 | The person.
--| certificate.content_sealed | 1 | What stands on it, sealed: name, course, length, aims, days, programme, who issued it, and the check code.
--| certificate.code_blind | 1 | Keyed hash of the check code, to tell whether a code is valid.
--| certificate.issued_at | 1 | When it was issued.
--| certificate.issued_by | 1 | The account of who issued it.
--| certificate.withdrawn_at | 1 | When it was withdrawn, or another took its place; empty while it is valid.
create table certificate (
  id $id not null primary key,
  session_id $id not null references session (id),
  learner_id $id not null references learner (id),
  content_sealed $bytes not null,
  code_blind $bytes not null,
  issued_at $instant not null,
  issued_by $id not null references account (id),
  withdrawn_at $instant
);
create unique index certificate_once on certificate (session_id, learner_id) where withdrawn_at is null;
create unique index certificate_by_code on certificate (code_blind);
create index certificate_by_session on certificate (session_id, learner_id, issued_at);
create index certificate_by_learner on certificate (learner_id);

--| learner.record_round | 0 | Part of the signed link to a person's own record; counting it up withdraws links sent before.
alter table learner add column record_round $int not null default 0;

--| course.refresher_months | 0 | A person should come again after so many months; empty where the course needs no refresher.
alter table course add column refresher_months $int check (refresher_months between 1 and 120);
