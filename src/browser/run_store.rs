//! One run in the storage. Each write to its record is one transaction that first reads the head, so that only the
//! record's owner writes (see [`groupsweep_core::journal::claim`]).

use groupsweep_core::journal::{Carried, Held, Room, RunHeader, StoredRecord, claim, may_write};
use idb::{KeyRange, Query};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::store::{LOG, OneTransaction, PARTS, RUNS, Store, StoreError, put};

/// What the list of past runs needs from a record.
#[derive(Debug)]
pub struct Glance {
    pub id: String,
    /// Its head; `None` if it is gone and other pieces of the record are left.
    pub head: Option<Vec<u8>>,
    /// Batches of its log.
    pub batches: u64,
}

impl Store {
    /// Stores a new run: head and plan, all or nothing.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is stored.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of parts stay far below 2^53"
    )]
    pub async fn create(&self, id: &str, head: &[u8], parts: &[Vec<u8>]) -> Result<(), StoreError> {
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

    /// Stores a run from a file, all or nothing. Stores nothing if this browser already has something of that run.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is stored.
    pub async fn bring(&self, carried: &Carried) -> Result<Room, StoreError> {
        self.put_whole(&carried.record, &carried.head.write()).await
    }

    /// Stores a whole record in a database that lost it: all or nothing.
    ///
    /// # Errors
    /// [`StoreError`], also if there is a record of this run; then nothing is changed.
    pub async fn restore(&self, record: &StoredRecord, head: &RunHeader) -> Result<(), StoreError> {
        match self.put_whole(record, &head.write()).await? {
            Room::Free => Ok(()),
            Room::Taken | Room::Remains => Err(StoreError::Superseded),
        }
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of parts and batches stay far below 2^53"
    )]
    async fn put_whole(&self, record: &StoredRecord, head: &[u8]) -> Result<Room, StoreError> {
        let StoredRecord { id, parts, log, .. } = record;
        let writing = self.begin(&[RUNS, PARTS, LOG], "readwrite")?;
        let write = async {
            let has_head = writing.head(id).await?.is_some();
            let pieces = writing.pieces(PARTS, id).await? + writing.pieces(LOG, id).await?;
            let room = Room::of(has_head, pieces);
            if room == Room::Free {
                put(&writing.store(RUNS)?, &id.as_str().into(), head)?;
                for (store, pieces) in [(PARTS, parts), (LOG, log)] {
                    let store = writing.store(store)?;
                    for (number, piece) in pieces.iter().enumerate() {
                        put(&store, &numbered(id, number as f64), piece)?;
                    }
                }
            }
            Ok(room)
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Stores a batch of the log with the head as it is now. Resolves once both are kept.
    ///
    /// # Errors
    /// [`StoreError`], also if another tab owns the record now; then neither is stored.
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of batches stay far below 2^53"
    )]
    pub async fn append(
        &self,
        head: &RunHeader,
        number: u64,
        batch: &[u8],
    ) -> Result<(), StoreError> {
        let writing = self.begin(&[RUNS, LOG], "readwrite")?;
        let write = async {
            let before = writing.head(&head.id).await?;
            let before = may_write(before.as_deref(), head.generation)?;
            if before.bond.batches != number {
                return Err(StoreError::Superseded);
            }
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

    /// Stores the current head of a run, without changing what it binds.
    ///
    /// # Errors
    /// [`StoreError`], also if another tab owns the record now; then the head is unchanged.
    pub async fn put_head(&self, head: &RunHeader) -> Result<(), StoreError> {
        let writing = self.begin(&[RUNS], "readwrite")?;
        let write = async {
            let before = writing.head(&head.id).await?;
            let bond = may_write(before.as_deref(), head.generation)?.bond;
            let head = RunHeader {
                bond,
                ..head.clone()
            };
            put(
                &writing.store(RUNS)?,
                &head.id.as_str().into(),
                &head.write(),
            )
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Takes over a run's record. Returns the stored head.
    ///
    /// # Errors
    /// [`StoreError`], also if the stored record is not the one that the caller knows; then nothing is changed.
    pub async fn claim(&self, id: &str, held: Held) -> Result<RunHeader, StoreError> {
        self.change(id, move |stored, batches| Ok(claim(stored, batches, held)?))
            .await
    }

    /// Changes the head of a run that no tab drives. Every tab's copy is outdated afterwards.
    ///
    /// # Errors
    /// [`StoreError`]; then the head is unchanged.
    pub async fn change_head(
        &self,
        id: &str,
        change: impl FnOnce(RunHeader) -> RunHeader,
    ) -> Result<(), StoreError> {
        let changed = self.change(id, move |stored, batches| {
            let head = stored.and_then(|bytes| RunHeader::read(bytes).ok());
            let generation = head.ok_or(StoreError::Gone)?.generation;
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
        next: impl FnOnce(Option<&[u8]>, u64) -> Result<RunHeader, StoreError>,
    ) -> Result<RunHeader, StoreError> {
        let writing = self.begin(&[RUNS, LOG], "readwrite")?;
        let write = async {
            let stored = writing.head(id).await?;
            let batches = writing.batches(id).await?;
            let head = next(stored.as_deref(), batches)?;
            put(&writing.store(RUNS)?, &id.into(), &head.write())?;
            Ok(head)
        };
        let written = write.await;
        writing.end(written).await
    }

    /// Whether nothing of a run is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn holds_nothing_of(&self, id: &str) -> Result<bool, StoreError> {
        let reading = self.begin(&[RUNS, PARTS, LOG], "readonly")?;
        let has_head = reading.head(id).await?.is_some();
        let pieces = reading.pieces(PARTS, id).await? + reading.pieces(LOG, id).await?;
        Ok(Room::of(has_head, pieces) == Room::Free)
    }

    /// Checks that a run's record is still the one that the caller knows.
    ///
    /// # Errors
    /// [`StoreError`]: it is not, or it cannot be read.
    pub async fn compare(&self, id: &str, held: Held) -> Result<(), StoreError> {
        let reading = self.begin(&[RUNS, LOG], "readonly")?;
        let stored = reading.head(id).await?;
        let batches = reading.batches(id).await?;
        claim(stored.as_deref(), batches, held)?;
        Ok(())
    }

    /// Deletes a run if its record is still the one that the caller knows.
    ///
    /// # Errors
    /// [`StoreError`], also if the stored record is not the one that the caller knows; then nothing is deleted.
    pub async fn delete(&self, id: &str, held: Held) -> Result<(), StoreError> {
        let writing = self.begin(&[RUNS, PARTS, LOG], "readwrite")?;
        let delete = async {
            let stored = writing.head(id).await?;
            let batches = writing.batches(id).await?;
            claim(stored.as_deref(), batches, held)?;
            writing.remove(id)
        };
        let deleted = delete.await;
        writing.end(deleted).await
    }

    /// Deletes what is left of a damaged record.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is deleted.
    pub async fn delete_damaged(&self, id: &str) -> Result<(), StoreError> {
        let writing = self.begin(&[RUNS, PARTS, LOG], "readwrite")?;
        let deleted = writing.remove(id);
        writing.end(deleted).await
    }

    /// Reads head, plan and log of a run in one transaction.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load(&self, id: &str) -> Result<StoredRecord, StoreError> {
        let reading = self.begin(&[RUNS, PARTS, LOG], "readonly")?;
        let record = StoredRecord {
            id: id.to_owned(),
            head: reading.head(id).await?,
            parts: reading.all(PARTS, id).await?,
            log: reading.all(LOG, id).await?,
        };
        match record.head.is_none() && record.parts.is_empty() && record.log.is_empty() {
            true => Err(StoreError::Gone),
            false => Ok(record),
        }
    }

    /// Every record of which something is stored, even without its head.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn glance(&self) -> Result<Vec<Glance>, StoreError> {
        let reading = self.begin(&[RUNS, PARTS, LOG], "readonly")?;
        let mut ids = reading.ids().await?;
        for name in [PARTS, LOG] {
            for id in reading.owners(name).await? {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let mut glances = Vec::new();
        for id in ids {
            glances.push(Glance {
                head: reading.head(&id).await?,
                batches: reading.batches(&id).await?,
                id,
            });
        }
        Ok(glances)
    }
}

impl OneTransaction {
    fn remove(&self, id: &str) -> Result<(), StoreError> {
        let broken = |_| StoreError::Broken;
        let runs = self.store(RUNS)?;
        runs.delete(JsValue::from(id)).map_err(broken)?;
        for name in [PARTS, LOG] {
            self.store(name)?.delete(all_of(id)?).map_err(broken)?;
        }
        Ok(())
    }

    async fn head(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let broken = |_| StoreError::Broken;
        let get = self.store(RUNS)?.get(JsValue::from(id)).map_err(broken)?;
        let value = get.await.map_err(broken)?;
        Ok(value.map(|value| bytes(value).unwrap_or_default()))
    }

    async fn batches(&self, id: &str) -> Result<u64, StoreError> {
        self.pieces(LOG, id).await
    }

    async fn pieces(&self, name: &str, id: &str) -> Result<u64, StoreError> {
        let broken = |_| StoreError::Broken;
        let all = Query::KeyRange(all_of(id)?);
        let count = self.store(name)?.count(Some(all)).map_err(broken)?;
        count.await.map(u64::from).map_err(broken)
    }

    /// The pieces of a run in a store. A value that another program put there becomes an empty piece, which is damaged.
    async fn all(&self, name: &str, id: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let broken = |_| StoreError::Broken;
        let all = Query::KeyRange(all_of(id)?);
        let get = self.store(name)?.get_all(Some(all), None).map_err(broken)?;
        let values = get.await.map_err(broken)?;
        let piece = |value| bytes(value).unwrap_or_default();
        Ok(values.into_iter().map(piece).collect())
    }

    /// The ids of all heads.
    async fn ids(&self) -> Result<Vec<String>, StoreError> {
        let broken = |_| StoreError::Broken;
        let get = self.store(RUNS)?.get_all_keys(None, None).map_err(broken)?;
        let keys = get.await.map_err(broken)?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// The ids of all runs with pieces in a store. Takes one step per run, however many pieces it has.
    async fn owners(&self, name: &str) -> Result<Vec<String>, StoreError> {
        let broken = |_| StoreError::Broken;
        let store = self.store(name)?;
        let mut owners = Vec::new();
        let mut from = Array::new().into();
        loop {
            let after = KeyRange::lower_bound(&from, Some(true)).map_err(broken)?;
            let get = store.get_key(Query::KeyRange(after)).map_err(broken)?;
            let Some(key) = get.await.map_err(broken)? else {
                return Ok(owners);
            };
            let owner = key
                .dyn_ref::<Array>()
                .and_then(|key| key.get(0).as_string());
            from = match owner {
                Some(owner) => {
                    let next = end_of(&owner);
                    owners.push(owner);
                    next
                }
                // Not one of our keys.
                None => key,
            };
        }
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

fn all_of(id: &str) -> Result<KeyRange, StoreError> {
    between(&Array::of1(&id.into()).into(), &end_of(id))
}

fn between(from: &JsValue, to: &JsValue) -> Result<KeyRange, StoreError> {
    KeyRange::bound(from, to, None, None).map_err(|_| StoreError::Broken)
}
