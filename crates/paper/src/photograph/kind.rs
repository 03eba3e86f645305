//! Which kind of photograph a file is, and whether it is all there.

use image::ImageFormat;

/// A kind of photograph that is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

/// A file of any other kind, or one whose name or declared kind says something else than its content.
pub const NO_PHOTOGRAPH: &str =
    "The file is not a photograph that is taken here. Send a JPEG, PNG or WebP file under its own ending";
/// A photograph in the newer format of some telephones.
pub const HEIC: &str = "This is a HEIC photograph, which cannot be read here. On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again, or save a copy of it as JPEG";
/// A photograph that is cut or damaged.
pub const NOT_WHOLE: &str = "The photograph is not whole, or it is damaged. Send it again, or take another";

const PNG_MARK: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Kind {
    /// The kind that content, ending and declared kind agree on.
    ///
    /// # Errors
    /// In words, when they do not, or when it is none that is taken.
    pub fn agreed(bytes: &[u8], extension: &str, declared: &str) -> Result<Self, String> {
        let declared = declared.split(';').next().unwrap_or_default().trim();
        let heic = ["heic", "heif", "hif"].contains(&extension)
            || ["image/heic", "image/heif"]
                .iter()
                .any(|kind| declared.starts_with(kind))
            || is_heic(bytes);
        if heic {
            return Err(HEIC.to_owned());
        }
        let content = Self::of(bytes).ok_or(NO_PHOTOGRAPH)?;
        let (endings, name): (&[&str], _) = match content {
            Self::Jpeg => (&["jpg", "jpeg", "jpe", "jfif"], "image/jpeg"),
            Self::Png => (&["png"], "image/png"),
            Self::WebP => (&["webp"], "image/webp"),
        };
        if endings.contains(&extension) && declared.eq_ignore_ascii_case(name) {
            Ok(content)
        } else {
            Err(NO_PHOTOGRAPH.to_owned())
        }
    }

    /// The kind by how the content begins.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(PNG_MARK) {
            Some(Self::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }

    pub(super) const fn format(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::WebP => ImageFormat::WebP,
        }
    }

    /// It goes on to its own end. What reads pictures would fill in what is missing.
    pub fn is_whole(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => jpeg_ends(bytes),
            Self::Png => png_ends(bytes),
            Self::WebP => webp_ends(bytes),
        }
        .is_some()
    }
}

/// The container of HEIC and its relatives names its brand after eight bytes.
fn is_heic(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| {
            [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"]
                .contains(&brand.try_into().unwrap_or(b"    "))
        })
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

/// Segment by segment to the mark of the end, which stands in no picture data.
fn jpeg_ends(bytes: &[u8]) -> Option<()> {
    let mut at = 2_usize;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let mark = *bytes.get(at.checked_add(1)?)?;
        match mark {
            0xd9 => return Some(()),
            0xff => at = at.checked_add(1)?,
            0x01 | 0xd0..=0xd7 => at = at.checked_add(2)?,
            _ => {
                let length: [u8; 2] = bytes
                    .get(at.checked_add(2)?..at.checked_add(4)?)?
                    .try_into()
                    .ok()?;
                at = at
                    .checked_add(2)?
                    .checked_add(usize::from(u16::from_be_bytes(length)))?;
                if mark == 0xda {
                    at = picture_ends(bytes, at)?;
                }
            }
        }
    }
}

/// Where the picture data that begins at `from` ends: at a mark that is neither a stuffed byte nor a restart.
fn picture_ends(bytes: &[u8], from: usize) -> Option<usize> {
    let data = bytes.get(from..)?;
    let end = data
        .windows(2)
        .position(|two| matches!(two, [0xff, mark] if !matches!(mark, 0x00 | 0xd0..=0xd7)))?;
    from.checked_add(end)
}

/// Chunk by chunk to the last.
fn png_ends(bytes: &[u8]) -> Option<()> {
    let mut at = PNG_MARK.len();
    loop {
        let length = number(bytes, at)?;
        let name = bytes.get(at.checked_add(4)?..at.checked_add(8)?)?;
        at = at.checked_add(12)?.checked_add(length)?;
        if at > bytes.len() {
            return None;
        }
        if name == b"IEND" {
            return Some(());
        }
    }
}

/// As long as it says.
fn webp_ends(bytes: &[u8]) -> Option<()> {
    let four: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
    let length = usize::try_from(u32::from_le_bytes(four)).ok()?;
    (bytes.len() >= length.checked_add(8)?).then_some(())
}
