//! A scale knows which end is the better one and how its points fall together (evidence.md, Scales).

use serde::{Deserialize, Serialize};

/// Which end is the better one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// Point 1 is the best.
    FirstIsBest,
    /// The last point is the best.
    LastIsBest,
}

/// Points with labels, in order from 1.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its key.
    pub key: String,
    /// Which end is the better one.
    pub polarity: Polarity,
    /// A label for each point; the ends at least are not empty.
    pub labels: Vec<String>,
}

/// Where a point falls when the scale is collapsed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The better side.
    Better,
    /// The midpoint of an odd scale.
    Neither,
    /// The worse side.
    Worse,
}

impl Scale {
    /// How many points.
    pub fn points(&self) -> usize {
        self.labels.len()
    }

    /// The midpoint of an odd scale; an even scale has none.
    pub fn midpoint(&self) -> Option<usize> {
        (self.points() % 2 == 1).then(|| self.points() / 2 + 1)
    }

    /// Where a point falls; `None` when there is no such point.
    pub fn side(&self, point: usize) -> Option<Side> {
        if point == 0 || point > self.points() {
            return None;
        }
        if self.midpoint() == Some(point) {
            return Some(Side::Neither);
        }
        let first_half = point * 2 <= self.points();
        Some(match (self.polarity, first_half) {
            (Polarity::FirstIsBest, true) | (Polarity::LastIsBest, false) => Side::Better,
            (Polarity::FirstIsBest, false) | (Polarity::LastIsBest, true) => Side::Worse,
        })
    }

    /// The label of a point.
    pub fn label(&self, point: usize) -> Option<&str> {
        point
            .checked_sub(1)
            .and_then(|place| self.labels.get(place))
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(points: usize, polarity: Polarity) -> Scale {
        Scale {
            key: "s".to_owned(),
            polarity,
            labels: (1..=points).map(|point| point.to_string()).collect(),
        }
    }

    #[test]
    fn points_fall_together_as_the_rules_say() {
        let five = scale(5, Polarity::FirstIsBest);
        let sides: Vec<_> = (1..=5).filter_map(|point| five.side(point)).collect();
        assert_eq!(
            sides,
            [
                Side::Better,
                Side::Better,
                Side::Neither,
                Side::Worse,
                Side::Worse
            ]
        );
        let seven = scale(7, Polarity::LastIsBest);
        let sides: Vec<_> = (1..=7).filter_map(|point| seven.side(point)).collect();
        assert_eq!(
            sides,
            [
                Side::Worse,
                Side::Worse,
                Side::Worse,
                Side::Neither,
                Side::Better,
                Side::Better,
                Side::Better
            ]
        );
        let four = scale(4, Polarity::FirstIsBest);
        assert_eq!(four.midpoint(), None);
        assert_eq!(four.side(2), Some(Side::Better));
        assert_eq!(four.side(3), Some(Side::Worse));
        assert_eq!((four.side(0), four.side(5)), (None, None));
    }
}
