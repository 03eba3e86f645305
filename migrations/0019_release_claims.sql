-- A release is held against all others together, so what each of its counts is of is kept.

--| release.claims | 0 | What each of its counts is of (sessions, question, answers) and what printed, as JSON; empty for releases from before.
alter table release add column claims $text;
