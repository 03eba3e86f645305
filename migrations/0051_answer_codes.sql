-- The answers before and after of one person are laid side by side from the sums, and not from every answer.

--| answer_sum.coded | 1 | For each of the answers before or after a course that came with a self-made code: the keyed hash of the code and the points that were given, packed, in the order of the hashes.
alter table answer_sum add column coded $bytes;
-- Made again, with the codes, when the program starts.
delete from answer_sum where purpose in ('pre', 'post');
