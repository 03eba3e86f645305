-- Why a session was cancelled or moved, as something that can be counted, and who asked for it; and who sent the message that asks people to come.

--| session.cancel_cause | 0 | Why it was cancelled, from the coded list in learning::model; empty when it was not, or was before this was asked.
alter table session add column cancel_cause $text check (cancel_cause in ('too-few', 'trainer', 'venue', 'weather', 'asked', 'other'));

--| session.cancel_asked_by | 0 | Who asked for that: us, venue, trainer or host; empty as above.
alter table session add column cancel_asked_by $text check (cancel_asked_by in ('us', 'venue', 'trainer', 'host'));

--| session.change_cause | 0 | Why it was moved, from the same list; empty when it was not, or was before this was asked.
alter table session add column change_cause $text check (change_cause in ('too-few', 'trainer', 'venue', 'weather', 'asked', 'other'));

--| session.change_asked_by | 0 | Who asked for that; empty as above.
alter table session add column change_asked_by $text check (change_asked_by in ('us', 'venue', 'trainer', 'host'));

--| session.message_at | 0 | When somebody last said that she sent the message that asks people to come; empty while nobody has for its days.
alter table session add column message_at $instant;

--| session.message_by | 1 | Who said so.
alter table session add column message_by $id references account (id);
