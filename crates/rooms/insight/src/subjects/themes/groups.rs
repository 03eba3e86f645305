//! The comments of a question in groups, none of them of a few people.

use super::{Counts, Part, count};
use evidence::tally::By;
use responses::tallies::FEWEST;
use std::collections::BTreeMap;

/// The group of all that have few comments each.
pub(crate) const SMALL: &str = "Those with fewer than five comments";

/// The comments of a question in groups.
pub(super) struct Groups {
    pub(super) all: BTreeMap<Option<String>, Counts>,
    /// A few people's comments would have a face (SH11).
    pub(super) closed: bool,
}

impl Groups {
    pub(super) fn of(parts: &BTreeMap<Part, Counts>, by: Option<&By>) -> Self {
        let mut all: BTreeMap<Option<String>, Counts> = BTreeMap::new();
        for ((course, year), counts) in parts {
            let group = by.map(|by| match by.name.as_str() {
                "course" => course.clone().unwrap_or_else(|| "No course".to_owned()),
                _ => year.to_string(),
            });
            all.entry(group).or_default().add(counts);
        }
        Self { all, closed: false }
    }

    /// The same with small groups counted together; closed where these are few as well.
    pub(super) fn apart(mut self) -> Self {
        let small = |counts: &Counts| counts.read > 0 && counts.read < count(FEWEST);
        let mut together = Counts::default();
        for counts in self.all.values().filter(|counts| small(counts)) {
            together.add(counts);
        }
        if small(&together) {
            self.closed = true;
            self.all.clear();
        } else if together.read > 0 {
            self.all.retain(|_, counts| !small(counts));
            self.all.insert(Some(SMALL.to_owned()), together);
        }
        self
    }
}

impl Counts {
    fn add(&mut self, more: &Self) {
        self.drawn += more.drawn;
        self.read += more.read;
        self.nothing += more.nothing;
        for (theme, number) in &more.found {
            *self.found.entry(*theme).or_default() += number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(read: &[u64]) -> BTreeMap<Part, Counts> {
        let counts = |read: u64| Counts {
            drawn: read,
            read,
            ..Counts::default()
        };
        (0_i64..)
            .zip(read)
            .map(|(year, read)| ((Some(format!("Course {year}")), year), counts(*read)))
            .collect()
    }

    /// Proves SH11: what a few people wrote stands in no group of its own, and cannot be taken from the whole either.
    #[test]
    fn small_groups_are_counted_together_or_not_at_all() {
        let by = By::named("course");
        let apart = |read: &[u64]| Groups::of(&parts(read), Some(&by)).apart();
        let open = apart(&[5, 9]);
        assert!(!open.closed && open.all.len() == 2);
        let pooled = apart(&[9, 3, 4]);
        let names: Vec<Option<String>> = pooled.all.keys().cloned().collect();
        assert_eq!(names, [Some("Course 0".to_owned()), Some(SMALL.to_owned())]);
        assert_eq!(pooled.all.values().map(|counts| counts.read).sum::<u64>(), 16);
        let shut = apart(&[9, 3, 1]);
        assert!(shut.closed && shut.all.is_empty());
        assert!(!apart(&[9, 0]).closed, "what nobody has read shows nobody");
    }
}
