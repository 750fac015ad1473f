//! One relay for each site, user and machine. Two could make changes at the same time, and the browser cannot prevent
//! it: to the browser, two ports are two addresses that know nothing of each other.
//!
//! For each site there are two files in the user's state folder, both named by a hash of the site:
//! - `HASH.lock` is empty. A relay holds an advisory lock on it. The system frees it however the relay ends.
//! - `HASH.relay` has the address that the relay listens on and the relay's process id. It is a file of its own,
//!   because on Windows nobody else can read a locked file. The next relay for the site takes the same address.
//!
//! Neither a relay of another user nor one on another machine is seen.

use std::env;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process;

use groupsweep_core::domain::SiteAddress;
use sha2::{Digest as _, Sha256};

/// Bytes of a site's hash that name its files: enough that no two sites share one.
const NAME_BYTES: usize = 16;

/// What a site's relay wrote into its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Note {
    address: SocketAddr,
    /// Valid only while that relay holds the lock. Later the id may belong to another program.
    process: Option<u32>,
}

/// Held while a relay serves a site; freed when dropped.
#[derive(Debug)]
pub(super) struct SiteLock {
    _locked: File,
    note: PathBuf,
    last: Option<SocketAddr>,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub(super) enum SiteLockError {
    /// Another relay has it and left this note.
    #[error("{}", taken(site, *note))]
    Taken {
        site: SiteAddress,
        note: Option<Note>,
    },
    /// It is unknown whether another relay has it.
    #[error(
        "The relay could not check whether another relay for this site is running on this machine ({0}). Make sure that no other is running. Two relays for one site could make changes at the same time."
    )]
    Unavailable(io::Error),
}

impl SiteLock {
    /// Takes the lock for this site in the user's state folder.
    pub(super) fn take(site: &SiteAddress) -> Result<Self, SiteLockError> {
        let folder = state_folder().ok_or_else(|| {
            SiteLockError::Unavailable(io::Error::other("the system reports no home folder"))
        })?;
        Self::take_in(&folder, site)
    }

    fn take_in(folder: &Path, site: &SiteAddress) -> Result<Self, SiteLockError> {
        let name = hash_of(site);
        let note = folder.join(format!("{name}.relay"));
        fs::create_dir_all(folder).map_err(SiteLockError::Unavailable)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(format!("{name}.lock")))
            .map_err(SiteLockError::Unavailable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(SiteLockError::Taken {
                    site: site.clone(),
                    note: Note::read(&note),
                });
            }
            Err(TryLockError::Error(error)) => return Err(SiteLockError::Unavailable(error)),
        }
        let lock = Self {
            _locked: file,
            last: Note::read(&note).map(|left| left.address),
            note,
        };
        // The last relay's process id may belong to another program now. The lock holds even if the note cannot be
        // written; that is reported once the relay listens.
        if let Some(address) = lock.last
            && lock.write(address, None).is_err()
        {
            let _ = fs::remove_file(&lock.note);
        }
        Ok(lock)
    }

    /// The address of the last relay for this site.
    pub(super) fn last_address(&self) -> Option<SocketAddr> {
        self.last
    }

    /// Notes where this relay listens, for later relays.
    pub(super) fn listens_on(&self, address: SocketAddr) -> io::Result<()> {
        self.write(address, Some(process::id()))
    }

    /// Writes a temporary file and renames it, because half an address could be another address.
    fn write(&self, address: SocketAddr, process: Option<u32>) -> io::Result<()> {
        let mut text = format!("{address}\n");
        if let Some(process) = process {
            let _ = writeln!(text, "{process}");
        }
        let new = self.note.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(&new, &self.note)
    }
}

impl Note {
    fn read(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let mut lines = text.lines();
        let address: SocketAddr = lines.next()?.parse().ok()?;
        // Anything else was not written by a relay.
        (address.ip().is_loopback() && address.port() != 0).then(|| Self {
            address,
            process: lines.next().and_then(|line| line.parse().ok()),
        })
    }
}

