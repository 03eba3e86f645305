//! Short references that people can read over a telephone. They say nothing and open nothing.

use crate::Entropy;

/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTVWXY";
const BODY: usize = 6;

/// A letter for the kind of record, a hyphen, six random characters and a check character: `S-7K2QMX4`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Reference(String);

impl Reference {
    /// A new reference for records of `kind` (one capital letter). 29^6, about 595 million, per kind; the unique
    /// key in the table refuses a repeat.
    pub fn fresh(kind: char, entropy: &dyn Entropy) -> Self {
        let mut body = String::with_capacity(BODY + 1);
        for _ in 0..BODY {
            let place = usize::try_from(entropy.below(29)).unwrap_or(0);
            body.push(char::from(ALPHABET.get(place).copied().unwrap_or(b'2')));
        }
        let check = check_character(kind, &body);
        Self(format!("{kind}-{body}{check}"))
    }

    /// Parses what a person typed: case, spaces and a missing hyphen are forgiven, a wrong check character is not.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let mut chars = plain.chars();
        let kind = chars.next().filter(char::is_ascii_uppercase)?;
        let rest: String = chars.collect();
        if rest.len() != BODY + 1 {
            return None;
        }
        let (body, check) = rest.split_at(BODY);
        (check_character(kind, body).to_string() == check).then(|| Self(format!("{kind}-{rest}")))
    }

    /// The reference as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Weighted sum modulo 29 (a prime): finds every single wrong character and every swap of neighbours.
fn check_character(kind: char, body: &str) -> char {
    let value = |c: char| ALPHABET.iter().position(|a| char::from(*a) == c).unwrap_or(0);
    let mut sum = value(kind);
    for (place, c) in body.chars().enumerate() {
        sum += value(c) * (place + 2);
    }
    char::from(ALPHABET.get(sum % 29).copied().unwrap_or(b'2'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_reference_survives_typing_and_finds_slips() {
        let entropy = SeededEntropy::new(1);
        for _ in 0..500 {
            let reference = Reference::fresh('S', &entropy);
            let typed = reference.as_str().replace('-', " ").to_lowercase();
            assert_eq!(Reference::parse(&typed), Some(reference.clone()));
            let mut slipped: Vec<char> = reference.as_str().chars().collect();
            slipped[4] = if slipped[4] == '2' { '3' } else { '2' };
            assert_eq!(Reference::parse(&slipped.iter().collect::<String>()), None);
        }
    }
}
