//! A certificate as a PDF that a screen reader can read: tagged, PDF/UA-1, its language and title set, its fonts in it. Pure: words and a
//! moment in, bytes out; the same bytes for the same words. A crate of its own, because Typst is most of what there is to compile
//! (decision 14).

mod world;

use kernel::{Fault, Instant};
use paper::certificate::{Press, Words};
use typst::diag::Warned;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::World;

/// The press, for who puts the program together.
pub const PRESS: Press = Press { write, unprintable };

/// The first letter of a text that no font of ours can show. Marks that are never seen by themselves do not count.
pub fn unprintable(text: &str) -> Option<char> {
    text.chars()
        .find(|letter| !letter.is_whitespace() && !letter.is_control() && !world::shows(*letter))
}

/// The certificate, made at a moment.
pub fn write(words: &Words, made: Instant) -> Result<Vec<u8>, Fault> {
    let world = World::of(words)?;
    let options = options(words, made)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
    // What Typst says of an error may quote the words, and a fault is logged: it goes no further.
    let pdf = output
        .and_then(|document| typst_pdf::pdf(&document, &options))
        .map_err(|errors| {
            Fault::new(format!(
                "the certificate could not be set: {} errors",
                errors.len()
            ))
        });
    // What Typst keeps to be quick the next time holds names.
    typst::comemo::evict(0);
    pdf
}

/// How it is written: to the rules of PDF/UA-1, with the date that is given and no other.
fn options(words: &Words, made: Instant) -> Result<PdfOptions, Fault> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|_| Fault::new("PDF/UA-1 is not known to the writer of PDF"))?;
    Ok(PdfOptions {
        ident: Smart::Custom(words.code.clone()),
        creator: Smart::Custom(Some("Trellis".to_owned())),
        timestamp: moment(made).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

fn moment(made: Instant) -> Option<Datetime> {
    let seconds = made.millis().div_euclid(1000);
    let clock = u32::try_from(seconds.rem_euclid(86_400)).ok()?;
    let part = |value: u32| u8::try_from(value).ok();
    let (year, month, day) = made.day().parts();
    Datetime::from_ymd_hms(
        i32::from(year),
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
        part(clock / 3600)?,
        part(clock / 60 % 60)?,
        part(clock % 60)?,
    )
}
