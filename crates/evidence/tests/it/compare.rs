//! Groups side by side: what prints, what may be said of it, and what nobody can work out from it.

use evidence::change::Transitions;
use evidence::compare::{Compared, Group, Names, TwoSides, Whole, sides_table};
use evidence::disclosure::Profile;
use evidence::reading::Paired;
use evidence::{Distribution, Scale, Statement, Table};
use proptest::prelude::*;

use crate::attacker::{Seen, reaches};

const NAMES: Names<'static> = Names {
    title: "Agree by area",
    group: "Area",
    share: "Agree",
    counted: "answers",
    missing: true,
};

fn group(name: &str, yes: u64, no: u64) -> Group {
    Group {
        name: name.to_owned(),
        yes,
        no,
        missing: 1,
        ..Group::default()
    }
}

fn rows(table: &Table) -> Vec<Vec<String>> {
    let cells = |row: &evidence::table::Row| row.cells.iter().map(|cell| cell.display.clone()).collect();
    table.rows.iter().map(cells).collect()
}

/// The words in the last column: what can be said.
fn said(groups: &[Group], profile: Profile) -> Vec<String> {
    let table = Compared::of(groups, Whole::Sum, profile).differences(NAMES, 0);
    rows(&table)
        .into_iter()
        .map(|mut row| row.pop().unwrap())
        .collect()
}

#[test]
fn a_share_has_its_interval_and_a_difference_its_own() {
    let groups = [group("East", 48, 32), group("West", 56, 14)];
    let compared = Compared::of(&groups, Whole::Sum, Profile::Internal);
    assert_eq!(
        rows(&compared.shares(NAMES)),
        [
            ["East", "60% (n=48/80)", "49% to 70%", "1"],
            ["West", "80% (n=56/70)", "69% to 88%", "1"],
            ["All", "69% (n=104/150)", "62% to 76%", "2"],
        ]
    );
    assert_eq!(
        rows(&compared.differences(NAMES, 0)),
        [["West", "East", "+20", "from +5 to +33", "Higher than East."]]
    );
    assert_eq!(
        rows(&compared.differences(NAMES, 1)),
        [["East", "West", "-20", "from -33 to -5", "Lower than West."]]
    );
    let marks = compared.marks();
    assert_eq!((marks[0].share, marks[0].interval), (Some(600), Some((490, 700))));
}

/// Nothing is concluded where the interval holds 0, where a base is too small, where counts are rounded, or where half of what a group
/// should be based on is missing.
#[test]
fn what_cannot_be_concluded_is_not() {
    let east = || group("East", 60, 20);
    for (other, profile, words) in [
        (
            group("West", 62, 18),
            Profile::Internal,
            "No difference can be concluded: the interval holds 0.",
        ),
        (group("West", 2, 18), Profile::Internal, "[u] Lower than East."),
        (
            group("West", 1, 8),
            Profile::Internal,
            "Too few to compare: fewer than 10 answers in West.",
        ),
        (
            group("West", 0, 0),
            Profile::Internal,
            "Nothing to compare: no answers in West.",
        ),
        (group("West", 3, 40), Profile::Partner, "Too few to show."),
        (
            group("West", 20, 60),
            Profile::Public,
            "No conclusion: counts are rounded to 5.",
        ),
        (
            group("West", 0, 15),
            Profile::Public,
            "Too few to compare: fewer than 20 answers in West.",
        ),
    ] {
        assert_eq!(
            said(&[east(), other.clone(), group("North", 100, 100)], profile)[0],
            words,
            "{other:?}"
        );
    }
    let weak = Group {
        weak: true,
        ..group("West", 10, 60)
    };
    assert_eq!(
        said(&[east(), weak], Profile::Internal),
        ["No conclusion: half or more of what West should be based on is missing."]
    );
    let public = Compared::of(&[east(), group("West", 20, 60)], Whole::Sum, Profile::Public);
    let keys: Vec<String> = public
        .shares(NAMES)
        .columns
        .into_iter()
        .map(|column| column.key)
        .collect();
    assert_eq!(
        keys,
        ["group", "share", "missing"],
        "no interval of rounded counts"
    );
    assert!(public.marks().iter().all(|mark| mark.interval.is_none()));
}

