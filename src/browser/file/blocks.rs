//! A file's blocks, the next one always asked for before the present one is
//! worked on: the browser reads while the page parses.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::source::FileSource;

/// The browser could not read the file: moved, changed, deleted, no permission.
pub(super) struct Unreadable;

/// One block.
pub(super) enum Block {
    Chosen(Uint8Array),
    Built(&'static [u8]),
}

impl Block {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Chosen(array) => array.length() as usize,
            Self::Built(bytes) => bytes.len(),
        }
    }

    pub(super) fn copy_to(&self, room: &mut [u8]) {
        match self {
            Self::Chosen(array) => array.copy_to(room),
            Self::Built(bytes) => room.copy_from_slice(bytes),
        }
    }
}

/// The blocks of one reading.
pub(super) enum Blocks {
    Chosen {
        reader: ReadableStreamDefaultReader,
        next: Promise,
    },
    Built(Option<&'static [u8]>),
}

impl Blocks {
    pub(super) fn of(source: &FileSource) -> Result<Self, Unreadable> {
        match source {
            FileSource::Built { bytes, .. } => Ok(Self::Built(Some(bytes))),
            FileSource::Chosen(file) => {
                let reader = file.stream().get_reader();
                let reader: ReadableStreamDefaultReader =
                    reader.dyn_into().map_err(|_| Unreadable)?;
                let next = reader.read();
                Ok(Self::Chosen { reader, next })
            }
        }
    }

    /// The next block; none behind the last.
    pub(super) async fn next(&mut self) -> Result<Option<Block>, Unreadable> {
        match self {
            Self::Built(bytes) => Ok(bytes.take().map(Block::Built)),
            Self::Chosen { reader, next } => {
                let result = JsFuture::from(next.clone()).await;
                let block = block_of(result).map_err(|_| Unreadable)?;
                if block.is_some() {
                    *next = reader.read();
                }
                Ok(block)
            }
        }
    }

    /// Reads no further.
    pub(super) fn cancel(self) {
        if let Self::Chosen { reader, .. } = self {
            // What was asked for and is not wanted any more may fail as it likes.
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(reader.cancel()).await;
            });
        }
    }
}

fn block_of(result: Result<JsValue, JsValue>) -> Result<Option<Block>, JsValue> {
    let result = result?;
    if Reflect::get(&result, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    let array = Reflect::get(&result, &"value".into())?.dyn_into()?;
    Ok(Some(Block::Chosen(array)))
}
