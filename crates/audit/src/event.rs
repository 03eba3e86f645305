//! One event and its keyed hash.

use hmac::{Hmac, KeyInit, Mac};
use kernel::{Fault, Id, Instant};
use sha2::Sha256;
use store::{Keys, Row};

/// What was changed, in one or two words that pages put into a sentence, with names of fields and a reason.
#[derive(Clone)]
pub struct Change {
    pub(crate) what: &'static str,
    pub(crate) fields: Vec<&'static str>,
    pub(crate) reason: Option<String>,
}

kernel::masked!(Change);

impl Change {
    /// A change.
    pub const fn new(what: &'static str) -> Self {
        Self {
            what,
            fields: Vec::new(),
            reason: None,
        }
    }

    /// Names a field that changed.
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        self.fields.push(name);
        self
    }

    /// Names several.
    #[must_use]
    pub fn fields(mut self, names: &[&'static str]) -> Self {
        self.fields.extend_from_slice(names);
        self
    }

    /// The reason that was given. It is stored sealed.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// An event as stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Event {
    pub(crate) sequence: i64,
    pub(crate) at: Instant,
    pub(crate) actor_kind: String,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) change: String,
    pub(crate) record_kind: String,
    pub(crate) record_id: Id,
    pub(crate) fields: String,
    pub(crate) reason_sealed: Option<Vec<u8>>,
    pub(crate) previous: Vec<u8>,
}

impl Event {
    /// The keyed hash over every part, each with its length, so that no two events hash alike (SB2, SB5).
    pub(crate) fn hash(&self, keys: &Keys) -> Vec<u8> {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.derive("audit chain")) else {
            return Vec::new();
        };
        let mut part = |bytes: &[u8]| {
            mac.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(bytes);
        };
        part(&self.sequence.to_be_bytes());
        part(&self.at.millis().to_be_bytes());
        for text in [
            &self.actor_kind,
            &self.actor,
            &self.action,
            &self.change,
            &self.record_kind,
            &self.record_id.to_string(),
            &self.fields,
        ] {
            part(text.as_bytes());
        }
        match &self.reason_sealed {
            Some(bytes) => {
                part(b"reason");
                part(bytes);
            }
            None => part(b""),
        }
        part(&self.previous);
        mac.finalize().into_bytes().to_vec()
    }

    pub(crate) fn read(row: &Row<'_>) -> Result<(Self, Vec<u8>), Fault> {
        Ok((
            Self {
                sequence: row.get(0)?,
                at: row.get(1)?,
                actor_kind: row.get(2)?,
                actor: row.get(3)?,
                action: row.get(4)?,
                change: row.get(5)?,
                record_kind: row.get(6)?,
                record_id: row.get(7)?,
                fields: row.get(8)?,
                reason_sealed: row.get(9)?,
                previous: row.get(10)?,
            },
            row.get(11)?,
        ))
    }
}
