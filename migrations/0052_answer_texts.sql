-- Answers in people's own words are found and counted without reading the others.

--| answer_sum.texts | 0 | How many of the answers are in people's own words.
create index answer_by_text on answer (question_key) where text_sealed is not null;
create index answer_text_by_response on answer (response_id) where text_sealed is not null;
create index response_by_version on response (instrument_version_id);
alter table answer_sum add column texts $int not null default 0;
update answer_sum set texts = (select count(*) from response r join answer a on a.response_id = r.id
  where r.session_id = answer_sum.session_id and r.purpose = answer_sum.purpose and r.instrument_version_id = answer_sum.instrument_version_id
  and a.text_sealed is not null) where session_id is not null;
update answer_sum set texts = (select count(*) from response r join answer a on a.response_id = r.id
  where r.session_id is null and r.programme_id = answer_sum.programme_id and r.purpose = answer_sum.purpose and r.day = answer_sum.day
  and r.instrument_version_id = answer_sum.instrument_version_id and a.text_sealed is not null) where session_id is null;
