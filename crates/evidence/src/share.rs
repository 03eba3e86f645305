//! Shares, ratios, rates and differences. Four types, because the sources mix them up; whole-number arithmetic,
//! because a rounded share must never depend on a floating-point unit.

/// From this N a percentage may carry one decimal.
pub const DECIMAL_FROM: u64 = 1_000;
/// Below this N a percentage carries the caution mark.
pub const CAUTION_BELOW: u64 = 30;
/// Below this N there is no percentage, only counts.
pub const PERCENT_FROM: u64 = 10;

/// How exactly a table wants its percentages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
    /// Whole per cent.
    #[default]
    Whole,
    /// One decimal where N allows it.
    OneDecimal,
}

/// `n` of `of`: a part of a whole, never more than it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percentage {
    n: u64,
    of: u64,
}

impl Percentage {
    /// A share of a whole. `None` for an empty whole or a part larger than the whole.
    pub const fn new(n: u64, of: u64) -> Option<Self> {
        if of == 0 || n > of {
            None
        } else {
            Some(Self { n, of })
        }
    }

    /// The part.
    pub const fn n(self) -> u64 {
        self.n
    }

    /// The whole.
    pub const fn of(self) -> u64 {
        self.of
    }

    /// Whole per cent, half up.
    pub fn whole(self) -> u64 {
        self.rounded(100)
    }

    /// Tenths of a per cent, half up.
    pub fn tenths(self) -> u64 {
        self.rounded(1_000)
    }

    /// As it prints, in tenths of a per cent.
    pub(crate) fn printed(self, precision: Precision) -> u64 {
        if self.has_decimal(precision) {
            self.tenths()
        } else {
            10 * self.whole()
        }
    }

    const fn has_decimal(self, precision: Precision) -> bool {
        matches!(precision, Precision::OneDecimal) && self.of >= DECIMAL_FROM
    }

    fn rounded(self, units: u128) -> u64 {
        let (n, of) = (u128::from(self.n), u128::from(self.of));
        narrow((2 * units * n + of) / (2 * of))
    }

    /// The percentage alone: `85%`, `<1%`, `>99%`, `85.1%`. `None` where N is too small to print one.
    pub fn text(self, precision: Precision) -> Option<String> {
        if self.of < PERCENT_FROM {
            return None;
        }
        if self.has_decimal(precision) {
            let tenths = self.tenths();
            return Some(match tenths {
                0 if self.n > 0 => "<0.1%".to_owned(),
                1_000 if self.n < self.of => ">99.9%".to_owned(),
                _ => format!("{}.{}%", tenths / 10, tenths % 10),
            });
        }
        Some(match self.whole() {
            0 if self.n > 0 => "<1%".to_owned(),
            100 if self.n < self.of => ">99%".to_owned(),
            whole => format!("{whole}%"),
        })
    }

    /// Whether a reader should be warned about the small N.
    pub const fn needs_caution(self) -> bool {
        self.of < CAUTION_BELOW
    }

    /// As it stands in a table: `85% (n=532/625)`, `85% [u] (n=17/20)`, `n=5/7`.
    pub fn display(self, precision: Precision) -> String {
        let (n, of) = (self.n, self.of);
        match self.text(precision) {
            None => format!("n={n}/{of}"),
            Some(text) if self.needs_caution() => {
                format!("{text} {} (n={n}/{of})", crate::value::mark::CAUTION)
            }
            Some(text) => format!("{text} (n={n}/{of})"),
        }
    }

    /// How many percentage points this share lies above `other`, from the unrounded shares.
    pub fn points_above(self, other: Self) -> PointDifference {
        let wide = |value: u64| i128::from(value);
        let top = wide(self.n)
            .saturating_mul(wide(other.of))
            .saturating_sub(wide(other.n).saturating_mul(wide(self.of)));
        PointDifference {
            top,
            bottom: wide(self.of).saturating_mul(wide(other.of)),
        }
    }
}