/// A group that is opened for nobody is hidden whole, also where it is nought; there is no sum either, which less the others would be the group.
#[test]
fn a_closed_group_follows_from_nothing() {
    let closed = Group {
        closed: true,
        ..group("West", 3, 0)
    };
    let internal = Compared::of(
        &[group("East", 48, 32), closed.clone()],
        Whole::Sum,
        Profile::Internal,
    );
    let table = internal.shares(NAMES);
    assert_eq!(rows(&table).len(), 2, "no sum");
    assert_eq!(rows(&table)[1], ["West", "[c]", "[c]", "[c]"]);
    assert!(
        table
            .notes
            .iter()
            .any(|note| note.contains("not opened for anybody") && note.contains("West"))
    );
    let groups = [group("East", 48, 32), group("North", 40, 40), closed];
    let partner = Compared::of(&groups, Whole::Sum, Profile::Partner);
    assert_eq!(partner.groups[2].of, None);
    assert_eq!(partner.all, None, "with a sum the group would follow");
}

/// Two questions have no sum, and neither protects the other.
#[test]
fn questions_of_their_own_stand_apart() {
    let groups = [group("Meant", 20, 10), group("Did", 2, 40)];
    let apart = Compared::of(&groups, Whole::Apart, Profile::Partner);
    assert_eq!(apart.all, None);
    assert_eq!((apart.groups[0].n, apart.groups[0].of), (Some(20), Some(30)));
    assert_eq!((apart.groups[1].n, apart.groups[1].rest), (None, None));
}

fn counts() -> impl Strategy<Value = Vec<(u64, u64, bool)>> {
    proptest::collection::vec((0..25_u64, 0..25_u64, proptest::bool::weighted(0.3)), 1..5)
}

