//! What readers found in comments, row by row: a page tells it apart by its sessions and counts.

store::statements! {
    /// Comments of a programme (?1) that were drawn, each with its session or, where there is none, its day. Said so that no engine begins with all
    /// forms of the programme: few comments are coded.
    ITEMS = "select r.session_id, r.day, i.id, g.frame_id, i.twice from coding_item i join coding_round g on g.id = i.round_id join response r on r.id = i.response_id
        where (r.programme_id = ?1) is true";
    /// Who read which comment, and what came of it; what was settled comes first.
    READINGS = "select y.item_id, y.reading, y.coder_id, case when y.outcome = 'nothing' then 1 else 0 end from coding y order by y.item_id, y.reading";
    /// What was found in it.
    FINDS = "select n.item_id, n.reading, n.theme_id from code n";
    /// The themes under which something is counted, question by question.
    THEMES = "select f.id, f.question, t.id, t.name from code_frame f join theme t on t.frame_id = f.id where t.counts_as = t.id order by f.question, f.id, t.place";
    /// Under which theme each is counted, and whether it was split.
    COUNTED_AS = "select t.id, t.counts_as, case when t.state = 'split' then 1 else 0 end from theme t";
    /// The roles of those who read.
    ROLES = "select w.id, w.role from account w where exists (select 1 from coding y where y.coder_id = w.id)";
}