/// The difference of two percentages, in percentage points: not itself a percentage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PointDifference {
    top: i128,
    bottom: i128,
}

impl PointDifference {
    /// Whole percentage points; a half goes away from zero, so that a rise and a fall of one size print alike.
    pub fn whole(self) -> i64 {
        let size = self
            .top
            .unsigned_abs()
            .saturating_mul(200)
            .saturating_add(self.bottom.unsigned_abs())
            / self.bottom.unsigned_abs().saturating_mul(2).max(1);
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        if self.top < 0 { size.saturating_neg() } else { size }
    }

    /// `+5`, for a column that says what it is in.
    pub fn signed(self) -> String {
        match self.whole() {
            0 => "0".to_owned(),
            points => format!("{points:+}"),
        }
    }

    /// `+5 percentage points`.
    pub fn text(self) -> String {
        match self.whole() {
            0 => "0 percentage points".to_owned(),
            1 => "+1 percentage point".to_owned(),
            -1 => "-1 percentage point".to_owned(),
            points => format!("{points:+} percentage points"),
        }
    }
}

/// One count to another that is not its whole: `2.4 to 1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ratio {
    top: u64,
    bottom: u64,
}

impl Ratio {
    /// A ratio; `None` to nothing.
    pub const fn new(top: u64, bottom: u64) -> Option<Self> {
        if bottom == 0 {
            None
        } else {
            Some(Self { top, bottom })
        }
    }

    /// `2.4 to 1 (12:5)`, half up.
    pub fn text(self) -> String {
        let (top, bottom) = (u128::from(self.top), u128::from(self.bottom));
        let tenths = (20 * top + bottom) / (2 * bottom);
        format!("{}.{} to 1 ({top}:{bottom})", tenths / 10, tenths % 10)
    }
}

/// A count per so many, over so many months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    count: u64,
    of: u64,
    per: u64,
    months: u32,
}

/// Two rates over different periods were to be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("rates over {0} and {1} months, or per {2} and {3}, are not compared")]
pub struct UnequalRates(u32, u32, u64, u64);

impl Rate {
    /// `count` events among `of`, stated per `per` (10,000 people; 1 for a plain rate per month), over `months`.
    pub const fn new(count: u64, of: u64, per: u64, months: u32) -> Option<Self> {
        if of == 0 || per == 0 || months == 0 {
            None
        } else {
            Some(Self {
                count,
                of,
                per,
                months,
            })
        }
    }

    /// `3.2 per 10,000 in 12 months (n=12, N=37,500)`.
    pub fn text(self) -> String {
        let (top, bottom) = (u128::from(self.count) * u128::from(self.per), u128::from(self.of));
        let tenths = (20 * top + bottom) / (2 * bottom);
        let months = if self.months == 1 {
            "1 month".to_owned()
        } else {
            format!("{} months", self.months)
        };
        let (per, n, of) = (thousands(self.per), thousands(self.count), thousands(self.of));
        format!(
            "{}.{} per {per} in {months} (n={n}, N={of})",
            tenths / 10,
            tenths % 10
        )
    }

    /// Which of two rates is higher; refused for unequal periods or denominators of statement.
    pub fn compare(self, other: Self) -> Result<std::cmp::Ordering, UnequalRates> {
        if self.months != other.months || self.per != other.per {
            return Err(UnequalRates(self.months, other.months, self.per, other.per));
        }
        let left = u128::from(self.count) * u128::from(other.of);
        let right = u128::from(other.count) * u128::from(self.of);
        Ok(left.cmp(&right))
    }
}

/// A whole number with commas between thousands.
pub fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `top / bottom` with two decimals, half away from zero, by whole numbers.
pub fn hundredths(top: i128, bottom: u64) -> Option<String> {
    if bottom == 0 {
        return None;
    }
    let bottom = u128::from(bottom);
    let size = (top.unsigned_abs().saturating_mul(200).saturating_add(bottom)) / (2 * bottom);
    let sign = if top < 0 && size > 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", size / 100, size % 100))
}

fn narrow(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