/// The error when a second relay is started for a site.
fn taken(site: &SiteAddress, note: Option<Note>) -> String {
    let place = note.map_or(String::new(), |note| format!(" at http://{}", note.address));
    let or_process = note
        .and_then(|note| note.process)
        .map_or(String::new(), |id| format!(", or end process {id}"));
    format!(
        "A relay for {} is already running on this machine{place}. To use it, open the address that it printed. To replace it, press Ctrl-C in its terminal{or_process}, then start this one again. Two relays for one site could make changes at the same time.",
        site.origin()
    )
}

/// The folder for persistent state: the local application data on Windows, the XDG state folder elsewhere.
fn state_folder() -> Option<PathBuf> {
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let folder = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else {
        absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))
    };
    Some(folder?.join("groupsweep"))
}

fn hash_of(site: &SiteAddress) -> String {
    let hash = Sha256::digest(site.origin().as_bytes());
    hash.iter()
        .take(NAME_BYTES)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn site(address: &str) -> SiteAddress {
        SiteAddress::parse_for_relay(address).unwrap()
    }

    /// A folder for one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Self {
            let folder = env::temp_dir().join(format!("groupsweep-lock-{test}-{}", process::id()));
            let _ = fs::remove_dir_all(&folder);
            Self(folder)
        }

        fn take(&self, address: &str) -> Result<SiteLock, SiteLockError> {
            SiteLock::take_in(&self.0, &site(address))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const SITE: &str = "https://example.atlassian.net";

    #[test]
    fn a_site_has_one_lock_however_it_is_written() {
        let folder = Folder::new("one");
        let lock = folder.take(SITE).unwrap();
        for again in [SITE, "https://EXAMPLE.atlassian.net/"] {
            assert!(
                matches!(
                    folder.take(again),
                    Err(SiteLockError::Taken { note: None, .. })
                ),
                "{again}"
            );
        }
        assert!(folder.take("https://other.atlassian.net").is_ok());
        drop(lock);
        assert!(folder.take(SITE).is_ok());
    }

    #[test]
    fn a_held_lock_says_where_its_relay_is() {
        let folder = Folder::new("where");
        let lock = folder.take(SITE).unwrap();
        let address = "127.0.0.1:8737".parse().unwrap();
        lock.listens_on(address).unwrap();
        let Err(SiteLockError::Taken { note, .. }) = folder.take(SITE) else {
            panic!("taken twice")
        };
        let process = Some(process::id());
        assert_eq!(note, Some(Note { address, process }));
        let sentence = taken(&site(SITE), note);
        for word in [
            "https://example.atlassian.net",
            "http://127.0.0.1:8737.",
            "Ctrl-C",
            &format!("process {}", process::id()),
        ] {
            assert!(sentence.contains(word), "{sentence}");
        }
    }

    #[test]
    fn the_next_relay_has_the_last_address_and_forgets_the_last_process() {
        let folder = Folder::new("next");
        let lock = folder.take(SITE).unwrap();
        assert_eq!(lock.last_address(), None);
        let address = "127.0.0.1:50123".parse().unwrap();
        lock.listens_on(address).unwrap();
        drop(lock);
        let next = folder.take(SITE).unwrap();
        assert_eq!(next.last_address(), Some(address));
        let Err(SiteLockError::Taken { note, .. }) = folder.take(SITE) else {
            panic!("taken twice")
        };
        assert_eq!(note.unwrap().process, None);
    }

    #[test]
    fn what_no_relay_wrote_is_no_address() {
        let folder = Folder::new("strange");
        let lock = folder.take(SITE).unwrap();
        for text in [
            "",
            "127.0.0.1",
            "192.168.0.1:80\n1\n",
            "127.0.0.1:0\n",
            "\u{1}\n",
        ] {
            fs::write(&lock.note, text).unwrap();
            assert_eq!(Note::read(&lock.note), None, "{text:?}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_not_taken_for_a_free_lock() {
        let folder = Folder::new("file");
        fs::write(&folder.0, "a file").unwrap();
        let refused = folder.take(SITE);
        let _ = fs::remove_file(&folder.0);
        assert!(matches!(refused, Err(SiteLockError::Unavailable(_))));
    }
}
