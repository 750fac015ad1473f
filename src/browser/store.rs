//! Storage in IndexedDB, as bytes. Five object stores: `runs` (id to head), `parts` ([id, number] to a part of the
//! plan), `log` ([id, number] to a batch), `drafts` (one entry: the selection without a run) and `lists` (one entry:
//! the keep list). [`groupsweep_core::journal`] reads and writes the bytes. [`super::run_store`] reads and writes one
//! run.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, select};
use groupsweep_core::domain::Span;
use groupsweep_core::journal::OwnershipError;
use groupsweep_driver::ports::Clock;
use idb::{Database, Factory, ObjectStore, ObjectStoreParams, Transaction};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbTransaction};

use super::clock::BrowserClock;

const NAME: &str = "groupsweep";
/// After this time, storage that has not opened counts as held up.
const TOO_LONG: Span = Span::seconds(8);
const VERSION: u32 = 3;
pub(super) const RUNS: &str = "runs";
pub(super) const PARTS: &str = "parts";
pub(super) const LOG: &str = "log";
const DRAFTS: &str = "drafts";
const LISTS: &str = "lists";
/// The key of the entry in `drafts`.
const TICKS: &str = "ticks";
/// The key of the entry in `lists`.
const KEEP: &str = "keep";

/// Why the storage cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// The browser offers no storage to this page.
    #[error(
        "This browser does not store data for this page (private window, or storage is blocked), so the record of a run is lost when you close the page. Download the results before you close it."
    )]
    Unavailable,
    /// The storage does not open: the browser does not answer, or another tab holds an older version.
    #[error(
        "The browser's storage did not open, so closing the page loses the record of a run. An older Groupsweep tab may be blocking it. Close other Groupsweep tabs, then reload. If you continue anyway, download the results before you close the page."
    )]
    HeldUp,
    /// The storage is full.
    #[error("The browser's storage is full. Delete past runs or free up disk space.")]
    Full,
    /// A newer version of the page has upgraded the database.
    #[error(
        "A newer version of Groupsweep has used this browser's storage, which this page cannot read. Open the newest Groupsweep: start the newest relay, update the extension, or get the current file. If a web server serves this page, reload it. Before that, download any results that only this tab holds."
    )]
    Outdated,
    /// Another error. The browser reports nothing that would help an admin.
    #[error(
        "The browser could not use its storage. Download any results that only this tab holds, then reload the page."
    )]
    Broken,
    /// Another tab took over the run's record, or wrote to it.
    #[error(
        "This run changed in another tab. Open it again from Past runs to see its current state."
    )]
    Superseded,
    /// The run's record was deleted.
    #[error(
        "The record of this run was deleted from this browser. Nothing was sent. Download the results if you need them: this tab holds the only copy."
    )]
    Gone,
    /// The browser's storage was cleared, and this tab's copy of the record may be outdated.
    #[error(
        "The browser's storage was cleared, including the record of this run. This tab holds a copy that may be out of date, so nothing was stored or sent. Download the results before you close this tab."
    )]
    Cleared,
}

impl From<OwnershipError> for StoreError {
    fn from(lost: OwnershipError) -> Self {
        match lost {
            OwnershipError::Changed => Self::Superseded,
            OwnershipError::Gone => Self::Gone,
        }
    }
}

/// The open database. Cheap to clone; all clones share what [`Self::reopen`] opens.
#[derive(Clone, Debug)]
pub struct Store(Rc<Opened>);

#[derive(Debug)]
struct Opened {
    database: RefCell<IdbDatabase>,
    times: Cell<u32>,
}

