//! A run's record as a file, for use at another address. It holds the stored pieces unchanged and a checksum
//! over all of them, so a truncated or edited file is refused. Whoever edits the file can also make a new
//! checksum, so its content is not trusted: the record is marked as imported ([`LoadedFrom`]), and nothing is
//! sent for its run ([`crate::run::Run::bring_in`]).
//!
//! The file format: [`BEGINS`], the version and a line feed; the length of the whole file (8 bytes, little
//! endian); then each piece with its length before it (4 bytes, little endian): [`Lead`], the head, the
//! plan's parts, the log's batches. The last bytes are the SHA-256 of everything before them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::{Timestamp, cut};
use crate::import::RECORD_BEGINS as BEGINS;
use crate::run::{Rate, Run};

use super::frame::DecodeError;
use super::head::{LoadedFrom, RunHeader};
use super::record::{StoredRecord, read_record};

/// Increased when the file format changes.
const VERSION: &[u8] = b"1\n";
const SUM: usize = 32;

/// The description of a file.
#[derive(Serialize, Deserialize)]
struct Lead {
    /// The address at which it was saved.
    from: String,
    saved: Timestamp,
    parts: u32,
    batches: u32,
}

/// A record that was read from a file, undamaged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// Its head, marked as imported, with the counts of its log.
    pub head: RunHeader,
    /// When it was saved, according to the file.
    pub saved: Timestamp,
    /// The pieces to store, with this head.
    pub record: StoredRecord,
}

const OTHER_VERSION: &str = "Another version of Groupsweep saved this record. Nothing was loaded. Use the same version at both addresses.";

/// Why a file is refused as a record. Nothing of it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CarriedError {
    #[error(
        "This file is not a run record. Nothing was loaded. Choose a file that \"Save record\" made."
    )]
    OtherKind,
    #[error("{OTHER_VERSION}")]
    OtherVersion,
    /// The end of the file is missing.
    #[error(
        "The end of this record is missing, so the file was not copied completely. Nothing was loaded. Copy it again, or save the record again at its old address."
    )]
    Cut,
    /// The checksum does not match.
    #[error(
        "The checksum of this record does not match: the file was edited or damaged. Nothing was loaded. Copy it again, or save the record again at its old address."
    )]
    Edited,
    /// The file is intact, but the record in it was damaged before it was saved.
    #[error("{}", of_damage(*.0))]
    Damaged(DecodeError),
}

fn of_damage(why: DecodeError) -> &'static str {
    match why {
        DecodeError::OlderVersion | DecodeError::NewerVersion | DecodeError::OtherVersion => {
            OTHER_VERSION
        }
        DecodeError::Garbled | DecodeError::Missing | DecodeError::Misplaced => {
            "This record was already damaged when it was saved. Nothing was loaded. Open the run at its old address to see what is left of it."
        }
    }
}

/// Writes a stored run as a file. Its pieces are copied unchanged, even if they cannot be read.
#[must_use]
pub fn write_carried(record: &StoredRecord, from: &str, saved: Timestamp) -> Vec<u8> {
    let count = |pieces: &[Vec<u8>]| u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let lead = Lead {
        from: from.to_owned(),
        saved,
        parts: count(&record.parts),
        batches: count(&record.log),
    };
    // Writing numbers and a string cannot fail.
    let lead = postcard::to_extend(&lead, Vec::new()).unwrap_or_default();
    let mut file = [BEGINS, VERSION, &[0; 8]].concat();
    let head = record.head.clone().unwrap_or_default();
    let all = [&lead, &head].into_iter();
    for piece in all.chain(&record.parts).chain(&record.log) {
        // The browser stores no piece of 4 GB.
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        file.extend_from_slice(&length.to_le_bytes());
        file.extend_from_slice(piece);
    }
    let length = (file.len() + SUM) as u64;
    let at = BEGINS.len() + VERSION.len();
    if let Some(place) = file.get_mut(at..at + 8) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    let sum = Sha256::digest(&file);
    file.extend_from_slice(&sum);
    file
}

/// Reads a record from a file, all of it or nothing. `now` is the time of loading.
///
/// # Errors
/// [`CarriedError`] if the file is refused.
pub fn read_carried(file: &[u8], now: Timestamp) -> Result<Carried, CarriedError> {
    let (lead, record) = take_apart(whole(file)?)?;
    let whole = read_record(&record).map_err(|wreck| CarriedError::Damaged(wreck.why))?;
    if !is_run_id(&record.id) {
        return Err(CarriedError::Damaged(DecodeError::Garbled));
    }
    // The counts come from the log. Those in the head are not trusted.
    let run = Run::recover(Arc::new(whole.plan), Rate::DEFAULT, whole.batches, true);
    let head = RunHeader {
        brought: Some(LoadedFrom {
            from: cut(&lead.from),
            at: now,
        }),
        saved: None,
        ..whole.head.of(&run, lead.saved)
    };
    Ok(Carried {
        record: StoredRecord {
            head: Some(head.write()),
            ..record
        },
        head,
        saved: lead.saved,
    })
}

/// Returns the bytes between the file's length and its checksum, if both are right.
fn whole(file: &[u8]) -> Result<&[u8], CarriedError> {
    let rest = file.strip_prefix(BEGINS).ok_or(CarriedError::OtherKind)?;
    let rest = match rest.strip_prefix(VERSION) {
        Some(rest) => rest,
        None if VERSION.starts_with(rest) => return Err(CarriedError::Cut),
        None => return Err(CarriedError::OtherVersion),
    };
    let (length, rest) = rest.split_first_chunk::<8>().ok_or(CarriedError::Cut)?;
    if (file.len() as u64) < u64::from_le_bytes(*length) {
        return Err(CarriedError::Cut);
    }
    let (summed, sum) = file.split_last_chunk::<SUM>().ok_or(CarriedError::Cut)?;
    if Sha256::digest(summed)[..] != sum[..] {
        return Err(CarriedError::Edited);
    }
    let end = rest.len().checked_sub(SUM).ok_or(CarriedError::Cut)?;
    rest.get(..end).ok_or(CarriedError::Cut)
}

/// Splits a file whose checksum matches into its pieces. An inconsistency was thus there when the file was
/// saved.
fn take_apart(mut rest: &[u8]) -> Result<(Lead, StoredRecord), CarriedError> {
    let garbled = CarriedError::Damaged(DecodeError::Garbled);
    let mut next = || {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(garbled)?;
        let length = u32::from_le_bytes(*length) as usize;
        let (piece, after) = after.split_at_checked(length).ok_or(garbled)?;
        rest = after;
        Ok(piece.to_vec())
    };
    let lead: Lead = postcard::from_bytes(&next()?).map_err(|_| garbled)?;
    let head = next()?;
    let parts: Result<_, _> = (0..lead.parts).map(|_| next()).collect();
    let log: Result<_, _> = (0..lead.batches).map(|_| next()).collect();
    let record = StoredRecord {
        // The file holds no other id than the one in the head.
        id: RunHeader::read(&head).map_err(CarriedError::Damaged)?.id,
        head: Some(head),
        parts: parts?,
        log: log?,
    };
    rest.is_empty().then_some((lead, record)).ok_or(garbled)
}

/// Whether an id has the form that Groupsweep generates. It becomes a key in the browser's storage.
fn is_run_id(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}
