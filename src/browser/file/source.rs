//! Where a file's bytes come from.

use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// A file that can be read as often as is wanted.
#[derive(Clone, Debug)]
pub enum FileSource {
    /// One that the admin chose. Reading it fails once it changed on the disk.
    Chosen(File),
    /// One that came with the page.
    Built {
        /// Its name.
        name: &'static str,
        /// Its bytes.
        bytes: &'static [u8],
    },
}

impl FileSource {
    /// A file made here; the browser keeps its bytes. None if it refuses.
    #[must_use]
    pub fn made(name: &str, bytes: &[u8]) -> Option<Self> {
        let pieces = Array::of1(&Uint8Array::from(bytes));
        let file = File::new_with_u8_array_sequence(&pieces, name);
        file.ok().map(Self::Chosen)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Chosen(file) => file.name(),
            Self::Built { name, .. } => (*name).to_owned(),
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> f64 {
        match self {
            Self::Chosen(file) => file.size(),
            Self::Built { bytes, .. } => f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
        }
    }
}

/// Largest file that is read whole, in bytes: lists of people, sealed plans.
const SMALL: f64 = 64e6;

/// Reads a small file whole.
///
/// # Errors
/// A sentence for people.
pub async fn read_small_file(file: &File) -> Result<Vec<u8>, &'static str> {
    if file.size() > SMALL {
        return Err(
            "This file is over 64 MB, larger than any that is read whole. Is it the right one?",
        );
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| "The browser could not read this file. If it was moved or changed meanwhile, choose it again.")?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
