//! The folder of the embedded database: the encrypted file and, unless the environment holds it, its key.
//!
//! A database is made only in a folder that is missing or empty. A database without its key, a key without its
//! database and a folder with other files are errors, since each of them means that something was lost or mistaken.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::OpenError;
use crate::clock::Random;

/// Name of the database in its folder.
pub const DATABASE_FILE: &str = "kuramori.db";
/// Name of the key in the same folder.
pub const KEY_FILE: &str = "kuramori.key";
/// Name of the lock that keeps two programs from making tables at once.
const LOCK_SUFFIX: &str = ".lock";

/// The raw 256-bit key of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct RawKey([u8; 32]);

impl RawKey {
    /// A new key.
    #[must_use]
    pub fn random(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        let hex = hex.trim();
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (position, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(position * 2..position * 2 + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        crate::hex::hex(&self.0)
    }
}

/// Never shows itself in a log.
impl fmt::Debug for RawKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawKey(…)")
    }
}

/// A folder that is fit to be opened.
#[derive(Clone, Debug)]
pub struct DataDir {
    /// The database file.
    pub file: PathBuf,
    /// Its key.
    pub key: RawKey,
    /// Whether the database is made now; the program says so loudly.
    pub is_new: bool,
}

impl DataDir {
    /// Looks at a folder and, when it is missing or empty, makes it and a key.
    ///
    /// `key` is the key of the environment, if it holds one; then the folder has none.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the folder and what to do about it.
    pub fn prepare(dir: &Path, key: Option<RawKey>, random: &dyn Random) -> Result<Self, OpenError> {
        let (file, key_file) = (dir.join(DATABASE_FILE), dir.join(KEY_FILE));
        let io = |error| OpenError::Folder(dir.to_owned(), error);
        match (file.try_exists().map_err(io)?, key_file.try_exists().map_err(io)?, key) {
            (true, _, Some(key)) => Ok(Self { file, key, is_new: false }),
            (true, true, None) => Ok(Self { key: read_key(&key_file)?, file, is_new: false }),
            (true, false, None) => Err(OpenError::KeyMissing(file)),
            (false, true, _) => Err(OpenError::DatabaseMissing(key_file)),
            (false, false, key) => {
                make_folder(dir).map_err(io)?;
                if let Some(other) = first_other_file(dir).map_err(io)? {
                    return Err(OpenError::OtherFiles(dir.to_owned(), other));
                }
                let key = match key {
                    Some(key) => key,
                    None => write_key(&key_file, RawKey::random(random)).map_err(io)?,
                };
                Ok(Self { file, key, is_new: true })
            }
        }
    }
}

/// The lock file beside a database.
pub(crate) fn lock_file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(LOCK_SUFFIX);
    PathBuf::from(name)
}

fn first_other_file(dir: &Path) -> std::io::Result<Option<String>> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != format!("{DATABASE_FILE}{LOCK_SUFFIX}") {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

#[cfg(unix)]
fn make_folder(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn make_folder(dir: &Path) -> std::io::Result<()> {
    fs::create_dir_all(dir)
}

/// Written for the owner alone, and on the disk before the database that needs it.
fn write_key(file: &Path, key: RawKey) -> std::io::Result<RawKey> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    writeln!(out, "{}", key.hex())?;
    out.sync_all()?;
    Ok(key)
}

fn read_key(file: &Path) -> Result<RawKey, OpenError> {
    let io = |error| OpenError::Folder(file.to_owned(), error);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(file).map_err(io)?.permissions().mode() & 0o077 != 0 {
            return Err(OpenError::KeyReadableByOthers(file.to_owned()));
        }
    }
    RawKey::parse(&fs::read_to_string(file).map_err(io)?).ok_or_else(|| OpenError::KeyUnreadable(file.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    fn prepare(dir: &Path) -> Result<DataDir, OpenError> {
        DataDir::prepare(dir, None, &SystemRandom)
    }

    #[test]
    fn a_missing_folder_is_made_and_its_key_is_found_again() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("data");
        let made = prepare(&dir).unwrap();
        assert!(made.is_new);
        fs::write(&made.file, "").unwrap();
        let found = prepare(&dir).unwrap();
        assert!(!found.is_new);
        assert_eq!(found.key, made.key);
    }

    #[test]
    fn what_is_lost_or_mistaken_is_an_error() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("letter.txt"), "").unwrap();
        assert!(matches!(prepare(temp.path()), Err(OpenError::OtherFiles(_, name)) if name == "letter.txt"));
        fs::write(temp.path().join(DATABASE_FILE), "").unwrap();
        assert!(matches!(prepare(temp.path()), Err(OpenError::KeyMissing(_))));
        fs::remove_file(temp.path().join(DATABASE_FILE)).unwrap();
        fs::write(temp.path().join(KEY_FILE), "").unwrap();
        assert!(matches!(prepare(temp.path()), Err(OpenError::DatabaseMissing(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let made = prepare(temp.path()).unwrap();
        fs::write(&made.file, "").unwrap();
        fs::set_permissions(temp.path().join(KEY_FILE), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(prepare(temp.path()), Err(OpenError::KeyReadableByOthers(_))));
    }
}
