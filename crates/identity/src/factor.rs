//! The second factor: time-based codes that work once, one step either side, and recovery codes (SD1).

use kernel::{Entropy, Fault, Instant, Personal};
use store::Keys;
use totp_rs::{Builder, Totp};

/// Seconds a code stands.
const STEP: u64 = 30;
/// Bytes of secret.
const SECRET: usize = 20;
/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTVWXY";
/// Characters of a recovery code: 29^12, about 58 bits.
const RECOVERY_LENGTH: usize = 12;

/// A secret shared with the person's phone.
#[derive(Clone, Debug)]
pub struct Secret(Personal<Vec<u8>>);

impl Secret {
    /// A new secret.
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = vec![0_u8; SECRET];
        entropy.fill(&mut bytes);
        Self(Personal::new(bytes))
    }

    /// A secret as it was stored.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(Personal::new(bytes))
    }

    /// The bytes, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        self.0.reveal()
    }

    /// The secret in base 32, in groups of four, for typing.
    pub fn typed(&self) -> String {
        let plain = self.base32();
        let mut spaced = String::new();
        for (place, c) in plain.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                spaced.push(' ');
            }
            spaced.push(c);
        }
        spaced
    }

    /// The address in the QR code. It names the service and the account, and nothing else.
    pub fn address(&self, email: &str) -> String {
        let label: String = email
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        format!(
            "otpauth://totp/Trellis:{label}?secret={}&issuer=Trellis",
            self.base32()
        )
    }

    /// The code at a moment (for the demonstration's printed codes and for tests).
    pub fn code_at(&self, at: Instant) -> String {
        self.totp().generate(seconds(at)).to_string()
    }

    /// The step that `code` belongs to, if it is one of the three round `at` and later than `last`, the last one used.
    pub fn step_of(&self, code: &str, at: Instant, last: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let totp = self.totp();
        let now = seconds(at) / STEP;
        let mut found = None;
        // All three are tried whatever is found, so that the time taken tells nothing.
        for step in [now.saturating_sub(1), now, now.saturating_add(1)] {
            let right = same(&totp.generate(step.saturating_mul(STEP)).to_string(), &digits);
            let step = i64::try_from(step).unwrap_or(0);
            if right && step > last && found.is_none() {
                found = Some(step);
            }
        }
        found
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_secret(self.0.reveal().clone())
            .build_noncompliant()
    }

    fn base32(&self) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut out = String::new();
        let (mut pool, mut bits) = (0_u32, 0_u32);
        for byte in self.0.reveal() {
            pool = (pool << 8) | u32::from(*byte);
            bits = bits.saturating_add(8);
            while bits >= 5 {
                bits = bits.saturating_sub(5);
                let place = usize::try_from((pool >> bits) & 31).unwrap_or(0);
                out.push(char::from(LETTERS.get(place).copied().unwrap_or(b'A')));
            }
            pool &= (1 << bits) - 1;
        }
        if bits > 0 {
            let place = usize::try_from((pool << (5_u32.saturating_sub(bits))) & 31).unwrap_or(0);
            out.push(char::from(LETTERS.get(place).copied().unwrap_or(b'A')));
        }
        out
    }
}

fn seconds(at: Instant) -> u64 {
    u64::try_from(at.millis() / 1000).unwrap_or(0)
}

/// Compares without stopping at the first difference.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0_u8, |found, (a, b)| found | (a ^ b))
            == 0
}

/// A new set of recovery codes, as shown once: `K7Q2-MX4A-99BC`.
pub fn recovery_codes(entropy: &dyn Entropy) -> Vec<Personal<String>> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let mut code = String::new();
            for place in 0..RECOVERY_LENGTH {
                if place > 0 && place % 4 == 0 {
                    code.push('-');
                }
                let pick = usize::try_from(entropy.below(29)).unwrap_or(0);
                code.push(char::from(ALPHABET.get(pick).copied().unwrap_or(b'2')));
            }
            Personal::new(code)
        })
        .collect()
}

/// What the database keeps of a recovery code; `None` when the text has not its shape.
pub fn recovery_hash(keys: &Keys, account: kernel::Id, code: &str) -> Option<Vec<u8>> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (plain.len() == RECOVERY_LENGTH).then(|| keys.blind("recovery code", &format!("{account} {plain}")))
}

/// Where a set of codes was asked for and the random source is broken, nothing works: a fault, not an empty set.
pub fn proved(codes: Vec<Personal<String>>) -> Result<Vec<Personal<String>>, Fault> {
    let mut plain: Vec<&str> = codes.iter().map(|code| code.reveal().as_str()).collect();
    plain.sort_unstable();
    plain.dedup();
    if plain.len() == RECOVERY_CODES {
        Ok(codes)
    } else {
        Err(Fault::new("the random source repeats itself"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    /// Proves SD1: the codes are RFC 6238's, one step either side, and each step once.
    #[test]
    fn a_code_works_once_and_one_step_either_side() {
        let secret = Secret::from_bytes(b"12345678901234567890".to_vec());
        // RFC 6238 appendix B, 59 s: 94287082 in eight digits.
        assert_eq!(secret.code_at(Instant::from_millis(59_000)), "287082");
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let now = Instant::from_millis(1_700_000_015_000);
        let step = now.millis() / 30_000;
        let code = secret.code_at(now);
        assert_eq!(secret.step_of(&code, now, 0), Some(step));
        assert_eq!(secret.step_of(&code, now, step), None, "used");
        assert_eq!(
            secret.step_of(&format!("{} {}", &code[..3], &code[3..]), now, 0),
            Some(step)
        );
        for (seconds, right) in [(-60, false), (-30, true), (30, true), (60, false)] {
            let then = now.plus_seconds(seconds);
            assert_eq!(
                secret.step_of(&secret.code_at(then), now, 0).is_some(),
                right,
                "{seconds}"
            );
        }
        for wrong in ["", "0", "12345", "1234567", "abcdef", "٣٣٣٣٣٣"] {
            assert_eq!(secret.step_of(wrong, now, 0), None);
        }
    }

    #[test]
    fn the_address_cannot_be_bent() {
        let secret = Secret::fresh(&SeededEntropy::new(1));
        let address = secret.address("a&secret=X?b@example.test");
        assert_eq!(address.matches("secret=").count(), 1);
        assert_eq!(address.matches('?').count(), 1);
    }
}
