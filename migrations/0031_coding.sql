-- What people wrote in their own words, read by people: the themes of a question, comments drawn to be read, what each reader found in
-- them, and passages that are blanked because they show who somebody is.

--| code_frame | | The themes of one wording of a question, whichever questionnaires and versions ask it.
--| code_frame.id | 0 | Record id.
--| code_frame.wording | 0 | The wording's key.
--| code_frame.question | 0 | The question, as it was last asked when the frame was made.
--| code_frame.version | 0 | Counts the changes to its themes.
--| code_frame.made_at | 0 | When it was made.
create table code_frame (
  id $id not null primary key,
  wording $text not null,
  question $text not null,
  version $int not null,
  made_at $instant not null
);
create unique index code_frame_by_wording on code_frame (wording);

--| theme | | A theme that comments are read for. Never removed: what was found under it stays.
--| theme.id | 0 | Record id.
--| theme.frame_id | 0 | Its frame.
--| theme.name | 0 | Its name.
--| theme.belongs | 0 | What belongs to it.
--| theme.belongs_not | 0 | What does not.
--| theme.example | 0 | An invented example.
--| theme.state | 0 | draft, in-use, merged, split or retired.
--| theme.merged_into | 0 | Of merged: the theme it was merged into.
--| theme.counts_as | 0 | The theme under which what was found is counted: its own, or through merging another's; empty for one that was split.
--| theme.came_from | 0 | The theme it was split from.
--| theme.place | 0 | Its place in the list, from 1.
--| theme.version | 0 | Counts up with each change.
--| theme.made_by | 1 | Who added it.
--| theme.made_at | 0 | When.
create table theme (
  id $id not null primary key,
  frame_id $id not null references code_frame (id),
  name $text not null,
  belongs $text not null,
  belongs_not $text not null,
  example $text not null,
  state $text not null check (state in ('draft', 'in-use', 'merged', 'split', 'retired')),
  merged_into $id references theme (id),
  counts_as $id references theme (id),
  came_from $id references theme (id),
  place $int not null,
  version $int not null,
  made_by $id references account (id),
  made_at $instant not null
);
create unique index theme_by_place on theme (frame_id, place);

--| theme_change | | What was changed of a frame's themes, one row for each version of the frame.
--| theme_change.frame_id | 0 | The frame.
--| theme_change.version | 0 | The version that the change made.
--| theme_change.theme_id | 0 | The theme.
--| theme_change.change | 0 | added, taken, worded, merged, split, retired or back.
--| theme_change.name | 0 | What the theme was called before.
--| theme_change.belongs | 0 | What belonged to it before.
--| theme_change.belongs_not | 0 | What did not.
--| theme_change.example | 0 | Its example before.
--| theme_change.other_id | 0 | Of merged: the theme it was merged into.
--| theme_change.made_by | 1 | Who changed it; empty for the house.
--| theme_change.made_at | 0 | When.
create table theme_change (
  frame_id $id not null references code_frame (id),
  version $int not null,
  theme_id $id not null references theme (id),
  change $text not null check (change in ('added', 'taken', 'worded', 'merged', 'split', 'retired', 'back')),
  name $text not null,
  belongs $text not null,
  belongs_not $text not null,
  example $text not null,
  other_id $id references theme (id),
  made_by $id references account (id),
  made_at $instant not null,
  primary key (frame_id, version)
);
create index theme_change_by_theme on theme_change (theme_id);

--| coding_round | | Comments that were drawn together to be read.
--| coding_round.id | 0 | Record id.
--| coding_round.frame_id | 0 | The themes they are read for.
--| coding_round.area_id | 0 | The area they were drawn from; empty for all.
--| coding_round.course_id | 0 | The course; empty for all.
--| coding_round.from_day | 0 | The first day of sessions; empty where it is open.
--| coding_round.to_day | 0 | The last day.
--| coding_round.sample | 0 | How many were to be drawn by chance; empty for all.
--| coding_round.seed | 0 | What the order and the sample were made from: with the same seed the same comments are drawn again.
--| coding_round.twice | 0 | How many of a hundred are read by two people.
--| coding_round.there | 0 | How many comments there were to draw from.
--| coding_round.drawn | 0 | How many were drawn.
--| coding_round.left_out | 0 | How many were left out because so few answered in their session that a comment would have a face.
--| coding_round.made_by | 1 | Who drew them; empty for the house.
--| coding_round.made_at | 0 | When.
create table coding_round (
  id $id not null primary key,
  frame_id $id not null references code_frame (id),
  area_id $id references area (id),
  course_id $id references course (id),
  from_day $day,
  to_day $day,
  sample $int,
  seed $text not null,
  twice $int not null check (twice between 0 and 100),
  there $int not null,
  drawn $int not null,
  left_out $int not null,
  made_by $id references account (id),
  made_at $instant not null
);
create index coding_round_by_frame on coding_round (frame_id);
create index coding_round_by_area on coding_round (area_id);

