//! The address that people use, as it is said on the command line.

use axum::http::Uri;
use axum::http::uri::Scheme;

/// Reads one: `http://` or `https://` and a host, with a port or without; the links that Trellis makes go on from there.
pub(super) fn of_people(text: &str) -> Result<String, String> {
    let plain = text.strip_suffix('/').unwrap_or(text);
    let fits = plain.parse::<Uri>().is_ok_and(|uri| {
        let web = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
        let host = uri
            .authority()
            .is_some_and(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'));
        web && host && uri.path() == "/" && !plain.ends_with('/') && !plain.contains(['?', '#'])
    });
    if fits {
        Ok(plain.to_owned())
    } else {
        Err(
            "an address that people use begins with https:// (or http:// on this machine) and ends with the host or its port, as in https://training.council.example"
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::of_people;

    #[test]
    fn an_address_is_one_that_links_can_begin_with() {
        for good in [
            "https://training.council.example",
            "http://127.0.0.1:8700",
            "https://[2001:db8::1]:8443",
        ] {
            assert_eq!(of_people(good).as_deref(), Ok(good));
        }
        assert_eq!(
            of_people("https://training.council.example/").as_deref(),
            Ok("https://training.council.example")
        );
        for bad in [
            "",
            "banana",
            "training.council.example",
            "ftp://training.council.example",
            "ftp://x y",
            "https://",
            "https:///",
            "https://x y",
            "https://me@training.council.example",
            "https://training.council.example/trellis",
            "https://training.council.example//",
            "https://training.council.example?a=b",
            "https://training.council.example#top",
        ] {
            assert!(of_people(bad).is_err(), "{bad}");
        }
    }
}
