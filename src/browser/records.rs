//! A run's journal in the browser's storage, or in memory without one.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::journal::{
    Held, LogCopy, RecordCopy, RunHeader, StoredRecord, Undone, Verified, WriteBack, check_record,
    write_batch, write_plan, written_back,
};
use groupsweep_core::run::{Batch, Run};
use groupsweep_driver::ports::{Clock, Journal, JournalError};

use super::clock::BrowserClock;
use super::store::{Store, StoreError};

/// The journal of one run. Cheap to copy.
#[derive(Clone)]
pub struct RunRecord(Rc<Inner>);

struct Inner {
    store: Store,
    head: RefCell<RunHeader>,
    run: Rc<RefCell<Run>>,
    copy: Cell<RecordCopy>,
    /// A copy of the stored log, to write the record again if the browser clears the database.
    log: RefCell<LogCopy>,
    /// The opening of the database in which the record was last seen there; see [`Store::opening`].
    opening: Cell<u32>,
    /// A write was given up and may still end: what is stored is then more than this tab knows of. From then on nothing is
    /// written or compared here, so that what this tab alone holds is not replaced by it.
    is_given_up: Cell<bool>,
}

impl RunRecord {
    /// The record of a new run. It is stored with its first batch.
    #[must_use]
    pub fn new(store: Store, head: RunHeader, run: Rc<RefCell<Run>>) -> Self {
        let opening = Cell::new(store.opening());
        Self(Rc::new(Inner {
            store,
            head: RefCell::new(head),
            run,
            copy: Cell::new(RecordCopy::Unstored),
            log: RefCell::default(),
            opening,
            is_given_up: Cell::new(false),
        }))
    }

    /// The record of a run that was read from storage as `stored`, undamaged.
    #[must_use]
    pub fn stored(
        store: Store,
        head: RunHeader,
        run: Rc<RefCell<Run>>,
        stored: &StoredRecord,
    ) -> Self {
        let held = Held::of(&head);
        let opening = Cell::new(store.opening());
        Self(Rc::new(Inner {
            store,
            head: RefCell::new(head),
            run,
            copy: Cell::new(RecordCopy::Read(held)),
            log: RefCell::new(LogCopy::of(&stored.log)),
            opening,
            is_given_up: Cell::new(false),
        }))
    }
}

impl RunRecord {
    /// Notes what reading the run's groups back showed.
    ///
    /// # Errors
    /// [`StoreError`]; then it is not in the record.
    pub async fn note_verified(&self, verified: Verified) -> Result<(), StoreError> {
        self.note(|head| head.verified = Some(verified)).await
    }

    /// Notes that the record was saved as a file.
    ///
    /// # Errors
    /// [`StoreError`]; then it is not in the record.
    pub async fn note_saved(&self, at: Timestamp) -> Result<(), StoreError> {
        self.note(|head| head.saved = Some(at)).await
    }

