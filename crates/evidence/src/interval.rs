//! Confidence intervals and the normal distribution. The only floating point in the engine, and none of it
//! decides a count or a rounded share.

/// The 97.5% point of the standard normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A 95% confidence interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// As whole percentages: `82% to 88%`.
    pub fn percent_text(self) -> String {
        format!("{:.0}% to {:.0}%", self.low * 100.0, self.high * 100.0)
    }

    /// As whole percentage points of a difference: `from -3 to +12`. A file would take a sign at the beginning for a formula.
    pub fn points_text(self) -> String {
        let points = |end: f64| match format!("{:+.0}", end * 100.0).as_str() {
            "+0" | "-0" => "0".to_owned(),
            text => text.to_owned(),
        };
        format!("from {} to {}", points(self.low), points(self.high))
    }

    /// Whether 0 is in it, its ends included.
    pub fn holds_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// With two decimals: `0.41 to 0.63`.
    pub fn text(self) -> String {
        format!("{} to {}", decimals(self.low), decimals(self.high))
    }
}

/// A number with two decimals, never a negative zero.
pub fn decimals(number: f64) -> String {
    let text = format!("{number:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// A count as a floating-point number; counts stay far below 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people and pairs are far below 2^53"
)]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

/// The Wilson score interval for `n` of `of`; `None` for an empty whole or a part larger than it.
pub fn wilson(n: u64, of: u64) -> Option<Interval> {
    if of == 0 || n > of {
        return None;
    }
    let (count, share) = (float(of), float(n) / float(of));
    let square = Z95 * Z95;
    let spread = 1.0 + square / count;
    let centre = (share + square / (2.0 * count)) / spread;
    let half = Z95 / spread * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    let low = if n == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if n == of { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high })
}

/// Newcombe's hybrid score interval for the difference of two shares of different people (first less second; his method 10, without
/// continuity correction); `None` where either is no share.
pub fn newcombe(first: (u64, u64), second: (u64, u64)) -> Option<Interval> {
    let (one, two) = (Side::of(first)?, Side::of(second)?);
    Some(between(one, two, 0.0))
}

/// Answers of the same people at two times.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Twice {
    /// Yes both times.
    pub both: u64,
    /// Yes before only.
    pub before: u64,
    /// Yes after only.
    pub after: u64,
    /// Neither time.
    pub neither: u64,
}

impl Twice {
    /// All of them.
    pub const fn people(self) -> u64 {
        self.both + self.before + self.after + self.neither
    }
}

/// Newcombe's interval for the difference of two shares of the same people (after less before; his method 10 for pairs); `None` for nobody.
pub fn newcombe_paired(people: Twice) -> Option<Interval> {
    let of = people.people();
    let after = Side::of((people.both + people.after, of))?;
    let before = Side::of((people.both + people.before, of))?;
    let [both, only_before, only_after, neither] =
        [people.both, people.before, people.after, people.neither].map(float);
    let margins =
        (both + only_before) * (only_after + neither) * (both + only_after) * (only_before + neither);
    let found = both * neither - only_before * only_after;
    // What a larger product says of their going together is taken back by half of the people, and never turned round.
    let held = if found > 0.0 {
        (found - float(of) / 2.0).max(0.0)
    } else {
        found
    };
    let together = if margins > 0.0 { held / margins.sqrt() } else { 0.0 };
    Some(between(after, before, together))
}

/// A share with its own interval.
#[derive(Clone, Copy)]
struct Side {
    share: f64,
    own: Interval,
}

impl Side {
    fn of((n, of): (u64, u64)) -> Option<Self> {
        let own = wilson(n, of)?;
        Some(Self {
            share: float(n) / float(of),
            own,
        })
    }
}

/// The interval around the difference of two shares that go together so far.
fn between(one: Side, two: Side, together: f64) -> Interval {
    let spread = |out: f64, back: f64| {
        (out * out - 2.0 * together * out * back + back * back)
            .max(0.0)
            .sqrt()
    };
    let difference = one.share - two.share;
    let low = difference - spread(one.share - one.own.low, two.own.high - two.share);
    let high = difference + spread(one.own.high - one.share, two.share - two.own.low);
    Interval {
        low: low.max(-1.0),
        high: high.min(1.0),
    }
}

/// The two-sided tail of the standard normal distribution beyond `z`.
pub fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2).min(1.0)
}

/// The complementary error function for `x >= 0`: a series near zero, a continued fraction further out.
fn erfc(x: f64) -> f64 {
    let root_pi = std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum, mut place) = (x, x, 0.0_f64);
        while term.abs() > sum.abs() * 1e-17 && place < 200.0 {
            place += 1.0;
            term *= -x * x / place;
            sum += term / (2.0 * place + 1.0);
        }
        return 1.0 - 2.0 / root_pi * sum;
    }
    // Lentz from the tail: x + (1/2)/(x + 1/(x + (3/2)/(x + ...))).
    let mut fraction = x;
    for place in (1..=120_u32).rev() {
        fraction = x + f64::from(place) / 2.0 / fraction;
    }
    (-x * x).exp() / (root_pi * fraction)
}

/// A p-value for print: three decimals, `<0.001` below.
pub fn p_text(p: f64) -> String {
    if p < 0.001 {
        "<0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}
