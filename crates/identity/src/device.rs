//! A browser in plain words, for the list of sessions and the sign-in history.

/// `Firefox on Windows`, from what the browser says of itself. Only words of our own come out.
pub fn words(user_agent: &str) -> String {
    let has = |word: &str| user_agent.contains(word);
    let browser = if has("Edg/") || has("EdgA/") || has("EdgiOS/") {
        "Edge"
    } else if has("SamsungBrowser/") {
        "Samsung Internet"
    } else if has("Firefox/") || has("FxiOS/") {
        "Firefox"
    } else if has("Chrome/") || has("CriOS/") || has("Chromium/") {
        "Chrome"
    } else if has("Safari/") {
        "Safari"
    } else {
        "A browser"
    };
    let system = if has("iPhone") {
        "an iPhone"
    } else if has("iPad") {
        "an iPad"
    } else if has("Android") {
        "Android"
    } else if has("Windows") {
        "Windows"
    } else if has("CrOS") {
        "ChromeOS"
    } else if has("Macintosh") {
        "a Mac"
    } else if has("Linux") {
        "Linux"
    } else {
        "an unknown system"
    };
    format!("{browser} on {system}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_our_own_words_come_out() {
        assert_eq!(
            super::words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/1 Safari/1 Edg/1"),
            "Edge on Windows"
        );
        assert_eq!(
            super::words("Mozilla/5.0 (iPhone) Version/1 Safari/1"),
            "Safari on an iPhone"
        );
        assert_eq!(super::words("<script>\r\n"), "A browser on an unknown system");
    }
}
