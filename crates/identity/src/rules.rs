//! What a password must be: long, not common, not made of words that anybody at the organisation knows (SD2). No
//! forced change, no character classes.

use kernel::Problems;
use sha2::{Digest, Sha256};
use zxcvbn::{Score, zxcvbn};

/// The fewest characters.
pub const FLOOR: usize = 12;
/// How many are advised.
pub const ADVISED: usize = 15;
/// The most characters.
pub const CEILING: usize = 128;

/// Long passwords that the strength estimate alone would let through, one per line, folded.
const PATTERNS: &str = include_str!("../data/patterns.txt");
/// The first bytes of the SHA-256 of each folded long password among the million most common, sorted (data/README.md).
const BREACHED: &[u8] = include_bytes!("../data/breached.sha256-64");
/// Bytes of each.
const PRINT: usize = 8;
/// What must be left of a password once known words are taken out.
const LEFT_OVER: usize = 8;

/// Checks a new password for the form field `field`. `own_words`: names of the person, organisation and areas, and the
/// e-mail address.
pub fn check(field: &str, password: &str, own_words: &[&str]) -> Result<(), Problems> {
    let length = password.chars().count();
    let message = if length < FLOOR {
        format!(
            "Password must have {FLOOR} characters or more. {ADVISED} or more is better: three or four words you can remember"
        )
    } else if length > CEILING {
        format!("Password must have {CEILING} characters or fewer")
    } else if is_common(password) {
        "This password is on lists of common passwords. Choose another".to_owned()
    } else if is_made_of(password, own_words) {
        "Password must not be made of your name, your organisation's name or a borough's name".to_owned()
    } else if zxcvbn(password, own_words).score() < Score::Three {
        "This password is easy to guess. Choose three or four words that have nothing to do with each other"
            .to_owned()
    } else {
        return Ok(());
    };
    Err(Problems::one(field, &message))
}

/// Lower case, look-alike digits and signs as the letters they stand for, nothing but letters and digits.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' | '|' => 'l',
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            '8' => 'b',
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn is_common(password: &str) -> bool {
    let folded = fold(password);
    let bare: &str = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'l' || c == 'o');
    is_breached(&folded)
        || is_breached(bare)
        || PATTERNS
            .lines()
            .map(fold)
            .any(|line| !line.is_empty() && (line == folded || line == bare))
        || is_repeated(&folded)
}

fn is_breached(folded: &str) -> bool {
    let digest = Sha256::digest(folded.as_bytes());
    let Some(print) = digest.get(..PRINT) else {
        return false;
    };
    let (known, _) = BREACHED.as_chunks::<PRINT>();
    known
        .binary_search_by(|known| known.as_slice().cmp(print))
        .is_ok()
}

/// One to four characters over and over.
fn is_repeated(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    (1..=4).any(|width| {
        chars.len() > width
            && chars
                .iter()
                .zip(chars.iter().skip(width))
                .all(|(one, next)| one == next)
    })
}

/// Little is left when the known words are taken out.
fn is_made_of(password: &str, own_words: &[&str]) -> bool {
    let mut rest = fold(password);
    let mut words: Vec<String> = own_words
        .iter()
        .flat_map(|text| {
            text.split(|c: char| !c.is_alphanumeric())
                .map(fold)
                .chain(std::iter::once(fold(text)))
        })
        .chain(
            [
                "trellis", "password", "welcome", "training", "london", "borough", "council",
            ]
            .map(fold),
        )
        .filter(|word| word.chars().count() >= 3)
        .collect();
    // The longest first, so that a short word does not break up a long one.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let before = rest.chars().count();
    for word in &words {
        rest = rest.replace(word.as_str(), "");
    }
    let left = rest.chars().count();
    left < before && left < LEFT_OVER
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &[
        "Amara Okafor",
        "amara.okafor@hackney.example",
        "Homerton Hospital",
        "Tower Hamlets",
        "Hackney",
    ];

    /// Proves SD2.
    #[test]
    fn length_is_counted_in_characters_at_both_ends() {
        let eleven = "kjw zöp qvm";
        assert_eq!(eleven.chars().count(), 11);
        assert!(check("password", eleven, OWN).is_err());
        assert!(check("password", "kjw zöp qvmx", OWN).is_ok());
        let long: String = "quiet lamp ".chars().cycle().take(127).chain(['ß']).collect();
        let varied: String = (0..u32::try_from(CEILING).unwrap())
            .map(|n| char::from_u32(0x4e00 + n * 37).unwrap())
            .collect();
        assert_eq!(long.chars().count(), CEILING);
        assert!(check("password", &varied, OWN).is_ok());
        assert!(check("password", &format!("{varied}x"), OWN).is_err());
        assert!(check("password", "почтовый голубь летит", OWN).is_ok());
        assert!(check("password", "🐝🌧🚲🍋🎻🪁🐢🧵🪴🛶🦉🌵", OWN).is_ok());
    }

    /// Proves SD2.
    #[test]
    fn common_and_own_words_are_refused() {
        for bad in [
            "password1234",
            "Passw0rd2026!",
            "qwertyuiop12",
            "aaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "123456789012345",
            "iloveyou1234",
            "letmeinletmein",
            "HomertonHospital1",
            "h0mert0nh0spital",
            "Hackney-Hackney-1",
            "towerhamlets2026",
            "AmaraOkafor2026",
            "amara.okafor@hackney.example",
            "trellis-trellis",
            "Welcome2Hackney!",
        ] {
            assert!(check("password", bad, OWN).is_err(), "{bad}");
        }
        for good in [
            "amara rides a green kettle",
            "seventeen damp umbrellas",
            "lamp otter brick violet",
        ] {
            assert!(check("password", good, OWN).is_ok(), "{good}");
        }
    }

    /// Proves SD2: every line of the embedded list is refused, as it stands and with a year behind it.
    #[test]
    fn every_listed_password_is_refused() {
        let mut lines = 0;
        for line in PATTERNS.lines().filter(|line| !line.is_empty()) {
            lines += 1;
            assert!(check("password", line, &[]).is_err(), "{line}");
            assert!(is_common(line), "{line}");
        }
        assert!(lines > 500, "{lines}");
    }

    /// Proves SD2: of the 100,000 most common passwords the short ones are refused for their length, and the 489 long ones,
    /// which stand in the file, because they are common: as they are and with other capitals and look-alikes.
    #[test]
    fn the_most_common_passwords_are_refused() {
        let (long, mut count) = (include_str!("../data/most-common.txt"), 0);
        for line in long.lines() {
            count += 1;
            assert!(line.chars().count() >= FLOOR, "{line}");
            assert!(is_breached(&fold(line)), "{line}");
            for way in [
                line.to_owned(),
                line.to_uppercase(),
                line.replace('o', "0").replace('a', "@"),
            ] {
                let refused = check("password", &way, &[]).unwrap_err();
                assert!(
                    refused.0.iter().any(|problem| problem.message.contains("common")),
                    "{way}"
                );
            }
        }
        assert_eq!(count, 489);
        assert!(!is_breached(&fold("lamp otter brick violet")));
        let (known, rest) = BREACHED.as_chunks::<PRINT>();
        assert!(known.len() > 40_000 && rest.is_empty() && known.is_sorted());
    }
}
