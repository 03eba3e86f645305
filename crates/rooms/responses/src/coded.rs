//! Answers before and after a course, packed with the codes that people made themselves: with these the same people are laid side by side
//! and not every answer is read. They stand in the order of their codes, which are keyed hashes, so that nothing says who answered first.

use crate::sums::{folded, unfolded};
use instrument::{Answer, Published, Value};
use kernel::Fault;
use kernel::varint::{put, take};

/// The points that one person gave, by the place of their question in the version.
pub(crate) type Points = Vec<(u64, i64)>;

/// The answers of those who made a code.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Coded(Vec<(Vec<u8>, Points)>);

impl Coded {
    /// Adds one person's answers.
    pub(crate) fn add(&mut self, code: &[u8], mut points: Points) {
        points.sort_unstable();
        self.0.push((code.to_vec(), points));
    }

    /// Adds what was packed to what is here.
    pub(crate) fn take(&mut self, packed: &[u8]) -> Result<(), Fault> {
        for sheet in sheets(packed)? {
            self.0.push((sheet.code.to_vec(), sheet.points()?));
        }
        Ok(())
    }

    /// As it is stored; `None` where nobody made a code.
    pub(crate) fn packed(mut self) -> Option<Vec<u8>> {
        self.0.sort_unstable();
        let mut out = Vec::new();
        for (code, points) in &self.0 {
            let mut given = Vec::new();
            for (question, point) in points {
                put(&mut given, *question);
                put(&mut given, unfolded(*point));
            }
            for part in [code, &given] {
                put(&mut out, u64::try_from(part.len()).unwrap_or(u64::MAX));
                out.extend_from_slice(part);
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

/// One person's answers, as they are packed.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'p> {
    pub(crate) code: &'p [u8],
    given: &'p [u8],
}

impl Sheet<'_> {
    /// The points that were given.
    pub(crate) fn points(&self) -> Result<Points, Fault> {
        let mut rest = self.given;
        let mut points = Vec::new();
        while !rest.is_empty() {
            let question = take(&mut rest).ok_or_else(unreadable)?;
            let point = take(&mut rest).ok_or_else(unreadable)?;
            points.push((question, folded(point)));
        }
        Ok(points)
    }
}

fn unreadable() -> Fault {
    Fault::new("answers with a code cannot be read")
}

/// What was packed, person by person.
pub(crate) fn sheets(packed: &[u8]) -> Result<Vec<Sheet<'_>>, Fault> {
    let mut rest = packed;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let code = part(&mut rest)?;
        let given = part(&mut rest)?;
        found.push(Sheet { code, given });
    }
    Ok(found)
}

fn part<'p>(rest: &mut &'p [u8]) -> Result<&'p [u8], Fault> {
    let length = take(rest).ok_or_else(unreadable)?;
    let length = usize::try_from(length).map_err(|_| unreadable())?;
    let (part, more) = rest.split_at_checked(length).ok_or_else(unreadable)?;
    *rest = more;
    Ok(part)
}

/// The points of a response that is being kept.
pub(crate) fn points_of(published: &Published, answers: &[Answer]) -> Points {
    let mut points = Vec::new();
    for (question, place) in published.definition().questions().zip(0_u64..) {
        for answer in answers.iter().filter(|answer| answer.question == question.key) {
            if let Value::Number(point) = answer.value
                && !question.link
            {
                points.push((place, point));
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is packed comes back, in the order of the codes and not in that in which it came.
    #[test]
    fn coded_answers_come_back_in_the_order_of_the_codes() {
        let mut late = Coded::default();
        late.add(&[9; 32], vec![(4, 7), (1, -2)]);
        late.add(&[2; 32], Vec::new());
        late.add(&[5; 32], vec![(0, i64::MAX)]);
        let packed = late.packed().unwrap();
        let mut more = Coded::default();
        more.take(&packed).unwrap();
        more.add(&[1; 32], vec![(3, 3)]);
        let packed = more.packed().unwrap();
        let back: Vec<(u8, Points)> = sheets(&packed)
            .unwrap()
            .iter()
            .map(|sheet| (sheet.code[0], sheet.points().unwrap()))
            .collect();
        let expected = [
            (1, vec![(3, 3)]),
            (2, Vec::new()),
            (5, vec![(0, i64::MAX)]),
            (9, vec![(1, -2), (4, 7)]),
        ];
        assert_eq!(back, expected);
        assert_eq!(Coded::default().packed(), None);
    }

    #[test]
    fn coded_answers_that_are_cut_are_not_read() {
        let mut one = Coded::default();
        one.add(&[9; 32], vec![(4, 200), (5, 1)]);
        let packed = one.packed().unwrap();
        for length in 1..packed.len() {
            assert!(Coded::default().take(&packed[..length]).is_err(), "{length}");
        }
    }
}
