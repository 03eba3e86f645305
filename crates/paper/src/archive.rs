//! What a packed archive may be before anything is read from it (SG3): its bytes are counted as they come out, whatever it claims, and it
//! is an archive and nothing else besides.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes that an archive may unpack to, really and not by what it claims.
pub const MOST_UNPACKED: u64 = 50 * 1024 * 1024;
/// How much larger it may become.
pub const MOST_RATIO: u64 = 100;
/// Parts it may have.
pub const MOST_PARTS: usize = 1_000;

/// What is wrong with an archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// It cannot be read, or is made to be read in two ways.
    Unreadable,
    /// It is too large when it is unpacked.
    TooLarge,
    /// It carries a program.
    Macros,
}

/// The record at the end of an archive: its length without a comment, and how it begins.
const END: usize = 22;
const END_MARK: &[u8] = b"PK\x05\x06";
/// How an archive begins.
pub const MARK: &[u8] = b"PK\x03\x04";

/// Unpacks everything once, counting, and keeps nothing. Before and behind the archive there may be nothing (it would be two files in one), no
/// two parts may share bytes, and no part may be a link or lie elsewhere.
pub fn measure(bytes: &[u8]) -> Result<(), Wrong> {
    let last = bytes.len().saturating_sub(END);
    if !bytes.starts_with(MARK) || !bytes.get(last..).is_some_and(|end| end.starts_with(END_MARK)) {
        return Err(Wrong::Unreadable);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Wrong::Unreadable)?;
    if archive.len() > MOST_PARTS {
        return Err(Wrong::TooLarge);
    }
    if archive.offset() != 0 || archive.has_overlapping_entries().unwrap_or(true) {
        return Err(Wrong::Unreadable);
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(1024);
    let most = MOST_UNPACKED.min(packed.saturating_mul(MOST_RATIO));
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| Wrong::Unreadable)?;
        if part.is_symlink() || part.enclosed_name().is_none() {
            return Err(Wrong::Unreadable);
        }
        let name = part.name().map_err(|_| Wrong::Unreadable)?.to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") {
            return Err(Wrong::Macros);
        }
        loop {
            let count = part.read(&mut buffer).map_err(|_| Wrong::Unreadable)?;
            if count == 0 {
                break;
            }
            total = total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            if total > most {
                return Err(Wrong::TooLarge);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn one(name: &str, bytes: &[u8]) -> Vec<u8> {
        archive(&[(name.to_owned(), bytes.to_vec())])
    }

    /// Proves SG3: a bomb is refused by what comes out of it; so are very many parts, and whatever is no archive.
    #[test]
    fn a_bomb_is_refused() {
        let bomb = one("xl/worksheets/sheet1.xml", &vec![b'a'; 60 * 1024 * 1024]);
        assert!(bomb.len() < 100 * 1024);
        assert_eq!(measure(&bomb), Err(Wrong::TooLarge));
        let small = one("a", &vec![b'a'; 1024 * 1024]);
        assert_eq!(measure(&small), Err(Wrong::TooLarge), "a thousand times larger");
        let parts: Vec<_> = (0..=MOST_PARTS)
            .map(|number| (number.to_string(), vec![b'a']))
            .collect();
        assert_eq!(measure(&archive(&parts)), Err(Wrong::TooLarge));
        assert_eq!(measure(&archive(&parts[1..])), Ok(()));
        for nonsense in [&b"PK\x03\x04nothing"[..], b"", b"name,address\r\n"] {
            assert_eq!(measure(nonsense), Err(Wrong::Unreadable));
        }
    }

    /// Proves SG1: something before or behind an archive makes two files of one, and is refused; so is a part that lies elsewhere.
    #[test]
    fn an_archive_is_an_archive_and_nothing_besides() {
        let plain = one("a.xml", b"<a/>");
        assert_eq!(measure(&plain), Ok(()));
        let before = [b"%PDF-1.7\n".as_slice(), &plain].concat();
        let behind = [&plain, b"<script>alert(1)</script>".as_slice()].concat();
        let twice = [plain.as_slice(), &plain].concat();
        for polyglot in [before, behind, twice, one("../a.xml", b"<a/>")] {
            assert_eq!(measure(&polyglot), Err(Wrong::Unreadable));
        }
        let mut commented = ZipWriter::new(Cursor::new(Vec::new()));
        commented.set_comment("<script>alert(1)</script>").unwrap();
        commented.start_file("a", SimpleFileOptions::default()).unwrap();
        assert_eq!(
            measure(&commented.finish().unwrap().into_inner()),
            Err(Wrong::Unreadable)
        );
    }

    /// Proves SG3: two parts that share their bytes are refused, small as they are.
    #[test]
    fn parts_share_no_bytes() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"the same bytes, named twice").unwrap();
        writer.shallow_copy_file("a", "b").unwrap();
        let shared = writer.finish().unwrap().into_inner();
        assert_eq!(measure(&shared), Err(Wrong::Unreadable));
    }

    /// Proves SG1: a workbook with a program in it is refused, whatever its name says.
    #[test]
    fn a_program_inside_is_refused() {
        assert_eq!(measure(&one("xl/vbaProject.bin", b"x")), Err(Wrong::Macros));
    }
}
