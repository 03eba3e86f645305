//! Every statement this room sends, and how its rows become values. Resource first: `COURSE_FETCH`, `SESSION_MOVE`.

pub(crate) mod attendance_sum;
pub(crate) mod attended;
pub(crate) mod booking;
pub(crate) mod certificate;
pub(crate) mod commitment;
pub(crate) mod course;
pub(crate) mod door;
pub(crate) mod earlier;
pub(crate) mod fault;
pub(crate) mod feed;
mod first_hand;
pub(crate) mod follow_up;
pub(crate) mod held;
pub(crate) mod import;
pub(crate) mod join;
pub(crate) mod kept;
pub(crate) mod learner;
pub(crate) mod mentoring;
pub(crate) mod mentoring_counted;
pub(crate) mod pair;
pub(crate) mod passed_on;
pub(crate) mod pathway;
pub(crate) mod pathway_certificate;
pub(crate) mod photograph;
pub(crate) mod public;
pub(crate) mod refresher;
pub(crate) mod rules;
pub(crate) mod session;
pub(crate) mod sitting;
pub(crate) mod staged;
pub(crate) mod target;
pub(crate) mod trainer;
pub(crate) mod turn_out;

use kernel::Fault;
pub(crate) use store::pattern;

/// Reads a stored code; a code that is not in the list is our own fault.
pub(crate) fn word<T>(code: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
    parse(code).ok_or_else(|| Fault::new("a stored code is not in its list"))
}

/// A list is counted up to here; above it pages say "more than".
pub(crate) const COUNT_CAP: i64 = 1000;

/// How many there are, in words.
pub(crate) fn counted(count: i64, one: &str, many: &str) -> String {
    match count {
        count if count > COUNT_CAP => format!("more than 1,000 {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_word_is_no_pattern() {
        assert_eq!(pattern(" 50%_Off! "), "%50!%!_off!!%");
    }

    #[test]
    fn counts_stop_at_a_thousand() {
        assert_eq!(counted(1, "course", "courses"), "1 course");
        assert_eq!(counted(0, "course", "courses"), "0 courses");
        assert_eq!(counted(1001, "course", "courses"), "more than 1,000 courses");
    }
}
