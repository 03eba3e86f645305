//! Comments read by people: drawn to be read one at a time, by one reader or by two who do not see each other's findings, for themes that
//! all questionnaires with the same wording share. Readers see the words and never who wrote them, when, or where.

mod draw;
pub mod loading;
pub(crate) mod pages;
mod queue;
pub(crate) mod records;
mod rounds;
pub(crate) mod themes;
pub(crate) mod two;

pub(crate) use pages::routes;

use access::Guarded;
use kernel::Id;
use store::Stmt;

/// The themes of one wording.
pub(crate) struct FrameRecord;
impl Guarded for FrameRecord {
    type Id = Id;
    const KIND: &'static str = "themes of a question";
    const GUARD: &'static Stmt = &records::FRAME_GUARD;
}

/// One theme.
pub(crate) struct ThemeRecord;
impl Guarded for ThemeRecord {
    type Id = Id;
    const KIND: &'static str = "theme";
    const GUARD: &'static Stmt = &records::THEME_GUARD;
}

/// Comments that were drawn together.
pub(crate) struct RoundRecord;
impl Guarded for RoundRecord {
    type Id = Id;
    const KIND: &'static str = "comments to read";
    const GUARD: &'static Stmt = &records::ROUND_GUARD;
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::actions::{BlankComments, CodeComments, SystemJob};
    use access::{Scope, Viewer};
    use kernel::{Clock, Day, Entropy, FixedClock, Instant, SeededEntropy};
    use store::values;

    /// Each page costs a fixed number of statements, however many rounds, comments and themes there are.
    #[test]
    fn a_page_costs_the_same_however_much_was_drawn() {
        let clock = FixedClock::at(Instant::on(Day::new(2026, 3, 2).unwrap(), "09:00").unwrap());
        let db = demo::testing::database(clock.now(), true);
        let costs = || {
            db.read_now(|tx| {
                let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                let scope = system.leave_to::<CodeComments>();
                let mut marks = vec![tx.queries()];
                let (rounds, _) = rounds::rounds(tx, &scope, None, None)?;
                marks.push(tx.queries());
                let round = rounds::one(tx, &scope, rounds[0].id)?;
                rounds::progress(tx, round.id, None)?;
                marks.push(tx.queries());
                themes::frames(tx)?;
                themes::frame(tx, round.frame)?;
                themes::history(tx, round.frame, i64::MAX, 30)?;
                marks.push(tx.queries());
                crate::comments::blank::list(tx, &system.leave_to::<BlankComments>(), None, None)?;
                marks.push(tx.queries());
                Ok((
                    rounds.len(),
                    marks
                        .windows(2)
                        .map(|pair| pair[1] - pair[0])
                        .collect::<Vec<u64>>(),
                ))
            })
            .unwrap()
        };
        let (few, before) = costs();
        let entropy = SeededEntropy::new(5);
        db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            for number in 0..40_i64 {
                let id = Id::fresh(&clock, &entropy);
                let frame = tx.one(&records::FRAME_OF, values!["comments-1"], |row| row.get::<Id>(0))?;
                let none = None::<Id>;
                let seed = entropy.token();
                tx.run(
                    &records::ROUND_INSERT,
                    values![
                        id,
                        frame,
                        none,
                        none,
                        None::<Day>,
                        None::<Day>,
                        None::<i64>,
                        seed,
                        0,
                        0,
                        number,
                        0,
                        none,
                        clock.now()
                    ],
                )?;
            }
            Ok(audit::Done::upkeep(&scope, ()))
        })
        .unwrap();
        let (many, after) = costs();
        assert_eq!((few, many), (1, rounds::ROWS));
        assert_eq!(before, after);
        assert_eq!(after, [1, 3, 4, 1]);
    }
}
