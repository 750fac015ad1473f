//! Runs in IndexedDB, as bytes. Five object stores: `runs` (id to head),
//! `parts` ([id, number] to a part of the plan), `log` ([id, number] to a
//! batch), `drafts` (one place: what is ticked and has no run yet) and `lists`
//! (one place: the keep list). What the bytes mean is [`groupsweep_core::journal`]'s business.
//! Reading and writing one run is in [`super::run_store`].

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
/// A storage that has not opened by then is said to be held up.
const TOO_LONG: Span = Span::seconds(8);
const VERSION: u32 = 3;
pub(super) const RUNS: &str = "runs";
pub(super) const PARTS: &str = "parts";
pub(super) const LOG: &str = "log";
const DRAFTS: &str = "drafts";
const LISTS: &str = "lists";
/// The one place in `drafts`.
const TICKS: &str = "ticks";
/// The one place in `lists`.
const KEEP: &str = "keep";

/// Why nothing can be stored or read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// The browser offers no storage to this page.
    #[error(
        "This browser does not store data for this page (private window, or storage is blocked), so the record of a run is lost when you close the page. Download the results before you close it."
    )]
    Unavailable,
    /// The browser does not open the storage: it does not answer, or another tab holds an older version of it.
    #[error(
        "The browser's storage did not open, so closing the page loses the record of a run. An older Groupsweep tab may be blocking it. Close other Groupsweep tabs, then reload. If you continue anyway, download the results before you close the page."
    )]
    HeldUp,
    /// There is no room left.
    #[error("The browser's storage is full. Delete past runs or free up disk space.")]
    Full,
    /// A newer version of the page has upgraded the database.
    #[error(
        "A newer version of Groupsweep has used this browser's storage, which this version cannot read. Download any results that only this tab holds, then reload the page. If you opened Groupsweep from a file, get the current one."
    )]
    Outdated,
    /// Something else; the browser does not say what an admin could use.
    #[error(
        "The browser could not use its storage. Download any results that only this tab holds, then reload the page."
    )]
    Broken,
    /// Another tab took the run's record over, or wrote to it.
    #[error(
        "This run changed in another tab. Open it again from Past runs to see its current state."
    )]
    Superseded,
    /// The run's record was deleted.
    #[error(
        "The record of this run was deleted from this browser. Nothing was sent. Download the results if you need them: this tab holds the only copy."
    )]
    Gone,
    /// The browser's storage was cleared, and this tab's copy of the record may be older than what was in it.
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

/// The open database. Cheap to copy; all copies share what [`Self::reopen`] opens.
#[derive(Clone, Debug)]
pub struct Store(Rc<Opened>);

#[derive(Debug)]
struct Opened {
    database: RefCell<IdbDatabase>,
    times: Cell<u32>,
}

impl Store {
    /// Opens the database, or makes it. `held_up` is called where that takes too long; it goes on all the same.
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

    /// Opens the database again if the browser closed it: cleared site data and a newer version of the page do that.
    ///
    /// # Errors
    /// [`StoreError`]; then it is as closed as before.
    pub async fn reopen(&self) -> Result<(), StoreError> {
        if self.begin(&[RUNS], "readonly").is_err() {
            let database = open(|| ()).await?;
            self.0.database.replace(database);
            self.0.times.update(|times| times + 1);
        }
        Ok(())
    }

    /// How often the database was opened. What was stored at an earlier opening may have been cleared since.
    #[must_use]
    pub fn opening(&self) -> u32 {
        self.0.times.get()
    }

    /// Keeps what is ticked, in the place of what was before; none: nothing is kept.
    ///
    /// # Errors
    /// [`StoreError`]; then what was before is still there.
    pub async fn keep_draft(&self, draft: Option<&[u8]>) -> Result<(), StoreError> {
        self.write_one(DRAFTS, TICKS, draft).await
    }

    /// What was ticked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn draft(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read(DRAFTS).await?.pop())
    }

    /// Saves the keep list, in the place of the one that was `seen`; none: it is taken away. False, and nothing is
    /// changed, if another one is stored by now: looked at in the transaction that writes, which no other tab's comes
    /// between.
    ///
    /// # Errors
    /// [`StoreError`]; then what was before is still there.
    pub async fn replace_keep_list(
        &self,
        seen: Option<&[u8]>,
        list: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let writing = self.begin(&[LISTS], "readwrite")?;
        let written = writing.replace_keep_list(seen, list).await;
        writing.end(written).await
    }

    /// The keep list; none if there is none. What another program may have put in its place comes as it is, or
    /// as no bytes at all: it is a list that cannot be read, and not none.
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
        // Anything else that another program may have put here is passed over.
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

    /// A transaction that is kept on disk before it counts as complete ("strict"): the record has to survive the machine.
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

/// Opens the database, or makes it. `blocked` is called where another tab holds an older version of it.
async fn open(blocked: impl FnOnce() + 'static) -> Result<IdbDatabase, StoreError> {
    let factory = Factory::new().map_err(|_| StoreError::Unavailable)?;
    let mut opening = factory
        .open(NAME, Some(VERSION))
        .map_err(|fault| why_not_open(&fault))?;
    opening.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        if let Ok(database) = event.database() {
            for name in [RUNS, PARTS, LOG, DRAFTS, LISTS] {
                // It exists already where an older version made it.
                let _ = database.create_object_store(name, ObjectStoreParams::new());
            }
        }
    });
    opening.on_blocked(move |_| blocked());
    let mut database: Database = opening.await.map_err(|fault| why_not_open(&fault))?;
    // A newer version in another tab may want to change the database: do not stand in its way.
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

/// Only a browser that refuses storage has none. In one that does not open for another reason there may be a keep list.
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

/// One transaction: all of what is written in it is kept, or nothing.
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

    /// Keeps what was asked for, or takes all of it back where something was wrong. Resolves once it is kept.
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

/// Resolves once the transaction is over: true if all of it is kept. An error of one request is not the end: the reason stands
/// in the transaction only when it is aborted after that.
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
