//! What joining two records has to know of the tables.

/// Every table that names a learner is one of which joining says what becomes of its rows; a second mark that is put aside keeps every column.
#[test]
fn joining_forgets_no_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../migrations");
    let mut steps: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    steps.sort();
    let source: String = steps
        .iter()
        .map(|step| std::fs::read_to_string(step).unwrap())
        .collect();
    let mut table = "";
    let mut naming: Vec<&str> = Vec::new();
    for line in source.lines() {
        for start in ["create table ", "alter table "] {
            if let Some(rest) = line.strip_prefix(start) {
                table = rest.split_whitespace().next().unwrap();
            }
        }
        if line.contains("references learner (id)") {
            naming.push(table);
        }
    }
    naming.sort_unstable();
    naming.dedup();
    assert_eq!(
        naming,
        [
            "attendance",
            "attendance_aside",
            "booking",
            "certificate",
            "kept_mark",
            "learner",
            "learner_pair",
            "mentoring",
            "passed_on",
            "pathway_learner",
            "pathway_sign_off",
            "recognised_learning",
            "refresher_told"
        ]
    );
    let columns = |table: &str| {
        let mut columns: Vec<String> = source
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("--| {table}.")))
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .collect();
        columns.sort();
        columns
    };
    let mut aside = columns("attendance_aside");
    aside.retain(|column| column != "pair_id");
    assert_eq!(aside, columns("attendance"));
}