impl Store {
    /// Opens or creates the database. Calls `held_up` if that takes too long, and keeps waiting.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open(held_up: impl Fn() + Clone + 'static) -> Result<Self, StoreError> {
        let opening = pin!(open(held_up.clone()));
        let database = match select(opening, BrowserClock.sleep(TOO_LONG)).await {
            Either::Left((database, _)) => database?,
            Either::Right(((), opening)) => {
                held_up();
                opening.await?
            }
        };
        Ok(Self(Rc::new(Opened {
            database: RefCell::new(database),
            times: Cell::new(1),
        })))
    }

    /// Reopens the database if the browser closed it, after site data was cleared or a newer page needed it.
    ///
    /// # Errors
    /// [`StoreError`]; then it stays closed.
    pub async fn reopen(&self) -> Result<(), StoreError> {
        if self.begin(&[RUNS], "readonly").is_err() {
            let database = open(|| ()).await?;
            self.0.database.replace(database);
            self.0.times.update(|times| times + 1);
        }
        Ok(())
    }

    /// How often the database was opened. What an earlier opening stored may have been cleared since.
    #[must_use]
    pub fn opening(&self) -> u32 {
        self.0.times.get()
    }

    /// Stores the selection, replacing the previous one. `None` deletes it.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is changed.
    pub async fn keep_draft(&self, draft: Option<&[u8]>) -> Result<(), StoreError> {
        self.write_one(DRAFTS, TICKS, draft).await
    }

    /// The stored selection.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn draft(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read(DRAFTS).await?.pop())
    }

    /// Stores the keep list, replacing the one that was `seen`. `None` deletes it. Returns false and changes nothing
    /// if another list is stored now. Compares in the writing transaction, so no other tab can write in between.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is changed.
    pub async fn replace_keep_list(
        &self,
        seen: Option<&[u8]>,
        list: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let writing = self.begin(&[LISTS], "readwrite")?;
        let written = writing.replace_keep_list(seen, list).await;
        writing.end(written).await
    }

    /// The keep list. `None` if there is none. A value that another program stored is returned as it is, or as no
    /// bytes: a list that cannot be read is not the same as no list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_list(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.values(LISTS).await?.pop().map(list_of))
    }

    /// The heads of all runs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn heads(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(RUNS).await
    }

    async fn read(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let values = self.values(name).await?;
        // Values that another program stored here are skipped.
        let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|it| it.to_vec());
        Ok(values.into_iter().filter_map(bytes).collect())
    }

    async fn values(&self, name: &str) -> Result<Vec<JsValue>, StoreError> {
        let broken = |_| StoreError::Broken;
        let reading = self.begin(&[name], "readonly")?;
        let all = reading.store(name)?.get_all(None, None).map_err(broken)?;
        all.await.map_err(broken)
    }

    async fn write_one(
        &self,
        name: &'static str,
        place: &str,
        bytes: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let writing = self.begin(&[name], "readwrite")?;
        let written = writing
            .store(name)
            .and_then(|store| put_or_delete(&store, place, bytes));
        writing.end(written).await
    }

    pub(super) fn begin(&self, names: &[&str], mode: &str) -> Result<OneTransaction, StoreError> {
        let inner = self.transaction(names, mode)?;
        Ok(OneTransaction {
            transaction: Transaction::from(inner.clone()),
            inner,
        })
    }

    /// A transaction with strict durability: it is on disk before it completes, so that the record survives a crash of
    /// the machine.
    fn transaction(&self, names: &[&str], mode: &str) -> Result<IdbTransaction, StoreError> {
        let names: Array = names.iter().map(|name| JsValue::from(*name)).collect();
        let options = Object::new();
        let database = self.0.database.borrow().clone();
        let open = || {
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
            let open: Function = Reflect::get(&database, &"transaction".into())?.dyn_into()?;
            open.call3(&database, &names, &mode.into(), &options)?
                .dyn_into()
        };
        open().map_err(|_: JsValue| StoreError::Broken)
    }
}

/// Opens or creates the database. Calls `blocked` if another tab holds an older version.
async fn open(blocked: impl FnOnce() + 'static) -> Result<IdbDatabase, StoreError> {
    let factory = Factory::new().map_err(|_| StoreError::Unavailable)?;
    let mut opening = factory
        .open(NAME, Some(VERSION))
        .map_err(|fault| why_not_open(&fault))?;
    opening.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        if let Ok(database) = event.database() {
            for name in [RUNS, PARTS, LOG, DRAFTS, LISTS] {
                // It may exist already from an older version.
                let _ = database.create_object_store(name, ObjectStoreParams::new());
            }
        }
    });
    opening.on_blocked(move |_| blocked());
    let mut database: Database = opening.await.map_err(|fault| why_not_open(&fault))?;
    // Lets a newer version in another tab upgrade the database.
    database.on_version_change(|event| {
        let target = event
            .target()
            .and_then(|it| it.dyn_into::<IdbDatabase>().ok());
        if let Some(database) = target {
            database.close();
        }
    });
    database.forget_callbacks();
    Ok(database.into())
}

