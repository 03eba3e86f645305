//! Values bound to statements.

use kernel::{Day, Id, Instant, Reference};

/// One bound value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number, also a moment in milliseconds.
    Int(i64),
    /// A fraction.
    Real(f64),
    /// Text, also a day as `YYYY-MM-DD`.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Yes or no.
    Flag(bool),
    /// A record id.
    Id(Id),
}

macro_rules! from {
    ($($kind:ty => $make:expr;)*) => { $(impl From<$kind> for Value { fn from(value: $kind) -> Self { ($make)(value) } })* };
}

from! {
    i64 => Value::Int;
    i32 => |value| Value::Int(i64::from(value));
    u32 => |value| Value::Int(i64::from(value));
    f64 => Value::Real;
    bool => Value::Flag;
    String => Value::Text;
    &str => |value: &str| Value::Text(value.to_owned());
    &String => |value: &String| Value::Text(value.clone());
    Vec<u8> => Value::Bytes;
    &[u8] => |value: &[u8]| Value::Bytes(value.to_vec());
    Id => Value::Id;
    Instant => |value: Instant| Value::Int(value.millis());
    Day => |value: Day| Value::Text(value.iso());
    &Reference => |value: &Reference| Value::Text(value.as_str().to_owned());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement in the order of its placeholders: `values![id, "name", 3_i64]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}
