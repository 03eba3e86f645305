//! Certificates, and photographs that leave, as readers of other makers see them: qpdf, and poppler's pdfinfo, pdffonts and pdftotext.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod pdf;
mod photograph;
mod readers;
