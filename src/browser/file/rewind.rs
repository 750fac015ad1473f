//! Reads a table's file again: for a column that the table does not hold, and for the results.

use std::cell::RefCell;
use std::rc::Rc;

use groupsweep_core::import::{FileChangedError, RecordKind, Rewind, RowColumns, Table};
use groupsweep_core::report::{FormulaGuard, ResultsWriter};
use groupsweep_core::run::Run;

use super::blocks::{Block, Blocks, UnreadableError};
use super::source::FileSource;
use super::written::Written;
use super::yield_now::Yielder;

/// The file is not the one that was imported, or cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("The file on the disk was changed or removed after it was imported.")]
pub struct RewindError;

impl From<UnreadableError> for RewindError {
    fn from(_: UnreadableError) -> Self {
        Self
    }
}

impl From<FileChangedError> for RewindError {
    fn from(_: FileChangedError) -> Self {
        Self
    }
}

/// Reads the cells of one column, by its index.
///
/// # Errors
/// [`RewindError`] if the file has changed or is gone.
pub async fn read_column(
    source: &FileSource,
    table: &Table,
    column: usize,
) -> Result<RowColumns, RewindError> {
    let mut extra = RowColumns::of(column);
    let mut rewind = Rewind::of(table);
    each_block(source, |block| {
        Ok(rewind.feed(table, block, |part, record| {
            if part != RecordKind::Headings {
                extra.push(record);
            }
        })?)
    })
    .await?;
    rewind.finish(table, |part, record| {
        if part != RecordKind::Headings {
            extra.push(record);
        }
    })?;
    Ok(extra)
}

/// Writes the results of a run after the cells of its file's rows.
///
/// # Errors
/// [`RewindError`] if the file has changed or is gone, or the run was restored without it.
pub async fn write_results(
    source: &FileSource,
    run: &Rc<RefCell<Run>>,
    own_cells: FormulaGuard,
) -> Result<Written, RewindError> {
    let mut writer = ResultsWriter::of(&run.borrow(), own_cells).ok_or(RewindError)?;
    let mut written = Written::default();
    each_block(source, |block| {
        written.push(&writer.feed(&run.borrow(), block)?);
        Ok(())
    })
    .await?;
    written.push(&writer.finish(&run.borrow())?);
    Ok(written)
}

async fn each_block(
    source: &FileSource,
    mut take: impl FnMut(&[u8]) -> Result<(), RewindError>,
) -> Result<(), RewindError> {
    let mut blocks = Blocks::of(source)?;
    let mut breath = Yielder::new();
    let mut room = Vec::new();
    while let Some(block) = blocks.next().await? {
        let taken = match &block {
            Block::Built(bytes) => take(bytes),
            Block::Chosen(_) => {
                room.resize(block.len(), 0);
                block.copy_to(&mut room);
                take(&room)
            }
        };
        if let Err(error) = taken {
            blocks.cancel();
            return Err(error);
        }
        breath.take().await;
    }
    Ok(())
}
