//! Tokens: what a browser or a link holds, and the hash that the database holds instead (SD7).

use kernel::{Entropy, Personal};
use sha2::{Digest, Sha256};

/// A token on its way to a browser or into a link. Never stored, never logged.
pub type Token = Personal<String>;

/// A new token: 256 random bits as 64 hexadecimal digits.
pub fn fresh(entropy: &dyn Entropy) -> Token {
    let mut text = entropy.token();
    text.push_str(&entropy.token());
    Personal::new(text)
}

/// What the database keeps of a token. A plain hash is enough: the token itself is too random to be tried out.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The text has a token's shape; anything else is not worth a query.
pub fn is_shaped(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