/// Only a browser that refuses storage has none. If it fails to open for another reason, there may be a keep list.
fn why_not_open(fault: &idb::Error) -> StoreError {
    let error: Option<&JsValue> = match fault {
        idb::Error::IndexedDbOpenFailed(error) => Some(error),
        idb::Error::DomException(error) => Some(error.as_ref()),
        _ => None,
    };
    match error.and_then(name_of).as_deref() {
        Some("SecurityError" | "InvalidStateError") => StoreError::Unavailable,
        Some("VersionError") => StoreError::Outdated,
        _ => StoreError::Broken,
    }
}

/// `QuotaExceededError`.
fn name_of(error: &JsValue) -> Option<String> {
    let name = Reflect::get(error, &"name".into()).ok()?;
    name.as_string()
}

/// One transaction: all of its writes are stored, or none.
pub(super) struct OneTransaction {
    inner: IdbTransaction,
    transaction: Transaction,
}

impl OneTransaction {
    async fn replace_keep_list(
        &self,
        seen: Option<&[u8]>,
        list: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let broken = |_| StoreError::Broken;
        let store = self.store(LISTS)?;
        let all = store.get_all(None, None).map_err(broken)?;
        let stored = all.await.map_err(broken)?.pop().map(list_of);
        let is_as_seen = stored.as_deref() == seen;
        if is_as_seen {
            put_or_delete(&store, KEEP, list)?;
        }
        Ok(is_as_seen)
    }

    pub(super) fn store(&self, name: &str) -> Result<ObjectStore, StoreError> {
        self.transaction
            .object_store(name)
            .map_err(|_| StoreError::Broken)
    }

    /// Commits the transaction, or rolls it back after an error. Resolves once it is stored.
    pub(super) async fn end<T>(self, asked: Result<T, StoreError>) -> Result<T, StoreError> {
        let Self { inner, transaction } = self;
        let asked = match asked {
            Ok(asked) => asked,
            Err(fault) => {
                let _ = transaction.abort();
                return Err(fault);
            }
        };
        if is_kept(&inner).await {
            Ok(asked)
        } else {
            Err(why(&inner))
        }
    }
}

/// Resolves at the end of the transaction, true if it was committed. An error of one request is not the end: the
/// transaction has the reason only once it is aborted.
async fn is_kept(transaction: &IdbTransaction) -> bool {
    let over = Promise::new(&mut |resolve, _| {
        let with = |kept: bool| -> Function {
            resolve.bind1(&JsValue::NULL, &kept.into()).unchecked_into()
        };
        transaction.set_oncomplete(Some(&with(true)));
        transaction.set_onabort(Some(&with(false)));
    });
    JsFuture::from(over).await.is_ok_and(|kept| kept == true)
}

/// A keep list as it is stored.
fn list_of(value: JsValue) -> Vec<u8> {
    let bytes = value.dyn_into::<Uint8Array>();
    bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn put_or_delete(store: &ObjectStore, place: &str, bytes: Option<&[u8]>) -> Result<(), StoreError> {
    match bytes {
        Some(bytes) => put(store, &place.into(), bytes),
        None => store
            .delete(JsValue::from(place))
            .map(drop)
            .map_err(|_| StoreError::Broken),
    }
}

pub(super) fn put(store: &ObjectStore, key: &JsValue, bytes: &[u8]) -> Result<(), StoreError> {
    let value = Uint8Array::from(bytes);
    store
        .put(&value, Some(key))
        .map(drop)
        .map_err(|_| StoreError::Broken)
}

fn why(transaction: &IdbTransaction) -> StoreError {
    let error = Reflect::get(transaction, &"error".into()).unwrap_or_default();
    match name_of(&error).as_deref() {
        Some("QuotaExceededError") => StoreError::Full,
        _ => StoreError::Broken,
    }
}
