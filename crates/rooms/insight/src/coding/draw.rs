//! Which comments are read: all that nobody has drawn, or a sample by chance from a seed that is kept.

use kernel::Id;
use responses::tallies::FEWEST;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The most comments of one round.
pub(super) const MOST: usize = 5_000;

/// A comment that could be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub(super) response: Id,
    pub(super) question_key: String,
    pub(super) occurrence: i64,
    /// Where it was given; nothing where it names no session.
    pub(super) session: Option<Id>,
    /// How many answered there.
    pub(super) answered: i64,
}

impl Found {
    /// A number by chance that a seed always gives to this comment.
    fn lot(&self, seed: &str, purpose: &str) -> [u8; 32] {
        let place = format!(
            "{purpose} {seed} {} {} {}",
            self.response, self.question_key, self.occurrence
        );
        Sha256::digest(place.as_bytes()).into()
    }

    /// So few answered there that a comment would have a face (SH11).
    const fn of_few(&self) -> bool {
        self.session.is_none() || self.answered < FEWEST
    }
}

/// How comments are drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Way {
    /// How many; all where there is no number.
    pub(super) sample: Option<usize>,
    pub(super) seed: String,
    /// How many of a hundred are read by two.
    pub(super) twice: usize,
    /// Only some areas, courses or days were asked for.
    pub(super) narrowed: bool,
}

/// Comments in the order in which they are read, each with whether two people read it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Drawn {
    pub(super) comments: Vec<(Found, bool)>,
    /// How many there were to draw from.
    pub(super) there: usize,
    /// How many were left out because few answered where they were given.
    pub(super) left_out: usize,
}

/// Draws. Whoever asks for a part knows where its comments were given, so those of sessions in which few answered are in no part: what two
/// parts differ by is then always of whole sessions with five forms or more. In a round of everything they stand together, if they are of
/// five forms or more in all.
pub(super) fn draw(mut found: Vec<Found>, way: &Way) -> Drawn {
    let few: BTreeSet<Id> = found
        .iter()
        .filter(|comment| comment.of_few())
        .map(|comment| comment.response)
        .collect();
    let all = found.len();
    if way.narrowed || few.len() < usize::try_from(FEWEST).unwrap_or(usize::MAX) {
        found.retain(|comment| !comment.of_few());
    }
    let left_out = all.saturating_sub(found.len());
    let there = found.len();
    let responses: BTreeSet<Id> = found.iter().map(|comment| comment.response).collect();
    if responses.len() < usize::try_from(FEWEST).unwrap_or(usize::MAX) {
        return Drawn {
            left_out: all,
            ..Drawn::default()
        };
    }
    let mut lots: BTreeMap<[u8; 32], Found> = found
        .into_iter()
        .map(|comment| (comment.lot(&way.seed, "order"), comment))
        .collect();
    let wanted = way.sample.unwrap_or(MOST).min(MOST);
    let drawn: Vec<Found> = std::iter::from_fn(|| lots.pop_first())
        .take(wanted)
        .map(|(_, comment)| comment)
        .collect();
    let double = drawn.len().saturating_mul(way.twice).div_ceil(100);
    let mut again: Vec<([u8; 32], usize)> = drawn
        .iter()
        .enumerate()
        .map(|(at, comment)| (comment.lot(&way.seed, "twice"), at))
        .collect();
    again.sort_unstable();
    let again: BTreeSet<usize> = again.into_iter().take(double).map(|(_, at)| at).collect();
    Drawn {
        comments: drawn
            .into_iter()
            .enumerate()
            .map(|(at, comment)| (comment, again.contains(&at)))
            .collect(),
        there,
        left_out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Comments of sessions in which so many answered, one of each who answered.
    fn given(sessions: &[i64]) -> Vec<Found> {
        let mut all = Vec::new();
        for (session, answered) in (1_u128..).zip(sessions) {
            for person in 0..u128::try_from(*answered).unwrap() {
                all.push(Found {
                    response: Id(Uuid::from_u128(session * 1_000 + person)),
                    question_key: "comments".to_owned(),
                    occurrence: 0,
                    session: Some(Id(Uuid::from_u128(session))),
                    answered: *answered,
                });
            }
        }
        all
    }

    fn way(sample: Option<usize>, seed: &str, twice: usize, narrowed: bool) -> Way {
        Way {
            sample,
            seed: seed.to_owned(),
            twice,
            narrowed,
        }
    }

    #[test]
    fn a_seed_draws_the_same_comments_again_and_another_seed_others() {
        let once = draw(given(&[40]), &way(Some(10), "one", 20, true));
        let mut turned = given(&[40]);
        turned.reverse();
        assert_eq!(draw(turned, &way(Some(10), "one", 20, true)), once);
        assert_eq!((once.comments.len(), once.there), (10, 40));
        assert_eq!(once.comments.iter().filter(|(_, twice)| *twice).count(), 2);
        let other = draw(given(&[40]), &way(Some(10), "two", 20, true));
        let ids = |drawn: &Drawn| -> Vec<Id> { drawn.comments.iter().map(|(one, _)| one.response).collect() };
        assert_ne!(ids(&other), ids(&once));
        let mut sorted = ids(&once);
        sorted.sort();
        assert_ne!(sorted, ids(&once), "the order is that of the lots");
    }

    #[test]
    fn a_part_read_twice_is_rounded_up() {
        let twice = |percent: usize| {
            let drawn = draw(given(&[9]), &way(None, "seed", percent, true));
            drawn.comments.iter().filter(|(_, twice)| *twice).count()
        };
        assert_eq!([twice(0), twice(1), twice(50), twice(100)], [0, 1, 5, 9]);
    }

    /// Proves SH11: comments of sessions in which few answered are in no part, and in the whole only where they are of five forms together.
    #[test]
    fn few_are_never_drawn_on_their_own() {
        let parts = draw(given(&[8, 4]), &way(None, "seed", 0, true));
        assert_eq!((parts.comments.len(), parts.left_out), (8, 4));
        let whole = draw(given(&[8, 4]), &way(None, "seed", 0, false));
        assert_eq!((whole.comments.len(), whole.left_out), (8, 4), "four are few");
        let together = draw(given(&[8, 4, 3]), &way(None, "seed", 0, false));
        assert_eq!((together.comments.len(), together.left_out), (15, 0));
        let nothing = draw(given(&[4]), &way(None, "seed", 0, true));
        assert_eq!((nothing.comments.len(), nothing.left_out), (0, 4));
    }

    /// Proves SH11: what came after a drawing is not drawn while it is of a few people.
    #[test]
    fn what_a_few_added_since_waits() {
        let mut since = given(&[30]);
        since.truncate(4);
        assert!(draw(since, &way(None, "seed", 0, true)).comments.is_empty());
    }
}
