//! One field of a record: plain, or in quotes with doubled quotes inside (RFC 4180), nothing in between.

use std::borrow::Cow;

/// A field and what follows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'d> {
    raw: &'d [u8],
    doubled: bool,
    /// Whether the record ends after it.
    pub last: bool,
    /// The bytes after its comma or line end.
    pub rest: &'d [u8],
    /// Line ends inside it.
    pub breaks: u64,
}

/// Why there is no field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NoField {
    /// The window ends inside it.
    More,
    /// A quote inside a field that is not in quotes.
    Quote,
    /// Something after the closing quote.
    AfterQuote,
}

impl NoField {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::More => "a quoted field is never closed",
            Self::Quote => "a quote inside a field that is not in quotes",
            Self::AfterQuote => "there is text after the closing quote of this field",
        }
    }
}

impl<'d> Field<'d> {
    /// The field's bytes, doubled quotes undone.
    pub(super) fn bytes(&self) -> Cow<'d, [u8]> {
        if !self.doubled {
            return Cow::Borrowed(self.raw);
        }
        let mut out = Vec::with_capacity(self.raw.len());
        let mut after_quote = false;
        for byte in self.raw {
            if *byte == b'"' && after_quote {
                after_quote = false;
                continue;
            }
            after_quote = *byte == b'"';
            out.push(*byte);
        }
        Cow::Owned(out)
    }
}

/// The field at the start of `data`.
#[inline]
pub(super) fn field(data: &[u8]) -> Result<Field<'_>, NoField> {
    if data.first() == Some(&b'"') {
        return in_quotes(data.get(1..).unwrap_or_default());
    }
    let stop = data
        .iter()
        .position(|byte| matches!(byte, b',' | b'\n' | b'"'))
        .ok_or(NoField::More)?;
    plain(data, stop)
}

/// As [`field`], quicker for long fields.
pub(super) fn long_field(data: &[u8]) -> Result<Field<'_>, NoField> {
    if data.first() == Some(&b'"') {
        return in_quotes(data.get(1..).unwrap_or_default());
    }
    plain(
        data,
        memchr::memchr3(b',', b'\n', b'"', data).ok_or(NoField::More)?,
    )
}

#[inline]
fn plain(data: &[u8], stop: usize) -> Result<Field<'_>, NoField> {
    let (raw, tail) = data.split_at_checked(stop).ok_or(NoField::More)?;
    match tail.split_first() {
        Some((b',', rest)) => Ok(Field {
            raw,
            doubled: false,
            last: false,
            rest,
            breaks: 0,
        }),
        Some((b'\n', rest)) => {
            let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
            Ok(Field {
                raw,
                doubled: false,
                last: true,
                rest,
                breaks: 0,
            })
        }
        Some(_) => Err(NoField::Quote),
        None => Err(NoField::More),
    }
}

fn in_quotes(data: &[u8]) -> Result<Field<'_>, NoField> {
    let mut doubled = false;
    let mut from = 0;
    loop {
        let found = data
            .get(from..)
            .and_then(|rest| memchr::memchr(b'"', rest))
            .ok_or(NoField::More)?;
        let close = from + found;
        let (raw, tail) = data.split_at_checked(close).ok_or(NoField::More)?;
        let (last, rest) = match tail {
            [_, b'"', ..] => {
                doubled = true;
                from = close + 2;
                continue;
            }
            [_, b',', rest @ ..] => (false, rest),
            [_, b'\n', rest @ ..] | [_, b'\r', b'\n', rest @ ..] => (true, rest),
            [_] | [_, b'\r'] => return Err(NoField::More),
            _ => return Err(NoField::AfterQuote),
        };
        let breaks = memchr::memchr_iter(b'\n', raw).count() as u64;
        return Ok(Field {
            raw,
            doubled,
            last,
            rest,
            breaks,
        });
    }
}
