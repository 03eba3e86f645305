-- What people say at the end of a session that they will do, by when, and what became of it: without a name, a moment or an order.

--| intention | | What somebody said that she would do. Names no person and no moment, and belongs to no response.
--| intention.id | 1 | Record id, drawn by chance: it has no time in it.
--| intention.session_id | 1 | The session at whose end she said it.
--| intention.mark | 1 | Keyed hash of the link by which she can come back to it; another as soon as she is asked.
--| intention.words_sealed | 2 | What she will do and by when, sealed under that link; empty once nobody can come back to it.
--| intention.asked | 0 | 0: she was not asked what became of it; 1 or 2: at which time of asking she was asked last.
--| intention.outcome | 1 | done, partly, could-not or did-not, as she said last; empty as long as she has not.
--| intention.reason | 1 | Why it was not done or only partly, a word of a list; empty where none was chosen.
create table intention (
  id $id not null primary key,
  session_id $id not null references session (id),
  mark $bytes not null,
  words_sealed $bytes,
  asked $int not null check (asked in (0, 1, 2)),
  outcome $text check (outcome in ('done', 'partly', 'could-not', 'did-not')),
  reason $text
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create unique index intention_by_mark on intention (mark);
create index intention_by_session on intention (session_id);
