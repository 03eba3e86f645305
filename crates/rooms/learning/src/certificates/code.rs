//! The check code of a certificate: 100 random bits in five groups of four letters and digits.

use kernel::Entropy;
use store::Keys;

/// Crockford's letters: none of I, L, O and U, which are taken for others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code; each is five bits.
const LENGTH: usize = 20;
/// Letters of a group.
const GROUP: usize = 4;

/// A new code, as it is shown.
pub fn fresh(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; LENGTH];
    entropy.fill(&mut bytes);
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        let letter = LETTERS.get(usize::from(byte & 31)).copied();
        code.push(char::from(letter.unwrap_or(b'0')));
    }
    code
}

/// What was typed as a code without its groups; letters that are taken for others are read as those. `None`: it is no code.
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '\u{2010}'..='\u{2015}'))
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let known = code.bytes().all(|letter| LETTERS.contains(&letter));
    (code.len() == LENGTH && known).then_some(code)
}

/// Keyed hash of a code without its groups.
pub(crate) fn blind(keys: &Keys, code: &str) -> Vec<u8> {
    keys.blind("certificate code", code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = fresh(&SeededEntropy::new(3));
        assert_eq!(code.len(), 24, "{code}");
        let plain = code.replace('-', "");
        assert_eq!(read(&code), Some(plain.clone()));
        assert_eq!(
            read(&format!(" {} ", code.to_lowercase().replace('-', " "))),
            Some(plain)
        );
        assert_eq!(
            read("OIL0-OIL0-OIL0-OIL0-OIL0").as_deref(),
            Some("01100110011001100110")
        );
        assert_eq!(
            read("U111-1111-1111-1111-1111"),
            None,
            "a letter that is in no code"
        );
        assert_eq!(read("1111-1111-1111-1111-111"), None, "too short");
    }

    /// Proves SH11: at least 80 random bits, each set in about half of the codes, none drawn twice.
    #[test]
    fn a_code_has_more_than_eighty_random_bits() {
        let entropy = SeededEntropy::new(5);
        let drawn: Vec<String> = (0..4000).map(|_| read(&fresh(&entropy)).unwrap()).collect();
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len());
        let value = |letter: u8| LETTERS.iter().position(|known| *known == letter).unwrap();
        let random = (0..LENGTH)
            .flat_map(|place| (0..5).map(move |bit| (place, bit)))
            .filter(|(place, bit)| {
                let set = drawn
                    .iter()
                    .filter(|code| value(code.as_bytes()[*place]) >> bit & 1 == 1)
                    .count();
                (40..=60).contains(&(set * 100 / drawn.len()))
            })
            .count();
        assert!(random >= 80, "{random} random bits");
    }
}
