//! Tiers of personal data (security.md 2.1) and a wrapper that cannot be logged.

/// How much harm a value does in the wrong hands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Tier {
    /// Published: hub pages, released tables.
    Open,
    /// Training and attendance, staff names and work addresses.
    Staff,
    /// Case notes, risk, health, access needs that say something about health.
    Case,
    /// Kills: address, school, safe contact, closed conferences.
    Danger,
}

/// A personal value: `Debug` and `Display` print a mask, so that it cannot reach a log by accident (SK4).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the page that its reader may see.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> std::fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl<T> std::fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Gives types that hold personal values in plain fields a `Debug` that prints their name and a mask (SK4).
#[macro_export]
macro_rules! masked {
    ($($name:ident),+ $(,)?) => {
        $(impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        })+
    };
}
