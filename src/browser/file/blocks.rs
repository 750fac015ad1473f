//! Reads a file in blocks. A worker reads ahead while the page parses. Without a worker, the page requests the next
//! block before it parses the current one.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStreamDefaultReader};

use super::helper::{HelpedReading, Said};
use super::source::FileSource;

/// Bytes in a parsed block. The browser reads a megabyte at a time; in a newly opened page, whose code is not fully
/// compiled, a megabyte with a new person in each row took 70 ms.
const PIECE: usize = 128 * 1024;

/// The browser could not read the file: moved, changed, deleted, no permission.
#[derive(Debug, thiserror::Error)]
#[error("the browser could not read the file")]
pub(super) struct UnreadableError;

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

    /// The first `at` bytes, and the rest.
    fn split_at(self, at: usize) -> (Self, Option<Self>) {
        if self.len() <= at {
            return (self, None);
        }
        match self {
            Self::Chosen(array) => {
                let (len, at) = (array.length(), u32::try_from(at).unwrap_or(u32::MAX));
                let rest = array.subarray(at, len);
                (
                    Self::Chosen(array.subarray(0, at)),
                    Some(Self::Chosen(rest)),
                )
            }
            Self::Built(bytes) => {
                let (first, rest) = bytes.split_at(at);
                (Self::Built(first), Some(Self::Built(rest)))
            }
        }
    }
}

/// The blocks of one reading, none longer than [`PIECE`].
pub(super) struct Blocks {
    reader: BlockReader,
    /// Bytes that were read and not returned yet.
    rest: Option<Block>,
}

/// Where the blocks come from.
enum BlockReader {
    /// Read by the worker. `is_new` until its first block has come.
    Helped {
        reading: HelpedReading,
        file: File,
        is_new: bool,
    },
    /// Read by the page.
    Streamed(Streamed),
    Built(Option<&'static [u8]>),
}

/// A reading by the page, one block ahead.
struct Streamed {
    reader: ReadableStreamDefaultReader,
    next: Promise,
}

impl Blocks {
    pub(super) fn of(source: &FileSource) -> Result<Self, UnreadableError> {
        let reader = BlockReader::of(source)?;
        Ok(Self { reader, rest: None })
    }

    /// The next block. `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Block>, UnreadableError> {
        let read = match self.rest.take() {
            Some(rest) => Some(rest),
            None => self.reader.next().await?,
        };
        Ok(read.map(|read| {
            let (block, rest) = read.split_at(PIECE);
            self.rest = rest;
            block
        }))
    }

    pub(super) fn cancel(self) {
        if let BlockReader::Streamed(Streamed { reader, .. }) = self.reader {
            // Nobody waits for this read any more, so its errors are ignored.
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(reader.cancel()).await;
            });
        }
    }
}

impl BlockReader {
    fn of(source: &FileSource) -> Result<Self, UnreadableError> {
        match source {
            FileSource::Built { bytes, .. } => Ok(Self::Built(Some(bytes))),
            FileSource::Chosen(file) => match HelpedReading::of(file) {
                Some(reading) => Ok(Self::Helped {
                    reading,
                    file: file.clone(),
                    is_new: true,
                }),
                None => Streamed::of(file).map(Self::Streamed),
            },
        }
    }

    async fn next(&mut self) -> Result<Option<Block>, UnreadableError> {
        match self {
            Self::Built(bytes) => Ok(bytes.take().map(Block::Built)),
            Self::Streamed(streamed) => streamed.next().await,
            Self::Helped {
                reading,
                file,
                is_new,
            } => match reading.next().await {
                Some(Said::Block(array)) => {
                    *is_new = false;
                    Ok(Some(Block::Chosen(array)))
                }
                Some(Said::End) => Ok(None),
                // A worker that did not start has read nothing, and WebKit's workers cannot read files for a page from
                // disk. The page then reads the file itself, and finds out whether it is readable.
                None | Some(Said::Unreadable) if *is_new => {
                    let mut streamed = Streamed::of(file)?;
                    let block = streamed.next().await;
                    *self = Self::Streamed(streamed);
                    block
                }
                Some(Said::Unreadable) | None => Err(UnreadableError),
            },
        }
    }
}

impl Streamed {
    fn of(file: &File) -> Result<Self, UnreadableError> {
        let reader = file.stream().get_reader();
        let reader: ReadableStreamDefaultReader = reader.dyn_into().map_err(|_| UnreadableError)?;
        let next = reader.read();
        Ok(Self { reader, next })
    }

    async fn next(&mut self) -> Result<Option<Block>, UnreadableError> {
        let result = JsFuture::from(self.next.clone()).await;
        let block = block_of(result).map_err(|_| UnreadableError)?;
        if block.is_some() {
            self.next = self.reader.read();
        }
        Ok(block)
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
