//! Files read in a worker: the page parses one block while the next is read.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use crate::browser::worker::{WorkerClient, number};

/// What the worker says of one reading.
pub(super) enum Said {
    Block(Uint8Array),
    /// There are no more.
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

/// Starts the worker, so that nothing has to be fetched once a file is dropped.
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

/// One reading of one file. Dropped, it ends.
pub(super) struct HelpedReading {
    id: u32,
    said: UnboundedReceiver<Said>,
    /// The block that is being worked on.
    taken: Option<Uint8Array>,
    helper: FileHelper,
}

impl HelpedReading {
    /// Begins; none where there is no worker.
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

    /// What the worker says next; none if it failed. The block before is done with: its memory goes back.
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
