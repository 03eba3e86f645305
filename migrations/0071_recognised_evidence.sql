-- What was recognised of what somebody learned elsewhere says what was seen of it, and until when it holds.

--| recognised_learning.id | 1 | Record id, under which the evidence is sealed; empty for what was recognised before evidence was kept.
alter table recognised_learning add column id $id;

--| recognised_learning.evidence_sealed | 2 | What was seen of it, in the words of who recognised it.
alter table recognised_learning add column evidence_sealed $bytes;

--| recognised_learning.holds_until | 1 | The last day on which it counts; empty: for good.
alter table recognised_learning add column holds_until $day;