--| coding_item | | A comment that was drawn. Each comment is drawn once.
--| coding_item.id | 0 | Record id.
--| coding_item.round_id | 0 | The round.
--| coding_item.place | 0 | Its place in the order made from the seed, from 1.
--| coding_item.response_id | 0 | The response it stands in.
--| coding_item.question_key | 0 | The question it answers.
--| coding_item.occurrence | 0 | Which answer to the question, from 0.
--| coding_item.twice | 0 | Whether two people read it.
create table coding_item (
  id $id not null primary key,
  round_id $id not null references coding_round (id),
  place $int not null,
  response_id $id not null references response (id),
  question_key $text not null,
  occurrence $int not null,
  twice $flag not null
);
create unique index coding_item_by_place on coding_item (round_id, place);
create unique index coding_item_once on coding_item (response_id, question_key, occurrence);

--| coding | | What one reader found in a comment.
--| coding.item_id | 0 | The comment.
--| coding.reading | 0 | 1 and 2 are the readers', 0 is what was settled where they differed.
--| coding.coder_id | 1 | Who read it, or settled it; empty for the house.
--| coding.outcome | 0 | coded, or nothing where there was nothing to code.
--| coding.version | 0 | The frame's version at that time.
--| coding.at | 0 | When.
create table coding (
  item_id $id not null references coding_item (id),
  reading $int not null check (reading between 0 and 2),
  coder_id $id references account (id),
  outcome $text not null check (outcome in ('coded', 'nothing')),
  version $int not null,
  at $instant not null,
  primary key (item_id, reading)
);
create index coding_by_coder on coding (coder_id, at);

--| code | | A theme that one reader found in a comment.
--| code.item_id | 0 | The comment.
--| code.reading | 0 | Whose reading.
--| code.theme_id | 0 | The theme.
create table code (
  item_id $id not null,
  reading $int not null,
  theme_id $id not null references theme (id),
  primary key (item_id, reading, theme_id)
);
create index code_by_theme on code (theme_id);

--| coding_skip | | A comment that somebody left for later.
--| coding_skip.item_id | 0 | The comment.
--| coding_skip.account_id | 1 | Who.
create table coding_skip (
  item_id $id not null references coding_item (id),
  account_id $id not null references account (id),
  primary key (item_id, account_id)
);

--| blanking | | A comment of which somebody said that it shows who a person is, and the passages that were blanked for it.
--| blanking.id | 0 | Record id.
--| blanking.response_id | 0 | The response it stands in.
--| blanking.question_key | 0 | The question it answers.
--| blanking.occurrence | 0 | Which answer to the question, from 0.
--| blanking.state | 0 | asked (nobody reads it until somebody has looked), blanked, kept (there was nothing to blank) or undone.
--| blanking.passages_sealed | 2 | The blanked passages, one a line, sealed.
--| blanking.reason_sealed | 1 | Why the last step was taken, sealed.
--| blanking.version | 0 | Counts up with each step.
--| blanking.asked_at | 0 | When somebody last said so.
--| blanking.decided_by | 1 | Who took the last step; empty for the house.
--| blanking.decided_at | 0 | When.
create table blanking (
  id $id not null primary key,
  response_id $id not null references response (id),
  question_key $text not null,
  occurrence $int not null,
  state $text not null check (state in ('asked', 'blanked', 'kept', 'undone')),
  passages_sealed $bytes,
  reason_sealed $bytes,
  version $int not null,
  asked_at $instant not null,
  decided_by $id references account (id),
  decided_at $instant
);
create unique index blanking_once on blanking (response_id, question_key, occurrence);
create index blanking_by_state on blanking (state, asked_at);
