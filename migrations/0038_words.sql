-- What people keep about words that are counted: spellings that are one word, and words that are left out.

--| word_rule | | A word of the answers to one wording that is counted as another, or left out. Undoing keeps the row.
--| word_rule.id | 0 | Record id.
--| word_rule.wording | 0 | The wording's key.
--| word_rule.word | 0 | The word as it was given, in small letters.
--| word_rule.becomes | 0 | The word it is counted as; empty where it is left out.
--| word_rule.made_by | 1 | Who made it; empty for the house.
--| word_rule.made_at | 0 | When.
--| word_rule.undone_by | 1 | Who undid it.
--| word_rule.undone_at | 0 | When; empty while it holds.
create table word_rule (
  id $id not null primary key,
  wording $text not null,
  word $text not null,
  becomes $text,
  made_by $id references account (id),
  made_at $instant not null,
  undone_by $id references account (id),
  undone_at $instant
);
create unique index word_rule_once on word_rule (wording, word) where undone_at is null;
