-- Who could not be written to was not told.

--| refresher_told.reached | 0 | A message went out to her. Where not, her turn was come all the same, and the next press passes her over.
alter table refresher_told add column reached $flag not null default true;
