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
