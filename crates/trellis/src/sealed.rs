//! A sealed backup: an age file that holds the master key and a snapshot of the database, and opens only with a private
//! key that is not on this host (security.md SC4, SR12).

use crate::folder::parse_key;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const FIRST_LINE: &str = "trellis backup 1";

/// Seals the snapshot at `snapshot` to `recipient`, then opens the result again with a key made for this one moment and
/// compares every byte: only a backup that opened counts.
pub(crate) fn seal(snapshot: &Path, key: &[u8; 32], recipient: &str, target: &Path) -> Result<()> {
    let owner = parse_recipient(recipient)?;
    let witness = age::x25519::Identity::generate();
    let both: [&dyn age::Recipient; 2] = [&owner, &witness.to_public()];
    let unfinished = target.with_extension("unfinished");
    {
        let file = private(&unfinished)?;
        let mut writer = age::Encryptor::with_recipients(both.into_iter())?.wrap_output(file)?;
        writeln!(writer, "{FIRST_LINE}\n{}", kernel::hex::encode(key))?;
        std::io::copy(&mut std::fs::File::open(snapshot)?, &mut writer)?;
        writer.finish()?.sync_all()?;
    }
    let mut reader = open_with(&unfinished, &witness)?;
    if read_key(&mut reader)? != *key {
        bail!("the sealed copy does not hold the key it was given");
    }
    same_bytes(reader, std::fs::File::open(snapshot)?)?;
    std::fs::rename(&unfinished, target)?;
    Ok(())
}

/// Opens a sealed backup with the private key and writes the snapshot to `snapshot`; returns the master key.
///
/// # Errors
/// When the key does not fit, or the file was cut or altered.
pub(crate) fn open(sealed: &Path, identity: &str, snapshot: &Path) -> Result<[u8; 32]> {
    let identity = parse_identity(identity)?;
    let mut reader = open_with(sealed, &identity)?;
    let key = read_key(&mut reader)?;
    let mut file = private(snapshot)?;
    std::io::copy(&mut reader, &mut file).context("the backup is damaged: it was cut short or altered")?;
    file.sync_all()?;
    Ok(key)
}

/// The public half of a private backup key.
///
/// # Errors
/// When it is no such key.
pub(crate) fn public_of(identity: &str) -> Result<String> {
    Ok(parse_identity(identity)?.to_public().to_string())
}

fn parse_identity(identity: &str) -> Result<age::x25519::Identity> {
    identity
        .trim()
        .parse()
        .map_err(|error: &str| anyhow::anyhow!("that is not an age private key: {error}"))
}

/// Whether backups can be sealed to this public key.
///
/// # Errors
/// When it is no such key.
pub(crate) fn parse_recipient(recipient: &str) -> Result<age::x25519::Recipient> {
    recipient
        .trim()
        .parse()
        .map_err(|error: &str| anyhow::anyhow!("{recipient} is not an age recipient: {error}"))
}

/// A fresh pair of backup keys: (private, public).
pub(crate) fn fresh_keys() -> (String, String) {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    (
        identity.to_string().expose_secret().to_owned(),
        identity.to_public().to_string(),
    )
}

/// A new, empty file that is its owner's alone, whatever the umask (security.md SK5).
pub(crate) fn private(path: &Path) -> Result<std::fs::File> {
    let refused = || format!("cannot write {}", path.display());
    if path.exists() {
        // The mode below is for new files only.
        std::fs::remove_file(path).with_context(refused)?;
    }
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(refused)
}

fn open_with(sealed: &Path, identity: &age::x25519::Identity) -> Result<BufReader<impl Read + use<>>> {
    let file = std::fs::File::open(sealed).with_context(|| format!("cannot read {}", sealed.display()))?;
    let decryptor = age::Decryptor::new(file).context("this is not a sealed backup")?;
    let reader = decryptor
        .decrypt(std::iter::once(identity as &dyn age::Identity))
        .context("this key does not open the backup")?;
    Ok(BufReader::new(reader))
}

fn read_key(reader: &mut impl BufRead) -> Result<[u8; 32]> {
    let mut line = String::new();
    reader.read_line(&mut line).context("the backup is damaged")?;
    if line.trim_end() != FIRST_LINE {
        bail!("this is not a backup of Trellis, or one of a later version");
    }
    line.clear();
    reader.read_line(&mut line)?;
    parse_key(&line)
}

fn same_bytes(one: impl Read, other: impl Read) -> Result<()> {
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let both = left.len().min(right.len());
        if both == 0 {
            if left.is_empty() && right.is_empty() {
                return Ok(());
            }
            bail!("the sealed copy differs from the snapshot in length");
        }
        if left.get(..both) != right.get(..both) {
            bail!("the sealed copy differs from the snapshot");
        }
        one.consume(both);
        other.consume(both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SR12: a backup opens only with its private key, and not at all when cut or altered.
    #[test]
    fn a_backup_opens_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let (snapshot, sealed, back) = (
            place.path().join("a"),
            place.path().join("b"),
            place.path().join("c"),
        );
        std::fs::write(&snapshot, vec![7_u8; 300_000]).unwrap();
        let (private, public) = fresh_keys();
        let key: [u8; 32] = std::array::from_fn(|place| u8::try_from(place).unwrap());
        seal(&snapshot, &key, &public, &sealed).unwrap();
        assert_eq!(open(&sealed, &private, &back).unwrap(), key);
        assert_eq!(std::fs::read(&back).unwrap(), vec![7_u8; 300_000]);
        assert!(open(&sealed, &fresh_keys().0, &back).is_err(), "another key");
        let bytes = std::fs::read(&sealed).unwrap();
        std::fs::write(&sealed, &bytes[..bytes.len() - 1000]).unwrap();
        assert!(open(&sealed, &private, &back).is_err(), "cut");
        let mut altered = bytes.clone();
        altered[bytes.len() / 2] ^= 1;
        std::fs::write(&sealed, &altered).unwrap();
        assert!(open(&sealed, &private, &back).is_err(), "altered");
        assert!(
            !bytes.windows(64).any(|window| window == [7_u8; 64]),
            "nothing readable inside"
        );
    }
}
