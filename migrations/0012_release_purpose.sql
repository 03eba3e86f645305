-- Who a table was taken out for and why, sealed because people type it.

--| release.recipient_sealed | 2 | Who it was for, sealed; empty for our own use.
--| release.reason_sealed | 2 | Why it left, sealed; empty for our own use.
alter table release add column recipient_sealed $bytes;
alter table release add column reason_sealed $bytes;
create index release_by_time on release (at);
