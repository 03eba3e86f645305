-- Words are counted from the answers of a session together, and not from every answer.

--| answer_sum.few_sealed | 2 | The answers in a few words, each with its response, its question by place and which answer to it it is, sealed together, in the order of the responses' ids. They are the same as in the answers.
alter table answer_sum add column few_sealed $bytes;
create index answer_sum_by_few on answer_sum (programme_id) where few_sealed is not null;
-- Those of versions that ask for a few words are made again, with these, when the program starts.
delete from answer_sum where texts > 0 and instrument_version_id in (select id from instrument_version where definition like '%words = %');
