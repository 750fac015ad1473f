//! A download that is written in pieces. The browser holds the pieces, not the page's memory.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// How long the object URL stays valid, in milliseconds: the download starts within this.
const VALID_FOR: u32 = 60_000;

/// What has been written.
#[derive(Default)]
pub struct Written {
    pieces: Array,
}

impl Written {
    /// A complete file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut written = Self::default();
        written.push(bytes);
        written
    }

    /// A file that the browser has already.
    #[must_use]
    pub fn copy_of(file: &File) -> Self {
        Self {
            pieces: Array::of1(file),
        }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let array = Uint8Array::from(bytes);
        // As a blob, the browser holds it at once.
        let piece = Blob::new_with_u8_array_sequence(&Array::of1(&array));
        self.pieces
            .push(&piece.map_or_else(|_| array.into(), JsValue::from));
    }

    /// Starts the download under `name`; false if the browser refuses.
    #[must_use]
    pub fn download(&self, name: &str, media_type: &str) -> bool {
        self.try_download(name, media_type).is_ok()
    }

    fn try_download(&self, name: &str, media_type: &str) -> Result<(), JsValue> {
        let bag = BlobPropertyBag::new();
        bag.set_type(media_type);
        let blob = Blob::new_with_blob_sequence_and_options(&self.pieces, &bag)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let document = web_sys::window()
            .and_then(|window| window.document())
            .ok_or(JsValue::NULL)?;
        let anchor: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
        Timeout::new(VALID_FOR, move || {
            let _ = Url::revoke_object_url(&url);
        })
        .forget();
        Ok(())
    }
}
