-- Translations of published questionnaires, the question bank, and what is not to be used any more.

--| instrument_translation | | A translation of a published version. Never changed: what is mended is another round.
--| instrument_translation.instrument_version_id | 0 | The version.
--| instrument_translation.language | 0 | The language's tag.
--| instrument_translation.round | 0 | Counts up from 1; the last one is put to those who answer.
--| instrument_translation.content | 0 | The texts, written as TOML; without texts where the translation was withdrawn.
--| instrument_translation.made_at | 0 | When.
--| instrument_translation.made_by | 1 | Who saved it; empty where it was loaded.
create table instrument_translation (
  instrument_version_id $id not null references instrument_version (id),
  language $text not null,
  round $int not null,
  content $text not null,
  made_at $instant not null,
  made_by $id references account (id),
  primary key (instrument_version_id, language, round)
);

--| bank_question | | A question that can be taken into a draft: of a published version, or kept by somebody.
--| bank_question.id | 0 | Record id.
--| bank_question.instrument_version_id | 0 | The version that asks it; empty for a question that somebody kept.
--| bank_question.question_key | 0 | Its key there.
--| bank_question.wording | 0 | The wording key that it is counted by.
--| bank_question.kind | 0 | What it asks for.
--| bank_question.text | 0 | The question.
--| bank_question.search | 0 | Its words in small letters, to search in.
--| bank_question.content | 0 | The question with its scale, written as TOML.
--| bank_question.kept_at | 0 | When it came into the bank.
--| bank_question.kept_by | 1 | Who kept it; empty for those of published versions.
create table bank_question (
  id $id not null primary key,
  instrument_version_id $id references instrument_version (id),
  question_key $text not null,
  wording $text not null,
  kind $text not null,
  text $text not null,
  search $text not null,
  content $text not null,
  kept_at $instant not null,
  kept_by $id references account (id)
);
create index bank_question_by_version on bank_question (instrument_version_id);
create index bank_question_by_wording on bank_question (wording);

--| instrument_retirement | | A questionnaire, or one version of it, that is not to be used any more.
--| instrument_retirement.id | 0 | Record id.
--| instrument_retirement.key | 0 | The questionnaire.
--| instrument_retirement.version | 0 | The version; 0 for the whole questionnaire.
--| instrument_retirement.reason | 0 | Why.
--| instrument_retirement.retired_at | 0 | When.
--| instrument_retirement.back_at | 0 | When it was taken back; empty while it holds.
create table instrument_retirement (
  id $id not null primary key,
  key $text not null,
  version $int not null,
  reason $text not null,
  retired_at $instant not null,
  back_at $instant
);
create unique index instrument_retirement_once on instrument_retirement (key, version) where back_at is null;
