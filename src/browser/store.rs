//! Runs in IndexedDB, as bytes. Five object stores: `runs` (id to head),
//! `parts` ([id, number] to a part of the plan), `log` ([id, number] to a
//! batch), `drafts` (one place: what is ticked and has no run yet) and `lists`
//! (one place: the keep list). What the bytes mean is [`crate::journal`]'s business.

use idb::{Database, Factory, KeyRange, ObjectStore, ObjectStoreParams, Query, Transaction};
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransaction};

const NAME: &str = "groupsweep";
const VERSION: u32 = 3;
const RUNS: &str = "runs";
const PARTS: &str = "parts";
const LOG: &str = "log";
const DRAFTS: &str = "drafts";
const LISTS: &str = "lists";
/// The one place in `drafts`.
const TICKS: &str = "ticks";
/// The one place in `lists`.
const KEEP: &str = "keep";

/// Why nothing can be stored or read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoreFault {
    /// The browser offers no storage to this page.
    Unavailable,
    /// There is no room left.
    Full,
    /// Something else; the browser does not say what an admin could use.
    Broken,
}

impl StoreFault {
    /// What happened and what it means, for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unavailable => {
                "This browser keeps no storage for this page (a private window, or storage is blocked), so a run cannot survive closing the page. Download the results before you close it."
            }
            Self::Full => {
                "The browser's storage is full. Delete past runs or make room on the disk."
            }
            Self::Broken => "The browser's storage does not work as it should. Reload the page.",
        }
    }
}

/// A stored run, without its head.
#[derive(Debug, Default)]
pub struct Stored {
    /// Parts of the plan, in order.
    pub parts: Vec<Vec<u8>>,
    /// Batches of the log, in order.
    pub log: Vec<Vec<u8>>,
}

/// The open database.
#[derive(Clone, Debug)]
pub struct Store {
    database: IdbDatabase,
}

