//! Answers of a few words: what stands between commas is one of them.

/// The longest of them.
pub const LONGEST: usize = 40;

/// The words of an answer as they are compared: small letters, one space between, nothing around them, each once.
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in parts(text) {
        let word = folded(part);
        if !word.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The words of an answer as they were written. Without commas or lines of their own each word stands for itself.
pub fn parts(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split([',', ';', '/', '\n', '\u{60c}', '\u{3001}']).collect();
    if parts.len() == 1 {
        text.split_whitespace().collect()
    } else {
        parts
    }
}

/// A word as it is compared.
pub fn folded(word: &str) -> String {
    word.replace(['\u{2019}', '\u{2bc}'], "'")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        .trim_matches(|sign: char| !sign.is_alphanumeric())
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_as_people_write_them() {
        for (text, wanted) in [
            (
                "Hopeful, a bit NERVOUS , curious.",
                vec!["hopeful", "a bit nervous", "curious"],
            ),
            ("hopeful nervous curious", vec!["hopeful", "nervous", "curious"]),
            ("Tired\ntired\n- calm", vec!["tired", "calm"]),
            ("Can\u{2019}t wait; Ready!", vec!["can't wait", "ready"]),
            (
                "\u{627}\u{645}\u{644}\u{60c} \u{642}\u{644}\u{642}",
                vec!["\u{627}\u{645}\u{644}", "\u{642}\u{644}\u{642}"],
            ),
            (" , ; ", vec![]),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }
}
