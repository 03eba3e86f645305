//! Scales that know which end is the better one and how their points fall into better, neither and worse.

use serde::{Deserialize, Serialize};

use crate::value::{ABSENT, Answer, NonAnswer};

/// The most points a scale may have.
pub const MOST_POINTS: u8 = 11;

/// Which end of a scale is the better one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// 1 is the best answer (1 = strongly agree).
    BestFirst,
    /// 1 is the worst answer (1 = strongly disagree).
    WorstFirst,
}

/// The three places a point can fall into.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Side {
    /// On the better side of the midpoint.
    Better,
    /// Between the two: usually the midpoint of an odd scale.
    Neither,
    /// On the worse side.
    Worse,
}

/// What is wrong with a scale.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadScale {
    /// Too few or too many points.
    #[error("a scale has 2 to {MOST_POINTS} points, not {0}")]
    Points(usize),
    /// A label comes twice, or an end has none.
    #[error("point {0} needs a label of its own")]
    Label(usize),
    /// Not one side word for each side.
    #[error("the words for the two sides must differ and not be empty")]
    Sides,
    /// Not two ends with nothing in both.
    #[error("a collapse rule leaves a side empty, or puts a point on both")]
    Collapse,
}

/// A scale as it stands in one version of an instrument.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Scale {
    labels: Vec<String>,
    polarity: Polarity,
    better: String,
    worse: String,
    /// The last point of the side that point 1 is on, and the first of the other side.
    ends: (u8, u8),
}

/// How points fall together where nothing else is said: halves, and the midpoint of an odd scale between them.
fn halves(points: usize) -> (u8, u8) {
    let narrow = |point: usize| u8::try_from(point).unwrap_or(MOST_POINTS);
    (narrow(points / 2), narrow(points.div_ceil(2) + 1))
}

impl Scale {
    /// A scale with a label for each point, first to last, and its polarity. Its sides are called agree and disagree
    /// where its labels speak of agreeing, better and worse elsewhere.
    pub fn new(labels: Vec<String>, polarity: Polarity) -> Result<Self, BadScale> {
        let points = labels.len();
        if points < 2 || points > usize::from(MOST_POINTS) {
            return Err(BadScale::Points(points));
        }
        for (place, label) in labels.iter().enumerate() {
            // Points between the ends may go without words.
            let bare = label.trim().is_empty();
            let again = !bare && labels.iter().take(place).any(|earlier| earlier == label);
            if again || (bare && (place == 0 || place + 1 == points)) {
                return Err(BadScale::Label(place + 1));
            }
        }
        let agreeing = labels.iter().any(|label| label.to_lowercase().contains("agree"));
        let (better, worse) = if agreeing {
            ("agree", "disagree")
        } else {
            ("better", "worse")
        };
        Ok(Self {
            ends: halves(points),
            labels,
            polarity,
            better: better.to_owned(),
            worse: worse.to_owned(),
        })
    }

    /// The same scale with other words for its two sides (`confident`, `not confident`).
    pub fn with_sides(mut self, better: &str, worse: &str) -> Result<Self, BadScale> {
        if better.trim().is_empty() || worse.trim().is_empty() || better == worse {
            return Err(BadScale::Sides);
        }
        better.clone_into(&mut self.better);
        worse.clone_into(&mut self.worse);
        Ok(self)
    }

