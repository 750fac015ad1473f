//! Reads a file into a table.

use std::ops::ControlFlow;
use std::sync::Arc;

use groupsweep_core::import::{ColumnMap, GroupIdsByName, ImportError, Importer, Table};

use super::blocks::{Blocks, UnreadableError};
use super::source::FileSource;
use super::warm_up::end_warm_up;
use super::yield_now::Yielder;

/// Why a file did not become a table.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FileError {
    /// The browser could not read it: moved, deleted, no permission.
    #[error(
        "The browser could not read this file. If it was moved or changed in the meantime, choose it again."
    )]
    Unreadable,
    /// The admin cancelled it.
    #[error("Reading was cancelled.")]
    Cancelled,
    /// It is not an export.
    #[error(transparent)]
    Refused(#[from] ImportError),
}

impl From<UnreadableError> for FileError {
    fn from(_: UnreadableError) -> Self {
        Self::Unreadable
    }
}

/// Reads a file. `columns` overrides what its headings say, `names` has ids for group names; `progress` is told the
/// bytes read so far after each block, and says whether to go on.
///
/// # Errors
/// [`FileError`] in words for people.
pub async fn read_file(
    source: &FileSource,
    columns: Option<ColumnMap>,
    names: Option<Arc<GroupIdsByName>>,
    progress: impl Fn(f64) -> ControlFlow<()>,
) -> Result<Table, FileError> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size in bytes; over 4 GiB is refused"
    )]
    let size = source.size() as u64;
    let size = u32::try_from(size).map_err(|_| FileError::Refused(ImportError::TooLarge))?;
    end_warm_up();
    let mut importer = Importer::new(&source.name(), size as usize, columns).with_names(names);
    let mut blocks = Blocks::of(source)?;
    let mut breath = Yielder::new();
    let mut read = 0.0;
    while let Some(block) = blocks.next().await? {
        read += f64::from(u32::try_from(block.len()).unwrap_or(u32::MAX));
        if let Err(refusal) = importer.feed_with(block.len(), |room| block.copy_to(room)) {
            blocks.cancel();
            return Err(refusal.into());
        }
        if progress(read).is_break() {
            blocks.cancel();
            return Err(FileError::Cancelled);
        }
        breath.take().await;
    }
    let mut ending = importer.end()?;
    while !ending.step() {
        if progress(read).is_break() {
            return Err(FileError::Cancelled);
        }
        breath.take().await;
    }
    Ok(ending.table())
}
