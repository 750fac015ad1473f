//! One run in the storage. Whatever is written to its record goes in one transaction that first reads the head, so
//! that only the record's owner writes (see [`crate::journal::claim`]).

use idb::{KeyRange, Query};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::journal::{Head, Held, claim, may_write};

use super::store::{LOG, OneTransaction, PARTS, RUNS, Store, StoreFault, put};

/// A stored run.
#[derive(Debug)]
pub struct Stored {
    /// Its head.
    pub head: Vec<u8>,
    /// Parts of the plan, in order.
    pub parts: Vec<Vec<u8>>,
    /// Batches of the log, in order.
    pub log: Vec<Vec<u8>>,
    /// Places in the log; more than `log` where another program put something else there.
    pub batches: u64,
}

impl Store {
    /// Stores a new run: head and plan, all or nothing.
    ///
    /// # Errors
    /// [`StoreFault`]; then nothing is stored.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of parts stay far below 2^53"
    )]
    pub async fn create(&self, id: &str, head: &[u8], parts: &[Vec<u8>]) -> Result<(), StoreFault> {
        let writing = self.begin(&[RUNS, PARTS], "readwrite")?;
        let write = || {
            put(&writing.store(RUNS)?, &id.into(), head)?;
            for (number, part) in parts.iter().enumerate() {
                put(&writing.store(PARTS)?, &numbered(id, number as f64), part)?;
            }
            Ok(())
        };
        let written = write();
        writing.end(written).await
    }

    /// Stores a batch of the log with the head as it is now. Resolves once both are kept.
    ///
    /// # Errors
    /// [`StoreFault`], also where the record is another tab's by now; then neither is stored.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of batches stay far below 2^53"
    )]
    pub async fn append(&self, head: &Head, number: u64, batch: &[u8]) -> Result<(), StoreFault> {
        let writing = self.begin(&[RUNS, LOG], "readwrite")?;
        let write = async {
            may_write(writing.head(&head.id).await?.as_deref(), head.generation)?;
            put(
                &writing.store(RUNS)?,
                &head.id.as_str().into(),
                &head.write(),
            )?;
            put(
                &writing.store(LOG)?,
                &numbered(&head.id, number as f64),
                batch,
            )
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Stores the head of a run as it is now.
    ///
    /// # Errors
    /// [`StoreFault`], also where the record is another tab's by now; then the head is as it was.
    pub async fn put_head(&self, head: &Head) -> Result<(), StoreFault> {
        let writing = self.begin(&[RUNS], "readwrite")?;
        let write = async {
            may_write(writing.head(&head.id).await?.as_deref(), head.generation)?;
            put(
                &writing.store(RUNS)?,
                &head.id.as_str().into(),
                &head.write(),
            )
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Takes a run's record over, and forgets its log from `keep` on: what follows a damaged batch must not be read as
    /// if it belonged there. The head comes back as it is stored now.
    ///
    /// # Errors
    /// [`StoreFault`], also where what is stored is not what the caller holds; then all is as it was.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of batches stay far below 2^53"
    )]
    pub async fn claim(&self, id: &str, held: Held, keep: u64) -> Result<Head, StoreFault> {
        self.change(id, move |stored, batches, writing| {
            let head = claim(stored, batches, held)?;
            if keep < batches {
                let range = between(&numbered(id, keep as f64), &end_of(id))?;
                let cut = writing.store(LOG)?.delete(range);
                cut.map_err(|_| StoreFault::Broken)?;
            }
            Ok(head)
        })
        .await
    }

    /// Changes the head of a run that no tab drives, whatever is stored: every copy that a tab holds is old from then on.
    ///
    /// # Errors
    /// [`StoreFault`]; then the head is as it was.
    pub async fn change_head(
        &self,
        id: &str,
        change: impl FnOnce(Head) -> Head,
    ) -> Result<(), StoreFault> {
        let changed = self.change(id, move |stored, batches, _| {
            let head = stored.and_then(|bytes| Head::read(bytes).ok());
            let generation = head.ok_or(StoreFault::Gone)?.generation;
            let held = Held {
                generation,
                batches,
            };
            Ok(change(claim(stored, batches, held)?))
        });
        changed.await.map(drop)
    }

    async fn change(
        &self,
        id: &str,
        next: impl FnOnce(Option<&[u8]>, u64, &OneTransaction) -> Result<Head, StoreFault>,
    ) -> Result<Head, StoreFault> {
        let writing = self.begin(&[RUNS, LOG], "readwrite")?;
        let write = async {
            let stored = writing.head(id).await?;
            let batches = writing.batches(id).await?;
            let head = next(stored.as_deref(), batches, &writing)?;
            put(&writing.store(RUNS)?, &id.into(), &head.write())?;
            Ok(head)
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Whether a run's record is still what the caller holds.
    ///
    /// # Errors
    /// [`StoreFault`]: it is not, or it cannot be read.
    pub async fn compare(&self, id: &str, held: Held) -> Result<(), StoreFault> {
        let reading = self.begin(&[RUNS, LOG], "readonly")?;
        let stored = reading.head(id).await?;
        let batches = reading.batches(id).await?;
        claim(stored.as_deref(), batches, held)?;
        Ok(())
    }

    /// Forgets a run.
    ///
    /// # Errors
    /// [`StoreFault`]; then all of it is still there.
    pub async fn delete(&self, id: &str) -> Result<(), StoreFault> {
        let writing = self.begin(&[RUNS, PARTS, LOG], "readwrite")?;
        let broken = |_| StoreFault::Broken;
        let delete = || {
            let runs = writing.store(RUNS)?;
            runs.delete(JsValue::from(id)).map_err(broken)?;
            for name in [PARTS, LOG] {
                writing.store(name)?.delete(all_of(id)?).map_err(broken)?;
            }
            Ok(())
        };
        let deleted = delete();
        writing.end(deleted).await
    }

    /// Head, plan and log of a run, as they stand at one moment.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn load(&self, id: &str) -> Result<Stored, StoreFault> {
        let reading = self.begin(&[RUNS, PARTS, LOG], "readonly")?;
        let head = reading.head(id).await?.ok_or(StoreFault::Gone)?;
        let (parts, _) = reading.all(PARTS, id).await?;
        let (log, batches) = reading.all(LOG, id).await?;
        Ok(Stored {
            head,
            parts,
            log,
            batches,
        })
    }
}

impl OneTransaction {
    async fn head(&self, id: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        let broken = |_| StoreFault::Broken;
        let get = self.store(RUNS)?.get(JsValue::from(id)).map_err(broken)?;
        let value = get.await.map_err(broken)?;
        Ok(value.map(|value| bytes(value).unwrap_or_default()))
    }

    async fn batches(&self, id: &str) -> Result<u64, StoreFault> {
        let broken = |_| StoreFault::Broken;
        let all = Query::KeyRange(all_of(id)?);
        let count = self.store(LOG)?.count(Some(all)).map_err(broken)?;
        count.await.map(u64::from).map_err(broken)
    }

    /// What belongs to a run in a store, and how many places that is: anything else that another program may have put
    /// there is passed over.
    async fn all(&self, name: &str, id: &str) -> Result<(Vec<Vec<u8>>, u64), StoreFault> {
        let broken = |_| StoreFault::Broken;
        let all = Query::KeyRange(all_of(id)?);
        let get = self.store(name)?.get_all(Some(all), None).map_err(broken)?;
        let values = get.await.map_err(broken)?;
        let places = values.len() as u64;
        Ok((values.into_iter().filter_map(bytes).collect(), places))
    }
}

fn bytes(value: JsValue) -> Option<Vec<u8>> {
    value.dyn_into::<Uint8Array>().ok().map(|it| it.to_vec())
}

/// `[id, number]`.
fn numbered(id: &str, number: f64) -> JsValue {
    Array::of2(&id.into(), &number.into()).into()
}

/// After every `[id, number]`: an array sorts after all numbers.
fn end_of(id: &str) -> JsValue {
    Array::of2(&id.into(), &Array::new().into()).into()
}

fn all_of(id: &str) -> Result<KeyRange, StoreFault> {
    between(&Array::of1(&id.into()).into(), &end_of(id))
}

fn between(from: &JsValue, to: &JsValue) -> Result<KeyRange, StoreFault> {
    KeyRange::bound(from, to, None, None).map_err(|_| StoreFault::Broken)
}
