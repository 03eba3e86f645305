//! Whether a sum can be as high as a threshold, asked of a solver of linear programmes and proven by the numbers it finds.

use std::collections::BTreeMap;
use std::time::Duration;

use microlp::{ComparisonOp, Error, LinearExpr, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::{Bounds, MOST};

/// How long one search may take; what takes longer counts as betrayed.
const PATIENCE: Duration = Duration::from_millis(300);

/// What a sum can reach.
pub(super) enum Reach {
    /// These whole numbers show it.
    Whole(BTreeMap<usize, u64>),
    /// Only numbers that are not whole show it.
    Broken,
    /// Nothing shows it.
    Never,
    /// The search was given up.
    Unknown,
}

/// Parts that are not known for certain, and the sums that bind them.
pub(super) struct System {
    pub(super) parts: BTreeMap<usize, Bounds>,
    /// Each with what is left for the open parts.
    pub(super) sums: Vec<(Vec<usize>, Bounds)>,
    /// What the sum asked about has in parts that are known.
    pub(super) known: u64,
    /// Only whole numbers count.
    pub(super) whole: bool,
}

impl System {
    /// Looks for parts in which `sum` is at least `threshold`.
    pub(super) fn reach(&self, sum: &[usize], threshold: u64) -> Reach {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        problem.set_time_limit(PATIENCE);
        let variables: BTreeMap<usize, Variable> = self
            .parts
            .iter()
            .map(|(part, (low, high))| {
                let variable = if self.whole {
                    problem.add_integer_var(0.0, (small(*low), small(*high)))
                } else {
                    problem.add_var(0.0, (number(*low), number(*high)))
                };
                (*part, variable)
            })
            .collect();
        let over = |parts: &[usize]| {
            let mut expression = LinearExpr::empty();
            for variable in parts.iter().filter_map(|part| variables.get(part)) {
                expression.add(*variable, 1.0);
            }
            expression
        };
        for (parts, (least, most)) in &self.sums {
            if least == most {
                problem.add_constraint(over(parts), ComparisonOp::Eq, number(*least));
                continue;
            }
            if *least > 0 {
                problem.add_constraint(over(parts), ComparisonOp::Ge, number(*least));
            }
            if *most < MOST / 2 {
                problem.add_constraint(over(parts), ComparisonOp::Le, number(*most));
            }
        }
        let wanted = threshold.saturating_sub(self.known);
        problem.add_constraint(over(sum), ComparisonOp::Ge, number(wanted));
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                let world: BTreeMap<usize, u64> = variables
                    .iter()
                    .map(|(part, variable)| (*part, rounded(solution.var_value(*variable))))
                    .collect();
                if self.fits(&world, sum, wanted) {
                    Reach::Whole(world)
                } else {
                    Reach::Broken
                }
            }
            Err(Error::Infeasible) => Reach::Never,
            Ok(SolveOutcome::Interrupted(_)) | Err(_) => Reach::Unknown,
        }
    }

    /// Whether numbers that the solver found do what they should: it reckons in floating point, and that decides no count.
    fn fits(&self, world: &BTreeMap<usize, u64>, sum: &[usize], wanted: u64) -> bool {
        let value = |parts: &[usize]| -> u64 {
            let own = parts.iter().filter_map(|part| world.get(part));
            own.sum()
        };
        let bound = |part: &usize, value: &u64| {
            self.parts
                .get(part)
                .is_some_and(|(low, high)| (low..=high).contains(&value))
        };
        world.iter().all(|(part, value)| bound(part, value))
            && self
                .sums
                .iter()
                .all(|(parts, (least, most))| (*least..=*most).contains(&value(parts)))
            && value(sum) >= wanted
    }
}

/// A count as the solver takes it.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are far below what a double holds exactly"
)]
const fn number(count: u64) -> f64 {
    count as f64
}

fn small(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A value of the solver's as a count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded, and bounded below by zero"
)]
fn rounded(value: f64) -> u64 {
    value.round().max(0.0) as u64
}
