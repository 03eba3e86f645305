//! E-mail addresses: one spelling for one mailbox, and nothing that could bend a mail header.

/// The address in one spelling: trimmed, lower case. `None` unless it is a plain `name@host.domain` of printable ASCII,
/// 254 characters at most.
pub fn normal(text: &str) -> Option<String> {
    let plain = text.trim().to_lowercase();
    let (local, host) = plain.rsplit_once('@')?;
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let host_fits = host.contains('.')
        && host.split('.').all(|part| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    (local_fits && host_fits && plain.len() <= 254).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::normal;

    /// Proves SF7: an address that could end a header line is no address.
    #[test]
    fn one_spelling_and_no_way_to_bend_a_header() {
        assert_eq!(
            normal("  Amara.O'Neil+x@Hackney.Example "),
            Some("amara.o'neil+x@hackney.example".to_owned())
        );
        for bad in [
            "",
            "a",
            "a@b",
            "@b.c",
            "a@",
            "a b@c.d",
            "a@b.c\r\nBcc: x@y.z",
            "a\u{0}@b.c",
            "a@b..c",
            "a@-b.c",
            "a..b@c.d",
            "a@b.c,d@e.f",
            "<a@b.c>",
            "a@b@c.d e",
            "ä@b.c",
        ] {
            assert_eq!(normal(bad), None, "{bad:?}");
        }
        assert_eq!(
            normal("a@b.c\r\n"),
            Some("a@b.c".to_owned()),
            "the end of a line is no part of it"
        );
    }
}
