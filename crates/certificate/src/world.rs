//! The little world that Typst sees: one template of ours, the words and the QR code as files beside it, the fonts in the program. No
//! disk, no network, no clock.

use kernel::Fault;
use paper::certificate::Words;
use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// The page. It is the only source; everything else is read as data.
static PAGE: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("certificate.typ")));

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// Families of the fonts that come with Typst; those for formulas are left out.
const FAMILIES: [&str; 3] = ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"];

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    typst_assets::fonts()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .filter(|font| FAMILIES.contains(&font.info().family.as_str()))
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// A font has this letter.
pub(crate) fn shows(letter: char) -> bool {
    FONTS
        .iter()
        .any(|font| font.info().coverage.contains(u32::from(letter)))
}

/// The world of one certificate.
pub(crate) struct World {
    words: Bytes,
    code: Bytes,
}

impl World {
    pub(crate) fn of(words: &Words) -> Result<Self, Fault> {
        let data = serde_json::json!({
            "programme": words.programme,
            "name": words.name,
            "title": words.title,
            "length": words.length,
            "days": words.days,
            "aims": words.aims,
            "issued_by": words.issued_by,
            "issued_on": words.issued_on,
            "code": words.code,
            "check_at": words.check_at,
            "pathway": words.pathway,
            "mark": words.mark,
        });
        let code = paper::qr::svg(&words.check_link, "")?;
        Ok(Self {
            words: Bytes::from_string(data.to_string()),
            code: Bytes::from_string(code),
        })
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        PAGE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == PAGE.id() {
            Ok(PAGE.clone())
        } else {
            Err(FileError::NotSource)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_without_slash() {
            "words.json" => Ok(self.words.clone()),
            "code.svg" => Ok(self.code.clone()),
            _ => Err(FileError::NotFound(PathBuf::new())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
