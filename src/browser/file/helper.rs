//! Reads files in a worker, so that the page parses one block while the next is read.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use crate::browser::worker::{WorkerClient, number};

/// A message of the worker about one file.
pub(super) enum Said {
    Block(Uint8Array),
    /// The end of the file.
    End,
    /// The file can not be read.
    Unreadable,
}

type FileHelper = WorkerClient<UnboundedSender<Said>>;

thread_local! {
    static HELPER: Option<FileHelper> = FileHelper::start("reader.js", |readings, said| {
        let said: &Array = said.unchecked_ref();
        let hearer = number(&said.get(0)).and_then(|id| readings.get(&id));
        if let Some(hearer) = hearer {
            let _ = hearer.unbounded_send(what(said.get(1)));
        }
    }, || {});
}

/// Starts the worker early, so that nothing has to be fetched when a file is dropped.
pub fn start_file_helper() {
    HELPER.with(|_| ());
}

fn what(said: JsValue) -> Said {
    if said.is_null() {
        Said::End
    } else {
        said.dyn_into().map_or(Said::Unreadable, Said::Block)
    }
}

/// One reading of one file. Dropping it ends the reading.
pub(super) struct HelpedReading {
    id: u32,
    said: UnboundedReceiver<Said>,
    /// The block that is being parsed.
    taken: Option<Uint8Array>,
    helper: FileHelper,
}

impl HelpedReading {
    /// Starts a reading. `None` without a worker.
    pub(super) fn of(file: &File) -> Option<Self> {
        let helper = HELPER.with(Clone::clone)?;
        let (sender, said) = unbounded();
        Some(Self {
            id: helper.ask(sender, file)?,
            said,
            taken: None,
            helper,
        })
    }

    /// The worker's next message. `None` if it failed. Returns the previous block's memory to the worker.
    pub(super) async fn next(&mut self) -> Option<Said> {
        if let Some(block) = self.taken.take() {
            let buffer = block.buffer();
            // A worker that fails meanwhile ends the reading in its own way.
            self.helper.say(self.id, &buffer, &Array::of1(&buffer));
        }
        let said = self.said.next().await?;
        if let Said::Block(block) = &said {
            self.taken = Some(block.clone());
        }
        Some(said)
    }
}

impl Drop for HelpedReading {
    fn drop(&mut self) {
        self.helper.end(self.id);
    }
}
