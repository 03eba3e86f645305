//! What a comparison costs.

use super::{Choice, Comparison, made};
use crate::view::{View, programmes};
use evidence::disclosure::Profile;
use kernel::Day;

/// Each comparison costs a fixed number of statements, however much there is to count and however many groups there are.
#[test]
fn a_comparison_costs_the_same_however_many_groups_it_has() {
    let day = Day::new(2026, 3, 2).unwrap();
    let db = demo::testing::database(kernel::Instant::on(day, "09:00").unwrap(), true);
    let costs = |year: Option<i64>| -> Vec<(String, u64)> {
        demo::testing::written(&db);
        db.read_now(|tx| {
            let programme = programmes(tx)?
                .into_iter()
                .find(|known| known.slug == "harmful-practices-pilot")
                .unwrap();
            let system = access::Viewer::system(ticket::Ticket::of("test"));
            let system = access::Scope::<access::actions::SystemJob>::of(&system)?;
            let mut costs = Vec::new();
            let several = Comparison::ALL
                .into_iter()
                .filter(|comparison| comparison.of_sessions());
            let measures = ["first", "likely", "said-expectations", "said-knowledge-after"];
            let each = Comparison::ALL.map(|comparison| (comparison, "")).into_iter();
            for (comparison, measure) in
                each.chain(several.flat_map(|comparison| measures.map(|measure| (comparison, measure))))
            {
                let view = View {
                    leave: system.leave_to(),
                    programme: programme.clone(),
                    area: None,
                    course: None,
                    year,
                    days: (None, None),
                    profile: Profile::Internal,
                    today: programme.start,
                    compare: Choice {
                        by: comparison.word().to_owned(),
                        measure: measure.to_owned(),
                        against: String::new(),
                    },
                    gathered: std::sync::OnceLock::new(),
                    sittings: std::sync::OnceLock::new(),
                };
                let before = tx.queries();
                let found = made(tx, &view)?;
                assert!(found.problems.is_empty() && !found.tables.is_empty());
                costs.push((format!("{comparison:?} {measure}"), tx.queries() - before));
            }
            Ok(costs)
        })
        .unwrap()
    };
    let (full, half, empty) = (costs(None), costs(Some(2)), costs(Some(19)));
    assert_eq!(full, half);
    assert!(
        empty.iter().zip(&full).all(|(empty, full)| empty.1 <= full.1),
        "{empty:?}"
    );
    assert!(full.iter().all(|(_, cost)| *cost <= 12), "{full:?}");
}