    /// Notes what the undos of the run left. The caller holds the record.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_undos(&self, undone: Vec<Undone>) -> Result<(), StoreError> {
        self.note(|head| head.undone = undone).await
    }

    async fn note(&self, note: impl FnOnce(&mut RunHeader)) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        inner.may_be_used()?;
        note(&mut inner.head.borrow_mut());
        match inner.copy.get() {
            RecordCopy::Unstored => Ok(()),
            RecordCopy::Read(_) | RecordCopy::Displaced(_) => Err(StoreError::Superseded),
            RecordCopy::Owned(_) | RecordCopy::CutOff(_) => {
                inner.store.put_head(&inner.head_now()).await
            }
        }
    }

    /// Makes this tab the owner of the record. The caller holds the run's lock. If the browser cleared the database
    /// since this tab read or stored the record, writes this tab's copy again, if the admin agreed to that.
    ///
    /// # Errors
    /// [`StoreError`]: the stored record differs from this tab's copy and has to be read again first.
    /// [`StoreError::Cleared`]: this tab's copy may be old, and the admin has not agreed to use it.
    pub async fn claim(&self, write_back: WriteBack) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        inner.may_be_used()?;
        inner.store.reopen().await?;
        let Some(held) = inner.copy.get().held() else {
            return Ok(());
        };
        let id = inner.head.borrow().id.clone();
        let head = match inner.store.claim(&id, held).await {
            Err(StoreError::Gone) if inner.is_another_opening() => match write_back {
                WriteBack::NotAsked => return Err(StoreError::Cleared),
                WriteBack::Agreed => inner.restore().await?,
            },
            claimed => claimed?,
        };
        inner.is_stored(&head);
        inner.head.replace(head);
        Ok(())
    }

    /// Whether the stored record is another tab's copy with less than this tab's.
    #[must_use]
    pub fn is_displaced(&self) -> bool {
        matches!(self.0.copy.get(), RecordCopy::Displaced(_))
    }

    /// Notes that another tab's copy is stored, read as `stored`. True if this tab's copy has more: it was the last
    /// one written before the browser cleared the storage, or its log has entries that the stored one does not.
    #[must_use]
    pub fn note_displaced(&self, stored: &Self) -> bool {
        let log = self.0.log.borrow().seen_from(&stored.0.log.borrow());
        self.0.copy.set(self.0.copy.get().displaced(log));
        self.is_displaced()
    }

    /// The run's id, and the version of the stored record that this tab knows. `None` if nothing is stored.
    #[must_use]
    pub fn held(&self) -> Option<(String, Held)> {
        let held = self.0.copy.get().held()?;
        Some((self.0.head.borrow().id.clone(), held))
    }

    /// Checks that the stored record is still the one that this tab knows.
    ///
    /// # Errors
    /// [`StoreError`]: it is not, or cannot be read. [`StoreError::Cleared`]: the browser cleared the database since
    /// this tab read or stored the record.
    pub async fn is_current(&self) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        inner.may_be_used()?;
        inner.store.reopen().await?;
        let id = inner.head.borrow().id.clone();
        while let Some(held) = inner.copy.get().held() {
            return match inner.store.compare(&id, held).await {
                // This tab itself wrote while the comparison was waiting.
                Err(StoreError::Superseded) if inner.copy.get().held() != Some(held) => continue,
                Err(StoreError::Gone) if inner.is_another_opening() => Err(StoreError::Cleared),
                compared => compared,
            };
        }
        Ok(())
    }
}

impl Inner {
    fn may_be_used(&self) -> Result<(), StoreError> {
        match self.is_given_up.get() {
            true => Err(StoreError::Broken),
            false => Ok(()),
        }
    }

    /// Whether the database was reopened since the record was last seen in it. If the record is then missing, the
    /// browser cleared it. Without a reopening, somebody deleted it.
    fn is_another_opening(&self) -> bool {
        self.opening.get() != self.store.opening()
    }

    /// The head for the current state of the run.
    fn head_now(&self) -> RunHeader {
        let next = self
            .head
            .borrow()
            .of(&self.run.borrow(), BrowserClock.now_on_the_wall());
        self.head.replace(next.clone());
        next
    }

    /// Stores head and plan, so that this tab owns the record. Returns the stored head.
    async fn create(&self, head: RunHeader) -> Result<RunHeader, StoreError> {
        let parts = self.parts(&head).await;
        let head = head.bound_to(&parts);
        self.store.create(&head.id, &head.write(), &parts).await?;
        self.is_stored(&head);
        Ok(head)
    }

    async fn parts(&self, head: &RunHeader) -> Vec<Vec<u8>> {
        let plan = Arc::clone(self.run.borrow().plan());
        let mut parts = Vec::new();
        for part in write_plan(head, &plan) {
            parts.push(part);
            // Yields between the pieces of a large plan.
            BrowserClock.sleep(Span::ZERO).await;
        }
        parts
    }

    /// Writes the whole record again. Returns the stored head.
    async fn restore(&self) -> Result<RunHeader, StoreError> {
        let head = self.head.borrow().clone();
        let head = RunHeader {
            generation: written_back(head.generation),
            ..head
        };
        let record = StoredRecord {
            id: head.id.clone(),
            parts: self.parts(&head).await,
            log: self.log.borrow().batches(),
            head: Some(head.write()),
        };
        // This tab's copy has to be a complete record.
        let head = check_record(&record).map_err(|_| StoreError::Broken)?;
        self.store.restore(&record, &head).await?;
        Ok(head)
    }