proptest! {
    /// Who knows everything a comparison prints, and everything it could be told to be nought, can still not tell that a small count of it is
    /// small: not those counted, not the rest of them, not both together, and not the sums.
    #[test]
    fn comparing_pins_no_small_count(counts in counts(), public in any::<bool>()) {
        let (profile, threshold) = if public { (Profile::Public, 10) } else { (Profile::Partner, 5) };
        let groups: Vec<Group> = counts
            .iter()
            .enumerate()
            .map(|(place, (yes, no, closed))| Group {
                closed: *closed && yes + no > 0 && yes + no < 5,
                ..group(&format!("Group {place}"), *yes, *no)
            })
            .collect();
        let compared = Compared::of(&groups, Whole::Sum, profile);
        // Rounding only takes away: whoever is given the exact count wherever one prints knows more.
        let exact = |printed: Option<u64>, count: u64| (printed.is_some() || count == 0).then_some(count);
        let mut cells = Vec::new();
        let mut truth = Vec::new();
        for (group, shown) in groups.iter().zip(&compared.groups) {
            let n = exact(shown.n, group.yes);
            let of = exact(shown.of, group.yes + group.no);
            let rest = n.zip(of).map(|(n, of)| of - n).or_else(|| exact(None, group.no));
            cells.extend([n, rest, of]);
            truth.extend([group.yes, group.no, group.yes + group.no]);
        }
        let all = compared.all.as_ref();
        let sums: (u64, u64) = groups.iter().fold((0, 0), |sum, group| (sum.0 + group.yes, sum.1 + group.no));
        let (n, of) = (exact(all.and_then(|all| all.n), sums.0), exact(all.and_then(|all| all.of), sums.0 + sums.1));
        cells.extend([n, n.zip(of).map(|(n, of)| of - n).or_else(|| exact(None, sums.1)), of]);
        truth.extend([sums.0, sums.1, sums.0 + sums.1]);
        let shape = [groups.len(), 2];
        let seen = Seen { shape: &shape, cells: &cells };
        for (place, count) in truth.iter().enumerate() {
            if *count > 0 && *count < threshold {
                prop_assert!(cells[place].is_none(), "{} prints {}", place, count);
                prop_assert!(reaches(&seen, place, threshold), "{} of {:?} from {:?}", place, groups, cells);
            }
        }
    }

    /// Before and after: what prints adds up from nothing small, on either side, paired or not.
    #[test]
    fn paired_and_unpaired_print_nothing_that_is_small(
        moves in proptest::collection::vec(prop_oneof![Just(0), 1..9_u64, 9..30_u64], 4),
        once in proptest::collection::vec(prop_oneof![Just(0), 1..9_u64, 9..30_u64], 4),
    ) {
        let scale = Scale::new(["Yes", "No"].map(str::to_owned).to_vec(), evidence::Polarity::BestFirst).unwrap();
        let statement = Statement::new("sure", "Sure", scale);
        let mut transitions = Transitions::new(2);
        for (place, (before, after)) in [(1, 1), (1, 2), (2, 1), (2, 2)].into_iter().enumerate() {
            transitions.add(before, after, moves[place]);
        }
        let side = |better: u64, other: u64| Distribution { points: vec![better, other], absent: [0; 4] };
        let paired = Paired {
            before: side(moves[0] + moves[1] + once[0], moves[2] + moves[3] + once[1]),
            after: side(moves[0] + moves[2] + once[2], moves[1] + moves[3] + once[3]),
            moves: transitions,
        };
        for (profile, threshold) in [(Profile::Partner, 5), (Profile::Public, 10), (Profile::Nhs, 8)] {
            let sides = TwoSides::of(&statement, &paired, profile);
            let [shares, differences] = sides_table("Sides", &[(statement.clone(), sides)], profile);
            let small = |counts: &[u64]| counts.iter().any(|count| *count > 0 && *count < threshold);
            let prints = |table: &Table, row: usize| table.rows[row].cells.iter().all(|cell| cell.display != "[c]");
            prop_assert_eq!(prints(&shares, 0), !small(&moves));
            prop_assert_eq!(prints(&shares, 1), !small(&moves));
            for row in [2, 3] {
                prop_assert_eq!(prints(&shares, row), !small(&moves) && !small(&once));
            }
            prop_assert_eq!(prints(&differences, 0), !small(&moves));
            prop_assert_eq!(prints(&differences, 1), !small(&moves) && !small(&once));
        }
    }
}

/// The same people have an interval of their own; those who answered once are two samples.
#[test]
fn pairs_are_compared_as_pairs() {
    let scale = Scale::new(
        ["Yes", "No"].map(str::to_owned).to_vec(),
        evidence::Polarity::BestFirst,
    )
    .unwrap();
    let statement = Statement::new("sure", "Sure", scale);
    let mut moves = Transitions::new(2);
    for (before, after, people) in [(1, 1, 20), (1, 2, 12), (2, 1, 2), (2, 2, 16)] {
        moves.add(before, after, people);
    }
    let side = |better: u64, other: u64| Distribution {
        points: vec![better, other],
        absent: [0; 4],
    };
    let paired = Paired {
        before: side(32 + 48, 18 + 32),
        after: side(22 + 56, 28 + 14),
        moves,
    };
    let sides = TwoSides::of(&statement, &paired, Profile::Internal);
    let [shares, differences] = sides_table("Sides", &[(statement, sides)], Profile::Internal);
    assert_eq!(
        rows(&shares),
        [
            ["Sure", "Paired, before", "64% (n=32/50)", "50% to 76%"],
            ["Sure", "Paired, after", "44% (n=22/50)", "31% to 58%"],
            ["Sure", "Answered once, before", "60% (n=48/80)", "49% to 70%"],
            ["Sure", "Answered once, after", "80% (n=56/70)", "69% to 88%"],
        ]
    );
    assert_eq!(
        rows(&differences),
        [
            [
                "Sure",
                "Paired, after less before",
                "-20",
                "from -33 to -6",
                "Lower than before."
            ],
            [
                "Sure",
                "Answered once, after less before",
                "+20",
                "from +5 to +33",
                "Higher than before."
            ],
        ]
    );
}
