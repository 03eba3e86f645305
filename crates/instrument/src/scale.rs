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
    /// The collapse rule: points that fall together, from point 1 on, in two sides or two sides and what lies between. Halves
    /// and the midpoint where it is not written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collapse: Vec<Vec<usize>>,
    /// The words for the better and the worse side, where they are not to be worked out from the labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<String>,
}

/// Where a point falls when the scale is collapsed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The better side.
    Better,
    /// Between the two: usually the midpoint of an odd scale.
    Neither,
    /// The worse side.
    Worse,
}

/// Scales that are ready to be used: what each is for, its better end, its labels.
const READY: [(&str, Polarity, &[&str]); 4] = [
    (
        "agreement",
        Polarity::FirstIsBest,
        &[
            "Strongly agree",
            "Agree",
            "Neither agree nor disagree",
            "Disagree",
            "Strongly disagree",
        ],
    ),
    (
        "satisfaction",
        Polarity::FirstIsBest,
        &[
            "Very satisfied",
            "Satisfied",
            "Neither satisfied nor dissatisfied",
            "Dissatisfied",
            "Very dissatisfied",
        ],
    ),
    (
        "frequency",
        Polarity::LastIsBest,
        &["Never", "Seldom", "Sometimes", "Often", "Always"],
    ),
    (
        "confidence",
        Polarity::LastIsBest,
        &[
            "Not at all confident",
            "A little confident",
            "Fairly confident",
            "Very confident",
        ],
    ),
];

impl Scale {
    /// The scales that are ready to be used.
    pub fn ready() -> Vec<Self> {
        READY
            .iter()
            .map(|(key, polarity, labels)| Self {
                key: (*key).to_owned(),
                polarity: *polarity,
                labels: labels.iter().map(|label| (*label).to_owned()).collect(),
                collapse: Vec::new(),
                sides: Vec::new(),
            })
            .collect()
    }

    /// In a few words: its ends, and how many points it has.
    pub fn in_words(&self) -> String {
        let end = |label: Option<&String>| label.cloned().unwrap_or_default();
        format!(
            "{} to {} ({} points)",
            end(self.labels.first()),
            end(self.labels.last()),
            self.points()
        )
    }

    /// How many points.
    pub fn points(&self) -> usize {
        self.labels.len()
    }

    /// The last point of the side that point 1 is on, and the first point of the other side.
    pub fn ends(&self) -> (usize, usize) {
        let written = self.collapse.first().zip(self.collapse.last());
        written
            .and_then(|(first, last)| first.last().copied().zip(last.first().copied()))
            .unwrap_or_else(|| (self.points() / 2, self.points().div_ceil(2) + 1))
    }

    /// What is wrong with it, in plain words.
    pub fn unfit(&self) -> Option<&'static str> {
        let ends = [self.labels.first(), self.labels.last()];
        let bare = |end: Option<&String>| end.is_none_or(|label| label.trim().is_empty());
        if !(2..=11).contains(&self.points()) || ends.into_iter().any(bare) {
            return Some("a scale has 2 to 11 points and a label at both ends");
        }
        let again = |(place, label): (usize, &String)| {
            !label.trim().is_empty() && self.labels.iter().take(place).any(|earlier| earlier == label)
        };
        if self.labels.iter().enumerate().any(again) {
            return Some("two of its points have the same label");
        }
        let whole = self.collapse.iter().flatten().copied().eq(1..=self.points());
        let parts = (2..=3).contains(&self.collapse.len()) && !self.collapse.iter().any(Vec::is_empty);
        if !(self.collapse.is_empty() || whole && parts) {
            return Some(
                "its collapse rule must name each point once and in order, in two sides or with a middle",
            );
        }
        if self.collapse.len() == 3 && self.points().is_multiple_of(2) {
            return Some("a scale with an even number of points has no middle");
        }
        match self.sides.as_slice() {
            [] => None,
            [better, worse] if better != worse && !better.trim().is_empty() && !worse.trim().is_empty() => {
                None
            }
            _ => Some("its sides need two different words, the better one first"),
        }
    }

    /// Where a point falls; `None` when there is no such point.
    pub fn side(&self, point: usize) -> Option<Side> {
        if point == 0 || point > self.points() {
            return None;
        }
        let (first, second) = self.ends();
        if point > first && point < second {
            return Some(Side::Neither);
        }
        Some(match (self.polarity, point <= first) {
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
            collapse: Vec::new(),
            sides: Vec::new(),
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
        assert_eq!(four.side(2), Some(Side::Better));
        assert_eq!(four.side(3), Some(Side::Worse));
        assert_eq!((four.side(0), four.side(5)), (None, None));
    }
}
