//! One mailbox, proved to be one.

use kernel::Personal;

/// An e-mail address that cannot bend a header line or name a second recipient (SF7, SH2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Personal<String>);

impl Address {
    /// The address in `text`; `None` unless it is exactly one plain mailbox.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.trim();
        let printable = plain
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b",;:<>()[]\"\\".contains(&byte));
        if !printable || plain.len() > 254 || plain.matches('@').count() != 1 {
            return None;
        }
        plain
            .parse::<lettre::Address>()
            .ok()
            .map(|_| Self(Personal::new(plain.to_owned())))
    }

    /// The address itself.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}
