//! The data folder: the database file, the master key, the public half of the backup key, and the mark of a demonstration.

use anyhow::{Context, Result, bail};
use kernel::{Entropy, Instant, hex};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

const DEMO: &str = "this-is-a-demonstration";
const COMPLETE: &str = "demonstration-is-complete";
const KEY: &str = "trellis.key";
const DATABASE: &str = "trellis.db";
const RECIPIENT: &str = "backup-recipient";

impl Folder {
    /// A folder at `path`, which need not exist yet.
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Nothing is in it.
    ///
    /// # Errors
    /// When it is there and cannot be looked into.
    pub(crate) fn is_new(&self) -> Result<bool> {
        match std::fs::read_dir(&self.0) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", self.0.display())),
        }
    }

    /// It was made as a demonstration.
    pub(crate) fn is_demo(&self) -> bool {
        self.0.join(DEMO).is_file()
    }

    /// The demonstration's records were all loaded.
    pub(crate) fn is_complete(&self) -> bool {
        self.0.join(COMPLETE).is_file()
    }

    /// Notes that the demonstration's records were all loaded.
    pub(crate) fn set_complete(&self) -> Result<()> {
        self.write(COMPLETE, b"")
    }

    /// Where the database file is.
    pub(crate) fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// Where a demonstration keeps the messages that it would send.
    pub(crate) fn mail(&self) -> PathBuf {
        self.0.join("mail")
    }

    /// Where the backup before an upgrade goes.
    pub(crate) fn before_upgrade(&self, now: Instant) -> PathBuf {
        self.0.join(format!("before-upgrade-{}.sealed", now.millis()))
    }

    /// Makes the folder with a fresh master key, readable by nobody else.
    ///
    /// # Errors
    /// When something is in the folder already, or it cannot be written.
    pub(crate) fn make(&self, entropy: &dyn Entropy, demo: bool) -> Result<()> {
        if !self.is_new()? {
            bail!("{} is not empty: choose a new folder", self.0.display());
        }
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot make {}", self.0.display()))?;
        self.close_to_others()?;
        let mut key = [0_u8; 32];
        entropy.fill(&mut key);
        self.write(KEY, hex::encode(&key).as_bytes())?;
        if demo {
            self.set_demo()?;
        }
        Ok(())
    }

    /// Notes that it is a demonstration.
    pub(crate) fn set_demo(&self) -> Result<()> {
        self.write(
            DEMO,
            b"Everything in this folder is invented. It may be deleted at any time.\n",
        )
    }

    /// Takes out what was put into it since it was made; with `stays` the folder itself was there before, empty.
    pub(crate) fn unmake(&self, stays: bool) {
        for entry in std::fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
        if !stays {
            let _ = std::fs::remove_dir(&self.0);
        }
    }

    /// Writes the master key of a restored backup.
    pub(crate) fn write_key(&self, key: &[u8; 32]) -> Result<()> {
        std::fs::create_dir_all(&self.0)?;
        restrict(&self.0, 0o700)?;
        self.write(KEY, hex::encode(key).as_bytes())
    }

    /// The master key.
    ///
    /// # Errors
    /// When it is missing, malformed, or readable by others (security.md SK6).
    pub(crate) fn key(&self) -> Result<[u8; 32]> {
        let path = self.0.join(KEY);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow::anyhow!(
                "{} is not a data folder of Trellis (no {KEY}); `trellis init` makes one",
                self.0.display()
            ),
            _ => anyhow::Error::new(error).context(format!(
                "{} cannot be read; a data folder is read by the user it belongs to, and by nobody else",
                path.display()
            )),
        })?;
        refuse_shared(&path)?;
        parse_key(&text).with_context(|| format!("{} does not hold a key", path.display()))
    }

    /// Takes the folder away from everybody else, whoever made it and however.
    ///
    /// # Errors
    /// When it is not ours to close.
    pub(crate) fn close_to_others(&self) -> Result<()> {
        restrict(&self.0, 0o700)
            .with_context(|| format!("{} is not this user's own folder", self.0.display()))
    }

    /// The public half of the backup key, if one was set.
    pub(crate) fn recipient(&self) -> Result<Option<String>> {
        match std::fs::read_to_string(self.0.join(RECIPIENT)) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("cannot read the backup recipient"),
        }
    }

    /// Sets the public half of the backup key.
    pub(crate) fn set_recipient(&self, recipient: &str) -> Result<()> {
        self.write(RECIPIENT, recipient.as_bytes())
    }

    /// Keeps the private backup key beside the data, which only a demonstration may do.
    pub(crate) fn keep_private_backup_key(&self, key: &str) -> Result<()> {
        self.write("backup-identity", key.as_bytes())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.join(name);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(())
    }
}

/// 64 hexadecimal digits. A few bytes over and over, as in examples, are no key.
pub(crate) fn parse_key(text: &str) -> Result<[u8; 32]> {
    let key = hex::decode(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let Some(key) = key else {
        bail!("a key is 64 hexadecimal digits");
    };
    let repeats = |length: usize| {
        key.iter()
            .zip(key.iter().skip(length))
            .all(|(one, later)| one == later)
    };
    if (1..=key.len() / 2).any(repeats) {
        bail!("the key is a few bytes over and over, which anybody can guess");
    }
    Ok(key)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> Result<()> {
    Ok(())
}

/// A file with a secret in it that others can read is refused.
#[cfg(unix)]
pub(crate) fn refuse_shared(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!(
            "{} can be read by others (mode {mode:03o}): run chmod 600 on it",
            path.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn refuse_shared(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    /// Proves SK6: a key file that others can read, or that is no real key, stops the start.
    #[test]
    fn unsafe_keys_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::at(&place.path().join("data"));
        folder.make(&SeededEntropy::new(7), false).unwrap();
        assert!(folder.key().is_ok());
        restrict(&folder.path().join(KEY), 0o640).unwrap();
        assert!(folder.key().unwrap_err().to_string().contains("read by others"));
        assert!(parse_key(&"0".repeat(64)).is_err());
        assert!(parse_key(&"2a".repeat(32)).is_err());
        assert!(parse_key(&"0123456789abcdef".repeat(4)).is_err());
        assert!(parse_key(&"0123456789abcdef0123456789abcdee".repeat(2)).is_err());
        assert!(parse_key("secret").is_err());
        assert!(
            folder.make(&SeededEntropy::new(7), false).is_err(),
            "a folder is never made twice"
        );
        assert!(!folder.is_demo());
    }
}
