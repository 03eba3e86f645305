//! Certificates, held against PDF/UA-1 by a checker of others, which follows the Matterhorn Protocol.

use super::reader::Reader;
use anyhow::Result;

/// The checker, and the reader of pages that it stands on.
pub(super) const OUTLOUD: Reader = Reader {
    name: "outloud",
    packages: &["outloud==0.2.1", "pymupdf==1.26.7"],
    what: "certificates",
    test: "pdf::certificates_for_the_other_program",
    script: include_str!("certificates.py"),
};

/// One of each kind that people are given.
pub(crate) fn check() -> Result<String> {
    let folder = OUTLOUD.read(0)?;
    let count = crate::tools::files(&folder, &["pdf"])?
        .iter()
        .filter(|path| path.parent() == Some(&folder))
        .count();
    Ok(format!(
        "{count} certificates (plain, of a pathway, a copy, other scripts, several pages) held against PDF/UA-1 by {}: no finding; tags, their order, title, language, words for pictures, links, fonts and text each looked \
         at; the same file without one of six of these is refused",
        OUTLOUD.version()
    ))
}
