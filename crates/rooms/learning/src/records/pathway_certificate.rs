//! Statements about certificates of pathways.

store::statements! {
    /// A new one, unless the person has one of the pathway that is valid.
    WAY_CERTIFICATE_INSERT = "insert into pathway_certificate (id, walker_id, content_sealed, code_blind, issued_at, issued_by) values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing";
    /// It rests on the courses of the pathway as they are now.
    WAY_CERTIFICATE_RESTS = "insert into pathway_certificate_course (certificate_id, course_id) select pc.id, sc.course_id from pathway_certificate pc join pathway_learner w on w.id = pc.walker_id \
        join pathway_step st on st.pathway_id = w.pathway_id join pathway_step_course sc on sc.step_id = st.id where pc.id = ?1 group by pc.id, sc.course_id";
    /// The valid one of a place on a pathway.
    WAY_CERTIFICATE_OF = "select ce.id, w.learner_id, ce.content_sealed, ce.issued_at, ce.withdrawn_at from pathway_certificate ce join pathway_learner w on w.id = ce.walker_id \
        where ce.walker_id = ?1 and ce.withdrawn_at is null";
    /// The same, of a person, also from a record that was joined to hers.
    WAY_CERTIFICATE_OWN = "select ce.id, w.learner_id, ce.content_sealed, ce.issued_at, ce.withdrawn_at from pathway_certificate ce join pathway_learner w on w.id = ce.walker_id \
        where ce.walker_id = ?1 and (w.learner_id = ?2 or exists (select 1 from learner l where l.id = w.learner_id and l.joined_to = ?2)) and ce.withdrawn_at is null";
    /// A person's places on pathways of which she has a valid one, with the pathways' titles: also on those that she left, and of records that were
    /// joined to hers.
    WAY_CERTIFICATES_OWNED = "select w.id, p.title from pathway_learner w join pathway p on p.id = w.pathway_id \
        where (w.learner_id = ?1 or w.learner_id in (select l.id from learner l where l.joined_to = ?1)) \
        and exists (select 1 from pathway_certificate ce where ce.walker_id = w.id and ce.withdrawn_at is null) order by p.title, w.id limit 200";
    /// It is valid no longer.
    WAY_CERTIFICATE_WITHDRAW = "update pathway_certificate set withdrawn_at = ?2 where walker_id = ?1 and withdrawn_at is null";
}
