//! Keys for sealed columns and blind indexes, all derived from one master key (security.md SC1).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kernel::{Entropy, Fault, Id};
use sha2::Sha256;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The keys of one deployment. Cloning shares them; they are wiped when the last one goes.
#[derive(Clone)]
pub struct Keys(Arc<Zeroizing<[u8; 32]>>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

const NONCE: usize = 24;

impl Keys {
    /// The keys that follow from a master key.
    pub fn from_master(master: &[u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(*master)))
    }

    /// A key for one purpose, which says nothing about the others.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.mac(&[b"trellis derive ", purpose.as_bytes()])
    }

    /// The keys that follow from these and a secret that is kept somewhere else: what is sealed under them opens for nobody without it.
    #[must_use]
    pub fn under(&self, secret: &str) -> Self {
        Self::from_master(&self.mac(&[b"trellis under ", secret.as_bytes()]))
    }

    /// Encrypts a value for its place: it opens only in the same table, column and row.
    pub fn seal(&self, table: &str, column: &str, row: Id, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE];
        entropy.fill(&mut nonce);
        let place = place(table, column, row);
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derive("seal 1")));
        // Encryption fails only for messages beyond 256 GB.
        let sealed = cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: place.as_bytes(),
                },
            )
            .unwrap_or_default();
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(1);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Decrypts what [`Self::seal`] made.
    ///
    /// # Errors
    /// When the bytes were altered, cut, or belong to another place or key.
    pub fn open(&self, table: &str, column: &str, row: Id, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::new(format!("a sealed value of {table}.{column} does not open"));
        let (version, rest) = sealed.split_first().ok_or_else(broken)?;
        let (nonce, message) = rest.split_at_checked(NONCE).ok_or_else(broken)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
        if *version != 1 {
            return Err(broken());
        }
        let place = place(table, column, row);
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derive("seal 1")));
        cipher
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: message,
                    aad: place.as_bytes(),
                },
            )
            .map_err(|_| broken())
    }

    /// [`Self::open`] for text.
    ///
    /// # Errors
    /// As [`Self::open`], or when the value is not text.
    pub fn open_text(&self, table: &str, column: &str, row: Id, sealed: &[u8]) -> Result<String, Fault> {
        String::from_utf8(self.open(table, column, row, sealed)?)
            .map_err(|error| Fault::caused("a sealed text is not text", error))
    }

    /// A keyed hash to find equal values without storing them: case and outer spaces do not matter.
    pub fn blind(&self, purpose: &str, text: &str) -> Vec<u8> {
        let plain = text.trim().to_lowercase();
        self.mac(&[b"trellis blind ", purpose.as_bytes(), b"\0", plain.as_bytes()])
            .to_vec()
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of any length: this never fails.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(self.0.as_slice()) else {
            return [0; 32];
        };
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

fn place(table: &str, column: &str, row: Id) -> String {
    format!("{table}.{column}.{row}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{FixedClock, Instant, SeededEntropy};

    #[test]
    fn a_sealed_value_opens_only_in_its_place() {
        let entropy = SeededEntropy::new(3);
        let clock = FixedClock::at(Instant::from_millis(1));
        let keys = Keys::from_master(&[5; 32]);
        let (one, other) = (Id::fresh(&clock, &entropy), Id::fresh(&clock, &entropy));
        let sealed = keys.seal("learner", "name", one, b"Robin", &entropy);
        assert_eq!(keys.open_text("learner", "name", one, &sealed).unwrap(), "Robin");
        assert!(
            keys.open("learner", "name", other, &sealed).is_err(),
            "another row"
        );
        assert!(
            keys.open("learner", "email", one, &sealed).is_err(),
            "another column"
        );
        assert!(
            Keys::from_master(&[6; 32])
                .open("learner", "name", one, &sealed)
                .is_err(),
            "another key"
        );
        assert!(
            keys.open("learner", "name", one, &sealed[..sealed.len() - 1])
                .is_err(),
            "cut"
        );
        let held = keys
            .under("a link")
            .seal("learner", "name", one, b"Robin", &entropy);
        for other in [keys.clone(), keys.under("another link")] {
            assert!(
                other.open("learner", "name", one, &held).is_err(),
                "another secret"
            );
        }
        assert_eq!(
            keys.under("a link")
                .open_text("learner", "name", one, &held)
                .unwrap(),
            "Robin"
        );
        assert_eq!(
            keys.blind("email", " A@B.example "),
            keys.blind("email", "a@b.EXAMPLE")
        );
        assert_ne!(keys.blind("email", "a"), keys.blind("name", "a"));
    }
}
