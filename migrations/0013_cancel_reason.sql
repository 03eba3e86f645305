-- A session that was moved and then cancelled keeps both reasons.

--| session.cancel_reason | 0 | Why it was cancelled; empty when it was not.
alter table session add column cancel_reason $text;
update session set cancel_reason = change_reason where state = 'cancelled';
update session set change_reason = null where state = 'cancelled' and original_day is null;
