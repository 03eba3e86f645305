-- Certificates that a pathway was finished.

--| pathway_certificate | | A certificate that a person finished a pathway.
--| pathway_certificate.id | 1 | Record id.
--| pathway_certificate.walker_id | 1 | Her place on the pathway.
--| pathway_certificate.content_sealed | 1 | What stands on it, sealed: name, pathway, steps, day, who issued it, and the check code.
--| pathway_certificate.code_blind | 1 | Keyed hash of the check code, to tell whether a code is valid.
--| pathway_certificate.issued_at | 1 | When it was issued.
--| pathway_certificate.issued_by | 1 | The account of who issued it.
--| pathway_certificate.withdrawn_at | 1 | When it was withdrawn; empty while it is valid.
create table pathway_certificate (
  id $id not null primary key,
  walker_id $id not null references pathway_learner (id),
  content_sealed $bytes not null,
  code_blind $bytes not null,
  issued_at $instant not null,
  issued_by $id not null references account (id),
  withdrawn_at $instant
);
create unique index pathway_certificate_once on pathway_certificate (walker_id) where withdrawn_at is null;
create unique index pathway_certificate_by_code on pathway_certificate (code_blind);
create index pathway_certificate_by_walker on pathway_certificate (walker_id);
