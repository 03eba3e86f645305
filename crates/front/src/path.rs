//! Addresses inside the service: the only places a redirect may lead to (security.md SE4).

/// A path of our own, beginning with one slash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalPath(String);

impl LocalPath {
    /// Checks a path that came from outside (`next=`). `None` when it could lead anywhere else.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text
            .chars()
            .all(|c| c.is_ascii_graphic() && c != '\\' && c != '@' && c != '"' && c != '<' && c != '>');
        let lower = text.to_ascii_lowercase();
        let hidden = ["%2f", "%5c", "%00", "%09", "%0a", "%0d", "//", "/.."]
            .iter()
            .any(|bad| lower.contains(bad));
        (plain && text.len() <= 500 && text.starts_with('/') && !hidden && !lower.contains(':'))
            .then(|| Self(text.to_owned()))
    }

    /// A path written by our own code: `LocalPath::of(format!("/sessions/{reference}"))`. Anything unfit becomes the
    /// front page.
    pub fn of(text: impl AsRef<str>) -> Self {
        Self::parse(text.as_ref()).unwrap_or_else(|| Self("/".to_owned()))
    }

    /// A path to go to after signing in. `None` when it leads nowhere, or to the pages of signing in and out themselves: they would lead
    /// back here.
    pub fn after_sign_in(text: &str) -> Option<Self> {
        Self::parse(text).filter(|path| {
            let mut parts = path
                .0
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .split('/')
                .skip(1);
            !matches!(
                parts.next(),
                None | Some("" | "sign-in" | "sign-out" | "set-password")
            )
        })
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_no_place_to_go_to_after_signing_in() {
        for good in ["/today", "/courses?area=east", "/sign-in-sheets"] {
            assert_eq!(
                LocalPath::after_sign_in(good).as_ref().map(LocalPath::as_str),
                Some(good)
            );
        }
        for bad in [
            "/",
            "/?x=1",
            "/sign-in",
            "/sign-in?next=/today",
            "/sign-in/code",
            "/sign-in/set-up",
            "/sign-out",
            "/set-password/abc",
            "//evil.example",
        ] {
            assert_eq!(LocalPath::after_sign_in(bad), None, "{bad}");
        }
    }

    /// Proves SE4: forty ways around a redirect check lead nowhere.
    #[test]
    fn only_own_paths_are_followed() {
        for good in [
            "/",
            "/today",
            "/sessions/S-7K2QMX4/book",
            "/courses?area=east&page=2",
            "/answer/abc#main-content",
        ] {
            assert_eq!(LocalPath::parse(good).as_ref().map(LocalPath::as_str), Some(good));
        }
        let bad = [
            "",
            "x",
            "http://evil.example",
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r/evil.example",
            "/%09/evil.example",
            "/%0a/evil.example",
            "/%0d/evil.example",
            "/%2f/evil.example",
            "/%2F%2Fevil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "javascript:alert(1)",
            "/javascript:alert(1)",
            "data:text/html,x",
            "/x//evil.example",
            "/..//evil.example",
            "/../evil.example",
            "/x/../../evil.example",
            "https:evil.example",
            "http:/evil.example",
            "/user@evil.example",
            "user@evil.example",
            "/http://evil.example",
            " /evil.example",
            "/ evil.example",
            "\u{2f}\u{2f}evil.example",
            "/\u{ff0f}evil.example",
            "/%00/evil.example",
            "/<script>",
            "/\"onload=x",
            "ftp://evil.example",
            "?next=//evil.example",
            "/evil.example:80",
            "/\u{200b}/evil.example",
        ];
        assert!(bad.len() >= 40);
        for text in bad {
            assert_eq!(LocalPath::parse(text), None, "{text:?}");
            assert_eq!(LocalPath::of(text).as_str(), "/");
        }
    }
}
