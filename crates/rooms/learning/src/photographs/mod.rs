//! Photographs of the paper sheets that people sign: sent, listed, fetched, looked at by the virus scanner, removed.

pub mod reading;
pub mod remove;
pub mod scan;
pub mod send;

/// Photographs of one day.
pub const MOST_OF_DAY: usize = 12;
/// Bytes of one picture as it is kept.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of all photographs together.
pub const MOST_BYTES_IN_ALL: i64 = 8 * 1024 * 1024 * 1024;
/// Seconds for which a photograph is kept as it was sent, at most: a scanner that is away for longer looks at the picture.
pub(crate) const KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Where a picture is sealed.
const PICTURE: (&str, &str) = ("sheet_photograph", "picture_sealed");
/// Where a photograph is sealed as it was sent.
const ORIGINAL: (&str, &str) = ("sheet_photograph", "original_sealed");
