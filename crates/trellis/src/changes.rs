//! What changed since a backup, page by page: a small file that makes the backup whole again as of a later moment
//! (security.md SR12). A SQLite file is the same pages with the changed ones replaced; a copy of PostgreSQL is treated alike.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const FIRST_LINE: &[u8] = b"trellis changes 1\n";
/// Bytes of a page; the file's end may be shorter.
const PAGE: u64 = 4096;

type Sum = [u8; 32];

/// The pages of a snapshot, as their SHA-256 sums.
pub(crate) struct Pages {
    whole: Sum,
    each: Vec<Sum>,
}

impl Pages {
    /// Reads a snapshot.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn of(snapshot: &Path) -> Result<Self> {
        let (mut whole, mut each) = (Sha256::new(), Vec::new());
        every_page(snapshot, |page| {
            whole.update(page);
            each.push(Sha256::digest(page).into());
            Ok(())
        })?;
        Ok(Self {
            whole: whole.finalize().into(),
            each,
        })
    }
}

/// Writes into `target` what differs in `snapshot`; returns how many pages do.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn write(since: &Pages, snapshot: &Path, target: File) -> Result<u64> {
    let now = Pages::of(snapshot)?;
    let mut out = BufWriter::new(target);
    out.write_all(FIRST_LINE)?;
    out.write_all(&since.whole)?;
    out.write_all(&now.whole)?;
    out.write_all(&std::fs::metadata(snapshot)?.len().to_le_bytes())?;
    let (mut number, mut changed) = (0_u64, 0_u64);
    let mut earlier = since.each.iter();
    let mut current = now.each.iter();
    every_page(snapshot, |page| {
        if earlier.next() != current.next() {
            out.write_all(&number.to_le_bytes())?;
            out.write_all(page)?;
            changed += 1;
        }
        number += 1;
        Ok(())
    })?;
    out.into_inner()
        .map_err(std::io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(changed)
}

/// Whether a file holds changes and not a snapshot.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_one(file: &Path) -> Result<bool> {
    let mut first = Vec::new();
    File::open(file)?
        .take(FIRST_LINE.len() as u64)
        .read_to_end(&mut first)?;
    Ok(first == FIRST_LINE)
}

/// Brings a snapshot to the moment at which the changes were written.
///
/// # Errors
/// When the changes belong to another snapshot, were cut short, or the result is not what it was.
pub(crate) fn apply(changes: &Path, snapshot: &Path) -> Result<()> {
    let short = "the changes were cut short";
    let mut from = BufReader::new(File::open(changes)?);
    let mut first = vec![0; FIRST_LINE.len()];
    from.read_exact(&mut first).context(short)?;
    if first != FIRST_LINE {
        bail!("these are not changes since a backup, or those of a later version");
    }
    let (mut before, mut after, mut number) = (Sum::default(), Sum::default(), [0; 8]);
    from.read_exact(&mut before).context(short)?;
    from.read_exact(&mut after).context(short)?;
    from.read_exact(&mut number).context(short)?;
    let length = u64::from_le_bytes(number);
    if Pages::of(snapshot)?.whole != before {
        bail!("these changes belong to another backup");
    }
    let mut to = OpenOptions::new().write(true).open(snapshot)?;
    to.set_len(length)?;
    while !from_is_empty(&mut from)? {
        from.read_exact(&mut number).context(short)?;
        let start = u64::from_le_bytes(number).saturating_mul(PAGE);
        let mut page = Vec::new();
        let bytes = PAGE.min(length.saturating_sub(start));
        from.by_ref().take(bytes).read_to_end(&mut page)?;
        if bytes == 0 || page.len() as u64 != bytes {
            bail!(short);
        }
        to.seek(SeekFrom::Start(start))?;
        to.write_all(&page)?;
    }
    to.sync_all()?;
    if Pages::of(snapshot)?.whole == after {
        Ok(())
    } else {
        bail!("the backup with these changes is not what it was when they were written")
    }
}

fn from_is_empty(from: &mut impl std::io::BufRead) -> Result<bool> {
    Ok(from.fill_buf()?.is_empty())
}

fn every_page(file: &Path, mut work: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut from = BufReader::new(File::open(file)?);
    let mut page = Vec::new();
    loop {
        page.clear();
        from.by_ref().take(PAGE).read_to_end(&mut page)?;
        if page.is_empty() {
            return Ok(());
        }
        work(&page)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SR12: a backup and its changes give the later state byte for byte, also when the file grew or shrank; changes of another
    /// backup, cut or altered ones are refused.
    #[test]
    fn changes_make_the_later_state_or_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let bytes = |seed: u8, length: usize| -> Vec<u8> {
            (0..length)
                .map(|place| seed.wrapping_add(u8::try_from(place / 512).unwrap()))
                .collect()
        };
        let base = bytes(1, 40_000);
        for later in [
            base.clone(),
            bytes(1, 90_001),
            bytes(1, 5_000),
            [&base[..20_000], &bytes(9, 100), &base[20_100..]].concat(),
        ] {
            std::fs::write(at("base"), &base).unwrap();
            std::fs::write(at("later"), &later).unwrap();
            let since = Pages::of(&at("base")).unwrap();
            let changed = write(&since, &at("later"), File::create(at("changes")).unwrap()).unwrap();
            assert!(is_one(&at("changes")).unwrap() && !is_one(&at("base")).unwrap());
            assert_eq!(changed == 0, later == base);
            apply(&at("changes"), &at("base")).unwrap();
            assert_eq!(std::fs::read(at("base")).unwrap(), later);
            if later != base {
                let refused = apply(&at("changes"), &at("base")).unwrap_err().to_string();
                assert!(refused.contains("another backup"), "{refused}");
            }
        }
        let good = std::fs::read(at("changes")).unwrap();
        for spoilt in [
            &good[..good.len() - 1],
            &[&good[..good.len() - 1], b"?"].concat(),
            b"short",
        ] {
            std::fs::write(at("base"), &base).unwrap();
            std::fs::write(at("changes"), spoilt).unwrap();
            assert!(apply(&at("changes"), &at("base")).is_err());
        }
    }
}
