-- Sheets of paper leave out questions that are put to some only. What a batch of sheets left out is known by what was printed, whatever holds when it is taken in.

--| paper_batch.left_out | 0 | Keys of the questions that are not on its sheets, with blanks between; none: it leaves out nothing.
alter table paper_batch add column left_out $text;