    async fn keep(&self, batch: Batch) -> Result<(), StoreError> {
        self.may_be_used()?;
        let head = self.head_now();
        let head = match self.copy.get() {
            RecordCopy::Unstored => self.create(head).await?,
            RecordCopy::Read(_) | RecordCopy::Displaced(_) => return Err(StoreError::Superseded),
            RecordCopy::Owned(_) | RecordCopy::CutOff(_) => head,
        };
        let (head, bytes) = write_batch(&head, &batch);
        if let Err(fault) = self.store.append(&head, batch.number, &bytes).await {
            return Err(self.cut_off_by(fault).await);
        }
        self.log.borrow_mut().push(&bytes);
        self.is_stored(&head);
        Ok(())
    }

    /// Finds out why a write failed. If the browser cleared the storage meanwhile, the next opening of the database
    /// has nothing of the record. The driver still holds the run's lock, so no other tab has written.
    async fn cut_off_by(&self, fault: StoreError) -> StoreError {
        let may_be_cleared = match fault {
            StoreError::Broken | StoreError::Unavailable | StoreError::HeldUp => true,
            // The list of past runs may have opened the database again before this tab wrote.
            StoreError::Gone => self.is_another_opening(),
            StoreError::Outdated
            | StoreError::Full
            | StoreError::Superseded
            | StoreError::Cleared => false,
        };
        if !may_be_cleared {
            return fault;
        }
        match self.store.reopen().await {
            Ok(()) => {}
            // A newer page in another tab has upgraded the database, which closed it here.
            Err(StoreError::Outdated) => return StoreError::Outdated,
            Err(_) => return fault,
        }
        let id = self.head.borrow().id.clone();
        if self.is_another_opening() && self.store.holds_nothing_of(&id).await == Ok(true) {
            self.copy.set(self.copy.get().cut_off());
            return StoreError::Cleared;
        }
        fault
    }

    /// Notes that this head is stored with its log. The only place that changes the bond of this tab's head.
    fn is_stored(&self, head: &RunHeader) {
        self.opening.set(self.store.opening());
        self.head.borrow_mut().bond = head.bond;
        self.copy.set(RecordCopy::Owned(Held::of(head)));
    }
}

/// The error for the driver.
fn not_kept(fault: StoreError) -> JournalError {
    match fault {
        StoreError::Unavailable
        | StoreError::HeldUp
        | StoreError::Full
        | StoreError::Broken
        | StoreError::Cleared => JournalError::Storage,
        StoreError::Outdated => JournalError::Outdated,
        StoreError::Superseded => JournalError::TakenOver,
        StoreError::Gone => JournalError::Gone,
    }
}

/// How long one write may take. Some never end: on a hanging disk, or in Safari after it lost its storage process. The run
/// then halts, and this tab leaves the record alone: the write may still end, and the page that is loaded next reads it.
const MAX_WRITE_SECONDS: u32 = 30;

impl Journal for RunRecord {
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>> {
        let inner = Rc::clone(&self.0);
        async move {
            let mut keeping = pin!(inner.keep(batch));
            // Counts seconds awake: while the computer sleeps, the storage does not answer.
            for _ in 0..MAX_WRITE_SECONDS {
                match select(keeping, BrowserClock.sleep(Span::seconds(1))).await {
                    Either::Left((kept, _)) => return kept.map_err(not_kept),
                    Either::Right(((), unfinished)) => keeping = unfinished,
                }
            }
            inner.is_given_up.set(true);
            Err(JournalError::Storage)
        }
        .boxed_local()
    }
}

/// Without storage, only the page holds the record, and says so.
#[derive(Debug)]
pub struct MemoryJournal;

impl Journal for MemoryJournal {
    fn write(&self, _: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>> {
        std::future::ready(Ok(())).boxed_local()
    }
}

/// A unique id for a run: 16 hex digits.
#[must_use]
pub fn draw_run_id() -> String {
    let mut id = String::with_capacity(16);
    while id.len() < 16 {
        // Not a secret: it only has to be unique.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "24 bits"
        )]
        let part = (js_sys::Math::random() * 16_777_216.0) as u32;
        id.push_str(&format!("{part:06x}"));
    }
    id.truncate(16);
    id
}
