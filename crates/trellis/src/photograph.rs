//! Photographs that people send are made anew in a process of their own (SG1, SG4). What it says is looked at once more: a picture, or words.

use crate::apart;
use anyhow::Result;
use paper::photograph::{Developer, NOT_WHOLE, TOO_LARGE, anew};
use std::io::Write;

/// Makes each photograph anew in a process of its own.
pub(crate) const DEVELOPER: Developer = Developer { develop };

/// How an answer with a picture begins, and one in words.
const PICTURE: u8 = b'P';
const WORDS: u8 = b'W';

fn develop(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let said = apart::ask("develop-photograph", bytes).map_err(|error| {
        tracing::error!(%error, "no process could be started to read a photograph");
        "The photograph cannot be read just now. Try again in a moment".to_owned()
    })?;
    heard(said)
}

/// What the process said.
fn heard(said: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    let said = said.ok_or(TOO_LARGE)?;
    match said.split_first() {
        Some((&PICTURE, picture)) if picture.starts_with(b"\xff\xd8\xff") => Ok(picture.to_vec()),
        Some((&WORDS, words)) => Err(String::from_utf8_lossy(words).into_owned()),
        _ => Err(NOT_WHOLE.to_owned()),
    }
}

/// The other side: makes the photograph on standard input anew.
pub(crate) fn child() -> Result<()> {
    let bytes = apart::given()?;
    let (mark, said) = match anew(&bytes) {
        Ok(picture) => (PICTURE, picture),
        Err(words) => (WORDS, words.into_bytes()),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(&[mark])?;
    out.write_all(&said)?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SG1: a process that ended at its limits, or says anything but a picture, gives none.
    #[test]
    fn only_a_picture_is_taken_for_one() {
        assert_eq!(heard(None), Err(TOO_LARGE.to_owned()));
        assert_eq!(heard(Some(b"Wtoo large".to_vec())), Err("too large".to_owned()));
        for said in [&b"P<svg/>"[..], b"\xff\xd8\xff", b"P", b"X\xff\xd8\xff"] {
            assert_eq!(heard(Some(said.to_vec())), Err(NOT_WHOLE.to_owned()));
        }
        assert_eq!(
            heard(Some(b"P\xff\xd8\xff\xe0".to_vec())).unwrap(),
            b"\xff\xd8\xff\xe0"
        );
    }
}
