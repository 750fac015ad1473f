//! Reads a file into a table.

use std::ops::ControlFlow;
use std::sync::Arc;

use groupsweep_core::import::{ColumnMap, GroupIdsByName, ImportError, Importer, Table};

use super::blocks::{Blocks, Unreadable};
use super::source::FileSource;
use super::yield_now::Yielder;

/// Why a file did not become a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// The browser could not read it: moved, deleted, no permission.
    Unreadable,
    /// The admin did not want it any more.
    Cancelled,
    /// It is no export.
    Refused(ImportError),
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable => f.write_str(
                "The browser could not read this file. If it was moved or changed in the meantime, choose it again.",
            ),
            Self::Cancelled => f.write_str("Reading was cancelled."),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Unreadable> for FileError {
    fn from(_: Unreadable) -> Self {
        Self::Unreadable
    }
}

impl From<ImportError> for FileError {
    fn from(refusal: ImportError) -> Self {
        Self::Refused(refusal)
    }
}

/// Reads a file. `columns` overrides what its headings say, `names` has ids for group names; `progress` is told the bytes read so far
/// after each block, and says whether to go on.
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
