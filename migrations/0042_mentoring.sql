-- Mentoring: who is mentored by whom and for what, which stages were reached, and the hours that both gave.

--| mentoring | | One person who is mentored, for one aim.
--| mentoring.id | 1 | Record id.
--| mentoring.reference | 1 | Short reference that people can read out.
--| mentoring.mentee_id | 1 | The person who is mentored.
--| mentoring.area_id | 0 | The area it counts for.
--| mentoring.kind | 0 | What it leads to, from the coded list in learning::model.
--| mentoring.aims_sealed | 1 | What was agreed, sealed.
--| mentoring.state | 0 | running, paused or ended.
--| mentoring.began | 0 | Since when.
--| mentoring.next_on | 1 | When the two meet next; empty where that is open.
--| mentoring.ended_on | 0 | When it ended.
--| mentoring.outcome | 0 | How it ended: reached, stopped or moved; empty while it has not.
--| mentoring.made_at | 0 | When it was entered.
--| mentoring.version | 0 | Counts the changes, to notice two people editing.
create table mentoring (
  id $id not null primary key,
  reference $text not null,
  mentee_id $id not null references learner (id),
  area_id $id not null references area (id),
  kind $text not null,
  aims_sealed $bytes,
  state $text not null check (state in ('running', 'paused', 'ended')),
  began $day not null,
  next_on $day,
  ended_on $day,
  outcome $text check (outcome in ('reached', 'stopped', 'moved')),
  made_at $instant not null,
  version $int not null default 1
);
create unique index mentoring_by_reference on mentoring (reference);
create index mentoring_by_state on mentoring (state, id);
create index mentoring_by_area on mentoring (area_id, state, id);
create index mentoring_by_mentee on mentoring (mentee_id);

--| mentoring_mentor | | Who mentors, and who did before.
--| mentoring_mentor.id | 1 | Record id.
--| mentoring_mentor.mentoring_id | 1 | The mentoring.
--| mentoring_mentor.account_id | 1 | The mentor's account.
--| mentoring_mentor.since | 1 | Since when.
--| mentoring_mentor.until | 1 | Until when; empty while she mentors.
create table mentoring_mentor (
  id $id not null primary key,
  mentoring_id $id not null references mentoring (id),
  account_id $id not null references account (id),
  since $day not null,
  until $day
);
create unique index mentoring_mentor_now on mentoring_mentor (mentoring_id) where until is null;
create index mentoring_mentor_by_mentoring on mentoring_mentor (mentoring_id, since);
create index mentoring_mentor_by_account on mentoring_mentor (account_id, until);

--| mentoring_stage | | A stage on the way, as agreed for this mentoring.
--| mentoring_stage.id | 1 | Record id.
--| mentoring_stage.mentoring_id | 1 | The mentoring.
--| mentoring_stage.place | 0 | Its place in the order.
--| mentoring_stage.title | 0 | What it is called.
--| mentoring_stage.reached_on | 1 | When it was reached; empty until then.
create table mentoring_stage (
  id $id not null primary key,
  mentoring_id $id not null references mentoring (id),
  place $int not null,
  title $text not null,
  reached_on $day
);
create index mentoring_stage_by_place on mentoring_stage (mentoring_id, place);

--| mentoring_entry | | A meeting, a day of shadowing, or other time that the two gave.
--| mentoring_entry.id | 1 | Record id.
--| mentoring_entry.mentoring_id | 1 | The mentoring.
--| mentoring_entry.account_id | 1 | The mentor of that time: hours stay with who gave them.
--| mentoring_entry.kind | 1 | meeting, shadowing or other.
--| mentoring_entry.day | 1 | The day.
--| mentoring_entry.minutes | 1 | How long, in minutes.
--| mentoring_entry.session_id | 1 | The session that was shadowed, where it was one.
--| mentoring_entry.learnt_sealed | 2 | What was learnt, sealed.
--| mentoring_entry.note_sealed | 2 | What only the two read, sealed.
--| mentoring_entry.by_mentee | 1 | The mentee entered it by the link to her record; else the mentor.
--| mentoring_entry.made_at | 1 | When it was entered.
create table mentoring_entry (
  id $id not null primary key,
  mentoring_id $id not null references mentoring (id),
  account_id $id not null references account (id),
  kind $text not null check (kind in ('meeting', 'shadowing', 'other')),
  day $day not null,
  minutes $int not null check (minutes between 1 and 1440),
  session_id $id references session (id),
  learnt_sealed $bytes,
  note_sealed $bytes,
  by_mentee $flag not null,
  made_at $instant not null
);
create index mentoring_entry_by_mentoring on mentoring_entry (mentoring_id, day, id);
create index mentoring_entry_by_account on mentoring_entry (account_id, day);
create index mentoring_entry_by_session on mentoring_entry (session_id);

--| mentor_offer | | What a mentor offered to give.
--| mentor_offer.account_id | 1 | The mentor's account.
--| mentor_offer.people | 1 | How many people at a time.
--| mentor_offer.hours | 1 | How many hours in three months.
create table mentor_offer (
  account_id $id not null primary key references account (id),
  people $int not null check (people between 0 and 50),
  hours $int not null check (hours between 0 and 500)
);
