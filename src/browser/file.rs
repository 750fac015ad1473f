//! Reads a dropped file block by block into the importer.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStreamDefaultReader};

use crate::import::{Importer, Refusal, Table};

/// Why a file did not become a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// The browser could not read it: moved, deleted, no permission.
    Unreadable,
    /// It is no export.
    Refused(Refusal),
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable => f.write_str(
                "The browser could not read this file. If it was moved or changed meanwhile, choose it again.",
            ),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

/// Reads a file; `progress` is told the bytes read so far, once per block.
///
/// # Errors
/// [`FileError`] in words for people.
pub async fn read_file(file: &File, progress: impl Fn(f64)) -> Result<Table, FileError> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size in bytes; over 4 GiB is refused"
    )]
    let size = file.size() as usize;
    if size as u64 > u64::from(u32::MAX) {
        return Err(FileError::Refused(Refusal::TooLarge));
    }
    let mut importer = Importer::new(&file.name(), size, None);
    let mut block = Vec::new();
    let reader: ReadableStreamDefaultReader = file
        .stream()
        .get_reader()
        .dyn_into()
        .map_err(|_| FileError::Unreadable)?;
    let mut read = 0.0;
    while let Some(chunk) = next_chunk(&reader)
        .await
        .map_err(|_| FileError::Unreadable)?
    {
        block.resize(chunk.length() as usize, 0);
        chunk.copy_to(&mut block);
        importer.feed(&block).map_err(FileError::Refused)?;
        read += f64::from(chunk.length());
        progress(read);
    }
    importer.finish().map_err(FileError::Refused)
}

async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    if Reflect::get(&result, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Ok(Some(Reflect::get(&result, &"value".into())?.dyn_into()?))
}
