//! Joining at random: the sums stay, and everything can be taken back in turn.

use crate::alike::{Booked, Rows, book, colleague, compare, join, take_apart, there};
use crate::world::{World, day};
use proptest::prelude::*;
use store::values;

store::statements! {
    DAYS_OF_PEOPLE = "select count(*) from (select distinct t.session_day_id, coalesce(l.joined_to, l.id) as person from attendance t join learner l on l.id = t.learner_id) x";
    ALL_MARKS = "select (select count(*) from attendance) + (select count(*) from attendance_aside)";
    MARKS = "select count(*) from attendance";
    STANDING = "select coalesce(joined_to, id) from learner where id = ?1";
}

fn count(world: &World, statement: &'static store::Stmt) -> i64 {
    world.one(statement, values![], |row| row.get(0)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Proves SI8: four records of one name with places, cancelled places and days there at random are joined at random and taken apart in
    /// turn: no mark is lost or doubled on the way, and at the end every row is what it was.
    #[test]
    fn random_joins_keep_the_sums_and_come_apart(
        places in proptest::collection::vec((0_usize..4, 0_usize..3, any::<bool>(), any::<bool>()), 6..16),
        joins in proptest::collection::vec((0_usize..4, 0_usize..4, any::<bool>()), 1..5),
    ) {
        let world = World::new();
        let second = colleague(&world);
        let sessions = [0, 1, 2].map(|number| world.session_on(30, &[day(2026, 3, 12).plus(number), day(2026, 3, 22).plus(number)]));
        let first = world.session_on(30, &[day(2026, 3, 10)]);
        let emails = [0, 1, 2, 3].map(|number| format!("ann{number}@work.example"));
        let people: Vec<Booked> = emails.iter().map(|email| book(&world, first, email, "Housing")).collect();
        let mut made: Vec<((usize, usize), Booked, bool)> = Vec::new();
        for (person, session, cancelled, came) in places {
            if made.iter().any(|(known, ..)| *known == (person, session)) {
                continue;
            }
            let booking = book(&world, sessions[session], &emails[person], "Housing");
            if cancelled {
                world.cancel(booking.id).unwrap();
            }
            made.push(((person, session), booking, came));
        }
        world.on(day(2026, 4, 1), "18:00");
        for ((_, session), booking, came) in &made {
            for day in world.days(sessions[*session]).into_iter().take(usize::from(*came) + 1) {
                there(&world, booking.id, day);
            }
        }
        let mut before = Vec::new();
        let mut joined = Vec::new();
        let all = count(&world, &ALL_MARKS);
        for (one, other, first_stays) in joins {
            let standing = |person: usize| -> kernel::Id {
                world.one(&STANDING, values![people[person].learner.0], |row| row.get(0)).unwrap()
            };
            if standing(one) == standing(other) {
                continue;
            }
            let pair = compare(&world, &world.coordinator, &people[one].reference, &people[other].reference).unwrap();
            before.push(Rows::of(&world));
            world.clock.advance(60);
            let kept = if first_stays { standing(one) } else { standing(other) };
            join(&world, &second, pair, learning::model::LearnerId(kept)).unwrap();
            joined.push(pair);
            prop_assert_eq!(count(&world, &ALL_MARKS), all, "a mark is lost");
            prop_assert_eq!(count(&world, &MARKS), count(&world, &DAYS_OF_PEOPLE), "a person is counted twice on a day");
        }
        while let (Some(pair), Some(rows)) = (joined.pop(), before.pop()) {
            take_apart(&world, pair).unwrap();
            prop_assert_eq!(Rows::of(&world), rows);
        }
    }
}