    /// The same scale with a collapse rule of its own: points up to `first` are one side, points from `second` on the other, and
    /// those between are neither.
    pub fn with_collapse(mut self, first: usize, second: usize) -> Result<Self, BadScale> {
        if first == 0 || second <= first || second > self.labels.len() {
            return Err(BadScale::Collapse);
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both are points of this scale, eleven at most"
        )]
        let ends = (first as u8, second as u8);
        self.ends = ends;
        Ok(self)
    }

    /// The usual five points from `Strongly agree` (1) to `Strongly disagree` (5).
    pub fn agreement() -> Self {
        let labels = [
            "Strongly agree",
            "Agree",
            "Neither agree nor disagree",
            "Disagree",
            "Strongly disagree",
        ];
        Self {
            ends: halves(labels.len()),
            labels: labels.map(str::to_owned).to_vec(),
            polarity: Polarity::BestFirst,
            better: "agree".to_owned(),
            worse: "disagree".to_owned(),
        }
    }

    /// How many points.
    pub fn points(&self) -> u8 {
        u8::try_from(self.labels.len()).unwrap_or(MOST_POINTS)
    }

    /// The label of each point, from 1.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// A point in words: its number and its label, or the label alone where that begins with the number.
    pub fn named(&self, point: u8) -> String {
        let label = self
            .labels
            .get(usize::from(point).wrapping_sub(1))
            .map_or("", |label| label.trim());
        let number = point.to_string();
        let rest = label
            .strip_prefix(&number)
            .filter(|rest| !rest.starts_with(|sign: char| sign.is_ascii_digit()));
        match (label, rest) {
            ("", _) => number,
            (_, Some(_)) => label.to_owned(),
            _ => format!("{number} {label}"),
        }
    }

    /// Which end is the better one.
    pub const fn polarity(&self) -> Polarity {
        self.polarity
    }

    /// Whether points lie between the two sides: the midpoint of an odd scale, unless its collapse rule says otherwise.
    pub const fn has_neither(&self) -> bool {
        self.ends.1 > self.ends.0 + 1
    }

    /// The collapse rule: the last point of the side that point 1 is on, and the first of the other side.
    pub const fn ends(&self) -> (u8, u8) {
        self.ends
    }

    /// The word for a side.
    pub fn word(&self, side: Side) -> &str {
        match side {
            Side::Better => &self.better,
            Side::Neither => "neither",
            Side::Worse => &self.worse,
        }
    }

    /// Which side a point falls on; `None` for a point that the scale does not have.
    pub fn side(&self, point: u8) -> Option<Side> {
        if point == 0 || point > self.points() {
            return None;
        }
        let (first, second) = self.ends;
        if point > first && point < second {
            return Some(Side::Neither);
        }
        let low = point <= first;
        Some(if low == (self.polarity == Polarity::BestFirst) {
            Side::Better
        } else {
            Side::Worse
        })
    }

    /// The sides the scale has, in printing order.
    pub fn sides(&self) -> &'static [Side] {
        if self.has_neither() {
            &[Side::Better, Side::Neither, Side::Worse]
        } else {
            &[Side::Better, Side::Worse]
        }
    }

    /// How much better `after` is than `before`, in points of the scale; negative when worse.
    pub fn gain(&self, before: u8, after: u8) -> i32 {
        let step = i32::from(after) - i32::from(before);
        if self.polarity == Polarity::BestFirst {
            -step
        } else {
            step
        }
    }

    /// Reads an answer: a point number, a point's label, a non-answer in words, or nothing.
    pub fn read(&self, text: &str) -> Option<Answer> {
        let trimmed = text.trim();
        if let Ok(point) = trimmed.parse::<u8>()
            && !trimmed.starts_with(['+', '0'])
        {
            return (point >= 1 && point <= self.points()).then_some(Answer::Point(point));
        }
        let labelled = self
            .labels
            .iter()
            .zip(1_u8..)
            .find(|(label, _)| !trimmed.is_empty() && label.as_str() == trimmed);
        labelled
            .map(|(_, point)| Answer::Point(point))
            .or_else(|| NonAnswer::read(trimmed).map(Answer::Absent))
    }

    /// The rule by which points fall into sides, in words for the foot of a table.
    pub fn rule(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for side in self.sides() {
            let points: Vec<u8> = (1..=self.points())
                .filter(|point| self.side(*point) == Some(*side))
                .collect();
            let range = match (points.first(), points.last()) {
                (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
                (Some(only), _) => format!("{only}"),
                _ => String::new(),
            };
            parts.push(format!("{} = {range}", self.word(*side)));
        }
        let first = self.labels.first().map_or("", String::as_str);
        format!(
            "{}; 1 is \"{first}\", of {} points",
            parts.join(", "),
            self.points()
        )
    }
}

/// How the answers to one statement fall on its points, and how many are missing and why.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Distribution {
    /// Answers at each point, from 1.
    pub points: Vec<u64>,
    /// Non-answers, in the order of [`NonAnswer::ALL`].
    pub absent: [u64; 4],
}

/// A distribution collapsed into sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sides {
    /// On the better side.
    pub better: u64,
    /// Between the sides; `None` where the scale has nothing there.
    pub neither: Option<u64>,
    /// On the worse side.
    pub worse: u64,
}

impl Sides {
    /// All answers.
    pub fn answered(self) -> u64 {
        self.better + self.neither.unwrap_or(0) + self.worse
    }

    /// The count on a side.
    pub fn of(self, side: Side) -> u64 {
        match side {
            Side::Better => self.better,
            Side::Neither => self.neither.unwrap_or(0),
            Side::Worse => self.worse,
        }
    }
}

impl Distribution {
    /// From dense counters: four non-answers, then the points.
    pub(crate) fn from_codes(counts: &[u64], points: u8) -> Self {
        let mut absent = [0; ABSENT];
        for (slot, count) in absent.iter_mut().zip(counts) {
            *slot = *count;
        }
        let points = counts
            .iter()
            .skip(ABSENT)
            .take(usize::from(points))
            .copied()
            .collect();
        Self { points, absent }
    }

    /// N: those who answered.
    pub fn answered(&self) -> u64 {
        self.points.iter().sum()
    }

    /// Those who did not, for any reason.
    pub fn missing(&self) -> u64 {
        self.absent.iter().sum()
    }

    /// Collapsed into the sides of a scale.
    pub fn collapse(&self, scale: &Scale) -> Sides {
        let on = |wanted: Side| {
            let points = self.points.iter().zip(1_u8..);
            points
                .filter(|(_, point)| scale.side(*point) == Some(wanted))
                .map(|(count, _)| *count)
                .sum::<u64>()
        };
        Sides {
            better: on(Side::Better),
            neither: scale.has_neither().then(|| on(Side::Neither)),
            worse: on(Side::Worse),
        }
    }

    /// The mean point with two decimals, to be printed only beside the distribution.
    pub fn mean(&self) -> Option<String> {
        let sum: u128 = self
            .points
            .iter()
            .zip(1_u128..)
            .map(|(count, point)| u128::from(*count) * point)
            .sum();
        crate::share::hundredths(i128::try_from(sum).unwrap_or(i128::MAX), self.answered())
    }

    /// The median point; halfway between two points prints `.5`.
    pub fn median(&self) -> Option<String> {
        let answered = self.answered();
        if answered == 0 {
            return None;
        }
        let at = |rank: u64| {
            let mut seen = 0;
            for (count, point) in self.points.iter().zip(1_u64..) {
                seen += count;
                if seen >= rank {
                    return point;
                }
            }
            0
        };
        let doubled = at(answered.div_ceil(2)) + at(answered / 2 + 1);
        Some(if doubled % 2 == 0 {
            format!("{}", doubled / 2)
        } else {
            format!("{}.5", doubled / 2)
        })
    }
}
