//! The head of the chain, to be kept by somebody else: a cut tail or a rewritten chain shows only against it (SB3).

use crate::chain::{Broken, verify};
use crate::records;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Instant, Stop, hex};
use sha2::Sha256;
use store::{Db, Keys, values};

/// The last event's place and hash at a moment, signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    sequence: i64,
    hash: Vec<u8>,
    at: Instant,
    signature: Vec<u8>,
}

const FIRST_LINE: &str = "trellis audit head 1";

impl Head {
    fn signed(sequence: i64, hash: Vec<u8>, at: Instant, keys: &Keys) -> Self {
        let mut head = Self {
            sequence,
            hash,
            at,
            signature: Vec::new(),
        };
        head.signature = head.sign(keys);
        head
    }

    fn sign(&self, keys: &Keys) -> Vec<u8> {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.derive("audit head")) else {
            return Vec::new();
        };
        mac.update(&self.sequence.to_be_bytes());
        mac.update(&self.hash);
        mac.update(&self.at.millis().to_be_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Its place in the chain.
    pub const fn sequence(&self) -> i64 {
        self.sequence
    }

    /// Reads what [`std::fmt::Display`] wrote. `None`: it is not a head.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()?.trim() != FIRST_LINE {
            return None;
        }
        let mut field = |name: &str| {
            lines
                .next()
                .and_then(|line| line.trim().strip_prefix(name))
                .map(|rest| rest.trim().to_owned())
        };
        let sequence = field("sequence")?.parse().ok()?;
        let hash = hex::decode(&field("hash")?)?;
        let at = Instant::from_millis(field("at")?.parse().ok()?);
        let signature = hex::decode(&field("signature")?)?;
        Some(Self {
            sequence,
            hash,
            at,
            signature,
        })
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{FIRST_LINE}\nsequence {}\nhash {}\nat {}\nsignature {}",
            self.sequence,
            hex::encode(&self.hash),
            self.at.millis(),
            hex::encode(&self.signature)
        )
    }
}

/// The head as it stands.
///
/// # Errors
/// A fault of the engine.
pub fn head(db: &Db, at: Instant) -> Result<Head, Stop> {
    let last = db.read_now(|tx| {
        Ok(tx.one(&records::EVENT_LAST, &[], |row| {
            Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
        })?)
    })?;
    let (sequence, hash) = last.unwrap_or((0, vec![0; 32]));
    Ok(Head::signed(sequence, hash, at, db.keys()))
}

/// Walks the chain and holds it against a head that was kept elsewhere.
///
/// # Errors
/// A fault of the engine.
pub fn verify_with_head(db: &Db, head: &Head) -> Result<Result<i64, Broken>, Stop> {
    let broken = |what| {
        Ok(Err(Broken {
            sequence: head.sequence,
            what,
        }))
    };
    if head.sign(db.keys()) != head.signature {
        return broken("the head was not signed with this deployment's key");
    }
    match verify(db)? {
        Err(broken) => Ok(Err(broken)),
        Ok(length) if length < head.sequence => {
            broken("the trail is shorter than its head: its tail was cut")
        }
        Ok(length) => {
            if head.sequence == 0 {
                return Ok(Ok(length));
            }
            let found = db.read_now(|tx| {
                Ok(tx.one(&records::EVENT_HASH, values![head.sequence], |row| {
                    row.get::<Vec<u8>>(0)
                })?)
            })?;
            if found.as_ref() == Some(&head.hash) {
                Ok(Ok(length))
            } else {
                broken("the trail was rewritten since the head was taken")
            }
        }
    }
}
