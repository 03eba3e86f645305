//! Photographs that people send (security.md SG1, SG4): taken only where their content, the ending of their name and what the browser declares
//! say the same, and made anew from nothing but what can be seen.

mod kind;
mod page;

pub use kind::{HEIC, Kind, NO_PHOTOGRAPH, NOT_WHOLE};
pub use page::page;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use std::io::Cursor;

/// What makes a photograph anew. The program does it in a process of its own; [`HERE`] does not.
#[derive(Clone, Copy, Debug)]
pub struct Developer {
    /// A JPEG of what can be seen, or in words what is wrong.
    pub develop: fn(&[u8]) -> Result<Vec<u8>, String>,
}

/// Makes a photograph anew in this very process: for tests, and for the process that does nothing else.
pub const HERE: Developer = Developer { develop: anew };

/// Pixels that a photograph may have.
pub const MOST_PIXELS: u64 = 40_000_000;
/// Bytes that its pixels may take while it is read.
const MOST_READ: u64 = 170 * 1024 * 1024;
/// Pixels of the longer side of what is made: a page of A4 stays legible.
const LONGEST: u32 = 2400;
/// How fine the new picture is, of 100.
const QUALITY: u8 = 80;

/// A photograph with more pixels than are taken.
pub const TOO_LARGE: &str =
    "The photograph has too many pixels to be read. Take it with a smaller size, of up to 40 megapixels";

/// A photograph as it was sent.
#[derive(Clone, Copy)]
pub struct Sent<'s> {
    /// What is in it.
    pub bytes: &'s [u8],
    /// The end of its name, in small letters.
    pub extension: &'s str,
    /// The kind that the browser declared.
    pub declared: &'s str,
}

/// A photograph that is all of one kind, made anew by `developer`.
///
/// # Errors
/// In words what is wrong with it.
pub fn taken(sent: Sent<'_>, developer: Developer) -> Result<Vec<u8>, String> {
    let kind = Kind::agreed(sent.bytes, sent.extension, sent.declared)?;
    if !kind.is_whole(sent.bytes) {
        return Err(NOT_WHOLE.to_owned());
    }
    (developer.develop)(sent.bytes)
}

/// The picture anew, the right way up and no larger than needed: a JPEG without anything that was beside the picture.
///
/// # Errors
/// In words what is wrong with it.
pub fn anew(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let kind = Kind::of(bytes).ok_or(NO_PHOTOGRAPH)?;
    let unreadable = |_| NOT_WHOLE.to_owned();
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_READ);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width).saturating_mul(u64::from(height)) > MOST_PIXELS || decoder.total_bytes() > MOST_READ {
        return Err(TOO_LARGE.to_owned());
    }
    let turned = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if picture.width().max(picture.height()) > LONGEST {
        picture = picture.thumbnail(LONGEST, LONGEST);
    }
    picture.apply_orientation(turned);
    let picture = on_white(picture);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(&picture)
        .map_err(unreadable)?;
    Ok(out)
}

/// What can be seen through is laid on white paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let laid = |part: u8| {
            let (part, alpha) = (u16::from(part), u16::from(alpha));
            let sum = part
                .saturating_mul(alpha)
                .saturating_add(255_u16.saturating_mul(255_u16.saturating_sub(alpha)));
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        Rgb([laid(red), laid(green), laid(blue)])
    })
}

#[cfg(test)]
mod tests;
