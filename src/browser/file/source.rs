//! Where a file's bytes come from.

use groupsweep_core::import::{SEAM_BLOCK, Seam, SeamError, seam};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

const UNREADABLE: &str = "The browser could not read this file. If it was moved or changed in the meantime, choose it again.";

/// A file that can be read repeatedly.
#[derive(Clone, Debug)]
pub enum FileSource {
    /// A file that the admin chose. Reading fails if it changed on disk.
    Chosen(File),
    /// One that came with the page.
    Built {
        name: &'static str,
        /// Its bytes.
        bytes: &'static [u8],
    },
}

impl FileSource {
    /// A file made by the page; the browser holds its bytes. `None` if it refuses.
    #[must_use]
    pub fn made(name: &str, bytes: &[u8]) -> Option<Self> {
        let pieces = Array::of1(&Uint8Array::from(bytes));
        let file = File::new_with_u8_array_sequence(&pieces, name);
        file.ok().map(Self::Chosen)
    }

    /// Joins the parts of one export: `first` whole, and the others without their headings. Returns the names of parts
    /// that do not belong to it. The browser reads the parts from disk; nothing is copied.
    ///
    /// # Errors
    /// A sentence for people if a part cannot be read.
    pub async fn joined(
        first: &File,
        others: &[File],
    ) -> Result<(Self, Vec<(String, SeamError)>), &'static str> {
        let head = first_block(first).await?;
        let pieces = Array::of1(first);
        let (mut name, mut left_out) = (first.name(), Vec::new());
        for file in others {
            match seam(&head, &first_block(file).await?) {
                Ok(Seam { line_end, skip }) => {
                    let skip = f64::from(u32::try_from(skip).unwrap_or(u32::MAX));
                    let rows = file.slice_with_f64(skip).map_err(|_| UNREADABLE)?;
                    pieces.push(&Uint8Array::from(line_end));
                    pieces.push(&rows);
                    name = format!("{name} + {}", file.name());
                }
                Err(why) => left_out.push((file.name(), why)),
            }
        }
        if pieces.length() == 1 {
            return Ok((Self::Chosen(first.clone()), left_out));
        }
        let whole = File::new_with_blob_sequence(&pieces, &name).map_err(|_| UNREADABLE)?;
        Ok((Self::Chosen(whole), left_out))
    }

    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Chosen(file) => file.name(),
            Self::Built { name, .. } => (*name).to_owned(),
        }
    }

    /// Whether both are the same file, as it was chosen once.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Chosen(one), Self::Chosen(other)) => one == other,
            (Self::Built { name, .. }, Self::Built { name: other, .. }) => name == other,
            (Self::Chosen(_), Self::Built { .. }) | (Self::Built { .. }, Self::Chosen(_)) => false,
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
            "This file is too large: the limit here is 64 MB. Check that it is the right one.",
        );
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| UNREADABLE)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Largest run record that is read, in bytes: about two million rows.
const RECORD: f64 = 512e6;

/// Reads the file of a run's record.
///
/// # Errors
/// A sentence for people.
pub async fn read_record_file(file: &File) -> Result<Vec<u8>, &'static str> {
    if file.size() > RECORD {
        return Err("This file is larger than any run record. Nothing was loaded.");
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| UNREADABLE)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The first bytes of a file, which show whether it is a part of another.
async fn first_block(file: &File) -> Result<Vec<u8>, &'static str> {
    let end = f64::from(u32::try_from(SEAM_BLOCK).unwrap_or(u32::MAX));
    let block = file.slice_with_f64_and_f64(0.0, end);
    let block = block.map_err(|_| UNREADABLE)?;
    let buffer = JsFuture::from(block.array_buffer()).await;
    let buffer = buffer.map_err(|_| UNREADABLE)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