type Stores = [&'static str];

impl Store {
    /// Opens the database, or makes it.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn open() -> Result<Self, StoreFault> {
        let unavailable = |_| StoreFault::Unavailable;
        let factory = Factory::new().map_err(unavailable)?;
        let mut opening = factory.open(NAME, Some(VERSION)).map_err(unavailable)?;
        opening.on_upgrade_needed(|event| {
            use idb::DatabaseEvent as _;
            if let Ok(database) = event.database() {
                for name in [RUNS, PARTS, LOG, DRAFTS, LISTS] {
                    // It exists already where an older version made it.
                    let _ = database.create_object_store(name, ObjectStoreParams::new());
                }
            }
        });
        let mut database: Database = opening.await.map_err(unavailable)?;
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
        Ok(Self {
            database: database.into(),
        })
    }

    /// Stores a new run: head and plan, all or nothing.
    ///
    /// # Errors
    /// [`StoreFault`]; then nothing is stored.
    pub async fn create(&self, id: &str, head: &[u8], parts: &[Vec<u8>]) -> Result<(), StoreFault> {
        self.write(&[RUNS, PARTS], |stores| {
            put(&stores(RUNS)?, &id.into(), head)?;
            for (number, part) in parts.iter().enumerate() {
                put(&stores(PARTS)?, &numbered(id, number as f64), part)?;
            }
            Ok(())
        })
        .await
    }

    /// Stores a batch of the log with the head as it is now. Resolves once both are kept.
    ///
    /// # Errors
    /// [`StoreFault`]; then neither is stored.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of batches stay far below 2^53"
    )]
    pub async fn append(
        &self,
        id: &str,
        number: u64,
        batch: &[u8],
        head: &[u8],
    ) -> Result<(), StoreFault> {
        self.write(&[RUNS, LOG], |stores| {
            put(&stores(RUNS)?, &id.into(), head)?;
            put(&stores(LOG)?, &numbered(id, number as f64), batch)
        })
        .await
    }

    /// Stores the head of a run as it is now, if the run is there.
    ///
    /// # Errors
    /// [`StoreFault`]; then the head is as it was.
    pub async fn put_head(&self, id: &str, head: &[u8]) -> Result<(), StoreFault> {
        self.write(&[RUNS], |stores| put(&stores(RUNS)?, &id.into(), head))
            .await
    }

    /// Forgets the log from a number on: what stands behind a damaged batch must not be read as if it followed.
    ///
    /// # Errors
    /// [`StoreFault`].
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of batches stay far below 2^53"
    )]
    pub async fn cut_log(&self, id: &str, from: u64) -> Result<(), StoreFault> {
        self.write(&[LOG], |stores| {
            let range = between(&numbered(id, from as f64), &end_of(id))?;
            stores(LOG)?
                .delete(range)
                .map(drop)
                .map_err(|_| StoreFault::Broken)
        })
        .await
    }

    /// Forgets a run.
    ///
    /// # Errors
    /// [`StoreFault`]; then all of it is still there.
    pub async fn delete(&self, id: &str) -> Result<(), StoreFault> {
        self.write(&[RUNS, PARTS, LOG], |stores| {
            let broken = |_| StoreFault::Broken;
            stores(RUNS)?.delete(JsValue::from(id)).map_err(broken)?;
            for name in [PARTS, LOG] {
                stores(name)?.delete(all_of(id)?).map_err(broken)?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps what is ticked, in the place of what was before; none: nothing is kept.
    ///
    /// # Errors
    /// [`StoreFault`]; then what was before is still there.
    pub async fn keep_draft(&self, draft: Option<&[u8]>) -> Result<(), StoreFault> {
        self.write_one(DRAFTS, TICKS, draft).await
    }

    /// What was ticked.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn draft(&self) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.read(DRAFTS, None).await?.pop())
    }

    /// Saves the keep list, in the place of the one before; none: it is taken away.
    ///
    /// # Errors
    /// [`StoreFault`]; then what was before is still there.
    pub async fn save_keep_list(&self, list: Option<&[u8]>) -> Result<(), StoreFault> {
        self.write_one(LISTS, KEEP, list).await
    }

    /// The keep list; none if there is none. What another program may have put in its place comes as it is, or
    /// as no bytes at all: it is a list that cannot be read, and not none.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn keep_list(&self) -> Result<Option<Vec<u8>>, StoreFault> {
        let value = self.values(LISTS, None).await?.pop();
        let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|it| it.to_vec());
        Ok(value.map(|value| bytes(value).unwrap_or_default()))
    }

    /// The heads of all runs.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn heads(&self) -> Result<Vec<Vec<u8>>, StoreFault> {
        self.read(RUNS, None).await
    }

    /// Plan and log of a run.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn load(&self, id: &str) -> Result<Stored, StoreFault> {
        Ok(Stored {
            parts: self.read(PARTS, Some(all_of(id)?)).await?,
            log: self.read(LOG, Some(all_of(id)?)).await?,
        })
    }

    async fn read(&self, name: &str, range: Option<KeyRange>) -> Result<Vec<Vec<u8>>, StoreFault> {
        let values = self.values(name, range).await?;
        // Anything else that another program may have put here is passed over.
        let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|it| it.to_vec());
        Ok(values.into_iter().filter_map(bytes).collect())
    }

    async fn values(
        &self,
        name: &str,
        range: Option<KeyRange>,
    ) -> Result<Vec<JsValue>, StoreFault> {
        let broken = |_| StoreFault::Broken;
        let transaction = self.transaction(&[name], "readonly")?;
        let store = Transaction::from(transaction)
            .object_store(name)
            .map_err(broken)?;
        let all = store
            .get_all(range.map(Query::KeyRange), None)
            .map_err(broken)?;
        all.await.map_err(broken)
    }

    async fn write_one(
        &self,
        name: &'static str,
        place: &str,
        bytes: Option<&[u8]>,
    ) -> Result<(), StoreFault> {
        self.write(&[name], |stores| match bytes {
            Some(bytes) => put(&stores(name)?, &place.into(), bytes),
            None => stores(name)?
                .delete(JsValue::from(place))
                .map(drop)
                .map_err(|_| StoreFault::Broken),
        })
        .await
    }

    async fn write(
        &self,
        names: &Stores,
        put: impl Fn(&dyn Fn(&str) -> Result<ObjectStore, StoreFault>) -> Result<(), StoreFault>,
    ) -> Result<(), StoreFault> {
        let inner = self.transaction(names, "readwrite")?;
        let transaction = Transaction::from(inner.clone());
        let stores = |name: &str| {
            transaction
                .object_store(name)
                .map_err(|_| StoreFault::Broken)
        };
        if let Err(fault) = put(&stores) {
            let _ = transaction.abort();
            return Err(fault);
        }
        match transaction.await {
            Ok(result) if result.is_committed() => Ok(()),
            Ok(_) | Err(_) => Err(why(&inner)),
        }
    }

    /// A transaction that is kept on disk before it counts as complete ("strict"): the record has to survive the machine.
    fn transaction(&self, names: &[&str], mode: &str) -> Result<IdbTransaction, StoreFault> {
        let names: Array = names.iter().map(|name| JsValue::from(*name)).collect();
        let options = Object::new();
        let open = || {
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
            let open: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
            open.call3(&self.database, &names, &mode.into(), &options)?
                .dyn_into()
        };
        open().map_err(|_: JsValue| StoreFault::Broken)
    }
}

fn put(store: &ObjectStore, key: &JsValue, bytes: &[u8]) -> Result<(), StoreFault> {
    let value = Uint8Array::from(bytes);
    store
        .put(&value, Some(key))
        .map(drop)
        .map_err(|_| StoreFault::Broken)
}

/// `[id, number]`.
fn numbered(id: &str, number: f64) -> JsValue {
    Array::of2(&id.into(), &number.into()).into()
}

/// Behind every `[id, number]`: an array sorts behind all numbers.
fn end_of(id: &str) -> JsValue {
    Array::of2(&id.into(), &Array::new().into()).into()
}

fn all_of(id: &str) -> Result<KeyRange, StoreFault> {
    between(&Array::of1(&id.into()).into(), &end_of(id))
}

fn between(from: &JsValue, to: &JsValue) -> Result<KeyRange, StoreFault> {
    KeyRange::bound(from, to, None, None).map_err(|_| StoreFault::Broken)
}

fn why(transaction: &IdbTransaction) -> StoreFault {
    let error = Reflect::get(transaction, &"error".into()).unwrap_or_default();
    let name = Reflect::get(&error, &"name".into()).ok();
    match name.and_then(|name| name.as_string()).as_deref() {
        Some("QuotaExceededError") => StoreFault::Full,
        _ => StoreFault::Broken,
    }
}
