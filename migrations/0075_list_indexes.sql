-- Lists of faults, commitments and people on pathways are read in their order, and sums of mentoring from indexes alone, however many there are.

create index venue_fault_in_order on venue_fault (due, id);
create index commitment_in_order on commitment (due, id);
create index pathway_learner_in_order on pathway_learner (pathway_id, id);
create index mentoring_entry_counted on mentoring_entry (mentoring_id, kind, day, minutes);
create index mentoring_stage_reached on mentoring_stage (mentoring_id, reached_on);
