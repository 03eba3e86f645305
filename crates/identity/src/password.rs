//! Keeping and checking passwords: Argon2id, hashed anew when the cost has grown.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::{Entropy, Fault};

/// How dear a guess is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// The cost of new hashes (OWASP's first choice for Argon2id: 19 MiB, two passes, one lane).
    pub const NOW: Self = Self {
        memory: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    fn params(self) -> Result<Params, Fault> {
        Params::new(self.memory, self.passes, self.lanes, None)
            .map_err(|error| Fault::new(format!("the password cost is not possible: {error}")))
    }
}

/// What checking a password found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is, and its hash is of an older cost: hash it again now that the password is at hand.
    RightButStale,
    /// It is not.
    Wrong,
}

/// The hash of a password with its cost and a fresh salt, as text. Takes tens of milliseconds: never call it inside a
/// transaction.
pub fn hash(password: &str, cost: Cost, entropy: &dyn Entropy) -> Result<String, Fault> {
    let mut salt = [0_u8; 16];
    entropy.fill(&mut salt);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?)
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::new(format!("a password could not be hashed: {error}")))
}

/// Checks a password against its stored hash. Takes as long as [`hash`].
pub fn check(password: &str, stored: &str, cost: Cost) -> Verdict {
    let Ok(parsed) = PasswordHash::new(stored) else {
        return Verdict::Wrong;
    };
    if Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_err()
    {
        return Verdict::Wrong;
    }
    if cost_of(stored) == Some(cost) {
        Verdict::Right
    } else {
        Verdict::RightButStale
    }
}

/// The cost that a stored hash was made with; `None` when it is not an Argon2id hash.
pub fn cost_of(stored: &str) -> Option<Cost> {
    let parsed = PasswordHash::new(stored).ok()?;
    if parsed.algorithm != Algorithm::Argon2id.ident() {
        return None;
    }
    let params = Params::try_from(&parsed).ok()?;
    Some(Cost {
        memory: params.m_cost(),
        passes: params.t_cost(),
        lanes: params.p_cost(),
    })
}

/// A hash that no password fits, checked where there is no account to check against (SD4).
pub fn of_nobody(cost: Cost) -> String {
    format!(
        "$argon2id$v=19$m={},t={},p={}$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        cost.memory, cost.passes, cost.lanes
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    const CHEAP: Cost = Cost {
        memory: 64,
        passes: 1,
        lanes: 1,
    };

    /// Proves SD2: the cost is read back from what is stored.
    #[test]
    fn a_hash_keeps_its_cost_and_is_renewed_when_the_cost_grows() {
        let entropy = SeededEntropy::new(7);
        let stored = hash("Ein Pferd, ein Pferd", CHEAP, &entropy).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$"));
        assert_eq!(cost_of(&stored), Some(CHEAP));
        assert_eq!(check("Ein Pferd, ein Pferd", &stored, CHEAP), Verdict::Right);
        assert_eq!(
            check("Ein Pferd, ein Pferd", &stored, Cost::NOW),
            Verdict::RightButStale
        );
        assert_eq!(check("ein Pferd, ein Pferd", &stored, CHEAP), Verdict::Wrong);
        assert_eq!(check("x", "not a hash", CHEAP), Verdict::Wrong);
        let again = hash("Ein Pferd, ein Pferd", CHEAP, &entropy).unwrap();
        assert_ne!(stored, again, "each hash has its own salt");
        let now = hash("Ein Pferd, ein Pferd", Cost::NOW, &entropy).unwrap();
        assert!(now.contains("m=19456,t=2,p=1"), "{now}");
    }
}
